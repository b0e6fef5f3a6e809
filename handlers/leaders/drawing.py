"""Makes the pictures, sheets and pages that were ordered: gathered, drawn aside, then sent.

Gathering and sending are short transactions. The drawing between them is slow and takes memory:
it happens in a process of its own that ends with the work, so that nobody who writes to the desk
meanwhile waits, and what was taken is given back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from handlers import aside
from handlers.caller import Caller
from handlers.desk import Desk, Note, Priority, Spot
from handlers.leaders import naming, notice, page, picture, picturing, printed, sheet, workbook
from handlers.leaders.ordering import OpenDesk, order
from handlers.leaders.periods import Period, from_key
from handlers.leaders.views import View, view_of
from handlers.message import NOWHERE, Attachment, AttachmentKind, Outgoing
from handlers.reach import Reach

AT_ONCE = 10
"""Orders in one tick."""
AGAIN_AFTER = timedelta(minutes=5)
"""What was not finished by then, because we were stopped, is begun anew."""
TRIES = 3
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One file to be made: what it is called and shown as, and how its bytes come about."""

    name: str
    mime: str
    kind: AttachmentKind
    draw: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one order brings: words, then files."""

    text: str
    files: tuple[Drawn, ...]


async def _picture(desk: Desk, period: Period, view: View, _to: Reach) -> Parcel:
    shown = await picturing.a_picture(desk, period, view)
    name = f"bieu-do-{period.key}.png"
    drawn = Drawn(name, "image/png", AttachmentKind.PHOTO, partial(picture.draw, shown))
    text = desk.say("digest.files.picture", period=naming.period_name(desk, period))
    return Parcel(text, (drawn,))


async def _sheet(desk: Desk, period: Period, view: View, to: Reach) -> Parcel:
    """The workbook where it can be had; where none can be sent, its figures as pages, or as words.

    A workbook behind an address is no file on a phone: the pages come with it.
    """
    files, name, called = [], f"bao-cao-{period.key}", naming.period_name(desk, period)
    if to.letters and not to.sheets:
        draw = partial(printed.draw, await _printed(desk, period, view))
        files.append(Drawn(f"{name}.pdf", PDF, AttachmentKind.DOCUMENT, draw))
    if to.sheets or to.links:
        pages = await workbook.pages(desk, period, view)
        write = partial(sheet.write, pages, period.until_now(desk.now))
        files.append(Drawn(f"{name}.xlsx", XLSX, AttachmentKind.DOCUMENT, write))
        return Parcel(desk.say("digest.files.sheet", period=called), tuple(files))
    if files:
        return Parcel(desk.say("digest.files.pages", period=called), tuple(files))
    lines = [f"{name}: {value}" for name, value in await workbook.in_words(desk, period, view)]
    return Parcel(desk.say("digest.files.lines", period=called, lines="\n".join(lines)), ())


async def _printed(desk: Desk, period: Period, view: View) -> printed.Printed:
    return printed.Printed(
        office=view.name or desk.office.name,
        title=naming.period_name(desk, period),
        rows=await workbook.in_words(desk, period, view),
        foot=desk.say("digest.picture.note"),
    )


async def _page(desk: Desk, period: Period, view: View, _to: Reach) -> Parcel:
    """The words to read aloud, the page to hang out, the same as a picture."""
    shown = await notice.gathered(desk, period, view)
    name, pdf = f"cong-khai-{period.key}", AttachmentKind.DOCUMENT
    files = (
        Drawn(f"{name}.pdf", PDF, pdf, partial(page.draw, shown, "pdf")),
        Drawn(f"{name}.png", "image/png", AttachmentKind.PHOTO, partial(page.draw, shown, "png")),
    )
    return Parcel(desk.say("digest.files.page", words="\n\n".join(shown.words)), files)


KINDS: dict[str, Callable[[Desk, Period, View, Reach], Awaitable[Parcel]]] = {
    "picture": _picture,
    "sheet": _sheet,
    "page": _page,
}


async def press(desk: Desk, caller: Caller, arg: str, *, what: str) -> None:
    """A button: it is being made. Pressing it again at once makes it no second time."""
    key, _, view_key = arg.partition(":")
    period, view = from_key(key), await view_of(desk, caller.person_id, view_key)
    if period is None or view is None or period.start > desk.now:
        await desk.remark(caller.spot, "common.stale")
        return
    minute = f"{desk.now:%Y%m%d%H%M}"
    once = f"report:{what}:{arg}:{caller.person_id}:{minute}"
    if await order(desk, what, caller.spot, caller.person_id, arg, once):
        await desk.remark(caller.spot, "digest.files.soon")


async def make(open_desk: OpenDesk) -> int:
    """Make what waits; returns how much was sent."""
    async with open_desk() as desk:
        waiting = await desk.store.orders.waiting(desk.now, AT_ONCE)
    if not waiting:
        return 0
    process = aside.a_process()
    try:
        return sum([await _make(open_desk, one, process) for one in waiting])
    finally:
        await asyncio.to_thread(process.shutdown)


async def _make(open_desk: OpenDesk, order_id: int, process: Executor) -> bool:
    async with open_desk() as desk:
        parcel = await _taken(desk, order_id)
    if parcel is None:
        return False
    loop = asyncio.get_running_loop()
    made = [(one, await loop.run_in_executor(process, one.draw)) for one in parcel.files]
    async with open_desk() as desk:
        return await _send(desk, order_id, parcel.text, made)


async def _taken(desk: Desk, order_id: int) -> Parcel | None:
    """What is to be drawn; None: another has taken it, or it is given up."""
    taken = await desk.store.orders.take(order_id, desk.now, desk.now + AGAIN_AFTER)
    if taken is None:
        return None
    period, view = from_key(taken.period), await view_of(desk, taken.person_id, taken.view)
    if taken.tries > TRIES or period is None or view is None:
        desk.store.orders.done(taken)
        if taken.tries > TRIES:
            await desk.tell(Spot(taken.chat_id), "digest.files.failed")
            await desk.alert("digest.files.failed_alert", once=f"{taken.key}:failed")
        return None
    to = desk.reach_of(await desk.store.people.chat_by_id(taken.chat_id))
    return await KINDS[taken.what](desk, period, view, to)


async def _send(desk: Desk, order_id: int, text: str, made: list[tuple[Drawn, bytes]]) -> bool:
    wanted = await desk.store.orders.by_id(order_id)
    if wanted is None:
        return False
    files = [
        Attachment(
            one.kind,
            remote="",
            channel="",
            name=one.name,
            mime=one.mime,
            size=len(data),
            sha256=await desk.store.files.keep(data, one.mime, desk.now),
        )
        for one, data in made
    ]
    desk.store.orders.done(wanted)
    out = Outgoing(NOWHERE, text, attachments=tuple(files))
    note = Note(what="report", once=wanted.key)
    return await desk.post(Spot(wanted.chat_id), out, note=note, priority=Priority.DIGEST)


PRESSES = {f"report.{what}": partial(press, what=what) for what in KINDS}
