"""How somebody wants to be called, found in what they typed: a word of kinship, at most a name."""

import re

from handlers.desk import Desk
from handlers.folding import fold

LONGEST = 24
NAMES = 2
"""Words of a name after it: "chú Ba", "cô Ngọc Lan"."""
_WORDS = re.compile(r"[^\W\d_]+")


def form_in(desk: Desk, typed: str) -> str:
    """Of "gọi tôi là bác nhé" it is "bác"; empty when no form of address stands there."""
    said = _WORDS.findall(typed.rpartition(" là ")[2])
    kinship, around = (_listed(desk, f"data.{one}") for one in ("kinship", "around_address"))
    while len(said) > 1 and not _named(said[0], kinship) and _named(said[0], around):
        said = said[1:]
    while len(said) > 1 and _named(said[-1], around):
        said = said[:-1]
    kin = _pair(desk, said) or (_named(said[0], kinship) if said else "")
    names = said[1 + kin.count("/") :]
    form = " ".join([kin, *names])
    return form if kin and len(names) <= NAMES and len(form) <= LONGEST else ""


def _listed(desk: Desk, key: str) -> list[str]:
    return [one.strip() for one in desk.wording.template(key).split(",")]


def _named(word: str, listed: list[str]) -> str:
    """Which of these it is: as it is written, or without any accents ("ở" is no "o")."""
    plain = fold(word) == word.casefold()
    same = (one for one in listed if one == word.casefold() or (plain and fold(one) == fold(word)))
    return next(same, "")


def _pair(desk: Desk, said: list[str]) -> str:
    """Two words of kinship for one person: "cô chú", but not "ông Ba"."""
    two = " ".join(said[:2]).casefold()
    pairs = _listed(desk, "data.kinship_pairs")
    return next((one for one in pairs if one.replace("/", " ") == two), "")
