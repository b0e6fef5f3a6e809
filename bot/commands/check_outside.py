"""Looks at what lies outside: the bot at Telegram, the staff groups, who is there to be told."""

from collections.abc import AsyncIterator

from bot.app import SystemClock, open_database
from bot.channels.base import SendError
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_setup import Facts, Rights
from bot.commands.finding import Finding, Look, fail, ok, warn
from bot.platforms import PLATFORMS, used_platforms
from storage.models import Role, Room, RoomKind

WEBHOOK = "/webhook/telegram"
PRESENT = ("administrator", "member")


async def telegram(at: Look) -> AsyncIterator[Finding]:
    """The token is known, and updates come to us."""
    if "telegram" not in used_platforms(at.settings):
        return
    database = at.database or open_database(at.settings)
    at.stack.push_async_callback(database.close)  # twice does no harm
    channel = PLATFORMS["telegram"].make(at.settings, SystemClock(), database)
    assert isinstance(channel, TelegramChannel)  # noqa: S101  # what PLATFORMS makes
    await channel.start()
    at.stack.push_async_callback(channel.stop)
    at.telegram = channel
    facts = await channel.describe()
    yield ok(f"TELEGRAM_TOKEN is that of @{facts.username} ({facts.name}).")
    yield _webhook(facts, at.settings.public_url)
    if facts.can_read_all:
        yield ok("Privacy mode is off: the bot hears whatever is said in its groups.")
    else:
        yield ok("Privacy mode is on: in groups the bot hears commands and replies to itself.")


def _webhook(facts: Facts, public_url: str) -> Finding:
    expected = f"{public_url}{WEBHOOK}" if public_url else ""
    if facts.webhook != expected:
        if not facts.webhook:
            return warn("PUBLIC_URL is set, but Telegram has no webhook yet; `run` sets it.")
        meant = f"to {expected}" if expected else "by polling, as PUBLIC_URL is empty"
        return fail(f"Telegram brings updates to {facts.webhook}, not {meant}; `run` changes it.")
    if facts.last_error:
        return warn(f"PUBLIC_URL: Telegram's last call of the webhook failed: {facts.last_error}.")
    return ok(f"Updates come {f'to {expected}' if expected else 'by polling'}.")


async def groups(at: Look) -> AsyncIterator[Finding]:
    """Every connected group still has the bot in it, with the rights that it needs."""
    if at.database is None or at.telegram is None:
        return
    async with at.database.reading() as store:
        rooms = [
            (room, store.people.unseal_chat(chat))
            for room in await store.offices.rooms()
            if (chat := await store.people.chat_by_id(room.chat_id)).channel == "telegram"
            and not chat.private
        ]
    for room, chat_id in rooms:
        yield await _group(at.telegram, room, chat_id)


async def _group(channel: TelegramChannel, room: Room, chat_id: str) -> Finding:
    what = f"The group of {room.unit}" if room.kind == RoomKind.UNIT else "The duty chat"
    try:
        rights = await channel.rights(chat_id)
    except SendError as error:
        return fail(f"{what} cannot be reached: {getattr(error, 'reason', error)}.")
    return _rights(f"{what}, {rights.title!r}", rights, room.topic)


def _rights(what: str, rights: Rights, topic: str | None) -> Finding:
    if rights.status not in PRESENT:
        return fail(f"{what}: the bot is {rights.status}; take it in again as a member.")
    if not rights.writes:
        return fail(f"{what}: its members may not write, nor the bot; make it an administrator.")
    if topic and not rights.can_manage_topics:
        return warn(f"{what}: without the right to manage topics a deleted topic stays away.")
    if not rights.hears_all:
        return warn(f"{what}: the bot hears only replies to itself; make it an administrator.")
    return ok(f"{what}: the bot is {rights.status} and hears what is said.")


async def people(at: Look) -> AsyncIterator[Finding]:
    """Every unit has a group, and somebody hears alerts and gets the digest."""
    if at.database is None or at.office is None:
        return
    async with at.database.reading() as store:
        rooms = await store.offices.rooms()
        leaders = await store.people.with_role(Role.LEADER, at.now)
        admins = await store.people.with_role(Role.ADMIN, at.now)
    connected = {room.unit for room in rooms}
    for unit in at.office.units:
        if unit.code not in connected:
            code = unit.code
            yield warn(f"Unit {code} has no group: `python -m bot invite unit {code}` makes one.")
    if any(room.kind == RoomKind.DUTY for room in rooms):
        yield ok("There is a duty chat for the bot's own alerts.")
    else:
        instead = f"{len(admins)} admins get them" if admins else "they go to the log only"
        yield warn(f"There is no duty chat for alerts: {instead}; see `invite duty`.")
    if leaders:
        yield ok(f"{len(leaders)} leaders get the weekly digest.")
    else:
        yield warn("Nobody gets the weekly digest; see `invite leader`.")
