"""`python -m bot demo`: a page for a person, a transcript for a program, and what it refuses."""

import asyncio
import os
import pty
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from bot.__main__ import main
from bot.sandbox.town import OFFICE
from tests.forking import Forks, surroundings
from tests.forking import Process as Forked

ROOT = Path(__file__).parent.parent.parent
OPEN = re.compile(r"open at (http://\S+)")
Process = asyncio.subprocess.Process
TAKEN = b"Port 8080 is taken: another one is used.\n"


@asynccontextmanager
async def demo(*arguments: str, stdout: int = asyncio.subprocess.PIPE) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-m", "bot", "demo", *arguments),
        cwd=ROOT,
        stdin=stdout if stdout > 0 else asyncio.subprocess.DEVNULL,
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


Demo = Callable[..., AbstractAsyncContextManager[Forked]]


@pytest.fixture
def forked_demo(bot_forks: Forks) -> Demo:
    """The same, forked from a process that has imported the program."""

    @asynccontextmanager
    async def start(*arguments: str) -> AsyncIterator[Forked]:
        env = surroundings({"PYTHONUNBUFFERED": "1"})
        process = await bot_forks.start("demo", *arguments, cwd=ROOT, env=env)
        try:
            yield process
        finally:
            process.kill()
            await process.communicate()

    return start


async def line_of(process: Process | Forked, wanted: Callable[[str], bool]) -> str:
    assert process.stdout
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if wanted(line.decode()):
                return line.decode()
    raise AssertionError("it ended without saying so")


async def test_a_program_that_reads_it_gets_the_transcript() -> None:
    async with demo() as process:
        first = await line_of(process, lambda line: "━━━━" in line)
    assert "Sáng thứ Hai" in first


async def test_a_person_at_a_terminal_gets_the_page_and_ends_it_with_ctrl_c() -> None:
    """Nothing but the terminal says that it is a person: `make demo` gives no option."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2]
    assert recipe.splitlines()[1].strip() == "@$(BIN)/python -m bot demo"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a shell's background
    ours, theirs = pty.openpty()
    try:
        async with demo(stdout=theirs) as process:
            told = await asyncio.to_thread(_until_open, ours)
            async with httpx.AsyncClient() as client:
                assert (await client.get(told)).status_code == 200
            process.send_signal(signal.SIGINT)
            assert process.stderr
            assert await process.stderr.read() in {b"", TAKEN}
            assert await process.wait() == 0
    finally:
        os.close(ours)
        os.close(theirs)


def _until_open(terminal: int) -> str:
    said = ""
    while not (found := OPEN.search(said)):
        said += os.read(terminal, 1024).decode()
    return found[1]


async def test_a_port_that_is_taken_costs_nothing_unless_it_was_asked_for(
    forked_demo: Demo,
) -> None:
    with socket.socket() as other:
        with suppress(OSError):  # somebody else's 8080 serves as well
            other.bind(("127.0.0.1", 8080))
            other.listen()
        async with forked_demo("--page") as process:
            line = await line_of(process, lambda line: "open at" in line)
            assert process.stderr
            assert await process.stderr.readline() == TAKEN
            assert ":8080 " not in line
        async with forked_demo("--listen", "127.0.0.1:8080") as process:
            _, said = await process.communicate()
            assert process.returncode == 2
            assert said.startswith(b"--listen 127.0.0.1:8080: ")
            assert len(said.splitlines()) == 1


async def test_who_opens_it_to_the_network_is_warned(forked_demo: Demo) -> None:
    async with forked_demo("--listen", "0.0.0.0:0") as process:
        await line_of(process, lambda line: "open at" in line)
        assert process.stderr
        assert b"it has no password" in await process.stderr.readline()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--listen", "8080"), "--listen '8080' must be HOST:PORT"),
        (("--listen", "127.0.0.1:99999"), "must be HOST:PORT"),
        (("--office", "nowhere.toml"), "FILE nowhere.toml: No such file"),
        (("--transcript", "--office", str(OFFICE)), "belong to the page"),
    ],
)
def test_what_it_cannot_do_it_refuses_in_a_sentence(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_broken_office_file_is_told_with_all_its_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "office.toml"
    text = OFFICE.read_text(encoding="utf-8")
    broken.write_text(text.replace("field = true", "field = 7", 2), encoding="utf-8")
    assert main(["demo", "--office", str(broken)]) == 2
    assert len(re.findall(r"^line \d+, category", capsys.readouterr().err, re.MULTILINE)) == 2


async def test_a_commune_s_own_office_file_is_what_one_sees(
    tmp_path: Path, forked_demo: Demo
) -> None:
    own = tmp_path / "office.toml"
    text = OFFICE.read_text(encoding="utf-8").replace("UBND phường Hoa Sen", "UBND xã Của Mình")
    own.write_text(f'{text}\n[texts]\n"leaders.only" = "Dành cho lãnh đạo xã."\n', encoding="utf-8")
    async with forked_demo("--office", str(own), "--listen", "127.0.0.1:0") as process:
        line = await line_of(process, lambda line: "open at" in line)
        found = OPEN.search(line)
        assert found
        async with (
            httpx.AsyncClient(timeout=30) as client,
            client.stream("GET", f"{found[1]}/news") as news,
        ):
            lines = news.aiter_lines()
            assert "UBND xã Của Mình" in await _told_of(lines, "Mình")
            wish = {"room": "bay", "who": "bay", "act": "say", "text": "/bantin"}
            assert (await client.post(f"{found[1]}/do", json=wish)).json() == {"error": ""}
            assert await _told_of(lines, "Dành cho lãnh đạo xã.")


async def _told_of(lines: AsyncIterator[str], words: str) -> str:
    async with asyncio.timeout(60):
        async for line in lines:
            if line.startswith("data: ") and words in line:
                return line
    raise AssertionError("the page was not told of it")
