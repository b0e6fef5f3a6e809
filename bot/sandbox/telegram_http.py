"""The stand-in's door: the Bot API over HTTP, with its pace, its faults and its errors."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serve import HANG_UP
from bot.sandbox.telegram_body import read_body
from bot.sandbox.telegram_check import check
from bot.sandbox.telegram_desk import DESK
from bot.sandbox.telegram_edit import EDIT
from bot.sandbox.telegram_errors import ApiError, Json
from bot.sandbox.telegram_faults import Faults, Way
from bot.sandbox.telegram_pace import Pace
from bot.sandbox.telegram_schema import METHODS
from bot.sandbox.telegram_send import SEND
from bot.sandbox.telegram_updates import LONGEST_POLL
from bot.sandbox.telegram_webhook import Webhook
from bot.sandbox.telegram_world import Call, World

PACED = {*SEND, "editMessageText", "editMessageCaption", "editMessageReplyMarkup"}
"""What counts against the pace; answers to presses, deletions and questions do not."""

Waiting = Callable[[asyncio.Event, datetime | None], Awaitable[None]]
"""Waits for the event or the time, and sets the event when the caller hangs up."""


class _Cut(Exception):
    """The line is to be cut without an answer."""


class BotApi:
    """Answers every request for one bot."""

    def __init__(self, world: World, pace: Pace, faults: Faults, webhook: Webhook) -> None:
        self._world = world
        self._pace = pace
        self._faults = faults
        self._methods = SEND | EDIT | DESK | {
            "setWebhook": webhook.set,
            "deleteWebhook": webhook.delete,
            "getWebhookInfo": webhook.info,
        }  # fmt: skip
        self.app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._file),
            ],
            exception_handlers={404: _not_found},
        )

    async def _call(self, request: Request) -> Response:
        name: str = request.path_params["method"]
        call: Json = {"name": name, "params": {}}
        with self._world.busy():
            try:
                result = await self._answer(request, call)
                status, body = 200, {"ok": True, "result": result}
            except ApiError as error:
                status, body = error.code, error.body()
                result = body
            except _Cut:
                status, body, result = 0, {}, None
            if self._faults.cut:  # cut while it was under way: the answer does not arrive
                status, body, result = 0, {}, None
            now = self._world.clock.now()
            self._world.history.append(Call(call["name"], call["params"], status, result, now))
            return _response(status, body) if status else await _hang_up(request)

    async def _answer(self, request: Request, call: Json) -> object:
        """Do what is asked; `call` learns name and parameters on the way. Raises ApiError."""
        if self._faults.cut:
            raise _Cut
        _check_token(request.path_params["token"], self._world.token)
        known = METHODS.get(call["name"].lower())
        if known is None:
            raise ApiError(404, "Not Found: method not found")
        call["name"], fields = known
        body = await read_body(request)
        call["params"] = body.values
        call["params"] = params = check(fields, body)
        waiting = _waiting(request, self._world)
        chat_id = params.get("chat_id")
        fault = self._faults.take(call["name"], chat_id)
        if fault is None:
            return await self._do(call["name"], params, waiting)
        if fault.error:
            raise fault.error
        if fault.way is Way.DROP:
            raise _Cut
        result = await self._do(call["name"], params, waiting)
        if fault.way is Way.DROP_AFTER:
            raise _Cut
        until = self._world.clock.now() + fault.delay if fault.delay else None
        await waiting(asyncio.Event(), until)
        return result

    async def _do(self, name: str, params: Json, waiting: Waiting) -> object:
        if name == "getUpdates":
            return await self._poll(params, waiting)
        chat_id = params.get("chat_id")
        if name in PACED and chat_id in self._world.chats:
            cost = len(params.get("media", "1"))
            self._pace.take(chat_id, cost, self._world.clock.now())
        return self._methods[name](self._world, params)

    async def _poll(self, params: Json, waiting: Waiting) -> list[Json]:
        """GetUpdates: confirm what lies before the offset, then wait for something to tell."""
        updates = self._world.updates
        limit = min(max(params.get("limit", 100), 1), 100)
        patience = timedelta(seconds=min(max(params.get("timeout", 0), 0), LONGEST_POLL))
        with updates.polling() as poller:
            updates.choose(params.get("allowed_updates"))
            updates.confirm(params.get("offset", 0))
            if patience and not updates.waiting():
                with self._world.parked():
                    await waiting(poller.wake, self._world.clock.now() + patience)
            poller.check()
            return [update.json for update in updates.waiting()[:limit]]

    async def _file(self, request: Request) -> Response:
        _check_token(request.path_params["token"], self._world.token)
        path: str = request.path_params["path"]
        content = self._world.files.download(path, self._world.clock.now())
        if content is None:
            return _response(404, ApiError(404, "Not Found").body())
        return Response(content, media_type="application/octet-stream")


def _check_token(token: str, ours: str) -> None:
    if not re.fullmatch(r"\d+:[\w-]+", token):
        raise ApiError(404, "Not Found")
    if token != ours:
        raise ApiError(401, "Unauthorized")


def _waiting(request: Request, world: World) -> Waiting:
    async def wait(event: asyncio.Event, until: datetime | None) -> None:
        async def watch() -> None:
            await _left(request)
            event.set()

        async with asyncio.TaskGroup() as group:
            watching = group.create_task(watch())
            await world.clock.wait(event, until)
            watching.cancel()

    return wait


async def _left(request: Request) -> None:
    """Return when the caller has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _hang_up(request: Request) -> Response:
    request.scope[HANG_UP]()
    await _left(request)
    return Response()


def _response(status: int, body: Json) -> Response:
    """JSON, but from a gateway (502, 504) the page of a proxy, as in real life.

    A description that is a page itself is one of whoever stands in between.
    """
    page = body.get("description", "")
    if status > 500:
        page = f"<html><head><title>{status}</title></head></html>"
    if page.startswith("<"):
        return Response(page, status, media_type="text/html")
    return Response(json.dumps(body), status, media_type="application/json")


async def _not_found(_: Request, __: Exception) -> Response:
    return _response(404, ApiError(404, "Not Found").body())
