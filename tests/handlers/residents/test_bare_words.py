"""A few words typed where a button stands mean what the button means, and are no report."""

import pytest

from tests.handlers.residents.stories import (
    LAMP,
    answer,
    ask_back,
    cases,
    drafts,
    entries,
    file,
    where_it_is,
)
from tests.handlers.told import Heard, Town

BRIBED = "ông Tám cán bộ địa chính nhận hối lộ 5 triệu"
EVICTED = "Tôi khiếu nại quyết định thu hồi đất nhà tôi"


@pytest.mark.parametrize(
    "typed",
    ["không phải tố cáo", "Khong phai to cao dau con", "dạ hổng phải tố cáo", "ko phải là tố cáo"],
)
async def test_no_denunciation_may_be_said_in_words(told: Town, typed: str) -> None:
    await told.says("ba", BRIBED)
    [sure] = await told.says("ba", typed)
    assert "Nếu gửi như phản ánh" in sure.text
    [shown] = await told.says("ba", "vẫn gửi")
    assert f"«{BRIBED}»" in shown.text
    assert "Gửi" in shown.labels[0]


@pytest.mark.parametrize("typed", ["dung", "không", "thôi khỏi"])
async def test_what_may_be_no_exposes_nobody(told: Town, typed: str) -> None:
    await told.says("ba", BRIBED)
    await told.says("ba", "không phải tố cáo")
    [asked] = await told.says("ba", typed)
    assert "có thể là tố cáo" in asked.text or "không gửi đi đâu" in asked.text


async def test_no_complaint_may_be_said_in_words(told: Town) -> None:
    await told.says("ba", EVICTED)
    [shown] = await told.says("ba", "đây hông phải khiếu nại")
    assert f"«{EVICTED}»" in shown.text
    assert "Trợ lý đã ghi" in shown.text


@pytest.mark.parametrize(
    ("first", "typed"),
    [
        (BRIBED, "không phải khiếu nại"),
        (BRIBED, "không phải tố cáo mà là nói thiệt, ổng lấy tiền"),
        ("Đèn đường ấp 5 hư", "không phải tố cáo cán bộ nhận hối lộ"),
    ],
)
async def test_what_says_something_else_is_asked_about(told: Town, first: str, typed: str) -> None:
    await told.says("ba", first)
    [asked] = await told.says("ba", typed)
    assert "có thể là tố cáo" in asked.text
    assert len(await drafts(told)) == 1


THANKS = ["cảm ơn", "dạ cám ơn con nhiều nghe", "cam on phuong nhieu", "alo", "chào con", "👍"]
NODS = ["thôi", "biết rồi", "ok con", "rồi"]


async def _asked_for_its_kind(told: Town) -> Heard:
    await told.says("ba", "ổ gà bự quá, té xe hoài")
    [asked] = await told.presses("ba", told.last("ba"), "gửi")
    return asked


@pytest.mark.parametrize("typed", [*THANKS[:-1], "tới đâu rồi"])
async def test_what_says_nothing_is_no_word_about_the_kind(told: Town, typed: str) -> None:
    asked = await _asked_for_its_kind(told)
    for _ in range(3):
        [again] = await told.says("ba", typed)
        assert again.text == asked.text
    assert await cases(told) == []


@pytest.mark.parametrize("typed", [*THANKS, *NODS, "tới đâu rồi"])
async def test_what_says_nothing_is_no_place(told: Town, typed: str) -> None:
    await _asked_for_its_kind(told)
    await told.says("ba", "đúng")
    [again] = await told.says("ba", typed)
    assert "ở đâu" in again.text
    await told.says("ba", "gần chùa")
    assert (await where_it_is(told)).words == "gần chùa"


@pytest.mark.parametrize("typed", ["bỏ qua đi con", "thôi không cần", "khỏi"])
async def test_a_place_may_be_passed_over(told: Town, typed: str) -> None:
    await _asked_for_its_kind(told)
    await told.says("ba", "đúng")
    await told.says("ba", typed)
    assert not (await where_it_is(told)).words


async def test_bo_qua_takes_no_case_back(told: Town) -> None:
    await file(told, "ba")
    [said] = await told.says("ba", "bỏ qua")
    assert "vậy thôi ạ" in said.text


@pytest.mark.parametrize("typed", ["thôi không cần nữa", "cảm ơn", "bỏ qua"])
async def test_a_unit_that_asked_reads_it_as_the_answer(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    await ask_back(told, case, "Bác còn cần thay đèn không ạ?")
    await told.says("ba", typed)
    await told.presses("ba", told.last("ba"), case.code)
    assert typed in [one.text for one in await entries(told, case)]


@pytest.mark.parametrize(
    "typed",
    [
        "cảm ơn nhưng đèn ấp 6 cũng hư", "cảm ơn anh Minh đã dọn rác", "bỏ qua cho người vi phạm",
        "không cần nữa thì tháo cột đi", "tới đâu rồi mà rác còn đầy", "chào, rác nhiều quá",
        "bò qua đường hoài", "khói đó", "thôi nước ngập nữa rồi", "đúng là rác nhiều quá",
    ],
)  # fmt: skip
async def test_what_says_more_stays_a_part_of_the_report(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", typed)
    assert f"«{LAMP} {typed}»" in shown.text


NOTHING_ASKED = ["có", "đúng", "vâng", "dạ phải", "không phải", "hổng có", "ừ đúng rồi", "dung"]


@pytest.mark.parametrize("typed", NOTHING_ASKED)
async def test_a_yes_to_nothing_begins_nothing(told: Town, typed: str) -> None:
    [hello] = await told.says("ba", typed)
    assert "cần giúp việc gì" in hello.text
    await file(told, "ba")
    [said] = await told.says("ba", typed)
    assert "cứ nhắn vào đây" in said.text
    assert len(await drafts(told)) == 1


async def test_a_yes_soon_after_an_answer_is_read_by_a_person(told: Town) -> None:
    await answer(told, await file(told, "ba"), "Bác xem đèn còn chớp không ạ?")
    [asked] = await told.says("ba", "có")
    assert "bổ sung cho việc" in asked.text


LOST = ["bấm cái nào", "không hiểu", "là sao con", "sao bấm không được", "tui hổng biết bấm vô đâu"]
WAITS = ["chờ chút", "đợi tui xíu", "để mai", "khoan đã"]
CALLS = ["con ơi", "cán bộ ơi", "alo có ai không"]


@pytest.mark.parametrize("typed", [*LOST, *WAITS, *CALLS, "biết rồi", "thôi"])
async def test_who_is_lost_is_asked_for_the_kind_again(told: Town, typed: str) -> None:
    asked = await _asked_for_its_kind(told)
    [again] = await told.says("ba", typed)
    assert again.text == asked.text
    await told.says("ba", "không phải")
    [listed] = await told.says("ba", typed)
    assert "thuộc lĩnh vực nào" in listed.text


@pytest.mark.parametrize("typed", [*LOST, *WAITS, *CALLS, *NODS, "sai rồi con", "không phải"])
async def test_who_is_lost_is_asked_for_the_place_again(told: Town, typed: str) -> None:
    asked = await _asked_for_its_kind(told)
    await told.presses("ba", asked, "đúng")
    where = told.last("ba")
    [again] = await told.says("ba", typed)
    assert again.text == where.text
    assert await cases(told) == []


@pytest.mark.parametrize("typed", LOST)
async def test_who_is_lost_with_nothing_open_is_helped(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "nhắn tin như bình thường" in said.text


@pytest.mark.parametrize("typed", CALLS)
async def test_who_calls_is_greeted(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "cần giúp việc gì" in said.text


@pytest.mark.parametrize("typed", LOST)
async def test_a_unit_hears_that_its_question_is_not_understood(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    await ask_back(told, case, "Trụ số mấy ạ?")
    await told.says("ba", typed)
    await told.presses("ba", told.last("ba"), case.code)
    assert typed in [one.text for one in await entries(told, case)]


async def test_when_is_no_no(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "rút")
    [listed] = await told.says("ba", "chừng nào xong")
    assert "Hồ sơ của ông/bà" in listed.text
