"""Makes a file fit for Zalo's OA: photos small enough, letters as they are, the rest not at all."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from handlers.message import Attachment, AttachmentKind

PHOTO_BYTES = 1_000_000
"""jpg and png up to 1 MB (zalo.md §B5); whether that is 10^6 or 2^20 nobody says."""
FILE_BYTES = 5_000_000
"""Of gif, PDF, DOC, DOCX."""
PIXELS = 80_000_000
"""More than any phone's camera; a small file can unfold into gigabytes."""
SIDES = (2048, 1600, 1280, 960, 640)
QUALITIES = (85, 75, 60)
AS_IT_IS = {b"\xff\xd8\xff": ("jpg", "image/jpeg"), b"\x89PNG\r\n\x1a\n": ("png", "image/png")}
LETTERS = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

# Our own bound, PIXELS, is asked before anything is unfolded; the library's would only warn.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What can be handed in. `kind`: "image", "gif" or "file"; the size of a gif in pixels."""

    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0


def pack(item: Attachment, content: bytes) -> Parcel | None:
    """Make a parcel; None when Zalo takes nothing of the kind. Slow: not on the event loop."""
    ending = Path(item.name).suffix.lower()
    letter = item.kind is AttachmentKind.DOCUMENT and ending in LETTERS
    if letter and len(content) <= FILE_BYTES:
        return Parcel("file", item.name, LETTERS[ending], content)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > PIXELS:
                return None
            return _picture(picture, content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None


def _picture(picture: Image.Image, content: bytes) -> Parcel | None:
    if picture.format == "GIF" and len(content) <= FILE_BYTES:
        return Parcel("gif", "anh.gif", "image/gif", content, picture.width, picture.height)
    if len(content) <= PHOTO_BYTES:
        for magic, (ending, mime) in AS_IT_IS.items():
            if content.startswith(magic):
                return Parcel("image", f"anh.{ending}", mime, content)
    small = _smaller(picture)
    return None if small is None else Parcel("image", "anh.jpg", "image/jpeg", small)


def _smaller(picture: Image.Image) -> bytes | None:
    """The largest that fits. Transparent places become white, as they are on a page."""
    picture.draft("RGB", (SIDES[0], SIDES[0]))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    for side in SIDES:
        page.thumbnail((side, side))
        for quality in QUALITIES:
            out = io.BytesIO()
            page.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= PHOTO_BYTES:
                return out.getvalue()
    return None
