"""What became of apologies and promises, counted week by week, on both engines."""

from datetime import UTC, date, datetime, timedelta

from handlers.desk import Desk
from handlers.leaders import kept
from handlers.wording import Wording
from storage.db import Database, Store
from storage.models import Apology, Case, Promise
from storage.owed import OwedFigures
from tests.handlers.casebook import put_down
from tests.handlers.told import OFFICE

START = datetime(2026, 11, 16, tzinfo=UTC)
END = START + timedelta(days=7)
INSIDE, BEFORE = START + timedelta(hours=30), START - timedelta(hours=1)


def desk_of(store: Store) -> Desk:
    return Desk(store, OFFICE, Wording(OFFICE.texts, office="x", you="y", You="Y"), INSIDE)


async def case(store: Store, unit: str = "kinh_te", who: str = "tu") -> Case:
    return await put_down(desk_of(store), who, END, unit=unit)


async def apology(
    store: Store,
    owed_at: datetime,
    *,
    sent: datetime | bool = True,
    plain: bool = False,
    in_answer: bool = False,
) -> None:
    of = await case(store)
    one = Apology(case_id=of.id or 0, round=0, unit=of.unit, owed_at=owed_at)
    one.sent_at, one.plain, one.in_answer = (
        owed_at if sent is True else sent or None,
        plain,
        in_answer,
    )
    await store.owed.keep(one)


async def promise(store: Store, outcome: str | None, settled_at: datetime | None) -> None:
    of = await case(store)
    await store.owed.keep(
        Promise(
            case_id=of.id or 0, unit=of.unit, due_on=date(2026, 11, 17), made_at=START,
            outcome=outcome, settled_at=settled_at,
        )
    )  # fmt: skip


async def override(store: Store, note: str, answered_at: datetime) -> None:
    of = await case(store)
    of.answered_at = answered_at
    store.cases.save(of)
    await store.cases.note(of, "override", answered_at, note=note)
    await store.history.write()


async def test_nothing_owed_is_nothing_said(database: Database) -> None:
    async with database.unit_of_work() as store:
        assert await store.owed.figures(START, END) == OwedFigures()
        assert kept.lines(desk_of(store), await store.owed.figures(START, END)) == ""


async def test_apologies_by_how_they_were_made(database: Database) -> None:
    async with database.unit_of_work() as store:
        await apology(store, INSIDE)
        await apology(store, INSIDE, plain=True)
        await apology(store, INSIDE, in_answer=True)
        await apology(store, INSIDE, sent=False)
        await apology(store, BEFORE)
        await apology(store, END)
        found = await store.owed.figures(START, END)
        assert found == OwedFigures(apologies=4, confirmed=1, in_answer=1, plain=1)
        said = kept.lines(desk_of(store), await store.owed.figures(START, END))
        assert (
            "4 hồ sơ mới trễ · đã xin lỗi: đơn vị gửi 1 · trong câu trả lời 1 · tự động 1" in said
        )
        assert said.count("\n") == 1


async def test_what_is_owed_on_friday_and_made_on_monday_counts_in_the_week_it_was_made(
    database: Database,
) -> None:
    async with database.unit_of_work() as store:
        await apology(store, BEFORE, plain=True, sent=INSIDE)
        await apology(store, INSIDE, sent=END)
        found = await store.owed.figures(START, END)
        assert found == OwedFigures(apologies=1, plain=1)
        assert await store.owed.figures(END, END + timedelta(days=7)) == OwedFigures(confirmed=1)
        before = await store.owed.figures(START - timedelta(days=7), START)
        assert before == OwedFigures(apologies=1)


async def test_promises_by_what_became_of_them(database: Database) -> None:
    async with database.unit_of_work() as store:
        for outcome in ("kept", "kept", "broken", "moved", None):
            await promise(store, outcome, INSIDE)
        await promise(store, "kept", BEFORE)
        await promise(store, None, None)
        found = await store.owed.figures(START, END)
        assert found == OwedFigures(kept=2, broken=1, moved=1)
        assert "giữ 2 · không giữ 1 · dời 1" in kept.lines(
            desk_of(store), await store.owed.figures(START, END)
        )


async def test_what_was_sent_all_the_same(database: Database) -> None:
    async with database.unit_of_work() as store:
        await override(store, "facts: done, when", INSIDE)
        await override(store, "photo: hết pin", INSIDE)
        await override(store, "photo: hết pin", BEFORE)
        assert await store.owed.figures(START, END) == OwedFigures(factless=1, photoless=1)


async def test_one_unit_alone(database: Database) -> None:
    async with database.unit_of_work() as store:
        await apology(store, INSIDE)
        await promise(store, "kept", INSIDE)
        await override(store, "facts: done", INSIDE)
        assert await store.owed.figures(START, END, "van_hoa") == OwedFigures()
        found = await store.owed.figures(START, END, "kinh_te")
        assert found == OwedFigures(apologies=1, confirmed=1, kept=1, factless=1)
