"""Officials work on cases in their group: claim, answer, ask back, hand over, refuse, look."""

import pytest
from sqlmodel import delete
from structlog.testing import capture_logs

from bot.sandbox.town import Town
from bot.web import Front
from storage.models import Posted
from tests.journeys.scenes import (
    LAMP,
    PAST_PACE,
    RUBBISH,
    acts_of,
    at,
    case_of,
    heard,
    history_of,
    reports,
    staffed,
)


async def test_a_code_makes_a_group_a_desk_once(town: Town) -> None:
    hoa = town.telegram.person("Hoa")
    one = town.telegram.group("Kinh tế", admins=[hoa])
    other = town.telegram.group("Khác", admins=[hoa])
    await town.settle()
    code = await town.invite("unit", "kinh_te")
    assert "Phòng Kinh tế" in (await town.says(hoa, f"/ketnoi {code}", to=one)).text
    assert "không đúng" in (await town.says(hoa, f"/ketnoi {code}", to=other)).text
    assert "không đúng" in (await town.says(hoa, "/ketnoi ABCDEFGH", to=other)).text


async def test_a_code_in_the_wrong_kind_of_chat_burns_nothing(town: Town) -> None:
    hoa = town.telegram.person("Hoa")
    group = town.telegram.group("Kinh tế", admins=[hoa])
    await town.settle()
    unit, head = await town.invite("unit", "kinh_te"), await town.invite("head", "kinh_te")
    assert "vẫn còn dùng được" in (await town.says(hoa, f"/ketnoi {unit}")).text
    assert "vẫn còn dùng được" in (await town.says(hoa, f"/ketnoi {head}", to=group)).text
    assert "✅" in (await town.says(hoa, f"/ketnoi {unit}", to=group)).text
    assert "✅" in (await town.says(hoa, f"/ketnoi {head}")).text


async def test_a_code_dies_of_old_age(town: Town) -> None:
    hoa = town.telegram.person("Hoa")
    code = await town.invite("head", "kinh_te")
    await town.until(at(30, 8))
    assert "hết hạn" in (await town.says(hoa, f"/ketnoi {code}")).text


async def test_nothing_else_in_any_group_is_listened_to(town: Town) -> None:
    staff = await staffed(town, privacy=False)
    stranger = town.telegram.group("Hàng xóm", admins=[staff.hoa], privacy=False)
    await town.settle()
    before = len(staff.group.messages), len(stranger.messages)
    for group in (staff.group, stranger):
        mine = staff.hoa.says("Trưa nay ăn gì?", in_=group)
        staff.hoa.says("Cơm tấm", in_=group, reply_to=mine)
        staff.hoa.sends_photo(in_=group)
        staff.hoa.says("/khac_bot", in_=group)
    await town.settle()
    assert (len(staff.group.messages), len(stranger.messages)) == (before[0] + 4, before[1] + 4)
    async with town.app.database.reading() as store:
        assert await store.drafts.open_draft(1) is None


async def test_who_puts_us_out_of_a_group_is_told_of_by_the_units_name(town: Town) -> None:
    staff, truc = await staffed(town), town.telegram.person("Trực")
    await town.appoint(truc, "duty")
    staff.group.kick_bot()
    await town.settle()
    assert "nhóm của Phòng Kinh tế" in truc.last.text
    assert len([m for m in truc.messages if "không còn ở trong nhóm" in m.text]) == 1


async def test_where_nobody_is_to_be_alerted_the_log_has_it_once(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    with capture_logs() as logs:
        staff.group.kick_bot()
        await town.settle()
        await reports(town, lan)
        await town.until(at(17, 9))
    alerts = [
        one["alert"] for one in logs if one["event"] == "no duty chat and no admin to be alerted"
    ]
    assert alerts.count("common.lost_unit (room_lost:1)") == 1
    assert len(alerts) == len(set(alerts))


async def test_commands_in_a_group_that_is_no_desk_get_one_line(town: Town) -> None:
    hoa = town.telegram.person("Hoa")
    group = town.telegram.group("Khác", admins=[hoa])
    await town.settle()
    assert "chưa được kết nối" in (await town.says(hoa, "/viec", to=group)).text


@pytest.mark.parametrize("typed", ["/viec", "/quahan", "/tim"])
async def test_a_groups_command_typed_in_private_is_led_to_the_group(
    town: Town, typed: str
) -> None:
    staff = await staffed(town)
    assert "gõ trong nhóm của đơn vị" in (await town.says(staff.minh, typed)).text


@pytest.mark.parametrize("typed", ["/bantin", "/dulieu", "/rut"])
async def test_a_private_command_typed_in_the_group_is_led_away(town: Town, typed: str) -> None:
    staff = await staffed(town)
    assert "trò chuyện riêng" in (await town.says(staff.minh, typed, to=staff.group)).text


async def test_a_case_is_claimed_handed_over_and_given_back(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    card = staff.card(code)
    await staff.presses(staff.minh, "Nhận việc")
    assert "Minh" in card.text
    assert "đang xử lý" in card.text
    assert card.edited
    offer = await staff.presses(staff.hoa, "Nhận thay")
    assert "Minh" in offer.text
    await town.presses(staff.hoa, offer, "Nhận thay")
    assert "Người giữ: Hoa" in card.text
    offer = await staff.presses(staff.hoa, "Trả lại")
    await town.presses(staff.hoa, offer, "Trả lại")
    assert "Người giữ" not in card.text
    assert "chờ nhận việc" in card.text
    assert len(staff.cards()) == 1


@pytest.mark.parametrize("words", ["/nhan {code}", "/nhan {short}", "/nhan #{short}"])
async def test_a_case_is_claimed_by_typing(town: Town, words: str) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.says(staff.minh, words.format(code=code, short=code[-4:].lower()), to=staff.group)
    assert "Người giữ: Minh" in staff.card(code).text


async def test_buttons_are_also_numbers_and_words(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await staff.replies(staff.minh, "nhan viec")
    assert "Người giữ: Minh" in staff.card(code).text
    preview = await staff.replies(staff.minh, "Đèn đã sửa xong")
    await town.replies(staff.minh, preview, "1", where=staff.group)
    assert "Đèn đã sửa xong" in "".join(heard(lan))


async def test_a_reply_is_first_shown_back_and_only_a_press_sends_it(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    before = len(lan.messages)
    preview = await staff.replies(staff.minh, "Đèn này do điện lực quản lý")
    assert preview.labels == ["Gửi người dân", "Hỏi người dân", "Giữ nội bộ"]
    assert "Đèn này do điện lực quản lý" in preview.text
    assert len(lan.messages) == before
    await town.presses(staff.minh, preview, "Gửi người dân")
    answer = lan.messages[before]
    assert "Đèn này do điện lực quản lý" in answer.text
    assert code in answer.text
    assert "Phòng Kinh tế" in answer.text
    assert "Minh" not in "".join(heard(lan))
    assert (await case_of(town, code)).state == "answered"
    assert "đã trả lời" in staff.card(code).text


async def test_internal_talk_never_reaches_the_resident(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    before = len(lan.messages)
    preview = await staff.replies(staff.minh, "Ông này hay phàn nàn")
    kept = await town.presses(staff.minh, preview, "Giữ nội bộ")
    assert kept.labels == []
    assert len(lan.messages) == before
    await town.says(staff.minh, f"/hoso {code}", to=staff.group)
    assert "Ông này hay phàn nàn" in staff.group.last.text
    assert "phàn nàn" not in (await town.says(lan, code)).text


async def test_asking_back_waits_for_the_resident(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    prompt = await staff.presses(staff.minh, "Hỏi lại")
    assert prompt.asks_reply
    preview = await town.replies(staff.minh, prompt, "Trụ số mấy ạ?", where=staff.group)
    assert preview.labels[0] == "Hỏi người dân"
    await town.presses(staff.minh, preview, "Hỏi người dân")
    assert "Trụ số mấy ạ?" in lan.last.text
    assert lan.last.asks_reply
    assert (await case_of(town, code)).state == "waiting_resident"
    await town.says(lan, "so 47")
    case = await case_of(town, code)
    if case.state == "waiting_resident":  # several things may be open: then it is asked
        await town.presses(lan, lan.last, code)
    assert (await case_of(town, code)).state == "assigned"
    assert staff.said("so 47")


async def test_an_answer_carries_photos_and_documents(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    staff.minh.sends_album(3, caption="Đã sửa, xem ảnh", in_=staff.group, reply_to=staff.card(code))
    await town.settle()
    preview = staff.group.last
    assert "3 ảnh" in preview.text
    await town.presses(staff.minh, preview, "Gửi người dân")
    assert [f.kind for m in lan.messages if m.from_bot for f in m.files] == ["photo"] * 3
    staff.minh.sends_document(
        name="bien-ban.pdf", caption="Biên bản", in_=staff.group, reply_to=staff.card(code)
    )
    await town.settle()
    more = staff.group.last
    await town.presses(staff.minh, more, more.labels[0])
    assert [f.name for m in lan.messages if m.from_bot for f in m.files][-1] == "bien-ban.pdf"


async def test_a_sent_answer_is_corrected_and_the_resident_sees_it(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await staff.answers(staff.minh, "Đèn sửa xong thứ Ba")
    prompt = await staff.presses(staff.minh, "Đính chính")
    assert "Soạn đính chính" in prompt.text
    preview = await town.replies(staff.minh, prompt, "Đèn sửa xong thứ Tư", where=staff.group)
    await town.presses(staff.minh, preview, "Gửi đính chính")
    corrected = [text for text in heard(lan) if "Đính chính" in text]
    assert len(corrected) == 1
    assert "thứ Tư" in corrected[0]
    assert "correct" in await acts_of(town, code)


async def test_an_edited_answer_is_offered_as_a_correction(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    mine = staff.minh.says("Đèn sửa xong thứ Ba", in_=staff.group, reply_to=staff.card(code))
    await town.settle()
    await town.presses(staff.minh, staff.group.last, "Gửi người dân")
    staff.minh.edits(mine, "Đèn sửa xong thứ Tư")
    await town.settle()
    preview = staff.group.last
    assert "thứ Tư" in preview.text
    assert not any("thứ Tư" in text for text in heard(lan))
    await town.presses(staff.minh, preview, "Gửi đính chính")
    assert any("Đính chính" in text and "thứ Tư" in text for text in heard(lan))


async def test_a_mistyped_code_is_mended_by_editing_the_message(both_towns: Town) -> None:
    town = both_towns
    staff, lan, ba = await staffed(town), town.telegram.person("Lan"), town.telegram.person("Ba")
    lamp, rubbish = await reports(town, lan), await reports(town, ba, RUBBISH)
    mine = staff.minh.says(f"/traloi {lamp} Đội số 2 đang tới đầu hẻm", in_=staff.group)
    await town.settle()
    wrong = staff.group.last
    staff.minh.edits(mine, f"/traloi {rubbish} Đội số 2 đang tới đầu hẻm")
    await town.settle()
    assert wrong.labels == []
    assert "không gửi gì" in wrong.text
    assert rubbish in staff.group.last.text
    await town.presses(staff.minh, staff.group.last, "Gửi người dân")
    assert any("Đội số 2 đang tới đầu hẻm" in text for text in heard(ba))
    assert not any("Đội số 2 đang tới đầu hẻm" in text for text in heard(lan))


async def test_of_two_officials_at_once_the_second_is_told_before_sending(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    first = await staff.replies(staff.minh, "Đèn đã sửa xong")
    second = await staff.replies(staff.hoa, "Mai sẽ sửa đèn")
    await town.presses(staff.minh, first, "Gửi người dân")
    await town.presses(staff.hoa, second, "Gửi người dân")
    assert "Minh" in second.text
    assert "Chưa gửi" in second.text
    assert not any("Mai sẽ sửa đèn" in text for text in heard(lan))
    await town.presses(staff.hoa, second, "Vẫn gửi")
    assert any("Mai sẽ sửa đèn" in text for text in heard(lan))
    assert (await acts_of(town, code)).count("answer") == 1


async def test_what_is_withdrawn_meanwhile_is_not_offered_to_be_sent(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    preview = await staff.replies(staff.minh, "Đèn do điện lực quản lý, số 1900 1006")
    asked = await town.says(lan, "rút")
    await town.presses(lan, asked, "Đúng")
    await town.presses(staff.minh, preview, "Gửi người dân")
    assert "rút" in preview.text
    assert preview.labels == ["Giữ nội bộ", "Thôi"]


async def test_the_second_is_told_too_when_the_resident_has_spoken(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    receipt = lan.last
    preview = await staff.replies(staff.minh, "Đèn đã sửa xong")
    lan.says("Nay lại thêm trụ 48", reply_to=receipt)
    await town.settle()
    await town.presses(staff.minh, preview, "Gửi người dân")
    assert "Chưa gửi" in preview.text
    assert (await case_of(town, code)).state == "assigned"


async def test_a_hidden_admin_is_named_by_the_press(town: Town) -> None:
    staff = await staffed(town, supergroup=True)
    lan = town.telegram.person("Lan")
    code = await reports(town, lan)
    staff.hoa.says(f"/nhan {code}", in_=staff.group, anonymous=True)
    await town.settle()
    offer = staff.group.last
    assert "Người giữ" not in staff.card(code).text
    await town.presses(staff.hoa, offer, "Nhận việc")
    assert "Người giữ: Hoa" in staff.card(code).text
    staff.hoa.says("Đèn xong", in_=staff.group, reply_to=staff.card(code), anonymous=True)
    await town.settle()
    await town.presses(staff.hoa, staff.group.last, "Gửi người dân")
    assert any("Đèn xong" in text for text in heard(lan))
    answered = [event for event in await history_of(town, code) if event.act == "answer"]
    async with town.app.database.reading() as store:
        person = await store.people.person_by_id(answered[0].actor_id or 0)
        assert store.people.identity(person).name == "Hoa"


async def test_a_transfer_takes_the_card_to_the_other_unit_and_the_clock_goes_on(
    town: Town,
) -> None:
    staff = await staffed(town)
    other = await staffed(town, "van_hoa", "Phòng Văn hóa")
    lan = town.telegram.person("Lan")
    code = await reports(town, lan)
    due = (await case_of(town, code)).due_at
    menu = await staff.presses(staff.minh, "Chuyển")
    prompt = await town.presses(staff.minh, menu, "Phòng Văn hóa - Xã hội")
    preview = await town.replies(staff.minh, prompt, "Đèn của nhà văn hóa", where=staff.group)
    assert other.cards() == []
    await town.presses(staff.minh, preview, "Chuyển")
    assert "sang bàn tiếp nhận của Phòng Văn hóa" in staff.said(f"Hồ sơ {code} đã chuyển")[0].text
    assert LAMP in other.card(code).text
    assert other.said("Đèn của nhà văn hóa")
    case = await case_of(town, code)
    assert (case.unit, case.due_at) == ("van_hoa", due)
    await other.answers(other.minh, "Nhà văn hóa đã thay bóng")
    assert any("Phòng Văn hóa" in text and "thay bóng" in text for text in heard(lan))


async def test_who_has_a_case_now_reads_what_its_resident_added_before(town: Town) -> None:
    town.willing = True
    staff = await staffed(town)
    other = await staffed(town, "van_hoa", "Phòng Văn hóa")
    lan = town.telegram.person("Lan")
    code = await reports(town, lan)
    lan.says("Cột số 47", reply_to=await town.says(lan, code))
    await town.settle()
    lan.sends_photo(caption="Dây cũng đứt", reply_to=await town.says(lan, code))
    await town.settle()
    menu = await staff.presses(staff.minh, "Chuyển")
    prompt = await town.presses(staff.minh, menu, "Phòng Văn hóa - Xã hội")
    preview = await town.replies(staff.minh, prompt, "Đèn của nhà văn hóa", where=staff.group)
    await town.presses(staff.minh, preview, "Chuyển")
    await town.settle(PAST_PACE)
    (added,) = other.said("bổ sung")
    assert "Cột số 47\nDây cũng đứt" in added.text
    assert len([one for one in other.group.messages if "photo" in one.data]) == 1


async def test_a_group_that_takes_us_in_again_has_one_live_card_and_what_was_added_meanwhile(
    town: Town,
) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    old = staff.card(code)
    staff.group.kick_bot()
    await town.settle()
    lan.says("Cột số 47", reply_to=await town.says(lan, code))
    await town.settle()
    staff.group.add_bot(staff.hoa)
    await town.connect(staff.hoa, staff.group, "kinh_te")
    await town.settle(PAST_PACE)
    assert "thẻ mới ở bên dưới" in old.text
    assert staff.cards() == [staff.card(code)]
    assert "Cột số 47" in staff.said("bổ sung")[-1].text


async def test_where_a_unit_had_its_desk_no_card_has_live_buttons(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    old = staff.card(code)
    moved = town.telegram.group("Phòng mới", admins=[staff.hoa], members=[staff.minh])
    await town.settle()
    await town.connect(staff.hoa, moved, "kinh_te")
    await town.settle(PAST_PACE)
    assert "bàn tiếp nhận của Phòng Kinh tế" in old.text
    assert old.labels == []
    assert "Nhận việc" in moved.last.labels


async def test_a_card_that_waited_for_a_desk_is_the_desks_now(town: Town) -> None:
    duty, lan = town.telegram.person("Trực"), town.telegram.person("Lan")
    await town.appoint(duty, "duty")
    code = await reports(town, lan)
    (lost,) = [one for one in duty.messages if code in one.text and "Tình trạng" in one.text]
    assert "chưa có" in lost.text
    await staffed(town)
    await town.settle(PAST_PACE)
    assert "chưa có" not in lost.text
    assert "chờ nhận việc" in lost.text


async def test_a_refusal_carries_its_reason_to_the_resident(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    menu = await staff.presses(staff.minh, "Từ chối")
    prompt = await town.presses(staff.minh, menu, "nêu lý do")
    preview = await town.replies(staff.minh, prompt, "Đèn này của tư nhân", where=staff.group)
    before = len(lan.messages)
    assert "Đèn này của tư nhân" in preview.text
    assert len(lan.messages) == before
    await town.presses(staff.minh, preview, "Từ chối")
    assert "Đèn này của tư nhân" in heard(lan)[-2]
    assert (await case_of(town, code)).state == "refused"


async def test_a_case_is_forwarded_out_with_body_and_reason(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    menu = await staff.presses(staff.minh, "Từ chối")
    prompt = await town.presses(staff.minh, menu, "thẩm quyền")
    words = "Công ty Điện lực\nTrụ điện do công ty quản lý"
    preview = await town.replies(staff.minh, prompt, words, where=staff.group)
    await town.presses(staff.minh, preview, preview.labels[0])
    assert "Công ty Điện lực" in heard(lan)[-2]
    assert "Trụ điện do công ty quản lý" in heard(lan)[-2]
    assert (await case_of(town, code)).state == "forwarded_out"
    assert "«Công ty Điện lực: Trụ điện do" in (await town.says(lan, code)).text


async def test_lists_and_search(town: Town) -> None:
    staff = await staffed(town)
    codes = {}
    for text in (LAMP, RUBBISH):
        codes[text] = await reports(town, town.telegram.person("Lan"), text)
    listed = await town.says(staff.minh, "/viec", to=staff.group)
    assert all(code in listed.text for code in codes.values())
    assert "Không có" in (await town.says(staff.minh, "/quahan", to=staff.group)).text
    found = await town.says(staff.minh, "/tim thu gom dau hem", to=staff.group)
    assert codes[RUBBISH] in found.text
    assert codes[LAMP] not in found.text
    opened = await town.presses(staff.minh, found, codes[RUBBISH][-4:])
    assert RUBBISH in opened.text
    assert "Nhận việc" in opened.labels
    await town.until(at(20, 9))
    late = await town.says(staff.minh, "/quahan", to=staff.group)
    assert all(code in late.text for code in codes.values())
    assert late.text.index(codes[LAMP]) < late.text.index(codes[RUBBISH])
    details = await town.says(staff.minh, f"/hoso {codes[LAMP][-4:]}", to=staff.group)
    assert LAMP in details.text


async def test_old_buttons_and_strange_replies_get_one_line_and_change_nothing(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    before = len(staff.group.messages)
    card = staff.card(code)
    unknown = staff.minh.presses(card, "card.claim:9999", stale=True)
    nonsense = staff.minh.presses(card, "no.such.verb:1", stale=True)
    await town.settle()
    assert unknown.notice
    assert nonsense.notice
    assert len(staff.group.messages) == before
    welcome = staff.group.messages[1]
    line = await town.replies(staff.minh, welcome, "Cảm ơn bot", where=staff.group)
    assert "không gắn với một hồ sơ" in line.text
    private = await town.says(staff.minh, "/viec")
    assert private.text
    assert (await case_of(town, code)).state == "assigned"


async def test_a_reply_to_a_card_that_we_do_not_remember_is_an_answer(town: Town) -> None:
    staff = await staffed(town)
    codes = [await reports(town, town.telegram.person(name)) for name in ("Lan", "Tư")]
    listed = await town.says(staff.minh, "/viec", to=staff.group)
    async with town.app.database.unit_of_work() as store:
        await store.session.exec(delete(Posted))  # the power failed, or a backup was restored
    preview = await staff.replies(staff.minh, "Đã thay bóng đèn.", codes[0])
    assert f"Hồ sơ {codes[0]} – chưa gửi cho ai" in preview.text
    which = await town.replies(staff.minh, listed, "Đã xong cả.", where=staff.group)
    assert "/traloi" in which.text, "the list names two: whose answer is it?"


async def test_a_double_press_answers_once(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    preview = await staff.replies(staff.minh, "Đèn này do điện lực quản lý")
    staff.minh.presses(preview, "Gửi người dân")
    second = staff.minh.presses(preview, "Gửi người dân")
    await town.settle()
    assert second.notice
    assert sum("Đèn này do điện lực quản lý" in text for text in heard(lan)) == 1
    assert (await acts_of(town, code)).count("answer") == 1


async def test_another_units_group_cannot_act(town: Town) -> None:
    staff = await staffed(town)
    other = await staffed(town, "van_hoa", "Phòng Văn hóa")
    lan = town.telegram.person("Lan")
    code = await reports(town, lan)
    line = await town.says(other.minh, f"/nhan {code}", to=other.group)
    assert "Phòng Kinh tế" in line.text
    assert "Người giữ" not in staff.card(code).text


async def test_a_forum_topic_is_a_desk_of_its_own(town: Town) -> None:
    hoa, lan = town.telegram.person("Hoa"), town.telegram.person("Lan")
    forum = town.telegram.group("UBND", admins=[hoa], forum=True, bot_admin=True)
    lamps, health = forum.make_topic("Kinh tế"), forum.make_topic("Văn hóa")
    await town.settle()
    for topic, unit in ((lamps, "kinh_te"), (health, "van_hoa")):
        hoa.says(f"/ketnoi {await town.invite('unit', unit)}", in_=forum, topic=topic)
        await town.settle()
    code = await reports(town, lan)
    (card,) = [m for m in forum.messages if m.from_bot and LAMP in m.text]
    assert card.thread == lamps
    preview = await town.replies(hoa, card, "Đèn đã sửa", where=forum)
    assert preview.thread == lamps
    await town.presses(hoa, preview, "Gửi người dân")
    assert (await case_of(town, code)).state == "answered"


async def test_commands_are_registered_for_each_kind_of_chat(town: Town) -> None:
    app = town.app
    await Front(app.database, app.receive, app.channels, town.settings, town.clock).register()
    offered = {
        call.params["scope"]["type"]: {one["command"] for one in call.params["commands"]}
        for call in town.telegram.calls("setMyCommands")
    }
    assert {"start", "hoso", "trogiup"} <= offered["all_private_chats"]
    assert {"viec", "quahan", "hoso"} <= offered["all_group_chats"]
    assert "xemten" not in offered["all_private_chats"]
