"""Files that people send, kept once by their content in DATA_DIR."""

import asyncio
import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Entry, Form, Side, StoredFile, Survey, Visit
from storage.vault import Vault


def file_path(root: Path, sha256: str) -> Path:
    """Say where a file lies."""
    return root / sha256[:2] / sha256


def keep_bytes(root: Path, data: bytes) -> str:
    """Write the bytes unless they are there already; returns their SHA-256 (hex)."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = file_path(root, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)  # so that a crash never leaves half a file under a full name
    return sha256


def _sealed_path(root: Path, sha256: str) -> Path:
    return file_path(root, sha256).with_suffix(".sealed")


def sealed_files(root: Path) -> list[Path]:
    """Every encrypted copy, for a change of key."""
    return sorted(root.glob("*/*.sealed"))


def seal_copy(root: Path, sha256: str, vault: Vault) -> None:
    """Keep an encrypted copy; the readable one stays for whoever else holds it."""
    path, sealed = file_path(root, sha256), _sealed_path(root, sha256)
    if path.is_file() and not sealed.exists():
        part = sealed.with_suffix(".part")
        part.write_bytes(vault.seal(path.read_bytes()))
        part.replace(sealed)


def forget_copy(root: Path, sha256: str) -> None:
    """Take the encrypted copy off the disk."""
    _sealed_path(root, sha256).unlink(missing_ok=True)


def kept_file(root: Path, vault: Vault, sha256: str) -> Path | bytes:
    """Say where our copy lies, or bring what only its encrypted copy holds."""
    path, sealed = file_path(root, sha256), _sealed_path(root, sha256)
    if path.is_file() or not sealed.is_file():
        return path
    return vault.unseal(sealed.read_bytes())


class Files:
    """What is known of the files, in one transaction."""

    def __init__(self, session: AsyncSession, root: Path) -> None:
        self._session = session
        self.root = root

    async def keep(self, data: bytes, mime: str, now: datetime) -> str:
        """Keep bytes that we have made ourselves; returns their SHA-256 (hex)."""
        sha256 = await asyncio.to_thread(keep_bytes, self.root, data)
        await self.note(sha256, len(data), mime, now)
        return sha256

    async def drop(self, sha256: str) -> None:
        """A file goes, from the disk too, when nothing that was said holds it any more."""
        await self.remove({sha256})

    async def note(self, sha256: str, size: int, mime: str, now: datetime) -> None:
        """Write down that a file is kept; a repeat changes nothing.

        What people call their files names them too often: it is not kept here.
        """
        if await self._session.get(StoredFile, sha256) is None:
            self._session.add(StoredFile(sha256=sha256, size=size, mime=mime, stored_at=now))

    async def strip(self, entries: Iterable[Entry], kinds: Collection[str]) -> None:
        """Take files of these kinds off what was said, and off the disk."""
        gone: set[str] = set()
        for entry in entries:
            files = entry.attachments or []
            kept = [one for one in files if one["kind"] not in kinds]
            if len(kept) < len(files):
                gone |= files_in(files) - files_in(kept)
                entry.attachments = kept or None
                self._session.add(entry)
        await self.remove(gone)

    async def strip_all(self, person_id: int, kinds: Collection[str]) -> None:
        """Take files of these kinds off everything that a resident ever said."""
        theirs = (col(Entry.author_id) == person_id, col(Entry.side) == Side.RESIDENT)
        said = await self._session.exec(select(Entry).where(*theirs))
        await self.strip(said.all(), kinds)

    async def remove(self, files: set[str]) -> None:
        """Take files off the disk that nothing speaks of any more."""
        await self._session.flush()
        await forget_files(self._session, self.root, files - {""})


def files_in(attachments: list[Any] | None) -> set[str]:
    """The SHA-256 of what hangs on something that was said."""
    return {one["sha256"] for one in attachments or () if one.get("sha256")}


async def forget_files(session: AsyncSession, root: Path, files: Iterable[str]) -> int:
    """Remove files that nothing stored speaks of any more; returns how many."""
    removed = 0
    for sha256 in files:
        if await _spoken_of(session, sha256):
            continue
        await session.exec(delete(StoredFile).where(col(StoredFile.sha256) == sha256))
        await asyncio.to_thread(file_path(root, sha256).unlink, missing_ok=True)
        removed += 1
    return removed


async def _spoken_of(session: AsyncSession, sha256: str) -> bool:
    """Say whether the same bytes hang on anything: two people may have sent one picture."""
    for column, number in (
        (Entry.attachments, Entry.id),
        (Survey.voice, Survey.id),
        (Visit.voice, Visit.id),
    ):
        query = select(number).where(cast(col(column), String).contains(sha256)).limit(1)
        if (await session.exec(query)).first() is not None:
            return True
    form = select(Form.edition).where(Form.sha256 == sha256)  # ours, and somebody sent it back
    return (await session.exec(form)).first() is not None
