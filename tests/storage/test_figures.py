"""What the database adds up is what a slow, obvious count finds, on both engines."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from handlers import clock
from handlers.clock import Outcome
from storage.db import Database
from storage.models import OPEN_STATES, Case, Entry, State, Survey
from storage.scope import EVERYTHING, Scope
from tests.handlers.leaders.year import FIRST, Size, put_down

DAY = timedelta(days=1)
START, END = FIRST + 90 * DAY, FIRST + 150 * DAY
SCOPES = (
    EVERYTHING,
    Scope(("kinh_te",)),
    Scope(("kinh_te", "van_hoa")),
    Scope(None, "kp3"),
    Scope(("kinh_te",), "kp3"),
    Scope(()),
)
BOUNDS = [START, START + 7 * DAY, START + 20 * DAY, END]


def inside(at: datetime | None, start: datetime = START, end: datetime = END) -> bool:
    return at is not None and start <= at < end


def belongs(one: Case, scope: Scope) -> bool:
    units = scope.units is None or one.unit in scope.units
    return units and (scope.area is None or one.area == scope.area)


async def known(database: Database, scope: Scope) -> tuple[list[Case], list[Survey]]:
    async with database.reading() as store:
        cases = list((await store.session.exec(select(Case))).all())
        surveys = (await store.session.exec(select(Survey))).all()
    mine = {one.id for one in cases if belongs(one, scope)}
    asked = [one for one in surveys if one.case_id in mine and inside(one.asked_at)]
    return [one for one in cases if one.id in mine], asked


def said_at(one: Case) -> datetime | None:
    return one.closed_at if one.state in clock.SPOKEN else one.answered_at


@pytest.fixture
async def year(database: Database) -> Database:
    await put_down(database, Size(900, people=4))
    return database


async def test_the_work(year: Database) -> None:
    for scope in SCOPES:
        cases, _ = await known(year, scope)
        async with year.reading() as store:
            rows = {one["unit"]: one for one in await store.figures.work(START, END, scope)}
            pieces = await store.figures.timely(BOUNDS, scope)
            left = await store.figures.open_at(END, scope)
        said = [one for one in cases if inside(said_at(one))]
        for unit in {one.unit for one in cases}:
            row = rows.get(unit, Counter())
            mine = [one for one in said if one.unit == unit]
            outcomes = Counter(clock.outcome(one) for one in mine)
            assert [row[name] for name in ("on_time", "extended", "late")] == [
                outcomes[Outcome(name)] for name in ("on_time", "extended", "late")
            ]
            assert row["received"] == sum(inside(one.sent_at) for one in cases if one.unit == unit)
            assert row["refused"] == sum(one.state == State.REFUSED for one in mine)
            assert row["confirmed"] == sum(one.state == State.CONFIRMED for one in mine)
        still = [one for one in cases if one.sent_at < END and not inside(one.closed_at, FIRST)]
        assert left == len(still) == sum(row["open"] for row in rows.values())
        overdue = sum(row["overdue"] for row in rows.values())
        assert overdue == sum(one.due_at < END for one in still)
        for at, found in enumerate(pieces):
            part = [one for one in said if inside(said_at(one), BOUNDS[at], BOUNDS[at + 1])]
            counted = Counter(clock.outcome(one) for one in part)
            assert found == tuple(
                counted[one] for one in (Outcome.ON_TIME, Outcome.EXTENDED, Outcome.LATE)
            )


async def test_what_was_said(year: Database) -> None:
    for scope in SCOPES:
        _, surveys = await known(year, scope)
        asked = [one for one in surveys if not one.skipped]
        async with year.reading() as store:
            rows = await store.figures.answers(START, END, scope)
            skipped = await store.figures.skipped(START, END, scope)
            ticks = await store.figures.ticks(BOUNDS, scope)
            content = await store.figures.content(BOUNDS, scope)
        assert sum(one.asked for one in rows) == len(asked)
        for level in range(1, 6):
            found = sum(one.levels[level] for one in rows)
            assert found == sum(one.satisfaction == level for one in asked)
        for said in ("yes", "partly", "no"):
            assert sum(one.done[said] for one in rows) == sum(one.done == said for one in asked)
        assert sum(one.comments for one in rows) == sum(bool(one.comment) for one in asked)
        unrated = [one for one in asked if one.done and one.satisfaction is None]
        assert sum(one.unrated for one in rows) == len(unrated)
        assert sum(skipped.values()) == len(surveys) - len(asked)
        assert sum(one.n for one in ticks) == sum(bool(one.items) for one in asked)
        for at, (k, n) in enumerate(content):
            part = [one for one in asked if inside(one.asked_at, BOUNDS[at], BOUNDS[at + 1])]
            rated = [one.satisfaction for one in part if one.satisfaction]
            assert (k, n) == (sum(one >= 4 for one in rated), len(rated))


async def test_what_is_not_well(year: Database) -> None:
    seen = set[int | None]()
    for scope in SCOPES:
        cases, surveys = await known(year, scope)
        low = {one.case_id for one in surveys if one.satisfaction in (1, 2) or one.done == "no"}
        everybody, _ = await known(year, EVERYTHING)
        again = {
            one.id
            for one in cases
            for new in everybody
            if one.answered_at is not None
            and inside(new.sent_at)
            and timedelta(0) < new.sent_at - one.answered_at <= timedelta(days=14)
            and (new.person_id, new.category, new.area) == (one.person_id, one.category, one.area)
            and new.kind != "praise"
        }
        async with year.reading() as store:
            found = await store.spots.unhappy(START, END, scope)
        assert found.again == again
        assert found.cases == low | again
        seen |= again
    assert seen, "the year has such cases"


async def test_what_waits_longest_and_what_is_praised(year: Database) -> None:
    for scope in SCOPES:
        cases, _ = await known(year, scope)
        async with year.reading() as store:
            waiting = await store.spots.waiting(END, scope, 5)
            praise = await store.spots.praise(START, END, scope, 10_000)
        open_ones = [one for one in cases if one.state in OPEN_STATES and one.sent_at < END]
        open_ones.sort(key=lambda one: (one.sent_at, one.id))
        assert [one.id for one in waiting] == [one.id for one in open_ones[:5]]
        praised = {one.id for one in cases if one.kind == "praise" and inside(one.sent_at)}
        assert {one.id for one in praise} == praised


async def test_every_case_has_its_fate(year: Database) -> None:
    cases, _ = await known(year, EVERYTHING)
    mine = {one.id for one in cases if inside(one.sent_at) and one.kind != "praise"}
    async with year.reading() as store:
        found = [one async for one in store.spots.fates(START, END)]
        rows = await store.spots.rows(START, END, EVERYTHING, 10_000)
    assert {one.id for one in found} == mine
    assert len(rows) >= len(mine)
    assert not {"text", "place", "person_id", "chat_id", "folded"} & set(rows[0]._fields)


async def test_a_case_that_was_reopened_was_closed_in_between(database: Database) -> None:
    await put_down(database, Size(1, history=False))
    async with database.unit_of_work() as store:
        case = await store.cases.by_id(1)
        assert case is not None
        case.state, case.closed_at, case.reopened = State.REOPENED, None, 1
        case.answered_at = case.sent_at + DAY
        store.cases.save(case)
        steps = ((0, "received"), (1, "answered"), (5, "reopened"))
        for days, after in steps:
            await store.cases.note(case, after, case.sent_at + days * DAY, after=after)
        await store.history.finish()
        opens = [await store.figures.open_at(case.sent_at + n * DAY + DAY / 2) for n in range(7)]
        assert opens == [1, 0, 0, 0, 0, 1, 1]
        rows = await store.figures.work(case.sent_at, case.sent_at + 9 * DAY)
        assert [one["answered"] for one in rows] == [0], "its answer was not the last word"


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.LAPSED, State.MERGED])
async def test_a_late_answer_is_not_in_time_because_the_case_was_opened_again_and_ended(
    database: Database, state: State
) -> None:
    await put_down(database, Size(1, history=False))
    async with database.unit_of_work() as store:
        case = await store.cases.by_id(1)
        assert case is not None
        case.answered_at, case.clock_from = case.sent_at + DAY, case.sent_at + 2 * DAY
        case.state, case.reopened, case.due_at = state, 1, case.sent_at + 5 * DAY
        case.closed_at = case.sent_at + 3 * DAY
        store.cases.save(case)
        await store.cases.note(case, state, case.closed_at, after=state)
        await store.history.finish()
        (row,) = await store.figures.work(case.sent_at, case.sent_at + 9 * DAY)
        assert (row["received"], row["answered"], row["on_time"], row["late"]) == (1, 0, 0, 0)
        bounds = (case.sent_at, case.sent_at + 9 * DAY)
        assert await store.figures.timely(bounds) == [(0, 0, 0)]


async def test_another_cases_reopening_opens_nothing(database: Database) -> None:
    """Answered on day 1, opened again on day 3, answered on day 5; the other: opened on day 1.5."""
    await put_down(database, Size(2, history=False))
    async with database.unit_of_work() as store:
        begin = datetime(2026, 3, 2, tzinfo=UTC)
        lives = {
            1: ((0, "received"), (1, "answered"), (3, "reopened"), (5, "answered")),
            2: ((0, "received"), (1, "answered"), (1.5, "reopened"), (6, "answered")),
        }
        steps = [(days, number, after) for number, life in lives.items() for days, after in life]
        for days, number, after in sorted(steps):
            case = await store.cases.by_id(number)
            assert case is not None
            case.state, case.reopened, case.sent_at = State.ANSWERED, 1, begin
            case.closed_at = case.answered_at = begin + days * DAY
            store.cases.save(case)
            await store.cases.note(case, after, begin + days * DAY, after=after)
        await store.history.finish()
        opens = [await store.figures.open_at(begin + (n + 0.75) * DAY) for n in range(7)]
    assert opens == [2, 1, 1, 2, 2, 1, 0]


async def test_an_answer_with_a_picture_is_proven(database: Database) -> None:
    await put_down(database, Size(1, history=False))
    async with database.unit_of_work() as store:
        case = await store.cases.by_id(1)
        assert case is not None
        case.state, case.answered_at = State.ANSWERED, case.sent_at + DAY
        case.closed_at = case.answered_at
        store.cases.save(case)
        store.history.now = case.answered_at
        for attachments in (None, [], [{"kind": "photo"}]):
            store.session.add(
                Entry(
                    case_id=1, side="official", act="answer", chat_id=case.chat_id,
                    external_id="1", said_at=case.sent_at, attachments=attachments,
                )
            )  # fmt: skip
            await store.flush()
            (row,) = await store.figures.work(case.sent_at, case.sent_at + 2 * DAY)
            assert row["proven"] == bool(attachments)
