"""Shows a resident's words so that nobody is recognised: only words that everybody uses stay. Pure.

What is left out: names (words with a capital inside a sentence, what follows "anh", "chị", the
writer's own), all that holds a digit (phones, house numbers, plates, dates), addresses on the
net, and every word that neither our own texts nor the list of everyday words knows.
"""

import re
from collections.abc import Iterable
from functools import cache

from handlers.folding import fold
from handlers.office import Office
from handlers.wording import shorten, texts

GAP = "…"
LONGEST = 160
KEPT = 0.6
"""Of the words so much must stay, or the rest says nothing, and is not shown."""
FEWEST = 2
_TOKEN = re.compile(r"\S+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_ENDS = (".", "!", "?", "\n", ":")
_CALLS = frozenset(
    ("anh", "chi", "co", "chu", "bac", "ba", "ong", "em", "chau", "di", "cau", "mo", "thim", "thay")
)
"""A name may follow: "anh Minh", "chi lan"."""
_AFTER = frozenset(
    ("con", "em", "ay", "oi", "nay", "kia", "do", "dan", "a", "da", "va", "voi", "toi")
)
"""What follows those and is no name."""


def nameless(words: str, everyday: frozenset[str], own: Iterable[str] = ()) -> str:
    """The words with gaps; empty when too little of them may be shown.

    `everyday`: words in small letters that may stand. `own`: names that may not, however usual.
    """
    hidden = {fold(one) for name in own for one in _WORD.findall(name)}
    accents = fold(words) != words.casefold() and any(ord(one) > 0xBF for one in words)
    kept: list[str] = []
    starts, after_call = True, False
    for token in _TOKEN.findall(words):
        bare = _EDGES.sub("", token)
        plain = fold(bare)
        fits = (
            bool(bare)
            and plain not in hidden
            and _everyday(bare, everyday, accents=accents)
            and (starts or bare == bare.casefold())
            and not (after_call and not accents and plain not in _AFTER)
            and not (after_call and bare != bare.casefold())
        )
        kept.append(token if fits else GAP)
        starts = token.endswith(_ENDS)
        after_call = plain in _CALLS
    return _joined(kept)


def _everyday(word: str, everyday: frozenset[str], *, accents: bool) -> bool:
    if _WORD.fullmatch(word) is None:
        return False
    small = word.casefold()
    return small in everyday if accents else small in _folded(everyday)


def _joined(tokens: list[str]) -> str:
    words = [one for one in tokens if one != GAP]
    if len(words) < FEWEST or len(words) < KEPT * len(tokens):
        return ""
    text = " ".join(
        one for at, one in enumerate(tokens) if one != GAP or at == 0 or tokens[at - 1] != GAP
    )
    return shorten(text, LONGEST)


@cache
def _folded(everyday: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(one) for one in everyday)


def everyday_of(office: Office, listed: str) -> frozenset[str]:
    """Words that may stand: the listed ones, those of our own texts and of the office's fields."""
    fields = [word for one in office.categories for word in (one.label, *one.keywords)]
    return _small((listed, *fields, *(one.ask for one in office.pledge.items)))


@cache
def _small(of_office: tuple[str, ...]) -> frozenset[str]:
    found = (word for text in (*of_office, *texts().values()) for word in _WORD.findall(text))
    return frozenset(one for one in found if one == one.casefold())
