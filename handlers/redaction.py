"""Takes a person's own names and numbers out of a text that is kept without the person."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from handlers.folding import bare, fold
from storage.people import Identity

BEFORE = (
    "ba|ong|co|chu|anh|chi|em|bac|di|duong|cau|mo|thim|con|chau|me|cha|ma"
    "|ten|ten la|toi la|tui la|em la|con la|minh la|ky ten|nguoi gui"
)
"""Behind one of these a single word is somebody's name; alone, "Ba" or "Hai" is a number."""
SHORTEST_HANDLE = 5
BETWEEN = r"\W+"
SEPARATED = r"[ .\-]?"


def redacting(
    who: Identity, chat_id: str, instead: str, phones: Iterable[str] = ()
) -> Callable[[str], str]:
    """Make what replaces everything in a text by which this person could be known.

    `phones`: numbers (digits) that they have written themselves.
    """
    found = [*_names(who), *_numbers(who, chat_id, phones)]
    if not found:
        return lambda text: text
    pattern = re.compile("|".join(found), re.IGNORECASE)

    def redact(text: str) -> str:
        whole = unicodedata.normalize("NFC", text)
        parts, done = [], 0
        for one in pattern.finditer(bare(whole)):
            parts += [whole[done : one.start()], instead]
            done = one.end()
        return "".join(parts) + whole[done:]

    return redact


def _names(who: Identity) -> Iterator[str]:
    for name in dict.fromkeys(one for one in (who.name, who.called) if one.strip()):
        for spelt in dict.fromkeys((bare(unicodedata.normalize("NFC", name)), fold(name))):
            words = [re.escape(one) for one in re.findall(r"\w+", spelt)]
            if len(words) > 1:
                yield rf"(?<!\w){BETWEEN.join(words)}(?!\w)"
            if words:
                yield rf"(?<!\w)(?:{BEFORE})\W+{words[-1]}(?!\w)"
    if len(who.username) >= SHORTEST_HANDLE:
        yield rf"@?(?<!\w){re.escape(who.username)}(?!\w)"


def national(phone: str) -> str:
    """A number as it is known everywhere, however it is written: 912345678."""
    return re.sub(r"^(?:(?:00)?84|0)", "", re.sub(r"\D", "", phone))


def _numbers(who: Identity, chat_id: str, phones: Iterable[str]) -> Iterator[str]:
    for known in sorted({national(one) for one in (who.phone, *phones)}):
        if len(known) >= 8:
            yield rf"(?<!\d)(?:\+?84|0){SEPARATED}{SEPARATED.join(known)}(?!\d)"
    for number in {who.user_id, chat_id}:
        if len(number) > 5:
            yield rf"(?<!\w){re.escape(number)}(?!\w)"
