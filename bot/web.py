"""The front door for machines: webhooks, pictures by address, health and metrics (ASGI)."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial

import structlog
import uvicorn
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from bot.channels.base import Channel, Forged, Raw, Refused, RetryLater, Unreadable
from bot.clock import Clock
from bot.describing import describe
from bot.grant import CALLBACK, consenting
from bot.intake import Intake
from bot.media import how_to_show
from bot.platforms import PLATFORMS, shelf
from bot.settings import Settings, WrongSettings
from handlers.officials.door import GROUP_COMMANDS_HELP
from handlers.residents.door import PRIVATE_COMMANDS_HELP
from storage.db import Database
from storage.models import Delivery, Taken

LARGEST_UPDATE = 1024 * 1024
"""Bytes. The platforms' updates are some kilobytes; more is no update."""
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=86400",
}
"""What somebody sent us is shown as what it is, and never does anything."""

log = structlog.get_logger(__name__)

Receive = Callable[[Channel, list[Raw]], Awaitable[None]]


@dataclass
class Front:
    """Routes and what stands behind them."""

    database: Database
    receive: Receive
    channels: dict[str, Channel]
    settings: Settings
    clock: Clock
    intake: Intake | None = None
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _registered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._arrived = Counter(
            "webhook_updates_total", "Updates taken", ["answer"], registry=self.registry
        )
        self._rows = Gauge(
            "messages", "Messages by state", ["box", "state"], registry=self.registry
        )

    @property
    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/health", self.health),
            Route("/metrics", self.metrics),
            *(
                Route(path, partial(self.webhook, self.channels[name]), methods=["GET", "POST"])
                for name, one in PLATFORMS.items()
                if name in self.channels
                for path in one.doors(self.settings)
            ),
        ]
        if self.settings.public_url:
            routes.append(Route("/media/{name}", self.media))
        if "zalo_oa" in self.channels:
            pages = consenting(self.settings, self.clock, self.database)
            routes.append(Route(CALLBACK, pages.callback))
        return Starlette(routes=routes)

    async def register(self) -> None:
        """Tell the platforms where to bring updates, and which commands there are.

        A platform that is away is told when this is called again. Raises Refused, WrongSettings.
        """
        for name, channel in self.channels.items():
            if name in self._registered:
                continue
            try:
                if self.settings.public_url:
                    door = PLATFORMS[name].doors(self.settings)[0]
                    await _register(name, channel, f"{self.settings.public_url}{door}")
                await channel.set_commands(PRIVATE_COMMANDS_HELP, GROUP_COMMANDS_HELP)
            except RetryLater as error:
                log.warning("a platform is away, told later", channel=name, error=error.reason)
            else:
                self._registered.add(name)

    async def webhook(self, channel: Channel, request: Request) -> Response:
        """Take what a platform brings; 200 only when it is stored, 503 so that it comes again.

        A GET is a platform's look whether somebody is there.
        """
        if request.method != "POST":
            return self._answer(200)
        try:
            body = await _read(request)
        except ClientDisconnect:  # whoever it was: nobody waits for an answer
            return self._answer(400)
        if body is None:
            return self._answer(413)
        try:
            updates = channel.knock(request.headers, body)
        except Forged:
            return self._answer(403)
        except Unreadable:
            return self._answer(400)
        try:
            await self.receive(channel, updates)
        except Exception as error:  # noqa: BLE001  # the edge: not stored, so it must come again
            log.error("an update could not be stored", error=describe(error))
            return self._answer(503)
        return self._answer(200)

    async def media(self, request: Request) -> Response:
        """Show a kept file to whoever knows its sealed name."""
        path = shelf(self.settings).find(request.path_params["name"], self.clock.now())
        if path is None:
            return Response(status_code=404)
        kind, how = await asyncio.to_thread(how_to_show, path)
        return FileResponse(path, headers=SAFE | {"Content-Disposition": how}, media_type=kind)

    def _answer(self, status: int) -> Response:
        self._arrived.labels(str(status)).inc()
        return Response(status_code=status)

    async def health(self, _request: Request) -> Response:
        """200 when the database answers and takes what arrives."""
        try:
            async with asyncio.timeout(5):
                counts = await self._counts()
        except Exception as error:  # noqa: BLE001  # the edge: whatever it is, we are not well
            return JSONResponse({"well": False, "error": describe(error)}, status_code=503)
        if self.intake is not None and self.intake.refused:
            told = {"well": False, "error": self.intake.refused}
            return JSONResponse(told | counts, status_code=503)
        return JSONResponse({"well": True, **counts})

    async def metrics(self, _request: Request) -> Response:
        """What a monitor reads (Prometheus text format)."""
        for name, number in (await self._counts()).items():
            box, _, state = name.partition("_")
            self._rows.labels(box, state).set(number)
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

    async def _counts(self) -> dict[str, int]:
        async with self.database.reading() as store:
            counts = {
                f"inbox_{state}": await store.inbox.count(state)
                for state in (Taken.WAITING, Taken.FAILED, Taken.ASIDE)
            }
            counts["outbox_queued"] = await store.outbox.count(Delivery.QUEUED)
            counts["outbox_failed"] = await store.outbox.count(Delivery.FAILED)
        return counts


async def _register(name: str, channel: Channel, url: str) -> None:
    """The token is known to be good by now: what is refused is the address."""
    try:
        await channel.register(url)
    except Refused as error:
        message = f"PUBLIC_URL is refused by {name}: {error.reason}."
        raise WrongSettings(message) from error


async def _read(request: Request) -> bytes | None:
    """The body; None when it is larger than any update."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_UPDATE:
            return None
    return body


class _Quiet(uvicorn.Server):
    """uvicorn without its own signal handlers: app.py stops everything in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve_front(front: Front) -> AsyncIterator[None]:
    """Serve on LISTEN while inside; without webhooks a taken port costs only the health page."""
    host, port = front.settings.address
    config = uvicorn.Config(
        front.app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    server = _Quiet(config)
    try:
        listening = _bind(host, port)
    except OSError as error:
        error.filename = f"LISTEN {front.settings.listen}"  # what the operator has to mend
        if front.settings.public_url:
            raise
        log.warning("no health page", listen=front.settings.listen, error=error.strerror)
        yield
        return
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve(sockets=[listening]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving


def _bind(host: str, port: int) -> socket.socket:
    """A listening socket. Named as TCP, because only then asyncio sends small answers at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    listening.listen(2048)
    return listening
