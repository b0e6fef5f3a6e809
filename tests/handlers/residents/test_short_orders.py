"""What elders type in a few words and mean as an order, and what only looks like one."""

from datetime import timedelta

import pytest

from storage.models import State
from tests.handlers.residents.stories import (
    LAMP,
    answer,
    ask_back,
    cases,
    drafts,
    entries,
    file,
    newest_case,
)
from tests.handlers.told import Town

NOT_SENT = ["gửi rồi", "da bam gui roi ma", "nhận được chưa con", "có ai đọc chưa", "quên mã rồi"]


@pytest.mark.parametrize("typed", [*NOT_SENT, "ai xử lý vậy con", "mã số mấy"])
async def test_who_has_sent_it_sees_how_it_stands(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [listed] = await told.says("ba", typed)
    assert listed.labels == [case.code]


async def test_what_was_answered_can_be_taken_back_no_more(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    [said] = await told.says("ba", "rút")
    assert f"{case.code} đã kết thúc" in said.text


MORE = ["còn nữa", "thêm nữa", "bổ sung thêm", "nói thêm chút"]


@pytest.mark.parametrize("typed", MORE)
async def test_who_has_more_to_say_is_invited(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [more] = await told.says("ba", typed)
    assert "mời ông/bà nhắn thêm" in more.text
    [shown] = await told.says("ba", "trụ số 5")
    assert f"«{LAMP} trụ số 5»" in shown.text


@pytest.mark.parametrize("typed", MORE)
async def test_there_may_be_more_of_a_case(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [more] = await told.says("ba", typed)
    assert f"bổ sung cho hồ sơ {case.code}" in more.text
    await told.says("ba", "trụ số 5")
    assert "trụ số 5" in [one.text for one in await entries(told, case)]


@pytest.mark.parametrize("typed", MORE)
async def test_at_a_question_more_is_never_met_with_silence(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    await told.says("ba", "Rác đầu hẻm chưa ai thu gom")
    await told.says("ba", "việc mới")
    await told.says("ba", "gửi")
    assert await told.says("ba", typed)
    told.now += timedelta(minutes=1)
    await answer(told, case)
    assert await told.says("ba", typed)


async def test_more_of_one_of_two_cases_is_shown_to_choose(told: Town) -> None:
    await file(told, "ba")
    await file(told, "ba", "Rác đầu hẻm khu phố 2 chưa ai thu gom")
    [listed] = await told.says("ba", "bổ sung")
    assert len(listed.labels) == 2


@pytest.mark.parametrize("typed", ["0912 345 678", "số tui 0912345678 nha con", "sdt 0912345678"])
async def test_a_number_alone_is_kept_and_is_no_report(told: Town, typed: str) -> None:
    [kept] = await told.says("ba", typed)
    assert "được giữ kín" in kept.text
    assert await drafts(told) == []
    await told.says("ba", LAMP)
    _, shown = await told.says("ba", typed)
    assert f"«{LAMP}»" in shown.text


async def test_a_number_that_a_unit_asked_for_is_the_answer(told: Town) -> None:
    case = await file(told, "ba")
    await ask_back(told, case, "Bác cho xin số điện thoại ạ?")
    await told.says("ba", "0912345678")
    assert "được giữ kín" not in told.last("ba").text


async def test_a_number_confided_goes_to_those_who_were_trusted(told: Town) -> None:
    await told.says("ba", "/start")
    async with told.desk() as desk:
        person = await desk.store.people.person_by_id(1)
        person.step, person.about = "seal.more", 1
        desk.store.people.save(person)
    [said] = await told.says("ba", "0912345678")
    assert "được giữ kín, chỉ dùng khi" not in said.text


@pytest.mark.parametrize("typed", ["gọi cho tui", "goi cho toi nhe"])
async def test_who_wants_a_call_is_asked_for_the_number(told: Town, typed: str) -> None:
    [asked] = await told.says("ba", typed)
    assert "gọi lại" in asked.text


@pytest.mark.parametrize("typed", ["bắt đầu lại", "menu", "quay lại"])
async def test_who_begins_again_is_greeted_and_sees_what_stands_open(
    told: Town, typed: str
) -> None:
    await told.says("ba", LAMP)
    hello, shown = await told.says("ba", typed)
    assert "cần giúp việc gì" in hello.text
    assert f"«{LAMP}»" in shown.text


@pytest.mark.parametrize("typed", ["việc mới", "chuyện khác con"])
async def test_a_new_matter_that_says_nothing_yet_is_none(told: Town, typed: str) -> None:
    await told.says("ba", typed)
    assert await drafts(told) == []
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", typed)
    assert f"«{LAMP}»" in shown.text


@pytest.mark.parametrize(
    "typed",
    [
        "hôm qua", "gửi rồi mà không ai làm", "thêm một cột điện nữa ngã", "ai xử lý rác đây",
        "số 0912345678 gọi lừa đảo bà con", "quay lại cảnh cũ rồi", "nhận tiền chưa",
        "mất mã vạch hàng hóa", "rút nước chậm lắm", "xóa hết quảng cáo trên cột điện",
    ],
)  # fmt: skip
async def test_what_only_begins_like_an_order_is_told(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", typed)
    assert typed in shown.text
    assert await cases(told) == []


async def test_nothing_of_this_opens_a_case(told: Town) -> None:
    await file(told, "ba")
    for typed in (*NOT_SENT, *MORE, "xóa", "gửi", "menu", "việc mới"):
        await told.says("ba", typed)
    assert len(await cases(told)) == 1
    assert (await newest_case(told)).text == LAMP


STILL = ["còn hư", "vẫn vậy con ơi", "hư lại rồi", "chưa thấy ai tới hết", "có làm gì đâu"]
WELL = [
    "đèn sáng rồi",
    "sáng rồi cảm ơn con",
    "tốt quá",
    "da sang roi a",
    "giỏi lắm",
    "có người sửa rồi",
]


@pytest.mark.parametrize("typed", STILL)
async def test_bare_words_after_an_answer_reopen_what_was_answered(told: Town, typed: str) -> None:
    await answer(told, await file(told, "ba"))
    await told.says("ba", typed)
    assert "được mở lại" in told.last("ba").text


THANKS = ["cảm ơn Văn", "cảm ơn cán bộ, cầu xong rồi", "đèn sáng rồi con"]


@pytest.mark.parametrize("typed", [*WELL, *THANKS])
async def test_bare_words_after_an_answer_confirm_it(told: Town, typed: str) -> None:
    await answer(told, await file(told, "ba"))
    await told.says("ba", typed)
    assert (await newest_case(told)).state == State.CONFIRMED


@pytest.mark.parametrize("typed", [*STILL, *WELL])
async def test_where_another_case_could_be_meant_it_is_asked(told: Town, typed: str) -> None:
    await answer(told, await file(told, "ba"))
    await file(told, "ba", "Rác đầu hẻm khu phố 2 chưa ai thu gom")
    [asked] = await told.says("ba", typed)
    assert "bổ sung cho việc" in asked.text


@pytest.mark.parametrize("typed", [*STILL, *WELL])
async def test_before_any_answer_a_person_shall_read_it(told: Town, typed: str) -> None:
    await file(told, "ba")
    [asked] = await told.says("ba", typed)
    assert "bổ sung cho việc" in asked.text


@pytest.mark.parametrize("typed", ["rác còn hôi nhiều quá", "tốt lắm nhưng đèn chưa sáng"])
async def test_what_tells_more_than_that_reopens_nothing(told: Town, typed: str) -> None:
    await answer(told, await file(told, "ba"))
    [asked] = await told.says("ba", typed)
    assert "bổ sung cho việc" in asked.text


@pytest.mark.parametrize("typed", ["con là ai", "ai vậy", "máy hả con", "có phải phường không"])
async def test_who_asks_who_this_is_hears_it(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "là máy ạ" in said.text


@pytest.mark.parametrize("typed", ["cho xin số điện thoại", "phường ở đâu vậy con"])
async def test_who_would_rather_call_or_come_hears_where(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "gọi" in said.text
    assert "tới" in said.text


@pytest.mark.parametrize("typed", ["ừa", "ua con"])
async def test_ua_is_a_yes(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    await told.says("ba", "gửi")
    await told.says("ba", typed)
    assert (await newest_case(told)).category == "dien_chieu_sang"
