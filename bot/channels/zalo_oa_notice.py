"""The approved template that tells a resident, for money and at any time, that an answer waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.channels.zalo_oa_errors import NOTICES, Failed, explained
from bot.channels.zalo_oa_line import Line
from handlers.message import Address, Sent

PATH = "/v3.0/oa/message/template"


@dataclass(frozen=True, slots=True)
class Notice:
    """Sends the template. Its one field is `code`: "case <code> has its answer" (zalo.md §B3)."""

    line: Line
    template_id: str
    now: Callable[[], datetime]

    async def __call__(self, to: Address, code: str) -> Sent:
        """Raises a SendError."""
        body = {
            "user_id": to.chat_id,
            "template_id": self.template_id,
            "template_data": {"code": code},
        }
        try:
            told = await self.line.post(PATH, body)
        except Failed as error:
            raise explained(error, self.now(), NOTICES) from error
        return Sent((str(told["message_id"]),) if told.get("message_id") else ())
