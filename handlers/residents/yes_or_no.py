"""Where a yes or a no was asked for last, everyday words choose the one or the other."""

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

from handlers.caller import Caller
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents.everyday import AFTER, BEFORE, LONGEST, NOT, Said, meaning

ASKS = {
    "case.withdrawn": "rut",
    "draft.permit": "(?:cho )?xem|cho",
    "case.permit": "(?:cho )?xem|cho",
    "own.erase": "xoa(?: het)?",
    "follow.yes": "(?:la )?toi",
    "handed.yes": "bang long",
    "way.plain": "(?:van |cu )?gui(?: (?:nhu )?phan anh)?",
}
"""What is done by a yes, the first choice of two, and what else says yes or, with a no, no."""
MAY_BE_NO = {
    "case.withdrawn": Said.NO,
    "draft.permit": None,
    "case.permit": None,
    "own.erase": Said.NO,
    "way.plain": Said.NO,
}
"""What is hard to undo: there a word that may be no is no yes. What would be thrown away by a no,
a picture, waits for a clearer word."""
_UNSURE = re.compile(r"\bdung\b(?! (?:roi|vay|do|a)\b)")
_YES = "(?:da|u|uh|vang|ok|co|cu|toi|tui|dung)"
_RIGHT = re.compile(r"\b\u0111u\u0301ng\b")
_DO_NOT = re.compile(r"\b[d\u0111]u\u031b\u0300ng\b")
""" "đừng", "dừng": without its accents it reads like "đúng"."""


def chosen(caller: Caller) -> Caller:
    """Read a typed yes or no as the choice that it makes."""
    message, offered = caller.message, asked_last(caller)
    asked = offered[0][0].partition(":")[0] if len(offered) == 2 else ""
    more = ASKS.get(asked)
    if more is None:
        return caller
    said = _said(message.text, more)
    if said is Said.YES and asked in MAY_BE_NO and _UNSURE.search(message.text.lower()):
        said = MAY_BE_NO[asked]
    if said not in (Said.YES, Said.NO):
        return caller
    value = offered[said is Said.NO][0]
    return replace(caller, message=replace(message, choice=value))


def asked_last(caller: Caller) -> Sequence[Sequence[str]]:
    """What their words may choose; nothing where something else was said since."""
    message = caller.message
    if message.choice is not None or message.kind is not Kind.TEXT or message.edits:
        return ()
    quoted = caller.about.choices if caller.about is not None else None
    offered = quoted or caller.chat.offer or ()
    return () if any(len(one) > 2 for one in offered) else offered


def _said(text: str, more: str) -> Said | None:
    words = fold(text)
    if len(words.split()) > LONGEST:
        return None
    spelt = normalize("NFD", text.lower())
    if _DO_NOT.search(spelt):
        return Said.NO
    never = rf"{NOT} (?:{more})"
    if not _RIGHT.search(spelt):  # rather "đừng" than "đúng"
        never += r"|dung (?:rut|xoa(?: het)?)"
    left = rf"thoi(?: khoi)?|khoi|(?:thoi )?(?:de lai|(?:{never})(?: nua)?)"
    if re.fullmatch(rf"{BEFORE}(?:{left}){AFTER}", words):
        return Said.NO
    if re.fullmatch(rf"(?:{_YES} )*(?:{more}){AFTER}", words):
        return Said.YES
    return meaning(text)
