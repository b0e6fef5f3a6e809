"""What was sent while the desk was down counts from the sending, as far as that can be true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.officials import late
from handlers.residents import owing
from handlers.wording import HERE
from storage.models import Case
from tests.handlers.casebook import now
from tests.handlers.residents.stories import LAMP, ask_back, file, newest_case
from tests.handlers.told import MONDAY, Town


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026 here; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE).astimezone(UTC)


async def says_late(town: Town, who: str, text: str, sent_at: datetime) -> None:
    """It was sent then, and is handled now."""
    await town.hears(replace(town.message(who, text), sent_at=sent_at))


async def filed_late(town: Town, sent_at: datetime) -> Case:
    """Words, "send" and "yes", all of them typed while we were down."""
    for words in (LAMP, "gửi", "đúng"):
        await says_late(town, "tu", words, sent_at)
    return await newest_case(town)


async def test_the_clock_runs_from_the_residents_sending(told: Town) -> None:
    told.now = at(17, 10)  # down since Monday
    case = await filed_late(told, at(16, 15))
    assert case.sent_at == at(16, 15)
    assert case.due_at == at(19, 17), "three working days after Monday, not after Tuesday"
    assert case.claim_due_at == at(17, 9, 30), "two hours on Monday, two on Tuesday"


@pytest.mark.parametrize(
    "sent_at",
    [
        at(17, 10, 1),
        at(17, 10) + timedelta(days=400),
        datetime(1970, 1, 1, tzinfo=UTC),
        at(1, 1) - timedelta(days=90),
    ],
    ids=["a minute ahead", "a year ahead", "no date", "months ago"],
)
async def test_a_platforms_clock_that_cannot_be_right_is_not_believed(
    told: Town, sent_at: datetime
) -> None:
    told.now = at(17, 10)
    case = await filed_late(told, sent_at)
    assert case.sent_at == told.now
    assert case.due_at == at(20, 17)


async def test_the_clock_goes_on_from_the_residents_first_word(told: Town) -> None:
    assert told.now == MONDAY
    case = await file(told, "tu")
    due = case.due_at
    await ask_back(told, case, "Trụ số mấy ạ?")
    async with told.desk() as desk:
        await owing.sweep(desk)
    assert (await now(told, case)).paused_at == MONDAY
    told.now = at(19, 8)  # down from Monday on; the word came twenty minutes after the question
    word = replace(told.message("tu", "số 47"), reply_to=told.last("tu").id)
    await told.hears(replace(word, sent_at=MONDAY + timedelta(minutes=20)))
    fresh = await now(told, case)
    assert (fresh.paused_at, fresh.due_at) == (None, due)


async def test_a_case_that_is_taken_up_again_counts_from_the_word(told: Town) -> None:
    case = await file(told, "tu")
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        known.state, known.closed_at, known.answered_at = "answered", told.now, told.now
        desk.store.cases.save(known)
    told.now = at(18, 9)
    await says_late(told, "tu", f"{case.code} chưa xong", at(17, 9))
    fresh = await now(told, case)
    assert (fresh.state, fresh.clock_from) == ("reopened", at(17, 9))


async def test_a_receipt_names_no_day_that_has_passed_as_if_it_were_to_come(told: Town) -> None:
    told.now = at(23, 10)  # down for a week
    case = await filed_late(told, at(16, 15))
    receipt = told.last("tu").text
    assert case.due_at == at(19, 17), "it counts as late"
    assert (
        "Trợ lý bị gián đoạn nên nay mới nhận được lời ông/bà gửi 15:00 thứ Hai 16/11/2026"
        in receipt
    )
    assert "thứ Năm 19/11/2026 (3 ngày làm việc), nay đã qua" in receipt
    assert "xin lỗi ông/bà" in receipt
    async with told.desk() as desk:
        await late.sweep(desk)
    assert [one.what for one in await told.deliver() if one.chat == "economy"] == ["apology"]


async def test_a_receipt_in_time_says_nothing_of_the_sort(told: Town) -> None:
    told.now = at(17, 10)
    await filed_late(told, at(16, 15))
    for words in ("gián đoạn", "nay đã qua", "xin lỗi"):
        assert words not in told.last("tu").text


@pytest.mark.parametrize("state", ["waiting_resident", "answered", "lapsed"])
async def test_what_is_said_of_a_day_later_is_true_too(told: Town, state: str) -> None:
    case = await file(told, "tu")
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        known.state = state
        if state == "waiting_resident":
            known.paused_at = told.now
        else:
            known.closed_at = known.answered_at = told.now
        desk.store.cases.save(known)
    told.now = at(30, 10)
    words = f"{case.code} chưa xong" if state == "answered" else f"{case.code} trụ số 47 nữa"
    await says_late(told, "tu", words, at(17, 9))
    said = told.last("tu").text
    assert "19/11/2026" in said or "20/11/2026" in said
    assert "nay đã qua" in said


async def test_who_is_asked_again_late_reads_a_day_that_is_to_come(told: Town) -> None:
    case = await file(told, "tu")
    await ask_back(told, case, "Trụ số mấy ạ?")
    async with told.desk() as desk:
        await owing.sweep(desk)
    told.now = datetime(2026, 12, 10, 10, 0, tzinfo=HERE).astimezone(UTC)  # down since Monday
    async with told.desk() as desk:
        await owing.sweep(desk)
    (asked,) = [one for one in await told.deliver() if one.what == "nudge"]
    assert "thứ Năm 17/12/2026 (5 ngày làm việc) chưa nhận được tin, hồ sơ tạm đóng" in asked.text
    told.now = datetime(2026, 12, 17, 9, 0, tzinfo=HERE).astimezone(UTC)
    async with told.desk() as desk:
        await owing.sweep(desk)
    assert (await now(told, case)).state == "waiting_resident"
    told.now = datetime(2026, 12, 17, 11, 0, tzinfo=HERE).astimezone(UTC)
    async with told.desk() as desk:
        await owing.sweep(desk)
    assert (await now(told, case)).state == "lapsed"
