"""The officials' day with the real bot, over HTTP, against the strict stand-in for Telegram."""

from bot.sandbox.telegram import Group, Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town

REPORT = "Đèn đường hẻm 12 khu phố 5 hư cả tuần nay"


GO_ON = ("Gửi", "tôi đồng ý", "Đúng", "Không rõ", "Bỏ qua")
"""How the labels end that send a draft, or leave one of its questions."""


def card_of(group: Group) -> Message:
    """The newest card (cards have the button to claim)."""
    return [one for one in group.messages if "Trả lời" in one.labels][-1]


def with_button(group: Group, label: str) -> Message:
    return [one for one in group.messages if any(label in has for has in one.labels)][-1]


async def report(town: Town, who: Person) -> None:
    """A resident files a report, pressing whatever sends it or skips a question."""
    await town.says(who, REPORT)
    for _ in range(6):
        last = [one for one in who.messages if one.labels][-1]
        wanted = [one for one in last.labels if one.endswith(GO_ON)]
        if not wanted:
            return
        await town.presses(who, last, wanted[0])


async def test_a_case_from_card_to_answer(town: Town) -> None:
    lan, minh = town.telegram.person("Lan"), town.telegram.person("Minh")
    resident = town.telegram.person("Trần Thị Bưởi")
    group = town.telegram.group("Kinh tế", members=[lan], admins=[minh], supergroup=True)
    await town.connect(lan, group, "kinh_te")
    await report(town, resident)
    card = card_of(group)
    assert "hẻm 12" in card.text
    await town.presses(lan, card, "Nhận việc")
    assert "Lan" in card_of(group).text
    await town.replies(lan, card, "Bóng cột 47 cháy, đội điện đang thay", where=group)
    preview = with_button(group, "Gửi người dân")
    await town.presses(lan, preview, "Gửi người dân")
    assert any("Bóng cột 47 cháy, đội điện đang thay" in one.text for one in resident.messages)
    assert not any("Bưởi" in one.text for one in group.messages)
    assert "đã trả lời" in next(one for one in group.messages if one.id == card.id).text
    minh.says("Xin đính chính: chiều nay", in_=group, reply_to=card, anonymous=True)
    await town.settle()
    await town.presses(minh, with_button(group, "Gửi đính chính"), "Gửi đính chính")
    assert any("Đính chính" in one.text for one in resident.messages)
    assert any("Minh đã gửi đính chính" in one.text for one in group.messages)


async def test_a_forum_with_a_topic_for_each_unit(town: Town) -> None:
    lan, resident = town.telegram.person("Lan"), town.telegram.person("Trần Thị Bưởi")
    group = town.telegram.group("Phường", admins=[lan], forum=True, bot_admin=True)
    topics = {unit: group.make_topic(unit) for unit in ("kinh_te", "van_hoa")}
    for unit, topic in topics.items():
        lan.says(f"/ketnoi {await town.invite('unit', unit)}", in_=group, topic=topic)
        await town.settle()
    await report(town, resident)
    card = card_of(group)
    assert card.thread == topics["kinh_te"]
    await town.presses(lan, card, "Chuyển")
    await town.presses(lan, group.last, "Văn hóa")
    await town.replies(lan, group.last, "Đèn của nhà văn hóa", where=group)
    await town.presses(lan, group.last, "Chuyển")
    assert card_of(group).thread == topics["van_hoa"]
    old = next(one for one in group.messages if one.id == card.id)
    assert ("đã chuyển sang" in old.text, old.labels) == (True, [])
    await town.presses(lan, card_of(group), "Nhận việc")
    assert "Lan" in card_of(group).text


async def test_a_group_that_becomes_a_supergroup_keeps_its_cards(town: Town) -> None:
    lan, resident = town.telegram.person("Lan"), town.telegram.person("Trần Thị Bưởi")
    group = town.telegram.group("Kinh tế", admins=[lan])
    await town.connect(lan, group, "kinh_te")
    await report(town, resident)
    new = group.migrate()
    await town.settle()
    await town.presses(lan, card_of(new), "Nhận việc")
    assert "Lan" in card_of(new).text


async def test_a_resident_who_blocks_us_is_reported_to_the_officials(town: Town) -> None:
    lan, resident = town.telegram.person("Lan"), town.telegram.person("Trần Thị Bưởi")
    group = town.telegram.group("Kinh tế", admins=[lan])
    await town.connect(lan, group, "kinh_te")
    await report(town, resident)
    resident.blocks()
    await town.replies(lan, card_of(group), "Đã sửa", where=group)
    await town.presses(lan, with_button(group, "Gửi người dân"), "Gửi người dân")
    assert any("chưa tới được người dân" in one.text for one in group.messages)


async def test_a_deleted_card_comes_anew(town: Town) -> None:
    lan, resident = town.telegram.person("Lan"), town.telegram.person("Trần Thị Bưởi")
    group = town.telegram.group("Kinh tế", admins=[lan])
    await town.connect(lan, group, "kinh_te")
    await report(town, resident)
    card = card_of(group)
    lan.deletes(card)
    await town.says(lan, "/nhan " + card.text.split()[0].strip("*"), to=group)
    assert card_of(group).id != card.id
    assert "Lan" in card_of(group).text
