"""Whatever arrives is kept, handled once and in order, even when something goes wrong with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.commands.replay import take_up
from bot.sandbox.town import Town
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.router import PRIVATE_PRESSES
from tests.journeys.scenes import LAMP, case_of, code_in, counts, heard, reports, staffed


@asynccontextmanager
async def broken(verb: str) -> AsyncIterator[None]:
    """A door at which somebody has laid a trap; what it wrote before is to vanish with it."""

    async def falls(desk: Desk, caller: Caller, _words: str) -> None:
        await desk.tell(caller.spot, "residents.dropped")
        desk.close_offer(caller.chat)
        raise ZeroDivisionError

    whole = PRIVATE_PRESSES[verb]
    PRIVATE_PRESSES[verb] = falls
    try:
        yield
    finally:
        PRIVATE_PRESSES[verb] = whole


async def test_what_nobody_can_read_is_set_aside_and_all_after_it_arrives(both_towns: Town) -> None:
    town = both_towns
    lan = town.telegram.person("Lan")
    town.telegram.poison()
    lan.says("Đèn đường hư")
    town.telegram.poison({"message": {"message_id": 5}})
    lan.says("ở hẻm 12")
    await town.settle()
    assert "Đèn đường hư" in lan.last.text
    assert "hẻm 12" in lan.last.text
    there = await counts(town)
    assert (there["in aside"], there["in waiting"], there["in failed"]) == (2, 0, 0)


async def test_a_repeat_of_an_update_changes_nothing(both_towns: Town) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    said = lan.says(LAMP)
    await town.settle()
    shown = len(lan.messages)
    town.telegram.world.announce(said)  # the same message under a new update number
    await town.settle()
    assert len(lan.messages) == shown
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    town.telegram.world.announce(said)
    await town.settle()
    assert (await case_of(town, code)).text == LAMP
    assert len(staff.cards()) == 1


async def test_confirmed_only_when_stored(town: Town) -> None:
    lan = town.telegram.person("Lan")
    await town.close()
    lan.says(LAMP)
    assert not town.telegram.quiet
    await town.restart()
    assert LAMP in lan.last.text


async def test_messages_of_a_chat_are_handled_in_order(both_towns: Town) -> None:
    town = both_towns
    people = [town.telegram.person(f"Lan {n}") for n in range(6)]
    for number in range(8):
        for who in people:
            who.says(f"câu {number}")
    await town.settle(timedelta(seconds=30))
    for who in people:
        places = [who.last.text.index(f"câu {number}") for number in range(8)]
        assert places == sorted(places)
    assert (await counts(town))["in failed"] == 0


async def test_a_fall_writes_nothing_half_apologises_and_is_finished_by_replay(
    both_towns: Town,
) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    truc = town.telegram.person("Trực")
    await town.appoint(truc, "duty")
    draft = await town.says(lan, LAMP)
    async with broken("draft.send"):
        await town.presses(lan, draft, "Gửi")
        assert "Xin lỗi" in lan.last.text
        assert not any("đã bỏ bản nháp" in text for text in heard(lan))
        assert "chưa xử lý được" in truc.last.text
        assert (await counts(town))["in failed"] == 1
        await town.says(lan, "ai đã xem tên tôi")  # life goes on
        assert "Chưa có ai" in lan.last.text
    async with town.app.database.unit_of_work() as store:
        assert await store.inbox.again() == 1
    town.app.inbox.idle.clear()
    town.app.inbox.wake.set()
    await town.settle()
    assert "lĩnh vực" in lan.last.text
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert staff.card(code)
    assert (await counts(town))["in failed"] == 0


async def test_one_fall_does_not_touch_the_others_of_its_page(town: Town) -> None:
    await staffed(town)
    people = [town.telegram.person(f"Lan {n}") for n in range(12)]
    for who in people:
        who.says(LAMP)
    await town.settle(timedelta(seconds=30))
    async with broken("draft.send"):
        for place, who in enumerate(people):
            who.presses(who.last, "✅ Gửi, tôi đồng ý" if place % 4 == 0 else "🗑 Bỏ")
        await town.settle(timedelta(seconds=30))
    for place, who in enumerate(people):
        shown = "Xin lỗi" if place % 4 == 0 else "đã bỏ bản nháp"
        assert shown in who.last.text
    assert (await counts(town))["in failed"] == 3


async def test_replay_without_a_running_desk_finishes_what_failed(town: Town) -> None:
    lan = town.telegram.person("Lan")
    draft = await town.says(lan, LAMP)
    async with broken("draft.send"):
        await town.presses(lan, draft, "Gửi")
    await town.close()
    async with town.spare() as app:
        done = await take_up(app)
    assert done.left == 0
    assert "1 message taken up" in done.sentence
    await town.restart()
    assert "lĩnh vực" in lan.last.text


@pytest.mark.parametrize("number", [1, 3])
async def test_restarts_lose_nothing_and_repeat_nothing(both_towns: Town, number: int) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    for _ in range(number):
        await town.restart()
    code = await reports(town, lan)
    before = len(staff.group.messages), len(lan.messages)
    for _ in range(number):
        await town.restart()
    assert (len(staff.group.messages), len(lan.messages)) == before
    assert staff.card(code)
    assert (await counts(town))["out queued"] == 0
