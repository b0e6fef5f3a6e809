"""The case's card: its face in the room of its unit, kept up to date wherever it stands."""

from handlers import acts
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.face import added, buttons, face, one_line, reported
from handlers.message import NOWHERE, Attachment, Outgoing
from handlers.saying import files_of, for_staff
from storage.models import Case, Entry, Posted, Room, RoomKind, State


async def show(
    desk: Desk, case: Case, entries: list[Entry] | None = None, *, fresh: bool = False
) -> None:
    """Put the card before its unit, or give it its newest face where it stands already.

    `entries`: what was said in the case, if the caller has read it. `fresh`: as a new message.
    """
    home = await desk.spot_of(case.unit)
    first = case.state == State.RECEIVED and home is not None
    if home is not None:
        await acts.move(desk, case, acts.Act.ASSIGN)
    if entries is None:
        entries = await desk.store.drafts.of_case(case.id or 0)
    stands = {} if first else await _standing(desk, case)
    for spot in await homes(desk, case):
        there = stands.pop(spot, None)
        if fresh or there is None:
            files = () if there else files_of(reported(entries))  # they hang below the old card
            await _put(desk, case, spot, entries, files, lost=home is None)
            await _make_way(desk, case, there)
        else:
            await _edit(desk, case, there, entries)
    for there in stands.values():
        await _elsewhere(desk, case, there, entries)


async def reopened(desk: Desk, case: Case) -> None:
    """The resident is not content: the card comes anew, below all that was said since."""
    await show(desk, case, fresh=True)


async def put(desk: Desk, case: Case, spot: Spot) -> None:
    """Put the card anew where somebody asks for it now."""
    entries = await desk.store.drafts.of_case(case.id or 0)
    files = files_of(reported(entries))
    there = (await _standing(desk, case)).get(spot)
    await _put(desk, case, spot, entries, files, what="card.opened", priority=Priority.NOW)
    await _make_way(desk, case, there)


async def post_open(desk: Desk, room: Room) -> None:
    """Put all open cards of a unit into its room, where none of them stands (any more).

    Where they stood before, as in a desk that the unit has left, they say so.
    """
    if room.unit is None:
        return
    for case in await desk.store.cases.open_of_unit(room.unit, limit=500):
        await acts.move(desk, case, acts.Act.ASSIGN)  # or nobody looks where it stood before
        entries = await desk.store.drafts.of_case(case.id or 0)
        await show(desk, case, entries, fresh=True)
        await added_before(desk, case, entries)


async def added_before(desk: Desk, case: Case, entries: list[Entry] | None = None) -> None:
    """Put what its resident has added before those to whom the case is new."""
    if entries is None:
        entries = await desk.store.drafts.of_case(case.id or 0)
    if since := added(entries):
        said = [await for_staff(desk, one) for one in since]
        heading = desk.say("officials.added", code=case.code)
        await under(desk, case, "\n".join(filter(None, (heading, *said))), files_of(since))


async def homes(desk: Desk, case: Case) -> list[Spot]:
    """Where its cards stand. Where nobody may read it yet, the operator is told so, once a day."""
    found = await desk.homes(case.unit)
    if not found and case.unit in desk.office.kept_apart:
        unit, day = desk.office.unit_name(case.unit), f"{desk.now:%Y-%m-%d}"
        await desk.alert("officials.card.no_leader", once=f"no_leader:{day}", unit=unit)
    return found


async def greet_leader(desk: Desk, spot: Spot) -> None:
    """Put what only leaders read before somebody who is one now, where they have no room yet."""
    for unit in desk.office.kept_apart:
        if spot in await desk.homes(unit):
            for case in await desk.store.cases.open_of_unit(unit, limit=500):
                entries = await desk.store.drafts.of_case(case.id or 0)
                await _put(desk, case, spot, entries, files_of(reported(entries)), lost=True)


async def below(
    desk: Desk, case: Case, entry: Entry, *, heading: str, sign: str = "addition"
) -> None:
    """Put something that was said in the case under its card, with what was attached."""
    text = f"{desk.say(heading, code=case.code)}\n{await for_staff(desk, entry)}".strip()
    await under(desk, case, text, files_of([entry]), sign=sign)


async def under(  # what, with what, as what, how often
    desk: Desk,
    case: Case,
    text: str,
    files: tuple[Attachment, ...] = (),
    *,
    sign: str = "addition",
    once: str | None = None,
    choices: Rows = (),
) -> None:
    """Say something under the card to those who work on the case; with a `once` key, only once."""
    stands = await _standing(desk, case)
    for spot in await desk.homes(case.unit):
        there = stands.get(spot)
        shut = choices and (await desk.store.people.chat_by_id(spot.chat_id)).private
        out = Outgoing(
            NOWHERE,
            text,
            choices=() if shut else choices,  # a private chat has no officials' door
            attachments=files,
            reply_to=there.external_id if there else None,
        )
        key = f"{once}:{spot.chat_id}" if once else None
        note = Note(what=sign, case=case, once=key)
        await desk.post(spot, out, note=note, priority=Priority.CARD)


async def _standing(desk: Desk, case: Case) -> dict[Spot, Posted]:
    found = await desk.store.outbox.standing(case.id or 0, "card")
    return {Spot(one.chat_id, one.topic): one for one in found}


async def _put(  # one call says all that a card is
    desk: Desk,
    case: Case,
    spot: Spot,
    entries: list[Entry],
    files: tuple[Attachment, ...],
    *,
    what: str = "card",
    priority: Priority = Priority.CARD,
    lost: bool = False,
) -> None:
    chat = await desk.store.people.chat_by_id(spot.chat_id)
    text = face(desk, case, entries, await name(desk, case.holder_id), chat)
    if lost:
        text += "\n" + no_room(desk, case.unit)
    # A private chat has no officials' door: there the card is only shown.
    choices = () if chat.private else buttons(desk, case)
    out = Outgoing(NOWHERE, text, choices=choices, attachments=files)
    shown = _shown(case)
    short = await _short(desk, case)
    slot = slot_of(case, spot)
    note = Note(what=what, data=shown, case=case, slot=slot, fresh=True, short=short)
    await desk.post(spot, out, note=note, priority=priority)


async def _make_way(desk: Desk, case: Case, there: Posted | None) -> None:
    """The card that stood here points to the one that now comes below it, and changes no more."""
    if there is None:
        return
    await desk.store.outbox.forget_slot(there.chat_id, there.slot or "")
    out = Outgoing(
        NOWHERE, desk.say("officials.card.below", code=case.code), edits=there.external_id
    )
    note = Note(what="card.below", case=case, short="")
    spot = Spot(there.chat_id, there.topic)
    await desk.post(spot, out, note=note, priority=Priority.DIGEST)  # nobody waits for it


def no_room(desk: Desk, unit: str) -> str:
    """What is to be done before anybody can work on what a unit has."""
    apart = "_leaders" if unit in desk.office.kept_apart else ""
    named = {"unit": desk.office.unit_name(unit), "code": unit}
    return desk.say(f"officials.card.no_room{apart}", **named)


async def _edit(desk: Desk, case: Case, there: Posted, entries: list[Entry]) -> None:
    chat = await desk.store.people.chat_by_id(there.chat_id)
    if chat.closed_at is not None:
        return
    text = face(desk, case, entries, await name(desk, case.holder_id), chat)
    choices = () if chat.private else buttons(desk, case)
    out = Outgoing(NOWHERE, text, choices=choices, edits=there.external_id)
    shown = _shown(case)
    known = (there.data or {}).get("shown") == shown["shown"]
    short = "" if known else await _short(desk, case)
    note = Note(what="card", data=shown, case=case, slot=there.slot, short=short)
    await desk.post(Spot(there.chat_id, there.topic), out, note=note)


def slot_of(case: Case, spot: Spot) -> str:
    """Name what shows a case in a place."""
    return slot_in(spot, f"card:{case.id}")


def slot_in(spot: Spot, thing: str) -> str:
    """Name what shows a thing in a place: topics of one chat are places of their own."""
    return f"{thing}:{spot.topic}" if spot.topic else thing


def _shown(case: Case) -> dict[str, str]:
    """What of a card matters enough to be said where it cannot be edited."""
    return {"shown": f"{case.state}:{case.holder_id}:{case.unreached_at is not None}"}


async def _short(desk: Desk, case: Case) -> str:
    """The card's news in one line."""
    parts = (
        desk.say(f"officials.state.{case.state}"),
        await name(desk, case.holder_id),
        desk.say("window.short_unreached") if case.unreached_at else "",
    )
    news = " — ".join(one for one in parts if one)
    return desk.say("channels.card_line", code=case.code, news=news)


async def _elsewhere(desk: Desk, case: Case, there: Posted, entries: list[Entry]) -> None:
    """A card outside its unit's room: the duty chat's stays true, any other says where it went."""
    spot = Spot(there.chat_id, there.topic)
    if await _looks_on(desk, spot):
        await _edit(desk, case, there, entries)
        return
    if (await desk.store.people.chat_by_id(spot.chat_id)).closed_at is not None:
        return  # it stands there still when we are taken in again
    out = Outgoing(NOWHERE, _gone(desk, case), edits=there.external_id)
    await desk.post(spot, out, note=Note(what="card", case=case))
    await desk.store.outbox.forget_slot(there.chat_id, there.slot or "")


async def call_back(desk: Desk, case: Case) -> None:
    """A card that still waits to be put before the unit that lost its case only says so there.

    It keeps its place: what is on its way just now is then changed where it stands.
    """
    at_home = await desk.homes(case.unit)
    for row in await desk.store.postponed.cards_of(case.id or 0):
        spot = Spot(row.chat_id, row.topic)
        if spot in at_home or await _looks_on(desk, spot):
            continue
        if row.slot is None:  # its files
            await desk.store.postponed.drop(row)
            continue
        note = Note(what="card.gone", case=case, slot=row.slot)
        await desk.post(spot, Outgoing(NOWHERE, _gone(desk, case)), note=note)


async def _looks_on(desk: Desk, spot: Spot) -> bool:
    """Say whether those who read here may know how any unit's case goes on."""
    room = await desk.store.offices.room_at(spot.chat_id, spot.topic)
    on_duty = room is not None and room.kind == RoomKind.DUTY
    return on_duty or (await desk.store.people.chat_by_id(spot.chat_id)).private


def _gone(desk: Desk, case: Case) -> str:
    unit = desk.office.unit_name(case.unit)
    return desk.say("officials.card.gone", code=case.code, unit=unit)


async def name(desk: Desk, person_id: int | None) -> str:
    """Name an official, for colleagues of the same office."""
    if person_id is None:
        return ""
    person = await desk.store.people.person_by_id(person_id)
    return desk.store.people.identity(person).name or desk.say("officials.someone")


async def line(desk: Desk, case: Case, number: int) -> str:
    """Write a case in one numbered line of a list."""
    return one_line(desk, case, number, await name(desk, case.holder_id))
