"""Units are reminded until a case is answered: in working hours, once a step, one list each."""

from datetime import datetime

import pytest

from bot.sandbox.town import Town
from handlers.wording import HERE
from tests.conftest import OpenTown
from tests.journeys.scenes import LAMP, RUBBISH, Staff, acts_of, at, case_of, reports, staffed


def reminders(staff: Staff) -> list[str]:
    """What the group was reminded of, oldest first."""
    return [m.text for m in staff.said("chờ trả lời") if "⏰" in m.text[:2]]


async def test_before_due_at_due_and_every_working_day_after(both_towns: Town) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)  # due on Thursday the 19th
    seen: list[tuple[int, int]] = []
    for day in range(16, 26):
        await town.until(at(day, 7, 29))
        early = len(reminders(staff))
        await town.until(at(day, 7, 31))
        seen.append((day, len(reminders(staff)) - early))
        await town.until(at(day, 18))
    assert [day for day, said in seen if said] == [18, 19, 20, 23, 25]  # the 24th is a holiday
    assert len(reminders(staff)) == 5
    texts = reminders(staff)
    assert "còn 1 ngày làm việc" in texts[0]
    assert "hạn hôm nay" in texts[1]
    assert "quá hạn 1 ngày" in texts[2]
    assert "quá hạn 2 ngày" in texts[3]
    assert all(code in text for text in texts)
    assert (await acts_of(town, code)).count("remind") == 5


async def test_reminders_stop_by_themselves_when_the_case_is_answered(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.until(at(18, 8))
    assert len(reminders(staff)) == 1
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    await town.until(at(24, 18))
    assert len(reminders(staff)) == 1


async def test_a_case_that_waits_for_the_resident_is_not_reminded_of(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    preview = await staff.replies(staff.minh, "Trụ số mấy ạ?")
    await town.presses(staff.minh, preview, "Hỏi người dân")
    await town.until(at(18, 9))
    assert reminders(staff) == []
    lan.says("số 47", reply_to=lan.last)
    await town.settle()
    await town.until(at(19, 9))
    assert len(reminders(staff)) == 1
    assert (await case_of(town, code)).due_at.astimezone().date().day == 19


async def test_one_message_lists_all_cases_of_a_unit(town: Town) -> None:
    staff = await staffed(town)
    codes = [
        await reports(town, town.telegram.person(f"Lan {n}"), text)
        for n, text in enumerate((LAMP, RUBBISH, LAMP))
    ]
    await town.until(at(18, 7, 31))
    (said,) = reminders(staff)
    assert all(code in said for code in codes)
    reminder = staff.said("chờ trả lời")[-1]
    opened = await town.presses(staff.minh, reminder, codes[0][-4:])
    assert "Nhận việc" in opened.labels


async def test_none_is_said_twice_across_restarts(both_towns: Town) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.until(at(18, 7, 30))
    for _ in range(3):
        await town.restart()
        await town.app.tick()
        await town.settle()
    assert len(reminders(staff)) == 1


async def test_none_is_said_on_a_holiday_or_a_weekend(open_a_town: OpenTown) -> None:
    town = await open_a_town(start=at(31, 9, month=12))  # Thursday; 1 January is a holiday
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)  # due on Wednesday the 6th
    days = []
    for day in (1, 2, 3, 4, 5):
        before = len(reminders(staff))
        await town.until(datetime(2027, 1, day, 18, tzinfo=HERE))
        days += [day] * (len(reminders(staff)) - before)
    assert days == [5]


async def test_what_was_missed_while_the_bot_was_down_is_said_once(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.close()
    town.clock.set(at(20, 10))
    await town.restart()
    await town.app.tick()
    await town.settle()
    (said,) = reminders(staff)
    assert "quá hạn 1 ngày" in said


@pytest.mark.parametrize("hour", [7, 12, 17, 22])
async def test_none_is_said_outside_working_hours(town: Town, hour: int) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.close()
    town.clock.set(at(20, hour, 15))
    await town.restart()
    await town.app.tick()
    await town.settle()
    assert reminders(staff) == []


async def test_a_unit_without_a_group_is_reminded_at_the_duty_chat(town: Town) -> None:
    truc, lan = town.telegram.person("Trực"), town.telegram.person("Lan")
    await town.appoint(truc, "duty")
    code = await reports(town, lan)
    await town.until(at(18, 8))
    assert "chờ trả lời" in truc.last.text
    assert code in truc.last.text
