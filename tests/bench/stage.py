"""The bench's stage: a stand-in for Telegram with its people here, the bot in its own process."""

import asyncio
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

import asyncpg
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import SystemClock, build
from bot.sandbox.telegram import Group, Person, TelegramSandbox
from bot.sandbox.town import OFFICE
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
SECRET = "a secret for the bench only, 32 letters and more"
UNIT = "kinh_te"
REPORT = "Đèn đường trước nhà số {number} hỏng cả tuần nay, tối quá"
"""What a resident says; its category is guessed, its place is asked."""
WALK = ("Gửi", "Đúng", "Bỏ qua")
"""The taps that follow; the last one makes it a case."""
PATIENCE = 120.0  # seconds; who waits longer has found a fault, not a figure


class Process(Protocol):
    """As much of a process as a stage must know."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """None as long as it runs."""

    def kill(self) -> None:
        """End it at once."""

    def terminate(self) -> None:
        """Ask it to end."""

    async def wait(self) -> int:
        """Return when it has ended."""


Start = Callable[["Stage", tuple[str, ...], IO[bytes]], Awaitable[Process]]


async def from_scratch(stage: "Stage", module: tuple[str, ...], log: IO[bytes]) -> Process:
    """`python -m module …`, as from a shell."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module,
        cwd=stage.directory, env=stage.environment(), stdout=log, stderr=log,
    )  # fmt: skip


@dataclass
class Stage:
    """One sandbox, one staff group, and a folder for the bot's data."""

    telegram: TelegramSandbox
    url: str
    directory: Path
    database_url: str = ""
    start: Start = from_scratch
    staff: Person = field(init=False)
    group: Group = field(init=False)

    def __post_init__(self) -> None:
        self.staff = self.telegram.person("Cán bộ")
        self.group = self.telegram.group("Phòng Kinh tế", admins=[self.staff], supergroup=True)

    def settings(self) -> Settings:
        """What the bot is told."""
        return Settings(
            _env_file=None,
            telegram_token=SecretStr(self.telegram.token),
            telegram_api_url=self.url,
            office_file=OFFICE,
            secret_key=SecretStr(SECRET),
            data_dir=self.directory,
            database_url=self.database_url,
            listen="127.0.0.1:0",
        )

    def environment(self) -> dict[str, str]:
        """The same for a process, and nothing of our own environment."""
        return {
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "TELEGRAM_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.url,
            "OFFICE_FILE": str(OFFICE),
            "SECRET_KEY": SECRET,
            "DATA_DIR": str(self.directory),
            "DATABASE_URL": self.database_url,
            "LISTEN": "127.0.0.1:0",
            "LOG_LEVEL": "WARNING",
            "BENCH_GROUP": str(self.group.id),
        }

    async def invite(self) -> str:
        """Make the tables and a one-time code for the staff group, before the bot starts."""
        app = await build(self.settings(), SystemClock(), lambda *_: {})
        async with app.open_desk() as desk:
            code = await desk.store.offices.invite("unit", UNIT, desk.now)
        await app.database.close()
        return code

    @asynccontextmanager
    async def running(self, *module: str) -> AsyncIterator[Process]:
        """`python -m module …` until the block ends; entered at once, polling or not."""
        with (self.directory / "log.txt").open("ab") as log:
            process = await self.start(self, module, log)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    async def listening(self) -> None:
        """Return when the bot polls."""
        await until(lambda: self.telegram.world.updates.has_poller, self)

    @asynccontextmanager
    async def desk(self, *module: str) -> AsyncIterator[Process]:
        """The bot, with the staff group connected."""
        code = await self.invite()
        async with self.running(*module) as process:
            await self.listening()
            before = len(self.group.messages)
            self.staff.says(f"/ketnoi {code}", in_=self.group)
            await until(lambda: len(self.group.messages) > before + 1, self)
            yield process

    def residents(self, count: int, first: int = 1) -> dict[int, Person]:
        """People with numbers that their reports name."""
        return {n: self.telegram.person(f"Lan {n}") for n in range(first, first + count)}

    async def say_all(self, people: dict[int, Person]) -> None:
        """Everybody says what troubles them, and sees how it was understood."""
        for number, who in people.items():
            who.says(REPORT.format(number=number))
        await self.shown(people.values(), WALK[0])

    async def tap_all(self, people: dict[int, Person], label: str, then: str) -> None:
        """Everybody taps a button, and sees the next one."""
        for who in people.values():
            tap(who, label)
        await self.shown(people.values(), then)

    async def shown(self, people: Iterable[Person], label: str) -> None:
        """Return when everybody has a button with this label before them."""
        waiting = list(people)

        def all_shown() -> bool:
            while waiting and _label(waiting[-1], label):
                waiting.pop()
            return not waiting

        await until(all_shown, self)


class FarAway:
    """The way to Telegram's door and back."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let who calls wait, then call."""
        await asyncio.sleep(self._seconds)
        await self._app(scope, receive, send)


def tap(who: Person, label: str) -> None:
    """Tap the newest message's button whose label holds these words."""
    who.presses(who.last, _label(who, label) or label)


def _label(who: Person, part: str) -> str:
    found = [label for label in who.last.labels if part in label] if who.messages else []
    return found[0] if found else ""


async def until(condition: Callable[[], bool], stage: Stage) -> None:
    """Look again and again. Raises TimeoutError with the bot's last words."""
    end = time.perf_counter() + PATIENCE
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError(_last_words(stage.directory))
        await asyncio.sleep(0.02)


def _last_words(directory: Path) -> str:
    log = directory / "log.txt"
    return log.read_text(encoding="utf-8")[-2000:] if log.exists() else "no log"


@asynccontextmanager
async def a_stage(
    *, pace: bool = False, server: str = "", away: float = 0.0
) -> AsyncIterator[Stage]:
    """A fresh stage; on a fresh database of the PostgreSQL server, if one is named.

    `away`: seconds that every call takes to Telegram and back.
    """
    telegram = TelegramSandbox(SystemClock(), pace=pace)
    if away:
        telegram.app.add_middleware(FarAway, seconds=away)
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        async with telegram.serve() as url, _fresh_database(server) as database_url:
            yield Stage(telegram, url, Path(directory), database_url)


@asynccontextmanager
async def _fresh_database(server: str) -> AsyncIterator[str]:
    if not server:
        yield ""
        return
    name = f"bench_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server)
    await admin.execute(f"create database {name}")
    head, _, tail = server.partition("/postgres?")
    yield f"{head}/{name}?{tail}" if tail else f"{server.rsplit('/', 1)[0]}/{name}"
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()
