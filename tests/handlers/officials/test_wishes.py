"""A unit's wish for more time waits for a leader: they are asked again, and the unit hears so."""

from datetime import UTC, datetime

import pytest

from handlers import acts, transferring, wishes
from handlers.acts import Act, Actor
from handlers.wording import HERE
from storage.models import Case
from tests.handlers.casebook import CLERK, now
from tests.handlers.officials.test_extending import (
    GROUP,
    appoint,
    chat_of,
    extended,
    staffed,
)
from tests.handlers.officials.test_extending import (
    wishes as types_a_wish,
)
from tests.handlers.told import Heard, Town

SECOND = "4/12 thợ bận thi công"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment in November 2026 here; the 16th is a Monday, the 24th a holiday."""
    return datetime(2026, month, day, hour, minute, tzinfo=HERE).astimezone(UTC)


async def asked(town: Town) -> tuple[Case, Heard]:
    """Extended to the 30th once; on Monday morning the head wants more: what the leader reads."""
    case = await staffed(town)
    await extended(town, case)
    await wants(town, case)
    return case, town.last("tam")


async def wants(town: Town, case: Case, wish: str = SECOND) -> Heard:
    """The head wants more, and presses."""
    preview = await types_a_wish(town, case, wish)
    await town.presses("hoa", preview, "Gia hạn", by="hoa")
    return preview


async def sweep(town: Town, when: datetime) -> list[Heard]:
    """The bot looks then; returns what it says."""
    town.now = when
    async with town.desk() as desk:
        await wishes.sweep(desk)
    return await town.deliver()


async def test_a_leader_who_keeps_silent_is_asked_again_and_the_unit_hears_so(told: Town) -> None:
    case, first = await asked(told)
    assert await sweep(told, at(16, 16)) == []
    assert await sweep(told, at(17, 6)) == []
    assert await sweep(told, at(17, 12)) == [], "at lunch"
    heard = await sweep(told, at(17, 14))
    (leader,), (unit,) = ([one for one in heard if one.chat == chat] for chat in ("tam", GROUP))
    assert leader.id != first.id, "a new message calls, an edit does not"
    assert "vẫn chờ" in leader.text
    assert "thợ bận thi công" in leader.text
    assert leader.labels == first.labels
    assert case.code in unit.text
    assert "thứ Sáu 04/12/2026" in unit.text
    assert "Tam chưa trả lời" in unit.text
    assert "thứ Hai 30/11/2026" in unit.text
    assert await sweep(told, at(17, 16)) == [], "once a day"
    heard = await sweep(told, at(18, 8))
    assert [one.chat for one in heard] == ["tam", GROUP]
    assert heard[1].id == unit.id, "the unit's line is kept up to date, and rings no more"
    await told.presses("tam", leader, "Đồng ý")
    assert (await now(told, case)).extensions == 2
    assert await sweep(told, at(19, 8)) == []


async def test_holidays_and_weekends_are_none_of_its_days(told: Town) -> None:
    await asked(told)
    await sweep(told, at(20, 8))
    for when in (at(21, 9), at(22, 9)):
        assert await sweep(told, when) == []
    assert await sweep(told, at(23, 8))
    assert await sweep(told, at(24, 9)) == [], "a holiday"
    assert await sweep(told, at(25, 8))


async def test_on_the_day_on_which_it_is_due_half_a_day_is_long(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    told.now = at(30, 9)
    await wants(told, case)
    assert await sweep(told, at(30, 11)) == []
    assert {one.chat for one in await sweep(told, at(30, 14))} == {"tam", GROUP}


async def test_two_presses_ask_once(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    preview = await wants(told, case)
    heard = await told.presses("hoa", preview, "Gia hạn", by="hoa")
    assert [one for one in heard if one.chat == "tam"] == []
    assert "đang chờ lãnh đạo" in told.notice
    heard = await sweep(told, at(17, 8))
    assert [one.chat for one in heard] == ["tam", GROUP]


async def test_a_wish_that_is_taken_back_is_not_chased(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    preview = await wants(told, case)
    await told.presses("minh", preview, "Thôi", by="minh")
    heard = await sweep(told, at(17, 8))
    assert [(one.chat, one.id) for one in heard] == [("tam", told.said_to("tam")[-2].id)]
    assert "không cần quyết định nữa" in heard[0].text
    assert heard[0].labels == []
    assert await sweep(told, at(18, 8)) == []


@pytest.mark.parametrize("how", ["answered", "withdrawn"])
async def test_a_case_that_ended_wants_no_more_time(told: Town, how: str) -> None:
    case, _ = await asked(told)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        act, by = {
            "answered": (Act.ANSWER, CLERK),
            "withdrawn": (Act.WITHDRAW, Actor(None, "resident")),
        }[how]
        await acts.move(desk, fresh, act, by)
    await told.deliver()
    heard = await sweep(told, at(17, 8))
    assert [one.chat for one in heard] == ["tam"], "the unit knows"
    assert "không cần quyết định nữa" in heard[0].text
    assert await sweep(told, at(18, 8)) == []


async def test_what_has_become_late_cannot_be_allowed_any_more(told: Town) -> None:
    case, first = await asked(told)
    heard = await sweep(told, at(1, 8, month=12))
    (leader,), (unit,) = ([one for one in heard if one.chat == chat] for chat in ("tam", GROUP))
    assert leader.id == first.id
    assert leader.labels == []
    assert "không cần quyết định nữa" in leader.text
    assert "lãnh đạo chưa trả lời" in unit.text
    assert "đã quá hạn từ thứ Hai 30/11/2026 nên không gia hạn được nữa" in unit.text
    assert await sweep(told, at(2, 8, month=12)) == []
    await told.presses("tam", first, "Đồng ý")
    assert (await now(told, case)).extensions == 1


async def test_while_the_resident_owes_a_word_nobody_is_asked(told: Town) -> None:
    case, _ = await asked(told)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        await acts.move(desk, fresh, Act.ASK_BACK, CLERK)
        fresh.paused_at = desk.now
        desk.store.cases.save(fresh)
    await told.deliver()
    assert await sweep(told, at(17, 8)) == []
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        await acts.heard(desk, fresh, Actor(None, "resident"))
    assert {one.chat for one in await sweep(told, at(18, 8))} == {"tam", GROUP}


async def test_another_unit_asks_for_itself(told: Town) -> None:
    case, first = await asked(told)
    await told.connect("van-hoa", "van_hoa")
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        assert await transferring.transfer(desk, fresh, "van_hoa", "không phải việc này", CLERK)
    heard = await told.deliver()
    (leader,) = [one for one in heard if one.chat == "tam"]
    assert leader.id == first.id
    assert "không cần quyết định nữa" in leader.text
    await told.presses("tam", first, "Đồng ý")
    assert (await now(told, case)).extensions == 1
    assert await sweep(told, at(17, 8)) == []


async def test_who_is_away_is_not_asked_while_another_leader_is_there(told: Town) -> None:
    case = await staffed(told)
    await appoint(told, "sau", "leader")
    await extended(told, case)
    await told.connect("lanh-dao", "lanh_dao")
    await told.group_says("tam", "lanh-dao", "/vang 30/11")
    await wants(told, case)
    asked_of = {one.chat for one in told.heard if "xin gia hạn thêm" in one.text}
    assert asked_of == {"sau"}
    async with told.desk() as desk:  # they block us
        chat = await desk.store.people.chat_by_id(await chat_of(told, "sau"))
        chat.closed_at = desk.now
        desk.store.people.save(chat)
    heard = await sweep(told, at(17, 8))
    assert {one.chat for one in heard} == {"tam", GROUP}, "rather who is away than nobody"


async def test_when_no_leader_is_left_the_unit_hears_that(told: Town) -> None:
    case, _ = await asked(told)
    async with told.desk() as desk:
        tam = await desk.store.people.person_in(await chat_of(told, "tam"))
        assert tam is not None
        for role in await desk.store.people.roles(tam.id or 0, told.now):
            role.until = told.now
    (unit,) = await sweep(told, at(17, 8))
    assert unit.chat == GROUP
    assert case.code in unit.text
    assert "chưa có lãnh đạo nào" in unit.text
    await appoint(told, "sau", "leader")
    assert "sau" in {one.chat for one in await sweep(told, at(18, 8))}


async def test_who_extends_in_the_group_meanwhile_has_decided(told: Town) -> None:
    case, first = await asked(told)
    preview = await types_a_wish(told, case, "8/12 thợ còn bận công trình khác", who="tam")
    heard = await told.presses("tam", preview, "Gia hạn", by="tam")
    assert (await now(told, case)).extensions == 2
    (closed,) = [one for one in heard if one.chat == "tam"]
    assert closed.id == first.id
    assert "đã được quyết định" in closed.text
    assert await sweep(told, at(17, 8)) == []
