"""What a resident sees at the gate: what the words may be, which ways there are, and why we ask."""

from collections.abc import Callable

from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.gate import Finding, leans_by, own_reason
from handlers.message import NOWHERE, Outgoing
from handlers.office_gate import Subject
from handlers.residents.parts import parts
from handlers.saying import words_of
from handlers.wording import shorten
from storage.models import Draft, Entry

REASONS = 3
"""So many of them are told: the strongest."""
SHOWN = 120


async def ask(
    desk: Desk,
    spot: Spot,
    draft: Draft,
    finding: Finding,
    entries: list[Entry],
    first: str = "",
    priority: Priority = Priority.NOW,
) -> None:
    """Ask which way the draft shall go; `first` stands above."""
    if finding.subject == "spam":
        await _set_aside(desk, draft)
    quoted = desk.say("residents.quoted", words=shorten(words_of(desk, entries), SHOWN))
    text = "\n\n".join(one for one in (first, quoted, FACES[finding.subject](desk)) if one)
    rows = CHOICES[finding.subject](desk, draft, words_of(desk, entries))
    note = Note(what="gate", slot=f"draft:{draft.id}", fresh=True)
    await desk.post(spot, Outgoing(NOWHERE, text, rows), note=note, priority=priority)


async def _set_aside(desk: Desk, draft: Draft) -> None:
    if draft.aside_at is None:
        draft.aside_at = desk.now
        desk.store.drafts.save(draft)
        await desk.store.flush()
        count = len(await desk.store.drafts.aside())
        await desk.alert("gate.aside_alert", once=f"aside:{desk.now:%Y-%m-%d}", n=count)


def province(desk: Desk) -> str:
    """Where to turn when it is about the office's own leaders; empty where nobody said."""
    known = desk.office.denunciation
    return desk.say("gate.province", province=known.province) if known else ""


def address(desk: Desk) -> str:
    """The published address for denunciations, else the office's own."""
    known = desk.office.denunciation
    return known.address if known else desk.office.address or desk.office.name


def _complaint(desk: Desk) -> str:
    return desk.say("gate.complaint", days=desk.office.complaint.limit_days)


def _denunciation(desk: Desk) -> str:
    return desk.say("gate.denunciation", address=address(desk), province=province(desk))


def _spam(desk: Desk) -> str:
    return desk.say("gate.spam")


FACES: dict[Subject, Callable[[Desk], str]] = {
    "complaint": _complaint,
    "denunciation": _denunciation,
    "spam": _spam,
}


def _of_complaint(desk: Desk, draft: Draft, words: str) -> Rows:
    book = ((desk.choice(f"way.book:{draft.id}", "gate.book"),),) if desk.office.reception else ()
    return (
        (desk.choice(f"way.form:{draft.id}", "gate.form"),),
        *book,
        (desk.choice(f"way.plain:{draft.id}:complaint", "gate.plain"),),
        *_split(desk, draft, words, "complaint"),
        (
            desk.choice(f"way.why:{draft.id}", "gate.why_button"),
            desk.choice(f"draft.drop:{draft.id}", "residents.drop"),
        ),
    )


def _of_denunciation(desk: Desk, draft: Draft, words: str) -> Rows:
    return (
        (desk.choice(f"way.where:{draft.id}", "gate.where_button"),),
        (desk.choice(f"way.erase:{draft.id}", "gate.erase"),),
        (desk.choice(f"way.seal:{draft.id}", "gate.seal"),),
        *_split(desk, draft, words, "denunciation"),
        (
            desk.choice(f"way.sure:{draft.id}", "gate.not_denunciation"),
            desk.choice(f"way.why:{draft.id}", "gate.why_button"),
        ),
    )


def _of_spam(desk: Desk, draft: Draft, _words: str) -> Rows:
    return (
        (desk.choice(f"way.plain:{draft.id}:spam", "gate.not_spam"),),
        (
            desk.choice(f"draft.drop:{draft.id}", "gate.drop"),
            desk.choice(f"way.why:{draft.id}", "gate.why_button"),
        ),
    )


def _split(desk: Desk, draft: Draft, words: str, subject: Subject) -> Rows:
    if parts(words, desk.office, subject) is None:
        return ()
    return ((desk.choice(f"way.split:{draft.id}", "gate.split_button"),),)


CHOICES: dict[Subject, Callable[[Desk, Draft, str], Rows]] = {
    "complaint": _of_complaint,
    "denunciation": _of_denunciation,
    "spam": _of_spam,
}


def why(desk: Desk, finding: Finding, words: str) -> str:
    """The reasons, the strongest first; an office's own rules have their own."""
    reasons = finding.reasons[:REASONS]
    leans = ", ".join(leans_by(words, desk.office, finding.subject))
    said = [
        own_reason(desk.office, one) or desk.say(f"gate.why.{one}", words=leans) for one in reasons
    ]
    lines = "\n".join(desk.say("gate.why_line", why=one) for one in dict.fromkeys(said))
    return desk.say("gate.why_intro", lines=lines)
