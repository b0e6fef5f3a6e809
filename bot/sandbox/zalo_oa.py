"""A stand-in for Zalo's Official Account platform on this machine, and people who use the app."""

import asyncio
import runpy
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.clock import Clock
from bot.sandbox.serve import serve
from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_oa_chats import Account, Chat, GroupChat, Message
from bot.sandbox.zalo_oa_events import echo, in_group, revoked
from bot.sandbox.zalo_oa_faults import Faults
from bot.sandbox.zalo_oa_groups import Group
from bot.sandbox.zalo_oa_http import Door
from bot.sandbox.zalo_oa_pace import Pace
from bot.sandbox.zalo_oa_people import Person
from bot.sandbox.zalo_oa_quota import Asset, Quota, Template
from bot.sandbox.zalo_oa_tokens import Tokens
from bot.sandbox.zalo_oa_visitors import Visitor
from bot.sandbox.zalo_oa_webhook import Webhook
from bot.sandbox.zalo_oa_wire import Identity, Wire
from bot.sandbox.zalo_oa_world import Call, World

__all__ = ["Asset", "Group", "Impossible", "Person", "Template", "ZaloOaSandbox", "picture"]

NOBODY = Identity(
    app_id="360846524940903967",
    app_secret="SandboxAppSecret0123",  # noqa: S106  # opens nothing
    oa_id="388613280878808645",
    webhook_secret="SandboxOaSecretKey01",  # noqa: S106  # opens nothing
    oa_name="UBND (tu dong)",
)
POISON: Json = {"event_name": "user_send_text", "sender": "?", "message": 7, "timestamp": "0"}
FIRST_USER, FIRST_APP_USER = 6_246_845_883_529_197_922, 5_521_772_797_175_877_300
ADMIN = "4462152339089565647"
"""Who writes by hand in the OA's console."""


class ZaloOaSandbox:
    """One Official Account with one app; people and groups are made by `person` and `group`.

    `pace`: whether the speed limits hold (`sandbox.pace.on` switches them later). What goes
    wrong is ordered at `faults` (calls), `webhook` (events), `tokens` and `quota`; `wire` says
    which of the conflicting reports of Zalo's events is followed.
    """

    def __init__(self, clock: Clock, *, pace: bool = True, who: Identity = NOBODY) -> None:
        self.world = World(clock, who)
        self.tokens = Tokens(clock, who)
        self.pace = Pace(on=pace)
        self.faults = Faults()
        self.webhook = Webhook(self.world)
        self.world.push = self.webhook.push
        self._door = Door(self.world, self.tokens, self.pace, self.faults)
        self.app_id, self.app_secret = who.app_id, who.app_secret
        self.oa_id, self.webhook_secret = who.oa_id, who.webhook_secret
        self.parked = None
        """No poll ever waits here: events come by webhook only."""

    @property
    def app(self) -> Starlette:
        """The ASGI app behind the door; routes may be added to it."""
        return self._door.app

    @property
    def api_url(self) -> str:
        """The host of the OpenAPI while it is served, without a slash at the end."""
        return self.world.base_url

    @property
    def oauth_url(self) -> str:
        """The host of the tokens; here the same."""
        return self.world.base_url

    @property
    def access_token(self) -> str:
        """The one that is valid now."""
        return self.tokens.pair.access

    @property
    def refresh_token(self) -> str:
        """The one that has not been used yet."""
        return self.tokens.pair.refresh

    @property
    def wire(self) -> Wire:
        """Which variants of events are brought."""
        return self.world.wire

    @property
    def quota(self) -> Quota:
        """The package's messages."""
        return self.world.quota

    @property
    def templates(self) -> dict[str, Template]:
        """Approved templates by id; put some in."""
        return self.world.templates

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Open the door; yields the base URL of all hosts. May be done again later."""
        try:
            async with serve(self._door.app, port) as url, asyncio.TaskGroup() as group:
                self.world.base_url = url
                delivering = group.create_task(self.webhook.run())
                try:
                    yield url
                finally:
                    delivering.cancel()
        except BaseExceptionGroup as trouble:
            if len(trouble.exceptions) > 1:
                raise
            # What went wrong inside the block leaves it as it is, not as a group of one.
            raise trouble.exceptions[0] from None

    async def set_webhook(self, url: str) -> None:
        """Save a webhook in the console. Raises Impossible when it does not answer 200."""
        await self.webhook.set(url)

    def person(self, name: str, *, follows: bool = False, oa_admin: bool = False) -> Person:
        """Somebody with a phone, who has not spoken to the OA yet."""
        number = self.world.number("person")
        user_id = str(FIRST_USER + number * 7_919)
        account = Account(
            user_id, str(FIRST_APP_USER + number * 7_907), name, Chat(user_id, name),
            oa_admin=oa_admin,
        )  # fmt: skip
        self.world.accounts[user_id] = account
        person = Person(self.world, account)
        if follows:
            person.follows()
        return person

    def visitor(self) -> Visitor:
        """Somebody at a web page's window, without a Zalo account."""
        return Visitor(self.world)

    def group(
        self, title: str, admins: Sequence[Person] = (), members: Sequence[Person] = (),
        *, asset_type: str = "gmf100",
    ) -> Group:  # fmt: skip
        """A group that the OA has made, with an asset of its own."""
        chat = GroupChat(self.world.key("group"), title)
        chat.members = {
            **{person.id: "member" for person in members},
            **{person.id: "admin" for person in admins},
        }
        asset = self.asset(asset_type)
        chat.asset, asset.used_by = asset.id, chat.id
        self.world.groups[chat.id] = chat
        in_group(self.world, chat, "create_group", self.oa_id)
        return Group(self.world, chat)

    def asset(self, asset_type: str = "gmf100") -> Asset:
        """Buy the right to one more group."""
        asset = Asset(self.world.key("asset"), asset_type)
        self.world.assets[asset.id] = asset
        return asset

    def admin_writes(self, to: Person | Group, text: str) -> Message:
        """A human answers in the OA's console, at any time: the event says `admin_id`."""
        message = self.world.post(to.chat, text=text, admin=ADMIN)
        echo(self.world, message)
        return message

    def poison(self, event: Json | None = None) -> None:
        """Bring an event that nobody can read (or the given one)."""
        self.webhook.push({**POISON, **(event or {})}, "")

    def revoke(self) -> None:
        """The OA's admin takes the permission back: only a new consent helps."""
        self.tokens.revoke()
        revoked(self.world)

    @property
    def history(self) -> deque[Call]:
        """Every call of the app but downloads, oldest first."""
        return self.world.history

    def calls(self, path: str) -> list[Call]:
        """The calls of one path ("/v3.0/oa/message/cs"), oldest first."""
        return [call for call in self.world.history if call.path == path]

    @property
    def count_limited(self) -> int:
        """How often the pace was broken (ordered -32 do not count)."""
        return self.pace.refused

    @property
    def quiet(self) -> bool:
        """No event would be brought now, and no request is under way.

        An event that waits for its next attempt is quiet: it does nothing before its time.
        """
        return not self.world.under_way and not self.webhook.busy

    async def until(self, condition: Callable[[], object], timeout: float = 5) -> None:  # noqa: ASYNC109  # real seconds
        """Wait until the condition holds; looked at whenever something changes here.

        A LookupError (`lan.last` before anything was said) counts as no. Raises TimeoutError.
        """
        await self.world.until(condition, timeout)

    async def wait_quiet(self, timeout: float = 5) -> None:  # noqa: ASYNC109  # real seconds
        """Wait for `quiet`. Raises TimeoutError."""
        await self.until(lambda: self.quiet, timeout)


if __name__ == "__main__":
    runpy.run_module("bot.sandbox.zalo_oa_alone", run_name="__main__")
