"""Looks at a picture before anybody is shown it: no place and time in it, nobody's papers on it."""

import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError

from bot.beside import is_bare
from handlers.message import Attachment, AttachmentKind, Held
from storage.files import keep_bytes

PIXELS = 80_000_000
"""More than any phone's camera; a small file can unfold into gigabytes."""
LOOKED_AT = (AttachmentKind.PHOTO, AttachmentKind.DOCUMENT)
UNREADABLE = re.compile(rb"^.{4}ftyp(heic|heix|hevc|mif1|msf1|avif)", re.DOTALL)
"""Pictures of phones that our library cannot open; they tell place and time like the others."""

# Our own bound, PIXELS, is asked before anything is unfolded; the library's would only warn.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Looked:
    """The picture as it may be kept, and why it is held back ("": it is not)."""

    content: bytes
    held: Held | None = None
    taken_at: tuple[float, float] | None = None


def keep(root: Path, one: Attachment, data: bytes) -> Attachment:
    """Keep a file's bytes, a picture without what it tells of place and time. Slow.

    Where something was taken out, the platform's own copy is not shown to anybody any more.
    """
    looked = look(data) if one.kind in LOOKED_AT else Looked(data)
    sha256 = keep_bytes(root, looked.content)
    if looked.content is not data:
        one = replace(one, remote="", size=len(looked.content))
    return replace(one, sha256=sha256, held=looked.held, taken_at=looked.taken_at)


def look(data: bytes) -> Looked:
    """Clean a picture and see whether it shows papers; what is no picture stays as it is."""
    if UNREADABLE.match(data[:16]):
        return Looked(data, Held.UNREADABLE)
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > PIXELS:
                return Looked(data, Held.UNREADABLE)
            taken_at, clean = _taken_at(picture), _clean(picture, data)
            return Looked(clean, Held.PAPERS if _shows_papers(picture) else None, taken_at)
    except UnidentifiedImageError:
        return Looked(data)
    except (OSError, ValueError, SyntaxError):
        return Looked(data, Held.UNREADABLE)


def _clean(picture: Image.Image, data: bytes) -> bytes:
    """The same picture without its notes; which side is up stays."""
    notes = picture.getexif()
    if not notes and is_bare(picture.format, data):
        return data
    kept = Image.Exif()
    if ExifTags.Base.Orientation in notes:
        kept[ExifTags.Base.Orientation] = notes[ExifTags.Base.Orientation]
    out = io.BytesIO()
    if picture.format == "JPEG":
        picture.save(out, "JPEG", quality="keep", exif=kept, comment=b"")
    elif picture.format in ("PNG", "GIF"):
        _bare(picture).save(out, picture.format, exif=kept)
    else:
        _bare(picture).convert("RGB").save(out, "JPEG", quality=92, exif=kept)
    return out.getvalue()


def _taken_at(picture: Image.Image) -> tuple[float, float] | None:
    """Where it says that it was taken, degrees WGS84."""
    said = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    try:
        north, east = (
            sum(float(part) / 60**step for step, part in enumerate(said[name]))
            for name in (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude)
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    north *= -1 if said.get(ExifTags.GPS.GPSLatitudeRef) == "S" else 1
    east *= -1 if said.get(ExifTags.GPS.GPSLongitudeRef) == "W" else 1
    real = -90 <= north <= 90 and -180 <= east <= 180
    return (round(north, 6), round(east, 6)) if real else None


def _bare(picture: Image.Image) -> Image.Image:
    """Without the notes that are written again with the picture."""
    picture.load()
    bare = picture.copy()
    bare.info = {name: bare.info[name] for name in ("transparency",) if name in bare.info}
    return bare


def _shows_papers(picture: Image.Image) -> bool:
    from bot.identity_card import is_shown  # noqa: PLC0415  # 12 MB that text never needs

    return is_shown(picture)
