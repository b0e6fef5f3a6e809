"""Who blocked us: the officials hear of it, and what waits arrives when they let us in again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from handlers import forgetting
from tests.conftest import OpenTown
from tests.journeys.offices import everything_in_its_place, open_office
from tests.journeys.scenes import PAST_PACE, acts_of, case_of, counts, heard, reports, staffed


async def test_who_blocked_us_costs_the_officials_a_sentence_and_has_the_answer_on_coming_back(
    both_towns: Town,
) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    lan.blocks()
    await town.settle()
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    (line,) = staff.said("chưa tới được người dân")
    assert code in line.text
    assert "ngay khi" in line.text
    assert "Chưa tới tay người dân" in staff.card(code).text
    assert (await counts(town))["out queued"] == 0
    lan.unblocks()
    await town.settle(PAST_PACE)
    assert [text for text in heard(lan) if "Đèn đã sửa xong" in text] == [lan.messages[-2].text]
    assert "có hài lòng" in lan.last.text, "now there is something to be content with"
    assert "Chưa tới tay" not in staff.card(code).text
    assert "Đã tới tay người dân" in staff.card(code).text
    assert [one for one in await acts_of(town, code) if "reached" in one] == [
        "unreached",
        "reached",
    ]


async def test_who_blocked_us_unseen_is_asked_after_the_answer_too(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.close()
    lan.blocks()
    town.clock.advance(timedelta(hours=25))  # Telegram keeps its notice for a day
    await town.restart()
    await staff.answers(staff.minh, "Cột 12 đã thay bóng lúc 8 giờ sáng nay")
    assert "Chưa tới tay người dân" in staff.card(code).text
    lan.unblocks()
    await town.settle(PAST_PACE)
    assert ["thay bóng" in text or "có hài lòng" in text for text in heard(lan)[-2:]] == [True] * 2
    assert len([text for text in heard(lan) if "có hài lòng" in text]) == 1


async def test_a_word_of_theirs_counts_although_we_never_heard_that_they_let_us_in(
    town: Town,
) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    lan.blocks()
    await town.settle()
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    await town.close()
    lan.unblocks()
    town.clock.advance(timedelta(hours=25))  # Telegram keeps its notice for a day
    await town.restart()
    await town.says(lan, "alo")
    await town.settle(PAST_PACE)
    assert [text for text in heard(lan) if "Đèn đã sửa xong" in text]
    assert "Đã tới tay người dân" in staff.card(code).text


async def test_on_zalo_which_tells_of_neither_their_next_word_opens_the_chat(
    open_a_town: OpenTown,
) -> None:
    office = await open_office(open_a_town, "zalo_oa", "telegram")
    lan = office.resident("Lan")
    code = await office.reports(lan)
    lan.blocks()
    await office.write(office.minh, code, "Bóng đèn đã được thay sáng nay.")
    await office.act(office.minh, "Gửi người dân", "Bóng đèn đã được thay")
    assert office.heard(office.group, "Chưa tới tay người dân")
    assert not office.heard(lan, "Bóng đèn đã được thay")
    lan.unblocks()
    await office.town.says(lan, "alo")
    await office.town.settle(PAST_PACE)
    assert len(office.heard(lan, "Bóng đèn đã được thay")) == 1
    assert len(office.heard(lan, "có hài lòng")) == 1
    assert office.heard(office.group, "Đã tới tay người dân")
    await everything_in_its_place(office)


@pytest.mark.parametrize("gone", [Person.blocks, Person.deactivates])
async def test_who_is_gone_unseen_costs_a_sentence_too(
    town: Town, gone: Callable[[Person], None]
) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    preview = await staff.replies(
        staff.minh, "Điện lực sẽ thay bóng đèn ngày 18/11, anh Tám lo việc này"
    )
    staff.minh.presses(preview, next(one for one in preview.labels if "Gửi" in one))
    gone(lan)
    await town.settle()
    assert len(staff.said("chưa tới được người dân")) == 1


async def test_an_answer_that_nobody_will_ever_have_is_promised_to_nobody(town: Town) -> None:
    """Who blocked us and stays away is forgotten: what waited for them is gone."""
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    lan.blocks()
    await town.settle()
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    assert "Chưa tới tay người dân" in staff.card(code).text
    async with town.app.open_desk() as desk:
        case = await case_of(town, code)
        await forgetting.forget(desk, await desk.store.people.person_by_id(case.person_id))
    await town.settle(PAST_PACE)
    assert "Chưa tới tay" not in staff.card(code).text
    assert staff.said("không gửi tới ai nữa")
