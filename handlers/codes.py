"""Case codes as people type them: PA-2611-7K4Q, pa26117k4q, "mã pa 2611 7k4q"."""

import re
import unicodedata

from storage.models import Case
from storage.office import ALPHABET

_LETTERS = f"[{ALPHABET}]{{4}}"
_FULL = re.compile(
    rf"(?<![A-Z0-9])([A-Z]{{2}})[\s\-_.–—/]*(\d{{4}})[\s\-_.–—/]*({_LETTERS})(?![A-Z0-9])"
)
_SHORT = re.compile(rf"#\s*({_LETTERS})(?![A-Z0-9])")


def _bare(text: str) -> str:
    """Upper case without accents; đ counts as d."""
    spread = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return "".join(one for one in spread if not unicodedata.combining(one))


def find_code(text: str, prefixes: frozenset[str]) -> str | None:
    """Find a full code of one of our kinds in a text, in its canonical form."""
    for found in _FULL.finditer(_bare(text)):
        if found[1] in prefixes:
            return f"{found[1]}-{found[2]}-{found[3]}"
    return None


def find_short_code(text: str) -> str | None:
    """Find a short code like #7K4Q."""
    found = _SHORT.search(_bare(text))
    return found[1] if found else None


def only_code(text: str, prefixes: frozenset[str]) -> bool:
    """Say whether the text is hardly more than a code ("PA-2611-7K4Q tới đâu rồi ad")."""
    return find_code(text, prefixes) is not None and len(text.split()) <= 8


def short(case: Case) -> str:
    """Say the last four letters, for lists."""
    return case.code.rsplit("-", 1)[-1]
