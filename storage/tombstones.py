"""Whom we have forgotten, beside the database: so that a restored backup can forget them again."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

NAME = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Under which keyed hashes a person and their chat were found, and until when."""

    person: str
    chat: str
    channel: str
    at: str
    """ISO 8601, UTC."""

    @property
    def when(self) -> datetime:
        """Who began to speak to us after it is somebody new, even with the same account."""
        return datetime.fromisoformat(self.at)


def remember(folder: Path, tombstone: Tombstone) -> None:
    """Add one, and see that it lies on the disk before anything is erased."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(tombstone)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def remembered(folder: Path) -> Iterator[Tombstone]:
    """All of them, oldest first; a line that a power cut left unfinished is passed over."""
    path = folder / NAME
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Tombstone(**json.loads(line))
        except (ValueError, TypeError):
            continue
