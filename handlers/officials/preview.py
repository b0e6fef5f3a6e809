"""Shows an official's words back before anything is done with them: only a press decides."""

from dataclasses import dataclass

from handlers import acts, card, extending, ways
from handlers.desk import Desk, Note, Rows, Spot
from handlers.face import LONGEST, cut
from handlers.message import NOWHERE, Outgoing
from handlers.officials import apologising, checking
from handlers.officials.checking import NOTHING_DECIDED, Decided
from handlers.officials.resident_reads import resident_reads
from handlers.saying import count_files, files_of
from handlers.wording import shorten
from storage.models import OPEN_STATES, Case, Entry

QUOTED = 600
"""Characters of the official's own words in the preview; they stand in full just above."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How words are shown back that are meant for something, and what can be done with them."""

    key: str
    verbs: tuple[str, ...]
    done: tuple[str, ...] = ("reply.drop",)
    """What can be done once the case is answered."""
    over: tuple[str, ...] = ("reply.drop",)
    """What can be done once the case has ended in another way."""


LAST_WORDS = ("refuse", "forward")
"""These end a case: when it is late, they begin with an apology."""

# Entry.form of an official's words: what they are meant for (":" and a unit for a transfer).
PREVIEWS: dict[str, Preview] = {
    "": Preview(
        "officials.preview.reply",
        ("reply.send", "reply.ask", "reply.keep"),
        ("reply.correct", "reply.ask", "reply.keep"),
        ("reply.keep", "reply.drop"),
    ),
    "ask": Preview(
        "officials.preview.reply",
        ("reply.ask", "reply.send", "reply.keep"),
        ("reply.ask", "reply.correct", "reply.keep"),
        ("reply.keep", "reply.drop"),
    ),
    "transfer": Preview("officials.preview.transfer", ("move.go", "reply.drop")),
    "refuse": Preview("officials.preview.refuse", ("refuse.go", "reply.drop")),
    "forward": Preview("officials.preview.forward", ("forward.go", "reply.drop")),
    "extend": Preview("extending.preview", ("extend.go", "reply.drop")),
}


async def show(  # whose words, about what, where, and what was decided about them
    desk: Desk,
    spot: Spot,
    case: Case,
    entry: Entry,
    *,
    fresh: bool = False,
    decided: Decided | None = None,
) -> None:
    """Show the words back as a reply to them (or give a standing preview its newest face).

    What was typed as a question is looked at as an answer only when it shall be sent as one
    (then `decided` is given).
    """
    meant, _, unit = entry.form.partition(":")
    preview = PREVIEWS[meant]
    lines = [
        desk.say(
            preview.key,
            code=case.code,
            words=quote(desk, entry),
            unit=desk.office.unit_name(unit) if unit else "",
        )
    ]
    if reads := resident_reads(desk, case, entry, meant):
        sorry = await apologising.would_say(desk, case, entry.text) if meant in LAST_WORDS else ""
        lines.append("\n" + cut(sorry + reads, LONGEST))
    lines += await _concerned(desk, case, entry, meant)
    verbs = _verbs(preview, case)
    if decided is None and meant != "ask":
        decided = NOTHING_DECIDED
    if decided is not None and any(verb in checking.CHECKED for verb in verbs):
        lines += checking.remarks(desk, checking.look(desk, case, entry, decided))
    rows = await _rows(desk, case, entry, verbs, decided)
    await _post(desk, spot, case, entry, "\n".join(lines), rows, fresh=fresh)


async def _concerned(desk: Desk, case: Case, entry: Entry, meant: str) -> list[str]:
    """Whose case it is, and whose press it takes."""
    lines = []
    if case.holder_id is not None and case.holder_id != entry.author_id:
        holder = await card.name(desk, case.holder_id)
        lines.append(desk.say("officials.preview.holder", holder=holder))
    if meant == "extend":
        lines.append(extending.who_decides(desk, case))
    if meant != "transfer" and not await ways.reaches_anybody(desk, case):
        lines.append(desk.say("officials.preview.nobody"))
    if entry.author_id is None:
        lines.append(desk.say("officials.preview.unnamed"))
    return lines


async def warn(  # what happened, which words, and what can be done with them all the same
    desk: Desk,
    spot: Spot,
    case: Case,
    entry: Entry,
    news: str,
    still: tuple[str, ...],
    decided: Decided = NOTHING_DECIDED,
) -> None:
    """Something happened since the preview was made: tell it before doing what was pressed."""
    text = desk.say("officials.preview.warned", news=news, words=quote(desk, entry))
    rows = await _rows(desk, case, entry, (*still, "reply.keep", "reply.drop"), decided)
    await _post(desk, spot, case, entry, text, rows)


async def finish(
    desk: Desk, spot: Spot, case: Case, entry: Entry, key: str, **values: object
) -> None:
    """Say in the preview's place what was decided."""
    text = desk.say(key, code=case.code, words=quote(desk, entry), **values)
    await _post(desk, spot, case, entry, text, ())


def quote(desk: Desk, entry: Entry) -> str:
    """The words in brief, with how many files came with them."""
    files = count_files(desk, files_of([entry]))
    words = f"«{shorten(entry.text, QUOTED)}»" if entry.text else ""
    return " + ".join(one for one in (words, files) if one)


def _verbs(preview: Preview, case: Case) -> tuple[str, ...]:
    if case.state in OPEN_STATES:
        return preview.verbs
    return preview.done if case.state in acts.DONE else preview.over


async def _rows(
    desk: Desk, case: Case, entry: Entry, verbs: tuple[str, ...], decided: Decided | None
) -> Rows:
    """Each button says which words, and how much of the case's history its presser has seen."""
    seen = await desk.store.cases.last_event(case.id or 0)
    asked: Rows = ()
    plain = []
    for verb in verbs:
        if verb in checking.CHECKED and decided is not None:
            found = checking.look(desk, case, entry, decided)
            rows = checking.send_rows(desk, verb, entry, seen, found, decided)
            if rows:
                asked = (*asked, *rows)
                continue
        value = f"{verb.rstrip('!')}:{entry.id}:{seen}"
        if verb.endswith("!") and decided and decided.code:
            value += f":{decided.code}"
        plain.append(desk.choice(value, f"officials.button.{_label(verb)}"))
    return (*asked, *(tuple(plain[at : at + 2]) for at in range(0, len(plain), 2)))


def _label(verb: str) -> str:
    """The key of a verb's button; "!": it is done all the same."""
    name = verb.rstrip("!").replace(".", "_")
    return f"{name}_still" if verb.endswith("!") else name


async def _post(  # one face of one message
    desk: Desk,
    spot: Spot,
    case: Case,
    entry: Entry,
    text: str,
    rows: Rows,
    *,
    fresh: bool = False,
) -> None:
    slot = f"preview:{entry.version_of or entry.id}"
    said = entry.external_id.partition(":")[0]  # an edit's id begins with its message's
    out = Outgoing(NOWHERE, text, choices=rows, reply_to=said)
    note = Note(what="preview", data={"entry": entry.id}, case=case, slot=slot, fresh=fresh)
    await desk.post(spot, out, note=note)
