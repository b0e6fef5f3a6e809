"""The stand-in for Telegram keeps real bytes: what people send, what the bot uploads."""

import hashlib
import struct
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.telegram_body import Upload
from bot.sandbox.telegram_errors import ApiError, Json, bad

MEBIBYTE = 1024 * 1024
FETCH_LIMIT = 20 * MEBIBYTE
PHOTO_LIMIT = 10 * MEBIBYTE
UPLOAD_LIMIT = 50 * MEBIBYTE
LINK_LIFE = timedelta(hours=1)
IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")

_TRAITS: dict[str, tuple[str, Json]] = {
    "photo": ("photos", {"width": 1280, "height": 960}),
    "video": ("videos", {"width": 1280, "height": 720, "duration": 12, "mime_type": "video/mp4"}),
    "voice": ("voice", {"duration": 7, "mime_type": "audio/ogg"}),
    "audio": ("music", {"duration": 180, "mime_type": "audio/mpeg"}),
    "document": ("documents", {}),
    "animation": (
        "animations",
        {"width": 320, "height": 240, "duration": 3, "mime_type": "video/mp4"},
    ),
    "video_note": ("video_notes", {"length": 240, "duration": 5}),
    "sticker": (
        "stickers",
        {
            "width": 512,
            "height": 512,
            "type": "regular",
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        },
    ),
}
_OF_DOCUMENT = {"file_id", "file_unique_id", "file_size", "file_name", "mime_type"}
_NAMELESS = {"photo", "voice", "video_note", "sticker"}
_ENDINGS = {
    "photo": "jpg",
    "video": "mp4",
    "voice": "oga",
    "audio": "mp3",
    "animation": "mp4",
    "video_note": "mp4",
    "sticker": "webp",
}


def picture(number: int = 0) -> bytes:
    """A small real PNG; another number gives another colour."""
    red, green, blue = number % 256, number // 256 % 256, 128
    rows = (b"\0" + bytes((red, green, blue)) * 8) * 8

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(rows)
    return IMAGES[1] + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it lies in the stand-in; `size` in bytes may be claimed larger than `content`."""

    kind: str
    content: bytes
    name: str
    mime: str
    size: int
    file_id: str
    unique_id: str

    def json(self) -> Json:
        """The object of the Bot API that describes it (of a photo: one PhotoSize)."""
        data = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
            **_TRAITS[self.kind][1],
        }
        if self.kind not in _NAMELESS:
            data |= {"file_name": self.name}
        if self.kind == "document":
            data |= {"mime_type": self.mime}
        return data


class Files:
    """All files of this bot, by id and, for an hour after getFile, by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[str, datetime]] = {}

    def keep(self, kind: str, upload: Upload, size: int | None = None) -> StoredFile:
        """Store a file; the same bytes have the same unique id and a new file id."""
        digest = hashlib.sha256(kind.encode() + upload.content).digest()
        unique_id = urlsafe_b64encode(digest[:12]).decode()
        secret = hashlib.sha256(digest + str(len(self._by_id)).encode()).digest()
        file_id = f"AgAC{urlsafe_b64encode(secret).decode().rstrip('=')}"
        stored = StoredFile(
            kind,
            upload.content,
            upload.name,
            upload.mime,
            len(upload.content) if size is None else size,
            file_id,
            unique_id,
        )
        self._by_id[file_id] = stored
        return stored

    def media(self, stored: StoredFile) -> Json:
        """The field of a Message that shows this file; a photo comes in two sizes."""
        if stored.kind != "photo":
            shown = {stored.kind: stored.json()}
            if stored.kind == "animation":  # shown as a document too, for bots from before
                shown["document"] = {k: v for k, v in stored.json().items() if k in _OF_DOCUMENT}
            return shown
        small = self.keep("photo", Upload(picture(), "thumbnail.png"))
        return {"photo": [{**small.json(), "width": 90, "height": 67}, stored.json()]}

    def given(self, kind: str, value: Upload | str) -> StoredFile:
        """What a bot sends: an upload (checked, stored), or the id of a file. Raises ApiError."""
        if isinstance(value, Upload):
            _check_upload(kind, value)
            return self.keep(kind, value)
        if value.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        if (stored := self._by_id.get(value)) is None:
            raise bad("wrong remote file identifier specified: Wrong string length")
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def link(self, file_id: str, now: datetime) -> Json:
        """Answer getFile; raises ApiError for what is unknown or over 20 MiB."""
        if (stored := self._by_id.get(file_id)) is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if stored.size > FETCH_LIMIT:
            raise bad("file is too big")
        ending = _ENDINGS.get(stored.kind) or stored.name.rpartition(".")[2]
        path = f"{_TRAITS[stored.kind][0]}/file_{len(self._links)}.{ending}"
        self._links[path] = (file_id, now + LINK_LIFE)
        return {
            "file_id": file_id,
            "file_unique_id": stored.unique_id,
            "file_size": stored.size,
            "file_path": path,
        }

    def download(self, path: str, now: datetime) -> bytes | None:
        """The bytes behind a path that getFile gave within the last hour, or None."""
        file_id, until = self._links.get(path, ("", now))
        return self._by_id[file_id].content if now < until else None


def _check_upload(kind: str, upload: Upload) -> None:
    if not upload.content:
        raise bad("file must be non-empty")
    size = len(upload.content)
    if kind == "photo" and size > PHOTO_LIMIT:
        raise bad(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_LIMIT} bytes"
        )
    if size > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo" and not upload.content.startswith(IMAGES):
        raise bad("IMAGE_PROCESS_FAILED")
