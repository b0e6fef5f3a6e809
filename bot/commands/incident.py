"""The command for the worst day: who saw what of whom since a time, for the 72-hour notice."""

import asyncio
import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands.opening import Cupboards, opened
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.settings import Settings
from handlers import masking
from handlers.acts import Act
from handlers.wording import HERE
from storage.db import Store
from storage.models import Case, Event, SealedOpening, SealedReport

FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%H:%M %d/%m/%Y")
SHAPE = "like 2026-11-27 08:00 or 27/11/2026 (time of Vietnam)"
FORGOTTEN = "why: forgotten with the resident"
NOTICE = (
    "Law 91/2025/QH15: tell the Ministry of Public Security (A05) within 72 hours of finding out."
)

Time = Annotated[list[str], typer.Argument(metavar="since TIME", help=SHAPE)]


def incident(time: Time) -> None:
    """List who saw, and whose data was touched, since TIME; people masked, cases by their codes."""
    words = " ".join(time)
    since = moment(words.removeprefix("since").strip(), words)
    for line in asyncio.run(told(settle_settings(), since)):
        say(line)


def moment(words: str, typed: str) -> datetime:
    """The moment that is meant, here. Raises Stopped."""
    bare = re.sub(r"\s+", " ", words.replace("T", " "))
    for form in FORMS:
        try:
            return datetime.strptime(bare, form).replace(tzinfo=HERE).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise Stopped(f"TIME {typed!r} is no time: write it {SHAPE}.", Exit.USAGE)


async def told(settings: Settings, since: datetime) -> list[str]:
    """Everything that the authority asks for first, a line each. Raises Stopped."""
    async with opened(settings) as at, at.database.reading() as store:
        if since > at.now:
            raise Stopped(f"TIME {_when(since)} has not come yet.", Exit.USAGE)
        acts, touched = await store.seen.acts(since), await _touched(store, since)
        people = {case.person_id for case in touched.values()}
        confided = await store.sealed.opened_since(since)
        unnamed = {report.key or report.ref for _, report in confided}
        return [
            f"From {_when(since)} until {_when(at.now)}.",
            NOTICE,
            "",
            *await _names(at, store, acts),
            "",
            *await _looks(store, since),
            "",
            *await _orders(store, since),
            "",
            *await _groups(store, since),
            "",
            *await _confided(store, confided),
            "",
            f"Whose data was touched: {_count(people, touched)}, and {len(unnamed)} who confided",
            *[await _person(store, number, touched) for number in sorted(people)],
        ]


def _count(people: set[int], touched: dict[int, Case]) -> str:
    return f"{len(people)} people in {len(touched)} cases"


async def _touched(store: Store, since: datetime) -> dict[int, Case]:
    """The cases in which anything was said, done or shown."""
    found = [case for _, case in await store.seen.acts(since)]
    found += [case for _, case in await store.seen.said(since)]
    found += [case for *_, case in await store.seen.brought(since)]
    found += [case for _, case in await store.seen.looks(since) if case is not None]
    return {case.id or 0: case for case in found}


async def _names(at: Cupboards, store: Store, acts: list[tuple[Event, Case]]) -> list[str]:
    """Who opened whose name, when, why."""
    opened_ones = [(event, case) for event, case in acts if event.act == Act.UNMASK]
    lines = [f"Names that were opened: {len(opened_ones)}"]
    for event, case in opened_ones:
        unit = at.office.unit_name(case.unit)
        who = await _masked(store, event.actor_id)
        lines.append(
            f"  {_when(event.at)}  {case.code}: by {event.role} {who} of {unit}"
            f" ({event.note or FORGOTTEN})"
        )
    return lines


async def _looks(store: Store, since: datetime) -> list[str]:
    """Who asked to see what was written of which cases: a line for each person and way."""
    found: defaultdict[tuple[int | None, str, str], list[tuple[datetime, str]]] = defaultdict(list)
    looks = await store.seen.looks(since)
    for one, case in looks:
        found[one.person_id, one.role, one.how].append(
            (one.seen_at, case.code if case else one.about)
        )
    lines = [f"Looks at cases: {len(looks)}"]
    for (number, role, how), seen in found.items():
        what = ", ".join(dict.fromkeys(name for _, name in seen))
        who = await _masked(store, number)
        lines.append(
            f"  {_when(seen[0][0])} to {_when(seen[-1][0])}  {how} by {role} {who}: {what}"
        )
    return lines


async def _orders(store: Store, since: datetime) -> list[str]:
    """What was made for whom to take away: without names, but of which cases."""
    orders = await store.seen.ordered(since)
    lines = [f"Sheets, pages and pictures that were made: {len(orders)}"]
    for one in orders:
        who = await _masked(store, one.person_id)
        lines.append(f"  {_when(one.ordered_at)}  {one.what} of {one.period}:{one.view} for {who}")
    return lines


async def _groups(store: Store, since: datetime) -> list[str]:
    """Into which chats what was written about cases has been brought."""
    chats: defaultdict[tuple[str, int, bool], set[str]] = defaultdict(set)
    for row, chat, case in await store.seen.brought(since):
        chats[chat.channel, row.chat_id, chat.private].add(case.code)
    lines = [f"Chats that were shown something of a case: {len(chats)}"]
    for (channel, number, private), codes in sorted(chats.items()):
        rooms = await store.offices.rooms_in(number)
        whose = ", ".join(one.unit or one.kind for one in rooms) or (
            "person" if private else "group"
        )
        lines.append(f"  {channel} chat {number} ({whose}): {', '.join(sorted(codes))}")
    return lines


async def _confided(store: Store, found: list[tuple[SealedOpening, SealedReport]]) -> list[str]:
    """Who opened what only named recipients may; never what it says, or of whom it is."""
    lines = [f"Sealed reports that were opened: {len(found)}"]
    for opening, report in found:
        who = await _masked(store, opening.person_id)
        lines.append(f"  {_when(opening.opened_at)}  {report.ref}: by {who} ({opening.reason})")
    return lines


async def _person(store: Store, number: int, touched: dict[int, Case]) -> str:
    codes = sorted(case.code for case in touched.values() if case.person_id == number)
    phone = store.people.identity(await store.people.person_by_id(number)).phone
    who = f"{await _masked(store, number)}, {masking.number(phone)}"
    return f"  {who}: {', '.join(codes)}"


async def _masked(store: Store, number: int | None) -> str:
    """A pseudonym that stays the same, and the name in part."""
    if number is None:
        return "–"
    person = await store.people.person_by_id(number)
    return f"N{number:05d} {masking.name(store.people.identity(person).shown)}"


def _when(at: datetime) -> str:
    return f"{at.astimezone(HERE):%Y-%m-%d %H:%M}"
