"""Every choice is a button, a number and a typed word: what was typed becomes what was chosen."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.caller import Caller
from handlers.folding import fold
from handlers.message import Kind


def pick(typed: str, offered: Sequence[Sequence[str]]) -> str | None:
    """Say which of [value, label] the words name: by number, or by label, accents forgiven."""
    words = fold(typed)
    if not words:
        return None
    if words.isdecimal():
        place = int(words) - 1
        return offered[place][0] if 0 <= place < len(offered) else None
    named = [value for value, label in offered if fold(label) == words]
    return named[0] if len(named) == 1 else None


def chosen(caller: Caller) -> Caller:
    """Read a typed answer as a choice.

    In a private chat the choices are those that stand open; in a group, those of the message
    which was replied to.
    """
    message = caller.message
    if message.choice is not None or message.kind is not Kind.TEXT or message.edits:
        return caller
    offered = caller.about.choices if caller.about is not None else None
    if not offered and message.private:
        offered = caller.chat.offer
    value = pick(message.text, offered) if offered else None
    return caller if value is None else replace(caller, message=replace(message, choice=value))
