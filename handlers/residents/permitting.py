"""A resident allows, or not, what is asked for: the handling by sending, the rest by a tap each."""

from dataclasses import replace
from datetime import datetime

from handlers import agreeing
from handlers.agreeing import HANDLING, LIKENESS, LIKENESSES, PLACE
from handlers.caller import Caller
from handlers.desk import ATTACHMENTS, PLAIN_NOTE, Desk, Note, Spot
from handlers.message import NOWHERE, Attachment, Incoming, Kind, Outgoing, Place
from handlers.saying import files_of
from storage.agreements import Held
from storage.models import Case, Draft, Entry

ANSWERS = {"yes": True, "no": False}


async def at_send(desk: Desk, caller: Caller, draft: Draft) -> bool:
    """Sending what stands below the notice is the yes; sending without a name is a no.

    False when the notice was not before them as it is worded now: it is to be shown first.
    """
    if draft.emergency or await desk.store.proxies.of_draft(draft.id or 0):
        return True  # whom a proxy files for has been read their own
    agreed = await agreeing.said(desk, caller.person_id, HANDLING)
    if agreed is not None and (agreed or draft.anonymous):
        return True
    if not draft.anonymous and draft.notice != agreeing.version(desk, HANDLING):
        return False
    await agreeing.decide(
        desk, caller.person, HANDLING, caller.chat.channel, granted=not draft.anonymous
    )
    draft.notice = None
    return True


async def ask(desk: Desk, caller: Caller, draft: Draft, entries: list[Entry]) -> bool:
    """Ask for the next yes that the draft wants; False: all is said."""
    purpose = await unasked(desk, draft, entries)
    if purpose is None:
        return False
    yes = desk.choice(f"draft.permit:{draft.id}:{purpose}:yes", f"data.yes_{purpose}")
    no = desk.choice(f"draft.permit:{draft.id}:{purpose}:no", f"data.no_{purpose}")
    out = Outgoing(NOWHERE, desk.say(agreeing.PURPOSES[purpose]), ((yes,), (no,)))
    await desk.post(caller.spot, out, note=Note("draft", slot=f"draft:{draft.id}", fresh=True))
    return True


async def unasked(desk: Desk, draft: Draft, entries: list[Entry]) -> str | None:
    """For what the draft wants a yes, and nothing was said yet; None: all is said."""
    if draft.emergency:
        return None
    pinned = desk.store.places.of(draft).pin is not None
    for purpose in agreeing.purpose_of(files_of(entries), pinned=pinned):
        if await agreeing.said(desk, draft.person_id, purpose) is None:
            return purpose
    return None


async def leave_out(desk: Desk, spot: Spot, draft: Draft, entries: list[Entry]) -> bool:
    """What got a no is not kept, let alone shown; False when there was nothing of it."""
    if draft.emergency:
        return False
    left = []
    there = desk.store.places.of(draft)
    for purpose in agreeing.purpose_of(files_of(entries), pinned=there.pin is not None):
        if not await agreeing.said(desk, draft.person_id, purpose):
            left.append(purpose)
            await left_out(desk, spot, purpose)
    if PLACE in left:
        desk.store.places.put(draft, replace(there, pin=None))
        desk.store.drafts.save(draft)
    if LIKENESS in left:
        await desk.store.files.strip(entries, LIKENESSES)
    return bool(left)


async def left_out(desk: Desk, spot: Spot, purpose: str, note: Note = PLAIN_NOTE) -> None:
    """Say so; who thinks better of it allows it from now on."""
    allow = desk.choice(f"own.allow:{purpose}", f"data.yes_{purpose}")
    await desk.tell(spot, f"data.left_out_{purpose}", choices=((allow,),), note=note)


async def decide(desk: Desk, caller: Caller, purpose: str, answer: str) -> bool:
    """Write down what was tapped; False when it is no answer to any of our questions."""
    if purpose not in agreeing.PURPOSES or answer not in ANSWERS:
        await desk.remark(caller.spot, "common.stale")
        return False
    channel, granted = caller.chat.channel, ANSWERS[answer]
    await agreeing.decide(desk, caller.person, purpose, channel, granted=granted)
    return True


async def allows(desk: Desk, caller: Caller) -> bool:
    """Whether officials may see all that a message shows; what got a no is thrown away."""
    wanted = agreeing.purpose_of(caller.message.attachments, pinned=False)
    said = [await agreeing.said(desk, caller.person_id, one) for one in wanted]
    if False in said:
        await _throw_away(desk, caller.message.attachments)
    return all(said)


async def _throw_away(desk: Desk, files: tuple[Attachment, ...]) -> None:
    likenesses = [one for one in files if one.kind in LIKENESSES]
    await desk.store.files.remove({one.sha256 or "" for one in likenesses})


async def sift(desk: Desk, caller: Caller, case: Case) -> Caller | None:
    """What of an addition may go into its case now; the rest waits for a yes, or is left out.

    None when nothing is left of it.
    """
    message = caller.message
    wanted = agreeing.purpose_of(message.attachments, pinned=message.place is not None)
    for purpose in () if case.emergency else wanted:
        agreed = await agreeing.said(desk, caller.person_id, purpose)
        if agreed:
            continue
        message = _without(message, purpose)
        if agreed is None:
            await _withhold(desk, caller, case, purpose)
        else:
            await _throw_away(desk, caller.message.attachments)
            await left_out(desk, caller.spot, purpose, Note("receipt", case=case))
    if message is caller.message:
        return caller
    empty = not (message.text.strip() or message.attachments or message.place)
    return None if empty else replace(caller, message=message)


def _without(message: Incoming, purpose: str) -> Incoming:
    if purpose == PLACE:
        return replace(message, place=None)
    kept = tuple(one for one in message.attachments if one.kind not in LIKENESSES)
    return replace(message, attachments=kept)


async def _withhold(desk: Desk, caller: Caller, case: Case, purpose: str) -> None:
    message = caller.message
    files = [one for one in message.attachments if one.kind in LIKENESSES]
    place = message.place if purpose == PLACE else None
    said = {
        "said_at": message.sent_at.isoformat(),
        "external_id": message.external_id,
        "attachments": ATTACHMENTS.dump_python(tuple(files), mode="json") if not place else [],
        "place": [place.latitude, place.longitude, place.words] if place else None,
    }
    await desk.store.agreements.withhold(caller.person_id, case.id or 0, purpose, said, desk.now)


async def ask_for_held(desk: Desk, caller: Caller, case: Case) -> None:
    """Ask for what was held back of this case last: the last word, to be answered."""
    held = await desk.store.agreements.withheld(caller.person_id)
    held = [one for one in held if one.case_id == case.id]
    if not held:
        return
    purpose = PLACE if held[-1].saying["place"] else LIKENESS
    yes = desk.choice(f"case.permit:{case.id}:{purpose}:yes", f"data.yes_{purpose}")
    no = desk.choice(f"case.permit:{case.id}:{purpose}:no", f"data.no_{purpose}")
    out = Outgoing(NOWHERE, desk.say(agreeing.PURPOSES[purpose]), ((yes,), (no,)))
    note = Note("receipt", case=case, slot=f"permit:{case.id}:{purpose}", fresh=True)
    await desk.post(caller.spot, out, note=note)


async def released(desk: Desk, caller: Caller, purpose: str) -> list[tuple[int, Caller]]:
    """What waited for this yes, as if it were said now: (case, who says it)."""
    held = await desk.store.agreements.withheld(caller.person_id, purpose)
    for one in held:
        await desk.store.agreements.let_go(one)
    return [(one.case_id, replace(caller, message=_again(caller, one))) for one in held]


def _again(caller: Caller, held: Held) -> Incoming:
    place = held.saying["place"]
    return replace(
        caller.message,
        kind=Kind.LOCATION if place else Kind.MEDIA,
        text="",
        external_id=held.saying["external_id"],
        sent_at=datetime.fromisoformat(held.saying["said_at"]),
        attachments=_files(held),
        place=Place(*place) if place else None,
        choice=None,
        pressed_on=None,
    )


def _files(held: Held) -> tuple[Attachment, ...]:
    return ATTACHMENTS.validate_python(held.saying["attachments"])


async def thrown_away(desk: Desk, caller: Caller, purpose: str) -> list[tuple[int, Caller]]:
    """What waited for a yes and got a no is not kept: (case, who sent it)."""
    held = await desk.store.agreements.withheld(caller.person_id, purpose)
    for one in held:
        await desk.store.agreements.let_go(one)
        await _throw_away(desk, _files(one))
    return [(one.case_id, caller) for one in held]
