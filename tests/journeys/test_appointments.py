"""The day before, inside hours, once: who has booked and who receives are reminded."""

from datetime import timedelta

from bot.sandbox.town import Town
from tests.journeys.scenes import at, heard, staffed

DAY = "thứ Năm 19/11/2026"


def reminders(texts: list[str]) -> list[str]:
    return [one for one in texts if "nhắc" in one.casefold() and DAY in one]


async def test_both_are_reminded_the_day_before_and_nobody_who_cancelled(town: Town) -> None:
    staff = await staffed(town, "van_phong", "Văn phòng")
    lan, ba = town.telegram.person("Lan"), town.telegram.person("Ba")
    await town.says(lan, "đặt lịch tiếp công dân")
    await town.presses(lan, lan.last, "08:00")
    await town.says(ba, "đặt lịch tiếp công dân")
    booked = await town.presses(ba, ba.last, "08:30")
    await town.until(at(17, 16))
    assert not reminders(heard(lan))
    await town.presses(ba, booked, "Hủy lịch")
    await town.until(at(18, 7))
    assert not reminders(heard(lan))  # the office is not open yet
    await town.until(at(18, 8, 30))
    (told,) = reminders(heard(lan))
    assert "08:00" in told
    assert "căn cước" in told
    assert not reminders(heard(ba))
    (unit,) = reminders([m.text for m in staff.group.messages if m.from_bot])
    assert "08:00" in unit
    assert "Lan" not in unit
    reminder = next(m for m in lan.messages if m.from_bot and m.text == told)
    await town.until(at(18, 16))
    assert len(reminders(heard(lan))) == 1
    await town.presses(lan, reminder, "Hủy lịch")
    assert "đã hủy" in lan.last.text
    await town.pass_time(timedelta(days=1))
    assert len(reminders(heard(lan))) == 1


async def test_what_was_booked_on_the_day_itself_needs_no_reminder(town: Town) -> None:
    lan = town.telegram.person("Lan")
    await town.until(at(18, 9))
    await town.says(lan, "đặt lịch tiếp công dân")
    await town.presses(lan, lan.last, "08:00")
    await town.until(at(19, 9))
    assert not reminders(heard(lan))
