"""Makes of a message what its channel can carry, and says when it may not go there at all."""

from dataclasses import replace
from datetime import datetime

from bot.channels.base import Channel, Limits, Refused
from handlers.desk import UNTIL
from handlers.message import Outgoing, Sent
from handlers.reach import Reach
from handlers.windows import KNOCK
from storage.models import Chat, Outbox


def reach_of(channel: Channel, *, links: bool) -> Reach:
    """What of a channel's limits the handlers must know; `links`: we have an address of our own."""
    limits = channel.limits
    knocks = getattr(channel, "knock_on_door", None) is not None
    return Reach(
        free=limits.free,
        window=limits.window,
        knocks=knocks,
        letters=limits.letters,
        sheets=limits.sheets,
        quotes=limits.quotes,
        pins=limits.pins,
        mentioned=limits.mentioned,
        links=links,
    )


def is_shut(row: Outbox, chat: Chat, limits: Limits, now: datetime) -> bool:
    """Say whether the platform takes nothing for this chat before its person writes again."""
    if not chat.private or limits.window is None or row.what == KNOCK:
        return False
    over = chat.heard_at is not None and chat.heard_at + limits.window <= now
    return over or chat.shut_at is not None


def is_over(row: Outbox, now: datetime) -> bool:
    """Say whether the time is over in which a message may be sent."""
    until = (row.data or {}).get(UNTIL)
    return until is not None and until <= now.timestamp()


def is_charged(row: Outbox, chat: Chat, limits: Limits, now: datetime) -> bool:
    """Say whether the platform counts a message against what the office pays for."""
    if not chat.private or limits.free is None:
        return False
    late = chat.heard_at is not None and chat.heard_at + limits.free <= now
    return late or row.what == KNOCK


def as_it_can_be(out: Outgoing, row: Outbox, limits: Limits) -> Outgoing | None:
    """A newer face as a new message where nothing can be edited, or its short line; None: nothing.

    Whether it matters is the handler's to say (Note.short).
    """
    if out.edits is None or limits.edits:
        return out
    short = (row.data or {}).get("short")
    if short is None:
        return replace(out, edits=None)
    if not short:
        return None
    return replace(out, text=short, choices=(), attachments=(), reply_to=None, edits=None)


async def send_piece(channel: Channel, row: Outbox, piece: Outgoing, below: str | None) -> Sent:
    """One call of the platform. Raises a SendError."""
    if row.what == KNOCK:
        knock = getattr(channel, "knock_on_door", None)
        if knock is None:  # it could when this was queued
            raise Refused("the channel brings no notices")
        sent: Sent = await knock(piece.to, (row.data or {})["code"])
        return sent
    return await channel.send(replace(piece, reply_to=below) if below else piece)
