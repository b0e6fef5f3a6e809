"""What is ordered in a few words is heard whatever stands open; whatever says more is a report."""

from collections.abc import Callable, Coroutine
from datetime import timedelta

import pytest

from handlers import acts
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
    where_it_is,
)
from tests.handlers.told import Heard, Town


@pytest.mark.parametrize(
    "typed",
    [
        "hồ sơ của tôi", "cho tui xem ho so cua tui", "danh sách hồ sơ của tôi", "coi hồ sơ",
        "hồ sơ của bác", "việc của tôi tới đâu rồi", "việc tui tới đâu rồi", "tới đâu rồi con",
        "cho hỏi hồ sơ của em sao rồi ạ", "mấy việc tôi gửi sao rồi", "tiến độ", "hồ sơ",
        "chừng nào sửa vậy con", "phản ánh của tôi có kết quả chưa ạ", "toi mo roi",
    ],
)  # fmt: skip
async def test_how_far_it_is_may_be_asked_in_many_ways(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [listed] = await told.says("ba", typed)
    assert listed.labels == [case.code]
    assert len(await drafts(told)) == 1


@pytest.mark.parametrize(
    "typed", ["ai đã xem tên tôi", "ai coi tên tui", "ai biết tên tôi", "có ai xem tên tôi không"]
)
async def test_who_has_seen_the_name_may_be_asked_in_many_ways(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "tên của ông/bà" in said.text
    assert await drafts(told) == []


async def test_a_number_that_is_typed_along_is_kept_and_not_asked_for(told: Town) -> None:
    [said] = await told.says("ba", "gọi lại cho tôi số 0912 345 678 nhé")
    assert "được giữ kín" in said.text


async def _at_the_place(told: Town) -> Heard:
    await told.says("ba", "ổ gà bự quá, té xe hoài")
    await told.presses("ba", told.last("ba"), "gửi")
    [asked] = await told.presses("ba", told.last("ba"), "đúng")
    assert "ở đâu" in asked.text
    return asked


@pytest.mark.parametrize("typed", ["Bỏ", "thôi không gửi nữa", "hủy"])
async def test_who_drops_it_at_the_last_question_has_sent_nothing(told: Town, typed: str) -> None:
    await _at_the_place(told)
    [said] = await told.says("ba", typed)
    assert "không gửi đi đâu" in said.text
    assert await cases(told) == []


@pytest.mark.parametrize("typed", ["hồ sơ của tôi", "ai đã xem tên tôi", "trợ giúp"])
async def test_an_order_is_no_place_and_the_question_still_stands(told: Town, typed: str) -> None:
    await _at_the_place(told)
    await told.says("ba", typed)
    assert await cases(told) == []
    await told.says("ba", "trước nhà 12 đường Hoa Sen")
    assert (await where_it_is(told)).words == "trước nhà 12 đường Hoa Sen"


@pytest.mark.parametrize(
    "typed", ["không biết", "tui hong biet nua", "không có", "ko", "gửi đi", "gửi luôn giúp bác"]
)
async def test_who_knows_no_place_or_wants_it_sent_leaves_it_out(told: Town, typed: str) -> None:
    await _at_the_place(told)
    await told.says("ba", typed)
    case = await newest_case(told)
    assert not (await where_it_is(told)).words
    assert typed not in case.text


async def test_what_was_sent_before_the_question_came_is_no_answer_to_it(told: Town) -> None:
    """Two "gửi" in one second: the second one has not seen what is asked."""
    early = told.message("ba", "gửi")
    told.now += timedelta(seconds=1)
    await _at_the_place(told)
    [again] = await told.hears(early)
    assert "ở đâu" in again.text
    assert await cases(told) == []


async def test_a_petition_of_who_does_not_know_says_so_nowhere(told: Town) -> None:
    await told.says("ba", "Kiến nghị phường lắp đèn ở kp 3")
    [what] = await told.presses("ba", told.last("ba"), "gửi")
    assert "đề nghị làm điều gì" in what.text
    await told.says("ba", "không biết")
    [category] = await told.says("ba", "chịu")
    await told.presses("ba", category, "không rõ")
    case = await newest_case(told)
    assert not case.proposal
    assert not case.addressee
    assert case.text == "Kiến nghị phường lắp đèn ở kp 3"


async def test_danger_at_the_last_question_is_told_and_is_no_place(told: Town) -> None:
    await _at_the_place(told)
    said = await told.says("ba", "Trời ơi cháy nhà rồi cứu với")
    shown = [one for one in said if one.chat == "ba"][-1]
    assert (
        "«ổ gà bự quá, té xe hoài\nTrời ơi cháy nhà rồi cứu với»".replace("\n", " ") in shown.text
    )
    assert "Không phải khẩn cấp" in " ".join(shown.labels)
    assert await cases(told) == []


async def test_guilt_at_the_last_question_is_asked_about_and_is_no_place(told: Town) -> None:
    await _at_the_place(told)
    [asked] = await told.says("ba", "ông Tám cán bộ địa chính nhận hối lộ 5 triệu")
    assert "có thể là tố cáo" in asked.text
    assert await cases(told) == []


async def _asked(told: Town) -> None:
    await ask_back(told, await file(told, "ba"), "Trụ số mấy ạ?")
    async with told.desk() as desk:
        case = await desk.store.cases.by_id(1)
        assert case is not None
        await acts.expect_word(desk, case)


async def _reopened(told: Town) -> None:
    await answer(told, await file(told, "ba"))
    await told.says("ba", "chưa xong")


async def _invited(told: Town) -> None:
    case = await file(told, "ba")
    [status] = await told.says("ba", case.code)
    await told.presses("ba", status, "bổ sung")


def _menu(words: str, label: str) -> Callable[[Town], Coroutine[None, None, None]]:
    async def opened(told: Town) -> None:
        await file(told, "ba")
        [menu] = await told.says("ba", words)
        await told.presses("ba", menu, label)

    return opened


MINE = [
    _menu("sửa thông tin của tôi", "Tên"),
    _menu("sửa thông tin của tôi", "Cách"),
    _menu("sửa thông tin của tôi", "Nơi"),
    _menu("dữ liệu của tôi", "Yêu cầu"),
]


@pytest.mark.parametrize("open_", [_asked, _reopened, _invited, *MINE])
@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("hồ sơ của tôi", "Hồ sơ của ông/bà"),
        ("rút", "muốn rút hồ sơ"),
        ("ai đã xem tên tôi", "tên của ông/bà"),
    ],
)
async def test_an_order_is_heard_before_what_was_asked(
    told: Town, open_: Callable[[Town], Coroutine[None, None, None]], typed: str, heard: str
) -> None:
    await open_(told)
    [said] = await told.says("ba", typed)
    assert heard in said.text
    assert typed not in [one.text for one in await entries(told, await newest_case(told))]


@pytest.mark.parametrize("open_", [_invited, *MINE])
async def test_bo_ends_what_was_asked_and_touches_nothing_else(
    told: Town, open_: Callable[[Town], Coroutine[None, None, None]]
) -> None:
    await open_(told)
    [said] = await told.says("ba", "thôi bỏ đi")
    assert any(one in said.text for one in ("vậy thôi", "để như cũ"))
    [shown] = await told.says("ba", LAMP)
    assert "việc mới" in shown.text


async def test_after_an_order_the_question_of_the_unit_can_still_be_answered(told: Town) -> None:
    await _asked(told)
    await told.says("ba", "hồ sơ của tôi")
    await told.says("ba", "trụ số 12 gần chùa")
    case = await newest_case(told)
    assert case.state != State.WAITING_RESIDENT
    assert "trụ số 12 gần chùa" in [one.text for one in await entries(told, case)]


async def test_send_said_twice_begins_no_report(told: Town) -> None:
    case = await file(told, "ba")
    [said] = await told.says("ba", "gửi")
    assert f"đã gửi rồi ạ, mã {case.code}" in said.text
    assert len(await drafts(told)) == 1


async def test_send_after_it_was_taken_back_offers_to_send_it_again(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "rút")
    await told.says("ba", "có")
    [said] = await told.says("ba", "gửi lại")
    assert "Gửi lại việc này" in said.text
    assert len(await drafts(told)) == 1


@pytest.mark.parametrize("typed", ["bỏ", "hủy"])
async def test_to_drop_what_there_is_not_begins_no_report(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "vậy thôi ạ" in said.text
    assert not await drafts(told)


async def test_rut_before_anything_was_sent_drops_the_draft(told: Town) -> None:
    await told.says("ba", LAMP)
    [said] = await told.says("ba", "rút")
    assert "bỏ bản nháp" in said.text


async def test_a_yes_to_leaving_a_number_still_waits_for_it(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "để lại số điện thoại")
    await told.says("ba", "có")
    [said] = await told.says("ba", "0912 345 678")
    assert "được giữ kín" in said.text
    assert len(await drafts(told)) == 1
