"""The stand-in for Telegram in a process of its own, in real time, driven over HTTP.

`python -m bot.sandbox.telegram --port N [--no-pace]` prints its URL and serves until it is
killed. People act by `POST /sandbox/<act>` with JSON; the acts are in ACTS.
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.app import SystemClock
from bot.sandbox.telegram import TOKEN, Group, Impossible, Person, TelegramSandbox
from bot.sandbox.telegram_chats import Message
from bot.sandbox.telegram_errors import Json


class Drive:
    """What people do, told in JSON; ids are those of Telegram."""

    def __init__(self, tg: TelegramSandbox) -> None:
        self._tg = tg
        self._people: dict[int, Person] = {}
        self._groups: dict[int, Group] = {}

    async def act(self, request: Request) -> JSONResponse:
        """Answer POST /sandbox/<act>."""
        try:
            done = ACTS[request.path_params["act"]](self, await request.json())
        except (KeyError, TypeError, ValueError, Impossible) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
        return JSONResponse(done)

    def person(self, told: Json) -> Json:
        """{"name"} → {"id"}"""
        person = self._tg.person(told["name"], user_id=told.get("id"))
        self._people[person.id] = person
        return {"id": person.id}

    def group(self, told: Json) -> Json:
        """{"title", "members": [ids], "admins": [ids], "forum", "bot_admin", …} → {"id"}"""
        group = self._tg.group(
            told.pop("title"),
            members=[self._people[number] for number in told.pop("members", [])],
            admins=[self._people[number] for number in told.pop("admins", [])],
            **told,
        )
        self._groups[group.id] = group
        return {"id": group.id}

    def says(self, told: Json) -> Json:
        """{"who", "text", "in", "topic", "reply_to"} → {"message_id"}"""
        group = self._groups[told["in"]] if "in" in told else None
        who = self._people[told["who"]]
        chat = group.chat if group else who.chat
        answered = chat.find(told["reply_to"]) if "reply_to" in told else None
        said = who.says(told["text"], in_=group, topic=told.get("topic"), reply_to=answered)
        return {"message_id": said.id}

    def presses(self, told: Json) -> Json:
        """{"who", "chat", "message_id", "choice"} → {"id"}"""
        message = self._tg.world.chats[told["chat"]].posted[told["message_id"]]
        return {"id": self._people[told["who"]].presses(message, told["choice"]).id}

    def messages(self, told: Json) -> list[Json]:
        """{"chat"} → what stands there"""
        return [_shown(message) for message in self._tg.world.chats[told["chat"]].messages]

    def state(self, _: Json) -> Json:
        """{} → {"quiet", "count_429", "calls"}"""
        tg = self._tg
        return {"quiet": tg.quiet, "count_429": tg.count_429, "calls": len(tg.history)}


def _shown(message: Message) -> Json:
    return {**message.data, "from_bot": message.from_bot}


ACTS: dict[str, Callable[[Drive, Json], Json | list[Json]]] = {
    "person": Drive.person,
    "group": Drive.group,
    "says": Drive.says,
    "presses": Drive.presses,
    "messages": Drive.messages,
    "state": Drive.state,
}
"""What POST /sandbox/<act> understands."""


async def _serve(port: int, *, pace: bool, token: str) -> None:
    tg = TelegramSandbox(SystemClock(), token=token, pace=pace)
    tg.app.router.routes.append(Route("/sandbox/{act}", Drive(tg).act, methods=["POST"]))
    async with tg.serve(port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--no-pace", action="store_true")
    parser.add_argument("--token", default=TOKEN)
    told = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(told.port, pace=not told.no_pace, token=told.token))


if __name__ == "__main__":
    main()
