"""The Official Account's pair is renewed early, by one, and given by who may give it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.base import RetryLater
from bot.channels.zalo_consent import DONE, OTHER, REFUSED, STALE, VAIN
from bot.channels.zalo_token import EARLY, TokenTrouble, _pair_in
from bot.sandbox.serve import serve
from storage.db import Database
from storage.models import PlatformToken
from tests.channels.zalo_grant import Grant, granted

HOUR = timedelta(hours=1)
WHOLE = timedelta(hours=25)


@pytest.fixture
async def grant(database: Database) -> AsyncIterator[Grant]:
    """On both engines."""
    async with granted(database) as made:
        yield made


async def test_a_pair_that_serves_is_used_without_asking_anybody(grant: Grant) -> None:
    keeper = grant.keeper()
    assert await keeper.current() == grant.zalo.access_token
    await keeper.keep_fresh()
    assert grant.refreshes() == 0


async def test_it_is_renewed_hours_before_it_is_needed(grant: Grant) -> None:
    keeper, old = grant.keeper(), grant.zalo.access_token
    grant.clock.advance(WHOLE - EARLY - timedelta(minutes=1))
    await keeper.keep_fresh()
    assert grant.refreshes() == 0
    grant.clock.advance(timedelta(minutes=2))
    await keeper.keep_fresh()
    await keeper.keep_fresh()
    assert grant.refreshes() == 1
    assert await keeper.current() == grant.zalo.access_token != old
    assert await grant.agrees()


async def test_a_pair_that_nobody_uses_is_renewed_every_month(grant: Grant) -> None:
    async with grant.database.unit_of_work() as store:  # an access token that lives for ever
        pair = await store.tokens.pair(grant.app.account)
        assert pair is not None
        row = await store.session.get_one(PlatformToken, 1)
        row.expires_at = grant.clock.now() + timedelta(days=400)
    grant.clock.advance(timedelta(days=29))
    await grant.keeper().keep_fresh()
    assert grant.refreshes() == 1
    assert await grant.agrees()


async def test_a_token_that_is_over_or_refused_is_renewed_at_once(grant: Grant) -> None:
    keeper = grant.keeper()
    grant.clock.advance(WHOLE + HOUR)
    assert await keeper.current() == grant.zalo.access_token
    stale = await keeper.current()
    assert await keeper.renewed(stale) == grant.zalo.access_token != stale
    assert grant.refreshes() == 2


async def test_another_process_has_renewed_it_already(grant: Grant) -> None:
    first, second = grant.keeper(), grant.keeper()
    stale = await second.current()
    fresh = await first.renewed(stale)
    assert await second.renewed(stale) == fresh
    assert grant.refreshes() == 1


async def test_nobody_has_consented_yet(grant: Grant) -> None:
    async with grant.database.unit_of_work() as store:
        await store.session.delete(await store.session.get_one(PlatformToken, 1))
    keeper = grant.keeper()
    with pytest.raises(RetryLater, match="consented"):
        await keeper.current()
    await keeper.keep_fresh()
    assert grant.refreshes() == 0


async def test_the_pair_is_sealed_where_it_lies(grant: Grant) -> None:
    async with grant.database.reading() as store:
        row = await store.session.get_one(PlatformToken, 1)
    assert grant.zalo.access_token.encode() not in row.sealed
    assert grant.zalo.refresh_token.encode() not in row.sealed
    assert grant.zalo.refresh_token not in repr(await grant.stored())


async def come_back(link: str) -> dict[str, str]:
    """The admin agrees on Zalo's page; what the browser brings to us."""
    async with httpx.AsyncClient() as browser:
        page = await browser.get(link)
    assert page.status_code == 302, page.text
    found = parse_qs(urlsplit(page.headers["location"]).query)
    return {name: values[0] for name, values in found.items()}


async def test_a_consent_gives_a_pair_that_works(grant: Grant) -> None:
    grant.zalo.revoke()
    await grant.seed("gone", "gone")
    keeper, consenting = grant.keeper(), grant.consenting(grant.zalo.oa_id)
    with pytest.raises(RetryLater):
        await keeper.renewed("gone")
    assert await consenting.take(await come_back(await consenting.link())) == DONE
    assert await keeper.current() == grant.zalo.access_token  # without a restart
    assert await grant.agrees()
    assert (await grant.stored()).lost_at is None


async def test_a_consent_is_taken_once_and_not_too_late(grant: Grant) -> None:
    consenting = grant.consenting()
    brought = await come_back(await consenting.link())
    assert await consenting.take(brought) == DONE
    assert await consenting.take(brought) == STALE
    late = await come_back(await consenting.link())
    grant.clock.advance(timedelta(minutes=10, seconds=1))
    assert await consenting.take(late) == STALE
    assert await grant.agrees()


async def test_what_was_never_asked_for_changes_nothing(grant: Grant) -> None:
    consenting = grant.consenting()
    brought = await come_back(await consenting.link())
    before = await grant.stored()
    for state in ("", "guessed", brought["state"][:-1], brought["state"].swapcase()):
        assert await consenting.take(brought | {"state": state}) == STALE
    assert await consenting.take({}) == STALE
    assert await grant.stored() == before
    assert await consenting.take(brought) == DONE


async def test_a_consent_that_brings_nothing_is_told_so(grant: Grant) -> None:
    before = await grant.stored()
    consenting = grant.consenting(grant.zalo.oa_id)
    said_no = await come_back(await consenting.link())
    del said_no["code"]
    assert await consenting.take(said_no) == REFUSED
    other = await come_back(await consenting.link())
    assert await consenting.take(other | {"oa_id": "1"}) == OTHER
    wrong = await come_back(await consenting.link())
    assert await consenting.take(wrong | {"code": "made up"}) == VAIN
    assert await grant.stored() == before


@pytest.mark.parametrize("half", [{"access_token": "a"}, {"refresh_token": "r"}])
@pytest.mark.parametrize("other", [{}, {"access_token": "null"}, {"refresh_token": " "}])
def test_half_a_pair_is_none(half: dict[str, str], other: dict[str, str]) -> None:
    answer = httpx.Response(200, json={**other, **half, "expires_in": "90000"})
    with pytest.raises(TokenTrouble) as trouble:
        _pair_in(answer, datetime(2026, 11, 16, tzinfo=UTC))
    assert trouble.value.unsure, "who knows what became of the old one"


async def test_a_code_serves_only_with_its_own_verifier(grant: Grant) -> None:
    consenting = grant.consenting()
    first = await come_back(await consenting.link())
    second = await come_back(await consenting.link())
    assert await consenting.take(first | {"code": second["code"]}) == VAIN


async def test_the_admin_reads_a_page_without_a_secret(grant: Grant) -> None:
    consenting = grant.consenting()
    app = Starlette(routes=[Route("/zalo/callback", consenting.callback)])
    brought = await come_back(await consenting.link())
    async with serve(app) as url, httpx.AsyncClient(base_url=url) as browser:
        done = await browser.get("/zalo/callback", params=brought)
        again = await browser.get("/zalo/callback", params=brought)
        strange = await browser.get("/zalo/callback", params={"state": "<script>", "code": "x"})
    assert [page.status_code for page in (done, again, strange)] == [200, 400, 400]
    assert "Đã kết nối" in done.text
    assert "không còn hiệu lực" in again.text
    secrets = (brought["code"], brought["state"], grant.app.secret, grant.zalo.access_token)
    for page in (done, again, strange):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert not [one for one in (*secrets, "<script>") if one in page.text]


async def test_a_link_for_the_alarm_holds_until_the_next_day(grant: Grant) -> None:
    consenting = grant.consenting()
    brought = await come_back(await consenting.link_for_alarm())
    brought["code"] = grant.zalo.tokens.code("x" * 43)  # Zalo's own code lives ten minutes only
    grant.clock.advance(timedelta(hours=24))
    assert await consenting.take(brought) != STALE
