"""Pictures, a voice and a paper for people who have none at hand: drawn here, of no real street."""

import io
import wave
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from bot.media import TO_SAVE, content_type

WIDE, HIGH = 720, 540
NIGHT, DUSK, ROAD, WALL = "#16233f", "#2d4470", "#3a3f47", "#56627d"
DAY, GRASS, KERB, DIRT, WATER = "#bcd7ea", "#7f9b5f", "#c9c5ba", "#6b5a48", "#5b7f95"
BAGS = ("#4b6b52", "#2f3b46", "#7a5a7a", "#8c6f4a")
RATE, SECONDS = 8_000, 2

Pen = ImageDraw.ImageDraw


def _lamp(pen: Pen) -> None:
    """A street at night, and a lamp that does not burn."""
    pen.rectangle((0, 0, WIDE, HIGH), NIGHT)
    pen.rectangle((0, 260, WIDE, HIGH), DUSK)
    for left, top, right in ((0, 190, 170), (190, 235, 300), (500, 210, WIDE)):
        pen.rectangle((left, top, right, 400), WALL)
        for x in range(left + 22, right - 40, 60):
            pen.rectangle((x, top + 30, x + 26, top + 62), "#e8c46a")
    pen.polygon(((0, 400), (WIDE, 400), (WIDE, HIGH), (0, HIGH)), ROAD)
    for x in range(30, WIDE, 140):
        pen.rectangle((x, 468, x + 70, 476), KERB)
    pen.rectangle((394, 90, 406, 430), "#20262e")
    pen.rectangle((400, 90, 480, 99), "#20262e")
    pen.ellipse((456, 88, 500, 116), "#4a4f57")


def _lit(pen: Pen) -> None:
    """The same street; the lamp burns."""
    _lamp(pen)
    pen.polygon(((478, 112), (350, 430), (606, 430)), "#8d8a63")
    pen.ellipse((340, 408, 616, 456), "#c9c07a")
    pen.ellipse((452, 86, 504, 120), "#fff3b0")


def _waste(pen: Pen) -> None:
    """Bags at the corner of an alley."""
    pen.rectangle((0, 0, WIDE, HIGH), DAY)
    pen.rectangle((0, 90, 430, 380), "#d8c7a8")
    pen.rectangle((90, 170, 190, 380), "#8a6d4f")
    pen.rectangle((430, 150, WIDE, 380), GRASS)
    pen.rectangle((0, 380, WIDE, HIGH), "#8b8d90")
    pen.rectangle((0, 374, WIDE, 390), KERB)
    for number in range(9):
        x, y = 300 + 44 * (number % 6), 330 + 46 * (number // 6) + 9 * (number % 3)
        pen.ellipse((x, y, x + 92, y + 86), BAGS[number % len(BAGS)])
        pen.polygon(((x + 36, y + 6), (x + 46, y - 14), (x + 56, y + 6)), BAGS[number % len(BAGS)])


def _hole(pen: Pen) -> None:
    """A hole in the road, full of water."""
    pen.rectangle((0, 0, WIDE, HIGH), DAY)
    pen.rectangle((0, 170, WIDE, 250), GRASS)
    pen.polygon(((240, 230), (480, 230), (WIDE + 160, HIGH), (-160, HIGH)), "#6d7076")
    for top in range(250, HIGH, 80):
        width = 3 + (top - 240) // 40
        pen.rectangle((360 - width, top, 360 + width, top + 34), "#e9e7df")
    pen.ellipse((210, 350, 520, 470), DIRT)
    pen.ellipse((240, 368, 490, 454), WATER)
    pen.ellipse((300, 384, 400, 412), "#84a5b6")


DRAWN: dict[str, Callable[[Pen], None]] = {
    "lamp": _lamp,
    "lit": _lit,
    "waste": _waste,
    "hole": _hole,
}


@cache
def picture(name: str) -> bytes:
    """One of DRAWN as a JPEG. Raises KeyError."""
    sheet = Image.new("RGB", (WIDE, HIGH))
    DRAWN[name](ImageDraw.Draw(sheet))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()


@cache
def voice() -> bytes:
    """Two seconds of a low hum, as a sound that every browser plays."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(112 + 32 * (n * 130 // RATE % 2) for n in range(RATE * SECONDS)))
    return out.getvalue()


@cache
def paper() -> bytes:
    """A page with a drawing, as a PDF."""
    sheet = Image.new("RGB", (WIDE, HIGH), "white")
    _hole(ImageDraw.Draw(sheet))
    out = io.BytesIO()
    sheet.save(out, "PDF")
    return out.getvalue()


def is_picture(content: bytes) -> bool:
    """Whether a browser would show these bytes as a picture."""
    return content_type(content[:16]).startswith("image/")


def shown_as(content: bytes) -> str:
    """The type under which a file goes to the browser; never as something that can act."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "audio/wav"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    kind = content_type(content[:16])
    return kind if kind.startswith("image/") else TO_SAVE
