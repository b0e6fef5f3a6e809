"""What the office keeps no longer is forgotten at night: counted first, done the night after."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import forgetting
from handlers.desk import Desk
from handlers.office_privacy import Kept
from handlers.wording import HERE
from storage.files import files_in
from storage.models import RetentionRun

NIGHT = range(2, 5)
"""Hours (here) in which nobody waits for us."""
MOST_PAGES = 500
"""In one night; the next goes on."""

SOME = 20
"""People, or what they confided, in one transaction: each is many rows or files."""

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of data is counted, and how a page of it is forgotten (0: nothing is left)."""

    count: Callable[[Desk, datetime], Awaitable[int]]
    forget: Callable[[Desk, datetime], Awaitable[int]]


async def _drafts(desk: Desk, before: datetime) -> int:
    found = await desk.store.retention.drafts(before)
    for draft, entries in found:
        await desk.store.retention.drop(draft, entries)
        await desk.store.files.remove({sha for one in entries for sha in files_in(one.attachments)})
    return len(found)


async def _files(desk: Desk, before: datetime) -> int:
    found = await desk.store.retention.files(before)
    kinds = {file["kind"] for one in found for file in one.attachments or ()}
    await desk.store.files.strip(found, kinds)
    return len(found)


async def _people(desk: Desk, before: datetime, *, left: bool) -> int:
    found = (await desk.store.retention.people(before, left=left))[:SOME]
    for person in found:
        await forgetting.forget(desk, person)
    return len(found)


async def _confided(desk: Desk, before: datetime) -> int:
    found = await desk.store.sealed.closed(before, SOME)
    for report in found:
        await desk.store.sealed.empty(report)
    return len(found)


KINDS: dict[Kept, Kind] = {
    "inbox": Kind(
        lambda desk, before: desk.store.retention.letters(before, count=True),
        lambda desk, before: desk.store.retention.letters(before, count=False),
    ),
    "sent": Kind(
        lambda desk, before: desk.store.retention.sent(before, count=True),
        lambda desk, before: desk.store.retention.sent(before, count=False),
    ),
    "withheld": Kind(
        lambda desk, before: desk.store.retention.withheld(before, count=True),
        lambda desk, before: desk.store.retention.withheld(before, count=False),
    ),
    "drafts": Kind(lambda desk, before: desk.store.retention.count_drafts(before), _drafts),
    "files": Kind(lambda desk, before: desk.store.retention.count_files(before), _files),
    "confided": Kind(lambda desk, before: desk.store.sealed.count_closed(before), _confided),
    "looks": Kind(
        lambda desk, before: desk.store.retention.looks(before, count=True),
        lambda desk, before: desk.store.retention.looks(before, count=False),
    ),
    "left": Kind(
        lambda desk, before: desk.store.retention.count_people(before, left=True),
        lambda desk, before: _people(desk, before, left=True),
    ),
    "silent": Kind(
        lambda desk, before: desk.store.retention.count_people(before, left=False),
        lambda desk, before: _people(desk, before, left=False),
    ),
}
"""Letters as they came; the wording of what we sent; what waits for a yes; what was never sent;
pictures, voices and files of cases long closed; what was confided and is done with; who has
blocked us; who has been silent; who looked at which case."""


async def counted(desk: Desk) -> dict[str, int]:
    """How much of each kind is older than the office keeps it. Changes nothing."""
    return {
        one.what: await KINDS[one.what].count(desk, desk.now - timedelta(days=one.days))
        for one in desk.office.privacy.keep
    }


async def nightly(open_desk: OpenDesk) -> int:
    """Once a night: count and say so; with periods counted on an earlier night, do it."""
    async with open_desk() as desk:
        last = await desk.store.retention.last_run()
        if not _is_time(desk, last):
            return 0
        edition = desk.office.privacy.edition
        if last is None or last.edition != edition:
            await _dry(desk, edition)
            return 0
    return await forget_now(open_desk)


def _is_time(desk: Desk, last: RetentionRun | None) -> bool:
    here = desk.now.astimezone(HERE)
    today = last is not None and last.ran_at.astimezone(HERE).date() == here.date()
    return bool(desk.office.privacy.keep) and here.hour in NIGHT and not today


async def _dry(desk: Desk, edition: str) -> None:
    """The first night with these periods: only say what the next one will forget."""
    found = await counted(desk)
    await desk.store.retention.note(
        RetentionRun(ran_at=desk.now, dry=True, edition=edition, found=found)
    )
    if any(found.values()):
        said = lines(desk, found)
        await desk.alert("data.retention_first", once=f"retention:{edition}", lines=said)


def lines(desk: Desk, found: dict[str, int]) -> str:
    """A line for each kind."""
    days: dict[str, int] = {one.what: one.days for one in desk.office.privacy.keep}
    return "\n".join(
        desk.say(
            "data.retention_line",
            kind=desk.say(f"data.kept_{what}"),
            days=days[what],
            n=n,
        )
        for what, n in found.items()
    )


async def forget_now(open_desk: OpenDesk) -> int:
    """Forget all that is older than the office keeps it, a page in a transaction."""
    found: dict[str, int] = {}
    async for what, n in _each(open_desk):
        found[what] = found.get(what, 0) + n
    async with open_desk() as desk:
        edition = desk.office.privacy.edition
        await desk.store.retention.note(
            RetentionRun(ran_at=desk.now, dry=False, edition=edition, found=found)
        )
    return sum(found.values())


async def _each(open_desk: OpenDesk) -> AsyncIterator[tuple[str, int]]:
    async with open_desk() as desk:
        keep, now = desk.office.privacy.keep, desk.now
    for one in keep:
        yield one.what, 0
        for _ in range(MOST_PAGES):
            async with open_desk() as desk:
                n = await KINDS[one.what].forget(desk, now - timedelta(days=one.days))
            if not n:
                break
            yield one.what, n
