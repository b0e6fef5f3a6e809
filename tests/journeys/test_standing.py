"""Whoever went without a word has no right either: the platform is asked when it matters."""

from datetime import timedelta

import pytest

from bot.sandbox.town import Town
from handlers.standing import MEMORY
from tests.conftest import OpenTown
from tests.journeys.offices import open_office
from tests.journeys.scenes import RUBBISH, acts_of, case_of, heard, reports, staffed

REASON = "lý do cần hẹn gặp để đo đạc"
ANSWER = "Bóng đèn đã được thay sáng 16/11."


async def test_who_was_put_out_unheard_sends_no_answer(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await staff.presses(staff.minh, "Nhận việc", code)
    preview = await staff.replies(staff.minh, ANSWER, code)
    staff.group.chat.members[staff.minh.id] = "kicked"  # while nobody told us
    press = staff.minh.presses(preview, preview.labels[0])
    await town.settle()
    assert "đã rời nhóm" in (press.notice or "")
    assert not [one for one in heard(lan) if ANSWER in one]
    # What they held is nobody's now, as if they had been seen to go.
    assert await acts_of(town, code) == ["send", "assign", "claim", "release"]


async def test_a_head_who_went_unheard_learns_no_name(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    tam = town.telegram.person("Tám")
    staff.group.joins(tam)
    await town.appoint(tam, "head", "kinh_te")
    code = await reports(town, lan)
    await town.says(tam, f"/xemten {code} {REASON}")
    assert "Lan" in tam.last.text
    staff.group.chat.members[tam.id] = "left"
    asked = len(town.telegram.calls("getChatMember"))
    await town.says(tam, f"/xemten {code} {REASON} lần nữa")
    assert len(town.telegram.calls("getChatMember")) == asked  # a short memory
    await town.pass_time(MEMORY)
    await town.says(tam, f"/xemten {code} {REASON} lần ba")
    assert "Chỉ người đứng đầu đơn vị" in tam.last.text
    assert (await acts_of(town, code)).count("unmask") == 2


async def test_a_head_who_never_was_in_the_group_keeps_what_they_hold_by_name(town: Town) -> None:
    await staffed(town)
    lan, tam = town.telegram.person("Lan"), town.telegram.person("Tám")
    await town.appoint(tam, "head", "kinh_te")
    code = await reports(town, lan)
    await town.says(tam, f"/xemten {code} {REASON}")
    assert await acts_of(town, code) == ["send", "assign", "unmask"]


async def test_when_telegram_cannot_be_asked_the_last_known_counts(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    preview = await staff.replies(staff.minh, ANSWER, code)
    town.telegram.faults.error(500, times=9, method="getChatMember")
    await town.presses(staff.minh, preview, "Gửi người dân")
    assert [one for one in heard(lan) if ANSWER in one]


@pytest.mark.parametrize("there", ["zalo_oa", "zalo_bot"])
async def test_a_zalo_group_is_asked_for_its_members_where_it_can_be(
    open_a_town: OpenTown, there: str
) -> None:
    office = await open_office(open_a_town, there, there)
    lan = office.resident("Lan")
    code = await office.reports(lan)
    tam = office.resident("Tám")
    office.group.joins(tam)
    await office.town.appoint(tam, "head", "kinh_te")
    await office.town.says(tam, f"/xemten {code} {REASON}")
    office.group.chat.members.pop(tam.id)
    await office.town.pass_time(MEMORY + timedelta(minutes=1))
    await office.town.says(tam, f"/xemten {code} {REASON} lần nữa")
    learned = (await acts_of(office.town, code)).count("unmask")
    # The Bot Platform tells of no member: there the operator ends the role.
    assert learned == {"zalo_oa": 1, "zalo_bot": 2}[there]


async def test_the_duty_desk_is_left_as_well(town: Town) -> None:
    await staffed(town)
    lan, chau = town.telegram.person("Lan"), town.telegram.person("Châu")
    duty = town.telegram.group("Trực ban", admins=[chau])
    await town.settle()
    await town.says(chau, f"/ketnoi {await town.invite('duty')}", to=duty)
    code = await reports(town, lan, RUBBISH)
    await town.says(chau, f"/hoso {code}", to=duty)
    card = duty.last
    duty.leaves(chau)
    await town.settle()
    press = chau.presses(card, card.labels[0])
    await town.settle()
    assert "đã rời nhóm" in (press.notice or "")
    assert await acts_of(town, code) == ["send", "assign"]
    duty.joins(chau)
    await town.settle()
    chau.presses(card, f"card.claim:{(await case_of(town, code)).id}", stale=True)
    await town.settle()
    assert "claim" in await acts_of(town, code)


async def test_who_goes_and_holds_a_role_by_name_is_named_to_the_duty_desk(town: Town) -> None:
    staff = await staffed(town)
    chau = town.telegram.person("Châu")
    duty = town.telegram.group("Trực ban", admins=[chau])
    await town.settle()
    await town.says(chau, f"/ketnoi {await town.invite('duty')}", to=duty)
    await town.appoint(staff.minh, "sealed", None)
    staff.group.leaves(staff.minh)
    await town.settle()
    assert "Minh" in duty.last.text
    assert "người nhận tin kín" in duty.last.text
