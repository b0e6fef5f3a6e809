"""The process is killed in the middle of a sweep and started again: each case is named once."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import SystemClock, build
from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.town import OFFICE
from bot.settings import Settings
from handlers.officials import reminders
from handlers.wording import HERE
from storage.db import Database
from storage.models import RoomKind
from storage.people import Identity
from storage.vault import Vault
from tests.bench.stage import Stage, Start
from tests.faults.looking import leaks_of
from tests.handlers.casebook import blank

UNITS = ("kinh_te", "van_hoa", "cong_an")
OF_EACH = 4 * reminders.PAGE
KILLS = 3
PATIENCE = 60.0


class AlwaysOpen(Stage):
    """An office that is open at the hour of the test, and says one step of each deadline."""

    def settings(self) -> Settings:
        """What the bot is told."""
        return super().settings().model_copy(update={"office_file": self.office_file})

    def environment(self) -> dict[str, str]:
        """The same for a process."""
        return super().environment() | {"OFFICE_FILE": str(self.office_file)}

    @property
    def office_file(self) -> Path:
        """Written once."""
        path = self.directory / "office.toml"
        if not path.exists():
            path.write_text(_always_open(SystemClock()), encoding="utf-8")
        return path


def _always_open(clock: SystemClock) -> str:
    text = OFFICE.read_text(encoding="utf-8")
    text = re.sub(r"\[\[hours\]\][^\[]*\[[^\]]*\][^\[]*", "", text)
    text = re.sub(r"\nstep = \[.*?\n\]\n", '\nstep = [{ name = "due" }]\n', text, flags=re.DOTALL)
    today = clock.now().astimezone(HERE).date()
    days = [(today + timedelta(days=offset)).isoformat() for offset in range(-3, 4)]
    hours = "days = [1, 2, 3, 4, 5, 6, 7]\nstart = 00:00:00\nend = 23:59:59\n"
    off = f'work = [{", ".join(days)}]\nsource = "the test"\n'
    return f"{text}\n[[hours]]\n{hours}\n[[days_off]]\n{off}"


@pytest.fixture
async def stage(tmp_path: Path, database_url: str, forked: Start) -> AsyncIterator[AlwaysOpen]:
    """A stand-in for Telegram here; the bot will be a process of its own."""
    telegram = TelegramSandbox(SystemClock(), pace=False)
    async with telegram.serve() as url:
        yield (made := AlwaysOpen(telegram, url, tmp_path, database_url, forked))
        assert await leaks_of(made) == []


async def fill(stage: AlwaysOpen) -> None:
    """Rooms, and cases that are due today."""
    app = await build(stage.settings(), SystemClock(), lambda *_: {})
    async with app.open_desk() as desk:
        people, now = desk.store.people, desk.now
        chat = await people.chat("telegram", "tu", private=True)
        person = await people.person("telegram", Identity("7", "Tu"), now, chat.id)
        for unit in UNITS:
            group = stage.telegram.group(unit, admins=[stage.staff], supergroup=True)
            room = await people.chat("telegram", str(group.id), private=False)
            await desk.store.offices.open_room(RoomKind.UNIT, room.id or 0, None, unit, now)
            for _ in range(OF_EACH):
                case = blank(now - timedelta(days=2), now, unit=unit)
                case.person_id, case.chat_id = person.id or 0, chat.id or 0
                case.next_reminder_at = now
                await desk.store.cases.open(case, "PA", "2611")
    await app.database.close()


async def reminded(database: Database) -> list[int]:
    """How often each case was reminded of, by its history."""
    async with database.reading() as store:
        cases = await store.cases.open_of_unit(None, limit=len(UNITS) * OF_EACH)
        return [case.reminders for case in cases]


async def until_reminded(database: Database, wanted: int) -> None:
    """Wait until so many cases were named."""
    async with asyncio.timeout(PATIENCE):
        named = 0
        while named < wanted:
            named = sum(await reminded(database))


async def test_each_case_is_named_once_whenever_the_process_dies(stage: AlwaysOpen) -> None:
    await fill(stage)
    settings, everything = stage.settings(), len(UNITS) * OF_EACH
    database = Database(settings.database, Vault(settings.secret), stage.directory / "files")
    for kill in range(1, KILLS + 1):
        async with stage.running("bot", "run") as process:
            await until_reminded(database, kill * reminders.PAGE)
            process.kill()
    async with stage.running("bot", "run"):
        await until_reminded(database, everything)
    assert await reminded(database) == [1] * everything
    async with database.reading() as store:
        for case in (await store.cases.open_of_unit(None, limit=everything))[::7]:
            events = await store.cases.history(case.id or 0)
            assert [event.act for event in events].count("remind") == 1
    await database.close()
    for group in list(stage.telegram.world.chats.values()):
        lists = [one.text for one in group.messages if one.from_bot and "chờ trả lời" in one.text]
        assert all(f"{OF_EACH} hồ sơ chờ trả lời" in text for text in lists[:1])
