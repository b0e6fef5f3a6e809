"""Telegram's JSON as it arrives, and a reader for it."""

from datetime import UTC, datetime
from typing import Any

from telegram import Bot

from bot.channels.telegram_read import Reader
from handlers.message import Incoming

SENT = 1_795_000_000
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LAN = {"id": 71, "is_bot": False, "first_name": "Lan", "last_name": "Lê", "username": "lanle"}
LAN_CHAT = {"id": 71, "type": "private", "first_name": "Lan"}
GROUP = {"id": -1009, "type": "supergroup", "title": "Tổ Môi trường", "is_forum": True}
OUR_BOT = {"id": 5, "is_bot": True, "first_name": "Bot", "username": "phan_anh_bot"}
HIDDEN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
FILE = {"file_id": "F1", "file_unique_id": "U1", "file_size": 900}
reader = Reader(Bot("5:token"), lambda: NOW, "phan_anh_bot")


def message(chat: dict[str, Any] = LAN_CHAT, **parts: object) -> dict[str, Any]:
    return {"message_id": 12, "date": SENT, "chat": chat, "from": LAN, **parts}


def read(chat: dict[str, Any] = LAN_CHAT, **parts: object) -> Incoming | None:
    return reader.read({"update_id": 1, "message": message(chat, **parts)})


def heard(chat: dict[str, Any] = LAN_CHAT, **parts: object) -> Incoming:
    incoming = read(chat, **parts)
    assert incoming is not None
    return incoming
