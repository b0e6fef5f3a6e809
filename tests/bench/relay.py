"""What the desk is compared with: a bare relay that thanks, posts into the group, and forgets."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

THANKS = "Cảm ơn ông/bà, chúng tôi đã nhận được."


async def relay(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Thank the resident, then post the text into the group."""
    if update.message is None or update.message.text is None:
        return
    await update.message.reply_text(THANKS)
    group = os.environ["BENCH_GROUP"]  # noqa: TID251  # a script with no settings of its own
    await context.bot.send_message(int(group), update.message.text)


def main() -> None:
    """Poll with the library's default settings."""
    environment = os.environ  # noqa: TID251  # likewise
    application = (
        Application.builder()
        .token(environment["TELEGRAM_TOKEN"])
        .base_url(f"{environment['TELEGRAM_API_URL']}/bot")
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT & filters.ChatType.PRIVATE, relay))
    application.run_polling()


if __name__ == "__main__":
    main()
