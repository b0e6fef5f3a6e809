"""A platform that lets us answer for seven days only: nothing is lost, and everybody knows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.channels.base import Limits, WindowShut
from bot.channels.telegram import TelegramChannel
from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from handlers.message import Outgoing, Sent
from handlers.wording import HERE
from storage.models import Delivery
from tests.conftest import OpenTown
from tests.journeys.scenes import at, case_of, counts, heard, reports, staffed

DAY = timedelta(days=1)
SEVEN_DAYS = replace(Limits(), free=2 * DAY, window=7 * DAY)
"""As on Zalo's Official Account (zalo.md §B4), on a stand-in that knows no window."""


@pytest.fixture
async def town(open_a_town: OpenTown) -> Town:
    """Where private chats have a window."""
    return await open_a_town(limits=SEVEN_DAYS)


@pytest.fixture
async def both(database_url: str, open_a_town: OpenTown) -> Town:
    """The same on both engines."""
    return await open_a_town(database_url=database_url, limits=SEVEN_DAYS)


async def charged(town: Town) -> int:
    async with town.app.database.reading() as store:
        return await store.windows.charged_since(datetime(2026, 1, 1, tzinfo=HERE))


async def held(town: Town) -> int:
    return (await counts(town))[f"out {Delivery.HELD}"]


async def silence(town: Town, span: timedelta) -> None:
    """Nobody says anything for so long, and no job looks."""
    town.clock.advance(span)
    await town.settle()


async def test_a_late_answer_waits_for_the_next_word_and_arrives_in_order(both: Town) -> None:
    town = both
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await silence(town, 8 * DAY)
    before = len(heard(lan))
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    assert heard(lan)[before:] == []
    assert "Chưa tới tay người dân" in staff.card(code).text
    assert (await case_of(town, code)).state == "answered"  # what the officials did is done
    waiting = await held(town)
    assert waiting >= 1
    await town.says(lan, code)
    said = heard(lan)[before:]
    assert len(said) == waiting + 2  # what waited, then what was asked for now
    assert "Đèn đã sửa xong" in said[0]
    assert "có hài lòng" in said[-1]  # asked as soon as there is something to be content with
    assert await held(town) == 0
    card = staff.card(code).text
    assert "Chưa tới tay" not in card
    assert "Đã tới tay người dân" in card


async def test_inside_the_window_nothing_waits_and_late_ones_are_counted(town: Town) -> None:
    staff, lan, ba = await staffed(town), town.telegram.person("Lan"), town.telegram.person("Ba")
    first, second = await reports(town, lan), await reports(town, ba)
    await silence(town, DAY)
    await staff.answers(staff.minh, "Xong ngay", first)
    assert "Xong ngay" in "\n".join(heard(lan))
    assert await charged(town) == 0
    await silence(town, 2 * DAY)
    told = len(heard(ba))
    await staff.answers(staff.minh, "Xong hơi muộn", second)
    assert "Xong hơi muộn" in "\n".join(heard(ba))
    assert await charged(town) == len(heard(ba)) - told > 0
    assert "tới tay" not in staff.card(second).text


async def test_a_tap_is_a_word_too(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    receipt = lan.last
    await silence(town, 8 * DAY)
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    await town.presses(lan, receipt, "Xem tiến độ")
    assert "Đèn đã sửa xong" in "\n".join(heard(lan))


async def test_groups_have_no_window(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await silence(town, 30 * DAY)
    code = await reports(town, lan)
    assert staff.card(code)


async def test_the_unit_is_urged_on_the_fifth_day_once_and_in_hours(both: Town) -> None:
    town = both
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.until(at(17, 9))  # a Tuesday: day five is a Sunday, so the Friday must serve
    code = await reports(town, lan)
    await town.until(at(19, 23))
    assert staff.said("chỉ còn nhắn được") == []
    await town.until(at(23, 12))
    (urged,) = staff.said("chỉ còn nhắn được")
    assert code in urged.text
    assert "09:00 thứ Ba 24/11/2026" in urged.text


async def test_who_was_answered_is_not_urged_about(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    await town.pass_time(7 * DAY)
    assert staff.said("chỉ còn nhắn được") == []
    assert not [text for text in heard(lan) if "chỉ cho trợ lý nhắn tới" in text]


async def test_the_resident_is_asked_once_by_day_and_a_tap_opens_the_window(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.until(at(16, 21))
    code = await reports(town, lan)
    await town.until(at(23, 7, 59))
    assert not [text for text in heard(lan) if "chỉ cho trợ lý nhắn tới" in text]
    await town.until(at(23, 12))
    (asked,) = [m for m in lan.messages if "chỉ cho trợ lý nhắn tới" in m.text]
    assert code in asked.text
    thanks = await town.presses(lan, asked, "Cứ nhắn")
    assert code in thanks.text
    await town.until(at(28, 9))
    before = len(heard(lan))
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    assert "Đèn đã sửa xong" in heard(lan)[before]
    assert await held(town) == 0


async def test_who_would_rather_not_is_not_asked_again(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    await reports(town, lan)
    await town.until(at(22, 12))
    asked = [m for m in lan.messages if "chỉ cho trợ lý nhắn tới" in m.text]
    await town.presses(lan, asked[-1], "Thôi")
    for _ in range(4):
        await silence(town, 2 * DAY)
        await town.app.tick()
    await town.settle()
    assert len([t for t in heard(lan) if "chỉ cho trợ lý nhắn tới" in t]) == 1


class Strict(TelegramChannel):
    """A platform that says "too late" although we do not think so, while it is asked to."""

    shut_for: str = ""

    async def send(self, message: Outgoing) -> Sent:
        if message.to.chat_id == self.shut_for:
            raise WindowShut("User has not interacted with the OA in the past 7 days")
        return await super().send(message)


def strict(town: Town) -> Strict:
    channel = town.app.channels["telegram"]
    channel.__class__ = Strict
    assert isinstance(channel, Strict)
    return channel


async def test_the_platforms_own_word_counts_more_than_our_clock(both: Town) -> None:
    town = both
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    platform = strict(town)
    platform.shut_for = str(lan.id)
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    assert "Chưa tới tay người dân" in staff.card(code).text
    assert await held(town) >= 1
    platform.shut_for = ""
    await town.says(lan, "alo")
    assert "Đèn đã sửa xong" in "\n".join(heard(lan))
    assert await held(town) == 0


async def test_a_days_outage_loses_nothing(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    town.telegram.faults.error(502, times=10_000, chat_id=lan.id)
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    await town.pass_time(DAY)
    town.telegram.faults.clear()
    await town.pass_time(timedelta(minutes=6))
    assert "Đèn đã sửa xong" in "\n".join(heard(lan))
    assert (await counts(town))["out queued"] == 0


async def test_restarted_while_something_waits(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await silence(town, 8 * DAY)
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    await town.restart()
    assert await held(town) >= 1
    await town.says(lan, code)
    assert "Đèn đã sửa xong" in "\n".join(heard(lan))


FEW_WORDS = replace(Limits(), edits=False)


async def in_a_group_without_edits(open_a_town: OpenTown) -> tuple[Town, Person]:
    town = await open_a_town(limits=FEW_WORDS)
    return town, town.telegram.person("Lan")


async def test_where_nothing_can_be_edited_news_is_one_short_line(open_a_town: OpenTown) -> None:
    town, lan = await in_a_group_without_edits(open_a_town)
    staff = await staffed(town)
    code = await reports(town, lan)
    card = staff.card(code)
    before = len(staff.group.messages)
    await staff.presses(staff.minh, "Nhận việc", code)
    lines = [m.text for m in staff.group.messages[before:] if m.text.startswith(code)]
    assert lines == [f"{code}: đang xử lý — Minh"]
    assert "Minh" not in card.text  # what stands, stands
    assert town.telegram.history
    assert not [call for call in town.telegram.history if call.method.startswith("editMessage")]


async def test_an_addition_costs_no_line_about_the_card(open_a_town: OpenTown) -> None:
    town, lan = await in_a_group_without_edits(open_a_town)
    staff = await staffed(town)
    code = await reports(town, lan)
    before = len(staff.group.messages)
    lan.says("Trụ số 12 ạ", reply_to=lan.last)
    await town.settle()
    new = [m.text for m in staff.group.messages[before:]]
    assert len(new) == 1
    assert "Trụ số 12" in new[0]
    assert code in new[0]


async def test_menus_and_previews_come_as_new_messages(open_a_town: OpenTown) -> None:
    town, lan = await in_a_group_without_edits(open_a_town)
    staff = await staffed(town)
    code = await reports(town, lan)
    preview = await staff.replies(staff.minh, "Đèn đã sửa xong", code)
    before = len(staff.group.messages)
    await town.presses(staff.minh, preview, "Gửi người dân")
    new = [m.text for m in staff.group.messages[before:] if m.from_bot]
    assert sum(text.startswith("✅") for text in new) == 1
    assert sum(text.startswith(f"{code}: ") for text in new) == 1
    assert len(new) == 2
    ba = town.telegram.person("Ba")
    draft = await town.says(ba, "Rác chưa ai thu gom")
    told = len(heard(ba))
    await town.presses(ba, draft, "🔒 Không nêu tên")
    assert len(heard(ba)) == told + 1
    assert "không nêu tên" in heard(ba)[-1]
    assert not [call for call in town.telegram.history if call.method.startswith("editMessage")]
