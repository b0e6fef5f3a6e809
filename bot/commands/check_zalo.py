"""Looks at Zalo: the Official Account, its consent and webhook, its groups; the Bot Platform."""

from collections.abc import AsyncIterator

from bot.app import SystemClock, open_database
from bot.channels.base import SendError
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import Facts, ZaloOaChannel
from bot.commands.finding import Finding, Look, fail, ok, warn
from bot.grant import zalo_app
from bot.platforms import PLATFORMS, used_platforms
from bot.settings import Settings
from handlers.wording import HERE
from storage.models import RoomKind

CONSOLE = "developers.zalo.me"


async def official_account(at: Look) -> AsyncIterator[Finding]:
    """The account is ours and verified, somebody has consented, and its webhook comes to us."""
    if "zalo_oa" not in used_platforms(at.settings):
        return
    for finding in _door(at.settings):
        yield finding
    if at.database is None:
        return
    channel = PLATFORMS["zalo_oa"].make(at.settings, SystemClock(), at.database)
    assert isinstance(channel, ZaloOaChannel)  # noqa: S101  # what PLATFORMS makes
    at.stack.push_async_callback(channel.stop)
    async with at.database.reading() as store:
        pair = await store.tokens.pair(zalo_app(at.settings).account)
        last = await store.inbox.newest("zalo_oa")
    if pair is None or pair.lost_at is not None:
        yield fail("Nobody has consented for the Official Account: `python -m bot zalo authorise`.")
        return
    try:
        facts = await channel.describe()
    except SendError as error:
        yield fail(f"The Official Account cannot be asked: {getattr(error, 'reason', error)}.")
        return
    at.zalo_oa = channel
    for finding in _account(facts, at.settings):
        yield finding
    if last is None:
        yield warn(f"Nothing has ever come from the Official Account; see Webhook at {CONSOLE}.")
    else:
        yield ok(f"The Official Account was last heard at {last.astimezone(HERE):%H:%M %d/%m/%Y}.")


def _door(settings: Settings) -> list[Finding]:
    """Where Zalo is to bring events, and whether we can tell who brings them."""
    if not settings.public_url:
        return [
            fail("PUBLIC_URL is missing: the Official Account is heard by webhook only."),
        ]
    door = PLATFORMS["zalo_oa"].doors(settings)[0]
    found = [ok(f"The Webhook to enter at {CONSOLE} is {settings.public_url}{door}")]
    if settings.zalo_oa_webhook_secret is None:
        found.append(warn(f"ZALO_OA_WEBHOOK_SECRET is missing: see Webhook at {CONSOLE}."))
    elif settings.zalo_oa_signature == "log":
        found.append(
            warn("ZALO_OA_SIGNATURE is log: when the log names one that fits, set enforce.")
        )
    return found


def _account(facts: Facts, settings: Settings) -> list[Finding]:
    if facts.oa_id != settings.zalo_oa_id:
        return [fail(f"ZALO_OA_ID is not the account that has consented, {facts.name}.")]
    until = f", package {facts.package} until {facts.package_until}" if facts.package else ""
    if not facts.verified:
        return [warn(f"The Official Account {facts.name} is not verified{until}.")]
    return [ok(f"ZALO_OA_ID is {facts.name}, verified{until}.")]


async def groups(at: Look) -> AsyncIterator[Finding]:
    """Every connected group of the account can be written to."""
    if at.database is None or at.zalo_oa is None:
        return
    async with at.database.reading() as store:
        rooms = [
            (room, store.people.unseal_chat(chat))
            for room in await store.offices.rooms()
            if (chat := await store.people.chat_by_id(room.chat_id)).channel == "zalo_oa"
            and not chat.private
        ]
    for room, chat_id in rooms:
        what = f"The group of {room.unit}" if room.kind == RoomKind.UNIT else "The duty chat"
        try:
            state = await at.zalo_oa.group_state(chat_id)
        except SendError as error:
            yield fail(f"{what} cannot be reached: {getattr(error, 'reason', error)}.")
            continue
        if state == "enabled":
            yield ok(f"{what} on Zalo can be written to.")
        else:
            yield fail(f"{what} on Zalo is {state}: its GMF package is over.")


async def bot_platform(at: Look) -> AsyncIterator[Finding]:
    """The bot's token is known."""
    if "zalo_bot" not in used_platforms(at.settings):
        return
    database = at.database or open_database(at.settings)
    at.stack.push_async_callback(database.close)  # twice does no harm
    channel = PLATFORMS["zalo_bot"].make(at.settings, SystemClock(), database)
    assert isinstance(channel, ZaloBotChannel)  # noqa: S101  # what PLATFORMS makes
    at.stack.push_async_callback(channel.stop)
    await channel.meet()
    how = "webhook" if at.settings.public_url else "polling"
    yield ok(f"ZALO_BOT_TOKEN is taken by Zalo; updates come by {how}.")
