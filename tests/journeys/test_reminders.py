"""Units are reminded until a case is answered: in working hours, once a step, one list each."""

from datetime import datetime, timedelta

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from handlers.wording import HERE
from tests.conftest import OpenTown
from tests.journeys.scenes import LAMP, RUBBISH, Staff, acts_of, at, case_of, reports, staffed


def reminders(staff: Staff) -> list[str]:
    """What the group was reminded of, oldest first."""
    return [m.text for m in staff.said("chờ trả lời") if "⏰" in m.text[:2]]


async def claimed(staff: Staff, who: Person, text: str = LAMP) -> str:
    """A report that Minh has taken in hand."""
    code = await reports(staff.town, who, text)
    await staff.presses(staff.minh, "Nhận việc", code)
    return code


async def test_before_due_at_due_and_every_working_day_after(both_towns: Town) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await claimed(staff, lan)  # due on Thursday the 19th
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
    await claimed(staff, lan)
    await town.until(at(18, 8))
    assert len(reminders(staff)) == 1
    assert "Minh" in reminders(staff)[0]
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    await town.until(at(24, 18))
    assert len(reminders(staff)) == 1


async def test_a_case_that_waits_for_the_resident_is_not_reminded_of(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await claimed(staff, lan)
    preview = await staff.replies(staff.minh, "Trụ số mấy ạ?")
    await town.presses(staff.minh, preview, "Hỏi người dân")
    await town.until(at(18, 9))
    assert reminders(staff) == []
    lan.says("số 47", reply_to=lan.last)
    await town.settle()
    assert (await case_of(town, code)).due_at.astimezone(HERE).day == 23
    await town.until(at(20, 9))
    assert "còn 1 ngày làm việc" in reminders(staff)[-1]


async def test_one_message_lists_all_cases_of_a_unit(town: Town) -> None:
    staff = await staffed(town)
    codes = [
        await claimed(staff, town.telegram.person(f"Lan {n}"), text)
        for n, text in enumerate((LAMP, RUBBISH, LAMP))
    ]
    await town.until(at(18, 7, 31))
    (said,) = reminders(staff)
    assert all(code in said for code in codes)
    reminder = staff.said("chờ trả lời")[-1]
    opened = await town.presses(staff.minh, reminder, codes[0][-4:])
    assert "Trả lời" in opened.labels


async def test_none_is_said_twice_across_restarts(both_towns: Town) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await claimed(staff, lan)
    await town.until(at(18, 7, 30))
    for _ in range(3):
        await town.restart()
        await town.app.tick()
        await town.settle()
    assert len(reminders(staff)) == 1


async def test_none_is_said_on_a_holiday_or_a_weekend(open_a_town: OpenTown) -> None:
    town = await open_a_town(start=at(31, 9, month=12))  # Thursday; 1 January is a holiday
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await claimed(staff, lan)  # due on Wednesday the 6th
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


async def test_what_nobody_takes_in_hand_is_asked_for_the_same_day(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)  # at eight: four working hours are over at two
    await town.until(at(16, 13, 59))
    assert reminders(staff) == []
    await town.until(at(16, 17, 30))
    (said,) = reminders(staff)
    assert code in said


async def test_one_list_in_a_half_day_and_nothing_of_it_is_lost(town: Town) -> None:
    staff, lan, tu = await staffed(town), town.telegram.person("Lan"), town.telegram.person("Tư")
    first = await reports(town, lan)
    await town.until(at(16, 10))
    second = await reports(town, tu)  # four working hours are over at four
    await town.until(at(16, 18))
    (said,) = reminders(staff)
    assert first in said
    assert second not in said
    await town.until(at(17, 8))
    assert second in reminders(staff)[1]


async def test_a_reopened_case_is_chased_anew(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await claimed(staff, lan)
    await staff.answers(staff.minh, "Đã thay bóng đèn trụ 47 sáng nay", code)
    await town.until(at(18, 9))
    assert reminders(staff) == []
    lan.says(f"{code} chưa xong")
    await town.settle()
    case = await case_of(town, code)
    if case.state != "reopened":
        await town.presses(lan, lan.last, "chưa")
    assert (await case_of(town, code)).state == "reopened"
    await town.until(at(25, 18))
    assert any(code in one for one in reminders(staff))


async def test_a_unit_with_nothing_left_is_thanked_once(town: Town) -> None:
    staff, lan, tu = await staffed(town), town.telegram.person("Lan"), town.telegram.person("Tư")
    first, second = await claimed(staff, lan), await claimed(staff, tu)
    await town.until(at(18, 9))
    assert len(reminders(staff)) == 1
    await staff.answers(staff.minh, "Đã thay bóng đèn trụ 47 sáng nay", first)
    await town.pass_time(timedelta(minutes=5))
    assert staff.said("không còn hồ sơ nào") == []
    await staff.answers(staff.minh, "Đã thay bóng đèn trụ 48 sáng nay", second)
    await town.until(at(20, 18))
    assert len(staff.said("không còn hồ sơ nào")) == 1
