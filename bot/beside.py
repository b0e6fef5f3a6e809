"""Says whether a picture's file holds anything else: notes of a phone, a film, words."""

from collections.abc import Callable

IMAGE = b"\xff\xd8\xff"
END = b"\xff\xd9"
SCAN, SIZED = 0xDA, 2
COLOURS = b"ICC_PROFILE\0"
MARKS = {
    0xE0: b"JFIF\0",
    0xE2: COLOURS,
    0xEE: b"Adobe",
    **dict.fromkeys((*range(0xC0, 0xD0), *range(0xDA, 0xE0)), b""),
}
"""Segments of a JPEG that make the picture, each with how it begins. The others are notes."""
CHUNKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD acTL fcTL fdAT".split()
)
"""Chunks of a PNG, likewise."""
SIGNATURE = 8
FRAME = 12  # length, name, checksum


def is_bare(form: str | None, data: bytes) -> bool:
    """Say whether there is nothing but the picture. What we cannot look through is never bare."""
    look = FORMS.get(form or "")
    return look is not None and look(data)


def _jpeg(data: bytes) -> bool:
    at = len(IMAGE) - 1
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != SCAN:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        begins = MARKS.get(data[at + 1])
        if begins is None or size < SIZED or not data.startswith(begins, at + 4):
            return False
        at += SIZED + size
    return data.endswith(END) and data.count(IMAGE) == 1  # no second picture, no film behind it


def _png(data: bytes) -> bool:
    at = SIGNATURE
    while at < len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name not in CHUNKS:
            return False
        at += size + FRAME
        if name == b"IEND":
            break
    return at == len(data)


def _gif(data: bytes) -> bool:
    return data.endswith(b";") and b"!\xfe" not in data and b"XMP Data" not in data


FORMS: dict[str, Callable[[bytes], bool]] = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif}
