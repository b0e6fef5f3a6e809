"""The look through all that was said sees a leak when there is one."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.demo import PLAY
from bot.sandbox.play import Stage, read_play
from bot.sandbox.telegram import Person
from bot.sandbox.town import MONDAY, Town, open_town
from bot.sandbox.transcript import Transcript
from handlers.desk import Note, Spot
from handlers.leaders import printed, sheet
from handlers.leaders.printed import Printed
from handlers.leaders.sheet import Page
from handlers.message import NOWHERE, Attachment, AttachmentKind, Outgoing
from storage.models import Role
from tests.journeys.leaks import found_in
from tests.journeys.reached import Diary
from tests.journeys.scenes import Staff, code_in, staffed
from tests.prepared import put_tables

ACCUSED = "toi to cao ong dia chinh doi 5 trieu moi chiu do dat"
PHONE = "0912345678"
HOME = "12 ấp Hòa Bình, nhà ông Tư"
NAME = "Thị Bưởi Sáu"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Not the stories' own: what is planted here must not fail them."""
    put_tables(tmp_path / "desk.db")
    async with open_town(tmp_path) as opened:
        yield opened


async def say_in_group(town: Town, text: str, *files: bytes) -> None:
    """The bot says something to a unit, whatever the program thinks of it."""
    async with town.app.open_desk() as desk:
        home = await desk.spot_of("kinh_te")
        assert home is not None
        kept = [await desk.store.files.keep(one, "application/pdf", desk.now) for one in files]
        letters = tuple(
            Attachment(AttachmentKind.DOCUMENT, "", "", name="bang.pdf", sha256=one) for one in kept
        )
        await desk.post(home, Outgoing(NOWHERE, text, attachments=letters), note=Note())
    await town.settle()


async def say_to(town: Town, who: Person, text: str, what: str = "") -> None:
    """The bot says something to somebody in private, likewise."""
    async with town.app.open_desk() as desk:
        chat = await desk.store.people.chat("telegram", str(who.id), private=True)
        await desk.post(Spot(chat.id or 0), Outgoing(NOWHERE, text), note=Note(what=what))
    await town.settle()


PLANTED = (
    "Người gửi: Thị Bưởi Sáu",
    "tg://user?id={id}",
    f"gọi {PHONE} nhé",
    "dia chinh doi 5 trieu",
)


async def story(town: Town) -> tuple[Staff, Person]:
    """Someone with a phone reports a lamp at home, and denounces somebody, and takes it back."""
    staff, who = await staffed(town), town.telegram.person(NAME)
    await town.says(who, "Đèn đường hư cả tuần nay")
    await town.presses(who, who.last, "Gửi")
    await town.presses(who, who.last, "Đúng")
    await town.says(who, HOME)
    code_in(who.last)
    async with town.app.open_desk() as desk:
        person = await desk.store.people.person_in((await desk.store.people.chat(
            "telegram", str(who.id), private=True)).id or 0)  # fmt: skip
        assert person is not None
        desk.store.people.set_phone(person, PHONE)
    await town.says(who, ACCUSED)
    return staff, who


async def test_nothing_is_found_where_nothing_leaks(town: Town) -> None:
    await story(town)
    assert await found_in(town) == []


@pytest.mark.parametrize("words", PLANTED)
async def test_what_is_planted_in_a_group_is_found(town: Town, words: str) -> None:
    _, who = await story(town)
    await say_in_group(town, words.format(id=who.id))
    assert await found_in(town)


async def test_what_is_planted_in_a_log_is_found(town: Town) -> None:
    _, who = await story(town)
    diary, log = Diary(), logging.getLogger("bot.planted")
    with diary.kept():
        log.warning("said by %s", who.id)
    assert await found_in(town, diary)


def pages(*words: str) -> bytes:
    rows = tuple((str(number), one) for number, one in enumerate(words))
    return printed.draw(Printed(office="Phường", title="Tuần", rows=rows, foot=""))


def book(*words: str) -> bytes:
    return sheet.write([Page("Hồ sơ", ["lời"], [[one] for one in words])], MONDAY)


def plain(*words: str) -> bytes:
    return "\n".join(words).encode()


def no_pages(*words: str) -> bytes:
    return b"%PDF-1.7\n" + plain(*words)


@pytest.mark.parametrize("make", [pages, book, plain, no_pages])
@pytest.mark.parametrize("word", [NAME, PHONE, "dia chinh doi 5 trieu", HOME])
async def test_what_is_planted_in_a_file_is_found(
    town: Town, make: Callable[..., bytes], word: str
) -> None:
    staff, _ = await story(town)
    await say_in_group(town, "Bảng", make("Đèn đường"))
    assert staff.group.messages[-1].files
    assert await found_in(town) == []
    await say_in_group(town, "Bảng", make("Đèn đường", word))
    leaks = await found_in(town)
    assert leaks
    assert all(" as file in " in one for one in leaks)


@pytest.mark.parametrize("word", [NAME, PHONE, "dia chinh doi 5 trieu", HOME])
async def test_what_is_planted_in_a_picture_is_found(town: Town, word: str) -> None:
    """It is known from what was given to be drawn."""
    await story(town)
    with (
        Diary().kept() as diary,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside,
    ):
        shown = Printed(office="Phường", title="Tuần", rows=(("1", word),), foot="")
        await asyncio.get_running_loop().run_in_executor(aside, partial(repr, shown))
    leaks = await found_in(town, diary)
    assert leaks
    assert all(" as drawn in what was drawn" in one for one in leaks)


async def test_a_place_is_for_those_who_see_to_it(town: Town) -> None:
    staff, who = await story(town)
    assert any(HOME in one.text for one in staff.group.messages), "it stands on the card"
    await say_to(town, who, f"Nơi: {HOME}")
    assert await found_in(town) == []


@pytest.mark.parametrize("form", ["another resident", "digest", "log"])
async def test_a_place_that_is_planted_elsewhere_is_found(town: Town, form: str) -> None:
    await story(town)
    other, diary = town.telegram.person("Bảy"), Diary()
    await town.says(other, "Đường có ổ gà")
    if form == "log":
        with diary.kept():
            logging.getLogger("bot.planted").warning("at %s", HOME)
    else:
        await say_to(town, other, HOME, what=form if form == "digest" else "")
    assert any("the place" in one for one in await found_in(town, diary))


async def test_nothing_leaks_in_the_demo(tmp_path: Path) -> None:
    written = read_play(PLAY)
    with Diary().kept() as diary:
        async with open_town(tmp_path, platforms=written.platforms) as town:
            transcript = Transcript(town.stands, diary.lines.append, written.words)
            diary.lines.clear()
            await Stage(written, town, transcript).act()
            diary.lines.clear()  # who plays reads all sides
            assert await found_in(town, diary) == []


async def test_what_a_head_asked_for_is_the_one_place(town: Town) -> None:
    _, who = await story(town)
    head, other = town.telegram.person("Trưởng"), town.telegram.person("Phó")
    await town.appoint(head, "head", "kinh_te")
    await town.says(other, "/start")
    text = f"🔐 Hồ sơ: Thị Bưởi Sáu {who.id}"
    async with town.app.open_desk() as desk:
        (told,) = await desk.store.people.with_role(Role.HEAD, desk.now)
        await desk.post(Spot(told.chat_id or 0), Outgoing(NOWHERE, text), note=Note())
    await town.settle()
    assert await found_in(town) == []
    async with town.app.open_desk() as desk:
        chat = await desk.store.people.chat("telegram", str(other.id), private=True)
        await desk.post(Spot(chat.id or 0), Outgoing(NOWHERE, text), note=Note())
    await town.settle()
    assert await found_in(town)
