"""A group that the Official Account owns, as a unit's desk."""

from datetime import timedelta

import pytest

from tests.conftest import OpenTown
from tests.journeys.offices import Office, everything_in_its_place, open_office
from tests.journeys.scenes import LAMP

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(open_a_town: OpenTown) -> Office:
    """Residents and staff on the OA."""
    return await open_office(open_a_town, "zalo_oa", "zalo_oa")


async def test_nobody_is_called_by_a_residents_words(office: Office) -> None:
    lan, group = office.resident("Lan"), office.group.id
    await office.reports(lan, f"{LAMP} [@{group}] [@{office.minh.id}] [\u200b@{office.minh.id}]")
    await office.town.settle(MINUTE)
    told = [one for one in office.group.messages if one.from_bot and LAMP in one.text]
    assert told
    assert [one for one in told if one.mentions] == []


async def test_who_did_it_is_named_though_events_name_nobody(office: Office) -> None:
    code = await office.reports(office.resident("Lan"))
    await office.act(office.minh, "Nhận việc", code)
    await office.town.settle(MINUTE)
    assert office.heard(office.group, "Minh")


async def test_what_can_be_done_now_is_named_though_the_card_that_is_read_is_old(
    office: Office,
) -> None:
    code = await office.reports(office.resident("Lan"))
    await office.write(office.minh, code, "Bóng đèn cột 12 do Điện lực quản lý, số 1900 1006")
    await office.town.says(office.minh, "1", to=office.group)
    await office.town.settle(MINUTE)
    assert office.heard(office.group, "đã gửi người dân")
    for said in ("đính chính", "Đính chính"):
        await office.write(office.minh, code, said)
        assert "Soạn đính chính" in office.group.last.text


async def test_what_a_group_without_a_package_misses_comes_when_it_is_paid(
    office: Office,
) -> None:
    office.group.chat.enabled = False
    code = await office.reports(office.resident("Lan"))
    await office.town.settle(MINUTE)
    assert not office.heard(office.group, code)
    office.group.chat.enabled = True
    await office.town.pass_time(timedelta(minutes=40))
    assert office.heard(office.group, code)
    await everything_in_its_place(office)


@pytest.mark.parametrize("old_names", [False, True])
async def test_coming_and_going_disturbs_nobody(office: Office, old_names: bool) -> None:
    office.town.zalo_oa.wire.old_group_names = old_names
    nam, before = office.resident("Nam"), len(office.group.messages)
    office.group.joins(nam)
    office.group.leaves(nam)
    await office.town.settle(MINUTE)
    assert len(office.group.messages) == before
    await everything_in_its_place(office)


async def test_signs_receipts_and_who_follows_change_nothing_in_a_case(office: Office) -> None:
    office.town.zalo_oa.wire.receipts = True
    lan = office.resident("Lan")
    code = await office.reports(lan)
    lan.reacts(lan.last)
    lan.reads(lan.last)
    lan.unfollows()
    await office.town.settle(MINUTE)
    assert office.code_of(lan) == code
    await office.write(office.minh, code, "Đèn đã thay bóng sáng nay")
    await office.act(office.minh, "Gửi người dân", "thay bóng")
    await office.town.settle(MINUTE)
    assert office.heard(lan, "thay bóng"), "who unfollows is still answered"
    await everything_in_its_place(office)


async def test_a_thumb_says_that_we_have_it_and_costs_nothing(office: Office) -> None:
    lan = office.resident("Lan")
    await office.town.says(lan, "Chào phường")
    office.town.clock.advance(MINUTE)
    said = lan.says(LAMP)
    await office.town.settle(MINUTE)
    assert said.reactions == [(office.town.zalo_oa.oa_id, "/-strong")]
