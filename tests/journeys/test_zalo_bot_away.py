"""The desk is away while people write to the bot of Zalo's Bot Platform, polled or by webhook."""

from datetime import timedelta

import pytest

from tests.conftest import OpenTown
from tests.journeys.offices import (
    Office,
    everything_in_its_place,
    half_an_hour_away,
    in_order_and_once,
    open_office,
)
from tests.journeys.scenes import LAMP, case_of

BOT = "zalo_bot"


@pytest.fixture(params=[False, True], ids=["polled", "webhook"])
async def office(request: pytest.FixtureRequest, open_a_town: OpenTown) -> Office:
    """Residents and staff on the Bot Platform."""
    return await open_office(open_a_town, BOT, BOT, webhooks=request.param)


async def said_in(office: Office, code: str) -> str:
    """What the resident said in a case, in order."""
    return (await case_of(office.town, code)).text


async def test_half_an_hour_away_and_what_was_kept_is_there_in_order_and_once(
    office: Office,
) -> None:
    lan = await half_an_hour_away(office, timedelta(hours=1))
    await office.choose(lan, "Gửi")
    await office.choose(lan, "Đúng")
    code = office.code_of(lan)
    said = await said_in(office, code)
    assert said.startswith(LAMP)
    in_order_and_once(said)
    assert len(office.heard(office.group, "Mai tổ sẽ tới")) == 1
    await everything_in_its_place(office)


async def test_what_the_platform_did_not_keep_takes_nothing_else_with_it(office: Office) -> None:
    """Nobody has said that it keeps anything while nobody listens (zalo.md §A3, §A4)."""
    town, lan = office.town, office.resident("Lan")
    town.zalo_bot.world.loses = True
    await town.says(lan, LAMP)
    await town.close()
    town.clock.advance(timedelta(minutes=5))
    lan.says("Trụ số 9")
    await town.zalo_bot.wait_quiet()
    town.clock.advance(timedelta(minutes=25))
    await town.restart()
    bot = town.zalo_bot
    await bot.until(lambda: town.webhooks or bot.parked)
    await town.says(lan, "Trụ số 10 cũng tắt")
    await office.choose(lan, "Gửi")
    await office.choose(lan, "Đúng")
    said = await said_in(office, office.code_of(lan))
    assert said.split("\n") == [LAMP, "Trụ số 10 cũng tắt"]
    await everything_in_its_place(office)
