"""The door of the stand-in for Zalo's OA: tokens, pace, faults, the envelope of answers."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.sandbox.serve import HANG_UP
from bot.sandbox.telegram_body import read_body
from bot.sandbox.telegram_errors import ApiError as Unreadable
from bot.sandbox.telegram_errors import Json
from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_oa_errors import ApiError, OauthError, invalid
from bot.sandbox.zalo_oa_faults import Fault, Faults, Way
from bot.sandbox.zalo_oa_pace import Pace
from bot.sandbox.zalo_oa_people_api import PEOPLE
from bot.sandbox.zalo_oa_rooms import ROOMS
from bot.sandbox.zalo_oa_send import by_template, consult, legacy
from bot.sandbox.zalo_oa_tokens import Tokens
from bot.sandbox.zalo_oa_uploads import UPLOADS
from bot.sandbox.zalo_oa_world import Call, World

Deed = Callable[[World, Json], object]
DEEDS: dict[tuple[str, str], Deed] = {
    ("POST", "/v3.0/oa/message/cs"): consult,
    ("POST", "/v3.0/oa/message/template"): by_template,
    ("POST", "/v2.0/oa/message"): legacy,
    **PEOPLE,
    **ROOMS,
    **UPLOADS,
}
"""Method and path, and what stands behind them."""
DIED = {-216, -220}


class Door:
    """Answers every request, whichever of Zalo's hosts it is meant for."""

    def __init__(self, world: World, tokens: Tokens, pace: Pace, faults: Faults) -> None:
        self._world = world
        self._tokens = tokens
        self._pace = pace
        self._faults = faults
        self.app = Starlette(
            routes=[
                Route("/v4/oa/permission", self._permission),
                Route("/v4/oa/access_token", self._token, methods=["POST"]),
                Route("/media/{path:path}", self._media),
                Route("/{path:path}", self._openapi, methods=["GET", "POST"]),
            ]
        )

    async def _permission(self, request: Request) -> Response:
        """The consent page; the OA's admin always agrees."""
        query = dict(request.query_params)

        def agree() -> Response:
            try:
                where = self._tokens.consent(query)
            except OauthError as error:
                return _json(error.body())
            return RedirectResponse(where, 302)

        return await self._meet(request, query, agree)

    async def _token(self, request: Request) -> Response:
        content = (await request.body()).decode("utf-8", "replace")
        kind = request.headers.get("content-type", "").partition(";")[0]
        form = dict(parse_qsl(content)) if kind == "application/x-www-form-urlencoded" else {}

        def issue() -> Response:
            try:
                return _json(self._tokens.issue(form, request.headers.get("secret_key", "")))
            except OauthError as error:
                return _json(error.body())

        return await self._meet(request, form, issue)

    async def _media(self, request: Request) -> Response:
        def fetch() -> Response:
            path = request.url.path
            avatar = path.startswith("/media/avatar/")
            content = picture() if avatar else self._world.files.content(path)
            return Response(status_code=404) if content is None else Response(content)

        return await self._meet(request, {}, fetch, noted=False)

    async def _openapi(self, request: Request) -> Response:
        deed = DEEDS.get((request.method, request.url.path))
        params: Json = {}
        problem: ApiError | None = None
        try:
            params = await _params(request)
        except ApiError as error:
            problem = error

        def do() -> Response:
            headers = {}
            try:
                if deed is None:  # emulator's choice: what the real host says is not known
                    return _json({"error": 404, "message": "Empty api"}, 404)
                self._check(request)
                headers = {
                    "X-RateLimit-Limit": str(self._pace.most),
                    "X-RateLimit-Remain": str(self._pace.remain),
                }
                if problem is not None:
                    raise problem
                return _json(_envelope(deed(self._world, params)), headers=headers)
            except ApiError as error:
                dead = error.code in DIED and self._faults.expired_as_401
                return _json(error.body(), 401 if dead else 200, headers)

        return await self._meet(request, params, do)

    def _check(self, request: Request) -> None:
        headers = request.headers
        self._tokens.check(headers.get("access_token", ""), headers.get("appsecret_proof", ""))
        self._pace.take(self._world.clock.now())

    async def _meet(
        self, request: Request, params: Json, do: Callable[[], Response], *, noted: bool = True
    ) -> Response:
        """Do what is asked, unless an ordered fault gets in the way; remember the call."""
        world, path = self._world, request.url.path
        with world.busy():
            fault = self._faults.take(path, params)
            answer = do() if fault is None or fault.done else None
            if fault is not None:
                answer = _spoiled(fault, answer)
            status = answer.status_code if answer else 0
            if noted:
                told = None if answer is None else _read(answer)
                now = world.clock.now()
                world.history.append(Call(request.method, path, params, status, told, now))
            if fault is not None and fault.way is Way.LATE:
                world.pulse()
                await _linger(request, world, fault)
            return await _hang_up(request) if answer is None else answer


async def _params(request: Request) -> Json:
    """A GET has `data` with JSON or plain values; a POST has JSON or files. Raises ApiError."""
    try:
        body = await read_body(request)
    except Unreadable:
        raise invalid("body") from None
    if request.method == "POST":
        return {**body.values, **body.uploads}
    if "data" not in body.values:
        return {name: _number(value) for name, value in body.values.items()}
    try:
        found = json.loads(body.values["data"])
    except ValueError:
        raise invalid("data") from None
    if not isinstance(found, dict) or len(body.values) > 1:
        raise invalid("data")
    return {"data": found}


def _number(text: str) -> str | int:
    """Plain values of a query have no types; ids are longer than any count."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text


def _envelope(data: object) -> Json:
    return {**({} if data is None else {"data": data}), "error": 0, "message": "Success"}


def _json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    content = json.dumps(body, ensure_ascii=False)
    return Response(content, status, headers, media_type="application/json")


def _spoiled(fault: Fault, answer: Response | None) -> Response | None:
    """What the caller gets in place of the answer; None: nothing."""
    if fault.way is Way.DROP:
        return None
    if fault.way is Way.LATE:
        return answer
    if isinstance(fault.body, str):
        return Response(fault.body, fault.status, media_type="text/html")
    return _json(fault.body, fault.status)


def _read(answer: Response) -> Any:  # noqa: ANN401  # any JSON
    content = bytes(answer.body)
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


async def _linger(request: Request, world: World, fault: Fault) -> None:
    """Wait for the ordered time, or until the caller has hung up."""
    gone = asyncio.Event()
    until = world.clock.now() + fault.delay if fault.delay else None

    async def watch() -> None:
        await _left(request)
        gone.set()

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch())
        await world.clock.wait(gone, until)
        watching.cancel()


async def _hang_up(request: Request) -> Response:
    request.scope[HANG_UP]()
    await _left(request)
    return Response()


async def _left(request: Request) -> None:
    """Return when the caller has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
