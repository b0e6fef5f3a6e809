"""How the events of a case hang together: each carries the hash of the one before it.

The forms below are what stored hashes were made of: they never change, a new one gets a new MARK.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

START = ""
"""What stands before the first event of a case, and before the first seal."""
MARK = "1"
SALT_BYTES = 16
FIELDS = (
    "case_id", "number", "at", "act", "actor_id", "role", "before", "after", "changes",
    "note_sha256", "key", "previous",
)  # fmt: skip
"""What the hash of an event covers. Of the note only its hash: a note can be forgotten."""


def plain(value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    """A value as it is written in `changes` and hashed: times in UTC, to the microsecond."""
    if isinstance(value, datetime):
        value = value if value.tzinfo else value.replace(tzinfo=UTC)  # as SQLite keeps it
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def written(value: Any) -> str:  # noqa: ANN401  # lists, dicts and what `plain` gives
    """The one way in which something is written before it is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(event: Mapping[str, Any]) -> str:
    """The hash of an event, from its FIELDS (SHA-256, hex)."""
    return _sha256(written([MARK, *(plain(event[name]) for name in FIELDS)]))


def sealed_note(note: str | None) -> tuple[str | None, str | None]:
    """A salt and the hash of a note with it: nobody can guess a forgotten note from its hash."""
    if note is None:
        return None, None
    salt = secrets.token_hex(SALT_BYTES)
    return salt, hash_of_note(note, salt)


def hash_of_note(note: str, salt: str) -> str:
    """What an event keeps of its note for ever (SHA-256, hex)."""
    return _sha256(written([salt, note]))


class DayHash:
    """The head of a day, fed with the newest event of each case that moved (SHA-256, hex)."""

    def __init__(self, previous: str, day: str) -> None:
        self._hash = hashlib.sha256(written([MARK, previous, day]).encode())

    def add(self, case_id: int, code: str, number: int, sha256: str) -> None:
        """Cases are added in the order of their ids."""
        self._hash.update(written([case_id, code, number, sha256]).encode())

    def head(self) -> str:
        """What seals the day, and with it all days before."""
        return self._hash.hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
