"""Danger at night, through the real program: numbers first, officials at once, on any chat."""

from datetime import timedelta

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.offices import open_office
from tests.journeys.scenes import Staff, at, case_of, code_in, heard, staffed

FIRE = "chay nha o hem 12, cuu voi"
NIGHT = at(24, 2, 30)
"""In the small hours of 24/11, a holiday."""


async def open_guard(town: Town) -> tuple[Staff, Person, Person, Person]:
    """The police's room, its head, a leader and a duty chat."""
    staff = await staffed(town, "cong_an", "Công an phường")
    head, chair, duty = (town.telegram.person(who) for who in ("Trưởng", "Chủ tịch", "Trực"))
    await town.appoint(head, "head", "cong_an")
    await town.appoint(chair, "leader")
    await town.appoint(duty, "duty")
    return staff, head, chair, duty


async def test_a_fire_at_night_on_a_holiday(database_url: str, open_a_town: OpenTown) -> None:
    town = await open_a_town(start=NIGHT - timedelta(minutes=10), database_url=database_url)
    staff, head, chair, duty = await open_guard(town)
    await town.until(NIGHT)
    before = len(staff.group.messages)
    lan = town.telegram.person("Lan")
    await town.says(lan, FIRE)
    assert heard(lan)[0].startswith("Xin ông/bà gọi ngay: 114 (cứu hỏa, cứu nạn), 115 (cấp cứu).")
    assert town.clock.now() - NIGHT < timedelta(seconds=10)
    for who in (head, duty):
        assert "Khẩn cấp: Cháy, nổ" in heard(who)[-1]
    assert "Khẩn cấp: Cháy, nổ" in staff.group.messages[before].text
    assert not any("Khẩn cấp" in one for one in heard(chair))

    await town.pass_time(timedelta(minutes=6))
    await town.settle()
    code = code_in(lan.last)
    assert (await case_of(town, code)).emergency
    assert "🚨 Khẩn cấp" in staff.card(code).text
    await town.pass_time(timedelta(minutes=6))
    await town.settle()
    assert "Khẩn cấp: Cháy, nổ" in heard(chair)[-1]
    await town.presses(chair, chair.last, "Đã nắm")
    assert "Chủ tịch đã nắm việc khẩn cấp" in heard(head)[-1]
    told = len(heard(head)) + len(heard(chair)) + len(heard(duty))
    await town.pass_time(timedelta(hours=3))
    assert len(heard(head)) + len(heard(chair)) + len(heard(duty)) == told


async def test_what_is_said_to_an_alarm_in_the_group_is_read_by_all_who_were_told(
    town: Town,
) -> None:
    staff, head, _, duty = await open_guard(town)
    await town.says(town.telegram.person("Lan"), FIRE)
    (told,) = staff.said("Khẩn cấp: Cháy, nổ")
    await town.replies(staff.minh, told, "ok tôi đi ngay", where=staff.group)
    for who in (head, duty):
        assert "Minh" in heard(who)[-1]
        assert "ok tôi đi ngay" in heard(who)[-1]
    assert staff.said("ok tôi đi ngay") == [staff.group.last]
    await town.replies(staff.minh, told, "đã nắm", where=staff.group)
    assert "Minh đã nắm" in heard(head)[-1]


async def test_what_is_said_to_what_was_said_of_an_alarm_is_read_by_all_too(town: Town) -> None:
    staff, head, _, duty = await open_guard(town)
    lan = town.telegram.person("Lan")
    await town.says(lan, FIRE)
    await town.says(lan, "ngay sau truong mam non, co nguoi ket ben trong")
    (more,) = staff.said("truong mam non")[-1:]
    await town.replies(staff.minh, more, "tổ đã tới nơi", where=staff.group)
    assert "tổ đã tới nơi" in heard(duty)[-1]
    head.says("cần thêm người không?", reply_to=head.last)
    await town.settle()
    assert "cần thêm người không?" in staff.group.last.text
    assert "cần thêm người không?" in heard(duty)[-1]
    assert not [text for text in heard(head) if "Trợ lý đã ghi" in text], "it is no report"


async def test_a_picture_in_reply_to_an_alarm_is_seen_by_all_who_were_told(town: Town) -> None:
    staff, head, _, duty = await open_guard(town)
    await town.says(town.telegram.person("Lan"), FIRE)
    (told,) = staff.said("Khẩn cấp: Cháy, nổ")
    staff.minh.sends_photo(in_=staff.group, reply_to=told)
    await town.settle()
    for who in (head, duty):
        assert "Minh" in who.last.text
        assert "photo" in who.last.data


async def test_who_was_told_but_holds_the_role_no_more_takes_nothing_in_hand(town: Town) -> None:
    _, head, _, duty = await open_guard(town)
    lan = town.telegram.person("Lan")
    await town.says(lan, FIRE)
    told = head.last
    async with town.app.open_desk() as desk:
        held = await desk.store.people.held_roles(desk.now)
        (number,) = [role.id for role, _ in held if role.role == "head"]
        assert await desk.store.people.end_role(number or 0, desk.now)
    for label in ("✅ Đã nắm", "Không phải khẩn cấp"):
        press = head.presses(told, label)
        await town.settle()
        assert "không còn trong danh sách" in (press.notice or "")
    head.says("tôi tới liền", reply_to=told)
    await town.settle()
    assert "không còn trong danh sách" in head.last.text
    assert not [text for text in heard(duty) if "đã nắm" in text or "tới liền" in text]
    await town.presses(duty, duty.last, "Đã nắm")
    assert "Trực đã nắm" in heard(duty)[-1]


async def test_down_when_it_was_written_it_is_told_at_the_start(town: Town) -> None:
    staff, head, _, _ = await open_guard(town)
    await town.close()
    town.telegram.person("Lan").says(FIRE)
    await town.restart()
    await town.settle()
    assert "Khẩn cấp: Cháy, nổ" in heard(head)[-1]
    assert staff.said("Khẩn cấp: Cháy, nổ")


@pytest.mark.parametrize(("here", "there"), [("zalo_bot", "zalo_oa"), ("zalo_oa", "telegram")])
async def test_where_there_is_nothing_to_press_a_word_takes_it_back(
    open_a_town: OpenTown, here: str, there: str
) -> None:
    office = await open_office(open_a_town, here, there)
    lan = office.resident("Lan")
    await office.town.says(lan, "trụ điện đứt dây điện trước nhà, có người bị điện giật")
    assert "115" in office.heard(lan, "gọi ngay")[0]
    assert "Khẩn cấp: Điện giật" in office.group.messages[-1].text
    await office.choose(lan, "Không phải khẩn cấp")
    assert office.heard(lan, "đã bỏ dấu khẩn cấp")
    assert "Không phải khẩn cấp, người dân báo lại" in office.group.messages[-1].text
    code = await office.reports(lan)
    assert not (await case_of(office.town, code)).emergency
