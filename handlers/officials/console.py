"""Somebody wrote to a resident by hand, past the desk: written down, and told to the unit."""

from datetime import datetime

from handlers import acts, card
from handlers.acts import Act, Actor
from handlers.desk import ATTACHMENTS, Desk
from handlers.message import Incoming
from handlers.saying import count_files
from handlers.wording import shorten
from storage.drafts import Saying
from storage.models import OPEN_STATES, Case, Chat, Side, State
from storage.models import Act as Said

QUOTED = 500
BY_HAND = Actor(role="official")
"""Who it was, only the platform's console knows."""


async def noted(desk: Desk, message: Incoming) -> None:
    """Put the words into the resident's case: of several, the one that was talked about last."""
    where = message.address
    chat = await desk.store.people.chat(where.channel, where.chat_id, private=True)
    cases = await _cases(desk, chat)
    if not cases or await _ours(desk, chat, message):
        return
    case = await desk.store.cases.by_id(cases[0].id or 0, lock=True)
    assert case is not None  # noqa: S101  # it was read just now
    said = Saying(
        chat_id=chat.id or 0,
        external_id=message.external_id,
        side=Side.OFFICIAL,
        act=Said.ANSWER,
        said_at=message.sent_at,
        text=message.text,
        attachments=ATTACHMENTS.dump_python(message.attachments, mode="json"),
        form="console",
    )
    await desk.store.drafts.say(said, case_id=case.id)
    await acts.move(desk, case, Act.CONSOLE, BY_HAND)
    await card.show(desk, case)
    others = [one.code for one in cases[1:] if is_open(one)]
    words = shorten(message.text, QUOTED) or count_files(desk, message.attachments)
    text = desk.say("console.by_hand", code=case.code, words=words)
    if others:
        text += "\n" + desk.say("console.others", codes=", ".join(others))
    await card.under(desk, case, text, message.attachments)


def is_open(case: Case) -> bool:
    """Whether somebody still has to do something."""
    return State(case.state) in OPEN_STATES


async def _ours(desk: Desk, chat: Chat, message: Incoming) -> bool:
    """Whether it is our own message that comes back."""
    return await desk.store.outbox.posted(chat.id or 0, message.external_id) is not None


async def _cases(desk: Desk, chat: Chat) -> list[Case]:
    """The person's cases: the open ones first, of these the one that was talked about last."""
    person = await desk.store.people.person_in(chat.id or 0)
    cases = await desk.store.cases.of_person(person.id or 0) if person else []
    talked: dict[str, datetime] = {}
    for case in cases:
        last = await desk.store.outbox.last_about(chat.id or 0, case.id or 0)
        talked[case.code] = last or case.sent_at
    return sorted(cases, key=lambda case: (is_open(case), talked[case.code]), reverse=True)
