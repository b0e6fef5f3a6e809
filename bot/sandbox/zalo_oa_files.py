"""Files of the stand-in for Zalo's OA: what people send, and what the OA uploads for a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.clock import Clock
from bot.sandbox.telegram_body import Upload
from bot.sandbox.zalo_oa_chats import StoredFile
from bot.sandbox.zalo_oa_errors import ApiError, invalid

UPLOAD_LIFE = timedelta(days=7)
MEGABYTE = 1_000_000
"""Nobody says whether it is 2^20 instead: the smaller one is the stricter."""
MAGIC = {"image": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"), "gif": (b"GIF87a", b"GIF89a")}
MOST = {"image": MEGABYTE, "gif": 5 * MEGABYTE, "file": 5 * MEGABYTE}
"""Bytes per upload."""
DOCUMENTS = {"pdf", "doc", "docx"}
STICKERS = {"bfe458bf64fa8da4d4eb"}
"""Ids out of Zalo's own collection, which the OA may send without an upload."""


@dataclass(frozen=True, slots=True)
class _Uploaded:
    file: StoredFile
    until: datetime


class Files:
    """Everything that can be fetched under /media, and the uploads by their ids."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_path: dict[str, StoredFile] = {}
        self._uploads: dict[str, _Uploaded] = {}

    def keep(self, kind: str, content: bytes, name: str) -> StoredFile:
        """Store a file under a path that nobody guesses."""
        secret = sha256(content + f"{kind} {len(self._by_path)}".encode()).hexdigest()[:24]
        stored = StoredFile(kind, content, name, f"/media/{secret}/{name}")
        self._by_path[stored.path] = stored
        return stored

    def content(self, path: str) -> bytes | None:
        """The bytes behind a path, or None."""
        stored = self._by_path.get(path)
        return None if stored is None else stored.content

    def upload(self, kind: str, upload: Upload) -> str:
        """Keep what the OA uploads for a week; says its id. Raises ApiError."""
        _check(kind, upload)
        stored = self.keep(kind, upload.content, upload.name)
        name = sha256(stored.path.encode()).hexdigest()[:40]
        self._uploads[name] = _Uploaded(stored, self._clock.now() + UPLOAD_LIFE)
        return name

    def uploaded(self, kind: str, name: object, field: str) -> StoredFile:
        """An upload of this kind. Raises ApiError: -201 unknown, -100 older than a week."""
        found = self._uploads.get(name) if isinstance(name, str) else None
        if found is None or found.file.kind != kind:
            raise invalid(field)
        if found.until <= self._clock.now():
            raise ApiError(-100)
        return found.file


def _check(kind: str, upload: Upload) -> None:
    """A size that is too big is -210 and a wrong type -201: the real codes are not documented."""
    if len(upload.content) > MOST[kind]:
        raise ApiError(-210)
    typed = (
        upload.name.rpartition(".")[2].lower() in DOCUMENTS
        if kind == "file"
        else upload.content.startswith(MAGIC[kind])
    )
    if not upload.content or not typed:
        raise invalid("file")
