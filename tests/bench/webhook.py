"""How fast the OA's webhook is answered at a hundred events a second, while the sender is busy."""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.app import SystemClock, open_database
from bot.grant import zalo_app
from bot.platforms import PLATFORMS
from bot.sandbox.stands import STANDS, THIS_MACHINE
from bot.sandbox.town import OFFICE, first_pair, free_port
from bot.sandbox.zalo_oa import ZaloOaSandbox
from bot.settings import Settings
from tests.bench.desk import FREE
from tests.bench.stage import PATIENCE, REPORT, ROOT, SECRET

RATE = 100  # events a second


@dataclass(frozen=True, slots=True)
class Answers:
    """Milliseconds until the webhook's 200; `slowest` of all; how many messages were sent."""

    p50: float
    p99: float
    slowest: float
    sent: int


async def measure(*, seconds: int) -> Answers:
    """People write at fixed times (open loop), a new one each time; each gets an answer."""
    oa = ZaloOaSandbox(SystemClock(), pace=False)
    with tempfile.TemporaryDirectory(prefix="bench-oa-") as folder:
        async with oa.serve() as url:
            settings = _settings(oa, url, Path(folder))
            await _consent(settings, oa)
            async with _running(settings, Path(folder)):
                door = PLATFORMS["zalo_oa"].doors(settings)[0]
                await oa.set_webhook(f"{settings.public_url}{door}")
                oa.webhook.attempts.clear()
                await _speak(oa, RATE * seconds)
                waits = sorted(one.seconds * 1000 for one in oa.webhook.attempts)
                refused = Counter(str(one.status) for one in oa.webhook.attempts)
                assert set(refused) == {"200"}, f"not all events were taken: {refused}"
                sent = len(oa.calls("/v3.0/oa/message/cs"))
    return Answers(waits[len(waits) // 2], waits[int(len(waits) * 0.99)], waits[-1], sent)


def _settings(oa: ZaloOaSandbox, url: str, folder: Path) -> Settings:
    listen = f"{THIS_MACHINE}:{free_port()}"
    return Settings(
        _env_file=None,
        office_file=OFFICE,
        secret_key=SECRET,
        data_dir=folder,
        public_url=f"http://{listen}",
        listen=listen,
        **STANDS["zalo_oa"].told(oa, url),
    )


async def _consent(settings: Settings, oa: ZaloOaSandbox) -> None:
    database = open_database(settings)
    await database.migrate()
    async with database.unit_of_work() as store:
        await store.tokens.keep(zalo_app(settings).account, first_pair(oa, SystemClock().now()))
    await database.close()


@asynccontextmanager
async def _running(settings: Settings, folder: Path) -> AsyncIterator[None]:
    """The desk with its front door, in a process of its own."""
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LOG_LEVEL": "ERROR"}
    for name in ("zalo_oa_id", "zalo_app_id", "zalo_oa_api_url", "zalo_oauth_url",
                 "public_url", "listen", "office_file", "data_dir"):  # fmt: skip
        environment[name.upper()] = str(getattr(settings, name))
    for name in ("zalo_app_secret", "zalo_oa_webhook_secret", "secret_key"):
        environment[name.upper()] = getattr(settings, name).get_secret_value()
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.desk", FREE,
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        await _open(settings, folder)
        yield
    finally:
        process.terminate()
        await process.wait()


async def _open(settings: Settings, folder: Path) -> None:
    """Return when the door is open. Raises TimeoutError with the desk's last words."""
    end = time.perf_counter() + PATIENCE
    async with httpx.AsyncClient(base_url=settings.public_url) as http:
        while time.perf_counter() < end:
            try:
                if (await http.get("/health")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    raise TimeoutError((folder / "log.txt").read_text(encoding="utf-8")[-2000:])


async def _speak(oa: ZaloOaSandbox, count: int) -> None:
    began = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        oa.person(f"Lan {number}").says(REPORT.format(number=number))
    await oa.until(lambda: len(oa.webhook.attempts) >= count, PATIENCE)
