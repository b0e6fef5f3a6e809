"""Whatever the state of the office, somebody is told: never nobody."""

from datetime import timedelta
from itertools import product

import pytest

from handlers import duty
from handlers.desk import Desk
from handlers.office_steps import To
from handlers.officials import absence, reminders
from storage.models import Absence, Person, Role, RoomKind
from storage.people import Identity
from tests.handlers.casebook import filed, now, put_down
from tests.handlers.told import Heard, Town

UNIT = "kinh_te"


async def somebody(desk: Desk, name: str, *, chats: bool = True) -> Person:
    """A person, with or without a private chat with us."""
    people = desk.store.people
    chat = await people.chat("telegram", name, private=True) if chats else None
    who = Identity(f"id-{name}", name.capitalize())
    return await people.person("telegram", who, desk.now, chat.id if chat else None)


def gone(desk: Desk, person: Person, kind: str, *, unit: str | None = UNIT) -> None:
    today = duty.today(desk)
    until = today + timedelta(days=30) if kind == duty.AWAY else None
    desk.store.chases.save(
        Absence(
            person_id=person.id or 0, unit=unit, kind=kind, since=today, until=until,
            said_at=desk.now,
        )
    )  # fmt: skip


STATES = ("none", "there", "away", "left", "no chat", "shut")


async def cast(desk: Desk, role: Role, state: str, unit: str = UNIT) -> Person | None:
    """Put somebody into a role of a unit, in some state."""
    if state == "none":
        return None
    person = await somebody(desk, f"{role} {unit}", chats=state != "no chat")
    await desk.store.people.give_role(person.id or 0, role, desk.now, unit)
    if state in (duty.AWAY, duty.LEFT):
        gone(desk, person, state, unit=unit)
    if state == "shut" and person.chat_id is not None:
        chat = await desk.store.people.chat_by_id(person.chat_id)
        await desk.store.people.close_chat(chat, desk.now)
    return person


ALL_STATES = [(f"u{at}", *states) for at, states in enumerate(product(STATES, STATES))]
"""A unit for each combination of what may be with its head and with its leader."""


@pytest.mark.parametrize(("room", "duty_chat"), list(product((True, False), (True, False))))
async def test_a_forgotten_case_always_reaches_somebody(
    told: Town, *, room: bool, duty_chat: bool
) -> None:
    for unit, _, _ in ALL_STATES if room else ():
        await told.connect(f"room {unit}", unit)
    async with told.desk() as desk:
        if duty_chat:
            chat = await desk.store.people.chat("telegram", "duty", private=False)
            await desk.store.offices.open_room(RoomKind.DUTY, chat.id or 0, None, None, told.now)
        for unit, head, leader in ALL_STATES:
            await cast(desk, Role.HEAD, head, unit)
            await cast(desk, Role.LEADER, leader, unit)
            await put_down(desk, "tu", told.now + timedelta(hours=1), unit=unit)
    await told.deliver()
    heard = await five_working_days_late(told)
    for unit, head, leader in ALL_STATES:
        states = {f"head {unit}": head, f"leader {unit}": leader}
        able = {name for name, state in states.items() if state == "there"}
        absent = {name for name, state in states.items() if state in duty.GONE}
        about = {one.chat for one in heard if one.chat == "duty" or one.chat.endswith(f" {unit}")}
        assert able <= about, "who is there is told"
        assert not room or f"room {unit}" in about
        assert not (room or able or duty_chat or absent) or about, (unit, head, leader)
        assert room or able or duty_chat or about == absent, "rather them than nobody"


async def five_working_days_late(town: Town) -> list[Heard]:
    """What is said of cases that were due today, a fortnight later."""
    town.now += timedelta(days=14)
    found = 1
    while found:
        async with town.desk() as desk:
            found = await reminders.sweep(desk)
    return await town.deliver()


async def test_the_duty_comes_first_then_heads_then_leaders(told: Town) -> None:
    async with told.desk() as desk:
        head, leader = await cast(desk, Role.HEAD, "there"), await cast(desk, Role.LEADER, "there")
        assert await duty.on_duty(desk, UNIT) == [head, leader]
        assert await duty.on_duty(desk, "cong_an") == []
        minh, hoa = await somebody(desk, "minh"), await somebody(desk, "hoa")
        gone(desk, hoa, duty.DUTY, unit=None)
        gone(desk, minh, duty.DUTY)
        assert await duty.on_duty(desk, UNIT) == [minh, hoa, head, leader]
        assert await duty.on_duty(desk, "cong_an") == [hoa]
        assert await duty.on_duty(desk, None) == [hoa, leader]
        gone(desk, minh, duty.AWAY)
        assert await duty.on_duty(desk, UNIT) == [hoa, head, leader]


async def test_who_is_away_is_named_only_when_nobody_else_is_left(told: Town) -> None:
    async with told.desk() as desk:
        head = await cast(desk, Role.HEAD, duty.AWAY)
        assert await duty.on_duty(desk, UNIT) == [head]
        assert await duty.spots(desk, UNIT, To.HEAD) != []
    told.now += timedelta(days=31)
    async with told.desk() as desk:
        leader = await cast(desk, Role.LEADER, "there")
        assert await duty.on_duty(desk, UNIT) == [head, leader]


async def test_who_left_one_group_still_works_for_the_others(told: Town) -> None:
    await told.connect("culture", "van_hoa")
    ours, theirs = await filed(told, due=None), await filed(told, "ba", unit="van_hoa")
    for case, group in ((ours, "economy"), (theirs, "culture")):
        card = next(one for one in told.said_to(group) if one.case_id == case.id)
        await told.presses(group, card, "Nhận", by="binh")
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "economy", private=False)
        (room,) = await desk.store.offices.rooms_in(chat.id or 0)
        (person,) = await desk.store.people.expect_people([("telegram", "id-binh")])
        assert person is not None
        await absence.left(desk, person.id or 0, room)
    assert (await now(told, ours)).holder_id is None
    assert (await now(told, theirs)).holder_id is not None
