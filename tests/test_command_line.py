"""The operator's command line: what it does, what it says, and its exit codes."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.sandbox.telegram import TOKEN
from bot.sandbox.town import OFFICE, Town
from tests.conftest import OpenTown
from tests.forking import Forks, Process, surroundings
from tests.journeys.scenes import reports, staffed
from tests.prepared import put_tables

SECRET = "a secret of the command line, 32 letters or more"
DEAF = {
    "TELEGRAM_TOKEN": TOKEN,
    "SECRET_KEY": SECRET,
    "OFFICE_FILE": str(OFFICE),
    "TELEGRAM_API_URL": "http://127.0.0.1:9",  # nobody is there
    "LISTEN": "127.0.0.1:0",
}
"""Settings with which everything works that does not need Telegram."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int | None
    out: str
    err: str


Command = Callable[..., Awaitable[Process]]
Shell = Callable[..., Awaitable[Ended]]


@pytest.fixture
def start(tmp_path: Path, bot_forks: Forks) -> Command:
    """Starts `python -m bot …` in an empty folder, with these settings and no others."""

    async def begin(*arguments: str, **settings: str) -> Process:
        return await bot_forks.start(*arguments, cwd=tmp_path, env=surroundings(settings))

    return begin


@pytest.fixture
def shell(start: Command) -> Shell:
    """Lets a command run to its end."""

    async def run(*arguments: str, **settings: str) -> Ended:
        process = await start(*arguments, **settings)
        out, err = await process.communicate()
        return Ended(process.returncode, out.decode(), err.decode())

    return run


def of_a(town: Town) -> dict[str, str]:
    """The settings of the town's own desk, for a command beside it."""
    known = town.settings
    assert known.telegram_token
    return {
        "TELEGRAM_TOKEN": known.telegram_token.get_secret_value(),
        "TELEGRAM_API_URL": known.telegram_api_url,
        "OFFICE_FILE": str(known.office_file),
        "SECRET_KEY": known.secret,
        "DATA_DIR": str(known.data_dir),
        "DATABASE_URL": known.database_url,
        "LISTEN": "127.0.0.1:0",
    }


def says_one_sentence(ended: Ended, *words: str) -> None:
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert all(word in ended.err for word in words)
    assert "Traceback" not in ended.err
    assert SECRET not in ended.err
    assert TOKEN not in ended.err


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ({}, 2, ["TELEGRAM_TOKEN"]),
        (DEAF | {"SECRET_KEY": ""}, 2, ["SECRET_KEY"]),
        (DEAF | {"OFFICE_FILE": ""}, 2, ["OFFICE_FILE"]),
        (DEAF | {"OFFICE_FILE": "nowhere.toml"}, 2, ["OFFICE_FILE nowhere.toml", "No such file"]),
        (DEAF | {"LOG_LEVEL": "loud"}, 2, ["LOG_LEVEL"]),
        (DEAF, 1, ["TELEGRAM_API_URL"]),
        (DEAF | {"DATABASE_URL": f"postgresql://desk:{SECRET[:8]}@127.0.0.1:9/desk"}, 1,
         ["DATABASE_URL"]),
        (DEAF | {"DATABASE_URL": f"postgresql://desk:{SECRET[:8]}@nowhere.invalid/desk"}, 1,
         ["DATABASE_URL names a place that cannot be found"]),
        (DEAF | {"DATABASE_URL": "oracle://x"}, 2, ["DATABASE_URL"]),
        (DEAF | {"DATABASE_URL": "desk.db"}, 2, ["DATABASE_URL"]),
        (DEAF | {"DATABASE_URL": f"postgresql://desk:{SECRET[:8]}@127.0.0.1:9/x?sslmode=require"},
         1, ["DATABASE_URL", "does not answer"]),
        (DEAF | {"DATABASE_URL": f"postgresql://desk:{SECRET[:8]}@127.0.0.1:port/x"}, 2,
         ["DATABASE_URL", "cannot be understood"]),
    ],
    ids=["nothing", "secret", "office", "file", "level", "telegram", "postgres", "nowhere",
         "oracle", "path", "sslmode", "port"],
)  # fmt: skip
async def test_the_desk_does_not_open_and_says_why_in_one_sentence(
    shell: Shell, settings: dict[str, str], code: int, words: list[str]
) -> None:
    ended = await shell("run", **settings)
    assert ended.code == code
    says_one_sentence(ended, *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bogus"], ["bogus"]),
        (["invite"], ["what"]),
        (["invite", "mayor"], ["mayor"]),
        (["office", "check", "nowhere.toml"], ["nowhere.toml"]),
        (["run", "--fast"], ["--fast"]),
        (["invite", "leader", "--until", "9999-12-31"], ["--until", "9999-12-31"]),
        (["role", "end", "1", "--on", "9999-12-31"], ["--on", "9999-12-31"]),
        (["role", "end", "99999999999999999999"], ["number", "2147483647"]),
        (["incident", "since", "0001-01-01"], ["TIME", "0001-01-01"]),
    ],
)
def test_a_command_line_that_means_nothing_ends_with_two(
    arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(arguments)
    said = capsys.readouterr()
    assert code == 2
    assert "Value error" not in said.err
    says_one_sentence(Ended(code, said.out, said.err), *words)


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == (0 if arguments else 2)
    said = "".join(capsys.readouterr())
    for name in ("run", "demo", "check", "office", "invite", "replay", "case", "migrate"):
        assert f"\n  {name} " in said


def test_a_sound_office_file_is_told_by_its_contents(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["office", "check", str(OFFICE)]) == 0
    assert "7 units, 21 categories" in capsys.readouterr().out


def broken_office(folder: Path) -> Path:
    text = OFFICE.read_text(encoding="utf-8")
    file = folder / "broken.toml"
    file.write_text(text.replace("\ndays = 3\n", '\ndays = "three"\n', 1), encoding="utf-8")
    return file


def test_a_broken_office_file_is_told_by_its_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["office", "check", str(broken_office(tmp_path))]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "line " in said.err
    assert "days" in said.err


async def test_with_a_broken_office_file_the_desk_does_not_open(
    shell: Shell, tmp_path: Path
) -> None:
    settings = DEAF | {"OFFICE_FILE": str(broken_office(tmp_path))}
    ended = await shell("run", **settings)
    assert ended.code == 1
    assert "days" in ended.err
    assert "Traceback" not in ended.err
    assert await from_scratch("run", cwd=tmp_path, **settings) == ended


async def from_scratch(*arguments: str, cwd: Path, **settings: str) -> Ended:
    """As from a shell: a new Python that imports everything."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=cwd,
        env=surroundings(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Ended(process.returncode, out.decode(), err.decode())


async def test_an_office_file_is_loaded_once_and_the_other_one_is_remembered(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(OFFICE.read_bytes())
    first = await shell("office", "load", str(file), **DEAF)
    again = await shell("office", "load", str(file), **DEAF | {"OFFICE_FILE": str(file)})
    assert (first.code, again.code) == (0, 0)
    assert "in force:" in first.out
    assert "OFFICE_FILE" in first.err
    assert "in force already:" in again.out
    assert again.err == ""


async def test_an_office_file_that_drops_what_is_open_says_so(
    town: Town, shell: Shell, tmp_path: Path
) -> None:
    await staffed(town)
    await reports(town, town.telegram.person("Lan"))
    text = OFFICE.read_text(encoding="utf-8")
    file = tmp_path / "other.toml"
    file.write_text(text.replace('"kinh_te"', '"ha_tang"').replace('"dien_chieu_sang"', '"dien"'))
    for command in (("office", "load", str(file)), ("check",)):
        ended = await shell(*command, **of_a(town) | {"OFFICE_FILE": str(file)})
        told = ended.out + ended.err
        assert "1 open cases are of the unit 'kinh_te', which this file has not" in told
        assert "1 open cases are of the category 'dien_chieu_sang'" in told
        assert "A group is connected to the unit 'kinh_te'" in told


async def test_an_unknown_unit_is_answered_with_those_that_there_are(shell: Shell) -> None:
    ended = await shell("invite", "head", "moon", **DEAF)
    assert ended.code == 2
    says_one_sentence(ended, "'moon'", "kinh_te", "cong_an")


async def test_an_invitation_is_printed_alone_and_opens_its_room(town: Town, shell: Shell) -> None:
    ended = await shell("invite", "unit", "kinh_te", **of_a(town))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == ended.out.strip() + "\n"
    chief = town.telegram.person("Chị Hoa")
    group = town.telegram.group("Phòng Kinh tế", admins=[chief])
    await town.says(chief, f"/ketnoi {ended.out.strip()}", to=group)
    async with town.app.database.reading() as store:
        assert [room.unit for room in await store.offices.rooms()] == ["kinh_te"]


async def test_the_history_is_proved_and_an_unknown_head_is_not(town: Town, shell: Shell) -> None:
    whole = await shell("verify", **of_a(town))
    assert (whole.code, whole.out) == (0, "The history is whole: 0 events of 0 cases.\n")
    other = await shell("verify", "--head", "3f2a 91bc-07DE44aa", **of_a(town))
    assert other.code == 1
    assert "No day has the head 3f2a91bc07de44aa" in other.err
    typo = await shell("verify", "--head", "3f2a 91xx", **of_a(town))
    assert typo.code == 2
    assert "is no head" in typo.err


@pytest.mark.parametrize(
    "command",
    [
        ["verify"], ["role", "list"], ["invite", "leader"], ["retention", "--dry-run"],
        ["office", "load", str(OFFICE)], ["incident", "since", "2026-01-01"],
    ],
)  # fmt: skip
async def test_no_command_works_with_another_key(
    town: Town, shell: Shell, command: list[str]
) -> None:
    """With it a history seems forged, and a code is handed out that opens nothing."""
    await town.says(town.telegram.person("Lan"), "alo")
    other = "another secret of this command line, 32 letters"
    ended = await shell(*command, **of_a(town) | {"SECRET_KEY": other})
    assert ended.code == 2
    says_one_sentence(ended, "SECRET_KEY is not the one")
    assert other not in ended.err


async def test_a_command_takes_the_office_in_force_as_it_is(
    town: Town, shell: Shell, tmp_path: Path
) -> None:
    """It puts no OFFICE_FILE in force beside a running desk, and stumbles over none."""
    unfinished, other = tmp_path / "unfinished.toml", tmp_path / "other.toml"
    unfinished.write_text("name = ", encoding="utf-8")
    other.write_text(OFFICE.read_text(encoding="utf-8") + "\n# mended\n", encoding="utf-8")
    async with town.app.database.reading() as store:
        before = await store.offices.current()
    for file in (unfinished, other):
        ended = await shell("role", "list", **of_a(town) | {"OFFICE_FILE": str(file)})
        assert (ended.code, ended.err) == (0, "")
    async with town.app.database.reading() as store:
        after = await store.offices.current()
    assert before is not None
    assert after is not None
    assert after.id == before.id


@pytest.mark.parametrize("command", [["migrate", "base"], ["retention"], ["forget"]])
async def test_what_wants_the_desk_closed_is_refused_beside_one_on_postgresql(
    open_a_town: OpenTown, postgres_url: str, shell: Shell, command: list[str]
) -> None:
    town = await open_a_town(database_url=postgres_url)
    ended = await shell(*command, **of_a(town))
    assert ended.code == 2
    says_one_sentence(ended, "A desk is running")
    assert "Xin chào" in (await town.says(town.telegram.person("Lan"), "alo")).text


async def test_roles_are_listed_and_a_wrong_day_is_said(town: Town, shell: Shell) -> None:
    nobody = await shell("role", "list", **of_a(town))
    assert (nobody.code, nobody.err) == (0, "")
    assert "Nobody holds a role yet" in nobody.out
    assert (await shell("role", "end", "7", **of_a(town))).code == 1
    for arguments in (
        ("invite", "leader", "--until", "30/06/2027"),
        ("invite", "leader", "--until", "2020-01-01"),
        ("invite", "unit", "kinh_te", "--until", "2027-06-30"),
        ("role", "end", "7", "--on", "mai"),
    ):
        ended = await shell(*arguments, **of_a(town))
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.count("\n") == 1


async def test_what_cannot_be_written_is_not_blamed_on_the_database(
    bot_forks: Forks, tmp_path: Path
) -> None:
    full = os.open("/dev/full", os.O_WRONLY)  # which it closes
    process = await bot_forks.start(
        "role", "list", cwd=tmp_path, env=surroundings(DEAF), stdout=full
    )
    _, err = await process.communicate()
    assert process.returncode == 1
    says_one_sentence(Ended(1, "", err.decode()), "could not be written", "no room")


IMPATIENT = """
import runpy, sys
from importlib.abc import MetaPathFinder

class CtrlC(MetaPathFinder):
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            raise KeyboardInterrupt

sys.meta_path.insert(0, CtrlC())
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("when", ["typer", "sqlalchemy", "bot.commands.zalo"])
async def test_who_ends_it_in_the_first_second_sees_no_traceback(tmp_path: Path, when: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", IMPATIENT, when),
        cwd=tmp_path,
        env=surroundings({}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert await process.communicate() == (b"", b"")
    assert process.returncode == 1


async def test_the_tables_go_to_a_step_and_back(shell: Shell) -> None:
    up = await shell("migrate", **DEAF)
    down = await shell("migrate", "base", **DEAF)
    wrong = await shell("migrate", "9999", **DEAF)
    assert (up.code, down.code, wrong.code) == (0, 0, 2)
    assert "The tables are at 0" in up.out
    assert "The tables are at nothing" in down.out
    says_one_sentence(wrong, "REVISION", "9999")


@pytest.mark.parametrize(
    "command",
    [
        "run", "migrate", "migrate -1", "migrate 0001", "invite leader", "case PA-2611-7K4Q",
        "retention --dry-run", "forget", "replay", f"office load {OFFICE}", "zalo status",
        "role list", "check",
    ],
)  # fmt: skip
async def test_tables_of_a_newer_program_are_told_by_every_command(
    shell: Shell, tmp_path: Path, command: str
) -> None:
    at = tmp_path / "data" / "desk.db"
    put_tables(at)
    with closing(sqlite3.connect(at)) as newer:
        newer.execute("update alembic_version set version_num = '9999'")
        newer.commit()
    ended = await shell(
        *command.split(), **DEAF | {"ZALO_OA_ID": "1", "ZALO_APP_ID": "1", "ZALO_APP_SECRET": "2"}
    )
    assert "The database is at revision 9999; this program only knows 00" in ended.out + ended.err
    if command != "check":
        assert ended.code == 2
        says_one_sentence(ended)


async def test_a_desk_ends_quietly_and_a_second_one_is_refused(
    town: Town, start: Command, shell: Shell, tmp_path: Path
) -> None:
    await town.close()
    settings = of_a(town) | {"DATA_DIR": str(tmp_path / "other")}
    desk = await start("run", **settings)
    assert desk.stderr
    while b"the desk is open" not in await desk.stderr.readline():
        assert not desk.stderr.at_eof()
    for command in ("run", "migrate"):
        ended = await shell(command, **settings)
        assert ended.code == 2
        says_one_sentence(ended, "DATA_DIR", "in use")
    beside = await shell("replay", **settings)
    assert (beside.code, beside.out) == (0, "Nothing had failed.\n")
    desk.send_signal(signal.SIGTERM)
    out, err = await desk.communicate()
    assert (desk.returncode, out) == (0, b"")
    assert b"Traceback" not in err
