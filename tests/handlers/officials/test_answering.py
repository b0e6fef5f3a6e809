"""An answer: shown back first, sent by a press, corrected, kept; two officials at once."""

from dataclasses import replace

import pytest

from handlers.message import Kind, Place
from storage.models import Act, State
from tests.handlers.officials.staff import HAI, HIDDEN, LAN, MINH, OTHER_GROUP, PHOTO, Staff

TO_RESIDENT = ("answer", "correction", "question", "refused", "forwarded")


def nothing_went_out(staff: Staff) -> bool:
    return not [one for what in TO_RESIDENT for one in staff.to_resident(what)]


async def preview_of(staff: Staff, words: str = "Đèn đã sửa xong sáng nay") -> str:
    code = await staff.files_case()
    await staff.says(LAN, words, to=staff.newest("card"), files=(PHOTO,))
    return code


async def test_a_reply_is_shown_back_and_goes_to_nobody(staff: Staff) -> None:
    code = await staff.files_case()
    said = await staff.says(
        LAN, "Đội điện đang tới cột 47", to=staff.newest("card"), files=(PHOTO,)
    )
    shown = staff.last()
    assert shown.out.reply_to == said.external_id
    assert "«Đội điện đang tới cột 47» + 1 ảnh" in shown.text
    assert shown.labels == ["Gửi người dân", "Hỏi người dân", "Giữ nội bộ"]
    assert nothing_went_out(staff)
    assert (await staff.case(code)).state == State.ASSIGNED


async def test_a_press_sends_the_answer_with_its_files(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, "Đèn đã sửa", to=staff.newest("card"), files=(PHOTO,))
    shown = staff.last()
    await staff.presses(MINH, shown, "Gửi người dân")
    got = staff.to_resident("answer")[0]
    assert "Phòng Kinh tế" in got.text
    assert "Đèn đã sửa" in got.text
    assert "Chưa xong" in got.text
    assert "Lan" not in got.text
    assert "Minh" not in got.text
    assert got.out.attachments == (PHOTO,)
    case = await staff.case(code)
    assert (case.state, case.closed_at, case.next_reminder_at) == (State.ANSWERED, staff.now, None)
    assert "Minh đã gửi người dân lúc" in staff.newest("preview").text
    assert staff.newest("preview").out.edits == shown.external_id
    assert staff.newest("preview").labels == []
    assert "đã trả lời" in staff.newest("card").text
    assert (await staff.entries(code))[-1].act == Act.ANSWER


@pytest.mark.parametrize("typed", ["1", "gửi người dân", "gui nguoi dan"])
async def test_every_choice_can_be_typed_in_reply(staff: Staff, typed: str) -> None:
    await preview_of(staff)
    await staff.says(LAN, typed, to=staff.newest("preview"))
    assert len(staff.to_resident("answer")) == 1


async def test_a_second_press_changes_nothing(staff: Staff) -> None:
    await preview_of(staff)
    shown = staff.newest("preview")
    send, keep = shown.value("Gửi"), shown.value("Giữ")
    await staff.presses_value(LAN, shown, send)
    before = len(staff.shown)
    await staff.presses_value(LAN, shown, send)
    await staff.presses_value(MINH, shown, keep)
    assert len(staff.shown) == before
    assert ["đã được quyết định" in one for one in staff.notices] == [True, True]


async def test_words_kept_inside_never_reach_the_resident(staff: Staff) -> None:
    code = await preview_of(staff, "Việc này của bên điện lực chứ")
    await staff.presses(LAN, staff.newest("preview"), "Giữ nội bộ")
    assert nothing_went_out(staff)
    assert "Giữ nội bộ" in staff.newest("preview").text
    assert (await staff.case(code)).state == State.ASSIGNED


async def test_asking_back_lets_the_case_wait_for_the_resident(staff: Staff) -> None:
    code = await preview_of(staff, "Đèn trước nhà số mấy?")
    await staff.presses(LAN, staff.newest("preview"), "Hỏi người dân")
    got = staff.to_resident("question")[0]
    assert "Đèn trước nhà số mấy?" in got.text
    assert got.out.asks_reply
    case = await staff.case(code)
    assert (case.state, case.next_reminder_at) == (State.WAITING_RESIDENT, None)
    assert "chờ người dân" in staff.newest("card").text


async def test_the_button_ask_offers_the_question_first(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Hỏi lại")
    assert staff.last().out.asks_reply
    await staff.says(LAN, "Số nhà mấy ạ?", to=staff.last())
    assert staff.last().labels[0] == "Hỏi người dân"


async def test_the_button_answer_asks_for_words(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Trả lời")
    await staff.says(LAN, "Bóng cột 47 cháy, đang chờ bóng mới", to=staff.last())
    assert staff.last().labels[0] == "Gửi người dân"


async def test_a_reply_to_anything_about_the_case_is_an_answer(staff: Staff) -> None:
    code = await staff.files_case(files=(PHOTO, PHOTO))
    await staff.says(LAN, "Đã sửa", to=staff.newest("card_files"))
    assert code in staff.newest("preview").text


async def test_the_second_of_two_officials_is_told_before_sending(staff: Staff) -> None:
    await staff.files_case()
    card = staff.newest("card")
    await staff.says(LAN, "Đã thay bóng", to=card)
    first = staff.newest("preview")
    await staff.says(MINH, "Mai mới có người", to=card)
    second = staff.newest("preview")
    await staff.presses(LAN, first, "Gửi người dân")
    await staff.presses(MINH, second, "Gửi người dân")
    warned = staff.newest("preview")
    assert warned.out.edits == second.external_id
    assert "Lan trả lời người dân" in warned.text
    assert "«Đã thay bóng»" in warned.text
    assert warned.labels == ["Vẫn gửi người dân", "Giữ nội bộ", "Thôi"]
    assert len(staff.to_resident("answer")) == 1
    await staff.presses(MINH, warned, "Thôi")
    assert len(staff.to_resident("answer")) == 1


async def test_who_insists_sends_a_second_message_as_an_addition(staff: Staff) -> None:
    code = await staff.files_case()
    card = staff.newest("card")
    for who in (LAN, MINH):
        await staff.says(who, f"Lời của {who.name}", to=card)
    previews = [one for one in staff.shown if one.what == "preview"]
    await staff.presses(LAN, previews[0], "Gửi")
    await staff.presses(MINH, previews[1], "Gửi")
    await staff.presses(MINH, staff.newest("preview"), "Vẫn gửi người dân")
    assert "bổ sung trả lời" in staff.to_resident("answer")[1].text
    assert (await staff.case(code)).state == State.ANSWERED


async def test_who_takes_the_case_meanwhile_is_named_before_sending(staff: Staff) -> None:
    await preview_of(staff)
    shown = staff.newest("preview")
    await staff.presses(MINH, staff.newest("card"), "Nhận việc")
    await staff.presses(LAN, shown, "Gửi")
    assert "Minh nhận việc" in staff.newest("preview").text
    assert nothing_went_out(staff)


async def test_a_holder_is_named_in_the_preview(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(MINH, staff.newest("card"), "Nhận việc")
    await staff.says(LAN, "Đã sửa", to=staff.newest("card"))
    assert "Minh" in staff.newest("preview").text
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    assert len(staff.to_resident("answer")) == 1


async def test_a_new_reply_after_the_answer_offers_a_correction(staff: Staff) -> None:
    code = await preview_of(staff)
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    await staff.says(LAN, "Xin sửa: cột 48 mới đúng", to=staff.newest("card"))
    assert staff.last().labels == ["Gửi đính chính", "Hỏi người dân", "Giữ nội bộ"]
    await staff.presses(LAN, staff.last(), "Gửi đính chính")
    assert "Đính chính" in staff.to_resident("correction")[0].text
    acts = [one.act for one in await staff.entries(code)]
    assert acts == [Act.REPORT, Act.ANSWER, Act.CORRECTION]
    assert (await staff.case(code)).state == State.ANSWERED


async def test_a_question_after_the_answer_leaves_the_state(staff: Staff) -> None:
    code = await preview_of(staff)
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    await staff.says(LAN, "Đèn còn sáng không ạ?", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Hỏi")
    assert len(staff.to_resident("question")) == 1
    assert (await staff.case(code)).state == State.ANSWERED


@pytest.mark.parametrize("spelt", ["{code}", "#{short}", "{short}", "{lower}", "{spaced}"])
async def test_an_answer_can_be_typed_with_the_code_in_any_spelling(
    staff: Staff, spelt: str
) -> None:
    code = await staff.files_case()
    words = spelt.format(
        code=code, short=code[-4:], lower=code.lower(), spaced=code.replace("-", " ")
    )
    await staff.says(LAN, f"/traloi {words} Đèn đã sửa\nCảm ơn bà con")
    assert "«Đèn đã sửa Cảm ơn bà con»" in staff.last().text
    await staff.presses(LAN, staff.last(), "Gửi")
    assert "Đèn đã sửa\nCảm ơn bà con" in staff.to_resident("answer")[0].text


async def test_a_command_in_reply_needs_no_code(staff: Staff) -> None:
    await staff.files_case()
    await staff.says(LAN, "/traloi Đèn đã sửa", to=staff.newest("card"))
    assert "«Đèn đã sửa»" in staff.last().text


async def test_an_answer_without_words_is_asked_for(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, f"/traloi {code}")
    assert "ghi nội dung" in staff.last().text


async def test_a_hidden_admins_words_need_a_named_press(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(HIDDEN, "Đã sửa xong", to=staff.newest("card"))
    shown = staff.last()
    assert "ghi tên người đó" in shown.text
    await staff.says(HIDDEN, "1", to=shown)
    assert nothing_went_out(staff)
    assert "bấm thẳng vào nút" in staff.last().text
    await staff.presses(HAI, shown, "Gửi")
    assert len(staff.to_resident("answer")) == 1
    last = (await staff.history(code))[-1]
    entry = (await staff.entries(code))[-1]
    assert last.actor_id == entry.author_id is not None
    assert "Hải đã gửi" in staff.newest("preview").text


async def test_another_units_reply_goes_nowhere(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Chuyển")
    await staff.presses(LAN, staff.last(), "Văn hóa")
    await staff.says(LAN, "Việc của văn hóa", to=staff.last())
    await staff.presses(LAN, staff.last(), "Chuyển")
    await staff.says(LAN, "Nói thêm", to=staff.newest("card"))
    assert "Phòng Văn hóa" in staff.last().text
    assert staff.newest("card", OTHER_GROUP).text.count(code) == 1
    assert [one.act for one in await staff.entries(code)] == [Act.REPORT, Act.REASON]


async def test_a_place_is_sent_as_words_and_link(staff: Staff) -> None:
    await staff.files_case()
    card = staff.newest("card")
    base = staff._message(LAN, "", card.chat)
    place = Place(10.5, 106.5, "Trụ đèn số 3")
    await staff.take(replace(base, kind=Kind.LOCATION, place=place, reply_to=card.external_id))
    assert "Trụ đèn số 3" in staff.last().text
    assert "10.5,106.5" in staff.last().text
