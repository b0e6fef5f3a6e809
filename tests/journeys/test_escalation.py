"""A forgotten case reaches the head and then a leader, whose word is chased until it is done."""

from datetime import datetime

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.telegram_files import picture
from bot.sandbox.town import Town
from storage.models import Role
from tests.journeys.offices import shows_photo
from tests.journeys.scenes import (
    RUBBISH,
    Staff,
    acts_of,
    at,
    case_of,
    heard,
    history_of,
    reports,
    staffed,
)  # fmt: skip


async def led(town: Town) -> tuple[Staff, Person, Person, str]:
    """A unit with its head, a leader, and a case that nobody takes in hand since Monday at 8."""
    staff, boss, head = (
        await staffed(town),
        town.telegram.person("Hùng"),
        town.telegram.person("Tám"),
    )
    await town.appoint(boss, "leader")
    await town.appoint(head, "head", "kinh_te")
    return staff, boss, head, await reports(town, town.telegram.person("Lan"))


def told(who: Person) -> list[Message]:
    """What somebody was told of forgotten cases."""
    return [m for m in who.messages if m.from_bot and m.text.startswith("🔔")]


async def forgotten(town: Town) -> tuple[Staff, Person, Person, str, Message]:
    """It has reached the leader."""
    staff, boss, head, code = await led(town)
    await town.until(at(18, 14))
    (message,) = told(boss)
    return staff, boss, head, code, message


async def test_it_rises_from_the_unit_to_the_head_to_a_leader(town: Town) -> None:
    staff, boss, head, code = await led(town)
    await town.until(at(17, 8))
    assert (told(head), told(boss)) == ([], [])
    await town.until(at(17, 9))
    assert code in told(head)[0].text
    assert told(head)[0].labels == ["Đôn đốc"]
    assert "đã báo người đứng đầu đơn vị: Tám" in staff.said("chờ trả lời")[-1].text
    assert told(boss) == []
    await town.until(at(18, 14))
    (message,) = told(boss)
    assert code in message.text
    assert "quá giờ mà chưa ai nhận việc" in message.text
    assert "16/11 nhận → đã nhắc" in message.text
    assert "Lan" not in message.text
    assert message.labels == ["Đôn đốc", "Chỉ đạo", "Giao đơn vị khác", "Tôi nhận xử lý"]
    assert "đã báo lãnh đạo: Hùng" in staff.said("chờ trả lời")[-1].text
    await town.until(at(23, 18))
    assert len(told(boss)) == 1, "not again within five working days"
    await town.until(at(30, 18))
    assert len(told(boss)) == 2
    assert "escalate" in await acts_of(town, code)


async def test_urging_puts_a_kind_line_under_the_card(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    await town.presses(boss, message, "Đôn đốc")
    (line,) = staff.said("📣")
    assert "Lãnh đạo Hùng" in line.text
    assert line.reply_to is staff.cards()[0]
    assert "đã chuyển lời" in boss.last.text
    await town.presses(boss, message, "Đôn đốc")
    assert len(staff.said("📣")) == 1
    assert (await acts_of(town, code)).count("urge") == 1


async def test_the_head_may_urge_and_no_more(town: Town) -> None:
    staff, _, head, code, _ = await forgotten(town)
    case = await case_of(town, code)
    await town.presses(head, told(head)[0], "Đôn đốc")
    assert "Người đứng đầu đơn vị Tám" in staff.said("📣")[0].text
    head.presses(told(head)[0], f"lead.take:{case.id}", stale=True)
    await town.settle()
    assert (await case_of(town, code)).holder_id is None


async def test_a_leader_takes_it_over(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    await town.presses(boss, message, "Tôi nhận xử lý")
    case = await case_of(town, code)
    assert case.state == "in_progress"
    assert "Hùng" in staff.card(code).text
    assert "Lãnh đạo Hùng nhận xử lý" in staff.said("nhận xử lý")[0].text
    await town.presses(boss, message, "Tôi nhận xử lý")
    assert (await acts_of(town, code)).count("claim") == 1


async def test_a_leader_gives_it_to_another_unit(town: Town) -> None:
    _, boss, _, code, message = await forgotten(town)
    due = (await case_of(town, code)).due_at
    units = await town.presses(boss, message, "Giao đơn vị khác")
    asked = await town.presses(boss, units, "Công an phường")
    assert asked.labels == ["Theo phân công của lãnh đạo"]
    await town.says(boss, "Trụ điện thuộc khu công an quản lý")
    case = await case_of(town, code)
    assert (case.unit, case.due_at) == ("cong_an", due)
    assert (await history_of(town, code))[-1].note == "Trụ điện thuộc khu công an quản lý"
    await town.presses(boss, message, "Đôn đốc")  # it still is a case of the office
    assert "Công an phường" in boss.last.text


@pytest.mark.parametrize("typed", ["{code}", "#{short}", "/hoso {code}", "/hoso {short}"])
async def test_a_code_typed_by_who_may_look_shows_the_case(town: Town, typed: str) -> None:
    staff, boss, head, code = await led(town)
    words = typed.format(code=code, short=code[-4:])
    shown = await town.says(boss, words)
    assert code in shown.text
    assert "bị bỏ quên" not in shown.text, "nobody has been late"
    assert shown.labels == ["Đôn đốc", "Chỉ đạo", "Giao đơn vị khác", "Tôi nhận xử lý"]
    assert (await town.says(head, words)).labels == ["Đôn đốc"]
    assert "Đèn đường trước" not in (await town.says(town.telegram.person("Ba"), words)).text
    await staff.answers(staff.minh, "Tổ đã thay bóng lúc 8 giờ", code)
    shown = await town.says(boss, words)
    assert "đã trả lời" in shown.text
    assert shown.labels == [], "there is nothing to urge any more"


@pytest.mark.parametrize(
    ("typed", "day"),
    [("mai", "thứ Năm 19/11/2026"), ("trước thứ sáu nhé", "thứ Sáu 20/11/2026"), ("ngay", "")],
)
async def test_a_day_in_words_passes_a_direction_on_and_other_words_say_that_it_waits(
    town: Town, typed: str, day: str
) -> None:
    staff, boss, _, _, message = await forgotten(town)
    await town.presses(boss, message, "Chỉ đạo")
    asked = await town.says(boss, "Thay bóng trụ 12")
    await town.says(boss, typed)
    given = staff.said("Chỉ đạo của lãnh đạo Hùng")
    if day:
        assert day in given[0].text
    else:
        assert given == []
        assert [text for text in heard(boss) if "chưa được chuyển" in text]
        await town.presses(boss, asked, "Ngày làm việc sau")
        assert staff.said("Chỉ đạo của lãnh đạo Hùng")


async def test_a_head_who_writes_a_direction_hears_what_they_can_do(town: Town) -> None:
    staff, _, head, code, _ = await forgotten(town)
    head.says("xử lý dứt điểm hôm nay", reply_to=told(head)[-1])
    await town.settle()
    assert "anh/chị chọn Đôn đốc" in head.last.text
    assert "direct" not in await acts_of(town, code)
    assert staff.said("Chỉ đạo") == []


async def test_a_double_tap_asks_once_to_which_unit(town: Town) -> None:
    _, boss, _, _, message = await forgotten(town)
    for _ in range(2):
        boss.presses(message, "Giao đơn vị khác")
    await town.settle()
    assert len([text for text in heard(boss) if "cho đơn vị nào" in text]) == 1


async def test_a_reply_becomes_a_direction_that_is_chased_until_it_is_done(
    town: Town,
) -> None:
    staff, boss, _, code, message = await forgotten(town)
    boss.says("Thay bóng ngay, báo tôi trước thứ Sáu", reply_to=message)
    await town.settle()
    assert "chưa chuyển" in boss.last.text
    assert staff.said("📌") == []
    await town.says(boss, "2")  # the next working day: Thursday
    (given,) = staff.said("Chỉ đạo của lãnh đạo Hùng")
    assert "thứ Năm 19/11/2026" in given.text
    assert given.reply_to is staff.cards()[0]
    await town.until(at(20, 9))
    lists = [m.text for m in staff.said("📌 Chỉ đạo hồ sơ")]
    assert "hạn thứ Năm 19/11/2026" in lists[0]
    assert "đã quá hạn" in lists[1]
    assert "đã quá hạn thứ Năm 19/11/2026" in boss.last.text
    await town.presses(staff.minh, given, "Đã làm xong")
    assert "Minh" in boss.last.text
    assert "đã làm xong chỉ đạo" in boss.last.text
    before = len(staff.said("📌 Chỉ đạo hồ sơ"))
    await town.presses(staff.minh, given, "Đã làm xong")
    await town.until(at(25, 18))
    assert len(staff.said("📌 Chỉ đạo hồ sơ")) == before
    assert (await acts_of(town, code)).count("carry_out") == 1


async def test_words_after_a_press_and_a_typed_day(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    await town.presses(boss, message, "Chỉ đạo")
    await town.says(boss, "Kiểm tra cả tuyến đường")
    await town.says(boss, "30/2")
    assert "chưa dùng được" in boss.last.text
    await town.says(boss, "27/11")
    assert "thứ Sáu 27/11/2026" in staff.said("Chỉ đạo của lãnh đạo Hùng")[0].text
    await town.replies(staff.minh, staff.said("📌")[0], "Đã kiểm tra, thay 3 bóng sáng nay",
                       where=staff.group)  # fmt: skip
    await town.presses(staff.minh, staff.group.last, "Gửi người dân")
    assert "nay hồ sơ đã khép lại" in boss.last.text.casefold()
    assert (await case_of(town, code)).state == "answered"


async def test_a_direction_that_the_leader_drops_reaches_nobody(town: Town) -> None:
    staff, boss, _, _, message = await forgotten(town)
    boss.says("Thôi để tôi hỏi lại", reply_to=message)
    await town.settle()
    await town.presses(boss, boss.last, "Thôi")
    assert "không được chuyển đi" in boss.last.text
    await town.says(boss, "1")
    assert staff.said("📌") == []


@pytest.mark.parametrize(
    ("when", "offers"),
    [
        (at(18, 16), ["Hôm nay: thứ Tư 18/11", "sau: thứ Năm 19/11", "nữa: thứ Hai 23/11"]),
        (at(18, 18), ["sau: thứ Năm 19/11", "nữa: thứ Hai 23/11"]),  # today's work is over
        (at(22, 9), ["sau: thứ Hai 23/11", "nữa: thứ Năm 26/11"]),  # a Sunday
    ],
)
async def test_days_for_a_direction_are_counted_from_today(
    town: Town, when: datetime, offers: list[str]
) -> None:
    _, boss, _, _, message = await forgotten(town)
    await town.until(when)
    boss.says("Kiểm tra tại chỗ", reply_to=message)
    await town.settle()
    *days, drop = boss.last.labels
    assert drop == "Thôi, không chuyển"
    assert [part in day for part, day in zip(offers, days, strict=True)] == [True] * len(offers)


async def test_a_day_that_is_tapped_later_is_the_day_that_was_read(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    boss.says("Kiểm tra tại chỗ", reply_to=message)
    await town.settle()
    asked = boss.last
    await town.until(at(19, 9))  # it was asked on Wednesday
    await town.presses(boss, asked, "Hôm nay: thứ Tư 18/11")
    assert staff.said("Chỉ đạo của lãnh đạo") == [], "that day is over"
    await town.presses(boss, asked, "sau: thứ Năm 19/11")
    (given,) = staff.said("Chỉ đạo của lãnh đạo")
    assert "thứ Năm 19/11/2026" in given.text
    assert code in given.text


async def test_a_leader_may_direct_with_a_picture(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    boss.sends_photo(picture(5), reply_to=message)
    await town.settle()
    assert "cần có lời" in boss.last.text
    boss.sends_photo(picture(6), caption="Thay bóng ở trụ này")
    await town.settle()
    await town.presses(boss, boss.last, "Hôm nay")
    (order,) = staff.said("📌")
    assert "«Thay bóng ở trụ này»" in order.text
    assert shows_photo(staff.group.messages[-1])
    assert (await acts_of(town, code))[-1] == "direct"


async def test_a_leader_who_stands_in_for_a_head_is_called_what_they_are(town: Town) -> None:
    staff, boss = await staffed(town), town.telegram.person("Hùng")
    await town.appoint(boss, "leader")
    await reports(town, town.telegram.person("Lan"))
    await town.until(at(17, 9))
    assert "đã báo lãnh đạo: Hùng" in staff.said("chờ trả lời")[-1].text


async def test_a_leader_who_stands_in_for_a_head_is_not_told_every_half_day(town: Town) -> None:
    staff, boss = await staffed(town), town.telegram.person("Hùng")
    await town.appoint(boss, "leader")
    code = await reports(town, town.telegram.person("Lan"))
    await town.until(at(17, 9))
    (first,) = told(boss)
    assert code in first.text
    assert "đã báo lãnh đạo: Hùng" in staff.said("chờ trả lời")[-1].text
    await town.until(at(20, 18))
    assert len(told(boss)) == 1, "leaders are told again of the same case after five working days"
    assert "báo lãnh đạo" not in staff.said("chờ trả lời")[-1].text
    other = await reports(town, town.telegram.person("Hạnh"), RUBBISH)
    await town.until(at(26, 9))
    assert sum(other in one.text for one in told(boss)) == 1, "what is new is told"
    assert sum(code in one.text for one in told(boss)) == 2, "five working days have passed"


async def test_an_officials_command_in_private_is_no_report(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    await town.presses(boss, message, "Tôi nhận xử lý")
    for words in (f"/traloi {code} Đã thay bóng", "/nhan 7K4Q"):
        await town.says(boss, words)
        assert "gõ trong nhóm của đơn vị" in boss.last.text
    lan = town.telegram.person("Lan")
    await town.says(lan, "/tim giúp tôi con chó bị mất ở khu phố 2")
    assert "Trợ lý đã ghi" in lan.last.text
    assert len(staff.said("Đã thay bóng")) == 0


async def test_while_nobody_is_above_a_case_waits_to_be_told_of(town: Town) -> None:
    staff = await staffed(town)
    code = await reports(town, town.telegram.person("Lan"))
    await town.until(at(18, 14))
    assert staff.said("chờ trả lời")
    assert "escalate" not in await acts_of(town, code)
    boss = town.telegram.person("Hùng")
    await town.appoint(boss, "leader")
    await town.until(at(19, 8))
    assert "escalate" in await acts_of(town, code)
    assert code in told(boss)[0].text


async def test_who_is_no_longer_a_leader_can_do_nothing(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    async with town.app.open_desk() as desk:
        (person,) = await desk.store.people.with_role(Role.LEADER, desk.now)
        (role,) = await desk.store.people.roles(person.id or 0, desk.now)
        role.until = desk.now
        desk.store.session.add(role)
    for label in message.labels:
        await town.presses(boss, message, label)
    assert staff.said("📣") == []
    assert (await case_of(town, code)).holder_id is None


async def test_an_answered_case_is_left_alone(town: Town) -> None:
    staff, boss, _, code, message = await forgotten(town)
    await staff.answers(staff.minh, "Đã thay bóng đèn trụ 47 sáng nay", code)
    before = await acts_of(town, code)
    for label in message.labels:
        await town.presses(boss, message, label)
    assert await acts_of(town, code) == before
    assert staff.said("📣") == []


async def test_several_come_as_one_list_and_open_with_a_tap(town: Town) -> None:
    _, boss, _, code = await led(town)
    other = await reports(town, town.telegram.person("Tư"), RUBBISH)
    await town.until(at(18, 14))
    (message,) = told(boss)
    assert code in message.text
    assert other in message.text
    opened = await town.presses(boss, message, other[-4:])
    assert opened.labels[0] == "Đôn đốc"
    assert other in opened.text


async def test_a_reply_to_the_list_directs_the_case_of_its_line(town: Town) -> None:
    _, boss, _, code = await led(town)
    other = await reports(town, town.telegram.person("Tư"), RUBBISH)
    await town.until(at(18, 14))
    (message,) = told(boss)
    boss.says("Giải quyết ngay trong tuần này", reply_to=message)
    await town.settle()
    assert "dòng nào" in boss.last.text, "of two cases, and no report of a resident's"
    number = 1 if message.text.index(other) < message.text.index(code) else 2
    boss.says(f"{number}. Giải quyết ngay trong tuần này", reply_to=message)
    await town.settle()
    assert f"Chỉ đạo hồ sơ {other}" in boss.last.text
    await town.says(boss, "1")
    assert "direct" in await acts_of(town, other)
    assert "direct" not in await acts_of(town, code)
    await town.says(boss, "30/11")
    assert "đã được quyết định" not in boss.last.text, "the day is no longer asked for"


@pytest.mark.parametrize("words", ["/hen", "/hen 7K4Q"])
async def test_what_rests_is_for_leaders(town: Town, words: str) -> None:
    lan = town.telegram.person("Lan")
    await town.says(lan, words)
    assert "dành cho lãnh đạo" in heard(lan)[-1]


async def test_a_direction_goes_along_to_another_unit(town: Town) -> None:
    _, boss, _, code, message = await forgotten(town)
    police = await staffed(town, "cong_an", "Công an")
    boss.says("Kiểm tra tại chỗ trong ngày", reply_to=message)
    await town.settle()
    await town.says(boss, "1")
    units = await town.presses(boss, message, "Giao đơn vị khác")
    asked = await town.presses(boss, units, "Công an phường")
    await town.presses(boss, asked, "Theo phân công")
    (order,) = police.said("Kèm theo")
    assert "Kiểm tra tại chỗ" in order.text
    await town.presses(police.minh, order, "Đã làm xong")
    assert "đã làm xong chỉ đạo" in boss.last.text
    assert (await case_of(town, code)).unit == "cong_an"


async def test_who_has_an_order_to_do_is_reminded_of_it_and_not_thanked(town: Town) -> None:
    await staffed(town)
    boss, lan = town.telegram.person("Hùng"), town.telegram.person("Lan")
    await town.appoint(boss, "leader")
    await reports(town, lan, "Nhà bên cạnh xây dựng không phép lấn ra đường ở khu phố 3")
    police = await staffed(town, "cong_an", "Công an")
    await town.until(at(18, 14))
    (message,) = told(boss)
    boss.says("Kiểm tra tại chỗ trong ngày", reply_to=message)
    await town.settle()
    await town.presses(boss, boss.last, "thứ Năm 19/11")
    units = await town.presses(boss, message, "Giao đơn vị khác")
    asked = await town.presses(boss, units, "Công an phường")
    await town.presses(boss, asked, "Theo phân công")
    await police.presses(police.minh, "Nhận việc")
    await town.until(at(20, 18))
    assert not police.said("🌻")
    assert police.said("📌 Chỉ đạo")
