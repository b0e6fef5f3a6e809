"""Calls Telegram's methods by name and leaves the answers as JSON.

Of an answer to something that was sent we read one number. Measured: making the library's
objects of it, and of the buttons before, cost as much as the call itself.
"""

from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest

from bot.channels import telegram_library  # noqa: F401  sets the library up


async def call(
    bot: Bot, method: str, parameters: Mapping[str, Any], read_timeout: float | None = None
) -> Any:  # noqa: ANN401  # whatever Telegram answers
    """Ask for a method ("sendMessage"); what is None is not said. Raises TelegramError."""
    said = {name: value for name, value in parameters.items() if value is not None}
    patience = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
    # The underscore falls away: without it the library warns that it has a method of that name.
    return await bot.do_api_request(f"{method}_", said, read_timeout=patience)
