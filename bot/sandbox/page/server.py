"""The page's server: on this machine alone, nothing from elsewhere, nothing kept."""

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.page import samples
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.listener import Listener
from bot.sandbox.page.orders import NOT_NOW, ORDERS
from bot.sandbox.page.papers import TYPES as PAPERS
from bot.sandbox.page.papers import FindPosters, Papers
from bot.sandbox.page.show import Closed, Show
from bot.sandbox.page.story import PAUSE
from bot.sandbox.page.words import script, words
from bot.sandbox.serve import serve
from bot.sandbox.town import OFFICE
from storage.db import Store
from storage.models import Case

STATIC = Path(__file__).parent / "static"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
LARGEST = 16 * 1024 * 1024
"""Bytes of a request: an album of a phone's pictures."""
PATIENCE = 20
"""Seconds that an order waits while the desk is opened anew."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
        " media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
FIELD = re.compile(r"\{\{([\w.]+)\}\}")

Told = Callable[[Store, Case], Awaitable[list[str]]]
"""Tells a case's history in lines, as `python -m bot case` does."""


@dataclass
class Page:
    """The routes, and what stands behind them."""

    show: Show
    feed: Feed
    told: Told
    papers: Papers
    hosts: tuple[str, ...] = LOOPBACK

    @property
    def app(self) -> Starlette:
        """The ASGI application. A page elsewhere, under whatever name, can't ask us anything."""
        return Starlette(
            routes=[
                Route("/", self.index),
                Route("/static/{name}", self.static),
                Route("/news", self.news),
                Route("/case/{code}", self.case),
                Route("/file/{number:int}/{room}/{message}/{place:int}", self.file),
                Route("/sample/{name}", self.sample),
                Route("/paper/{name}", self.paper),
                *(
                    Route(f"/{name}", partial(self.order, name), methods=["POST"])
                    for name in ORDERS
                ),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[*self.hosts])],
        )

    async def index(self, _request: Request) -> Response:
        """The page, with its words."""
        template = (STATIC / "index.html").read_text(encoding="utf-8")
        known = _flat(words()) | {"words": _script_words()}
        filled = FIELD.sub(lambda found: known[found[1]], template)
        return Response(filled, headers=SAFE, media_type="text/html")

    async def static(self, request: Request) -> Response:
        """A file beside it."""
        name: str = request.path_params["name"]
        path = STATIC / name
        if path.suffix[1:] not in TYPES or path.parent != STATIC or not path.is_file():
            return Response(status_code=404)
        return Response(path.read_bytes(), headers=SAFE, media_type=TYPES[path.suffix[1:]])

    async def news(self, _request: Request) -> Response:
        """All that there is, and then all that changes."""
        events = Listener(self.show, self.feed).events()
        return StreamingResponse(events, headers=SAFE, media_type="text/event-stream")

    async def order(self, name: str, request: Request) -> Response:
        """Do one of ORDERS; the answer says why not, if not."""
        shape, carry_out = ORDERS[name]
        said = await _said(request)
        if said is None:
            return Response(status_code=415)
        try:
            wish = shape.model_validate_json(said)
            async with asyncio.timeout(PATIENCE):
                await self.show.ready.wait()
        except ValidationError:
            return _answer(NOT_NOW)
        except TimeoutError:
            return _answer("wait")
        try:
            return _answer(await carry_out(self.show, wish))
        except Closed:
            return _answer("wait")

    async def case(self, request: Request) -> Response:
        """What happened in a case."""
        async with self.show.reading:
            if not (self.show.ready.is_set() and self.show.up):
                return Response(status_code=204)
            async with self.show.town.app.database.reading() as store:
                found = await store.cases.by_code(request.path_params["code"])
                lines = await self.told(store, found) if found else None
        return Response(status_code=404) if lines is None else JSONResponse({"lines": lines})

    async def file(self, request: Request) -> Response:
        """A file of a message, as a phone would show it."""
        known = request.path_params
        if not self.show.ready.is_set() or known["number"] != self.show.number:
            return Response(status_code=404)
        try:
            message = self.show.cast.rooms[known["room"]].find(known["message"])
            content = await self._content(message, known["place"])
        except (LookupError, StopIteration, httpx.HTTPError):
            return Response(status_code=404)
        return Response(content, headers=SAFE, media_type=samples.shown_as(content))

    async def _content(self, message: Any, place: int) -> bytes:  # noqa: ANN401  # of any stand-in
        """The bytes; what the desk sent to Zalo by its address is fetched there, as Zalo does."""
        if place < len(message.files):
            content: bytes = message.files[place].content
            return content
        link: str = message.links[place - len(message.files)]
        if not link.startswith(f"{self.show.town.settings.public_url}/media/"):
            raise LookupError(link)
        async with httpx.AsyncClient() as client:
            answer = await client.get(link)
            answer.raise_for_status()
            return answer.content

    async def sample(self, request: Request) -> Response:
        """A picture for somebody who has none at hand."""
        name: str = request.path_params["name"]
        if name not in samples.DRAWN:
            return Response(status_code=404)
        return Response(samples.picture(name), headers=SAFE, media_type="image/jpeg")

    async def paper(self, request: Request) -> Response:
        """A guide or a poster, to look at or to print."""
        name: str = request.path_params["name"]
        if not (self.show.ready.is_set() and self.show.up):
            return Response(status_code=503)
        try:
            sheet = await self.papers.sheet(self.show.town, self.show.number, name)
        except KeyError:
            return Response(status_code=404)
        kind = PAPERS[name.rpartition(".")[2]]
        shown = SAFE | {"Content-Disposition": f'inline; filename="{name}"'}
        return Response(sheet, headers=shown, media_type=kind)


def _answer(why_not: str) -> Response:
    return JSONResponse({"error": why_not})


async def _said(request: Request) -> bytes | None:
    """The order's JSON, if our own page sent it: another's form cannot say this type."""
    origin = request.headers.get("origin")
    ours = origin in {None, f"http://{request.headers.get('host')}"}
    if not ours or request.headers.get("content-type") != "application/json":
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return body


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = html.escape(str(value))
    return found


def _script_words() -> str:
    """What the script says, in a block that is data and nothing else."""
    scenes = [
        {"title": one.title, "text": one.text, "phone": one.phone, "done": one.done,
         "say": one.say}
        for one in script().scenes
    ]  # fmt: skip
    told = {"say": words()["script"], "error": words()["error"], "scenes": scenes}
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


@asynccontextmanager
async def open_page(
    told: Told,
    posters: FindPosters,
    *,
    host: str = LOOPBACK[0],
    port: int = 0,
    office: Path = OFFICE,
    pause: float = PAUSE,
) -> AsyncIterator[tuple[str, Page]]:
    """Serve the page while inside; yields its address. Raises OSError when the port is taken."""
    feed = Feed()
    show = Show(feed.pulse, office=office, pause=pause)
    hosts = LOOPBACK if host in LOOPBACK else ("*",)
    page = Page(show, feed, told, Papers(posters), hosts)
    async with serve(page.app, port, host) as url, asyncio.TaskGroup() as group:
        tasks = [group.create_task(show.direct()), group.create_task(feed.watch(show))]
        ready = group.create_task(show.ready.wait())
        try:
            await ready
            yield url, page
        finally:
            for one in (*tasks, ready):
                one.cancel()
            await page.papers.close()
