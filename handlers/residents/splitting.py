"""A message of two matters becomes two drafts: one that can be sent, one that is asked about."""

from dataclasses import replace

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import draft as drafts
from handlers.residents import gating
from handlers.residents.parts import parts
from handlers.saying import files_of, words_of
from storage.drafts import Saying
from storage.models import Act, Draft, Entry, Side


async def split(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Both are shown: the question about the one, then the other, which can be sent at once."""
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    finding = gating.to_ask(desk, draft, entries)
    two = parts(words_of(desk, entries), desk.office, finding.subject) if finding else None
    if two is None:
        await desk.remark(caller.spot, "common.stale")
        return
    ordinary, other = two
    for one in entries:
        await desk.store.drafts.new_version(one, _version(one, other if one is entries[0] else ""))
    report = await desk.store.drafts.start(caller.person, draft.chat_id, desk.now)
    report.anonymous, report.joins = draft.anonymous, draft.joins
    said = _version(entries[0], ordinary)
    said = replace(said, external_id=f"{said.external_id}:1", attachments=[], act=Act.REPORT)
    await desk.store.drafts.say(said, draft_id=report.id)
    await desk.tell(caller.spot, "gate.splitting")
    if files_of(entries):
        await desk.tell(caller.spot, "gate.files_stay")
    await drafts.show(desk, caller.spot, caller.person, draft)
    await drafts.show(desk, caller.spot, caller.person, report)


def _version(entry: Entry, words: str) -> Saying:
    return Saying(
        chat_id=entry.chat_id,
        external_id=entry.external_id,
        side=Side(entry.side),
        act=Act(entry.act),
        said_at=entry.said_at,
        text=words,
        attachments=entry.attachments or [],
        form=entry.form,
        author_id=entry.author_id,
    )
