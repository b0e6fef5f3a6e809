"""A case is chosen by words about it; who wants none of what is offered is left alone."""

import pytest

from storage.models import State
from tests.handlers.residents.stories import LAMP, answer, cases, drafts, file, newest_case
from tests.handlers.told import Town

RUBBISH = "Rác đầu hẻm khu phố 2 chưa ai thu gom"


async def _two(told: Town) -> str:
    await file(told, "ba")
    return (await file(told, "ba", RUBBISH)).code


@pytest.mark.parametrize("typed", ["cái rác", "vu rac", "dạ cái vụ rác đó con", "rác đầu hẻm"])
async def test_the_case_to_take_back_is_chosen_by_what_it_is_about(told: Town, typed: str) -> None:
    code = await _two(told)
    await told.says("ba", "rút")
    [sure] = await told.says("ba", typed)
    assert f"rút hồ sơ {code}" in sure.text


@pytest.mark.parametrize("typed", ["rút cái rác", "rut vu rac gium tui", "xin rút việc rác hẻm"])
async def test_it_may_be_named_at_once(told: Town, typed: str) -> None:
    code = await _two(told)
    [sure] = await told.says("ba", typed)
    assert f"rút hồ sơ {code}" in sure.text


async def test_what_is_not_done_is_chosen_by_what_it_is_about(told: Town) -> None:
    code = await _two(told)
    for case in await cases(told):
        await answer(told, case)
    await told.says("ba", "chưa xong")
    await told.says("ba", "cái rác")
    assert f"{code} được mở lại" in told.last("ba").text


@pytest.mark.parametrize(
    "typed", ["đèn đường ấp 6 cũng hư", "cái cống", "rác trước chợ nhiều quá", "cháy nhà đầu hẻm"]
)
async def test_another_matter_is_a_report_under_the_list_too(told: Town, typed: str) -> None:
    await _two(told)
    await told.says("ba", "rút")
    await told.says("ba", typed)
    assert len(await drafts(told)) == 3


@pytest.mark.parametrize(
    "typed", ["rút hồ sơ đất của tui chưa được", "rút vụ cái cống", "rút nước"]
)
async def test_what_was_never_sent_cannot_be_taken_back(told: Town, typed: str) -> None:
    await _two(told)
    [asked] = await told.says("ba", typed)
    assert "việc mới" in asked.text


MISTAKES = ["gửi nhầm", "nhầm", "gởi lộn rồi con", "xin lỗi tui nhắn nhầm", "goi nham roi"]


@pytest.mark.parametrize("typed", MISTAKES)
async def test_what_was_sent_by_mistake_can_be_taken_back(told: Town, typed: str) -> None:
    code = await _two(told)
    [sure] = await told.says("ba", typed)
    assert f"rút hồ sơ {code}" in sure.text
    await told.says("ba", "ừ rút đi")
    assert (await newest_case(told)).state == State.WITHDRAWN


@pytest.mark.parametrize("typed", MISTAKES)
async def test_a_mistake_is_no_part_of_a_draft_and_begins_none(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "vậy thôi ạ" in said.text
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", typed)
    assert f"«{LAMP}»" in shown.text
    assert len(await drafts(told)) == 1


async def test_that_the_answer_is_a_mistake_is_read_by_a_person(told: Town) -> None:
    await answer(told, await file(told, "ba"))
    [asked] = await told.says("ba", "nhầm rồi")
    assert "bổ sung cho việc" in asked.text


@pytest.mark.parametrize(
    "typed", ["gọi nhầm số cán bộ", "thu nhầm tiền điện của tôi", "nhầm tên tôi"]
)
async def test_somebody_elses_mistake_is_a_report(told: Town, typed: str) -> None:
    [shown] = await told.says("ba", typed)
    assert f"«{typed}»" in shown.text


OPENS = ["sửa tên", "sửa thông tin của tôi", "dữ liệu của tôi", "rút đồng ý"]


@pytest.mark.parametrize("opens", OPENS)
@pytest.mark.parametrize("typed", ["bỏ", "thôi khỏi", "hủy đi con"])
async def test_who_drops_a_menu_keeps_all_as_it_is(told: Town, opens: str, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", opens)
    [said] = await told.says("ba", typed)
    assert "để như cũ" in said.text
    assert len(await drafts(told)) == 1


async def test_who_drops_the_list_takes_nothing_back(told: Town) -> None:
    await _two(told)
    await told.says("ba", "rút")
    [said] = await told.says("ba", "thôi bỏ đi")
    assert "để như cũ" in said.text


@pytest.mark.parametrize("typed", ["sửa tên", "sua ten cho tui", "đổi tên của tôi"])
async def test_the_name_is_asked_for_at_once(told: Town, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", typed)
    [done] = await told.says("ba", "Trần Thị Sáu")
    assert "Trần Thị Sáu" in done.text
    assert len(await drafts(told)) == 1


async def test_another_name_may_be_what_a_road_needs(told: Town) -> None:
    [shown] = await told.says("ba", "đổi tên đường này giùm bà con")
    assert "«đổi tên đường này giùm bà con»" in shown.text


@pytest.mark.parametrize("typed", ["thôi khỏi", "thoi khoi di con"])
async def test_thoi_khoi_leaves_a_case_alone(told: Town, typed: str) -> None:
    await file(told, "ba")
    [said] = await told.says("ba", typed)
    assert "vậy thôi ạ" in said.text
    assert (await newest_case(told)).text == LAMP
