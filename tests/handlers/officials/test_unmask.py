"""Who a resident is: for the head alone, for a reason, in private, written down."""

import pytest

from storage.models import Role
from tests.handlers.officials.staff import (
    DUTY_GROUP,
    GROUP,
    HIDDEN,
    LAN,
    MINH,
    OTHER_GROUP,
    PHONE,
    RESIDENT,
    Staff,
)

WHY = "lý do: cần hẹn gặp để đo đạc"


def groups_know(staff: Staff) -> bool:
    groups = (GROUP, OTHER_GROUP, DUTY_GROUP)
    return any(RESIDENT.name in one.text for chat in groups for one in staff.in_chat(chat))


async def unmasked(staff: Staff, code: str) -> list[str | None]:
    return [one.note for one in await staff.history(code) if one.act == "unmask"]


async def test_the_head_learns_the_name_in_private_and_it_is_written_down(staff: Staff) -> None:
    await staff.appoints(LAN, Role.HEAD, "kinh_te", chat=True)
    code = await staff.files_case()
    await staff.says(LAN, f"/xemten {code} {WHY}")
    told = staff.last(LAN.user_id).text
    assert RESIDENT.name in told
    assert PHONE in told
    assert "Đã gửi riêng" in staff.last().text
    assert not groups_know(staff)
    assert await unmasked(staff, code) == ["cần hẹn gặp để đo đạc"]
    assert (await staff.history(code))[-1].role == "head"


async def test_the_head_may_also_ask_in_private(staff: Staff) -> None:
    await staff.appoints(LAN, Role.HEAD, "kinh_te", chat=True)
    code = await staff.files_case()
    await staff.says(LAN, f"/xemten {code} {WHY}", chat=LAN.user_id)
    assert RESIDENT.name in staff.last(LAN.user_id).text
    assert len(staff.in_chat(LAN.user_id)) == 1


async def test_a_reason_under_the_card_may_begin_with_four_letters(staff: Staff) -> None:
    await staff.appoints(LAN, Role.HEAD, "kinh_te", chat=True)
    code = await staff.files_case()
    await staff.says(LAN, "/xemten nghe bà con khó đi lại, tổ tới tận nhà", to=staff.newest("card"))
    assert RESIDENT.name in staff.last(LAN.user_id).text
    assert await unmasked(staff, code) == ["nghe bà con khó đi lại, tổ tới tận nhà"]


@pytest.mark.parametrize(
    ("who", "unit", "chat", "words", "anonymous", "said"),
    [
        (MINH, None, True, WHY, False, "Chỉ người đứng đầu"),  # a member
        (LAN, "van_hoa", True, WHY, False, "Chỉ người đứng đầu"),  # another unit's head
        (LAN, "kinh_te", True, "", False, "lý do cụ thể"),  # no reason
        (LAN, "kinh_te", True, "lý do: cần", False, "lý do cụ thể"),  # hardly a reason
        (LAN, "kinh_te", False, WHY, False, "bấm Start"),  # nowhere to say it
        (LAN, "kinh_te", True, WHY, True, "không nêu tên"),  # promised to nobody
        (HIDDEN, "kinh_te", True, WHY, False, "ẩn danh rồi gõ lại"),  # nobody in particular
    ],
)
async def test_otherwise_nobody_learns_anything(
    staff: Staff, who: object, unit: str | None, chat: bool, words: str, anonymous: bool, said: str
) -> None:
    assert isinstance(who, type(LAN))
    if unit is not None:
        await staff.appoints(who, Role.HEAD, unit, chat=chat)
    code = await staff.files_case(anonymous=anonymous)
    await staff.says(who, f"/xemten {code} {words}")
    assert said in staff.last().text
    assert not [one for one in staff.shown if RESIDENT.name in one.text]
    assert await unmasked(staff, code) == []
