"""The front door for machines: webhooks, health and metrics (ASGI)."""

import asyncio
import hmac
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import structlog
import uvicorn
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.base import Channel, Raw
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.inbox import describe
from bot.settings import Settings
from handlers.officials.door import GROUP_COMMANDS_HELP
from handlers.residents.door import PRIVATE_COMMANDS_HELP
from storage.db import Database
from storage.models import Delivery, Taken
from storage.vault import Vault

LARGEST_UPDATE = 1024 * 1024
"""Bytes. Telegram's updates are some kilobytes; more is no update."""

log = structlog.get_logger(__name__)

Receive = Callable[[Channel, list[Raw]], Awaitable[None]]


def webhook_secret(settings: Settings) -> str:
    """TELEGRAM_WEBHOOK_SECRET, or one made from SECRET_KEY (Telegram: 1-256 of [A-Za-z0-9_-])."""
    given = settings.telegram_webhook_secret
    if given is not None and given.get_secret_value():
        return given.get_secret_value()
    return Vault(settings.secret).key("webhook", "telegram")


@dataclass
class Front:
    """Routes and what stands behind them."""

    database: Database
    receive: Receive
    channels: dict[str, Channel]
    settings: Settings
    clock: Clock
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

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
            Route("/webhook/telegram", self.telegram, methods=["POST"]),
        ]
        return Starlette(routes=routes)

    async def register(self) -> None:
        """Tell the platforms where to bring updates, and which commands there are."""
        channel = self.channels.get("telegram")
        if not isinstance(channel, TelegramChannel):
            return
        if self.settings.public_url:
            url = f"{self.settings.public_url}/webhook/telegram"
            await channel.set_webhook(url, webhook_secret(self.settings))
        await channel.set_commands(PRIVATE_COMMANDS_HELP, GROUP_COMMANDS_HELP)

    async def telegram(self, request: Request) -> Response:
        """Take one update; 200 only when it is stored, 503 so that Telegram brings it again."""
        channel = self.channels.get("telegram")
        said = request.headers.get("x-telegram-bot-api-secret-token", "")
        due = webhook_secret(self.settings)
        if channel is None or not hmac.compare_digest(said.encode(), due.encode()):
            return self._answer(403)
        body = await _read(request)
        if body is None:
            return self._answer(413)
        try:
            update = json.loads(body)
        except ValueError:
            return self._answer(400)
        if not isinstance(update, dict):
            return self._answer(400)
        try:
            await self.receive(channel, [update])
        except Exception as error:  # noqa: BLE001  # the edge: not stored, so it must come again
            log.error("an update could not be stored", error=describe(error))
            return self._answer(503)
        return self._answer(200)

    def _answer(self, status: int) -> Response:
        self._arrived.labels(str(status)).inc()
        return Response(status_code=status)

    async def health(self, _request: Request) -> Response:
        """200 when the database answers and nothing waits too long to be handled."""
        try:
            async with asyncio.timeout(5):
                counts = await self._counts()
        except Exception as error:  # noqa: BLE001  # the edge: whatever it is, we are not well
            return JSONResponse({"well": False, "error": describe(error)}, status_code=503)
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
    except OSError:
        if front.settings.public_url:
            raise
        log.warning("LISTEN is taken: no health page", listen=front.settings.listen)
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
