"""`python -m bot …` as a process of its own, forked from one that has imported the program already.

Importing costs a command more than all that it does. Everything else is as from the shell:
arguments, environment, folder, the three files, signals, the exit code.
"""

import asyncio
import gc
import json
import multiprocessing
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn, cast

from bot.settings import Settings
from handlers import aside

ROOT = Path(__file__).parent.parent
PIPE, NOTHING = subprocess.PIPE, subprocess.DEVNULL
MOST = 100_000
"""Bytes that one order may have: arguments, folder and environment."""


def draw_in_forks() -> None:
    """Have what is drawn aside drawn by forks of one process that has imported what it takes."""
    aside.BEGINS = "forkserver"
    multiprocessing.set_forkserver_preload([
        "handlers.leaders.drawing", "handlers.forms", "bot.sandbox.page.papers",
        "matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf",
    ])  # fmt: skip


@dataclass
class Process:
    """As much of asyncio's process as the tests use."""

    pid: int
    stdin: asyncio.StreamWriter | None
    stdout: asyncio.StreamReader | None
    stderr: asyncio.StreamReader | None
    _end: asyncio.StreamReader
    returncode: int | None = None

    async def wait(self) -> int:
        """Return the exit code; below zero, the signal that ended it."""
        if self.returncode is None:
            self.returncode = int(await self._end.read())
        return self.returncode

    async def communicate(self, typed: bytes = b"") -> tuple[bytes, bytes]:
        """Say all of this, hear everything, and wait for the end."""
        if self.stdin:
            self.stdin.write(typed)
            self.stdin.close()
        heard = [await one.read() if one else b"" for one in (self.stdout, self.stderr)]
        await self.wait()
        return heard[0], heard[1]

    def send_signal(self, number: int) -> None:
        """Signal it, if it has not ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """At once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Politely."""
        self.send_signal(signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Forks:
    """Where commands are ordered."""

    line: socket.socket
    started: list[Process] = field(default_factory=list)

    def end(self) -> None:
        """Nothing that a test has left running outlives it."""
        while self.started:
            with suppress(ProcessLookupError):
                self.started.pop().kill()

    async def start(
        self,
        *arguments: str,
        cwd: Path,
        env: Mapping[str, str],
        stdin: int = NOTHING,
        stdout: int = PIPE,
        stderr: int = PIPE,
    ) -> Process:
        """Start `python -m bot` with these arguments; a file is given by its number."""
        theirs, ours = zip(
            _ends(stdin, ours=1),
            *(_ends(one, ours=0) for one in (stdout, stderr, PIPE)),
            strict=True,
        )
        order = {"arguments": arguments, "cwd": str(cwd), "env": dict(env)}
        socket.send_fds(self.line, [json.dumps(order).encode()], theirs)
        for number, given in zip(theirs, (stdin, stdout, stderr, PIPE), strict=True):
            if number != given:
                os.close(number)
        says = [await _reader(one) for one in ours[1:]]
        end = says[2]
        assert end
        pid = int(await end.readline())
        self.started.append(Process(pid, await _writer(ours[0]), says[0], says[1], end))
        return self.started[-1]


def surroundings(settings: Mapping[str, str]) -> dict[str, str]:
    """Our own environment with these settings of the bot, and no others."""
    known = {name.upper() for name in Settings.model_fields}
    kept = {k: v for k, v in os.environ.items() if k not in known}  # noqa: TID251  # for the child
    return {**kept, **settings, "PYTHONPATH": str(ROOT)}


def _ends(wanted: int, *, ours: int) -> tuple[int, int | None]:
    """The child's end, and ours (0: we read, 1: we write) if there is a pipe between us."""
    if wanted == NOTHING:
        return os.open(os.devnull, os.O_RDWR), None
    if wanted != PIPE:
        return wanted, None
    pipe = os.pipe()
    return pipe[1 - ours], pipe[ours]


async def _reader(number: int | None) -> asyncio.StreamReader | None:
    if number is None:
        return None
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(number, "rb"))
    return reader


async def _writer(number: int | None) -> asyncio.StreamWriter | None:
    if number is None:
        return None
    loop = asyncio.get_running_loop()
    made, protocol = await loop.connect_write_pipe(
        lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), os.fdopen(number, "wb")
    )
    return asyncio.StreamWriter(made, protocol, None, loop)


@contextmanager
def forks() -> Iterator[Forks]:
    """Have one process import the program, and fork from it until the block ends."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        known = [sys.executable, "-m", "tests.forking", str(theirs.fileno())]
        process = subprocess.Popen(known, cwd=ROOT, pass_fds=[theirs.fileno()])  # noqa: S603  # ourselves
        theirs.close()
        yield Forks(ours)
        ours.close()
        process.wait()


def _next_command(line: socket.socket) -> dict[str, Any]:
    """Take orders for ever; returns in the process of each command. Exits when nobody asks."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who waits for commands is waited for by nobody
    while True:
        order, files, *_ = socket.recv_fds(line, MOST, 4)
        if not order:
            sys.exit()
        if os.fork() == 0:
            line.close()
            _fork(files)
            return dict(json.loads(order))
        for one in files:
            os.close(one)


def _fork(files: list[int]) -> None:
    """Return in a process that has the first three files; another waits, and tells of its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *standard, tell = files
    pid = os.fork()
    if pid:
        _tell_of(pid, tell, standard)
    os.close(tell)
    for number, one in enumerate(standard):
        os.dup2(one, number)
        os.close(one)


def _tell_of(pid: int, tell: int, files: list[int]) -> NoReturn:
    for one in files:
        os.close(one)
    os.write(tell, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    os.write(tell, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(command: dict[str, Any]) -> None:
    """What `python -m bot …` does in that folder and environment."""
    os.chdir(command["cwd"])
    os.environ.clear()  # noqa: TID251  # ours is not the command's
    os.environ.update(command["env"])  # noqa: TID251  # likewise
    sys.argv[1:] = command["arguments"]
    if "PYTHONUNBUFFERED" in command["env"]:  # which Python itself looks for when it starts
        for one in (sys.stdout, sys.stderr):
            cast(TextIOWrapper, one).reconfigure(write_through=True)
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    runpy.run_module("bot.__main__", run_name="imported")  # under this name it does nothing else
    gc.collect()
    gc.freeze()  # what is imported stays, and is shared by all
    _become(_next_command(socket.socket(fileno=int(sys.argv[1]))))
