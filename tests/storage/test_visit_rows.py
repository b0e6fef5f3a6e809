"""Visits are counted apart: by counter and channel, what was flagged beside what is trusted."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage.db import Database, Store
from storage.models import Visit
from storage.people import Identity
from storage.scope import Scope
from storage.visits import TickedAt

NOW = datetime(2026, 11, 17, 1, 0, tzinfo=UTC)
NIGHT = timedelta(hours=12)
VOICE = [{"kind": "voice", "remote": "1", "channel": "telegram"}]


async def put(store: Store, who: str, counter: str = "quay_1", **how: object) -> Visit:
    person = await store.people.person("telegram", Identity(who), NOW)
    visit = Visit(
        counter=counter, unit="ttpvhcc", person_id=person.id or 0, channel="telegram",
        newcomer=True, asked_at=NOW,
    )  # fmt: skip
    return await store.visits.open(visit.sqlmodel_update({"rated_at": NOW} | how))


async def test_visits_are_added_up_by_hand(database: Database) -> None:
    async with database.unit_of_work() as store:
        await put(store, "a", satisfaction=5, comment="Tốt")
        await put(store, "b", satisfaction=5, voice=VOICE)
        await put(store, "c", satisfaction=3)
        await put(store, "d", satisfaction=5, fast=True, burst=True)
        await put(store, "e", satisfaction=1, staff=True)
        await put(store, "f", rated_at=None)
        await put(store, "g", satisfaction=4, channel="zalo_oa")
        await put(store, "h", "quay_2", satisfaction=2, unit="van_phong")
        await put(store, "i", satisfaction=5, asked_at=NOW - NIGHT)
    async with database.reading() as store:
        rows = await store.visits.at_counters(NOW, NOW + NIGHT)
        ours = await store.visits.at_counters(NOW, NOW + NIGHT, Scope(units=("van_phong",)))
        there = await store.visits.at_counters(NOW, NOW + NIGHT, Scope(area="kp1"))
    first, zalo, second = rows
    assert (first.counter, first.channel, first.scanned) == ("quay_1", "telegram", 6)
    assert first.levels == {1: 0, 2: 0, 3: 1, 4: 0, 5: 2}
    assert (first.fast, first.burst, first.staff, first.flagged) == (1, 1, 1, 2)
    assert (first.comments, first.voices) == (1, 1)
    assert (zalo.channel, zalo.scanned, zalo.levels[4]) == ("zalo_oa", 1, 1)
    assert (second.counter, second.levels[2]) == ("quay_2", 1)
    assert ours == [second]
    assert there == [], "a visit has no area"


async def test_ticks_are_added_up_without_what_was_flagged(database: Database) -> None:
    both = ["xin_chao", "luon_mim_cuoi"]
    async with database.unit_of_work() as store:
        await put(store, "a", satisfaction=5, items=both, offered=both)
        await put(store, "b", satisfaction=5, items=both, offered=both)
        await put(store, "c", satisfaction=5, items=["xin_chao"], offered=both)
        await put(store, "d", satisfaction=5, items=["xin_chao"], offered=both, fast=True)
        await put(store, "e", satisfaction=5, items=None, offered=both)
    async with database.reading() as store:
        found = await store.visits.ticks(NOW, NOW + NIGHT)
    all_ = frozenset(both)
    assert sorted(found, key=lambda one: one.n) == [
        TickedAt("quay_1", frozenset({"xin_chao"}), all_, 1),
        TickedAt("quay_1", all_, all_, 2),
    ]


async def test_the_newest_visit_is_the_persons_own_at_that_counter(database: Database) -> None:
    async with database.unit_of_work() as store:
        old = await put(store, "a", asked_at=NOW - NIGHT)
        new = await put(store, "a")
        await put(store, "a", "quay_2")
        await put(store, "b")
    async with database.reading() as store:
        found = await store.visits.newest(old.person_id, "quay_1")
        assert found is not None
        assert found.id == new.id
        assert await store.visits.newest(old.person_id, "quay_3") is None


async def test_answers_at_once_take_turns_and_see_each_other(database: Database) -> None:
    """Three processes take the taps of three newcomers at the same moment."""
    async with database.unit_of_work() as store:
        asked = [await put(store, who, rated_at=None) for who in "abc"]
    seen: list[int] = []

    async def tap(visit_id: int) -> None:
        async with database.unit_of_work() as store:
            visit = await store.visits.by_id(visit_id)
            assert visit is not None
            known = await store.visits.newcomers("quay_1", NOW - NIGHT)
            seen.append(sum(one.rated_at is not None for one in known))
            visit.rated_at, visit.satisfaction = NOW, 5
            store.visits.save(visit)

    await asyncio.gather(*(tap(one.id or 0) for one in asked))
    assert sorted(seen) == [0, 1, 2]
