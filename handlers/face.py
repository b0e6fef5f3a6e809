"""How a case looks to officials: its card, its buttons, its line. Never who it is from."""

from handlers import acts, clock, resting
from handlers.deadline import left
from handlers.desk import Desk, Rows
from handlers.message import Choice
from handlers.saying import count_files, files_of, held_of
from handlers.wording import shorten
from storage.models import OPEN_STATES, Act, Case, Chat, Entry, Side

LONGEST = 2_400
"""Characters of the resident's words on a card: it must stay one message, or edits would cut it."""
LONGEST_WISH = 500
SHOWN = (
    Act.ADDITION, Act.ANSWER, Act.CORRECTION, Act.QUESTION, Act.INTERNAL, Act.REASON,
)  # fmt: skip
"""What of a case's talk its history shows: not what nobody decided on, or what was dropped."""
MAP = "https://maps.google.com/?q={latitude:.6f},{longitude:.6f}"


def reported(entries: list[Entry]) -> list[Entry]:
    """What the case began with."""
    return [one for one in entries if one.side == Side.RESIDENT and one.act != Act.ADDITION]


def added(entries: list[Entry]) -> list[Entry]:
    """What its resident has said since, which the card does not hold."""
    return [one for one in entries if one.side == Side.RESIDENT and one.act == Act.ADDITION]


def face(desk: Desk, case: Case, entries: list[Entry], holder: str, chat: Chat) -> str:
    """Write the card, as it shall stand in this chat."""
    files = count_files(desk, files_of(reported(entries)))
    held = len(held_of(reported(entries)))
    is_open = case.state in OPEN_STATES
    lines = (
        ("place", where(desk, case)),
        ("pin", _pin(desk, case)),
        ("words", cut(case.text, LONGEST) or desk.say("officials.card.no_words")),
        ("proposal", cut(case.proposal or "", LONGEST_WISH)),
        ("addressee", shorten(case.addressee or "", 200)),
        ("files", files),
        ("held", str(held) if held else ""),
        ("anonymous", "-" if case.anonymous else ""),
        ("claim", _first_word(desk, case)),
        ("due", _due(desk, case, is_open=is_open)),
        ("rests", resting.until(desk, case)),
        ("state", desk.say(f"officials.state.{case.state}")),
        ("holder", holder),
    )
    said = [desk.say(f"officials.card.{key}", value=value) for key, value in lines if value]
    if case.unreached_at is not None:
        said.append(desk.say("window.unreached", since=desk.wording.moment(case.unreached_at)))
    elif case.reached_at is not None:
        said.append(desk.say("window.reached", at=desk.wording.moment(case.reached_at)))
    by_reply = not (chat.private or desk.by_code(chat))  # otherwise how is told below
    if by_reply and (is_open or case.state in acts.DONE):
        said.append(desk.say(f"officials.card.{'hint' if is_open else 'hint_closed'}"))
    return "\n".join([_head(desk, case), *said])


def _first_word(desk: Desk, case: Case) -> str:
    return desk.wording.moment(case.claim_due_at) if case.claim_due_at else ""


def _due(desk: Desk, case: Case, *, is_open: bool) -> str:
    """The day; what about it stays true until the card changes; the day before an extension.

    How many days are left would be false tomorrow.
    """
    went = clock.outcome(case)
    parts = [desk.wording.day(case.due_at)]
    if clock.is_paused(case):
        parts.append(desk.say("deadline.paused"))
    elif is_open:
        parts += [desk.say("deadline.overdue")] if clock.is_late(case, desk.now) else []
    elif went is not None:
        parts.append(desk.say(f"clock.outcome.{went}"))
    if case.first_due_at is not None:
        parts.append(desk.say("clock.first_due", day=desk.wording.day(case.first_due_at)))
    return " · ".join(parts)


def _head(desk: Desk, case: Case) -> str:
    key = "officials.card.head_urgent" if case.urgent else "officials.card.head"
    key = "emergency.card_head" if case.emergency else key
    kind = desk.office.kind(case.kind).label
    return desk.say(key, code=case.code, kind=kind, category=category(desk, case))


def category(desk: Desk, case: Case) -> str:
    """Name what the case is about."""
    found = desk.office.category(case.category)
    return found.label if found else case.category


def where(desk: Desk, case: Case) -> str:
    """Name the place in words, with its area."""
    area = desk.office.area(case.area or "")
    words = shorten(desk.store.places.of(case).words, 200)
    if area is None or area.name in words:
        return words
    return f"{words}, {area.name}" if words else area.name


def _pin(desk: Desk, case: Case) -> str:
    pin = desk.store.places.of(case).pin
    return MAP.format(latitude=pin[0], longitude=pin[1]) if pin else ""


def cut(text: str, limit: int) -> str:
    """Shorten a text at a word, its lines kept."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = max(head.rfind(" "), head.rfind("\n"))
    return (head[:space] if space > limit // 2 else head).rstrip() + "…"


def is_cut(case: Case) -> bool:
    """Say whether the card shows less than was written."""
    return len(case.text) > LONGEST or len(case.proposal or "") > LONGEST_WISH


BY_STATE: dict[bool, tuple[tuple[str, ...], ...]] = {
    True: (("claim", "answer"), ("ask", "transfer", "refuse")),
    False: (("correct",),),
}


def buttons(desk: Desk, case: Case) -> Rows:
    """What can be done with the case as it stands."""
    return tuple(tuple(_button(desk, case, act) for act in row) for row in _acts(case))


def at_other_times(desk: Desk, case: Case) -> Rows:
    """What can be done with a case, but not with this one as it stands."""
    now = {act for row in _acts(case) for act in row}
    every = (act for rows in BY_STATE.values() for row in rows for act in row)
    return (tuple(_button(desk, case, act) for act in every if act not in now),)


def _acts(case: Case) -> tuple[tuple[str, ...], ...]:
    rows = BY_STATE[case.state in OPEN_STATES]
    if case.state not in (*OPEN_STATES, *acts.DONE):
        rows = ()
    return (*rows, ("full",)) if is_cut(case) else rows


def _button(desk: Desk, case: Case, act: str) -> Choice:
    return desk.choice(f"card.{act}:{case.id}", _label(case, act))


def _label(case: Case, act: str) -> str:
    held = act == "claim" and case.holder_id is not None
    return "officials.button.held" if held else f"officials.button.{act}"


def one_line(desk: Desk, case: Case, number: int, holder: str) -> str:
    """Write a case in one line: code, category, place (or words), how long is left, holder."""
    state = left(desk, case)
    if case.state not in OPEN_STATES:
        state = desk.say(f"officials.state.{case.state}")
    rests = desk.wording.short_day(case.snoozed_until) if case.snoozed_until else ""
    waits = desk.say("snooze.in_line", day=rests) if rests else ""
    about = shorten(where(desk, case) or case.text, 40)
    parts = (category(desk, case), about, state, waits, holder)
    told = " · ".join(part for part in parts if part)
    return desk.say("officials.line", n=number, code=case.code, told=told)
