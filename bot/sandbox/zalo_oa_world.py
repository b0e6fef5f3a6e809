"""The memory of the stand-in for Zalo's OA: who there is, what was said, what the OA may do."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Unpack

from bot.clock import Clock
from bot.sandbox.changing import Changing
from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import Account, Chat, GroupChat, Message
from bot.sandbox.zalo_oa_draft import Draft
from bot.sandbox.zalo_oa_errors import ApiError, invalid
from bot.sandbox.zalo_oa_files import Files
from bot.sandbox.zalo_oa_quota import Asset, Quota, Template
from bot.sandbox.zalo_oa_wire import Identity, Wire

HISTORY = 50_000
"""Calls that are remembered."""

Push = Callable[[Json, str], None]
"""Takes an event and the chat within which the order is kept."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the app: what was asked, the HTTP status (0: none), and the answer's body."""

    method: str
    path: str
    body: Json
    status: int
    answer: object
    at: datetime

    @property
    def ok(self) -> bool:
        """Whether Zalo did it: HTTP 200 says nothing, `error` does."""
        answer = self.answer
        return self.status == 200 and isinstance(answer, dict) and not answer.get("error")


class World(Changing):
    """People, groups, files and money of one Official Account."""

    def __init__(self, clock: Clock, who: Identity) -> None:
        super().__init__()
        self.clock = clock
        self.who = who
        self.wire = Wire()
        self.base_url = ""
        self.accounts: dict[str, Account] = {}
        self.visitors: dict[tuple[str, str], Account] = {}
        """By their ids and those of their conversations."""
        self.groups: dict[str, GroupChat] = {}
        self.files = Files(clock)
        self.quota = Quota(clock)
        self.assets: dict[str, Asset] = {}
        self.templates: dict[str, Template] = {}
        self.history: deque[Call] = deque(maxlen=HISTORY)
        self.push: Push = lambda _event, _lane: None
        self._stamp = 0

    def stamp(self) -> int:
        """Now in Unix milliseconds, and always later than the time before."""
        now = int(self.clock.now().timestamp() * 1000)
        self._stamp = max(now, self._stamp + 1)
        return self._stamp

    def key(self, what: str) -> str:
        """A new id of twenty hexadecimal digits, as messages, groups and uploads have."""
        told = f"{what} {self.number(what)} {self.who.oa_id}"
        return sha256(told.encode()).hexdigest()[:20]

    def url(self, path: str) -> str:
        """Where a file can be fetched from."""
        return f"{self.base_url}{path}"

    def account(self, user_id: object) -> Account:
        """A person whom the OA can name. Raises ApiError -201."""
        found = self.accounts.get(user_id) if isinstance(user_id, str) else None
        if found is None:
            raise invalid("user_id")
        return found

    def group(self, group_id: object) -> GroupChat:
        """A group that the OA is in and that works. Raises ApiError -403, -237."""
        found = self.groups.get(group_id) if isinstance(group_id, str) else None
        if found is None or not found.oa_inside:
            raise ApiError(-403)
        if not found.enabled:
            raise ApiError(-237)
        return found

    def avatar(self, user_id: str) -> str:
        """The picture of a person or of the OA."""
        return self.url(f"/media/avatar/{user_id}.jpg")

    def post(
        self, chat: Chat, *, sender: Account | None = None, **content: Unpack[Draft]
    ) -> Message:
        """Put a message into a chat; without a sender it is the OA's own."""
        author = (sender.id, sender.name) if sender else (self.who.oa_id, self.who.oa_name)
        message = Message(
            chat,
            self.key("message"),
            *author,
            self.clock.now(),
            self.stamp(),
            from_bot=sender is None,
            **content,
        )
        chat.posted.append(message)
        self.pulse()
        return message

    def chats(self) -> list[Chat]:
        """All chats of the OA with one person."""
        return [account.chat for account in self.accounts.values()]
