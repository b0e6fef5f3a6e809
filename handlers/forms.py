"""The form of a complaint, to print and fill in by hand: drawn aside once, when somebody wants it.

Its contents are those of Luật Khiếu nại Đ.8. Drawing is slow (see canvas.py): a process of its own
does it, and who asked gets the file as soon as it is there.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import astuple, dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from handlers import aside
from handlers.canvas import INK, as_bytes, sheet_of
from handlers.desk import Desk, Note, Spot
from handlers.message import NOWHERE, Attachment, AttachmentKind, Outgoing
from storage.models import Form

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]
NAME, PDF = "mau-don-khieu-nai.pdf", "application/pdf"
A4 = (8.27, 11.69)
"""Inches."""
LEFT, RIGHT = 0.09, 0.92
"""Parts of the page's width."""
TOP, STEP = 0.8, 0.0295
"""Parts of the page's height."""
WRITE = "_"
LETTER = 0.0093
"""A letter's usual width, as a part of the page's: dots begin behind the words."""


@dataclass(frozen=True, slots=True)
class Paper:
    """All words on it. A line of the body that ends with a colon has room to write behind it."""

    country: str
    motto: str
    title: str
    to: str
    body: str
    sign: str
    sign_how: str
    foot: str


def paper(desk: Desk) -> Paper:
    """The form in the office's words."""
    known = desk.office.complaint
    addressee = known.addressee or desk.office.name
    plain = ("country", "motto", "title", "body", "sign", "sign_how")
    return Paper(
        **{name: desk.say(f"gate.paper.{name}") for name in plain},
        to=desk.say("gate.paper.to", addressee=addressee),
        foot=desk.say("gate.paper.foot", days=known.limit_days),
    )


def edition(words: Paper) -> str:
    """Tells one wording from another."""
    return sha256(repr(astuple(words)).encode()).hexdigest()[:16]


async def wanted(desk: Desk, spot: Spot) -> Form:
    """The form; one that is not drawn yet is sent there as soon as it is."""
    key = edition(paper(desk))
    form = await desk.store.appointments.form(key) or Form(edition=key, wanted_at=desk.now)
    if form.sha256 is None:
        form.waiting = [*dict.fromkeys([*(form.waiting or []), spot.chat_id])]
        form.tries = 0
        desk.store.appointments.keep_form(form)
    return form


async def send(desk: Desk, spot: Spot, form: Form) -> None:
    """Put the file into a chat."""
    file = Attachment(
        AttachmentKind.DOCUMENT, "", "", name=NAME, mime=PDF, size=form.size, sha256=form.sha256
    )
    out = Outgoing(NOWHERE, desk.say("gate.form_here"), attachments=(file,))
    await desk.post(spot, out, note=Note("gate"))


async def make(open_desk: OpenDesk) -> int:
    """Draw what somebody waits for, and send it; returns how many were drawn."""
    async with open_desk() as desk:
        waiting = await desk.store.appointments.wanted_forms()
        for one in waiting:
            one.tries += 1
            desk.store.appointments.keep_form(one)
        words = paper(desk)
    return sum([await _make(open_desk, one.edition, words) for one in waiting])


async def _make(open_desk: OpenDesk, key: str, words: Paper) -> bool:
    process = aside.a_process()
    try:
        data = await asyncio.get_running_loop().run_in_executor(process, partial(draw, words))
    finally:
        await asyncio.to_thread(process.shutdown)
    async with open_desk() as desk:
        form = await desk.store.appointments.form(key)
        if form is None:
            return False
        form.sha256 = await desk.store.files.keep(data, PDF, desk.now)
        form.size, chats, form.waiting = len(data), form.waiting or [], None
        desk.store.appointments.keep_form(form)
        for chat_id in chats:
            await send(desk, Spot(chat_id), form)
    return True


def draw(words: Paper) -> bytes:
    """The page as PDF; the same bytes for the same words."""
    sheet = sheet_of(*A4)
    for y, text, size, weight in (
        (0.945, words.country, 12, "bold"),
        (0.925, words.motto, 12, "bold"),
        (0.875, words.title, 17, "bold"),
        (0.845, words.to, 12, "normal"),
    ):
        sheet.text(0.5, y, text, ha="center", fontsize=size, fontweight=weight, color=INK)
    down = TOP
    for line in words.body.splitlines():
        start = LEFT if line == WRITE else LEFT + LETTER * (len(line) + 1)
        if line != WRITE:
            sheet.text(LEFT, down, line, fontsize=11, color=INK)
        _dots(sheet, start, down)
        down -= STEP
    sheet.text(0.72, down - 0.01, words.sign, ha="center", fontsize=12, fontweight="bold")
    sheet.text(0.72, down - 0.028, words.sign_how, ha="center", fontsize=9.5, color=INK)
    sheet.text(0.5, 0.025, words.foot, ha="center", fontsize=7.5, color=INK)
    return as_bytes(sheet, "pdf")


def _dots(sheet: "Figure", start: float, y: float) -> None:
    """A dotted line to write on, up to the right edge."""
    from matplotlib.lines import Line2D  # noqa: PLC0415  # heavy: see canvas.py

    line = Line2D((start, RIGHT), (y - 0.003, y - 0.003), color=INK, linewidth=0.8, linestyle=":")
    sheet.add_artist(line)
