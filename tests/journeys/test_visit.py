"""Somebody leaves the counter, scans its poster (or types what it says) and rates, anywhere."""

from datetime import timedelta

import pytest

from tests.conftest import OpenTown
from tests.journeys.offices import PLATFORMS, Office, Thing, open_office
from tests.journeys.scenes import counts

READ = timedelta(seconds=20)


@pytest.fixture(params=PLATFORMS)
async def office(request: pytest.FixtureRequest, open_a_town: OpenTown) -> Office:
    """Residents and staff on each platform."""
    return await open_office(open_a_town, request.param, request.param)


async def comes_by(office: Office, lan: Thing = None) -> Thing:
    """On Telegram the code opens the bot with the counter; on Zalo people type what it says."""
    who = lan or office.resident("Lan")
    words = "/start visit_quay_1" if office.here == "telegram" else "quay 1"
    await office.town.says(who, words)
    return who


async def test_from_the_poster_to_a_spoken_word(office: Office) -> None:
    lan = await comes_by(office)
    assert office.heard(lan, "Quầy 1: hộ tịch")
    await office.town.pass_time(READ)
    await office.choose(lan, "Rất hài lòng", about="có hài lòng")
    await office.choose(lan, "Mỉm cười")
    await office.choose(lan, "Xong", about="Trong 24 giờ")
    lan.sends_voice()
    await office.town.settle(timedelta(seconds=15))
    async with office.town.app.database.reading() as store:
        visit = await store.visits.by_id(1)
        assert visit is not None
    assert (visit.counter, visit.channel, visit.items) == (
        "quay_1", office.here, ["luon_mim_cuoi"],
    )  # fmt: skip
    assert visit.satisfaction == 5
    assert (visit.fast, visit.burst) == (False, False)
    (voice,) = visit.voice or []
    assert voice["sha256"], "kept like every attachment"
    assert office.heard(lan, "Xin cảm ơn")


async def test_nobody_in_the_group_hears_of_it_and_no_case_is_made(office: Office) -> None:
    before = len(office.group.messages)
    lan = await comes_by(office)
    await office.town.pass_time(READ)
    await office.choose(lan, "Rất không")
    await office.town.says(lan, "Chờ từ sáng tới trưa")
    await office.town.pass_time(timedelta(days=2))
    assert len(office.group.messages) == before
    async with office.town.app.database.reading() as store:
        assert await store.cases.by_id(1) is None
        visit = await store.visits.by_id(1)
        assert visit is not None
    assert (visit.satisfaction, visit.comment) == (1, "Chờ từ sáng tới trưa")
    found = await counts(office.town)
    assert found["in failed"] == found["out failed"] == 0


async def test_the_second_scan_leads_to_the_first_answer(office: Office) -> None:
    lan = await comes_by(office)
    await office.town.pass_time(READ)
    await office.choose(lan, "Bình thường")
    await comes_by(office, lan)
    await office.choose(lan, "Đổi đánh giá", about="đã đánh giá")
    await office.choose(lan, "Chưa hài lòng")
    async with office.town.app.database.reading() as store:
        visit = await store.visits.by_id(1)
        assert visit is not None
        assert visit.satisfaction == 2
        assert await store.visits.by_id(2) is None
