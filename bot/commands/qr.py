"""The command that makes a poster for each counter: who was there scans it and says how it was."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.app import SystemClock
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.commands.opening import Cupboards, opened
from bot.commands.speaking import Stopped, say, settle_settings
from bot.office_in_force import wording_of
from bot.platforms import PLATFORMS, used_platforms
from bot.posters import FORMS, SIZES, Code, Poster, draw
from bot.settings import Settings
from handlers.counters import PAYLOAD, Counter
from handlers.office import Office
from handlers.wording import Wording

Find = Callable[[Settings, Cupboards], Awaitable[str]]
Out = Annotated[Path, typer.Option(help="The folder into which the posters are put.")]
GROUPS = ("xin", "luon")


def qr(out: Out = Path("posters")) -> None:
    """Make a poster for each counter of the office file: A4 and A6, PDF and PNG."""
    for path in asyncio.run(_qr(settle_settings(), out)):
        say(str(path))


async def _qr(settings: Settings, out: Path) -> list[Path]:
    async with opened(settings) as at:
        if not at.office.counters:
            raise Stopped("The office file has no counters: give it a [[counter]] for each.")
        links = await doors(settings, at)
        wording = wording_of(at.office)
        posters = {one.code: poster(at.office, wording, one, links) for one in at.office.counters}
    return await asyncio.to_thread(_write, posters, out)


def _write(posters: dict[str, Poster], out: Path) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, one in posters.items():
        for size in SIZES:
            for form in FORMS:
                path = out / f"{name}-{size}.{form}"
                path.write_bytes(draw(one, size, form))
                written.append(path)
    return written


async def doors(settings: Settings, at: Cupboards) -> dict[str, str]:
    """Where people find us, in the posters' order: one door on Zalo, one on Telegram."""
    used, found = used_platforms(settings), {}
    for platform, (shown_as, find) in DOORS.items():
        if platform in used and shown_as not in found:
            found[shown_as] = await find(settings, at)
    return found


async def _zalo_oa(settings: Settings, _at: Cupboards) -> str:
    return f"https://zalo.me/{settings.zalo_oa_id}"


async def _zalo_bot(settings: Settings, at: Cupboards) -> str:
    channel = PLATFORMS["zalo_bot"].make(settings, SystemClock(), at.database)
    assert isinstance(channel, ZaloBotChannel)  # noqa: S101  # what PLATFORMS makes
    try:
        await channel.start()
    finally:
        await channel.stop()
    if not channel.me:
        raise Stopped("ZALO_BOT_API_URL does not answer: it knows where people find the bot.")
    return f"https://zalo.me/{channel.me}"


async def _telegram(settings: Settings, at: Cupboards) -> str:
    channel = PLATFORMS["telegram"].make(settings, SystemClock(), at.database)
    assert isinstance(channel, TelegramChannel)  # noqa: S101  # what PLATFORMS makes
    try:
        await channel.start()
        facts = await channel.describe()
    finally:
        await channel.stop()
    return f"https://t.me/{facts.username}?start={PAYLOAD}"


DOORS: dict[str, tuple[str, Find]] = {
    "zalo_oa": ("zalo", _zalo_oa),
    "zalo_bot": ("zalo", _zalo_bot),
    "telegram": ("telegram", _telegram),
}
"""The Official Account is the lasting door on Zalo: beside it the Bot Platform is not shown."""


def poster(office: Office, wording: Wording, counter: Counter, links: dict[str, str]) -> Poster:
    """What is on a counter's sheet. On Zalo a link can carry nothing: people type the counter."""
    made = {
        "zalo": lambda link: Code(
            wording.say("visits.poster_zalo"),
            link,
            wording.say("visits.poster_how_zalo"),
            counter.typed.upper(),
        ),
        "telegram": lambda link: Code(
            wording.say("visits.poster_telegram"),
            link + counter.code,
            wording.say("visits.poster_how_telegram"),
        ),
    }
    foot = wording.say("visits.poster_foot", phone=office.phone) if office.phone else ""
    return Poster(
        office=office.name,
        question=wording.say("visits.poster_question"),
        counter=counter.name,
        codes=[made[name](link) for name, link in links.items()],
        kept=wording.say("visits.poster_kept"),
        pledge=tuple(_promised(office, group) for group in GROUPS),
        foot=foot,
    )


def _promised(office: Office, group: str) -> str:
    return " · ".join(one.label for one in office.pledge.items if one.group == group)
