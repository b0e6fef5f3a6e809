"""Shows a resident what we understood so far, with everything that can be done about it."""

from handlers.desk import Desk, Note, Rows, Spot
from handlers.message import Address, Choice, Outgoing
from handlers.residents.guess import guess_area, guess_category, guess_kind
from handlers.saying import count_files, files_of, words_of
from handlers.wording import shorten
from storage.models import Draft, Entry, Person

NOWHERE = Address("", "")
SHOWN = 300
"""Characters of the resident's words that are read back: a bubble should fit a small screen."""


def understand(desk: Desk, draft: Draft, entries: list[Entry]) -> None:
    """Guess what was not said by the resident's own choice."""
    words = words_of(entries)
    if not draft.kind_chosen:
        draft.kind = guess_kind(words, desk.office) or draft.kind
    if not draft.category_asked:
        draft.category = guess_category(words, desk.office) or draft.category
    if draft.area is None and not draft.place:
        draft.area = guess_area(words, desk.office)


def place_of(desk: Desk, draft: Draft) -> str:
    """Where it is, in words; empty when nothing was said."""
    area = desk.office.area(draft.area) if draft.area else None
    parts = [draft.place or "", area.name if area else ""]
    if draft.latitude is not None and not draft.place:
        parts.insert(0, desk.say("residents.pinned"))
    return ", ".join(part for part in parts if part)


def choices(desk: Desk, draft: Draft) -> Rows:
    """Send, add more, drop; the other kinds at one tap; without a name or with it."""
    number = draft.id
    kinds = tuple(
        Choice(f"draft.kind:{number}:{kind.code}", kind.label)
        for kind in desk.office.kinds
        if kind.code != draft.kind
    )
    naming = "residents.with_name" if draft.anonymous else "residents.without_name"
    return (
        (
            desk.choice(f"draft.send:{number}", "residents.send"),
            desk.choice(f"draft.more:{number}", "residents.more"),
            desk.choice(f"draft.drop:{number}", "residents.drop"),
        ),
        kinds,
        (desk.choice(f"draft.anonymous:{number}", naming),),
    )


def summary(desk: Desk, draft: Draft, entries: list[Entry]) -> str:
    """What we understood: the words, how many files, kind, place."""
    files = files_of(entries)
    lines = [desk.say("residents.understood")]
    if words := words_of(entries):
        lines.append(desk.say("residents.quoted", words=shorten(words, SHOWN)))
    if files:
        lines.append(desk.say("residents.with_files", files=count_files(desk, files)))
    if any(entry.form and entry.form in UNREAD for entry in entries):
        lines.append(desk.say("residents.unread"))
    lines.append(desk.say("residents.kind", kind=desk.office.kind(draft.kind).label))
    if place := place_of(desk, draft):
        lines.append(desk.say("residents.place", place=shorten(place, 120)))
    if draft.anonymous:
        lines.append(desk.say("residents.nameless"))
    return "\n".join(lines)


UNREAD = frozenset({"other", "poll", "dice", "story", "game", "checklist", "giveaway", "invoice"})


def greeting(desk: Desk, person: Person) -> str:
    """Greet once a month: who we are, and what to do when it burns."""
    if person.greeted_at is not None and (desk.now - person.greeted_at).days < 30:
        return ""
    person.greeted_at = desk.now
    desk.store.people.save(person)
    one = desk.office.emergency
    return desk.say(
        "residents.greeting",
        police=one.police,
        fire=one.fire,
        ambulance=one.ambulance,
        rescue=one.rescue,
    )


async def show(
    desk: Desk, spot: Spot, person: Person, draft: Draft, *, edits: str | None = None
) -> None:
    """Show the draft; `edits` names a message to show it in instead of a new one."""
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    understand(desk, draft, entries)
    draft.touched_at = desk.now
    desk.store.drafts.save(draft)
    said = [greeting(desk, person), summary(desk, draft, entries), desk.say("residents.what_now")]
    out = Outgoing(
        NOWHERE, "\n\n".join(one for one in said if one), choices(desk, draft), edits=edits
    )
    slot = None if edits else f"draft:{draft.id}"
    await desk.post(spot, out, note=Note(what="draft", slot=slot, fresh=True))
