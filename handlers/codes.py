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
_APART = r"[\s\-_.–—/]*"
_CODED = re.compile(  # "#7K4Q …", "# 7k 4q …", "#PA-2611-7K4Q …", "mã PA26117K4Q …"
    rf"(?:#\s*|MA\s+(?=[A-Z]{{2}}{_APART}\d)|(?=[A-Z]{{2}}{_APART}\d))"
    rf"(?:(?P<kind>[A-Z]{{2}}){_APART}(?P<month>\d{{4}}){_APART})?"
    rf"(?P<letters>{_LETTERS}|[{ALPHABET}]{{2}}[\s.\-][{ALPHABET}]{{2}})(?![A-Z0-9])"
)
_AFTER_CODE = " \t\n:,;.–—-"
_BARE = re.compile(_LETTERS)
_LEAD_IN = re.compile(r"^m[ãa]\s+(?=\S)", re.IGNORECASE)  # "mã 7K4Q"
_MOST_PARTS = 3  # "PA 2611 7K4Q"


def _bare(text: str) -> str:
    """Upper case without accents; đ counts as d."""
    spread = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return "".join(one for one in spread if not unicodedata.combining(one))


def codes_in(text: str, prefixes: frozenset[str]) -> list[str]:
    """Find the full codes of our kinds in a text, in their canonical form."""
    found = (one.groups() for one in _FULL.finditer(_bare(text)))
    return ["-".join(parts) for parts in found if parts[0] in prefixes]


def find_code(text: str, prefixes: frozenset[str]) -> str | None:
    """Find the first of them."""
    return next(iter(codes_in(text, prefixes)), None)


def find_short_code(text: str) -> str | None:
    """Find a short code like #7K4Q."""
    found = _SHORT.search(_bare(text))
    return found[1] if found else None


def code_first(words: str, prefixes: frozenset[str]) -> tuple[str | None, str]:
    """Take a code off the front: (full code, or four letters for a short one; the words after).

    (None, words) when they begin with no code.
    """
    words = _LEAD_IN.sub("", words)
    for parts in range(1, _MOST_PARTS + 1):
        split = words.split(None, parts)
        head = " ".join(split[:parts])
        bare = head.upper() if parts == 1 and _BARE.fullmatch(head.upper()) else None
        full = find_code(head, prefixes) if head.upper().startswith(tuple(prefixes)) else None
        code = full or (find_short_code(head) if head.startswith("#") else None) or bare
        if code is not None:
            return code, split[parts] if len(split) > parts else ""
    return None, words


def coded(words: str, prefixes: frozenset[str]) -> tuple[str | None, str]:
    """Take a code that stands in front: (what names the case, the words after it as typed).

    A short code needs its "#", a full one does not. (None, words) when there is none.
    """
    # Letter by letter, so that what follows the code is found at the same place in the words.
    flat = "".join(plain if len(plain := _bare(one)) == 1 else "\0" for one in words)
    found = _CODED.match(flat)
    if found is None or (found["kind"] and found["kind"] not in prefixes):
        return None, words
    letters = re.sub(r"[\s.\-]", "", found["letters"])
    code = f"{found['kind']}-{found['month']}-{letters}" if found["kind"] else f"#{letters}"
    return code, words[found.end() :].lstrip(_AFTER_CODE).rstrip()


def only_code(text: str, prefixes: frozenset[str]) -> bool:
    """Say whether the text is hardly more than a code ("PA-2611-7K4Q tới đâu rồi ad")."""
    return find_code(text, prefixes) is not None and len(text.split()) <= 8


def short(case: Case) -> str:
    """Say the last four letters, for lists."""
    return case.code.rsplit("-", 1)[-1]
