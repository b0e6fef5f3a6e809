"""The counters whose posters people scan, and how somebody names one who has to type."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from handlers.folding import fold
from handlers.office_clock import Code, Part, Text

PAYLOAD = "visit_"
"""How the payload of a poster's link begins; the counter's code follows."""
LONGEST = 60
"""Characters of a message that can be no more than a counter's name."""
_SMALL = frozenset({"a", "da", "nhan", "o", "so", "tai"})
"""Words around the name that say nothing: "dạ quầy số 1 ạ"."""
_PARTS = re.compile(r"\d+|[^\W\d]+")
_NUMBERED = re.compile(r"quay\d+")


class Counter(Part):
    """A counter of the office. `say` is what people type who cannot scan; empty: the name."""

    code: Code
    name: Text
    say: str = ""
    unit: Code | None = None

    @property
    def typed(self) -> str:
        """What the poster asks people to type."""
        return self.say or self.name

    @cached_property
    def keys(self) -> frozenset[str]:
        """By which names it goes; looked at for each message, so made once."""
        return frozenset((spoken(self.typed), spoken(self.name)))


def spoken(words: str) -> str:
    """Make the key of a counter's name: "Quầy số 01", "quay 1" and "QUẦY1 ạ" are the same."""
    parts = [part for part in _PARTS.findall(fold(words)) if part not in _SMALL]
    return "".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)


def by_code(counters: Iterable[Counter], code: str) -> Counter | None:
    """Find the counter of a poster's link."""
    return next((one for one in counters if one.code == code), None)


def by_words(counters: Sequence[Counter], words: str) -> Counter | None:
    """Find the counter that is named, and nothing but named."""
    if not counters or len(words) > LONGEST:
        return None
    key = spoken(words)
    return next((one for one in counters if key in one.keys), None)


def names_one(counters: Sequence[Counter], words: str) -> bool:
    """Say whether a counter is meant, though there may be none of that number."""
    return bool(counters) and len(words) <= LONGEST and bool(_NUMBERED.fullmatch(spoken(words)))
