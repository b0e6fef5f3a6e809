"""Who holds a case: taken, taken over, given back."""

from storage.models import State
from tests.handlers.officials.staff import HIDDEN, LAN, MINH, Staff


async def test_who_presses_holds_the_case(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    case = await staff.case(code)
    assert (case.state, case.holder_id is not None) == (State.IN_PROGRESS, True)
    assert "Người giữ:" in staff.last().text.replace("\x02", "").replace("\x03", "")
    assert "Lan" in staff.last().text
    assert "Nhận thay / Trả lại" in staff.last().labels
    assert "đã nhận" in staff.notices[-1]


async def test_a_held_case_can_be_taken_over_which_the_history_says(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    before = (await staff.case(code)).holder_id
    await staff.presses(MINH, staff.newest("card"), "Nhận thay")
    offer = staff.last()
    assert "Lan" in offer.text
    assert offer.labels == ["Nhận thay"]
    assert (await staff.case(code)).holder_id == before
    await staff.presses(MINH, offer, "Nhận thay")
    assert (await staff.case(code)).holder_id != before
    assert (await staff.history(code))[-1].note == f"holder:{before}"
    assert "Minh" in staff.newest("card").text
    assert "nhận thay" in staff.newest("holding").text


async def test_an_old_offer_to_take_over_changes_nothing(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    await staff.presses(MINH, staff.newest("card"), "Nhận thay")
    offer = staff.last()
    await staff.presses(MINH, offer, "Nhận thay")
    holder = (await staff.case(code)).holder_id
    await staff.presses(LAN, offer, "Nhận thay")
    assert (await staff.case(code)).holder_id == holder
    assert "Không có gì thay đổi" in staff.notices[-1]


async def test_the_holder_can_give_it_back(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    await staff.presses(LAN, staff.newest("card"), "Trả lại")
    offer = staff.last()
    await staff.presses(MINH, offer, "Trả lại")
    assert (await staff.case(code)).holder_id is not None
    await staff.presses(LAN, offer, "Trả lại")
    case = await staff.case(code)
    assert (case.state, case.holder_id) == (State.ASSIGNED, None)
    assert case.next_reminder_at is not None, "somebody is to take it in hand"
    assert "Nhận việc" in staff.newest("card").labels


async def test_claiming_by_code(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, f"/nhan #{code[-4:]}")
    assert (await staff.case(code)).state == State.IN_PROGRESS


async def test_a_hidden_admin_is_shown_a_button(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(HIDDEN, f"/nhan {code}")
    assert (await staff.case(code)).holder_id is None
    await staff.presses(MINH, staff.last(), "Nhận việc")
    assert "Minh" in staff.newest("card").text


async def test_a_case_that_waits_for_the_resident_waits_on_when_taken(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, "Ở đâu ạ?", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Hỏi")
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    case = await staff.case(code)
    assert case.state == State.WAITING_RESIDENT
    assert case.holder_id is not None
    await staff.presses(LAN, staff.newest("card"), "Nhận thay")
    await staff.presses(LAN, staff.last(), "Trả lại")
    case = await staff.case(code)
    assert (case.state, case.holder_id) == (State.WAITING_RESIDENT, None)


async def test_a_closed_case_cannot_be_taken(staff: Staff) -> None:
    code = await staff.files_case()
    card = staff.newest("card")
    await staff.says(LAN, "Xong", to=card)
    await staff.presses(LAN, staff.last(), "Gửi")
    await staff.presses(LAN, card, "Nhận việc")
    assert (await staff.case(code)).state == State.ANSWERED
    assert "Không có gì thay đổi" in staff.notices[-1]
