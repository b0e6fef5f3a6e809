"""The clock of a case: what a wait moves, what cannot be won by it, and the four outcomes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import acts, clock, deadline, holidays_ahead
from handlers.acts import Act
from handlers.calendar import calendar_of
from handlers.clock import Outcome
from handlers.desk import Desk, Note, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.office import Office
from handlers.office_file import BrokenOffice, read_office
from handlers.residents import owing
from handlers.wording import HERE, Wording
from storage.db import Database
from storage.drafts import Saying
from storage.models import Act as Said
from storage.models import Case, Delivery, RoomKind, Side, State
from tests.handlers import casebook
from tests.handlers.casebook import CLERK, blank, now, put_down
from tests.handlers.told import OFFICE, OFFICE_TEXT, Town

CALENDAR = calendar_of(OFFICE)
OFFICE_FILE = Path("bot/sandbox/office.toml")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment in November 2026 here; the 16th is a Monday, the 24th a holiday."""
    return datetime(2026, month, day, hour, minute, tzinfo=HERE).astimezone(UTC)


def waited(due: datetime, *waits: tuple[datetime, datetime]) -> Case:
    """A case after these waits."""
    case = blank(at(16, 8), due)
    for since, until in waits:
        case.paused_at = since
        clock.resume(case, OFFICE, until)
    return case


@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        (at(16, 9), at(18, 9), at(23, 17)),  # two days: Thursday the 19th becomes Monday
        (at(16, 9), at(18, 9, 20), at(23, 17)),  # some minutes more are not a day more
        (at(16, 9), at(16, 9, 30), at(19, 17)),  # half an hour is none
        (at(16, 8), at(16, 15), at(20, 17)),  # most of a day is one
        (at(20, 18), at(21, 20), at(19, 17)),  # asked when it was late: it stays late
        (at(16, 18), at(16, 22), at(19, 17)),  # an evening is no working time
        (at(20, 9), at(25, 9), at(19, 17)),  # late, and a holiday between
        (at(19, 16, 50), at(20, 10), at(20, 17)),  # time left when asking: time left now
        (at(19, 16, 50), at(19, 20), at(20, 17)),  # the word came after closing
        (at(19, 17), at(23, 9), at(23, 17)),  # asked at the last moment
        (at(19, 9), at(25, 9), at(25, 17)),  # three days: the 24th does not count
    ],
)
def test_a_wait_moves_the_deadline_by_its_working_days(
    since: datetime, until: datetime, due: datetime
) -> None:
    case = waited(at(19, 17), (since, until))
    assert case.due_at == due
    assert not clock.is_paused(case)


def test_many_short_waits_move_it_no_further_than_one_long_one() -> None:
    minute = timedelta(minutes=20)
    asked = [at(day, hour) for day in (16, 17, 18) for hour in (8, 10, 14, 16)]
    case = waited(at(19, 17), *((one, one + minute) for one in asked))
    assert case.due_at == at(20, 17)  # four hours in all
    assert waited(at(19, 17), *((one, one + minute / 4) for one in asked)).due_at == at(19, 17)


MOMENTS = st.integers(0, 60 * 24 * 20).map(lambda one: at(16, 0) + timedelta(minutes=one))


@settings(deadline=None, max_examples=100)
@given(moments=st.lists(MOMENTS, min_size=2, max_size=8).map(sorted))
def test_no_waits_bring_more_than_they_took_and_a_day(moments: list[datetime]) -> None:
    waits = list(zip(moments[::2], moments[1::2], strict=False))
    case = waited(at(26, 17), *waits)
    took = sum(
        (CALENDAR.working_time_between(*one) for one in waits if one[0] <= case.due_at),
        timedelta(),
    )
    latest = CALENDAR.add_working_time(at(26, 17), took + timedelta(hours=7.5))
    last_word = max((until for since, until in waits if since <= case.due_at), default=at(26, 17))
    assert at(26, 17) <= case.due_at
    bound = max(latest, CALENDAR.closing_of(CALENDAR.received_on(last_word)))
    assert case.due_at <= bound
    assert CALENDAR.closing_of(case.due_at.astimezone(HERE).date()) == case.due_at


def test_while_the_clock_stands_no_deadline_passes() -> None:
    case = blank(at(16, 8), at(19, 17))
    assert not clock.is_late(case, at(19, 17))
    assert clock.is_late(case, at(19, 17, 1))
    case.paused_at = at(19, 16)
    assert not clock.is_late(case, at(27, 9))
    case.paused_at = at(20, 9)  # it was late already
    assert clock.is_late(case, at(27, 9))


ANSWERED_IN_TIME, ANSWERED_LATE = at(19, 16), at(20, 9)


@pytest.mark.parametrize(
    ("state", "answered", "closed", "first_due", "result"),
    [
        (State.ASSIGNED, None, None, None, Outcome.OPEN),
        (State.WAITING_RESIDENT, None, None, None, Outcome.OPEN),
        (State.ASSIGNED, None, None, at(18, 17), Outcome.OPEN),
        (State.ANSWERED, ANSWERED_IN_TIME, ANSWERED_IN_TIME, None, Outcome.ON_TIME),
        (State.ANSWERED, at(19, 17), at(19, 17), None, Outcome.ON_TIME),  # to the minute
        (State.ANSWERED, ANSWERED_LATE, ANSWERED_LATE, None, Outcome.LATE),
        (State.ANSWERED, ANSWERED_IN_TIME, ANSWERED_IN_TIME, at(18, 17), Outcome.EXTENDED),
        (
            State.ANSWERED,
            at(17, 9),
            at(17, 9),
            at(18, 17),
            Outcome.EXTENDED,
        ),  # extended all the same
        (State.ANSWERED, ANSWERED_LATE, ANSWERED_LATE, at(18, 17), Outcome.LATE),
        (State.CONFIRMED, ANSWERED_IN_TIME, at(25, 9), None, Outcome.ON_TIME),
        (State.REOPENED, ANSWERED_IN_TIME, None, None, Outcome.OPEN),
        (State.REFUSED, None, ANSWERED_IN_TIME, None, Outcome.ON_TIME),
        (State.FORWARDED_OUT, None, ANSWERED_LATE, None, Outcome.LATE),
        (State.REFUSED, at(17, 9), ANSWERED_LATE, None, Outcome.LATE),  # answered before reopening
        (State.WITHDRAWN, None, ANSWERED_LATE, None, None),
        (State.LAPSED, None, ANSWERED_LATE, None, None),
        (State.MERGED, None, ANSWERED_LATE, None, None),
    ],
)
def test_there_are_four_outcomes(
    state: State,
    answered: datetime | None,
    closed: datetime | None,
    first_due: datetime | None,
    result: Outcome | None,
) -> None:
    case = blank(at(16, 8), at(19, 17), state=state)
    case.answered_at, case.closed_at, case.first_due_at = answered, closed, first_due
    assert clock.outcome(case) == result


def test_the_first_word_is_due_by_the_urgency_and_by_what_the_category_says() -> None:
    start, light = at(16, 8), OFFICE.category("dien_chieu_sang")
    assert light is not None
    assert clock.first_word_due(OFFICE, light, start, urgent=False) == at(16, 14)
    assert clock.first_word_due(OFFICE, light, start, urgent=True) == at(16, 9)
    assert clock.first_word_due(OFFICE, None, start, urgent=False) == at(16, 14)
    own = light.model_copy(update={"first_word": 8, "urgent_first_word": 2})
    assert clock.first_word_due(OFFICE, own, start, urgent=False) == at(17, 8, 30)
    assert clock.first_word_due(OFFICE, own, start, urgent=True) == at(16, 10)
    assert clock.first_word_due(OFFICE, light, at(20, 20), urgent=False) == at(23, 11, 30)


# --- at the desk ---------------------------------------------------------------------------------


async def asked_back(town: Town, case: Case, words: str = "Trụ số mấy ạ?") -> None:
    """The unit asks the resident something; it is queued."""
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        assert await acts.move(desk, fresh, Act.ASK_BACK, CLERK)
        said = Saying(
            fresh.chat_id, f"q-{words}", Side.OFFICIAL, Said.QUESTION, town.now, text=words
        )
        await desk.store.drafts.say(said, case_id=fresh.id)
        out = Outgoing(NOWHERE, words)
        await desk.post(Spot(fresh.chat_id), out, note=Note(what="question", case=fresh))
        deadline.set_clock(desk, fresh)


async def swept(town: Town) -> int:
    """The job looks once; what it says is delivered."""
    async with town.desk() as desk:
        found = await owing.sweep(desk)
    await town.deliver()
    return found


async def spoke(town: Town, case: Case) -> Case:
    """The resident says something about the case."""
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        await acts.heard(desk, fresh, acts.Actor(fresh.person_id, "resident"))
    return await now(town, case)


async def case_due(town: Town, due: datetime) -> Case:
    return await casebook.filed(town, "tu", due=due)


async def test_the_first_word_is_owed_until_somebody_takes_it_in_hand(told: Town) -> None:
    await told.connect("kinh-te", "kinh_te")
    case = await case_due(told, at(19, 17))
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        fresh.claim_due_at = at(16, 14)
        await acts.move(desk, fresh, Act.INTERNAL, CLERK)
        assert fresh.claim_due_at == at(16, 14)  # a note among officials is no first word
        await acts.move(desk, fresh, Act.TRANSFER, CLERK)
        assert fresh.claim_due_at == at(16, 14)  # nor is passing it on
        await acts.move(desk, fresh, Act.CLAIM, CLERK)
        assert fresh.claim_due_at is None
        assert fresh.claimed_at == told.now
    told.now = at(17, 9)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        await acts.move(desk, fresh, Act.ANSWER, CLERK)
        assert fresh.claimed_at == at(16, 8)  # the first one counts


async def test_the_clock_stands_only_once_the_question_has_arrived(told: Town) -> None:
    case = await case_due(told, at(19, 17))
    told.now = at(16, 9)
    await asked_back(told, case)
    assert not await swept_without_delivery(told)
    assert (await now(told, case)).paused_at is None
    told.now = at(16, 15)
    await told.deliver()  # the platform was slow
    told.now = at(17, 8)
    await swept(told)
    paused = await now(told, case)
    assert paused.paused_at == at(16, 15)
    assert paused.next_reminder_at is None
    told.now = at(18, 15)
    assert (await spoke(told, case)).due_at == at(23, 17)


async def swept_without_delivery(town: Town) -> int:
    async with town.desk() as desk:
        return await owing.sweep(desk)


async def test_a_question_that_never_arrived_stops_nothing(told: Town) -> None:
    case = await case_due(told, at(19, 17))
    await asked_back(told, case)
    async with told.desk() as desk:
        rows = await desk.store.cases.deliveries(case.id or 0)
        lost = [row.id for row in rows if row.what == "question" and row.id]
        await desk.store.outbox.end(lost, Delivery.FAILED, "blocked")
    await swept(told)
    fresh = await now(told, case)
    assert fresh.paused_at is None
    assert fresh.next_nudge_at is None
    assert fresh.next_reminder_at is not None
    told.now = at(18, 15)
    assert (await spoke(told, case)).due_at == at(19, 17)


async def test_whoever_answers_at_once_stops_the_clock_for_no_longer(told: Town) -> None:
    case = await case_due(told, at(19, 17))
    await asked_back(told, case)
    await told.deliver()
    told.now = at(18, 8)  # the job has not looked: we were away
    assert (await spoke(told, case)).due_at == at(23, 17)


async def test_a_second_question_stops_nothing_more(told: Town) -> None:
    case = await case_due(told, at(19, 17))
    await asked_back(told, case)
    await told.deliver()
    await swept(told)
    told.now = at(17, 8)
    await asked_back(told, case, "Và đèn màu gì ạ?")
    await told.deliver()
    await swept(told)
    fresh = await now(told, case)
    assert fresh.paused_at == at(16, 8)
    assert fresh.next_nudge_at == at(18, 8)
    told.now = at(18, 8)
    assert (await spoke(told, case)).due_at == at(23, 17)


async def test_a_question_about_a_late_case_does_not_make_it_punctual(told: Town) -> None:
    case = await case_due(told, at(16, 17))
    told.now = at(17, 9)
    await asked_back(told, case)
    await told.deliver()
    await swept(told)
    told.now = at(19, 9)
    fresh = await spoke(told, case)
    assert fresh.due_at == at(16, 17)
    assert clock.is_late(fresh, told.now)


async def test_the_clock_runs_again_when_the_unit_goes_on_without_a_word(told: Town) -> None:
    case = await case_due(told, at(19, 17))
    await asked_back(told, case)
    await told.deliver()
    await swept(told)
    told.now = at(18, 8)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        fresh.holder_id = fresh.person_id
        await acts.move(desk, fresh, Act.CLAIM, CLERK)
        await acts.move(desk, fresh, Act.TRANSFER, CLERK)
        assert clock.is_paused(fresh)  # who takes it over waits as well
        await acts.move(desk, fresh, Act.GO_ON)
        assert (fresh.paused_at, fresh.next_nudge_at, fresh.nudges) == (None, None, 0)
        assert fresh.due_at == at(23, 17)


async def test_residents_are_asked_again_after_two_and_five_days_and_then_it_is_set_aside(
    told: Town,
) -> None:
    case = await case_due(told, at(19, 17))
    told.now = at(16, 9)
    await asked_back(told, case)
    await told.deliver()
    seen: list[tuple[int, str]] = []
    while told.now < at(4, 9, month=12):
        before = len(told.said_to("tu"))
        await swept(told)
        new = told.said_to("tu")[before:]
        seen += [(told.now.astimezone(HERE).day, one.what) for one in new]
        told.now += timedelta(minutes=30)
    # the 24th is a holiday: five working days after the 16th are the 23rd, ten the 1st of December
    assert seen == [(18, "nudge"), (23, "nudge"), (1, "refused")]
    nudges = [one for one in told.said_to("tu") if one.what == "nudge"]
    assert "Trụ số mấy ạ?" in nudges[0].text
    assert "thứ Ba 01/12/2026 (8 ngày làm việc, không tính Ngày Văn hóa" in nudges[0].text
    assert nudges[0].choices == ()  # a number may be the answer
    last = told.last("tu")
    assert "Trụ số mấy ạ?" in last.text
    assert "thứ Hai 16/11/2026" in last.text
    assert last.labels == ["Mở lại"]
    fresh = await now(told, case)
    assert (fresh.state, fresh.next_nudge_at, fresh.next_reminder_at) == (State.LAPSED, None, None)
    async with told.desk() as desk:
        history = await desk.store.cases.history(case.id or 0)
    assert [one.act for one in history][-1] == "lapse"


async def lapsed(town: Town) -> Case:
    """A case that was set aside."""
    case = await case_due(town, at(19, 17))
    await asked_back(town, case)
    await town.deliver()
    await swept(town)
    for day, month in ((18, 11), (23, 11), (1, 12)):
        town.now = at(day, 8, month=month)
        assert await swept(town) == 1
    fresh = await now(town, case)
    assert fresh.state == State.LAPSED
    return fresh


async def test_one_tap_takes_it_up_again(told: Town) -> None:
    case = await lapsed(told)
    told.now = at(2, 9, month=12)
    (said,) = [
        one for one in await told.presses("tu", told.last("tu"), "Mở lại") if one.chat == "tu"
    ]
    fresh = await now(told, case)
    assert fresh.state == State.REOPENED
    assert fresh.reopened == 0  # nobody complained
    assert fresh.due_at == at(7, 17, month=12)
    assert "thứ Hai 07/12/2026 (3 ngày làm việc)" in said.text
    set_aside = next(one for one in told.said_to("tu") if one.labels == ["Mở lại"])
    assert await told.presses("tu", set_aside, "Mở lại") == []
    assert "đang được xử lý" in told.notice
    assert (await now(told, case)).due_at == fresh.due_at


async def test_a_word_takes_it_up_again(told: Town) -> None:
    case = await lapsed(told)
    told.now = at(2, 9, month=12)
    await told.says("tu", "trụ số 47", reply_to=told.last("tu").id)
    fresh = await now(told, case)
    assert fresh.state == State.REOPENED
    assert "07/12/2026" in told.last("tu").text


async def test_a_case_is_not_set_aside_when_no_reminder_arrived(told: Town) -> None:
    await told.connect("kinh-te", "kinh_te")
    case = await case_due(told, at(19, 17))
    await asked_back(told, case)
    await told.deliver()
    await swept(told)
    for day, month in ((18, 11), (23, 11)):
        told.now = at(day, 8, month=month)
        assert await swept_without_delivery(told) == 1
    async with told.desk() as desk:
        rows = await desk.store.cases.deliveries(case.id or 0)
        lost = [row.id for row in rows if row.what == "nudge" and row.id]
        await desk.store.outbox.end(lost, Delivery.FAILED, "blocked")
    assert len(lost) == 2
    told.now = at(1, 8, month=12)
    assert await swept(told) == 1
    fresh = await now(told, case)
    assert fresh.state == State.ASSIGNED
    assert fresh.due_at == at(4, 17, month=12)
    assert fresh.next_reminder_at is not None
    assert "không tới được người dân" in told.last("kinh-te").text


async def test_after_an_absence_of_ours_one_reminder_stands_for_all(told: Town) -> None:
    case = await case_due(told, at(19, 17))
    await asked_back(told, case)
    await told.deliver()
    await swept(told)
    told.now = at(1, 22, month=12)  # we come back at night
    assert await swept(told) == 0
    told.now = at(2, 8, month=12)
    assert await swept(told) == 1
    assert await swept(told) == 0
    assert [one.what for one in told.said_to("tu")].count("nudge") == 1
    assert (await now(told, case)).next_nudge_at == at(9, 8, month=12)  # as long as the others had


async def test_a_holiday_that_was_declared_since_is_kept(told: Town) -> None:
    """Due at an hour in which the office is now shut: asked when it opens."""
    case = await case_due(told, at(19, 17))
    await asked_back(told, case)
    await told.deliver()
    await swept(told)
    told.now = at(18, 12)
    assert await swept(told) == 0
    told.now = at(18, 13, 30)
    assert await swept(told) == 1


async def test_the_duty_chat_hears_once_that_tet_is_not_announced(told: Town) -> None:
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "truc", private=False)
        await desk.store.offices.open_room(RoomKind.DUTY, chat.id or 0, None, None, told.now)
    said = []
    for moment in (
        at(30, 16, month=10),
        at(1, 9),
        at(2, 6),
        at(2, 8),
        at(3, 8),
        at(2, 8, month=12),
    ):
        told.now = moment
        async with told.desk() as desk:
            said.append(await holidays_ahead.warn(desk))
        await told.deliver()
    assert said == [0, 0, 0, 1, 0, 0]  # the 1st is a Sunday
    (alert,) = told.said_to("truc")
    assert "2027" in alert.text
    assert "thứ Năm 04/02/2027" in alert.text
    lines = alert.text[alert.text.index("[[days_off]]") : alert.text.index("\n\nDòng off")]
    assert len(lines.splitlines()) == 5
    copied = calendar_of(read_office(f"{OFFICE_TEXT}\n{lines}\n"))
    assert copied.tet_is_confirmed(2027), "what stands there can be copied as it stands"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("ask_again_after = [5, 2]", "must rise"),
        ("ask_again_after = [2, 10]", "before set_aside_after"),
        ("ask_again_after = [0]", "1 or more"),
    ],
)
def test_an_office_file_asks_again_before_it_sets_aside(line: str, says: str) -> None:
    text = OFFICE_FILE.read_text(encoding="utf-8").replace("ask_again_after = [2, 5]", line)
    with pytest.raises(BrokenOffice, match=says):
        read_office(text)


def explained(office: Office, case: Case, moment: datetime) -> str:
    """What a resident reads of a deadline; nothing of it is stored."""
    nothing: Any = SimpleNamespace(history=SimpleNamespace())  # no store is asked
    desk = Desk(nothing, office, Wording(you="ông/bà"), moment)
    return deadline.explained(desk, case)


OF_THE_LIGHTS = 'code = "dien_chieu_sang"\n'
ON_END = 'days_are = "calendar"\n'


@pytest.mark.parametrize(
    ("sent", "days", "says"),
    [
        (at(16, 9), "", "thứ Năm 19/11/2026 (3 ngày làm việc)"),
        (
            at(20, 9),
            "",
            "thứ Năm 26/11/2026 (3 ngày làm việc, không tính Ngày Văn hóa Việt Nam 24/11)",
        ),
        (
            at(16, 18),
            "",
            "thứ Sáu 20/11/2026 (3 ngày làm việc, nhận vào thứ Ba 17/11/2026)",
        ),
        (
            at(21, 20),
            "",
            "(3 ngày làm việc, nhận vào thứ Hai 23/11/2026, không tính Ngày Văn hóa",
        ),
        (at(16, 9), ON_END, "(3 ngày, tính cả ngày nghỉ)"),
        (at(21, 20), ON_END, "(3 ngày, nhận vào thứ Hai 23/11/2026, tính cả ngày nghỉ)"),
        (
            at(18, 9),
            ON_END,
            "thứ Hai 23/11/2026 (3 ngày, tính cả ngày nghỉ; ngày cuối cơ quan nghỉ nên",
        ),
    ],
)
def test_every_date_is_explained(sent: datetime, days: str, says: str) -> None:
    text = OFFICE_FILE.read_text(encoding="utf-8")
    office = read_office(text.replace(OF_THE_LIGHTS, OF_THE_LIGHTS + days))
    light = office.category("dien_chieu_sang")
    assert light is not None
    case = blank(sent, deadline.due_for(office, "report", light, sent, urgent=False).at)
    assert says in explained(office, case, sent)


def of_2027(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 9, tzinfo=HERE).astimezone(UTC)


TET_DAYS = ", ".join(f"2027-02-{day:02}" for day in (4, 5, 8, 9, 10, 11))
TET_OFF = f'name = "Nghỉ Tết Đinh Mùi"\noff = [{TET_DAYS}]'


@pytest.mark.parametrize(
    ("sent", "own", "day", "but"),
    [
        (of_2027(2, 3), "", "thứ Hai 15/02/2027", "Tết Nguyên đán 04/02–10/02"),
        (of_2027(2, 3), TET_OFF, "thứ Ba 16/02/2027", "Nghỉ Tết Đinh Mùi 04/02–11/02"),
        (of_2027(3, 3), "off = [2027-03-04]", "thứ Ba 09/03/2027", "ngày nghỉ 04/03"),
    ],
)
def test_a_long_holiday_is_named_once(sent: datetime, own: str, day: str, but: str) -> None:
    text = OFFICE_FILE.read_text(encoding="utf-8")
    if own:
        section = f'[[days_off]]\n{own}\nsource = "a notice"\n\n[[days_off]]'
        text = text.replace("[[days_off]]", section, 1)
    office = read_office(text)
    light = office.category("dien_chieu_sang")
    assert light is not None
    case = blank(sent, deadline.due_for(office, "report", light, sent, urgent=False).at)
    assert explained(office, case, sent) == f"{day} (3 ngày làm việc, không tính {but})"


@pytest.mark.parametrize(
    ("first", "runs_out", "says"),
    [
        (None, at(26, 10), "thứ Năm 26/11/2026 (7 ngày làm việc, kể cả thời gian chờ ông/bà"),
        (at(19, 17), None, "(gia hạn thêm 4 ngày làm việc, không tính Ngày Văn hóa"),
        (at(19, 17), at(26, 10), "(gia hạn và cộng thời gian chờ ông/bà cho biết thêm, cả thảy 4"),
    ],
)
def test_a_date_that_moved_is_explained_too(
    first: datetime | None, runs_out: datetime | None, says: str
) -> None:
    case = blank(at(16, 9), at(26, 17))
    case.first_due_at, case.runs_out_at = first, runs_out
    text = explained(OFFICE, case, at(20, 9))
    assert says in text
    assert ("hạn ban đầu là thứ Năm 19/11/2026" in text) is (first is not None)


def test_a_date_whose_count_is_not_known_stands_alone() -> None:
    assert explained(OFFICE, blank(at(16, 9), at(27, 17)), at(16, 9)) == "thứ Sáu 27/11/2026"
    gone = blank(at(16, 9), at(19, 17))
    gone.category = "no_longer"
    assert explained(OFFICE, gone, at(16, 9)) == "thứ Năm 19/11/2026"


async def test_the_figures_agree_with_the_outcomes(database: Database) -> None:
    async with database.unit_of_work() as store:
        desk = Desk(store, OFFICE, Wording(OFFICE.texts, office="x", you="y", You="Y"), at(16, 8))
        cases = [await put_down(desk, f"r{one}", at(19, 17)) for one in range(6)]
        moments = (at(18, 9), at(19, 17), at(20, 9), None, None, None)
        for case, answered in zip(cases, moments, strict=True):
            if answered is not None:
                desk.now = answered
                await acts.move(desk, case, Act.ANSWER, CLERK)
        desk.now = at(18, 9)
        for act in (Act.EXTEND, Act.EXTEND, Act.LAPSE, Act.REMIND):
            await store.cases.note(cases[5], act, desk.now)
        cases[0].first_due_at = at(17, 17)
        cases[3].state, cases[3].paused_at = State.WAITING_RESIDENT, at(19, 9)  # stands in time
        cases[4].state, cases[4].paused_at = State.WAITING_RESIDENT, at(20, 9)  # asked too late
        outcomes = [clock.outcome(case) for case in cases]
    async with database.unit_of_work() as store:
        (row,) = await store.figures.work(at(16, 0), at(23, 0))
        for name in ("on_time", "extended", "late", "open"):
            assert row[name] == outcomes.count(Outcome(name)), name
        late = [clock.is_late(case, at(23, 0)) for case in cases[3:]]
        assert late == [False, True, True]
        assert row["overdue"] == 2
        assert await store.cases.count_open(None, at(23, 0)) == 2
        found = await store.cases.open_of_unit(None, overdue_at=at(23, 0))
        assert {one.id for one in found} == {cases[4].id, cases[5].id}
        assert await store.figures.counted(at(16, 0), at(23, 0)) == {"extend": 2, "lapse": 1}
        assert await store.figures.counted(at(16, 0), at(18, 0)) == {}
