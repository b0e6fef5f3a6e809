"""An official edits a message: what is undecided is shown anew, what was sent can be corrected."""

from dataclasses import replace

from handlers.caller import Caller
from handlers.choosing import pick
from handlers.desk import Desk
from handlers.officials import finding, preview, replying, short_code
from handlers.officials.typed import command, spoken
from handlers.saying import saying
from storage.drafts import Saying
from storage.models import Act, Case, Entry, Side

MEANT = {"traloi": "", "giahan": "extend"}
"""Commands whose words are shown back, and what they are meant for: Entry.form."""
SENT = (Act.ANSWER, Act.CORRECTION, Act.QUESTION)
UNDONE = (Act.REPLY, Act.DISCARDED)
"""Of words with which nothing was done (yet)."""


async def heard(desk: Desk, caller: Caller) -> bool:
    """Take an edit; False when the message is now to be heard like a new one."""
    if caller.room is None:
        return not command(caller.words)[0]
    said = await desk.store.drafts.said_as(caller.spot.chat_id, caller.message.edits or "")
    ours = [one for one in said if one.side == Side.OFFICIAL and one.case_id is not None]
    if not ours:
        return not await _turns_to_us(desk, caller)
    newest = await desk.store.drafts.entry(ours[-1].id or 0, lock=True) or ours[-1]
    before = [one for one in ours if one.case_id == newest.case_id]
    case = await desk.store.cases.by_id(newest.case_id or 0, lock=True)
    if case is None:
        return True
    words = await _still_said(desk, caller, newest)
    if words is None:
        await _elsewhere(desk, caller, case, before)
        return False
    about = caller.about
    if newest.act == Act.INTERNAL and about is not None and about.what in replying.LISTENERS:
        return False  # an answer to what we asked, such as why there is no photo
    await _take(desk, caller, case, before, _as_it_reads(caller, newest, words))
    return True


async def _turns_to_us(desk: Desk, caller: Caller) -> bool:
    """Whether a message of which nothing is written down yet says something to us now."""
    if command(caller.words)[0] or (await short_code.named(desk, caller.words))[0]:
        return True
    about = caller.about
    if about is None or about.case_id is None or caller.words.isdecimal():
        return False
    return pick(caller.words, about.choices or ()) is None  # a choice was made, and is made once


async def _still_said(desk: Desk, caller: Caller, newest: Entry) -> str | None:
    """The edited words without their code; None when they are meant otherwise than before.

    That is: under another command, or for another case than the same words would be anew.
    """
    spoken_now = spoken(caller.message)
    name, words = command(spoken_now)
    if name:
        if MEANT.get(name) != newest.form:
            return None
        found, rest = await finding.meant(desk, caller, words, prose=True)
        names_none = rest == words
    else:
        code, rest = await short_code.named(desk, spoken_now)
        found, _ = await finding.meant(desk, caller, code or "")
        names_none = code is None
    same = any(one.id == newest.case_id for one in found) or (names_none and not found)
    return rest if same else None


async def _elsewhere(desk: Desk, caller: Caller, case: Case, before: list[Entry]) -> None:
    """The words are no longer meant for this case: what is undecided there is not sent."""
    await _let_go(desk, caller, case, before[-1])
    if any(one.act in SENT for one in before):
        await desk.tell(caller.spot, "officials.sent_before", code=case.code)


async def _let_go(desk: Desk, caller: Caller, case: Case, entry: Entry) -> None:
    if entry.act == Act.REPLY:
        entry.act = Act.DISCARDED
        desk.store.drafts.save_entry(entry)
        await preview.finish(desk, caller.spot, case, entry, "officials.done.drop")


def _as_it_reads(caller: Caller, newest: Entry, words: str) -> Saying:
    said = replace(
        saying(caller, Side.OFFICIAL, Act.REPLY),
        text=words,
        form=newest.form if newest.act in UNDONE else "",
        author_id=newest.author_id,
    )
    # An edit brings one picture of an album, and none that was added to the words later.
    keeps = caller.message.album is not None or not said.attachments
    return replace(said, attachments=newest.attachments or []) if keeps else said


async def _take(desk: Desk, caller: Caller, case: Case, before: list[Entry], said: Saying) -> None:
    """Show the words anew, if they differ from what was done with the message last."""
    newest = before[-1]
    done = [one for one in before if one.act not in UNDONE]
    if done and _reads_like(done[-1], said):
        await _let_go(desk, caller, case, newest)
    elif _reads_like(newest, said) and newest.act != Act.DISCARDED:
        return
    elif not finding.reaches(desk, caller, case):
        await finding.not_ours(desk, caller, case)
    elif newest.act == Act.REASON:
        await desk.tell(caller.spot, "officials.edited_too_late", code=case.code)
    elif await replying.faulty(desk, caller, case, said):
        await _let_go(desk, caller, case, newest)
    elif newest.act == Act.REPLY:
        entry = await desk.store.drafts.new_version(newest, said)
        await preview.show(desk, caller.spot, case, entry)
    else:
        entry = await desk.store.drafts.say(said, case_id=case.id)
        await preview.show(desk, caller.spot, case, entry, fresh=True)


def _reads_like(entry: Entry, said: Saying) -> bool:
    return (entry.text, entry.attachments or []) == (said.text, said.attachments)
