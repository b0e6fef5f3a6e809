"""Takes a person's own names and numbers out of a text that is kept without the person."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from handlers.folding import bare, fold
from storage.people import Identity

SHORTEST_HANDLE = 5
BETWEEN = r"\W+"
SEPARATED = r"[ .\-]?"


def redacting(
    who: Identity, chat_id: str, instead: str, phones: Iterable[str] = ()
) -> Callable[[str], str]:
    """Make what replaces everything in a text by which this person could be known.

    `phones`: numbers (digits) that they have written themselves.
    """
    phones = [who.phone, *phones]
    signs = [*_signs(who), *(national(one) for one in phones), who.user_id, chat_id]

    @cache  # nearly never needed, and to make it takes a millisecond
    def looked_for() -> tuple[re.Pattern[str] | None, set[str]]:
        found = [*_names(who), *_numbers(who, chat_id, phones)]
        spelt = {word for one in (who.name, who.called, *_before()) for word in _words(one)}
        return re.compile("|".join(found), re.IGNORECASE) if found else None, spelt

    def redact(text: str) -> str:
        whole = unicodedata.normalize("NFC", text)
        plain = bare(whole)
        if not _speaks_of(signs, plain):
            return text
        pattern, spelt = looked_for()
        parts, done = [], 0
        for one in pattern.finditer(plain) if pattern else ():
            if one.lastgroup and not _meant(whole[one.start() : one.end()], spelt):
                continue
            parts += [whole[done : one.start()], instead]
            done = one.end()
        return "".join(parts) + whole[done:]

    return redact


def _signs(who: Identity) -> Iterator[str]:
    """What must stand in a text that speaks of this person by name."""
    for name in (who.name, who.called):
        for spelt in (bare(unicodedata.normalize("NFC", name)), fold(name)):
            yield from [one for one in re.findall(r"\w+", spelt) if not one.isdecimal()][-1:]
    yield who.username


def _speaks_of(signs: Iterable[str], plain: str) -> bool:
    small, digits = plain.casefold(), re.sub(r"\D", "", plain)
    return any(one and (one.casefold() in small or one in digits) for one in signs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


@cache
def _before() -> list[str]:
    """What stands before a name (redaction.toml)."""
    path = Path(__file__).with_suffix(".toml")
    found: list[str] = tomllib.loads(path.read_text(encoding="utf-8"))["before"]
    return found


def _meant(found: str, spelt: set[str]) -> bool:
    """Whoever types accents means them: "con đường" is nobody called Dương."""
    return all(bare(word) == word or word in spelt for word in _words(found))


def _names(who: Identity) -> Iterator[str]:
    titles = "|".join(bare(one) for one in _before())
    names = (bare(unicodedata.normalize("NFC", one)) for one in (who.name, who.called))
    spellings = dict.fromkeys(spelt for name in names for spelt in (name, fold(name)))
    for n, spelt in enumerate(spellings):
        words = [re.escape(one) for one in re.findall(r"\w+", spelt)]
        if len(words) > 1:
            yield rf"(?<!\w){BETWEEN.join(words)}(?!\w)"
        if words and not words[-1].isdecimal():  # "Lan 1", and a number in "câu 1"
            yield rf"(?<!\w)(?P<given{n}>(?:{titles})\W+{words[-1]})(?!\w)"
    if len(who.username) >= SHORTEST_HANDLE:
        yield rf"@?(?<!\w){re.escape(who.username)}(?!\w)"


def national(phone: str) -> str:
    """A number as it is known everywhere, however it is written: 912345678."""
    return re.sub(r"^(?:(?:00)?84|0)", "", re.sub(r"\D", "", phone))


def _numbers(who: Identity, chat_id: str, phones: Iterable[str]) -> Iterator[str]:
    for known in sorted({national(one) for one in phones}):
        if len(known) >= 8:
            yield rf"(?<!\d)(?:\+?84|0){SEPARATED}{SEPARATED.join(known)}(?!\d)"
    for number in {who.user_id, chat_id}:
        if len(number) > 5:
            yield rf"(?<!\w){re.escape(number)}(?!\w)"
