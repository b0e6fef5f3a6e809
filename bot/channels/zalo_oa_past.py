"""What the OA's webhook may have missed: recent chats are read again, and told as events."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.base import Raw
from bot.channels.zalo_oa_line import Json, Line

PAGE = 10
"""More the platform does not give at once (zalo.md §B6)."""
MOST_PAGES = 100
"""Of one list: a thousand messages. What is older was said before a much longer silence."""

# A history's words for what an event calls otherwise.
EVENTS = {"photo": "image", "gif": "gif", "voice": "audio", "links": "link"}

Page = Callable[[int], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Past:
    """Reads histories. Raises Failed, RetryLater."""

    line: Line
    oa_id: str

    async def since(self, when: datetime) -> list[Raw]:
        """Every message of a person since then, in private and in groups, oldest first."""
        stamp = int(when.timestamp() * 1000)
        found = [event async for event in self._private(stamp)]
        found += [event async for event in self._groups(stamp)]
        return sorted(found, key=lambda event: int(event["timestamp"]))

    async def _private(self, since: int) -> AsyncIterator[Raw]:
        chats: dict[str, None] = {}
        async for item in _items(self._recent_private, since):
            chats[str(item["to_id" if self._ours(item) else "from_id"])] = None
        for user in chats:

            async def page(offset: int, user: str = user) -> Any:  # noqa: ANN401  # any JSON
                return await self.line.ask(
                    "/v2.0/oa/conversation", user_id=user, offset=offset, count=PAGE
                )

            async for item in _items(page, since):
                if not self._ours(item):
                    yield self._event(item, f"user_send_{_kind(item)}", self.oa_id)

    async def _groups(self, since: int) -> AsyncIterator[Raw]:
        groups: dict[str, None] = {}
        async for item in _items(self._recent_groups, since):
            groups[str(item["group_id"])] = None
        for group in groups:

            async def page(offset: int, group: str = group) -> Any:  # noqa: ANN401  # any JSON
                return await self.line.get(
                    "/v3.0/oa/group/conversation", group_id=group, offset=offset, count=PAGE
                )

            async for item in _items(page, since):
                if not self._ours(item):
                    yield self._event(item, f"user_send_group_{_kind(item)}", group)

    async def _recent_private(self, offset: int) -> Any:  # noqa: ANN401  # any JSON
        return await self.line.ask("/v2.0/oa/listrecentchat", offset=offset, count=PAGE)

    async def _recent_groups(self, offset: int) -> Any:  # noqa: ANN401  # any JSON
        return await self.line.get("/v3.0/oa/group/listrecentchat", offset=offset, count=PAGE)

    def _ours(self, item: Json) -> bool:
        """`src` is 0 for the OA; some see none."""
        return item.get("src") == 0 or str(item.get("from_id")) == self.oa_id

    def _event(self, item: Json, name: str, recipient: str) -> Raw:
        return {
            "event_name": name,
            "sender": {"id": str(item["from_id"]), "name": item.get("from_display_name") or ""},
            "recipient": {"id": recipient},
            "message": {
                "msg_id": str(item["message_id"]),
                "text": item.get("message") or "",
                "attachments": _attachments(item),
            },
            "timestamp": str(item["time"]),
        }


async def _items(page: Page, since: int) -> AsyncIterator[Json]:
    """The items of a list that is newest first, page by page, until they are too old."""
    for number in range(MOST_PAGES):
        items = await page(number * PAGE)
        if not isinstance(items, list) or not items:
            return
        for item in items:
            if isinstance(item, dict) and int(item.get("time", 0)) >= since:
                yield item
        if any(int(item.get("time", 0)) < since for item in items if isinstance(item, dict)):
            return
        if len(items) < PAGE:
            return


def _kind(item: Json) -> str:
    kind = str(item.get("type", "text")).lower()
    return EVENTS.get(kind, kind)


def _attachments(item: Json) -> list[Json]:
    kind = _kind(item)
    if kind == "text":
        return []
    if kind == "location":
        return [{"type": kind, "payload": {"coordinates": _coordinates(item.get("location"))}}]
    links = item.get("links")
    parts = links if isinstance(links, list) else [item]
    return [
        {
            "type": kind,
            "payload": {
                "url": part.get("url") or "",
                "thumbnail": part.get("thumb") or "",
                "description": part.get("description") or "",
                "title": part.get("title") or "",
                "name": part.get("name") or "",
            },
        }
        for part in parts
        if isinstance(part, dict)
    ]


def _coordinates(said: object) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(said, str):
        try:
            return json.loads(said)
        except ValueError:
            return {}
    return said or {}
