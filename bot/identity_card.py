"""Sees whether a picture shows somebody's identity card: by its code, or by how a card looks."""

import re

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

SIDE = 1_600
CARD_CODE = re.compile(r"^\d{12}\|")
"""What the code on a căn cước says first: its number."""
MACHINE_LINE = re.compile(r"^(ID|I<|P<)VNM")


def is_shown(picture: Image.Image) -> bool:
    """Say whether it looks like one, whichever side is up."""
    picture.draft("RGB", (SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((SIDE, SIDE))
    said = (one.text for one in zxingcpp.read_barcodes(upright))
    return any(CARD_CODE.match(one) or MACHINE_LINE.match(one) for one in said) or any(
        _is_card(upright.rotate(turn, expand=True)) for turn in (0, 90, 180, 270)
    )


Grid = NDArray[np.bool_]
WIDTH = 480
SHAPE = (1.25, 1.95)
"""Width by height of a card (85.6 × 54 mm is 1.59), seen a little askew."""
LINES, STRIPS = (4, 18), 8


def _is_card(picture: Image.Image) -> bool:
    """A pale card with a portrait on its left and lines of print on its right, before a ground."""
    small = picture.resize((WIDTH, max(1, picture.height * WIDTH // picture.width)))
    _, grey, light = (np.asarray(one, dtype=np.int16) for one in small.convert("HSV").split())
    blurred = small.convert("L").filter(ImageFilter.BoxBlur(8))
    ink: Grid = np.asarray(small.convert("L"), dtype=np.int16) < np.asarray(blurred) - 12
    pale: Grid = (light > 120) & (grey < 110)
    box = _extent(pale)
    if box is None:
        return False
    top, bottom, left, right = box
    width, height = right - left, bottom - top
    if not (SHAPE[0] <= width / height <= SHAPE[1]) or width * height < pale.size * 0.08:
        return False
    card = pale[top:bottom, left:right]
    middle = slice(int(height * 0.3), int(height * 0.9))
    portrait = ~card[middle, int(width * 0.04) : int(width * 0.33)]
    print_ = ink[top:bottom, left:right][:, int(width * 0.36) : int(width * 0.96)]
    return bool(
        card.mean() > 0.5
        and 0.12 < portrait.mean() < 0.9
        and 0.04 < print_.mean() < 0.35
        and LINES[0] <= _lines(print_) <= LINES[1]
    )


def _extent(pale: Grid) -> tuple[int, int, int, int] | None:
    """Where pale rows and columns begin and end; None when there is hardly any."""
    rows, columns = (np.flatnonzero(pale.mean(axis=axis) > 0.25) for axis in (1, 0))
    if len(rows) < 20 or len(columns) < 20:
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _lines(print_: Grid) -> float:
    """How many lines of print follow each other, in the middle of narrow strips: they may slant."""
    counts = []
    for strip in np.array_split(print_, STRIPS, axis=1):
        dense = strip.mean(axis=1)
        high = dense > max(dense.mean(), 0.05)
        counts.append(np.count_nonzero(high[1:] & ~high[:-1]))
    return float(np.median(counts))
