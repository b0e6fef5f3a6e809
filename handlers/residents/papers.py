"""A picture looks like somebody's papers, or tells where it was taken: who sent it decides."""

from collections.abc import Callable
from dataclasses import replace

from handlers import card
from handlers.caller import Caller
from handlers.desk import ATTACHMENTS, Desk, Note, Rows, Spot
from handlers.message import NOWHERE, Attachment, Held, Outgoing
from handlers.residents.owning import own_case
from handlers.saying import held_of
from storage.models import Case, Draft, Entry, Side


def lines(desk: Desk, entries: list[Entry]) -> list[str]:
    """Say what is held back, and why."""
    held = [one.held for one in held_of(entries)]
    keys = {Held.PAPERS: "papers.held", Held.UNREADABLE: "papers.unreadable"}
    return [desk.say(key, n=held.count(why)) for why, key in keys.items() if why in held]


def rows(desk: Desk, where: str, entries: list[Entry]) -> Rows:
    """The choice, while it is open. `where`: "draft:<id>" or "case:<id>"."""
    if not any(one.held is Held.PAPERS for one in held_of(entries)):
        return ()
    return (
        (desk.choice(f"picture.leave:{where}", "papers.leave_out"),),
        (desk.choice(f"picture.send:{where}", "papers.send_all_the_same"),),
    )


async def ask(desk: Desk, spot: Spot, case: Case, entries: list[Entry]) -> None:
    """Something added to a case was held back."""
    said = lines(desk, entries)
    if said:
        out = Outgoing(NOWHERE, "\n".join(said), rows(desk, f"case:{case.id}", entries))
        await desk.post(spot, out, note=Note(what="papers", case=case))


async def settle(desk: Desk, entries: list[Entry]) -> None:
    """The draft is sent: pictures of papers go unless they were released; no place is kept."""
    await _change(desk, entries, _without_papers)
    await forget_place(desk, entries)


async def forget_place(desk: Desk, entries: list[Entry]) -> None:
    """Where a photo was taken is kept no longer than until its sender has decided."""
    await _change(desk, entries, lambda one: replace(one, taken_at=None))


async def press_send(desk: Desk, caller: Caller, where: str) -> None:
    """It shows no papers."""
    found = await _held(desk, caller, where)
    if found is None:
        return
    case, entries = found
    before = [held_of([one]) for one in entries]
    await _change(desk, entries, _released)
    await desk.remark(caller.spot, "papers.released")
    if case is None:
        return
    for entry, was in zip(entries, before, strict=True):
        if was != held_of([entry]):
            await card.below(desk, case, entry, heading="officials.added")
    await card.show(desk, case)


async def press_leave(desk: Desk, caller: Caller, where: str) -> None:
    """It does: it is thrown away unseen."""
    found = await _held(desk, caller, where)
    if found is not None:
        await _change(desk, found[1], _without_papers)
        await desk.remark(caller.spot, "papers.left_out")


async def _held(desk: Desk, caller: Caller, where: str) -> tuple[Case | None, list[Entry]] | None:
    """What of the caller's is held back there; None when nothing is (any more), and they know."""
    sort, _, number = where.partition(":")
    case, entries = None, []
    if sort == "case":
        case = await own_case(desk, caller, number)
        if case is None:
            return None
        entries = await desk.store.drafts.of_case(case.id or 0)
    elif number.isdecimal():
        draft = await desk.store.drafts.by_id(int(number))
        if draft is not None and draft.person_id == caller.person_id and draft.closed_at is None:
            entries = await desk.store.drafts.of_draft(draft.id or 0)
    mine = [one for one in entries if one.side == Side.RESIDENT]
    if not any(one.held is Held.PAPERS for one in held_of(mine)):
        await desk.remark(caller.spot, "common.stale")
        return None
    return case, mine


Change = Callable[[Attachment], Attachment | None]


def _without_papers(one: Attachment) -> Attachment | None:
    return None if one.held is Held.PAPERS else one


def _released(one: Attachment) -> Attachment:
    return replace(one, held=None) if one.held is Held.PAPERS else one


async def _change(desk: Desk, entries: list[Entry], change: Change) -> None:
    for entry in entries:
        files = ATTACHMENTS.validate_python(entry.attachments or [])
        kept = tuple(new for one in files if (new := change(one)) is not None)
        if kept == files:
            continue
        entry.attachments = ATTACHMENTS.dump_python(kept, mode="json") or None
        desk.store.drafts.save_entry(entry)
        await desk.store.flush()
        for sha256 in {one.sha256 for one in files} - {one.sha256 for one in kept}:
            if sha256:
                await desk.store.files.drop(sha256)


def place_rows(desk: Desk, draft: Draft, entries: list[Entry]) -> Rows:
    """Offer the place that a photo tells."""
    if place_of(entries) is None:
        return ()
    return ((desk.choice(f"draft.photo_place:{draft.id}", "papers.photo_place"),),)


def place_of(entries: list[Entry]) -> tuple[float, float] | None:
    """Where the first photo that tells it was taken, degrees WGS84."""
    files = (ATTACHMENTS.validate_python(one.attachments or []) for one in entries)
    return next((one.taken_at for some in files for one in some if one.taken_at), None)


PRESSES = {"picture.send": press_send, "picture.leave": press_leave}
