"""The day of a promise: the unit is asked, then the resident, whose word counts over the unit's."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handlers import forgotten, keeping
from handlers.acts import Actor
from handlers.officials import promised
from handlers.wording import HERE
from storage.models import Case, Promise, Role, State
from storage.people import Identity
from tests.handlers import casebook
from tests.handlers.told import Heard, Town, open_town

UNIT = "nhom"
CLERK = Actor(None, "official")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A resident, a unit with its group."""
    async with open_town(tmp_path) as opened:
        await opened.connect(UNIT, "kinh_te")
        yield opened


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HERE).astimezone(UTC)


async def sweep(town: Town, when: datetime) -> list[Heard]:
    town.now = when
    async with town.desk() as desk:
        await promised.sweep(desk)
    return await town.deliver()


async def promise_until(town: Town, day: date = date(2026, 11, 20)) -> tuple[Case, int]:
    """An answered case with a promise; returns both."""
    case = await casebook.filed(town)
    await casebook.answered(town, case)
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        made = await keeping.make(desk, fresh, "sẽ thay bóng", day, CLERK)
    return case, made.id or 0


async def promise(town: Town, number: int) -> Promise:
    async with town.desk() as desk:
        found = await desk.store.owed.promise(number)
        assert found is not None
        return found


async def asked_unit(town: Town, **how: date) -> tuple[Case, int, Heard]:
    case, number = await promise_until(town, **how)
    (question,) = await sweep(town, at(20, 13, 30))
    return case, number, question


async def asked_resident(town: Town) -> tuple[Case, int, Heard]:
    case, number, question = await asked_unit(town)
    said = await town.presses("lan", question, "Đã xong", by="lan")
    return case, number, next(one for one in said if one.chat == "tu")


async def test_the_unit_is_asked_on_that_day_under_the_card(town: Town) -> None:
    case, number = await promise_until(town)
    for when in (at(19, 14), at(20, 7, 30), at(20, 11)):
        assert await sweep(town, when) == []
    (question,) = await sweep(town, at(20, 13, 30))
    assert question.chat == UNIT
    assert "đã tới ngày hẹn" in question.text
    assert "«sẽ thay bóng»" in question.text
    assert question.case_id == case.id
    assert question.out.reply_to is not None
    assert question.labels == ["✅ Đã xong", "Chưa, hẹn lại", "Không giữ được"]
    assert await sweep(town, at(20, 14)) == []
    assert (await promise(town, number)).outcome is None


async def test_a_day_off_is_asked_after_on_the_next_working_day(town: Town) -> None:
    await promise_until(town, date(2026, 11, 22))  # a Sunday
    assert await sweep(town, at(22, 14)) == []
    assert len(await sweep(town, at(23, 13, 30))) == 1


async def test_what_was_promised_for_today_too_late_is_asked_after_tomorrow(town: Town) -> None:
    town.now = at(16, 16)
    await promise_until(town, date(2026, 11, 16))
    assert await sweep(town, at(16, 16, 30)) == []
    assert len(await sweep(town, at(17, 7, 30))) == 1


async def test_nobody_is_asked_out_of_hours(town: Town) -> None:
    await promise_until(town)
    for when in (at(20, 18), at(20, 23), at(21, 9), at(22, 9), at(23, 6)):
        assert await sweep(town, when) == []
    assert len(await sweep(town, at(23, 8))) == 1


async def test_kept_says_the_unit_and_kept_says_the_resident(town: Town) -> None:
    _, number, question = await asked_resident(town)
    assert "việc đó đã xong chưa" in question.text
    assert question.labels == ["✅ Xong rồi", "❗ Chưa"]
    said = await town.presses("tu", question, "Xong rồi")
    assert [one.chat for one in said] == ["tu", UNIT]
    assert "xác nhận lời hẹn" in said[1].text
    found = await promise(town, number)
    assert (found.unit_says, found.resident_says, found.outcome) == ("kept", "kept", "kept")
    assert found.next_at is None


@pytest.mark.parametrize("typed", ["1", "xong roi", "✅ Xong rồi"])
async def test_the_resident_may_type(town: Town, typed: str) -> None:
    _, number, _ = await asked_resident(town)
    await town.says("tu", typed)
    assert (await promise(town, number)).outcome == "kept"


async def test_the_residents_word_counts_over_the_units(town: Town) -> None:
    case, number, question = await asked_resident(town)
    said = await town.presses("tu", question, "Chưa")
    assert "Xin lỗi ông/bà vì lời hẹn chưa được giữ" in said[0].text
    assert "chưa được giữ" in said[1].text
    found = await promise(town, number)
    assert (found.unit_says, found.outcome) == ("kept", "broken")
    async with town.desk() as desk:
        told = await forgotten.history(desk, await casebook.now(town, case))
    assert told.count("hẹn ngày với người dân") == 1
    assert "người dân cho biết lời hẹn đã giữ hay chưa" in told
    await town.presses("tu", said[0], "Mở lại")
    assert (await casebook.now(town, case)).state == State.REOPENED


async def test_the_first_tap_counts(town: Town) -> None:
    _, number, question = await asked_resident(town)
    await town.presses("tu", question, "Chưa")
    said = await town.presses("tu", question, "Xong rồi")
    assert said == []
    assert "đã ghi ý kiến" in town.notice
    assert (await promise(town, number)).outcome == "broken"


async def test_somebody_elses_tap_changes_nothing(town: Town) -> None:
    _, number, question = await asked_resident(town)
    await town.presses("hai", question, "Chưa")
    assert "không dành cho" in town.notice
    assert (await promise(town, number)).resident_says is None


async def test_a_silent_unit_does_not_keep_the_resident_from_being_asked(town: Town) -> None:
    _, number, question = await asked_unit(town)
    assert await sweep(town, at(23, 16)) == []
    (said,) = await sweep(town, at(23, 17))
    assert said.chat == "tu"
    await town.presses("lan", question, "Đã xong", by="lan")  # and still may say its word
    assert (await promise(town, number)).unit_says == "kept"
    assert len([one for one in town.said_to("tu") if "việc đó đã xong chưa" in one.text]) == 1


async def test_nobody_said_anything_is_neither_kept_nor_broken(town: Town) -> None:
    _, number, _ = await asked_unit(town)
    await sweep(town, at(23, 17))
    assert await sweep(town, at(2, 17, month=12)) == []
    found = await promise(town, number)
    assert (found.outcome, found.next_at, found.settled_at) == (None, None, town.now)


async def test_without_the_residents_word_the_units_stands(town: Town) -> None:
    _, number, question = await asked_resident(town)
    assert await sweep(town, at(23, 17)) == []
    assert (await promise(town, number)).settled_at is None, "the resident has some days to say so"
    await sweep(town, at(30, 17))
    assert (await promise(town, number)).outcome == "kept"
    await town.presses("tu", question, "Chưa")  # it may come later
    assert (await promise(town, number)).outcome == "broken"


async def test_not_yet_wants_a_new_date_and_the_reason(town: Town) -> None:
    case, number, question = await asked_unit(town)
    (prompt,) = await town.presses("lan", question, "hẹn lại", by="lan")
    assert prompt.out.asks_reply
    assert "chỉ hẹn lại được một lần" in prompt.text
    (asked,) = await town.group_says("lan", UNIT, "chưa có vật tư", reply_to=prompt.id)
    assert "chưa hiểu ngày" in asked.text
    (asked,) = await town.group_says("lan", UNIT, "25/11", reply_to=asked.id)
    assert "lý do" in asked.text
    said = await town.group_says("lan", UNIT, "25/11 vì chưa có vật tư", reply_to=asked.id)
    to_resident = next(one for one in said if one.chat == "tu")
    assert "thành thật xin lỗi" in to_resident.text
    assert "thứ Tư 25/11/2026 (2 ngày làm việc, không tính Ngày Văn hóa" in to_resident.text
    assert "Lý do: chưa có vật tư." in to_resident.text
    old = await promise(town, number)
    new = await promise(town, old.moved_to or 0)
    assert (old.outcome, f"{new.due_on}", new.reason) == ("moved", "2026-11-25", "chưa có vật tư")
    (again,) = await sweep(town, at(25, 13, 30))
    assert again.chat == UNIT
    assert case.id == again.case_id


async def test_moving_a_second_time_is_a_leaders(town: Town) -> None:
    _, number, question = await asked_unit(town)
    (prompt,) = await town.presses("lan", question, "hẹn lại", by="lan")
    await town.group_says("lan", UNIT, "25/11 chưa có vật tư", reply_to=prompt.id)
    (again,) = await sweep(town, at(25, 13, 30))
    assert await town.presses("lan", again, "hẹn lại", by="lan") == []
    assert "phải do lãnh đạo" in town.notice
    async with town.desk() as desk:
        leader = await desk.store.people.person("telegram", Identity("id-lanh"), town.now, None)
        await desk.store.people.give_role(leader.id or 0, Role.LEADER, town.now, None)
    (prompt,) = await town.presses("lanh", again, "hẹn lại", by="lanh")
    assert "một lần" not in prompt.text
    await town.group_says("lan", UNIT, "27/11 vẫn chưa có vật tư", reply_to=prompt.id)
    assert "phải do lãnh đạo" in town.last(UNIT).text
    await town.group_says("lanh", UNIT, "27/11 vẫn chưa có vật tư", reply_to=prompt.id)
    assert (await promise(town, number + 1)).outcome == "moved"


async def test_it_cannot_be_kept(town: Town) -> None:
    _, number, question = await asked_unit(town)
    said = await town.presses("lan", question, "Không giữ được", by="lan")
    to_resident = next(one for one in said if one.chat == "tu")
    assert "chưa làm được" in to_resident.text
    assert "0900 000 110" in to_resident.text
    found = await promise(town, number)
    assert (found.unit_says, found.outcome, found.next_at) == ("failed", "broken", None)


@pytest.mark.parametrize("label", ["Đã xong", "hẹn lại", "Không giữ được"])
async def test_a_second_press_of_the_unit_changes_nothing(town: Town, label: str) -> None:
    _, number, question = await asked_unit(town)
    await town.presses("lan", question, "Không giữ được", by="lan")
    before = await promise(town, number)
    said = await town.presses("minh", question, label, by="minh")
    assert said == []
    assert "khép lại" in town.notice
    assert await promise(town, number) == before


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.MERGED, State.REFUSED])
async def test_what_nobody_waits_for_any_more_is_asked_of_nobody(town: Town, state: State) -> None:
    case, number = await promise_until(town)
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        fresh.state = state
        desk.store.cases.save(fresh)
    assert await sweep(town, at(20, 14)) == []
    found = await promise(town, number)
    assert (found.next_at, found.outcome) == (None, None)


async def test_a_resident_who_said_no_while_it_is_open_is_not_offered_to_reopen(
    town: Town,
) -> None:
    case = await casebook.filed(town)
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        await keeping.make(desk, fresh, "sẽ thay", date(2026, 11, 20), CLERK)
    await sweep(town, at(20, 14))
    (question,) = await sweep(town, at(23, 17))
    said = await town.presses("tu", question, "Chưa")
    assert said[0].labels == []


async def apology_until(town: Town, case: Case, day: date = date(2026, 11, 20)) -> int:
    """The new date of an apology for this case; returns its promise."""
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        made = await keeping.make(desk, fresh, "", day, CLERK)
        made.kind = "apology"
        await desk.store.owed.keep(made)
    return made.id or 0


async def test_the_date_of_an_apology_is_kept_by_answering(town: Town) -> None:
    for answered, outcome in ((True, "kept"), (False, "broken")):
        case = await casebook.filed(town, who=f"tu{answered}")
        number = await apology_until(town, case)
        if answered:
            await casebook.answered(town, case)
        said = await sweep(town, at(20, 13, 30))
        assert [one.chat for one in said] == ([] if answered else [UNIT])
        await sweep(town, at(23, 8))
        assert (await promise(town, number)).outcome == outcome
        town.now = at(16, 9)


async def paused(town: Town, case: Case, since: datetime | None) -> None:
    """The resident owes the unit a word since then; None: no longer."""
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        fresh.state = State.WAITING_RESIDENT if since else State.IN_PROGRESS
        fresh.paused_at = since
        desk.store.cases.save(fresh)


async def test_the_date_of_an_apology_waits_while_the_resident_owes_a_word(town: Town) -> None:
    case = await casebook.filed(town)
    number = await apology_until(town, case)
    await paused(town, case, at(20, 9))
    for day in (20, 23):
        assert await sweep(town, at(day, 13, 30)) == []
    waits = await promise(town, number)
    assert (waits.outcome, waits.due_on) == (None, date(2026, 11, 25))  # the 24th is a holiday
    await paused(town, case, None)
    (question,) = await sweep(town, at(25, 13, 30))
    assert "thứ Tư 25/11" in question.text
    await sweep(town, at(26, 8))
    assert (await promise(town, number)).outcome == "broken"


async def test_who_asks_after_an_apologys_date_has_broken_it(town: Town) -> None:
    case = await casebook.filed(town)
    number = await apology_until(town, case)
    await sweep(town, at(20, 13, 30))
    await paused(town, case, at(21, 9))
    await sweep(town, at(23, 8))
    assert (await promise(town, number)).outcome == "broken"


async def test_moving_an_apologys_date_is_a_leaders(town: Town) -> None:
    case = await casebook.filed(town)
    await apology_until(town, case)
    (question,) = await sweep(town, at(20, 13, 30))
    assert question.labels == ["Trả lời", "Chưa, hẹn lại"]
    await town.presses("lan", question, "hẹn lại", by="lan")
    assert "phải do lãnh đạo" in town.notice
