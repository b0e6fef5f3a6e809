"""Checks what a call to the stand-in for Zalo's OA says: nothing missing, unknown, or too long."""

from collections.abc import Mapping

from bot.sandbox.telegram_errors import Json, units
from bot.sandbox.zalo_oa_errors import ApiError, invalid

Fields = Mapping[str, type]
TEXT = 2000
"""Most letters of a text or a caption, counted in UTF-16 units as Zalo's Java does."""


def take(given: object, needed: Fields, allowed: Fields | None = None, *, named: str = "") -> Json:
    """An object with all of `needed`, nothing but `allowed` beside it, each of its type.

    Raises ApiError -201 with the first field that is wrong.
    """
    if not isinstance(given, dict):
        raise invalid(named or "body")
    known = {**needed, **(allowed or {})}
    for name, value in given.items():
        if name not in known or not _fits(value, known[name]):
            raise invalid(name)
    for name in needed:
        if name not in given:
            raise invalid(name)
    return given


def words(text: object, most: int, named: str, *, code: int = -201) -> str:
    """A text that says something, of at most `most` letters. Raises ApiError."""
    if not isinstance(text, str) or not text.strip():
        raise invalid(named)
    if units(text) > most:
        raise ApiError(code) if code != -201 else invalid(named)
    return text


def count(given: Json, most: int) -> slice:
    """`offset` and `count` as a slice. Raises ApiError -201."""
    offset, wanted = given["offset"], given["count"]
    if offset < 0:
        raise invalid("offset")
    if not 0 < wanted <= most:
        raise invalid("count")
    return slice(offset, offset + wanted)


def _fits(value: object, kind: type) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))
