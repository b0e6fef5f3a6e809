"""Files that people send, kept once by their content in DATA_DIR."""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import String, cast
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Entry, StoredFile, Survey, Visit
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


def seal_copy(root: Path, sha256: str, vault: Vault) -> None:
    """Keep an encrypted copy; the readable one stays for whoever else holds it."""
    path, sealed = file_path(root, sha256), _sealed_path(root, sha256)
    if path.is_file() and not sealed.exists():
        part = sealed.with_suffix(".part")
        part.write_bytes(vault.seal(path.read_bytes()))
        part.replace(sealed)


def kept_file(root: Path, vault: Vault, sha256: str) -> Path | bytes:
    """Say where our copy lies, or bring what only its encrypted copy holds."""
    path, sealed = file_path(root, sha256), _sealed_path(root, sha256)
    if path.is_file() or not sealed.is_file():
        return path
    return vault.unseal(sealed.read_bytes())


async def drop_file(session: AsyncSession, root: Path, sha256: str) -> None:
    """Delete a file, from the disk too, unless something that was said still holds it."""
    for held in (Entry.attachments, Survey.voice, Visit.voice):
        query = select(held).where(cast(held, String).contains(sha256)).limit(1)
        if (await session.exec(query)).first() is not None:
            return
    await session.exec(delete(StoredFile).where(col(StoredFile.sha256) == sha256))
    file_path(root, sha256).unlink(missing_ok=True)


class Files:
    """What is known of the files, in one transaction."""

    def __init__(self, session: AsyncSession, root: Path) -> None:
        self._session = session
        self.root = root

    async def keep(self, data: bytes, mime: str, name: str, now: datetime) -> str:
        """Keep bytes that we have made ourselves; returns their SHA-256 (hex)."""
        sha256 = await asyncio.to_thread(keep_bytes, self.root, data)
        await self.note(sha256, len(data), mime, name, now)
        return sha256

    async def drop(self, sha256: str) -> None:
        """A file goes, from the disk too, when nothing that was said holds it any more."""
        await drop_file(self._session, self.root, sha256)

    async def note(self, sha256: str, size: int, mime: str, name: str, now: datetime) -> None:
        """Write down that a file is kept; a repeat changes nothing."""
        if await self._session.get(StoredFile, sha256) is None:
            self._session.add(
                StoredFile(sha256=sha256, size=size, mime=mime, name=name, stored_at=now)
            )
