"""The proof of the history: walks it all in pages and names the first break."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.chain import START, DayHash, hash_of, hash_of_note, plain
from storage.changes import DEFAULTS, FACTS, read
from storage.models import Act, Case, Chain, DaySeal, DaySealCase, Event, Person
from storage.sayings import COLUMNS, ENTRY, fingerprint, told_in
from storage.vault import Vault, WrongKey

PAGE = 500
CASE, CHAIN, EVENT = hot.table(Case), hot.table(Chain), hot.table(Event)
DAY, DAY_CASE, PERSON = hot.table(DaySeal), hot.table(DaySealCase), hot.table(Person)

CASES = (
    select(
        CASE,
        CHAIN.c.number.label("newest"),
        CHAIN.c.sha256.label("head"),
        CHAIN.c.sealed.label("sealed"),
    )
    .join(CHAIN, CHAIN.c.case_id == CASE.c.id, isouter=True)
    .where(CASE.c.id > bindparam("after"))
    .order_by(CASE.c.id)
    .limit(PAGE)
)
FORGOTTEN = (
    exists()
    .where(PERSON.c.id.in_((EVENT.c.actor_id, CASE.c.person_id)), PERSON.c.erased_at.is_not(None))
    .correlate(EVENT, CASE)
)
"""Whose case it is, or who did it, has been erased: only then may a note be gone."""
EVENTS = (
    select(EVENT, FORGOTTEN.label("forgotten"))
    .join(CASE, CASE.c.id == EVENT.c.case_id)
    .where(EVENT.c.case_id >= bindparam("first"), EVENT.c.case_id <= bindparam("last"))
    .where(
        tuple_(EVENT.c.case_id, EVENT.c.number)
        > tuple_(bindparam("after_case"), bindparam("after_number"))
    )
    .order_by(EVENT.c.case_id, EVENT.c.number)
    .limit(PAGE)
)
ENTRIES = (
    select(*COLUMNS)
    .where(ENTRY.c.case_id >= bindparam("first"), ENTRY.c.case_id <= bindparam("last"))
    .where(ENTRY.c.id > bindparam("after"))
    .order_by(ENTRY.c.id)
    .limit(PAGE)
)
BEGUN = select(func.min(ENTRY.c.id)).where(ENTRY.c.witness.is_not(None))
DAYS = select(DAY).where(DAY.c.id > bindparam("after")).order_by(DAY.c.id).limit(PAGE)
DAY_CASES = (
    select(DAY_CASE, EVENT.c.sha256.label("event_sha256"))
    .join(
        EVENT,
        and_(EVENT.c.case_id == DAY_CASE.c.case_id, EVENT.c.number == DAY_CASE.c.number),
        isouter=True,
    )
    .where(DAY_CASE.c.day == bindparam("of_day"), DAY_CASE.c.case_id > bindparam("after"))
    .order_by(DAY_CASE.c.case_id)
    .limit(PAGE)
)


TOLD = frozenset({Act.REPORT, Act.DETAIL, Act.ADDITION, Act.ANSWER, Act.CORRECTION, Act.QUESTION})
"""What is said by such acts always stands in an event."""


class Broken(Exception):
    """The first break: of which case and event, or of which day, and what is wrong with it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


@dataclass(slots=True)
class Proof:
    """What was proved."""

    cases: int = 0
    events: int = 0
    said: int = 0
    """Things said whose words are those that the history tells of."""
    forgotten: int = 0
    """Of these: words or files were taken out by rule, and the history says so."""
    unproved: int = 0
    """Things said of whose words it tells nothing: older than that, or nobody decided on them."""
    begun: int = 0
    """The first of what was said that has a key of its own: so has all that was said since."""
    days: int = 0
    head: str = ""
    """Of the newest sealed day; "" before the first."""


@dataclass(slots=True)
class _Told:
    """A case as its events tell of it, so far."""

    case: Row[Any]
    number: int = 0
    head: str = START
    facts: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    """Fingerprints by the number of what was said: the newest counts."""
    again: set[str] = field(default_factory=set)


async def prove(session: AsyncSession, vault: Vault) -> Proof:
    """Walk all. Raises Broken at the first break."""
    proof = Proof(begun=(await hot.run(session, BEGUN, {})).scalar() or 0)
    await _days(session, proof)
    after = 0
    while cases := (await hot.run(session, CASES, {"after": after})).all():
        await _page(session, vault, cases, proof)
        after = cases[-1].id
    return proof


async def _page(session: AsyncSession, vault: Vault, cases: Any, proof: Proof) -> None:  # noqa: ANN401  # rows
    told = {one.id: _Told(one) for one in cases}
    async for event in _events(session, cases[0].id, cases[-1].id):
        _check(told[event["case_id"]], event)
        proof.events += 1
    async for entry in _entries(session, cases[0].id, cases[-1].id):
        _said(told[entry.case_id], vault, entry, proof)
    for one in told.values():
        _compare(one)
    proof.cases += len(told)


async def _events(session: AsyncSession, first: int, last: int) -> AsyncIterator[dict[str, Any]]:
    at = {"first": first, "last": last, "after_case": 0, "after_number": 0}
    while rows := (await hot.run(session, EVENTS, at)).mappings().all():
        for one in rows:
            yield dict(one)
        at |= {"after_case": rows[-1]["case_id"], "after_number": rows[-1]["number"]}


async def _entries(session: AsyncSession, first: int, last: int) -> AsyncIterator[Row[Any]]:
    at = {"first": first, "last": last, "after": 0}
    while rows := (await hot.run(session, ENTRIES, at)).all():
        for one in rows:
            yield one
        at["after"] = rows[-1].id


def _said(told: _Told, vault: Vault, entry: Row[Any], proof: Proof) -> None:
    """The words of an entry are those of which its case's history tells."""
    known, where = told.said.pop(str(entry.id), None), f"{told.case.code}, words {entry.id}"
    if known is None:
        later = 0 < proof.begun < entry.id
        if entry.act in TOLD if entry.witness else later:
            raise Broken(where, "they were put there behind the history")
        proof.unproved += 1
        return
    try:
        same = entry.witness is not None and fingerprint(vault, entry) == known
    except WrongKey:
        same = False
    if not same:
        raise Broken(where, "they were changed behind the history")
    proof.said += 1
    proof.forgotten += str(entry.id) in told.again


def _check(told: _Told, event: dict[str, Any]) -> None:
    """One event behind the one before."""
    where = f"{told.case.code}, event {event['number']}"
    if event["number"] != told.number + 1:
        raise Broken(f"{told.case.code}, event {told.number + 1}", "it is missing")
    if event["previous"] != told.head:
        raise Broken(where, "it does not follow from the event before it")
    if event["sha256"] != hash_of(event):
        raise Broken(where, "it was changed after it was written")
    if event["note"] is not None and (
        event["salt"] is None or event["note_sha256"] != hash_of_note(event["note"], event["salt"])
    ):
        raise Broken(where, "its note was changed after it was written")
    if event["note"] is None and event["note_sha256"] is not None and not event["forgotten"]:
        raise Broken(where, "its note is missing, and nobody of it was erased")
    told.number, told.head = event["number"], event["sha256"]
    changes = read(event["changes"])
    if "code" in changes:  # it begins: what is not named is as in every new case
        told.facts = {name: plain(DEFAULTS[name]) for name in FACTS}
    said = told_in(changes)
    told.again |= told.said.keys() & said.keys()
    told.said |= said
    told.facts |= {name: change[1] for name, change in changes.items() if name in FACTS}


def _compare(told: _Told) -> None:
    """The case is what its history says, and the history goes as far as it did."""
    case = told.case
    if not told.number:
        raise Broken(case.code, "it has no history")
    if (case.newest, case.head) != (told.number, told.head):
        at = max(told.number, case.newest or 0)
        raise Broken(f"{case.code}, event {at}", "the newest event is missing, or was put there")
    if told.said:
        raise Broken(f"{case.code}, words {min(told.said, key=int)}", "they are missing")
    for name, value in sorted(told.facts.items()):
        now = plain(getattr(case, name))
        if now != value:
            raise Broken(
                f"{case.code}, event {told.number}",
                f"the case was changed behind its history: {name} is {now!r}, not {value!r}",
            )


async def _days(session: AsyncSession, proof: Proof) -> None:
    """The sealed days, one after the other; what they sealed must still be there."""
    after = 0
    while days := (await hot.run(session, DAYS, {"after": after})).all():
        for day in days:
            await _day(session, day, proof.head or START)
            proof.days, proof.head = proof.days + 1, day.sha256
        after = days[-1].id


async def _day(session: AsyncSession, day: Row[Any], previous: str) -> None:
    where = f"the seal of {day.day:%Y-%m-%d}"
    if day.previous != previous:
        raise Broken(where, "it does not follow from the seal before it")
    hashed, after, cases = DayHash(previous, day.day.isoformat()), 0, 0
    while rows := (await hot.run(session, DAY_CASES, {"of_day": day.day, "after": after})).all():
        for one in rows:
            if one.event_sha256 != one.sha256:
                what = "it is missing" if one.event_sha256 is None else "it was changed"
                raise Broken(f"{one.code}, event {one.number}", f"{what} since {where}")
            hashed.add(one.case_id, one.code, one.number, one.sha256)
        after, cases = rows[-1].case_id, cases + len(rows)
    if (day.sha256, day.cases) != (hashed.head(), cases):
        raise Broken(where, "it is not the hash of what it sealed")
