"""Updates reach the bot once they are asked for, in order, until it confirms them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.clock import SandboxClock
from bot.sandbox.serve import serve
from bot.sandbox.telegram import TelegramSandbox
from tests.sandbox.conftest import Caller

OTHER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


async def test_updates_stay_until_they_are_confirmed(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    for word in "abc":
        lan.says(word)
    first = await bot.ok("getUpdates", limit=2)
    assert [update["message"]["text"] for update in first] == ["a", "b"]
    assert await bot.ok("getUpdates", limit=2) == first
    (rest,) = await bot.ok("getUpdates", offset=first[-1]["update_id"] + 1)
    assert rest["message"]["text"] == "c"
    assert not tg.quiet
    assert await bot.ok("getUpdates", offset=rest["update_id"] + 1) == []
    assert tg.quiet


async def test_a_negative_offset_keeps_the_newest(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    for word in "abc":
        lan.says(word)
    (kept,) = await bot.ok("getUpdates", offset=-1)
    assert kept["message"]["text"] == "c"


async def test_a_long_poll_wakes_at_once_for_news_and_in_time_without(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    lan = tg.person("Lan")
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(bot.ok("getUpdates", timeout=30))
        await tg.until(lambda: clock.next_wake())
        assert tg.quiet
        lan.says("a")
        (update,) = await polling
        again = group.create_task(bot.ok("getUpdates", timeout=30, offset=update["update_id"] + 1))
        await tg.until(lambda: tg.quiet)
        clock.advance(timedelta(seconds=30))
        assert await again == []


async def test_of_two_pollers_the_first_is_sent_away(tg: TelegramSandbox, bot: Caller) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(bot.raw("getUpdates", timeout=30))
        await tg.until(lambda: tg.world.updates.has_poller)
        await bot.ok("getUpdates")
        assert (await first)["error_code"] == 409
        assert first.result()["description"] == OTHER


async def test_a_caller_who_hangs_up_loses_nothing(tg: TelegramSandbox, bot: Caller) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await bot.http.get("getUpdates", params={"timeout": 30}, timeout=0.05)
    await tg.until(lambda: not tg.world.under_way and not tg.world.updates.has_poller)
    tg.person("Lan").says("a")
    assert len(await bot.ok("getUpdates", timeout=30)) == 1


@pytest.mark.parametrize(
    ("allowed", "kinds"),
    [
        (None, ["my_chat_member", "message", "message"]),
        ([], ["my_chat_member", "message", "message"]),
        (["message"], ["message", "message"]),
        (["callback_query"], []),
    ],
)
async def test_only_wanted_kinds_arrive_and_the_choice_stays(
    tg: TelegramSandbox, bot: Caller, allowed: list[str] | None, kinds: list[str]
) -> None:
    await bot.ok("getUpdates", **({} if allowed is None else {"allowed_updates": allowed}))
    tg.group("Tổ")
    tg.person("Lan").says("a")
    found = await bot.ok("getUpdates")
    assert [next(k for k in update if k != "update_id") for update in found] == kinds


async def test_updates_vanish_after_a_day(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    tg.person("Lan").says("a")
    clock.advance(timedelta(hours=24))
    assert await bot.ok("getUpdates") == []


async def test_poison_is_handed_out_between_the_others(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    lan.says("a")
    poison = tg.poison()
    lan.says("b")
    found = await bot.ok("getUpdates")
    assert [update["update_id"] for update in found][1] == poison
    assert "chat" not in found[1]["message"]


async def test_a_parked_poll_does_not_delay_the_end(tg: TelegramSandbox) -> None:
    async with asyncio.TaskGroup() as group, httpx.AsyncClient(trust_env=False) as http:
        async with tg.serve() as url, asyncio.timeout(1):
            polling = group.create_task(
                _cut_off(http, f"{url}/bot{tg.token}/getUpdates?timeout=50")
            )
            await tg.until(lambda: tg.world.updates.has_poller)
        assert await polling


async def _cut_off(http: httpx.AsyncClient, url: str) -> bool:
    """Whether the line was cut before an answer came."""
    try:
        await http.get(url)
    except httpx.TransportError:
        return True
    return False


@dataclass
class Hook:
    """A bot's webhook that notes what comes, and fails when told."""

    url: str = ""
    seen: list[tuple[int, str]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    failing: set[int] = field(default_factory=set)

    async def take(self, request: Request) -> Response:
        """Answer one update."""
        update = await request.json()
        chat = update["message"]["chat"]["id"]
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if chat in self.failing:
            return Response(status_code=503)
        self.seen.append((chat, update["message"]["text"]))
        return Response()


@asynccontextmanager
async def hook() -> AsyncIterator[Hook]:
    """A webhook's server."""
    made = Hook()
    async with serve(Starlette(routes=[Route("/hook", made.take, methods=["POST"])])) as url:
        made.url = f"{url}/hook"
        yield made


async def test_a_webhook_gets_each_chat_in_order_and_a_failing_chat_holds_up_no_other(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    lan, binh = tg.person("Lan"), tg.person("Bình")
    async with hook() as made:
        await bot.ok("setWebhook", url=made.url, secret_token="s3cret")
        made.failing = {lan.id}
        for word in "abc":
            lan.says(word)
            binh.says(word)
        await tg.until(lambda: len(made.seen) == 3 and clock.next_wake())
        assert made.seen == [(binh.id, word) for word in "abc"]
        info = await bot.ok("getWebhookInfo")
        assert info["pending_update_count"] == 3
        assert "503" in info["last_error_message"]
        made.failing.clear()
        clock.advance(timedelta(seconds=1))
        await tg.wait_quiet()
        assert made.seen[3:] == [(lan.id, word) for word in "abc"]
        assert made.secrets == {"s3cret"}


async def test_attempts_at_a_webhook_come_after_doubling_pauses(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    lan = tg.person("Lan")
    async with hook() as made:
        made.failing = {lan.id}
        await bot.ok("setWebhook", url=made.url)
        lan.says("a")
        pauses = []
        for _ in range(8):
            await tg.until(lambda: clock.next_wake())
            wake = clock.next_wake() or clock.now()
            pauses.append((wake - clock.now()).total_seconds())
            clock.set(wake)
            await clock.caught_up()
        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
        await bot.ok("deleteWebhook")
    assert len(await bot.ok("getUpdates")) == 1


async def test_webhook_and_polling_exclude_each_other(tg: TelegramSandbox, bot: Caller) -> None:
    async with asyncio.TaskGroup() as group:
        parked = group.create_task(bot.refused("getUpdates", timeout=30))
        await tg.until(lambda: tg.world.updates.has_poller)
        await bot.ok("setWebhook", url="http://127.0.0.1:1/x")
        assert await parked == "Conflict: terminated by setWebhook request"
    told = await bot.refused("getUpdates")
    assert told == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await bot.ok("deleteWebhook")
    await bot.ok("getUpdates")


@pytest.mark.parametrize(
    ("url", "secret", "complaint"),
    [
        ("http://x.vn/h", "", "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "https://x.vn:444/h",
            "",
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ("https://x.vn/h", "không", "secret token contains unallowed characters"),
    ],
)
async def test_webhooks_that_are_refused(
    bot: Caller, url: str, secret: str, complaint: str
) -> None:
    told = await bot.refused("setWebhook", url=url, secret_token=secret)
    assert told == f"Bad Request: {complaint}"
