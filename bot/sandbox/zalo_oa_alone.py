"""The stand-in for Zalo's OA in a process of its own, in real time, driven over HTTP.

`python -m bot.sandbox.zalo_oa --port N [--no-pace]` prints its URL, then the ids and secrets as
one line of JSON, and serves until it is killed. People act by `POST /sandbox/<act>` with JSON;
the acts are in ACTS.
"""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.app import SystemClock
from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa import Group, Impossible, Person, ZaloOaSandbox
from bot.sandbox.zalo_oa_chats import Message


class Drive:
    """What people do, told in JSON; ids are those of Zalo."""

    def __init__(self, zalo: ZaloOaSandbox) -> None:
        self._zalo = zalo
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}

    async def act(self, request: Request) -> JSONResponse:
        """Answer POST /sandbox/<act>."""
        try:
            done = await ACTS[request.path_params["act"]](self, await request.json())
        except (KeyError, TypeError, ValueError, Impossible) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
        return JSONResponse(done)

    async def webhook(self, told: Json) -> Json:
        """{"url"} → {"url"}"""
        await self._zalo.set_webhook(told["url"])
        return {"url": self._zalo.webhook.url}

    async def person(self, told: Json) -> Json:
        """{"name", "follows"} → {"id"}"""
        person = self._zalo.person(told["name"], follows=told.get("follows", False))
        self._people[person.id] = person
        return {"id": person.id}

    async def group(self, told: Json) -> Json:
        """{"title", "members": [ids], "admins": [ids]} → {"id"}"""
        group = self._zalo.group(
            told["title"],
            members=[self._people[one] for one in told.get("members", [])],
            admins=[self._people[one] for one in told.get("admins", [])],
        )
        self._groups[group.id] = group
        return {"id": group.id}

    async def says(self, told: Json) -> Json:
        """{"who", "text", "in"} → {"message_id"}"""
        group = self._groups[told["in"]] if "in" in told else None
        said = self._people[told["who"]].says(told["text"], in_=group)
        return {"message_id": said.id}

    async def presses(self, told: Json) -> Json:
        """{"who", "label"} → {"message_id"}: a button of the newest message that has it"""
        who = self._people[told["who"]]
        having = [one for one in who.messages if told["label"] in one.labels]
        if not having:
            raise Impossible(f"no button {told['label']!r}")
        said = who.presses(having[-1], told["label"])
        return {"message_id": said.id if said else ""}

    async def messages(self, told: Json) -> list[Json]:
        """{"chat"} → what stands there"""
        place = self._people.get(told["chat"]) or self._groups[told["chat"]]
        return [_shown(message) for message in place.messages]

    async def state(self, _: Json) -> Json:
        """{} → {"quiet", "count_limited", "calls"}"""
        zalo = self._zalo
        counts = {"count_limited": zalo.count_limited, "calls": len(zalo.history)}
        return {"quiet": zalo.quiet, **counts}


def _shown(message: Message) -> Json:
    return {
        "message_id": message.id,
        "sender": message.sender,
        "text": message.text,
        "labels": message.labels,
        "from_bot": message.from_bot,
    }


ACTS: dict[str, Callable[[Drive, Json], Awaitable[Json | list[Json]]]] = {
    "webhook": Drive.webhook,
    "person": Drive.person,
    "group": Drive.group,
    "says": Drive.says,
    "presses": Drive.presses,
    "messages": Drive.messages,
    "state": Drive.state,
}
"""What POST /sandbox/<act> understands."""


async def _serve(port: int, *, pace: bool) -> None:
    zalo = ZaloOaSandbox(SystemClock(), pace=pace)
    zalo.app.router.routes.insert(0, Route("/sandbox/{act}", Drive(zalo).act, methods=["POST"]))
    names = ("app_id", "app_secret", "oa_id", "webhook_secret", "access_token", "refresh_token")
    async with zalo.serve(port) as url:
        told = json.dumps({name: getattr(zalo, name) for name in names})
        sys.stdout.write(f"{url}\n{told}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--no-pace", action="store_true")
    told = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(told.port, pace=not told.no_pace))


if __name__ == "__main__":
    main()
