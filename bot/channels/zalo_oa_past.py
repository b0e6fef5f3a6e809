"""What the OA's webhook may have missed: recent chats are read again, and told as events."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.channels.base import Raw, RetryLater
from bot.channels.zalo_oa_line import Json, Line

PAGE = 10
"""More the platform does not give at once (zalo.md §B6)."""
MOST_PAGES = 100
"""Of one list: a thousand messages. What is older was said before a much longer silence."""

# A history's words for what an event calls otherwise.
EVENTS = {"photo": "image", "gif": "gif", "voice": "audio", "links": "link"}

Page = Callable[[int], Awaitable[Any]]

log = structlog.get_logger(__name__)


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
            chats[str(item.get("to_id" if self._ours(item) else "from_id") or "")] = None
        for user in filter(None, chats):

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
            groups[str(item.get("group_id") or "")] = None
        for group in filter(None, groups):

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
        found = await page(number * PAGE)
        items = _readable(found)
        for item in items:
            if int(item["time"]) >= since:
                yield item
        if len(found) < PAGE or any(int(item["time"]) < since for item in items):
            return


def _readable(found: Any) -> list[Json]:  # noqa: ANN401  # any JSON
    """A page's messages. Raises RetryLater when there is none in what was said: it was no page."""
    if found == {}:  # an answer without data
        return []
    items = [item for item in found if _is_message(item)] if isinstance(found, list) else []
    if not items and found != []:
        raise RetryLater("what Zalo said is no history")
    if len(items) < len(found):
        log.error("a part of Zalo's history cannot be read", messages=len(found) - len(items))
    return items


def _is_message(item: object) -> bool:
    return (
        isinstance(item, dict)
        and str(item.get("time")).isdecimal()
        and bool(item.get("from_id") and item.get("message_id"))
    )


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
