"""The commands for the Official Account's rights: ask for consent, bring a pair, look at them."""

import asyncio
import getpass
import sys
from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot.app import SystemClock
from bot.channels.zalo_token import REFRESH_LIFE
from bot.clock import Clock
from bot.commands.opening import tables
from bot.commands.speaking import Exit, Stopped, complain, say, settle_settings
from bot.grant import CALLBACK, consenting, zalo_app
from bot.settings import Settings
from handlers.wording import HERE
from storage.db import Database
from storage.tokens import Pair

LOOK = timedelta(seconds=1)
PATIENCE = timedelta(minutes=10)
"""As long as the page is good for."""
SOON = timedelta(days=30)
"""A refresh token that is not renewed monthly: nobody renews it."""


def authorise(
    *,
    wait: Annotated[
        bool, typer.Option(help="Wait until the Official Account's admin has consented.")
    ] = True,
) -> None:
    """Print the page where the OA's admin lets the desk speak for it; good for ten minutes."""
    settings = settle_settings()
    if not zalo_app(settings).redirect:
        raise Stopped(
            f"PUBLIC_URL is missing: after the consent Zalo sends the browser to {CALLBACK} below"
            " it. Without it, take a pair from the API Explorer: python -m bot zalo seed.",
            Exit.USAGE,
        )
    say(asyncio.run(_authorise(settings, SystemClock(), wait=wait)))


def seed() -> None:
    """Take an access and a refresh token from standard input, a line each; shown nowhere."""
    settings = settle_settings()
    zalo_app(settings)
    access, refresh = _ask("Access token: "), _ask("Refresh token: ")
    if not access or not refresh or access == refresh or " " in access + refresh:
        raise Stopped("Two lines are needed: the access token, then the refresh token.", Exit.USAGE)
    say(asyncio.run(_seed(settings, access, refresh, SystemClock().now())))


def status() -> None:
    """Say whether the desk may speak for the Official Account, and until when."""
    settings = settle_settings()
    said, well = asyncio.run(_status(settings, SystemClock().now()))
    if not well:
        raise Stopped(said)
    say(said)


def _ask(what: str) -> str:
    """A secret: typed without being shown, or read from a pipe; never an argument."""
    if sys.stdin.isatty():
        return getpass.getpass(what).strip()
    return sys.stdin.readline().strip()


async def _authorise(settings: Settings, clock: Clock, *, wait: bool) -> str:
    async with tables(settings) as database:
        pages = consenting(settings, clock, database)
        before = await _pair(settings, database)
        link = await pages.link()
        if not wait:
            return link
        complain("Open this page as an admin of the Official Account, within ten minutes:")
        say(link)
        complain("The running desk takes up the answer. Waiting …")
        until = clock.now() + PATIENCE
        while clock.now() < until:
            pair = await _pair(settings, database)
            if pair is not None and (before is None or pair.changed_at > before.changed_at):
                return f"Done. {_told(pair, clock.now())}"
            await clock.wait(None, clock.now() + LOOK)
    raise Stopped(
        "Nobody has consented in ten minutes, or the desk does not run: open the desk"
        " (python -m bot run) and ask for a new page."
    )


async def _seed(settings: Settings, access: str, refresh: str, now: datetime) -> str:
    # How old the access token is nobody knows: the desk renews the pair at once, which also shows
    # whether it works.
    pair = Pair(access, refresh, now, now + REFRESH_LIFE, now)
    account = zalo_app(settings).account
    async with tables(settings) as database, database.unit_of_work() as store:
        await store.tokens.keep(account, pair)
    return (
        "The pair is kept, sealed. The running desk renews it within a minute:"
        " see `python -m bot zalo status`."
    )


async def _status(settings: Settings, now: datetime) -> tuple[str, bool]:
    async with tables(settings) as database:
        pair = await _pair(settings, database)
        async with database.reading() as store:
            charged = await store.windows.charged_since(_first_of_month(now))
    if pair is None:
        return "Nobody has consented yet: python -m bot zalo authorise, or seed.", False
    well = pair.lost_at is None and pair.refresh_until - now > REFRESH_LIFE - SOON * 1.5
    used = f" Messages of this month that the package counts: {charged}."
    return _told(pair, now) + used, well


async def _pair(settings: Settings, database: Database) -> Pair | None:
    async with database.reading() as store:
        return await store.tokens.pair(zalo_app(settings).account)


def _told(pair: Pair, now: datetime) -> str:
    """How it stands with a pair, in sentences."""
    if pair.lost_at is not None:
        return (
            f"The grant is lost since {_moment(pair.lost_at)}: Zalo takes its refresh token no"
            " more. An admin of the Official Account must consent again: python -m bot zalo"
            " authorise."
        )
    serves = (
        f"serves until {_moment(pair.expires_at)}"
        if pair.expires_at > now
        else "waits to be renewed by the running desk"
    )
    return (
        f"The desk may speak for the Official Account. Its access token {serves}; the pair was"
        f" last renewed at {_moment(pair.changed_at)} and can be until"
        f" {_moment(pair.refresh_until)}."
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(HERE):%H:%M %d/%m/%Y}"


def _first_of_month(now: datetime) -> datetime:
    return now.astimezone(HERE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
