"""Words as people mean them: without accents, case, double spaces; đ is d, and "lý" is "lí"."""

import re
import unicodedata
from collections.abc import Callable, Mapping

_NOT_WORDS = re.compile(r"[\W_]+")
_SOLE_Y = re.compile(r"(?:(?<![\daăâeêioôơuư])|(?<=qu))y(?![^\W_])")


def one_i(text: str) -> str:
    """Write y as i where both are spelt (lý, lí; quý, quí) but not where they differ (tay, tai).

    Wants lower case, without tones.
    """
    return _SOLE_Y.sub("i", text)


def fold(text: str) -> str:
    """Make the matching key of a text: "Đường  Hòa!" and "duong hoà" are the same. Idempotent.

    Letters of other scripts stay: what somebody writes in Khmer can be found in Khmer.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    spread = unicodedata.normalize("NFKD", plain)
    return one_i(_NOT_WORDS.sub(" ", spread.translate(_WITHOUT_MARKS)).strip())


def bare(text: str) -> str:
    """Without accents, letter for letter: places in an NFC text stay the same, and so does case."""
    return text.translate(_FIRST_PARTS)


class _Table(dict[int, str]):
    """What becomes of each letter, thought about once: a text is a thousand of the same thirty."""

    def __init__(self, becomes: Callable[[str], str], known: Mapping[str, str]) -> None:
        super().__init__(str.maketrans(dict(known)))
        self._becomes = becomes

    def __missing__(self, point: int) -> str:
        self[point] = made = self._becomes(chr(point))
        return made


_WITHOUT_MARKS = _Table(lambda one: "" if unicodedata.combining(one) else one, {})
_FIRST_PARTS = _Table(lambda one: unicodedata.normalize("NFD", one)[0], {"đ": "d", "Đ": "D"})
