"""Words as people mean them: without accents, case, double spaces; đ is d, and y is i."""

import re
import unicodedata

_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Make the matching key of a text: "Đường  Hòa!" and "duong hoà" are the same. Idempotent."""
    spread = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(one for one in spread if not unicodedata.combining(one))
    return _NOT_WORDS.sub(" ", bare).strip()
