"""Words as people mean them: without accents, case, double spaces; đ is d, and "lý" is "lí"."""

import re
import unicodedata

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
    bare = "".join(one for one in spread if not unicodedata.combining(one))
    return one_i(_NOT_WORDS.sub(" ", bare).strip())


def bare(text: str) -> str:
    """Without accents, letter for letter: places in an NFC text stay the same, and so does case."""
    spread = (unicodedata.normalize("NFD", one)[0] for one in text)
    return "".join(spread).translate(_D)


_D = str.maketrans("đĐ", "dD")
