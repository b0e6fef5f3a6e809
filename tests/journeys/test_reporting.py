"""A resident says what troubles them, in whatever form it comes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands.case import told as told_of_case
from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.scenes import (
    LAMP,
    RUBBISH,
    at,
    case_of,
    code_in,
    counts,
    heard,
    reports,
    staffed,
)


async def test_the_first_words_are_the_beginning_of_a_report(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    draft = await town.says(lan, LAMP)
    assert "trợ lý tự động" in draft.text
    assert "UBND phường Hoa Sen" in draft.text
    assert LAMP in draft.text
    assert "Khu phố 3" in draft.text
    assert draft.labels[:3] == ["✅ Gửi, tôi đồng ý", "➕ Thêm", "🗑 Bỏ"]
    asked = await town.presses(lan, draft, "Gửi")
    assert "Điện, đèn đường" in asked.text
    receipt = await town.presses(lan, asked, "Đúng")
    code = code_in(receipt)
    assert code.startswith("PA-2611-")
    assert not set(code[-4:]) & set("IO01")
    assert "Phòng Kinh tế" in receipt.text
    assert "thứ Năm 19/11/2026" in receipt.text
    card = staff.card(code)
    assert LAMP in card.text
    assert "thứ Năm 19/11/2026" in card.text
    assert card.labels == ["Nhận việc", "Trả lời", "Hỏi lại", "Chuyển, gia hạn", "Từ chối"]
    assert town.telegram.count_429 == 0


async def test_the_staff_group_never_reads_who_it_is(town: Town) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Nguyễn Thị Lan", username="lan_nguyen_1990")
    await reports(town, lan)
    for message in staff.group.messages:
        assert "Nguyễn Thị Lan" not in str(message.data)
        assert "lan_nguyen_1990" not in str(message.data)
        assert str(lan.id) not in str(message.data)


def on_disk(folder: Path) -> bytes:
    """All that the database's files hold."""
    return b"".join(one.read_bytes() for one in folder.rglob("desk.db*"))


async def test_who_it_is_lies_sealed_on_the_disk(town: Town, tmp_path: Path) -> None:
    lan = town.telegram.person("Nguyễn Thị Lan", username="lan_nguyen_1990")
    lan.sends_contact("0901234567")
    await town.settle()
    await reports(town, lan)
    await town.close()
    kept = on_disk(tmp_path)
    assert LAMP.encode() in kept
    for secret in ("Nguyễn Thị Lan", "lan_nguyen_1990", "0901234567", str(lan.id)):
        assert secret.encode() not in kept
    await town.restart()


async def test_every_question_can_be_answered_by_number_or_word(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, "den duong hu roi, toi thui")
    await town.says(lan, "gui")
    await town.says(lan, "dung")
    receipt = await town.says(lan, "1")  # skip the place
    assert staff.card(code_in(receipt))


async def test_a_category_is_chosen_from_the_list(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    await town.says(lan, LAMP)
    await town.presses(lan, lan.last, "Gửi")
    everything = await town.presses(lan, lan.last, "Lĩnh vực khác")
    assert "Không rõ" in everything.labels[-1]
    assert len(everything.labels) == 21
    receipt = await town.presses(lan, everything, "An ninh, trật tự")
    assert "Công an phường" in receipt.text


async def test_nothing_is_guessed_from_words_that_say_nothing(town: Town) -> None:
    lan = town.telegram.person("Lan")
    await town.says(lan, "Nhờ phường xem giúp việc hôm trước ở khu phố 1")
    asked = await town.presses(lan, lan.last, "Gửi")
    assert len(asked.labels) == 21
    receipt = await town.presses(lan, asked, "Không rõ")
    assert "Văn phòng" in receipt.text


async def test_a_petition_says_what_is_proposed_and_to_whom(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, LAMP)
    changed = await town.presses(lan, lan.last, "Kiến nghị")
    assert "Loại: Kiến nghị" in changed.text
    await town.presses(lan, lan.last, "Gửi")
    await town.says(lan, "Lắp thêm ba trụ đèn trong hẻm")
    asked = await town.says(lan, "Chủ tịch phường")
    receipt = await town.presses(lan, asked, "Đúng")
    code = code_in(receipt)
    assert code.startswith("KN-2611-")
    card = staff.card(code)
    assert "Lắp thêm ba trụ đèn trong hẻm" in card.text
    assert "Chủ tịch phường" in card.text


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Cho hỏi làm giấy khai sinh cần giấy gì", "Hỏi đáp"),
        ("Cảm ơn cán bộ một cửa rất nhiệt tình quá tuyệt vời", "Lời khen"),
        ("Kiến nghị phường lắp thêm đèn ở hẻm 12", "Kiến nghị"),
        ("den duong hu, khong ai sua", "Phản ánh"),
    ],
)
async def test_the_kind_is_guessed(town: Town, words: str, kind: str) -> None:
    lan = town.telegram.person("Lan")
    draft = await town.says(lan, words)
    assert f"Loại: {kind}" in draft.text


async def test_three_messages_an_album_and_a_voice_become_one_draft(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lan.says("Chào anh chị")
    lan.says("Đèn đường hẻm 12 hư rồi")
    lan.says("khu phố 3, tối thui")
    lan.sends_album(4)
    await town.settle()
    lan.sends_voice()
    await town.settle()
    assert len(heard(lan)) <= 4
    assert "4 ảnh, 1 tin nhắn thoại" in lan.last.text
    assert "Đèn đường hẻm 12 hư rồi" in lan.last.text
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert len(staff.cards()) == 1
    card = staff.card(code)
    assert "tối thui" in card.text
    below = staff.group.messages[staff.group.messages.index(card) + 1 :]
    assert [file.kind for message in below for file in message.files] == ["photo"] * 4 + ["voice"]


async def test_an_album_of_ten_is_one_message_in_order(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    sent = lan.sends_album(10, caption=LAMP)
    await town.settle()
    assert len(heard(lan)) == 1
    assert "10 ảnh" in lan.last.text
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    shown = [m for m in staff.group.messages if m.files]
    assert len({m.album for m in shown}) == 1
    assert [f.content for m in shown for f in m.files] == [f.content for m in sent for f in m.files]


KINDS: dict[str, Callable[[Person], object]] = {
    "1 ảnh": lambda who: who.sends_photo(caption="Đèn đường hư"),
    "1 video": lambda who: who.sends_video(),
    "1 tin nhắn thoại": lambda who: who.sends_voice(),
    "1 tệp": lambda who: who.sends_document(),
    "vị trí đã ghim": lambda who: who.sends_location(10.2, 105.8),
    "chưa đọc được": lambda who: who.sends_poll("Đèn hư?", ["có", "không"]),
}


@pytest.mark.parametrize("shown", KINDS)
async def test_every_kind_of_message_is_taken(town: Town, shown: str) -> None:
    lan = town.telegram.person("Lan")
    KINDS[shown](lan)
    await town.settle()
    assert shown in lan.last.text
    assert "✅ Gửi, tôi đồng ý" in lan.last.labels
    assert (await counts(town))["in failed"] == 0


async def test_a_sticker_alone_is_a_nod(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    lan.sends_sticker()
    await town.settle()
    assert "cần giúp việc gì" in lan.last.text
    await reports(town, lan)
    lan.sends_sticker()
    await town.settle()
    assert "Khi cần" in lan.last.text
    await town.says(lan, RUBBISH)
    await town.presses(lan, lan.last, "Việc mới")
    lan.sends_sticker()
    await town.settle()
    assert "1 nhãn dán" in lan.last.text, "in the midst of a report it is part of it"


async def test_what_we_cannot_read_is_still_shown_to_an_official(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lan.says(LAMP)
    lan.sends_poll("Đèn hư mấy ngày?", ["1", "7"])
    await town.settle()
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    assert any("poll" in m.data for m in staff.group.messages)


async def test_a_colleagues_number_is_kept_but_masked(town: Town) -> None:
    lan, ba = town.telegram.person("Lan"), town.telegram.person("Ba")
    lan.sends_contact("0901234567", of=ba)
    await town.settle()
    assert "0901234567" not in lan.last.text
    assert "✅ Gửi, tôi đồng ý" in lan.last.labels


async def test_a_place_is_a_pin_or_words_or_skipped(town: Town) -> None:
    staff = await staffed(town)
    words = "Đèn đường hư cả tuần nay"
    answers: list[Callable[[Person], object]] = [
        lambda who: who.says("đầu hẻm 12, gần chợ"),
        lambda who: who.sends_location(10.2451, 105.8123),
        lambda who: who.presses(who.last, "⏭ Bỏ qua"),
    ]
    for number, answer in enumerate(answers):
        who = town.telegram.person(f"Lan {number}")
        await town.says(who, words)
        await town.presses(who, who.last, "Gửi")
        await town.presses(who, who.last, "Đúng")
        answer(who)
        await town.settle()
        assert "PA-" in who.last.text
    first, second, third = staff.cards()
    assert "đầu hẻm 12, gần chợ" in first.text
    assert "10.245100,105.812300" in second.text
    assert "📍" not in third.text


async def test_an_edited_message_is_a_new_version_and_both_are_kept(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    mine = lan.says(LAMP)
    await town.settle()
    lan.edits(mine, "Đèn đường hẻm 9 hư, khu phố 3")
    await town.settle()
    assert "hẻm 9" in lan.last.text
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert "hẻm 9" in staff.card(code).text
    case = await case_of(town, code)
    async with town.app.database.reading() as store:
        versions = [e.text for e in await store.drafts.all_of_case(case.id or 0)]
    assert versions == [LAMP, "Đèn đường hẻm 9 hư, khu phố 3"]


async def test_an_edit_after_sending_is_shown_under_the_card(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    mine = lan.says(LAMP)
    await town.settle()
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    lan.edits(mine, "Đèn đường hẻm 9 hư, khu phố 3")
    await town.settle()
    assert code in lan.last.text
    (below,) = staff.said("vừa sửa lời")
    assert "hẻm 9" in below.text
    assert below.reply_to is staff.card(code)
    assert "hẻm 9" in staff.card(code).text


async def test_a_draft_is_dropped_and_nobody_sees_it(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    draft = await town.says(lan, LAMP)
    gone = await town.presses(lan, draft, "Bỏ")
    assert "đã bỏ bản nháp" in gone.text
    assert staff.cards() == []
    stale = lan.presses(draft, "✅ Gửi, tôi đồng ý")
    await town.settle()
    assert stale.notice
    assert staff.cards() == []


async def test_more_is_added_to_a_draft(town: Town) -> None:
    lan = town.telegram.person("Lan")
    draft = await town.says(lan, LAMP)
    invited = await town.presses(lan, draft, "Thêm")
    assert "nhắn thêm" in invited.text
    shown = await town.says(lan, "Trụ số 47")
    assert "Trụ số 47" in shown.text
    assert LAMP in shown.text


async def test_a_second_tap_on_send_opens_one_case(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, LAMP)
    asked = await town.presses(lan, lan.last, "Gửi")
    lan.presses(asked, "✅ Đúng")
    again = lan.presses(asked, "✅ Đúng")
    await town.settle()
    assert again.notice
    assert len(staff.cards()) == 1


async def test_a_draft_survives_a_restart_and_is_offered_again(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lan.says(LAMP)
    lan.sends_photo()
    await town.settle()
    await town.restart()
    await town.until(at(16, 8, 50))
    offered = lan.last
    assert "bản nháp chưa gửi" in offered.text
    assert "1 ảnh" in offered.text
    await town.until(at(16, 14))
    assert lan.last is offered  # once
    await town.presses(lan, offered, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert staff.card(code)


async def test_drafts_are_not_offered_at_night(open_a_town: OpenTown) -> None:
    town = await open_a_town(start=at(16, 20, 50))
    lan = town.telegram.person("Lan")
    await town.says(lan, LAMP)
    said = len(heard(lan))
    await town.until(at(17, 6, 30))
    assert len(heard(lan)) == said
    await town.until(at(17, 7, 30))
    assert "bản nháp" in lan.last.text


async def test_who_wants_no_name_is_shown_without(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.appoint(staff.hoa, "head", "kinh_te")
    await town.says(lan, LAMP)
    nameless = await town.presses(lan, lan.last, "không nêu tên")
    assert "không nêu tên" in nameless.text
    await town.presses(lan, nameless, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert "Không nêu tên" in staff.card(code).text
    await town.says(staff.hoa, f"/xemten {code} lý do cần hẹn gặp để đo đạc", to=staff.group)
    assert "không nêu tên" in staff.group.last.text
    assert all("Lan" not in text for text in heard(staff.hoa))


@pytest.mark.parametrize(
    ("payload", "shown"), [("kp5", "Khu phố 5"), ("cat-rac_ve_sinh", "Rác thải")]
)
async def test_a_deep_link_presets_area_or_category(town: Town, payload: str, shown: str) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lan.starts(payload)
    await town.settle()
    assert shown in lan.last.text
    await town.says(lan, "Chỗ này dơ quá, nhờ phường coi giúp")
    await town.presses(lan, lan.last, "Gửi")
    for label in ("Rác thải", "Bỏ qua"):
        if any(label in one for one in lan.last.labels):
            await town.presses(lan, lan.last, label)
    assert shown in staff.card(code_in(lan.last)).text


@pytest.mark.parametrize(
    ("day", "why", "opens"),
    [
        (21, "ngoài giờ làm việc, ", "07:30 thứ Hai 23/11/2026"),  # Saturday evening
        (23, "(nghỉ Ngày Văn hóa Việt Nam 24/11)", "07:30 thứ Tư 25/11/2026"),
        (24, "(nghỉ Ngày Văn hóa Việt Nam 24/11)", "07:30 thứ Tư 25/11/2026"),
    ],
)
async def test_out_of_hours_the_receipt_says_when_work_begins(
    open_a_town: OpenTown, day: int, why: str, opens: str
) -> None:
    town = await open_a_town(start=at(day, 19))
    await staffed(town)
    lan = town.telegram.person("Lan")
    await reports(town, lan, RUBBISH)
    assert why in lan.last.text
    assert opens in lan.last.text


async def test_a_case_whose_unit_has_no_group_is_shown_to_the_duty_chat(town: Town) -> None:
    truc, lan = town.telegram.person("Trực"), town.telegram.person("Lan")
    await town.appoint(truc, "duty")
    code = await reports(town, lan)
    assert code in truc.last.text
    assert "chưa có nhóm" in truc.last.text
    staff = await staffed(town)  # and when it gets one, the card comes
    assert staff.card(code)


async def test_an_urgent_case_is_told_apart(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    draft = await town.says(lan, "Dây điện đứt rớt xuống đường, đứt dây tóe lửa khu phố 3")
    assert "114" in heard(lan)[0], "first of all"
    receipt = await town.presses(lan, draft, "Gửi")
    assert "việc gấp" in receipt.text
    assert "Khẩn cấp" in staff.card(code_in(receipt)).text


async def test_who_writes_their_own_name_is_not_named_before_the_staff(town: Town) -> None:
    staff = await staffed(town)
    tu = town.telegram.person("Nguyễn Thị Tư Lài", username="tu_lai_77")
    code = await reports(town, tu, "Tôi tên Nguyễn Thị Tư Lài, đèn đường hư, khu phố 3")
    await town.says(staff.minh, "/tim nguyen thi tu lai", to=staff.group)
    tu.says("Nhà tôi đây: nguyen thi tu LAI, tu_lai_77", reply_to=tu.last)
    await town.settle()
    said = tu.says("Tối nào cũng tối thui", reply_to=tu.last)
    await town.settle()
    tu.edits(said, "Tối nào cũng tối thui. Ký tên: bà Lài")
    await town.settle()
    await town.says(staff.minh, f"/hoso {code}", to=staff.group)
    shown = [m.text for m in staff.group.messages if m.from_bot]
    assert any("đèn đường hư, khu phố 3" in text for text in shown)
    assert any("Nhà tôi đây" in text for text in shown)
    for trace in ("Tư Lài", "tu LAI", "tu_lai", "bà Lài"):
        assert not [text for text in shown if trace in text], trace
    async with town.app.database.reading() as store:
        told = "\n".join(await told_of_case(store, await case_of(town, code)))
    assert "Tư Lài" not in told
    assert "Tư Lài" in tu.messages[1].text  # she reads her own words as they are
