"""The stand-in's door: the Zalo Bot Platform's methods over HTTP, as strict as zalo.md §A8 says."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serve import HANG_UP
from bot.sandbox.telegram_body import read_body
from bot.sandbox.telegram_errors import ApiError, Json, units
from bot.sandbox.zalo_bot_faults import Faults, Way
from bot.sandbox.zalo_bot_webhook import Webhook
from bot.sandbox.zalo_bot_world import Call, Message, World

LONGEST = 2000
LONGEST_POLL = 60
STYLES = frozenset(("b", "i", "u", "s", "f_13", "f_15", "f_18", "f_20", "lst_1", "lst_2"))

Waiting = Callable[[asyncio.Event, datetime | None], Awaitable[bool]]
"""Waits for the event or the time; False when the caller has hung up."""


class _Cut(Exception):
    """The line is to be cut without an answer."""


class BotPlatform:
    """Answers every request for one bot."""

    def __init__(self, world: World, faults: Faults, webhook: Webhook) -> None:
        self._world = world
        self._faults = faults
        self._methods: dict[str, Callable[[Json], Awaitable[object]]] = {
            "getMe": self._me,
            "sendMessage": self._message,
            "sendPhoto": self._photo,
            "sendSticker": self._sticker,
            "sendVoice": self._voice,
            "sendChatAction": self._action,
            "setWebhook": webhook.set,
            "deleteWebhook": webhook.delete,
            "getWebhookInfo": webhook.info,
        }
        self.app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/media/{name}", self._media),
            ]
        )

    async def _call(self, request: Request) -> Response:
        name: str = request.path_params["method"]
        call: Json = {"params": {}, "http": 200}
        with self._world.busy():
            try:
                result = await self._answer(request, name, call)
                body: Json = {"ok": True} if result is None else {"ok": True, "result": result}
            except ApiError as error:
                body = result = error.body()
            except _Cut:
                body, result, call["http"] = {}, None, 0
            now, status, ok = self._world.clock.now(), call["http"], bool(body.get("ok"))
            self._world.history.append(Call(name, call["params"], status, result, now, ok))
            return _response(status, body) if status else await _hang_up(request)

    async def _answer(self, request: Request, name: str, call: Json) -> object:
        """Do what is asked; `call` learns parameters and HTTP status. Raises ApiError."""
        if request.path_params["token"] != self._world.token:
            raise ApiError(401, "Unauthorized")
        if name not in self._methods and name != "getUpdates":
            raise ApiError(404, "Not Found")
        call["params"] = params = (await read_body(request)).values
        waiting = _waiting(request, self._world)
        fault = self._faults.take(name, params.get("chat_id"))
        if fault is None:
            return await self._do(name, params, waiting)
        if fault.error:
            call["http"] = fault.http
            raise fault.error
        if fault.way is Way.DROP:
            raise _Cut
        result = await self._do(name, params, waiting)
        self._world.in_hand = False
        if fault.way is Way.DROP_AFTER:
            raise _Cut
        await waiting(
            asyncio.Event(), self._world.clock.now() + fault.delay if fault.delay else None
        )
        return result

    async def _do(self, name: str, params: Json, waiting: Waiting) -> object:
        if name == "getUpdates":
            return await self._poll(params, waiting)
        return await self._methods[name](params)

    async def _poll(self, params: Json, waiting: Waiting) -> Json:
        """Hold until there is something to tell, then give one update away for good."""
        world = self._world
        world.in_hand = False
        if world.webhook_url:
            raise ApiError(400, "Bad request: webhook is set")
        seconds = str(params.get("timeout", 30))
        if not seconds.isdecimal():
            raise ApiError(400, "Bad request: timeout")
        patience = timedelta(seconds=min(int(seconds), LONGEST_POLL))
        if not world.updates:
            with world.polling() as wake:
                if not await waiting(wake, world.clock.now() + patience):
                    raise _Cut
        world.polled_at = world.clock.now()
        if world.webhook_url or not world.updates:
            raise ApiError(408, "Request timeout")
        told = world.updates.popleft().tell()
        world.in_hand = True
        update: Json = told.get("result", told)
        return update

    async def _me(self, _: Json) -> Json:
        return self._world.me

    async def _message(self, params: Json) -> Json:
        text = params.get("text")
        _check_words(text, least=1)
        mode = params.get("parse_mode")
        if mode not in {None, "markdown", "html"}:
            raise ApiError(400, "Bad request: parse_mode")
        styles = params.get("text_styles", [])
        _check_styles(styles, units(str(text)))
        return self._said(params, str(text), styles=styles)

    async def _photo(self, params: Json) -> Json:
        caption = params.get("caption", "")
        _check_words(caption, least=0)
        self._world.chat(params.get("chat_id"))
        return self._said(params, str(caption), photos=[await _fetched(params.get("photo"))])

    async def _sticker(self, params: Json) -> Json:
        if not params.get("sticker"):
            raise ApiError(400, "Bad request: sticker")
        return self._said(params, "", sticker=str(params["sticker"]))

    async def _voice(self, params: Json) -> Json:
        """To a group it answers ok and puts nothing there, as the real one."""
        url = str(params.get("voice_url", ""))
        await _fetched(url)
        chat = self._world.chat(params.get("chat_id"))
        return self._said(params, "", voice=url, shown=chat.private)

    async def _action(self, params: Json) -> None:
        self._world.chat(params.get("chat_id"))

    def _said(self, params: Json, text: str, *, shown: bool = True, **content: object) -> Json:
        world = self._world
        chat = world.chat(params.get("chat_id"))
        now = world.clock.now()
        if world.quota.spent(now):
            raise ApiError(429, "Quota exceeded")
        message = Message(chat, world.new_id("message"), text, now, world.name, from_bot=True)
        for name, value in content.items():
            setattr(message, name, value)
        if shown:
            world.post(chat, message)
        return {"message_id": message.id, "date": int(now.timestamp() * 1000)}

    async def _media(self, request: Request) -> Response:
        if self._faults.files_away:
            self._faults.files_away -= 1
            return Response(status_code=502)
        content = self._world.files.get(request.path_params["name"])
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type="application/octet-stream")


def _check_words(text: object, *, least: int) -> None:
    if not isinstance(text, str) or not least <= units(text) <= LONGEST:
        raise ApiError(400, f"Bad request: text must have {least}-{LONGEST} characters")


def _check_styles(styles: object, length: int) -> None:
    if not isinstance(styles, list):
        raise ApiError(400, "Bad request: text_styles")
    for one in styles:
        start, run = one.get("start"), one.get("len")
        inside = isinstance(start, int) and isinstance(run, int) and 0 <= start < start + run
        if not inside or start + run > length or not set(one.get("st", ["?"])) <= STYLES:
            raise ApiError(400, "Bad request: text_styles")


async def _fetched(url: object) -> bytes:
    """What lies at a URL, as the platform fetches it. Raises ApiError."""
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"}:
        raise ApiError(400, "Bad request: a URL is expected")
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            answer.raise_for_status()
            return await answer.read()
    except (aiohttp.ClientError, TimeoutError):
        raise ApiError(400, "Bad request: nothing can be fetched there") from None


def _waiting(request: Request, world: World) -> Waiting:
    async def wait(event: asyncio.Event, until: datetime | None) -> bool:
        gone = False

        async def watch() -> None:
            nonlocal gone
            await _left(request)
            gone = True
            event.set()

        async with asyncio.TaskGroup() as group:
            watching = group.create_task(watch())
            await world.clock.wait(event, until)
            watching.cancel()
        return not gone

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
    """JSON under HTTP 200 whatever happened, but from a gateway (5xx) a proxy's page."""
    if status >= 500:
        page = f"<html><head><title>{status}</title></head></html>"
        return Response(page, status, media_type="text/html")
    return Response(json.dumps(body), status, media_type="application/json")
