"""What a group could not take for a while comes as things stand then, while the office works."""

from datetime import datetime

from bot.sandbox.town import Town
from tests.journeys.scenes import Staff, at, counts, reports, staffed

HOUR = 3600


def reminders(staff: Staff) -> list[str]:
    """What the group was reminded of, oldest first."""
    return [m.text for m in staff.said("chờ trả lời") if m.text.startswith("⏰")]


async def look(town: Town, *times: datetime) -> None:
    """The jobs look at these moments."""
    for when in times:
        town.clock.set(when)
        await town.settle()
        await town.app.tick()
        await town.settle()


async def test_a_group_that_was_away_for_days_gets_one_list_after_lunch(both_towns: Town) -> None:
    town = both_towns
    staff, lan, tu = await staffed(town), town.telegram.person("Lan"), town.telegram.person("Tư")
    first = await reports(town, lan)  # due on Thursday
    await staff.presses(staff.minh, "Nhận việc", first)
    await look(town, at(17, 9))
    second = await reports(town, tu)  # due on Friday
    await staff.presses(staff.minh, "Nhận việc", second)
    await look(town, at(18, 7, 29))
    before = len(reminders(staff))
    town.telegram.faults.flood(53 * HOUR, chat_id=staff.group.id)
    await look(town, at(18, 7, 30), at(18, 13, 30), at(19, 7, 30), at(19, 13, 30))
    assert (await counts(town))["out queued"] == 1
    await look(
        town, at(20, 7, 30), at(20, 12, 30), at(20, 13, 29)
    )  # the group is back, the office at lunch
    assert len(reminders(staff)) == before
    await look(town, at(20, 13, 30), at(20, 14, 0), at(20, 16))
    (said,) = reminders(staff)[before:]
    assert first in said
    assert second in said
    assert "2 hồ sơ chờ trả lời, 1 đã quá hạn" in said, "as things stand now"
    assert "quá hạn 1 ngày làm việc" in said
    assert (await counts(town))["out queued"] == 0


async def test_after_three_days_down_what_waited_is_in_the_one_list(town: Town) -> None:
    staff, lan, tu = await staffed(town), town.telegram.person("Lan"), town.telegram.person("Tư")
    first, second = await reports(town, lan), await reports(town, tu)
    await staff.presses(staff.minh, "Nhận việc", first)
    await look(town, at(16, 13, 59))
    town.telegram.faults.flood(HOUR, chat_id=staff.group.id)
    await look(town, at(16, 14))  # nobody has taken the second in hand
    assert reminders(staff) == []
    await town.close()
    town.telegram.faults.clear()
    town.clock.set(at(20, 10))
    await town.restart()
    await town.settle()
    await look(town, at(20, 10, 1))
    (said,) = reminders(staff)
    assert first in said
    assert second in said
