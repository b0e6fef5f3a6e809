"""The stand-in for Zalo's OA runs in a process of its own and is driven over HTTP."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.sandbox.serve import serve
from tests.sandbox.oa import CS, Hook, buttons

Line = tuple[httpx.AsyncClient, dict[str, str]]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    """A caller at the door of a stand-in in another process, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox.zalo_oa", "--no-pace", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        url = (await process.stdout.readline()).decode().strip()
        keys = json.loads(await process.stdout.readline())
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            yield client, keys
    finally:
        process.terminate()
        await process.communicate()


async def test_people_act_and_the_app_answers(line: Line) -> None:
    http, keys = line

    async def act(what: str, /, **told: object) -> Any:  # noqa: ANN401  # any JSON
        return (await http.post(f"/sandbox/{what}", json=told)).json()

    hook = Hook()
    async with serve(Starlette(routes=[Route("/z", hook.take, methods=["GET", "POST"])])) as own:
        assert (await act("webhook", url=f"{own}/z"))["url"] == f"{own}/z"
        lan = (await act("person", name="Lan", follows=True))["id"]
        group = (await act("group", title="Tổ", admins=[lan]))["id"]
        await act("says", who=lan, text="đèn hỏng")
        await act("says", who=lan, text="chào", **{"in": group})
        told = {"text": "Chọn", "attachment": buttons("Gửi")}
        body = {"recipient": {"user_id": lan}, "message": told}
        headers = {"access_token": keys["access_token"]}
        assert (await http.post(CS, json=body, headers=headers)).json()["error"] == 0
        await act("presses", who=lan, label="Gửi")
        while not (await act("state"))["quiet"]:  # noqa: ASYNC110  # in another process
            await asyncio.sleep(0)
    assert sorted(hook.names) == sorted(
        ["follow", "create_group", "user_send_text", "user_send_group_text", "oa_send_text",
         "user_send_text"]
    )  # fmt: skip
    assert (await act("state"))["count_limited"] == 0
    shown = await act("messages", chat=lan)
    assert [(one["text"], one["from_bot"]) for one in shown] == [
        ("đèn hỏng", False), ("Chọn", True), ("Gửi", False),
    ]  # fmt: skip
    assert [one["text"] for one in await act("messages", chat=group)] == ["chào"]
    assert "Impossible" in str(await act("presses", who=lan, label="Bỏ"))
    assert "KeyError" in str(await act("dances"))
