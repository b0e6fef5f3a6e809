"""A resident had themselves forgotten: officials read that nobody gets what they send."""

from datetime import timedelta

import pytest

from handlers import forgetting
from handlers.officials import late, promised
from storage.models import Role, State
from tests.handlers.officials.staff import HAI, LAN, MINH, Shown, Staff
from tests.handlers.officials.test_apology import apology_of, at, late_case, promises_of, sweep

FALSE = ("đã gửi", "đã được báo", "đã hỏi", "đã báo")


async def forget(staff: Staff, code: str) -> None:
    """The resident of this case is forgotten."""
    case = await staff.case(code)
    async with staff.desk() as desk:
        person = await desk.store.people.person_by_id(case.person_id)
        await forgetting.forget(desk, person)


def true(shown: Shown) -> bool:
    """It says whose case it is now, and nothing of having reached anybody."""
    said = shown.text.casefold()
    return "xóa dữ liệu của mình" in said and not any(one in said for one in FALSE)


async def previewed(
    staff: Staff, words: str = "Đã thay bóng đèn cột 47 sáng nay"
) -> tuple[str, Shown]:
    """An answer stands as a preview, and then the resident is forgotten."""
    code = await staff.files_case()
    await staff.says(LAN, words, to=staff.newest("card"))
    shown = staff.newest("preview")
    await forget(staff, code)
    return code, shown


async def test_a_standing_preview_says_what_is_true(staff: Staff) -> None:
    code, shown = await previewed(staff)
    await staff.presses(LAN, shown, "Gửi người dân")
    warned = staff.newest("preview")
    assert "xóa dữ liệu của mình" in warned.text, "it is told before anything is done"
    await staff.presses(LAN, warned, "Vẫn gửi")
    assert true(staff.newest("preview"))
    assert "Đã thay bóng đèn cột 47" in staff.newest("preview").text
    assert (await staff.case(code)).state == State.ANSWERED
    assert staff.to_resident("answer") == []


async def test_a_new_preview_says_so_before(staff: Staff) -> None:
    code = await staff.files_case()
    await forget(staff, code)
    await staff.says(LAN, "Đã thay bóng đèn cột 47", to=staff.newest("card"))
    shown = staff.newest("preview")
    assert "không ai nhận" in shown.text
    await staff.presses(LAN, shown, "Gửi người dân")
    assert true(staff.newest("preview"))


async def test_nobody_is_asked_anything(staff: Staff) -> None:
    code, shown = await previewed(staff, "Trụ số mấy ạ?")
    await staff.presses(LAN, shown, "Hỏi người dân")
    assert staff.newest("preview").labels == ["Giữ nội bộ", "Thôi"]
    await staff.says(LAN, "Trụ số mấy ạ?", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Hỏi người dân")
    assert "không hỏi lại được" in staff.notices[-1]
    assert (await staff.case(code)).state == State.ASSIGNED, "its clock goes on"


@pytest.mark.parametrize("way", ["nêu lý do", "thẩm quyền"])
async def test_an_end_without_a_reader_is_one(staff: Staff, way: str) -> None:
    code = await staff.files_case()
    await forget(staff, code)
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), way)
    await staff.says(LAN, "Công an tỉnh\nkhông thuộc việc của phường", to=staff.last())
    shown = staff.newest("preview")
    assert "không ai nhận" in shown.text
    await staff.presses_value(LAN, shown, shown.out.choices[0][0].value)
    assert true(staff.newest("preview"))
    assert (await staff.case(code)).closed_at is not None


async def test_an_apology_is_owed_to_nobody(staff: Staff) -> None:
    code = await late_case(staff)
    draft = staff.newest("apology")
    await forget(staff, code)
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert true(staff.newest("apology"))
    assert (await apology_of(staff, code)).sent_at is None
    assert await sweep(staff, at(19, 8)) == 0


async def test_an_unconfirmed_apology_is_not_said_to_have_been_sent(staff: Staff) -> None:
    code = await late_case(staff)
    await forget(staff, code)
    await sweep(staff, at(18, 17, 1))
    assert true(staff.newest("apology"))
    assert (await apology_of(staff, code)).sent_at is None


async def test_a_case_of_nobody_that_becomes_late_brings_no_draft(staff: Staff) -> None:
    code = await staff.files_case(days=9 / 24)
    await forget(staff, code)
    assert await sweep(staff, at(17, 8)) == 0
    assert [one for one in staff.shown if one.what == "apology"] == []
    assert await sweep(staff, at(17, 9)) == 0
    await staff.says(LAN, "Đã thay bóng đèn cột 47", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Gửi người dân")
    assert (await apology_of(staff, code)).sent_at is None


async def test_more_time_is_told_to_nobody(staff: Staff) -> None:
    code = await staff.files_case(days=3)
    await staff.appoints(HAI, Role.HEAD, "kinh_te", chat=False)
    await forget(staff, code)
    await staff.says(MINH, f"/giahan {code} 30/11 chờ vật tư về")
    shown = staff.newest("preview")
    assert "không ai nhận" in shown.text
    await staff.presses(HAI, shown, "Gia hạn")
    assert true(staff.newest("preview"))
    assert (await staff.case(code)).extensions == 1


async def test_a_promise_to_nobody_is_asked_after_by_nobody(staff: Staff) -> None:
    code = await staff.files_case(days=9)
    await staff.says(
        LAN, "Đã khảo sát trụ 47, sẽ thay bóng trước ngày 20/11", to=staff.newest("card")
    )
    await staff.presses(LAN, staff.newest("preview"), "hẹn 20/11")
    (promise,) = await promises_of(staff, code)
    await forget(staff, code)
    staff.now = at(20, 17) + timedelta(days=3)
    asked = len(staff.shown)
    async with staff.desk() as desk:
        await promised.sweep(desk)
    assert len(staff.shown) == asked
    (promise,) = await promises_of(staff, code)
    assert (promise.outcome, promise.next_at) == (None, None)
    async with staff.desk() as desk:
        assert await late.sweep(desk) == 0
