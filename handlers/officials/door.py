"""The officials' door: what is said in a staff chat. Only commands, presses and replies to us."""

from handlers.caller import Caller
from handlers.choosing import chosen, ours
from handlers.desk import Desk, Note
from handlers.officials import (
    absence,
    alarming,
    apologising,
    apology_words,
    approving,
    aside,
    connect,
    data_requests,
    directed,
    editing,
    extending,
    holding,
    lists,
    moving,
    promised,
    promising,
    replying,
    sending,
    short_code,
    snoozing,
    unmask,
)
from handlers.officials.finding import Press
from handlers.officials.typed import command
from handlers.wording import texts


async def help_(desk: Desk, caller: Caller, _words: str = "") -> None:
    """What can be done here."""
    await desk.tell(caller.spot, "officials.help", note=Note(what="help"))


PRESSES: dict[str, Press] = {
    **alarming.PRESSES,
    **apology_words.PRESSES,
    **approving.PRESSES,
    **aside.PRESSES,
    **data_requests.PRESSES,
    **directed.PRESSES,
    **extending.PRESSES,
    **holding.PRESSES,
    **lists.PRESSES,
    **moving.PRESSES,
    **promised.PRESSES,
    **promising.PRESSES,
    **replying.PRESSES,
    **sending.PRESSES,
    **snoozing.PRESSES,
}
LOOKS = frozenset(lists.PRESSES)
"""Presses that only look: a hidden admin may type them too."""
WEIGHTY = frozenset(
    {
        *sending.SENDINGS,
        *apologising.PRESSES,
        *approving.PRESSES,
        *aside.PRESSES,
        *data_requests.PRESSES,
        "direct.done",
        "extend.go",
        "move.go",
        "promise.failed",
        "promise.kept",
        "sorry.all",
    }
)
"""Presses that reach a resident or pass a case on: the platform says who may still do so here."""
COMMANDS: dict[str, Press] = {
    **absence.COMMANDS,
    **aside.COMMANDS,
    **connect.COMMANDS,
    **directed.COMMANDS,
    **extending.COMMANDS,
    **holding.COMMANDS,
    **lists.COMMANDS,
    **replying.COMMANDS,
    **snoozing.COMMANDS,
    **unmask.COMMANDS,
    "help": help_,
    "trogiup": help_,
    "start": help_,
}
ANYWHERE = frozenset(connect.COMMANDS)
"""Commands for groups that are no unit's desk (yet)."""


async def enter(desk: Desk, caller: Caller) -> None:
    """Take what was said in a group; all that is not for us is passed over in silence."""
    desk.asker = (caller.spot.chat_id, caller.person_id) if caller.named else None
    verb = (caller.message.choice or "").partition(":")[0]
    if not await absence.seen(desk, caller, weighs=verb in WEIGHTY):
        await desk.remark(caller.spot, "officials.left_group")
        return
    if caller.message.edits is not None and await editing.heard(desk, caller):
        return
    caller = chosen(caller)
    message = caller.message
    name, words = command(caller.words)
    if message.choice is not None:
        await _press(desk, caller, message.choice)
    elif name:
        await _command(desk, caller, name, words)
    elif caller.room is not None and not await short_code.heard(desk, caller, _press):
        await replying.hear(desk, caller)


async def _press(desk: Desk, caller: Caller, choice: str) -> None:
    verb, _, what = choice.partition(":")
    act = PRESSES.get(verb)
    if act is None or caller.room is None or not ours(choice):
        await desk.remark(caller.spot, "common.stale")
    elif not caller.named and verb not in LOOKS:
        await desk.tell(caller.spot, "officials.press_please")
    else:
        await act(desk, caller, what)


async def _command(desk: Desk, caller: Caller, name: str, words: str) -> None:
    act = COMMANDS.get(name)
    if act is None:
        return  # another bot's
    if caller.room is None and name not in ANYWHERE:
        beside = await desk.store.offices.rooms_in(caller.spot.chat_id)
        await desk.tell(caller.spot, "officials.in_a_topic" if beside else "officials.no_room")
        return
    await act(desk, caller, words)


def _commands_help() -> list[tuple[str, str]]:
    names = (
        "viec", "quahan", "hoso", "tim", "nhan", "traloi", "giahan", "hen", "xong", "vang",
        "comat", "truc", "xemten", "trogiup",
    )  # fmt: skip
    return [(name, texts()[f"officials.command.{name}"]) for name in names]


GROUP_COMMANDS_HELP = _commands_help()
"""(command, what it does), for the platform's menu."""
