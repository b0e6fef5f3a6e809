"""What we say arrives: in order, once, at the platform's pace, whatever the line does."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.scenes import (
    LAMP,
    PAST_PACE,
    RUBBISH,
    case_of,
    code_in,
    counts,
    heard,
    reports,
    staffed,
)

RESIDENTS = 60


async def test_a_burst_of_sixty_residents_against_a_group_of_twenty_a_minute(
    both_towns: Town,
) -> None:
    town = both_towns
    staff = await staffed(town, supergroup=True)
    await town.pass_time(PAST_PACE)
    people = [town.telegram.person(f"Lan {n}") for n in range(RESIDENTS)]
    begun = town.clock.now()
    for step in ("", "✅ Gửi, tôi đồng ý", "✅ Đúng"):
        for who in people:
            who.presses(who.last, step) if step else who.says(LAMP)
        await town.settle(timedelta(seconds=4))
    codes = {code_in(who.last) for who in people}
    assert len(codes) == RESIDENTS
    assert town.clock.now() - begun < timedelta(seconds=15)
    await town.pass_time(timedelta(minutes=6))
    shown = "\n".join(m.text for m in staff.group.messages if m.from_bot)
    assert all(code in shown for code in codes)
    lists = staff.said("hồ sơ mới")
    assert lists
    assert (await counts(town))["out queued"] == 0
    assert town.telegram.count_429 == 0
    gathered = [label for one in lists for label in one.labels if label.startswith("Mở ")]
    stood = {code for code in codes if any(code in card.text for card in staff.cards())}
    assert {code[-4:] for code in codes - stood} <= {label[3:] for label in gathered}
    opened = await town.presses(staff.minh, lists[-1], gathered[-1])
    assert "Nhận việc" in opened.labels


Trouble = Callable[[TelegramSandbox, int], None]
TROUBLES: dict[str, Trouble] = {
    "too many requests": lambda tg, chat: tg.faults.flood(3, times=2, chat_id=chat),
    "bad gateway": lambda tg, chat: tg.faults.error(502, times=3, chat_id=chat),
    "internal error": lambda tg, chat: tg.faults.error(500, "Internal", times=2, chat_id=chat),
    "line cut before": lambda tg, chat: tg.faults.drop(times=3, chat_id=chat),
}


@pytest.mark.parametrize("name", TROUBLES)
async def test_trouble_on_the_line_keeps_the_order_and_loses_nothing(
    both_towns: Town, name: str
) -> None:
    town = both_towns
    lan = town.telegram.person("Lan")
    await town.says(lan, "/help")
    TROUBLES[name](town.telegram, lan.id)
    commands = ["/start", "/hoso", "/aidaxemten", "/help"]
    for command in commands:
        lan.says(command)
    await town.settle(timedelta(minutes=5))
    texts = heard(lan)[1:]
    assert ["trợ lý tự động" in texts[0], "chưa gửi" in texts[1], "Chưa có ai" in texts[2]] == [
        True,
        True,
        True,
    ]
    assert "hồ sơ của tôi" in texts[3]
    assert len(texts) == len(commands)


@pytest.mark.parametrize("done", ["line cut after", "answer never came"])
async def test_when_nobody_knows_whether_it_arrived_it_is_said_again_and_in_order(
    open_a_town: OpenTown, done: str
) -> None:
    town = await open_a_town(read_timeout=0.3)
    lan = town.telegram.person("Lan")
    await town.says(lan, "/help")
    if done == "line cut after":
        town.telegram.faults.drop(done=True, chat_id=lan.id)
    else:
        town.telegram.faults.late(chat_id=lan.id)
    for command in ("/hoso", "/aidaxemten"):
        lan.says(command)
    await town.settle(timedelta(minutes=5))
    texts = heard(lan)[1:]
    assert "chưa gửi" in texts[0]
    assert "Chưa có ai" in texts[-1]
    assert len(texts) in {2, 3}  # the one that was under way, perhaps twice


async def test_one_chats_trouble_is_not_anothers(town: Town) -> None:
    lan, ba = town.telegram.person("Lan"), town.telegram.person("Ba")
    await town.says(lan, "/help")
    town.telegram.faults.flood(60, chat_id=lan.id)
    lan.says("/hoso")
    await town.says(ba, "/help")
    assert "hồ sơ của tôi" in ba.last.text
    assert len(heard(lan)) == 1
    await town.settle(timedelta(seconds=65))
    assert len(heard(lan)) == 2


async def test_a_group_that_becomes_a_supergroup_keeps_its_cards(both_towns: Town) -> None:
    town = both_towns
    staff = await staffed(town)
    codes = [
        await reports(town, town.telegram.person(f"Lan {n}"), text)
        for n, text in enumerate((LAMP, RUBBISH))
    ]
    await staff.answers(staff.minh, "Xong", codes[1])
    new = staff.group.migrate()
    staff.group = new
    await town.settle()
    assert [code for code in codes if any(code in card.text for card in staff.cards())] == codes[:1]
    await staff.presses(staff.minh, "Nhận việc", codes[0])
    assert "Người giữ: Minh" in staff.card(codes[0]).text
    third = await reports(town, town.telegram.person("Ba"))
    assert len([card for card in staff.cards() if third in card.text]) == 1
    await staff.answers(staff.minh, "Đèn xong", codes[0])
    assert (await case_of(town, codes[0])).state == "answered"


async def test_a_migration_that_we_hear_of_only_by_a_refusal(both_towns: Town) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    first = await reports(town, lan)
    town.telegram.world.updates.allowed = frozenset({"callback_query"})  # its line is never told
    staff.group = staff.group.migrate()
    town.telegram.world.updates.allowed = frozenset({"message", "callback_query"})
    second = await reports(town, town.telegram.person("Ba"))
    await town.settle(timedelta(seconds=30))
    for code in (first, second):
        assert len([card for card in staff.cards() if code in card.text]) == 1


async def test_a_deleted_topic_is_made_again(both_towns: Town) -> None:
    town = both_towns
    hoa = town.telegram.person("Hoa")
    forum = town.telegram.group("UBND", admins=[hoa], forum=True, bot_admin=True)
    topic = forum.make_topic("Kinh tế")
    await town.settle()
    hoa.says(f"/ketnoi {await town.invite('unit', 'kinh_te')}", in_=forum, topic=topic)
    await town.settle()
    first = await reports(town, town.telegram.person("Lan"))
    forum.delete_topic(topic)
    second = await reports(town, town.telegram.person("Ba"))
    (card,) = [m for m in forum.messages if m.from_bot and second in m.text and m.buttons]
    assert card.thread not in {None, topic}
    assert forum.chat.topics[card.thread or 0].name.startswith("Phòng Kinh tế")
    (again,) = [m for m in forum.messages if m.from_bot and first in m.text and m.buttons]
    assert again.thread == card.thread
    await town.presses(hoa, again, "Nhận việc")
    assert "Người giữ: Hoa" in again.text
    third = await reports(town, town.telegram.person("Tư"))
    assert [m.thread for m in forum.messages if third in m.text] == [card.thread]


async def test_without_the_right_to_make_topics_the_group_itself_serves(town: Town) -> None:
    hoa, truc = town.telegram.person("Hoa"), town.telegram.person("Trực")
    await town.appoint(truc, "duty")
    forum = town.telegram.group("UBND", admins=[hoa], forum=True)
    topic = forum.make_topic("Kinh tế")
    await town.settle()
    hoa.says(f"/ketnoi {await town.invite('unit', 'kinh_te')}", in_=forum, topic=topic)
    await town.settle()
    forum.delete_topic(topic)
    code = await reports(town, town.telegram.person("Lan"))
    (card,) = [m for m in forum.messages if m.from_bot and code in m.text and m.buttons]
    assert card.thread is None
    assert "đã bị xóa" in truc.last.text


async def test_a_group_in_which_we_may_not_write_gets_everything_with_the_right(town: Town) -> None:
    staff, truc = await staffed(town), town.telegram.person("Trực")
    await town.appoint(truc, "duty")
    staff.group.mutes()
    code = await reports(town, town.telegram.person("Lan"))
    assert "trong nhóm của Phòng Kinh tế" in truc.last.text
    assert staff.cards() == []
    staff.group.mutes(members=False)
    await town.settle(timedelta(minutes=6))
    assert len(staff.said(code)) == 1
    assert len([one for one in heard(truc) if "không nhận tin" in one]) == 1


LONG = "Đèn đường hư 💡 cả tuần nay, khu phố 3 & <b>hẻm 12</b>. "


async def test_long_words_are_cut_on_cards_and_whole_on_request(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    text = (LONG * 100)[:4000].strip()
    code = await reports(town, lan, text)
    card = staff.card(code)
    assert "Xem hết" in card.labels
    await staff.presses(staff.minh, "Xem hết")
    whole = " ".join(m.text for m in staff.group.messages if m.from_bot and "hẻm 12" in m.text)
    assert whole.count("hẻm 12") >= text.count("hẻm 12")
    assert "<b>hẻm 12</b>" in card.text  # what people type is no markup
    assert "<b>hẻm" not in card.html


async def test_an_answer_beyond_4096_units_is_split_at_sentence_ends(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    words = (LONG * 80).strip()[:4090]
    await staff.answers(staff.minh, words)
    parts = [m for m in lan.messages if m.from_bot and "hẻm 12" in m.text and not m.labels]
    assert len(parts) >= 2
    assert "".join("".join(m.text.split()) for m in parts).count("💡") == words.count("💡")
    for part in parts[:-1]:
        assert part.text.rstrip().endswith((".", ":"))
    assert town.telegram.count_429 == 0


async def test_a_fault_in_the_middle_of_a_long_message_repeats_no_part(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    card = staff.card()
    staff.minh.sends_album(4, caption="Đã sửa xong, xem ảnh", in_=staff.group, reply_to=card)
    await town.settle()
    town.telegram.faults.error(502, times=2, method="sendMediaGroup", chat_id=lan.id)
    before = len(lan.messages)
    await town.presses(staff.minh, staff.group.last, "Gửi người dân")
    await town.settle(timedelta(minutes=2))
    answer = lan.messages[before:]
    assert sum("xem ảnh" in m.text for m in answer) == 1
    assert sum(len(m.files) for m in answer) == 4
    assert answer[1].reply_to is answer[0]
    assert town.telegram.count_429 == 0


async def test_a_person_who_waits_comes_before_the_bulk(town: Town) -> None:
    """Cards fill the group's minute; an official's own tap is still answered first."""
    staff = await staffed(town, supergroup=True)
    await town.pass_time(PAST_PACE)
    codes = []
    for number in range(24):
        who = town.telegram.person(f"Lan {number}")
        who.says(LAMP)
        await town.settle()
        who.presses(who.last, "✅ Gửi, tôi đồng ý")
        await town.settle()
        who.presses(who.last, "✅ Đúng")
        await town.settle()
        codes.append(code_in(who.last))
    staff.minh.says("/viec", in_=staff.group)
    await town.pass_time(timedelta(minutes=3))
    said = [m for m in staff.group.messages if m.from_bot]
    place = next(i for i, m in enumerate(said) if "hồ sơ đang mở" in m.text)
    late = [code for code in codes if not any(code in m.text for m in said[:place])]
    assert late, "it did not stand in line behind all the cards"
    assert all(any(code in m.text for m in said[place + 1 :]) for code in late)
    assert town.telegram.count_429 == 0


async def test_sent_words_stand_as_they_were_written(town: Town) -> None:
    lan = town.telegram.person("Lan")
    words = 'a < b & c > "d" <i>x</i> {you} **đậm** %s \\n'
    draft = await town.says(lan, words)
    assert words in draft.text
    assert "<i>" not in draft.html
