"""Shows a resident what we understood so far, with everything that can be done about it."""

from datetime import timedelta

from handlers import agreeing, masking
from handlers.desk import Desk, Note, Rows, Spot
from handlers.folding import fold
from handlers.message import NOWHERE, AttachmentKind, Choice, Outgoing
from handlers.residents import gate_screens, gating, papers, tempers
from handlers.residents.guess import guess_area, guess_category, guess_kind, is_urgent
from handlers.saying import count_files, files_of, words_of
from handlers.wording import shorten
from storage.models import Draft, Entry, Person

GREETED, JUST_NOW = timedelta(days=30), timedelta(minutes=2)
SHOWN = 300
"""Characters of the resident's words that are read back: a bubble should fit a small screen."""


def understand(desk: Desk, draft: Draft, entries: list[Entry]) -> None:
    """Guess what was not said by the resident's own choice."""
    words = words_of(desk, entries)
    if not draft.kind_chosen:
        draft.kind = guess_kind(words, desk.office) or draft.kind
    if not draft.category_asked:
        draft.category = guess_category(words, desk.office) or draft.category
    if draft.area is None:
        draft.area = guess_area(words, desk.office)


def place_of(desk: Desk, draft: Draft) -> str:
    """Where it is, in words; empty when nothing was said."""
    area = desk.office.area(draft.area) if draft.area else None
    there = desk.store.places.of(draft)
    parts = [there.words]
    if there.pin is not None and not there.words:
        parts.append(desk.say("residents.pinned"))
    if area is not None and fold(area.name) not in fold(there.words):
        parts.append(area.name)
    return ", ".join(part for part in parts if part)


def choices(desk: Desk, draft: Draft) -> Rows:
    """Send, add more, drop; the other kinds at one tap; without a name or with it."""
    number = draft.id
    kinds = tuple(
        Choice(f"draft.kind:{number}:{kind.code}", kind.label)
        for kind in desk.office.kinds
        if kind.code != draft.kind
    )
    naming = ("no", "residents.with_name") if draft.anonymous else ("yes", "residents.without_name")
    asks = draft.notice is not None and not draft.anonymous
    more = (desk.choice("own.details:", "data.details"),) if asks else ()
    calm = ((desk.choice(f"draft.calm:{number}", "emergency.calm"),),) if draft.emergency else ()
    return (
        (
            desk.choice(f"draft.send:{number}", "data.send" if asks else "residents.send"),
            desk.choice(f"draft.more:{number}", "residents.more"),
            desk.choice(f"draft.drop:{number}", "residents.drop"),
        ),
        kinds,
        (desk.choice(f"draft.anonymous:{number}:{naming[0]}", naming[1]), *more),
        *calm,
    )


def summary(desk: Desk, draft: Draft, entries: list[Entry]) -> str:
    """What we understood: the words, how many files, kind, place."""
    files = files_of(entries)
    lines = [desk.say("residents.understood")]
    if words := words_of(desk, entries):
        lines.append(desk.say("residents.quoted", words=shorten(words, SHOWN)))
    if masking.masked(words) != words:
        lines.append(desk.say("residents.covered"))
    lines += papers.lines(desk, entries)
    if files:
        lines.append(desk.say("residents.with_files", files=count_files(desk, files)))
    if unheard(entries):
        lines.append(desk.say("gate.unheard"))
    if any(one.kind is AttachmentKind.COPY for one in files):
        lines.append(desk.say("residents.unread"))
    lines.append(desk.say("residents.kind", kind=desk.office.kind(draft.kind).label))
    if place := place_of(desk, draft):
        lines.append(desk.say("residents.place", place=shorten(place, 120)))
    if draft.anonymous:
        lines.append(desk.say("residents.nameless"))
    if draft.emergency:
        lines.append(desk.say("emergency.marked"))
    if draft.notice is not None and not draft.anonymous:
        lines += ["", desk.say("data.notice", keeping=agreeing.keeping(desk))]
    return "\n".join(lines)


def unheard(entries: list[Entry]) -> bool:
    """Whether nothing was written that the gate could read: only spoken, filmed or drawn."""
    said = any(one.text.strip() or one.whereabouts for one in entries)
    return bool(files_of(entries)) and not said


def greeting(desk: Desk, person: Person) -> str:
    """Who we are, and what to do when it burns."""
    person.greeted_at = desk.now
    desk.store.people.save(person)
    return f"{desk.say('residents.greeting')}\n{emergency(desk)}"


def emergency(desk: Desk) -> str:
    """The numbers for what cannot wait."""
    return desk.say("residents.emergency", **desk.office.emergency.model_dump())


async def _to_greet(desk: Desk, spot: Spot, person: Person) -> bool:
    """Once a month; and again in the newer face of a greeting that still waits to be sent."""
    if person.greeted_at is None or desk.now - person.greeted_at > GREETED:
        return True
    if desk.now - person.greeted_at > JUST_NOW:
        return False
    waiting = await desk.store.outbox.queued(spot.chat_id, "draft")
    return any((row.data or {}).get("greets") for row in waiting)


def danger(desk: Desk, draft: Draft, words: str) -> str:
    """The numbers to call, when the words speak of danger."""
    category = desk.office.category(draft.category or "")
    burns = category is not None and is_urgent(words, category, desk.office)
    burns = burns and not draft.emergency  # then they stand above already
    return emergency(desk) if burns else ""


async def _notice(desk: Desk, person: Person, draft: Draft) -> str | None:
    """The version of the words about their data that must stand above "send"; None: they agreed."""
    agreed = await agreeing.said(desk, person.id or 0, agreeing.HANDLING)
    agreed = agreed or await desk.store.proxies.of_draft(draft.id or 0) is not None
    return None if agreed or draft.emergency else agreeing.version(desk, agreeing.HANDLING)


async def show(
    desk: Desk, spot: Spot, person: Person, draft: Draft, *, edits: str | None = None
) -> None:
    """Show the draft; `edits` names a message to show it in instead of a new one."""
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    understand(desk, draft, entries)
    draft.touched_at = desk.now
    draft.notice = await _notice(desk, person, draft)
    desk.store.drafts.save(draft)
    finding = gating.to_ask(desk, draft, entries)
    if finding is not None:
        hello = greeting(desk, person) if person.greeted_at is None else ""
        await gate_screens.ask(desk, spot, draft, finding, entries, hello)
        return
    greets = await _to_greet(desk, spot, person)
    first = greeting(desk, person) if greets else danger(desk, draft, words_of(desk, entries))
    calm = await tempers.heard(desk, draft, entries)
    said = [first, calm, summary(desk, draft, entries), desk.say("residents.what_now")]
    text = "\n\n".join(one for one in said if one)
    slot = None if edits else f"draft:{draft.id}"
    note = Note(what="draft", data={"greets": greets}, slot=slot, fresh=True)
    asks = ((desk.choice(f"way.which:{draft.id}", "gate.unheard_button"),),)
    rows = (
        *papers.rows(desk, f"draft:{draft.id}", entries),
        *choices(desk, draft),
        *(asks if unheard(entries) else ()),
    )
    await desk.post(spot, Outgoing(NOWHERE, text, rows, edits=edits), note=note)
