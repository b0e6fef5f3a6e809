"""What could not be sent in its half-day: a newer message in its stead, in working hours."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers import acts
from handlers.desk import UNTIL
from handlers.officials import held_up, reminders
from handlers.wording import HERE
from storage.models import Case, Outbox, Role
from tests.handlers.casebook import CLERK, filed
from tests.handlers.test_duty import somebody
from tests.handlers.told import Heard, Town

DUE = datetime(2026, 11, 19, 17, 0, tzinfo=HERE).astimezone(UTC)
"""Thursday. The town opens on Monday the 16th."""


def day(number: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, minute, tzinfo=HERE).astimezone(UTC)


async def tick(town: Town, when: datetime) -> None:
    """The jobs look; nothing is sent."""
    town.now, found = when, 1
    while found:
        async with town.desk() as desk:
            found = await reminders.sweep(desk)
    async with town.desk() as desk:
        await reminders.thank(desk)


async def waiting(town: Town) -> list[Outbox]:
    async with town.desk() as desk:
        return [row for row, _ in await desk.store.outbox.due(day(30), limit=500)]


async def answer(town: Town, case: Case) -> None:
    """The unit answers; what is said of it waits too, but is no reminder."""
    async with town.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        assert await acts.move(desk, known, acts.Act.ANSWER, CLERK)


async def turn(town: Town, when: datetime) -> None:
    """The chat could take something again: what is over is held up, as the sender sees to it."""
    town.now = when
    for row in await waiting(town):
        if row.not_before <= when and row.data and row.data[UNTIL] <= when.timestamp():
            async with town.desk() as desk:
                await held_up.settle(desk, row)


async def sent(town: Town, what: str = "reminder") -> list[Heard]:
    return [one for one in await town.deliver() if one.what == what]


async def test_the_lists_of_days_are_one_that_names_all_that_is_owed(told: Town) -> None:
    early = await filed(told, "tu", due=DUE)
    done = await filed(told, "ba", due=DUE)
    late = await filed(told, "lan", due=DUE + timedelta(days=7))
    for number in (18, 19):
        await tick(told, day(number))
        await tick(told, day(number, 14))
        assert [row.what for row in await waiting(told)] == ["reminder"]
    await answer(told, done)
    await tick(told, day(25))  # the day before `late` is due
    (said,) = await sent(told)
    assert [code in said.text for code in (early.code, late.code, done.code)] == [True, True, False]
    assert "2 hồ sơ chờ trả lời, 1 đã quá hạn" in said.text
    assert said.text.index(early.code) < said.text.index(late.code)


async def test_what_stood_in_a_list_that_was_sent_is_not_repeated(told: Town) -> None:
    first = await filed(told, due=DUE)
    await tick(told, day(18))
    assert len(await sent(told)) == 1
    await answer(told, first)
    second = await filed(told, "ba", due=DUE + timedelta(days=7))
    await tick(told, day(25))
    (said,) = await sent(told)
    assert (first.code in said.text, second.code in said.text) == (False, True)


@pytest.mark.parametrize(
    ("over", "comes"),
    [
        (day(18, 11, 30), day(18, 13, 30)),
        (day(18, 12, 30), day(18, 13, 30)),
        (day(18, 17), day(19, 7, 30)),
        (day(18, 23), day(19, 7, 30)),
        (day(20, 17, 1), day(23, 7, 30)),  # over the weekend
        (day(23, 18), day(25, 7, 30)),  # over Ngày Văn hóa
    ],
)
async def test_out_of_hours_it_waits_and_is_put_together_anew(
    told: Town, over: datetime, comes: datetime
) -> None:
    case = await filed(told, due=DUE)
    await tick(told, day(18))
    (row,) = await waiting(told)
    assert row.data
    assert row.data[UNTIL] == day(18, 11, 30).timestamp()
    await turn(told, over)
    (row,) = await waiting(told)
    assert row.not_before == comes
    await turn(told, comes)
    (row,) = await waiting(told)
    assert row.data
    assert row.data[UNTIL] > comes.timestamp()
    (said,) = await sent(told)
    assert case.code in said.text


async def test_a_list_of_what_is_answered_meanwhile_is_dropped(told: Town) -> None:
    case = await filed(told, due=DUE)
    await tick(told, day(18))
    await answer(told, case)
    await turn(told, day(18, 14))
    assert await waiting(told) == []


async def test_the_thanks_take_the_place_of_a_list_that_waits(told: Town) -> None:
    case = await filed(told, due=DUE)
    await tick(told, day(18))
    await answer(told, case)
    await tick(told, day(18, 9))
    assert [row.what for row in await waiting(told)] == ["thanks"]
    await turn(told, day(18, 12))
    (row,) = await waiting(told)
    assert row.not_before == day(18, 13, 30), "nor are they thanked at lunch"
    await turn(told, day(18, 13, 30))
    assert [one.what for one in await told.deliver()] == ["thanks"]


async def test_a_unit_that_has_moved_finds_the_list_in_its_new_group(told: Town) -> None:
    case = await filed(told, due=DUE)
    await tick(told, day(18))
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "elsewhere", private=False)
        room = await desk.store.offices.room_of("kinh_te")
        assert room is not None
        room.chat_id = chat.id or 0
    await turn(told, day(18, 14))
    (said,) = await sent(told)
    assert (said.chat, case.code in said.text) == ("elsewhere", True)


async def unread_by(town: Town, name: str, *cases: Case) -> Heard:
    """What the head hears when the line is back: each of these once."""
    (said,) = [one for one in await town.deliver() if one.chat == name]
    assert all(said.text.count(case.code) == 1 for case in cases)
    return said


async def test_who_is_above_the_unit_hears_of_all_at_once_too(told: Town) -> None:
    cases = [
        await filed(told, who, due=DUE + timedelta(days=more))
        for who, more in (("tu", 0), ("ba", 4))
    ]
    async with told.desk() as desk:
        head = await somebody(desk, "chin")
        await desk.store.people.give_role(head.id or 0, Role.HEAD, desk.now, "kinh_te")
    for number in (25, 26, 27, 30):
        await tick(told, day(number))
    said = await unread_by(told, "chin", *cases)
    assert said.what == "forgotten_list"
