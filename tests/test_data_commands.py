"""The operator's commands about people's data: incident, retention, forget, rekey."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import main
from bot.app import build, open_database
from bot.commands import forget, incident, rekey, retention
from bot.commands.check import findings
from bot.commands.speaking import Exit, Stopped
from bot.sandbox.clock import SandboxClock
from bot.sandbox.town import OFFICE
from bot.settings import Settings, WrongSettings
from handlers.acts import Act
from handlers.wording import HERE
from storage.db import Store
from storage.models import DataRequest, KeyChange
from storage.vault import WrongKey
from tests.prepared import put_tables
from tests.storage.lives import NOW, TU, lived

SECRET, NEW = "s" * 40, "n" * 40


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    """The settings of a desk whose tables are empty."""
    put_tables(tmp_path / "data" / "desk.db")
    return Settings(
        _env_file=None,
        secret_key=SecretStr(SECRET),
        office_file=OFFICE,
        data_dir=tmp_path / "data",
        telegram_token=SecretStr("1:" + "a" * 35),
        telegram_api_url="http://127.0.0.1:9",
    )


@asynccontextmanager
async def inside(settings: Settings) -> AsyncIterator[Store]:
    """The desk's tables."""
    database = open_database(settings)
    try:
        async with database.unit_of_work() as store:
            yield store
    finally:
        await database.close()


async def lives(settings: Settings) -> str:
    """A resident's whole life, whose name was opened once; returns the code of their case."""
    async with inside(settings) as store:
        _, case = await lived(store)
        await store.cases.note(case, Act.UNMASK, NOW, actor_id=1, role="head", note="gọi lại hỏi")
        return case.code


async def name(settings: Settings) -> str:
    async with inside(settings) as store:
        return store.people.identity(await store.people.person_by_id(1)).name


async def test_an_incident_lists_who_saw_and_whose_data_masked(desk: Settings) -> None:
    code = await lives(desk)
    said = "\n".join(await incident.told(desk, NOW - timedelta(hours=1)))
    assert "72 hours" in said
    assert "Names that were opened: 1" in said
    assert f"{code}: by head N00001 Nguyễn T. T. of Phòng Kinh tế" in said
    assert "1 people in 1 cases" in said
    assert f"N00001 Nguyễn T. T., 09****5678: {code}" in said
    assert [trace for trace in (TU.name, TU.phone, TU.user_id, TU.username) if trace in said] == []


async def test_what_was_before_is_left_out(desk: Settings) -> None:
    await lives(desk)
    said = "\n".join(await incident.told(desk, NOW + timedelta(minutes=1)))
    assert "Names that were opened: 0" in said
    assert "0 people in 0 cases" in said


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=HERE)),
        ("2026-11-01 08:00", datetime(2026, 11, 1, 8, tzinfo=HERE)),
        ("2026-11-01T08:00", datetime(2026, 11, 1, 8, tzinfo=HERE)),
        ("1/11/2026", datetime(2026, 11, 1, tzinfo=HERE)),
        ("01/11/2026 8:05", datetime(2026, 11, 1, 8, 5, tzinfo=HERE)),
        ("8:05 01/11/2026", datetime(2026, 11, 1, 8, 5, tzinfo=HERE)),
    ],
)
def test_a_time_may_be_written_as_people_write_it(words: str, meant: datetime) -> None:
    assert incident.moment(words, words) == meant


@pytest.mark.parametrize("time", ["yesterday", "since", "since 2026-13-01", "{}", "25:00"])
def test_a_bad_time_gets_one_sentence(time: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["incident", *time.split()]) == Exit.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("TIME ")
    assert len(said.err.strip().splitlines()) == 1


async def test_a_time_that_has_not_come_gets_one_too(desk: Settings) -> None:
    with pytest.raises(Stopped, match="has not come yet") as stopped:
        await incident.told(desk, datetime(2099, 1, 1, tzinfo=UTC))
    assert stopped.value.code is Exit.USAGE


async def test_retention_counts_before_it_forgets(desk: Settings) -> None:
    async with inside(desk) as store:
        person, _ = await lived(store)
        await store.drafts.start(person, person.chat_id or 0, datetime(2020, 1, 1, tzinfo=UTC))
    counted = await retention.count(desk)
    kinds = [line.split()[0] for line in counted]
    assert kinds == [
        "inbox",
        "sent",
        "drafts",
        "withheld",
        "files",
        "confided",
        "left",
        "silent",
        "looks",
    ]
    assert "drafts         1 would be forgotten: kept 30 days" in counted[2]
    assert await retention.count(desk) == counted
    assert "drafts         1 forgotten" in (await retention.forget(desk))[2]
    assert "drafts         0 forgotten" in (await retention.forget(desk))[2]


async def test_a_restored_backup_forgets_again(desk: Settings, tmp_path: Path) -> None:
    await lives(desk)
    file = desk.data_dir / "desk.db"
    shutil.copy(file, tmp_path / "backup.db")
    async with inside(desk) as store:
        person = await store.people.person_by_id(1)
        store.history.now = NOW
        await store.erasing.forget(person, str, NOW + timedelta(hours=1))
    assert await forget.again(desk) == (1, 0)
    for one in file.parent.glob("desk.db*"):
        one.unlink()
    shutil.copy(tmp_path / "backup.db", file)
    assert await name(desk) == TU.name
    assert await forget.again(desk) == (1, 1)
    assert await name(desk) == ""
    assert TU.name.encode() not in file.read_bytes()


def restored(file: Path, backup: Path) -> None:
    for one in file.parent.glob("desk.db*"):
        one.unlink()
    shutil.copy(backup, file)


async def erased(settings: Settings) -> None:
    async with inside(settings) as store:
        person = await store.people.person_by_id(1)
        store.history.now = NOW
        await store.erasing.forget(person, str, NOW + timedelta(hours=1))


async def test_a_backup_from_before_the_key_was_changed_forgets_again(
    desk: Settings, tmp_path: Path
) -> None:
    await lives(desk)
    file, backup = desk.data_dir / "desk.db", tmp_path / "backup.db"
    shutil.copy(file, backup)
    await rekey.changed(desk, NEW)
    changed = desk.model_copy(update={"secret_key": SecretStr(NEW)})
    await erased(changed)  # known under the new key only
    restored(file, backup)
    with pytest.raises(WrongKey):  # not "0 of them stood here again"
        await forget.again(changed)
    assert await forget.again(desk) == (1, 0)
    await rekey.changed(desk, NEW)
    assert await name(changed) == ""


async def test_a_desk_that_opens_on_a_restored_backup_forgets_again(
    desk: Settings, tmp_path: Path
) -> None:
    await lives(desk)
    file, backup = desk.data_dir / "desk.db", tmp_path / "backup.db"
    shutil.copy(file, backup)
    await erased(desk)
    restored(file, backup)
    clock = SandboxClock(NOW + timedelta(days=1))
    app = await build(desk, clock)  # the operator had not thought of it
    clock.advance(timedelta(minutes=11))  # what was on its way to her is
    await app.tick()
    await app.database.close()
    assert await name(desk) == ""


async def test_no_desk_opens_with_another_key(desk: Settings) -> None:
    await lives(desk)
    with pytest.raises(WrongKey):
        await build(desk.model_copy(update={"secret_key": SecretStr(NEW)}))


async def test_who_came_back_after_it_is_somebody_new(desk: Settings) -> None:
    await lives(desk)
    async with inside(desk) as store:
        person = await store.people.person_by_id(1)
        store.history.now = NOW
        await store.erasing.forget(person, str, NOW)
        await store.people.person("telegram", TU, NOW + timedelta(days=1))
    assert await forget.again(desk) == (1, 0)


async def test_the_key_is_changed(desk: Settings) -> None:
    await lives(desk)
    done = await rekey.changed(desk, NEW)
    assert done.cells["person.sealed"] == 1
    assert await name(desk.model_copy(update={"secret_key": SecretStr(NEW)})) == TU.name


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "No such file"),
        (b"short", "characters"),
        (b"\xff\xfe" * 40, "UTF-8"),
        (b"n" * 40 + b"\n" + b"m" * 40, "one line"),
        (b"n" * 20 + b" " + b"n" * 20, "spaces"),
        (b"n" * 20 + "\N{ZERO WIDTH SPACE}".encode() + b"n" * 20, "nobody sees"),
    ],
)
def test_a_bad_new_key_gets_one_sentence(
    tmp_path: Path, content: bytes | None, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.key"
    if content is not None:
        file.write_bytes(content)
    assert main(["rekey", str(file)]) == Exit.USAGE
    said = capsys.readouterr()
    assert (said.out, part in said.err) == ("", True)
    assert len(said.err.strip().splitlines()) == 1


def test_the_mark_that_an_editor_puts_in_front_is_no_part_of_the_key(tmp_path: Path) -> None:
    file = tmp_path / "new.key"
    file.write_text(f"{NEW}\r\n", encoding="utf-8-sig")
    assert rekey.read(file) == NEW


async def test_no_desk_opens_amid_a_change_of_key(desk: Settings) -> None:
    async with inside(desk) as store:
        store.session.add(KeyChange(started_at=NOW))
    with pytest.raises(WrongSettings, match="rekey"):
        await build(desk)
    found = [str(one) async for one in findings(desk)]
    assert any("fail  SECRET_KEY is being changed" in one for one in found)


async def test_check_names_what_is_in_order_and_what_is_overdue(desk: Settings) -> None:
    found = [str(one) async for one in findings(desk)]
    assert any("9 kinds of data are forgotten" in one for one in found)
    async with inside(desk) as store:
        person, _ = await lived(store)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        request = DataRequest(
            code="",
            person_id=person.id or 0,
            what="other",
            asked_at=at,
            acknowledge_by=at,
            due_at=at,
        )
        await store.requests.open(request, "x", "DL-2601")
    found = [str(one) async for one in findings(desk)]
    assert any("1 requests of residents about their data are overdue" in one for one in found)
