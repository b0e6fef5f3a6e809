"""The look through all that was said sees a leak when there is one."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town, open_town
from handlers.desk import Note, Spot
from handlers.message import Address, Outgoing
from storage.models import Role
from tests.journeys.leaks import Diary, found_in
from tests.journeys.scenes import Staff, reports, staffed
from tests.prepared import put_tables

ACCUSED = "toi to cao ong dia chinh doi 5 trieu moi chiu do dat"
PHONE = "0912345678"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Not the stories' own: what is planted here must not fail them."""
    put_tables(tmp_path / "desk.db")
    async with open_town(tmp_path) as opened:
        yield opened


async def say_in_group(town: Town, text: str) -> None:
    """The bot says something to a unit, whatever the program thinks of it."""
    async with town.app.open_desk() as desk:
        home = await desk.spot_of("kinh_te")
        assert home is not None
        await desk.post(home, Outgoing(Address("", ""), text), note=Note())
    await town.settle()


PLANTED = (
    "Người gửi: Thị Bưởi Sáu",
    "tg://user?id={id}",
    f"gọi {PHONE} nhé",
    "dia chinh doi 5 trieu",
)


async def story(town: Town) -> tuple[Staff, Person]:
    """Someone with a phone reports a lamp, and denounces somebody, and takes it back."""
    staff, who = await staffed(town), town.telegram.person("Thị Bưởi Sáu")
    await reports(town, who)
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
    log.addHandler(diary)
    log.warning("said by %s", who.id)
    log.removeHandler(diary)
    assert await found_in(town, diary)


async def test_what_a_head_asked_for_is_the_one_place(town: Town) -> None:
    _, who = await story(town)
    head, other = town.telegram.person("Trưởng"), town.telegram.person("Phó")
    await town.appoint(head, "head", "kinh_te")
    await town.says(other, "/start")
    text = f"🔐 Hồ sơ: Thị Bưởi Sáu {who.id}"
    async with town.app.open_desk() as desk:
        (told,) = await desk.store.people.with_role(Role.HEAD, desk.now)
        await desk.post(Spot(told.chat_id or 0), Outgoing(Address("", ""), text), note=Note())
    await town.settle()
    assert await found_in(town) == []
    async with town.app.open_desk() as desk:
        chat = await desk.store.people.chat("telegram", str(other.id), private=True)
        await desk.post(Spot(chat.id or 0), Outgoing(Address("", ""), text), note=Note())
    await town.settle()
    assert await found_in(town)
