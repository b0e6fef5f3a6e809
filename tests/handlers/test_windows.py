"""When the time to answer runs out: who is told what when, and what a word of the person does."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from handlers import windows
from handlers.desk import Note, Spot
from handlers.message import NOWHERE, Kind, Outgoing
from handlers.reach import Reach
from handlers.wording import HERE
from storage.models import Case, Chat
from tests.handlers import casebook
from tests.handlers.told import OFFICE, Town

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
ZALO = {"zalo_oa": Reach(free=2 * DAY, window=WEEK)}


@pytest.fixture
def zalo(told: Town) -> Town:
    """Tư writes on a platform with a window."""
    told.channels, told.reach = {"tu": "zalo_oa"}, dict(ZALO)
    return told


def moment(text: str) -> datetime:
    """A moment here: "17/11 09:00" of 2026."""
    return datetime.strptime(f"2026 {text}", "%Y %d/%m %H:%M").replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("heard", "urged"),
    [
        ("16/11 09:00", "20/11 07:30"),  # day five is a Saturday, and Monday the very end
        ("17/11 09:00", "23/11 07:30"),  # a Sunday: there is a Monday before the end
        ("18/11 09:00", "23/11 09:00"),  # an ordinary Monday
        ("18/11 22:00", "25/11 07:30"),  # at night, and the 24th is a holiday
        ("19/11 12:10", "25/11 07:30"),  # on the holiday itself
    ],
)
def test_the_unit_is_urged_while_it_is_there(heard: str, urged: str) -> None:
    assert windows.urge_at(OFFICE, moment(heard), WEEK) == moment(urged)


@pytest.mark.parametrize(
    ("heard", "asked"),
    [
        ("16/11 09:00", "22/11 09:00"),
        ("16/11 07:10", "22/11 08:00"),
        ("16/11 20:00", "23/11 08:00"),
        ("16/11 23:59", "23/11 08:00"),
        ("16/11 19:59", "22/11 19:59"),
    ],
)
def test_the_resident_is_asked_by_day(heard: str, asked: str) -> None:
    said = windows.ask_at(moment(heard), WEEK)
    assert said == moment(asked)
    assert said < moment(heard) + WEEK


async def chat_of(town: Town, case: Case) -> Chat:
    async with town.desk() as desk:
        return await desk.store.people.chat_by_id(case.chat_id)


async def case_on_zalo(town: Town) -> Case:
    """Tư's case, whose answers go to the chat in which Tư wrote last now."""
    await town.says("tu", "alo")
    case = await casebook.filed(town, "tu")
    async with town.desk() as desk:
        chat = await desk.store.people.chat("zalo_oa", "tu", private=True)
        person = await desk.store.people.person_in(chat.id or 0)
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert person is not None
        assert fresh is not None
        fresh.chat_id, fresh.person_id = chat.id or 0, person.id or 0
        desk.store.cases.save(fresh)
    return await casebook.now(town, case)


async def test_the_first_word_and_later_ones_are_remembered(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    first = await chat_of(zalo, case)
    assert first.heard_at == zalo.now
    assert first.window_at == zalo.now + WEEK * windows.FIRST_LOOK
    zalo.now += timedelta(minutes=2)
    await zalo.says("tu", "alo")
    assert (await chat_of(zalo, case)).heard_at == first.heard_at  # that is near enough
    zalo.now += timedelta(minutes=10)
    await zalo.says("tu", "alo")
    assert (await chat_of(zalo, case)).heard_at == zalo.now


async def test_remembering_costs_no_statement_where_there_is_no_window(told: Town) -> None:
    ran: list[str] = []
    writer = told.database._writer.sync_engine  # what is counted is what it runs

    @event.listens_for(writer, "before_cursor_execute")
    def note(*args: object) -> None:
        ran.append(str(args[2]))

    await told.says("tu", "/hoso")
    told.now += DAY
    ran.clear()
    await told.says("tu", "/hoso")
    assert ran
    assert not [one for one in ran if one.startswith("UPDATE chat")]


async def test_a_message_that_comes_late_counts_from_when_it_was_written(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    zalo.now += 3 * DAY
    old = replace(zalo.message("tu", "alo"), sent_at=zalo.now - DAY)
    await zalo.hears(old)
    assert (await chat_of(zalo, case)).heard_at == zalo.now - DAY


async def test_who_wrote_at_the_very_moment_is_found_by_the_sweep(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    async with zalo.desk() as desk:
        chat = await desk.store.people.chat_by_id(case.chat_id)
        chat.shut_at, chat.heard_at = zalo.now - timedelta(seconds=2), zalo.now
        desk.store.people.save(chat)
    async with zalo.desk() as desk:
        await windows.sweep(desk)
    assert (await chat_of(zalo, case)).shut_at is None


async def test_our_own_clock_is_asked_again_before_anything_waits(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    async with zalo.desk() as desk:
        await windows.shut(desk, case.chat_id)  # the person has written meanwhile
    assert (await chat_of(zalo, case)).shut_at is None
    async with zalo.desk() as desk:
        await windows.shut(desk, case.chat_id, refused_since=zalo.now - DAY)
    assert (await chat_of(zalo, case)).shut_at is None
    async with zalo.desk() as desk:
        await windows.shut(desk, case.chat_id, refused_since=zalo.now)
    assert (await chat_of(zalo, case)).shut_at == zalo.now


async def test_what_waits_goes_out_in_its_old_order_before_what_is_new(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    zalo.now += 8 * DAY
    async with zalo.desk() as desk:
        for words in ("một", "hai", "ba"):
            out = Outgoing(NOWHERE, words)
            await desk.post(Spot(case.chat_id), out, note=Note(what="answer", case=case))
        await windows.shut(desk, case.chat_id)
    assert [one.text for one in await zalo.deliver() if one.chat == "tu"] == []
    assert (await casebook.now(zalo, case)).unreached_at == zalo.now
    said = [one.text for one in await zalo.says("tu", case.code) if one.chat == "tu"]
    assert said[:3] == ["một", "hai", "ba"]
    assert case.code in said[3]


async def test_a_card_says_until_all_has_arrived_that_something_has_not(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    zalo.now += 8 * DAY
    async with zalo.desk() as desk:
        for words in ("một", "hai"):
            out = Outgoing(NOWHERE, words)
            await desk.post(Spot(case.chat_id), out, note=Note(what="answer", case=case))
        await windows.shut(desk, case.chat_id)
    (card,) = [one for one in await zalo.deliver() if one.chat == "economy"]
    assert "Chưa tới tay người dân" in card.text
    zalo.holding = True
    await zalo.says("tu", case.code)
    async with zalo.desk() as desk:  # the first of the two has arrived
        await windows.arrived(desk, case.id or 0)
    assert (await casebook.now(zalo, case)).unreached_at is not None
    zalo.holding = False
    await zalo.deliver()
    async with zalo.desk() as desk:  # a crash before this was noted: the sweep finds it
        await windows.sweep(desk)
    (card,) = [one for one in await zalo.deliver() if one.chat == "economy"]
    assert "Đã tới tay người dân" in card.text
    assert (await casebook.now(zalo, case)).reached_at == zalo.now


async def test_of_what_waited_for_who_blocks_us_the_answers_are_kept(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    async with zalo.desk() as desk:
        for what in ("receipt", "answer", "survey"):
            note = Note(what=what, case=case)
            await desk.post(Spot(case.chat_id), Outgoing(NOWHERE, what), note=note)
        await desk.post(Spot(case.chat_id), Outgoing(NOWHERE, "x"), note=Note(what="answer"))
        chat, mine = await desk.store.people.chat_by_id(case.chat_id), desk.store.outbox
        rows = [row for what in ("receipt", "answer", "survey")
                for row in await mine.queued(case.chat_id, what)]  # fmt: skip
        kept = await windows.keep(desk, chat, rows)
    assert [(one.what, one.case_id) for one in kept] == [("answer", case.id), ("survey", case.id)]


async def test_a_receipt_that_waits_is_no_news_for_the_officials(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    zalo.now += 8 * DAY
    async with zalo.desk() as desk:
        out = Outgoing(NOWHERE, "Cảm ơn")
        await desk.post(Spot(case.chat_id), out, note=Note(what="receipt", case=case))
        await windows.shut(desk, case.chat_id)
    assert (await casebook.now(zalo, case)).unreached_at is None
    assert await zalo.deliver() == []


async def test_who_lets_us_in_again_has_turned_to_us(zalo: Town) -> None:
    case = await case_on_zalo(zalo)
    zalo.now += 8 * DAY
    await zalo.hears(replace(zalo.message("tu"), kind=Kind.BLOCKED))
    assert (await chat_of(zalo, case)).closed_at == zalo.now
    zalo.now += DAY
    await zalo.hears(replace(zalo.message("tu"), kind=Kind.OPENED))
    chat = await chat_of(zalo, case)
    assert (chat.closed_at, chat.heard_at) == (None, zalo.now)
