"""Opens a stand-in's door: serves an ASGI app on this machine, inside the running loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HANG_UP = "sandbox.hang_up"
"""Key in the ASGI scope: a function that cuts the connection without a word."""


class _Line(HttpToolsProtocol):
    """uvicorn's connection, which also tells the app how to cut it (for injected faults)."""

    def connection_made(  # type: ignore[override]  # narrowed to sockets, as uvicorn does
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        app = self.app

        async def with_hang_up(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, HANG_UP: transport.abort}, receive, send)

        self.app = with_hang_up


@asynccontextmanager
async def serve(app: ASGIApp, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Yield the base URL ("http://127.0.0.1:<port>"); port 0 takes a free one.

    Raises OSError when the port is taken. Closing cuts every connection at once: a handler that
    parks a long poll must watch for the client's leaving, and then nothing delays the end.
    """
    config = uvicorn.Config(
        app, http=_Line, ws="none", lifespan="off", log_config=None, log_level="warning",
        access_log=False, timeout_keep_alive=75, backlog=2048, date_header=False,
        server_header=False,
    )  # fmt: skip
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    listening = _listen(host, port)
    try:
        await server.startup(sockets=[listening])
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{listening.getsockname()[1]}"
    finally:
        await _close(server)
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    # asyncio sends small answers at once (TCP_NODELAY) only where the protocol is spelled out;
    # without it each answer waits 40 ms for the caller's delayed acknowledgement.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


async def _close(server: uvicorn.Server) -> None:
    """What uvicorn's own shutdown does, without its naps of a tenth of a second."""
    for listener in server.servers:
        listener.close()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    if tasks := server.server_state.tasks:
        await asyncio.wait(set(tasks))
    for _ in range(10):  # a few turns of the loop, in which the cut connections say goodbye
        await asyncio.sleep(0)
