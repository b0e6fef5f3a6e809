"""Who answers this message: the three doors with their tables of presses, commands and steps."""

from collections.abc import Collection

from handlers import housekeeping, windows
from handlers.caller import Caller
from handlers.choosing import chosen, ours
from handlers.codes import find_code
from handlers.desk import Desk
from handlers.folding import fold
from handlers.leaders import door as leaders
from handlers.leaders import escalation
from handlers.message import Incoming, Kind
from handlers.officials import alarming, aside, connect, console, data_requests, finding, unmask
from handlers.officials import door as officials
from handlers.residents import (
    asked_elsewhere,
    emergency,
    gating,
    late_parts,
    leaving,
    nameless,
    orders,
    sealing,
    unread,
    visiting,
    which_case,
    yes_or_no,
)
from handlers.residents import door as residents
from storage.people import Identity

PRIVATE_PRESSES = (
    residents.PRESSES | leaders.PRESSES | alarming.PRESSES | aside.PRESSES | data_requests.PRESSES
)
PRIVATE_COMMANDS = (
    residents.COMMANDS | leaders.COMMANDS | connect.COMMANDS | unmask.COMMANDS | aside.COMMANDS
)


async def _one_case(desk: Desk, caller: Caller, words: str) -> None:
    """`/hoso CODE`: one of the caller's own, or one at which they may look from above."""
    if not await escalation.shown(desk, caller, words):
        await residents.COMMANDS["hoso"](desk, caller, words)


PRIVATE_COMMANDS["hoso"] = _one_case
NOT_IN_A_GROUP = PRIVATE_COMMANDS.keys() - officials.COMMANDS.keys()
EVENTS = housekeeping.EVENTS | {
    Kind.CONSOLE: console.noted,
    Kind.WITHDRAWN: asked_elsewhere.noted,
}
STEPS = residents.STEPS | leaders.STEPS


async def route(desk: Desk, message: Incoming) -> None:
    """Lead one message to the handler that answers it. Whatever is left over is a report."""
    desk.can_notice = message.kind is Kind.PRESS
    desk.hear(message.sent_at)
    if message.kind in EVENTS:
        await EVENTS[message.kind](desk, message)
        return
    if message.private and message.sender.anonymous:
        await nameless.heard(desk, message)
        return
    caller = await _meet(desk, message)
    if message.private:
        await _private(desk, caller)
    elif caller.room is not None and command(caller.words)[0] in NOT_IN_A_GROUP:
        await desk.tell(caller.spot, "officials.in_private")
    else:
        await officials.enter(desk, caller)


async def _meet(desk: Desk, message: Incoming) -> Caller:
    people, where, who = desk.store.people, message.address, message.sender
    chat = await windows.chat_of(desk, message)
    identity = Identity(who.user_id, who.name, who.username)
    home = chat.id if message.private else None
    person = await people.person(where.channel, identity, desk.now, home)
    assert chat.id is not None  # noqa: S101  # people.chat stores it
    room = None if message.private else await desk.store.offices.room_at(chat.id, where.topic)
    target = message.pressed_on or message.reply_to
    about = await desk.store.outbox.posted(chat.id, target) if target else None
    if about is None and room is not None and message.quoted:
        about = await finding.by_its_words(desk, chat.id, message)
    return Caller(message, chat, person, room, about)


async def _private(desk: Desk, caller: Caller) -> None:
    if await leaving.on_the_way_out(desk, caller):
        return
    desk.wording = desk.wording.called(caller.chat.you)
    if caller.message.kind is Kind.OTHER and not caller.message.attachments:
        await unread.explain(desk, caller)
        return
    caller = await which_case.chosen(desk, chosen(yes_or_no.chosen(caller)))
    choice = caller.message.choice
    if choice is not None:
        if choice in {one[0] for one in caller.chat.offer or ()}:
            desk.close_offer(caller.chat)
        await press(desk, caller)
        return
    name, words = command(caller.words)
    if name in PRIVATE_COMMANDS:
        await PRIVATE_COMMANDS[name](desk, caller, words)
        return
    if name in officials.COMMANDS and await _for_a_group(desk, caller, words):
        return
    if await alarming.replied(desk, caller):
        return
    if caller.about is not None and await leaders.replied(desk, caller):
        return
    if (caller.person.step or "") in leaders.STEPS:
        await _speech(desk, caller)
        return
    if await visiting.typed(desk, caller):
        return
    danger = await emergency.heard(desk, caller)
    confided = sealing.confides(caller)
    weighs = danger or gating.grave(desk, caller.words)
    await _speech(desk, caller, emergency.KEEPS if weighs else STEPS)
    if danger:
        await emergency.follow(desk, caller, danger, confided=confided)


async def _for_a_group(desk: Desk, caller: Caller, words: str) -> bool:
    """What officials type in their group, typed here: said so, for it is no resident's report."""
    official = await desk.store.people.roles(caller.person_id, desk.now)
    if words and not (official or find_code(words, desk.office.prefixes)):
        return False
    await desk.tell(caller.spot, "officials.in_the_group")
    return True


async def _speech(desk: Desk, caller: Caller, open_steps: Collection[str] = STEPS) -> None:
    """Neither a press nor a command: an answer to what was asked, a leader's wish, or a report."""
    if await late_parts.joined(desk, caller):
        return
    name = caller.person.step or ""
    if name in residents.STEPS and await orders.heard(desk, caller):
        return
    if name in open_steps and name in STEPS and await STEPS[name](desk, caller):
        return
    if await leaders.typed(desk, caller):
        return
    await residents.enter(desk, caller)


async def press(desk: Desk, caller: Caller) -> None:
    """Lead a press to what it chose; one that nobody knows is answered politely."""
    choice = caller.message.choice or ""
    verb, _, what = choice.partition(":")
    handler = PRIVATE_PRESSES.get(verb)
    if handler is None or not ours(choice):
        await desk.remark(caller.spot, "common.stale")
        return
    await handler(desk, caller, what)


def command(words: str) -> tuple[str, str]:
    """Split "/hoso PA-2611-7K4Q" into ("hoso", "PA-2611-7K4Q"); no command is ("", words)."""
    if not words.startswith("/"):
        return "", words
    name, *rest = words[1:].split(maxsplit=1) or [""]
    return fold(name).replace(" ", ""), rest[0].strip() if rest else ""
