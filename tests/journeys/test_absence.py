"""An official who is away, or has left, holds nothing back; a case that waits comes back."""

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from tests.journeys.scenes import Staff, acts_of, at, case_of, history_of, reports, staffed


def lists(staff: Staff) -> list[Message]:
    """What the group was reminded of, oldest first."""
    return [m for m in staff.said("chờ trả lời") if m.text.startswith("⏰")]


async def held(town: Town) -> tuple[Staff, Person, str]:
    """Minh holds a case; the unit has a head."""
    staff, head = await staffed(town), town.telegram.person("Tám")
    await town.appoint(head, "head", "kinh_te")
    code = await reports(town, town.telegram.person("Lan"))
    await staff.presses(staff.minh, "Nhận việc", code)
    return staff, head, code


async def test_who_is_away_until_a_day_gives_back_what_they_hold(both_towns: Town) -> None:
    town = both_towns
    staff, head, code = await held(town)
    await town.says(staff.minh, "/vang 18/11", to=staff.group)
    case = await case_of(town, code)
    assert (case.holder_id, case.state) == (None, "assigned")
    (told,) = staff.said("📤")
    assert "Minh vắng mặt hết thứ Tư 18/11/2026" in told.text
    assert code in told.text
    assert "📤" in head.last.text
    assert "Minh" in ((await history_of(town, code))[-1].note or "")
    assert "Nhận việc" in staff.card(code).labels

    await staff.presses(staff.minh, "Nhận việc", code)  # claimed meanwhile
    await town.until(at(17, 8))
    assert (await case_of(town, code)).holder_id is None

    await town.until(at(19, 8))  # the day has passed: they are here again
    await staff.presses(staff.minh, "Nhận việc", code)
    await town.until(at(19, 18))
    assert (await case_of(town, code)).holder_id is not None


async def test_who_comes_back_sooner_says_so(town: Town) -> None:
    staff, _, code = await held(town)
    await town.says(staff.minh, "/vang 30/11", to=staff.group)
    await town.says(staff.minh, "/comat", to=staff.group)
    assert "Minh đã đi làm lại" in staff.group.last.text
    await staff.presses(staff.minh, "Nhận việc", code)
    await town.until(at(17, 10))
    assert (await case_of(town, code)).holder_id is not None
    await town.says(staff.minh, "/comat", to=staff.group)
    assert "không báo vắng" in staff.group.last.text


@pytest.mark.parametrize("words", ["", "mai mốt", "30/2", "1/11"])
async def test_a_day_is_needed(town: Town, words: str) -> None:
    staff, _, code = await held(town)
    await town.says(staff.minh, f"/vang {words}", to=staff.group)
    assert "ngày cuối cùng vắng mặt" in staff.group.last.text
    assert (await case_of(town, code)).holder_id is not None


async def test_who_leaves_the_group_gives_back_what_they_hold(town: Town) -> None:
    staff, head, code = await held(town)
    staff.group.leaves(staff.minh)
    await town.settle()
    assert (await case_of(town, code)).holder_id is None
    assert "Minh không còn trong nhóm" in staff.said("📤")[0].text
    assert "📤" in head.last.text
    staff.group.joins(staff.minh)
    await staff.presses(staff.minh, "Nhận việc", code)
    await town.until(at(17, 10))
    assert (await case_of(town, code)).holder_id is not None


async def test_an_absent_head_is_passed_over(town: Town) -> None:
    staff, head, _ = await held(town)
    boss = town.telegram.person("Hùng")
    await town.appoint(boss, "leader")
    staff.group.joins(head)
    await town.says(head, "/vang 30/12", to=staff.group)
    before = len(head.messages)
    await town.until(at(24 + 1, 9))  # three working days late
    assert len(head.messages) == before
    assert "🔔" in boss.last.text


async def test_a_case_that_waits_for_an_event_is_left_in_peace(town: Town) -> None:
    staff, _, code = await held(town)
    boss = town.telegram.person("Hùng")
    await town.appoint(boss, "leader")
    due = (await case_of(town, code)).due_at
    await town.says(staff.minh, f"/hen {code} 23/11 chờ vật tư về", to=staff.group)
    assert "Tới ngày đó trợ lý tự nhắc" in staff.group.last.text
    assert (await history_of(town, code))[-1].note == "23/11/2026: chờ vật tư về"
    assert "💤 hẹn xem lại thứ Hai 23/11/2026: chờ vật tư về" in staff.card(code).text
    await town.says(boss, "/hen")
    assert code in boss.last.text
    assert "chờ vật tư về" in boss.last.text
    await town.until(at(20, 18))
    assert lists(staff) == []
    await town.says(staff.minh, "/quahan", to=staff.group)
    assert code in staff.group.last.text, "it is overdue all the same"
    assert (await case_of(town, code)).due_at == due
    await town.until(at(23, 8))
    (said,) = lists(staff)
    assert "đến ngày hẹn xem lại: chờ vật tư về" in said.text
    assert (await acts_of(town, code)).count("wake") == 1
    await town.says(boss, "/hen")
    assert "Không có hồ sơ nào" in boss.last.text


async def test_another_unit_does_not_wait_for_what_the_first_waited_for(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    office = await staffed(town, "van_phong", "Văn phòng")
    code = await reports(town, lan)
    await town.says(staff.minh, f"/hen {code} 30/11 chờ vật tư về", to=staff.group)
    menu = await staff.presses(staff.minh, "Chuyển, gia hạn", code)
    prompt = await town.presses(staff.minh, menu, "Văn phòng")
    preview = await town.replies(staff.minh, prompt, "không phải việc chúng tôi", where=staff.group)
    await town.presses(staff.minh, preview, "Chuyển")
    assert "hẹn xem lại" not in office.card(code).text
    await town.until(at(17, 9))
    assert office.said("chờ trả lời"), "they are asked to take it in hand"


async def test_day_and_reason_are_asked_for_and_can_be_undone(town: Town) -> None:
    staff, _, code = await held(town)
    menu = await staff.presses(staff.minh, "Chuyển, gia hạn", code)
    asked = await town.presses(staff.minh, menu, "Hẹn xem lại")
    await town.replies(staff.minh, asked, "30/11", where=staff.group)
    assert "đang chờ việc gì" in staff.group.last.text
    await town.replies(staff.minh, staff.group.last, "20/11/2030 chờ kinh phí", where=staff.group)
    assert "Ngày hẹn phải sau hôm nay" in staff.group.last.text
    told = await town.replies(staff.minh, staff.group.last, "30/11 chờ vật tư", where=staff.group)
    assert (await case_of(town, code)).snoozed_for == "chờ vật tư"
    await town.presses(staff.minh, told, "Nhắc lại ngay")
    assert (await case_of(town, code)).snoozed_until is None
    await town.presses(staff.minh, told, "Nhắc lại ngay")
    assert (await acts_of(town, code)).count("wake") == 1
    await town.until(at(18, 8))
    assert len(lists(staff)) == 1


async def test_everybody_can_see_who_has_the_duty(town: Town) -> None:
    staff, _, _ = await held(town)
    await town.says(staff.minh, "/truc", to=staff.group)
    assert "Chưa có ai nhận trực" in staff.group.last.text
    await town.says(staff.minh, "/truc 20/11", to=staff.group)
    assert "Minh trực hết thứ Sáu 20/11/2026" in staff.group.last.text
    assert "nhắn một câu" in staff.group.last.text
    await town.says(staff.hoa, "/truc 30/11", to=staff.group)
    shown = await town.says(staff.minh, "/truc", to=staff.group)
    assert "Hoa, hết thứ Hai 30/11/2026" in shown.text
    assert "Minh" not in shown.text
    await town.says(staff.hoa, "/truc thôi", to=staff.group)
    assert "Chưa có ai nhận trực" in staff.group.last.text
