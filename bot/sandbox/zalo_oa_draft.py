"""What a message says, before it stands in a chat of the stand-in for Zalo's OA."""

from typing import TypedDict

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import Button, Message, StoredFile


class Draft(TypedDict, total=False):
    """The content of a message; what is absent is empty."""

    text: str
    kind: str
    files: tuple[StoredFile, ...]
    links: tuple[str, ...]
    choices: tuple[Button, ...]
    attachments: tuple[Json, ...]
    reply_to: Message | None
    asks_info: bool
    hidden: bool
    admin: str
