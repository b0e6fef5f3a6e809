"""A stand-in for Telegram on this machine: the Bot API over HTTP, and people who use their apps."""

import asyncio
import runpy
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.clock import Clock
from bot.sandbox.serve import serve
from bot.sandbox.telegram_chats import Chat
from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.telegram_faults import Faults
from bot.sandbox.telegram_files import picture
from bot.sandbox.telegram_groups import Group
from bot.sandbox.telegram_http import BotApi
from bot.sandbox.telegram_pace import Pace
from bot.sandbox.telegram_people import NEVER_STARTED, Person
from bot.sandbox.telegram_webhook import Webhook
from bot.sandbox.telegram_world import Call, World

__all__ = ["Group", "Impossible", "Person", "TelegramSandbox", "picture"]

TOKEN = "7000000001:SANDBOX_0123456789abcdefghijklmnopq"  # noqa: S105  # opens nothing
POISON: Json = {"message": {"message_id": "seven", "date": "today", "text": "?"}}


class TelegramSandbox:
    """One Telegram with one bot; people and groups are made by `person` and `group`.

    `pace`: whether Telegram's speed limits hold (`sandbox.pace.on` switches them later);
    `privacy`: the bot's privacy mode, fixed for a group at the moment the bot comes in.
    """

    def __init__(
        self, clock: Clock, *, token: str = TOKEN, bot_username: str = "phan_anh_bot",
        pace: bool = True, privacy: bool = True,
    ) -> None:  # fmt: skip
        self.token = token
        self.world = World(clock, token, bot_username, privacy=privacy)
        self.pace = Pace(on=pace)
        self.faults = Faults()
        self._webhook = Webhook(self.world)
        self._api = BotApi(self.world, self.pace, self.faults, self._webhook)

    @property
    def app(self) -> Starlette:
        """The ASGI app behind the door; routes may be added to it."""
        return self._api.app

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Open the door; yields the base URL for TELEGRAM_API_URL. May be done again later."""
        try:
            async with asyncio.TaskGroup() as group:
                delivering = group.create_task(self._webhook.run())
                try:
                    async with serve(self._api.app, port) as url:
                        yield url
                finally:
                    delivering.cancel()
        except BaseExceptionGroup as trouble:
            if len(trouble.exceptions) > 1:
                raise
            # What went wrong inside the block leaves it as it is, not as a group of one.
            raise trouble.exceptions[0] from None

    def person(self, name: str, *, user_id: int | None = None, username: str = "") -> Person:
        """Somebody with a phone, who has not spoken to the bot yet."""
        number = user_id or 500_000_000 + self.world.number("person")
        handle = {"username": username} if username else {}
        user = {
            "id": number,
            "is_bot": False,
            "first_name": name,
            **handle,
            "language_code": "vi",
        }
        names = {"first_name": name, **handle}
        chat = Chat(number, "private", names, NEVER_STARTED, members={number: "member"})
        self.world.users[number], self.world.chats[number] = user, chat
        return Person(self.world, user, chat)

    def group(
        self, title: str, *, members: Sequence[Person] = (), admins: Sequence[Person] = (),
        forum: bool = False, supergroup: bool = False, privacy: bool | None = None,
        bot: bool = True, bot_admin: bool = False,
    ) -> Group:  # fmt: skip
        """A group, owned by the first admin; with `bot` the bot is taken in (and told so).

        A plain group unless `supergroup` or `forum`; the latter has topics.
        """
        wide = supergroup or forum
        base = -1_001_000_000_000 if wide else -4_000_000
        chat = Chat(
            base - self.world.number("supergroup" if wide else "group"),
            "supergroup" if wide else "group",
            {"title": title},
            forum=forum,
        )
        owner = admins[0] if admins else self.person("Chủ nhóm")
        chat.members = {
            **{person.id: "member" for person in members},
            **{person.id: "administrator" for person in admins},
            owner.id: "creator",
        }
        chat.refusal = f"bot is not a member of the {chat.type} chat"
        self.world.chats[chat.id] = chat
        group = Group(self.world, chat, owner.user)
        if bot:
            group.add_bot(admin=bot_admin)
            chat.sees_all = not (self.world.privacy if privacy is None else privacy)
        return group

    @property
    def history(self) -> deque[Call]:
        """Every call of the bot, oldest first."""
        return self.world.history

    def calls(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.world.history if call.method == method]

    @property
    def count_429(self) -> int:
        """How often the pace was broken (injected 429s do not count)."""
        return self.pace.refused

    def poison(self, update: Json | None = None) -> int:
        """Put an update into the queue that nobody can read (or the given one); says its id."""
        return self.world.updates.push(POISON if update is None else update)

    @property
    def parked(self) -> asyncio.Event | None:
        """What a getUpdates that is under way waits for."""
        return self.world.updates.parked

    @property
    def quiet(self) -> bool:
        """Every update is confirmed or delivered, and no request but a parked poll is under way.

        What waits while the line is cut is quiet: nothing would be brought now.
        """
        waiting = not self.faults.cut and self.world.updates.waiting()
        return not self.world.under_way and not waiting

    def cut(self) -> None:
        """Block Telegram: a poll that is under way breaks off, and no other call comes through."""
        self.faults.cut = True
        if self.world.updates.parked:
            self.world.updates.parked.set()

    def mend(self) -> None:
        """Everything comes through again."""
        self.faults.cut = False

    async def until(self, condition: Callable[[], object], timeout: float = 5) -> None:  # noqa: ASYNC109  # real seconds
        """Wait until the condition holds; looked at whenever something changes here.

        A LookupError (`lan.last` before anything was said) counts as no. Raises TimeoutError.
        """
        await self.world.until(condition, timeout)

    async def wait_quiet(self, timeout: float = 5) -> None:  # noqa: ASYNC109  # real seconds
        """Wait for `quiet`. Raises TimeoutError."""
        await self.until(lambda: self.quiet, timeout)


if __name__ == "__main__":
    runpy.run_module("bot.sandbox.telegram_alone", run_name="__main__")
