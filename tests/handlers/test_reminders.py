"""Units are reminded of what is due: once a step, one list, in working hours, until answered."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from handlers import acts, deadline
from handlers.desk import Desk, Priority
from handlers.officials import reminders, unit_list
from handlers.wording import HERE, Wording
from storage.db import Database
from storage.models import RoomKind
from tests.handlers.casebook import CLERK, answered, filed, now, put_down
from tests.handlers.told import OFFICE, Heard, Town

DUE = datetime(2026, 11, 19, 17, 0, tzinfo=HERE).astimezone(UTC)
"""Thursday. The town opens on Monday the 16th."""


def day(number: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, minute, tzinfo=HERE).astimezone(UTC)


async def sweep(town: Town, when: datetime, what: str = "reminder") -> list[Heard]:
    """All pages, as the schedule takes them; returns what was said of this sort."""
    town.now = when
    found = 1
    while found:
        async with town.desk() as desk:
            found = await reminders.sweep(desk)
    async with town.desk() as desk:
        await reminders.thank(desk)
    return [one for one in await town.deliver() if one.what == what]


async def test_each_working_day_from_the_day_before_until_the_answer(told: Town) -> None:
    case = await filed(told, due=DUE)
    said = {number: await sweep(told, day(number)) for number in range(17, 27)}
    # Saturday, Sunday, and Ngày Văn hóa on Tuesday the 24th
    assert [number for number, lists in said.items() if lists] == [18, 19, 20, 23, 25, 26]
    assert "còn 1 ngày làm việc" in said[18][0].text
    assert "hạn hôm nay" in said[19][0].text
    assert "quá hạn 2 ngày làm việc" in said[23][0].text
    assert said[18][0].chat == "economy"
    assert (await now(told, case)).reminders == 6
    await answered(told, case)
    assert await sweep(told, day(27)) == []
    assert (await now(told, case)).next_reminder_at is None


async def test_a_second_look_says_nothing(told: Town) -> None:
    await filed(told, due=DUE)
    assert len(await sweep(told, day(18))) == 1
    assert await sweep(told, day(18, 8, 1)) == []
    assert await sweep(told, day(18, 16)) == []


async def test_a_clock_that_was_set_back_repeats_no_step(told: Town) -> None:
    case = await filed(told, due=DUE)
    assert len(await sweep(told, day(18))) == 1
    told.now = day(17)
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        deadline.set_clock(desk, known)
    assert await sweep(told, day(18, 9)) == []
    assert (await now(told, case)).reminders == 1
    assert len(await sweep(told, day(19))) == 1


@pytest.mark.parametrize(
    "when",
    [day(18, 7, 29), day(18, 12), day(18, 13, 29), day(18, 17), day(18, 22), day(21, 10)],
    ids=["before opening", "lunch", "end of lunch", "closing", "night", "Saturday"],
)
async def test_nothing_outside_working_hours(told: Town, when: datetime) -> None:
    case = await filed(told, due=DUE)
    before = (await now(told, case)).next_reminder_at
    assert await sweep(told, when) == []
    assert (await now(told, case)).next_reminder_at == before


async def test_after_an_absence_there_is_one_list(told: Town) -> None:
    cases = [await filed(told, due=DUE + timedelta(days=number)) for number in (1, 0, -1)]
    said = await sweep(told, day(26, 14))
    assert len(said) == 1
    places = [said[0].text.index(case.code) for case in reversed(cases)]
    assert places == sorted(places), "most urgent first"
    assert [(await now(told, case)).reminders for case in cases] == [1, 1, 1]
    assert await sweep(told, day(26, 15)) == []


async def test_each_unit_has_its_own_list(told: Town) -> None:
    await told.connect("culture", "van_hoa")
    mine, other = await filed(told, due=DUE), await filed(told, due=DUE, unit="van_hoa")
    said = {one.chat: one for one in await sweep(told, day(18))}
    assert set(said) == {"economy", "culture"}
    assert mine.code in said["economy"].text
    assert other.code in said["culture"].text
    assert other.code not in said["economy"].text


async def test_a_long_list_is_cut_and_says_so(told: Town) -> None:
    cases = [await filed(told, due=DUE + timedelta(minutes=number)) for number in range(23)]
    (said,) = await sweep(told, day(20))
    assert sum(case.code in said.text for case in cases) == unit_list.MOST_LINES
    assert "và 3 hồ sơ khác: /viec" in said.text
    assert "23 hồ sơ chờ trả lời, 23 đã quá hạn" in said.text
    assert [one.value for one in said.choices] == [f"card.open:{case.id}" for case in cases[:10]]


async def test_a_button_opens_the_card_and_the_holder_is_named(told: Town) -> None:
    case = await filed(told, due=DUE)
    await told.presses("economy", told.last("economy"), "Nhận", by="binh")
    (said,) = await sweep(told, day(18))
    assert "Binh" in said.text
    opened = await told.presses("economy", said, case.code[-4:], by="binh")
    assert case.code in opened[0].text


async def test_a_reply_to_a_list_of_one_is_about_that_case(told: Town) -> None:
    case = await filed(told, due=DUE)
    (said,) = await sweep(told, day(18))
    shown = await told.group_says("binh", "economy", "Đã thay bóng mới.", reply_to=said.id)
    assert case.code in shown[0].text
    assert any("người dân" in label for label in shown[0].labels)


async def test_who_owes_us_a_word_is_waited_for(told: Town) -> None:
    case = await filed(told, due=DUE)
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        await acts.move(desk, known, acts.Act.ASK_BACK, CLERK)
        # As if the clock had not been set with the question.
    assert await sweep(told, day(19)) == []
    assert (await now(told, case)).reminders == 0


async def test_a_unit_without_a_room_is_reminded_through_the_duty_chat(told: Town) -> None:
    case = await filed(told, due=DUE, unit="van_hoa")
    assert await sweep(told, day(18)) == [], "nobody is there yet"
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "duty", private=False)
        await desk.store.offices.open_room(RoomKind.DUTY, chat.id or 0, None, None, told.now)
    (said,) = await sweep(told, day(19))
    assert (said.chat, case.code in said.text) == ("duty", True)
    assert said.choices


async def test_reminders_wait_behind_answers_and_cards(told: Town) -> None:
    await filed(told, due=DUE)
    told.now = day(18)
    async with told.desk() as desk:
        await reminders.sweep(desk)
    async with told.desk() as desk:
        rows = await desk.store.outbox.due(desk.now)
        assert [row.priority for row, _ in rows] == [Priority.REMINDER]


async def test_desks_that_sweep_at_once_say_it_once(database: Database) -> None:
    wording = Wording(OFFICE.texts, office=OFFICE.name, you="ông/bà", You="Ông/bà")
    async with database.unit_of_work() as store:
        group = await store.people.chat("telegram", "economy", private=False)
        await store.offices.open_room(RoomKind.UNIT, group.id or 0, None, "kinh_te", day(16))
        desk = Desk(store, OFFICE, wording, day(16))
        for _ in range(12):
            await put_down(desk, "tu", DUE)

    async def look() -> None:
        found = 1
        while found:
            async with database.unit_of_work() as store:
                found = await reminders.sweep(Desk(store, OFFICE, wording, day(18)))

    await asyncio.gather(look(), look(), look())
    async with database.reading() as store:
        rows = [row for row, _ in await store.outbox.due(day(18)) if row.what == "reminder"]
        said = "".join(store.outbox.unseal(row).decode() for row in rows)
        for case in await store.cases.open_of_unit("kinh_te"):
            assert said.count(f" {case.code} ") == 1
            events = await store.cases.history(case.id or 0)
            assert [event.act for event in events].count("remind") == case.reminders == 1
