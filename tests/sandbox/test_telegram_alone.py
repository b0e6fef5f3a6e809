"""The stand-in for Telegram runs in a process of its own and is driven over HTTP."""

import asyncio
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.telegram import TOKEN


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A caller at the door of a stand-in in another process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox.telegram", "--no-pace",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            yield client
    finally:
        process.terminate()
        await process.communicate()


async def test_people_act_and_the_bot_answers(http: httpx.AsyncClient) -> None:
    async def act(what: str, /, **told: object) -> dict[str, object]:
        done: dict[str, object] = (await http.post(f"/sandbox/{what}", json=told)).json()
        return done

    lan = (await act("person", name="Lan"))["id"]
    group = (await act("group", title="Tổ", admins=[lan], bot_admin=True))["id"]
    await act("says", who=lan, text="đèn hỏng")
    await act("says", who=lan, text="chào", **{"in": group})
    keyboard = {"inline_keyboard": [[{"text": "Gửi", "callback_data": "send"}]]}
    for chat in (lan, group):
        told = {"chat_id": chat, "text": "x", "reply_markup": keyboard}
        sent = (await http.post(f"/bot{TOKEN}/sendMessage", json=told)).json()["result"]
        await act("presses", who=lan, chat=chat, message_id=sent["message_id"], choice="Gửi")
    got = (await http.get(f"/bot{TOKEN}/getUpdates", params={"timeout": 1})).json()["result"]
    kinds = [next(kind for kind in update if kind != "update_id") for update in got]
    assert kinds.count("message") == 3
    assert kinds.count("callback_query") == 2
    assert (await act("state"))["count_429"] == 0
    shown = (await http.post("/sandbox/messages", json={"chat": lan})).json()
    assert [(message["text"], message["from_bot"]) for message in shown] == [
        ("đèn hỏng", False),
        ("x", True),
    ]
    assert "Impossible" in str(await act("presses", who=lan, chat=lan, message_id=2, choice="Bỏ"))
    assert "KeyError" in str(await act("dances"))
