"""What arrives is written down first; only then does the platform hear that we have it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

import structlog
from pydantic import TypeAdapter

from bot.channels.base import Channel, Raw, Unreadable
from bot.describing import describe
from bot.ledger import Ledger
from handlers.message import Incoming
from storage.db import Database
from storage.inbox import Arrived

INCOMING: TypeAdapter[Incoming] = TypeAdapter(Incoming)
LARGEST_NUMBER = 2**63
"""No platform counts so far; anything may stand in an update that cannot be read."""
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Intake:
    """The letter box. What several webhooks bring at the same moment shares one transaction."""

    ledger: Ledger
    at_the_door: int = 0
    """How many batches wait to be written down now, and their platforms for our answer."""
    refused: str = ""
    """Why the last batch could not be stored; empty when it was."""

    async def store(self, channel: Channel, batch: list[Raw], now: datetime) -> int:
        """Write the batch down; returns how many were new. When this returns, nothing is lost.

        An update that cannot be read is set aside as it came, and everything after it goes on.
        """
        arrived = [one for raw in batch if (one := _arrived(channel, raw)) is not None]
        if not arrived:
            return 0
        self.at_the_door += 1
        try:
            new: int = await self.ledger.write(lambda store: store.inbox.add(arrived, now))
        except Exception as error:
            self.refused = describe(error)
            raise
        else:
            self.refused = ""
        finally:
            self.at_the_door -= 1
        aside = [one.external_id for one in arrived if not one.readable]
        if aside:
            log.warning("set aside what cannot be read", channel=channel.name, updates=aside)
        return new


def _arrived(channel: Channel, raw: Raw) -> Arrived | None:
    try:
        message = channel.read(raw)
    except Unreadable:
        return _aside(channel, raw)
    if message is None:
        return None
    return Arrived(
        channel=channel.name,
        chat_id=message.address.chat_id,
        external_id=message.external_id,
        body=INCOMING.dump_json(message),
        album=message.album,
        sent_at=message.sent_at,
    )


def _aside(channel: Channel, raw: Raw) -> Arrived:
    body = json.dumps(raw, ensure_ascii=True, sort_keys=True).encode()
    number = raw.get("update_id")
    known = type(number) is int and 0 < number < LARGEST_NUMBER
    name = f"update:{number if known else hashlib.sha256(body).hexdigest()}"
    return Arrived(channel.name, "", name, body, readable=False)


async def read_again(database: Database, channels: dict[str, Channel]) -> int:
    """Try to read what was set aside, with the program as it is now; returns how many could be."""
    async with database.unit_of_work() as store:
        read = 0
        for row in await store.inbox.aside():
            channel = channels.get(row.channel)
            arrived = _arrived(channel, json.loads(row.body)) if channel else None
            if arrived is not None and arrived.readable:
                await store.inbox.reread(row.id, arrived.chat_id, arrived.external_id, arrived.body)
                read += 1
    return read
