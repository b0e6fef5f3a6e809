"""A package that is used up: what it does not pay for waits, and a resident's word is free."""

from datetime import timedelta

import pytest

from bot.sandbox.zalo_oa_quota import Template
from tests.conftest import OpenTown
from tests.journeys.offices import Office, open_office
from tests.journeys.scenes import case_of, counts

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOT_YET = "Chưa tới tay người dân"
ANSWER = "Đèn đã thay bóng"


@pytest.fixture
async def office(open_a_town: OpenTown) -> Office:
    """Residents on the OA, staff on Telegram."""
    return await open_office(open_a_town, "zalo_oa", "telegram")


async def answered_late(office: Office, code: str) -> None:
    """Three days after the resident's word, when the package is used up."""
    await office.town.pass_time(3 * DAY)
    office.town.zalo_oa.quota.total = 0
    await office.write(office.minh, code, ANSWER)
    await office.act(office.minh, "Gửi người dân", ANSWER)
    await office.town.settle(MINUTE)


async def test_it_waits_the_officials_see_it_and_the_duty_chat_hears_of_it(office: Office) -> None:
    lan, chief = office.resident("Lan"), office.town.telegram.person("Trực")
    await office.town.appoint(chief, "duty")
    code = await office.reports(lan)
    await answered_late(office, code)
    assert not office.heard(lan, ANSWER)
    assert (await case_of(office.town, code)).unreached_at is not None
    assert office.heard(office.group, NOT_YET)
    assert len(office.heard(chief, "-211")) == 1


async def test_the_residents_word_brings_it_at_once(office: Office) -> None:
    lan = office.resident("Lan")
    code = await office.reports(lan)
    await answered_late(office, code)
    await office.town.says(lan, "Sao chưa trả lời tôi")
    assert len(office.heard(lan, ANSWER)) == 1
    await office.town.settle(MINUTE)
    assert (await case_of(office.town, code)).unreached_at is None


async def test_the_next_day_it_is_tried_again_by_day(office: Office) -> None:
    lan = office.resident("Lan")
    code = await office.reports(lan)
    await answered_late(office, code)
    calls = len(office.town.zalo_oa.calls("/v3.0/oa/message/cs"))
    await office.town.pass_time(timedelta(hours=12))
    assert len(office.town.zalo_oa.calls("/v3.0/oa/message/cs")) == calls, "once a day is enough"
    office.town.zalo_oa.quota.total = 500
    await office.town.pass_time(timedelta(hours=14))
    assert len(office.heard(lan, ANSWER)) == 1
    assert (await case_of(office.town, code)).unreached_at is None
    assert (await counts(office.town))["out held"] == 0


async def test_a_notice_that_has_to_wait_holds_up_nothing_and_is_dropped_when_needless(
    office: Office,
) -> None:
    town, lan = office.town, office.resident("Lan")
    text = "Hồ sơ <code> đã có trả lời, xin nhắn lại để nhận."
    town.zalo_oa.templates["4711"] = Template(text, frozenset({"code"}))
    town.settings.zalo_zbs_template_id = "4711"
    await town.restart()
    code = await office.reports(lan)
    town.clock.advance(8 * DAY)
    town.zalo_oa.faults.error(-144, path="/v3.0/oa/message/template")
    await office.write(office.minh, code, ANSWER)
    await office.act(office.minh, "Gửi người dân", ANSWER)
    await town.settle(MINUTE)
    await town.says(lan, "Sao chưa trả lời tôi")
    assert len(office.heard(lan, ANSWER)) == 1
    await town.pass_time(2 * DAY)
    assert not office.heard(lan, "xin nhắn lại")
    found = await counts(town)
    assert found["out queued"] == found["out failed"] == found["out held"] == 0
