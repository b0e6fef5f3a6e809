"""What reads like an order, a nod or a thank-you only without its accents is what it says."""

import pytest

from handlers.message import AttachmentKind
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


@pytest.mark.parametrize("typed", ["xin sửa chữa", "sua chua giup", "thêm cầu"])
async def test_what_is_proposed_is_no_order(told: Town, typed: str) -> None:
    await told.says("ba", "Tôi kiến nghị phường làm lại đường ấp 5")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.says("ba", typed)
    assert [one.proposal for one in await drafts(told)] == [typed]


async def test_a_lamp_that_is_new_may_be_what_a_unit_has_asked_about(told: Town) -> None:
    case = await file(told, "ba")
    await ask_back(told, case, "Bóng đèn cũ hay mới ạ?")
    [asked] = await told.says("ba", "mới")
    assert "việc mới" in asked.text
    assert len(await drafts(told)) == 2


@pytest.mark.parametrize("typed", ["gửi rồi", "gui hom qua roi con", "đã rút"])
async def test_what_a_unit_has_asked_is_answered_by_what_else_is_an_order(
    told: Town, typed: str
) -> None:
    case = await file(told, "ba")
    await ask_back(told, case, "Ông/bà gửi ảnh chưa, nước đã rút chưa ạ?")
    [asked] = await told.says("ba", typed)
    assert "trợ lý đã giữ tin này" in asked.text
    assert len(await drafts(told)) == 2


@pytest.mark.parametrize(
    "typed",
    [
        "cảm ơn, đèn vẫn tắt",
        "cam on den van tat",
        "cảm ơn, còn đèn ấp 3 nữa",
        "mất sạch rồi",
        "chết sạch rồi",
        "xong rồi bỏ đó",
        "còn hư cầu",
    ],
)
async def test_what_names_a_trouble_neither_confirms_nor_reopens(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    await told.says("ba", typed)
    assert (await newest_case(told)).state == State.ANSWERED
    assert f"«{typed}»" in told.last("ba").text or "việc mới" in told.last("ba").text


@pytest.mark.parametrize("typed", ["còn hư", "còn hư cả tuần"])
async def test_that_it_is_still_so_names_no_case(told: Town, typed: str) -> None:
    """The report about the drain went into the case of the lamp, since that said "hư" too."""
    await file(told, "ba")
    await told.says("ba", "Cống nghẹt ở hẻm 12")
    [asked] = await told.says("ba", typed)
    assert "việc mới" in asked.text
    assert (await drafts(told))[-1].closed_at is None


async def test_another_word_with_other_accents_names_no_case(told: Town) -> None:
    await file(told, "ba")
    await file(told, "ba", "Ô nhiễm môi trường ở khu phố 3")
    await told.says("ba", "rút")
    [said] = await told.says("ba", "mới")
    assert "phải không" not in said.text


@pytest.mark.parametrize("typed", ["dung", "dung cho xem", "dung cho"])
async def test_what_may_be_no_shows_no_picture(told: Town, typed: str) -> None:
    told.willing = False
    await told.sends("ba", AttachmentKind.PHOTO, text=LAMP)
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.says("ba", typed)
    assert await cases(told) == []
    assert [one.closed_at for one in await drafts(told)] == [None]


async def test_that_is_right_without_accents_allows_a_picture(told: Town) -> None:
    told.willing = False
    await told.sends("ba", AttachmentKind.PHOTO, text=LAMP)
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.says("ba", "dung roi con")
    assert [len(one.attachments or []) for one in await entries(told, await newest_case(told))] == [
        1
    ]


async def test_what_may_be_no_takes_back_nothing(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "rut")
    await told.says("ba", "dung")
    assert (await newest_case(told)).state == State.ASSIGNED
