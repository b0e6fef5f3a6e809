"""The command that shows a case's whole history: acts, words with their versions, deliveries."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from bot.commands.opening import opened
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from handlers.codes import find_code, find_short_code
from handlers.saying import covered
from handlers.wording import HERE
from storage.changes import read
from storage.db import Store
from storage.models import Case, Entry, Event, Outbox
from storage.sayings import SAID

Line = tuple[datetime, str]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")


def case(code: Annotated[str, typer.Argument(help="PA-2611-7K4Q, or its last four.")]) -> None:
    """Show all that happened in a case, in order; never who the resident is."""
    for line in asyncio.run(_case(code)):
        say(line)


async def _case(typed: str) -> list[str]:
    async with opened(settle_settings()) as at, at.database.reading() as store:
        found = await _find(store, typed, at.office.prefixes)
        return await told(store, found)


async def _find(store: Store, typed: str, prefixes: frozenset[str]) -> Case:
    """Raises Stopped unless exactly one case is meant."""
    code = find_code(typed, prefixes)
    letters = None if code else find_short_code(f"#{typed.strip().lstrip('#')}")
    found = [await store.cases.by_code(code)] if code else []
    if letters:
        found = [*await store.cases.by_short_code(letters)]
    cases = [one for one in found if one is not None]
    if len(cases) == 1:
        return cases[0]
    if cases:
        raise Stopped(f"CODE {typed!r} is one of {', '.join(one.code for one in cases)}.")
    said = "There is no case" if code or letters else "That is no code of a case:"
    raise Stopped(
        f"{said} {code or letters or typed!r}.", Exit.WRONG if code or letters else Exit.USAGE
    )


async def told(store: Store, case: Case) -> list[str]:
    """The case in lines; times are those of Asia/Ho_Chi_Minh."""
    assert case.id is not None  # noqa: S101  # it was found
    entries = await store.drafts.all_of_case(case.id)
    lines = [
        *_acts(await store.cases.history(case.id)),
        *[one async for one in _words(store, entries)],
        *_deliveries(await store.cases.deliveries(case.id)),
    ]
    return [*_head(case), *(f"{_when(at)}  {line}" for at, line in sorted(lines, key=_first))]


def _first(line: Line) -> datetime:
    return line[0]


def _head(case: Case) -> Iterator[str]:
    yield f"{case.code}  {case.kind}, {case.category}, unit {case.unit}, {case.state}"
    yield f"sent {_when(case.sent_at)}, due {_when(case.due_at)}"
    if case.answered_at is not None:
        yield f"answered {_when(case.answered_at)}, reopened {case.reopened} times"


def _acts(events: Iterable[Event]) -> Iterator[Line]:
    for one in events:
        moved = f": {one.before} → {one.after}" if one.before != one.after else ""
        why = f" ({one.note})" if one.note else ""
        by = _by(one.role, one.actor_id)
        yield one.at, f"act       #{one.number}  {one.act} by {by}{moved}{why}{_changed(one)}"


def _changed(event: Event) -> str:
    """What the act changed beside the state, as it was and as it is; of words only that."""
    parts = []
    for name, change in read(event.changes).items():
        if name == "words":
            parts += [f"{one} written" for one in change]
        elif name == SAID:
            parts.append(f"words {', '.join(change)} sealed")
        elif name != "state":
            parts.append(f"{name} {_value(change[0])} → {_value(change[1])}")
    return f"; {', '.join(parts)}" if parts else ""


def _value(value: Any) -> str:  # noqa: ANN401  # whatever a column holds
    if isinstance(value, str) and _MOMENT.match(value):
        return _when(datetime.fromisoformat(value))
    return "–" if value is None else str(value)


async def _words(store: Store, entries: list[Entry]) -> AsyncIterator[Line]:
    versions: dict[int | None, int] = {}
    for one in entries:
        root = one.version_of or one.id
        versions[root] = versions.get(root, 0) + 1
        version = f" v{versions[root]}" if one.version_of or one.replaced else ""
        files = f" +{len(one.attachments)} files" if one.attachments else ""
        text = " ⏎ ".join((await covered(store, one)).splitlines())
        yield one.said_at, f"said      {one.act} by {one.side}{version}{files}: {text}"


def _deliveries(rows: Iterable[Outbox]) -> Iterator[Line]:
    for one in rows:
        at = one.sent_at or one.created_at
        tries = f", {one.attempts} tries" if one.attempts > 1 else ""
        error = f" ({one.error})" if one.error else ""
        yield (
            at,
            f"delivery  {one.what or 'message'} to chat {one.chat_id}: {one.state}{tries}{error}",
        )


def _by(role: str, actor_id: int | None) -> str:
    return f"{role} {actor_id}" if actor_id is not None else role


def _when(at: datetime) -> str:
    return f"{at.astimezone(HERE):%Y-%m-%d %H:%M:%S}"
