"""What could not be delivered for good is said to those concerned: nothing is lost in silence."""

from dataclasses import replace

from handlers import card, ways
from handlers.acts import Act
from handlers.desk import OUTGOING, Desk, Note, Priority, Spot
from handlers.folding import fold
from handlers.officials.connect import lose
from handlers.wording import HERE
from storage.models import OPEN_STATES, Case, Outbox

TOLD = (
    "answer", "correction", "question", "refused", "forwarded", "receipt", "survey", "status",
    "extension", "nudge",
)  # fmt: skip
"""What we name when it could not be brought; the rest is "a message"."""


async def undelivered(
    desk: Desk, row: Outbox, reason: str, *, closed: bool, kept: bool = False
) -> None:
    """Settle one message that does not arrive. `closed`: nothing does in that chat now.

    `kept`: it is brought when the chat is open again.
    """
    if row.what == "alert":
        return  # the alarm itself; the log has it
    case = await desk.store.cases.by_id(row.case_id) if row.case_id else None
    if case is not None and await ways.reads(desk, case, row.chat_id):
        await _to_officials(desk, case, row, reason, _why(closed=closed, kept=kept))
    elif case is not None and not closed:
        await _in_group(desk, case, row, reason)
    elif closed and await _lost_rooms(desk, row):
        if case is not None and case.state in OPEN_STATES:
            await card.show(desk, case)  # where its unit's cases go now
    else:
        await _to_duty(desk, row, reason)


def _why(*, closed: bool, kept: bool) -> str:
    return "refused" if not closed else "kept" if kept else "closed"


async def _to_officials(desk: Desk, case: Case, row: Outbox, reason: str, why: str) -> None:
    """The resident of a case cannot be reached: its officials know, once a day and reason."""
    which = fold(reason)[:60] if why == "refused" else why
    day = f"{desk.now.astimezone(HERE):%Y-%m-%d}"
    once = f"undelivered:{case.code}:{which}:{day}"
    what = row.what if row.what in TOLD else "other"
    text = desk.say(
        f"officials.undelivered.{why}",
        code=case.code,
        what=desk.say(f"officials.undelivered.what_{what}"),
        reason=reason[:200],
    )
    await card.under(desk, case, text, sign="undelivered", once=once)
    await desk.store.cases.note_once(case, Act.UNDELIVERED, desk.now, once, what)


async def _in_group(desk: Desk, case: Case, row: Outbox, reason: str) -> None:
    """A message about a case was refused in a staff chat."""
    if (row.data or {}).get("edits"):  # an official deleted what we wanted to change
        if row.slot is not None:
            await desk.store.outbox.forget_slot(row.chat_id, row.slot)
        if (row.slot or "").startswith("card:"):
            await card.show(desk, case)
        return
    out = OUTGOING.validate_json(desk.store.outbox.unseal(row))
    if not out.attachments:
        await _to_duty(desk, row, reason)
        return
    bare = replace(
        out,
        text=f"{out.text}\n{desk.say('officials.undelivered.files')}".strip(),
        attachments=(),
        reply_to=None,
    )
    note = Note(what=row.what, case=case, slot=row.slot, fresh=True)
    await desk.post(Spot(row.chat_id, row.topic), bare, note=note, priority=Priority.CARD)


async def _lost_rooms(desk: Desk, row: Outbox) -> bool:
    """Close the rooms of a staff chat that is lost, and say so once. False: it is a person's."""
    for room in await desk.store.offices.rooms_in(row.chat_id):
        await lose(desk, room)
    return not (await desk.store.people.chat_by_id(row.chat_id)).private


async def _to_duty(desk: Desk, row: Outbox, reason: str) -> None:
    """It was about no case, or cannot be said to those concerned: once a day and chat."""
    once = f"undelivered:chat-{row.chat_id}:{desk.now.astimezone(HERE):%Y-%m-%d}"
    await desk.alert("officials.undelivered.no_case", reason=reason[:200], once=once)
