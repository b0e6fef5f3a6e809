"""The command that shows the desk at work: a page to touch, or a case printed line by line."""

import asyncio
import gc
import signal
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import logs
from bot.commands import case, qr
from bot.commands.office import read_file
from bot.commands.opening import Cupboards
from bot.commands.speaking import Exit, Stopped, complain, say
from bot.posters import Poster
from handlers.office_file import BrokenOffice, read_office

if TYPE_CHECKING:
    from bot.sandbox.town import Town

HOST, PORT = "127.0.0.1", 8080
LOOPBACK = ("127.0.0.1", "localhost", "::1")

OfficeOption = Annotated[
    Path | None, typer.Option("--office", metavar="FILE", help="Your own office file (TOML).")
]
Listen = Annotated[
    str, typer.Option(metavar="HOST:PORT", help=f"Where the page is; default {HOST}:{PORT}.")
]
How = Annotated[
    bool | None,
    typer.Option(
        "--page/--transcript",
        help="The page, or a whole case printed; default: the page on a terminal.",
    ),
]


def demo(office: OfficeOption = None, listen: Listen = "", page: How = None) -> None:
    """Show the desk at work on this machine alone: no token, no network."""
    asked_for = office is not None or bool(listen)
    if page is None:  # who reads us through a pipe can't press Ctrl-C
        page = asked_for or (sys.stdin.isatty() and sys.stdout.isatty())
    elif not page and asked_for:
        raise Stopped("--office and --listen belong to the page, not to --transcript.", Exit.USAGE)
    logs.set_up("ERROR")
    if not page:
        _transcript()
        return
    where = _address(listen) if listen else None
    if office is not None:
        _look_over(office)
    with suppress(KeyboardInterrupt, asyncio.CancelledError):  # how it is meant to end
        asyncio.run(_page(office, where))


def _transcript() -> None:
    # Only here: what plays the platform and its people is no part of the running bot.
    from bot.demo import play  # noqa: PLC0415  # see above
    from bot.sandbox.play import PlayBroken  # noqa: PLC0415  # see above

    try:
        asyncio.run(play(say))
    except PlayBroken as error:
        raise Stopped(f"The demo did not go as it is written: {error}.") from error


def _look_over(file: Path) -> None:
    """Raises Stopped with every fault of the office file."""
    try:
        read_office(read_file(file))
    except BrokenOffice as error:
        raise Stopped(f"{file} has faults and is not loaded:\n{error}", Exit.USAGE) from None


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not (host and port.isdecimal() and int(port) < 65536):
        raise Stopped(f"--listen {listen!r} must be HOST:PORT, like {HOST}:{PORT}.", Exit.USAGE)
    return host.strip("[]"), int(port)


async def _page(office: Path | None, where: tuple[str, int] | None) -> None:
    from bot.sandbox.page.server import open_page  # noqa: PLC0415  # as in _transcript
    from bot.sandbox.town import OFFICE  # noqa: PLC0415  # likewise

    main = asyncio.current_task()
    assert main is not None  # noqa: S101  # we run in one
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, main.cancel)
    host, port = where or (HOST, PORT)
    if host not in LOOPBACK:
        complain(
            f"--listen {host}: whoever reaches this machine can open the page; it has no password."
            " Nothing in it is real, but for the office file."
        )
    at_home = partial(open_page, case.told, posters, host=host, office=office or OFFICE)
    async with AsyncExitStack() as stack:
        try:
            url, _ = await stack.enter_async_context(at_home(port=port))
        except OSError as error:
            if where is not None:
                raise Stopped(f"--listen {host}:{port}: {error.strerror}.", Exit.USAGE) from None
            complain(f"Port {port} is taken: another one is used.")
            url, _ = await stack.enter_async_context(at_home())
        gc.freeze()  # what is built stays: nobody's tap waits while the collector looks at it again
        say(f"The desk is open at {url} (Ctrl-C closes it). A whole case, printed: --transcript")
        if sys.stdout.isatty():
            await asyncio.to_thread(_show, url)
        await asyncio.Event().wait()


def _show(url: str) -> None:
    """Open it where there is a window to open it in; never a browser inside this terminal."""
    with suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:
            browser.open(url)


async def posters(town: "Town") -> Mapping[str, Poster]:
    """A poster for each counter, as `python -m bot qr` makes them; the codes lead to stand-ins."""
    office, now = town.app.office, town.clock.now()
    links = await qr.doors(town.settings, Cupboards(town.app.database, office, now))
    return {one.code: qr.poster(office, town.app.wording, one, links) for one in office.counters}
