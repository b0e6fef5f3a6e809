"""An official edits what they wrote: shown anew, closed, corrected, or heard like a new message."""

from dataclasses import replace

import pytest

from storage.models import Act, RoomKind, State
from tests.handlers.officials.staff import GROUP, LAN, MINH, PHOTO, STRANGERS, Shown, Staff

RUBBISH = "Rác đầu hẻm 5 chưa ai thu gom"
TO_RESIDENT = ("answer", "correction", "question", "refused", "forwarded")


def sent(staff: Staff) -> list[str]:
    return [one.text for one in staff.shown if one.what in TO_RESIDENT]


def nothing_went_out(staff: Staff) -> bool:
    return not sent(staff)


def standing(staff: Staff) -> list[Shown]:
    """The previews with which something can be done, each with its newest face."""
    faces = {one.external_id: one for one in staff.in_chat() if one.what == "preview"}
    return [one for one in faces.values() if one.labels]


async def two_cases(staff: Staff) -> tuple[str, str]:
    return await staff.files_case(), await staff.files_case(RUBBISH)


async def test_an_edit_of_what_is_undecided_is_shown_anew(staff: Staff) -> None:
    await staff.files_case()
    said = await staff.says(LAN, "Đèn đã sửaa", to=staff.newest("card"))
    shown = staff.newest("preview")
    await staff.edits(LAN, said, "Đèn đã sửa")
    assert staff.last().out.edits == shown.external_id
    assert "«Đèn đã sửa»" in staff.last().text
    await staff.presses_value(LAN, shown, shown.value("Gửi"))
    assert nothing_went_out(staff)
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    assert "Đèn đã sửa\n" in staff.to_resident("answer")[0].text


async def test_an_edit_of_a_sent_answer_becomes_a_correction(staff: Staff) -> None:
    code = await staff.files_case()
    said = await staff.says(LAN, "Xong thứ Hai", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Gửi")
    await staff.edits(LAN, said, "Xong thứ Ba")
    await staff.edits(LAN, said, "Xong thứ Tư")
    assert staff.last().labels[0] == "Gửi đính chính"
    assert staff.last().out.reply_to == said.external_id
    await staff.presses(LAN, staff.last(), "Gửi đính chính")
    assert "Xong thứ Tư" in staff.to_resident("correction")[0].text
    acts = [one.act for one in await staff.entries(code) if not one.replaced]
    assert acts == [Act.REPORT, Act.ANSWER, Act.CORRECTION]


async def test_an_edited_caption_keeps_the_whole_album(staff: Staff) -> None:
    await staff.files_case()
    card = staff.newest("card")
    said = await staff.says(LAN, "Đã sửaa", to=card, files=(PHOTO, PHOTO))
    edit = replace(said, attachments=(PHOTO,), album="7")
    await staff.edits(LAN, edit, "Đã sửa")
    assert "«Đã sửa» + 2 ảnh" in staff.last().text


async def test_an_edit_without_a_change_says_nothing(staff: Staff) -> None:
    await staff.files_case()
    said = await staff.says(LAN, "Đèn đã sửa", to=staff.newest("card"))
    before = len(staff.shown)
    await staff.edits(LAN, said, "Đèn đã sửa")
    await staff.edits(LAN, await staff.says(LAN, "trưa nay ăn gì"), "chiều nay ăn gì")
    assert len(staff.shown) == before


async def test_an_edited_command_is_read_without_its_code(staff: Staff) -> None:
    code = await staff.files_case()
    said = await staff.says(LAN, f"/traloi {code} Sáng xong")
    await staff.edits(LAN, said, f"/traloi {code} Chiều xong")
    assert "«Chiều xong»" in staff.last().text


SPELT = ["/traloi {code} {words}", "#{short} {words}", "{code} {words}"]


@pytest.mark.parametrize("spelt", SPELT)
@pytest.mark.parametrize("words", ["Đã gom rác", "Đã gom rác sáng nay"])
async def test_a_mistyped_code_is_mended_by_editing(staff: Staff, spelt: str, words: str) -> None:
    lamp, rubbish = await two_cases(staff)
    typed = spelt.format(code=lamp, short=lamp[-4:], words="Đã gom rác")
    said = await staff.says(LAN, typed)
    await staff.edits(LAN, said, spelt.format(code=rubbish, short=rubbish[-4:], words=words))
    (shown,) = standing(staff)
    assert rubbish in shown.text
    assert f"«{words}»" in shown.text
    await staff.presses(LAN, shown, "Gửi")
    (got,) = sent(staff)
    assert rubbish in got
    assert (await staff.case(lamp)).state == State.ASSIGNED
    assert [one.act for one in await staff.entries(lamp)] == [Act.REPORT, Act.DISCARDED]


async def test_what_was_sent_under_a_mistyped_code_is_told_of(staff: Staff) -> None:
    lamp, rubbish = await two_cases(staff)
    said = await staff.says(LAN, f"/traloi {lamp} Đã gom rác")
    await staff.presses(LAN, staff.last(), "Gửi")
    before = len(staff.in_chat())
    await staff.edits(LAN, said, f"/traloi {rubbish} Đã gom rác")
    told, shown = staff.in_chat()[before:]
    assert "đã gửi người dân" in told.text
    assert "đính chính" in told.text
    assert lamp in told.text
    assert rubbish in shown.text
    assert "Vẫn gửi người dân" in shown.labels
    assert len(sent(staff)) == 1


async def test_a_code_that_is_mended_into_none_leaves_nothing_to_send(staff: Staff) -> None:
    lamp, _ = await two_cases(staff)
    said = await staff.says(LAN, f"/traloi {lamp} Đã gom rác")
    await staff.edits(LAN, said, "/traloi PA-2611-2222 Đã gom rác")
    assert standing(staff) == []
    assert "Chưa tìm thấy hồ sơ" in staff.last().text


@pytest.mark.parametrize("spelt", SPELT[:2])
async def test_a_code_that_was_none_is_mended_by_editing(staff: Staff, spelt: str) -> None:
    code = await staff.files_case()
    said = await staff.says(LAN, spelt.format(code="PA-2611-2222", short="2222", words="Đã sửa"))
    assert "Chưa tìm thấy" in staff.last().text
    await staff.edits(LAN, said, spelt.format(code=code, short=code[-4:], words="Đã sửa"))
    (shown,) = standing(staff)
    assert "«Đã sửa»" in shown.text


async def test_words_without_accents_are_edited_under_their_card(staff: Staff) -> None:
    await staff.files_case()
    said = await staff.says(LAN, "/traloi Sang nay sua xog", to=staff.newest("card"))
    await staff.edits(LAN, said, "/traloi Sang nay sua xong")
    (shown,) = standing(staff)
    assert "«Sang nay sua xong»" in shown.text


async def test_an_answer_that_is_edited_into_a_wish_is_one(staff: Staff) -> None:
    code = await staff.files_case()
    said = await staff.says(LAN, f"/traloi {code} 25/11 chờ vật tư về kho")
    await staff.edits(LAN, said, f"/giahan {code} 25/11 chờ vật tư về kho")
    (shown,) = standing(staff)
    assert shown.labels == ["Gia hạn", "Thôi"]


async def test_a_corrected_answer_can_be_put_back(staff: Staff) -> None:
    await staff.files_case()
    said = await staff.says(LAN, "Xong lúc 8 giờ", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Gửi")
    await staff.edits(LAN, said, "Xong lúc 9 giờ")
    await staff.presses(LAN, staff.last(), "Gửi đính chính")
    await staff.edits(LAN, said, "Xong lúc 8 giờ")
    (shown,) = standing(staff)
    await staff.presses(LAN, shown, "Gửi đính chính")
    assert ["8 giờ" in one for one in sent(staff)] == [True, False, True]


async def test_an_edit_that_is_taken_back_leaves_nothing_to_send(staff: Staff) -> None:
    await staff.files_case()
    said = await staff.says(LAN, "Xong lúc 8 giờ", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Gửi")
    for _ in range(2):
        await staff.edits(LAN, said, "Xong lúc 9 giờ")
        assert "9 giờ" in standing(staff)[0].text
        await staff.edits(LAN, said, "Xong lúc 8 giờ")
        assert standing(staff) == []
    assert "không gửi gì" in staff.last().text


async def test_a_reason_that_is_edited_into_half_of_one_is_not_sent(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), "Không thuộc thẩm quyền")
    whole = "Điện lực\nTrụ do điện lực quản lý"
    said = await staff.says(LAN, whole, to=staff.last())
    await staff.edits(LAN, said, "Công ty cấp nước")
    assert standing(staff) == []
    assert any("hai dòng" in one.text for one in staff.in_chat()[-2:])
    await staff.edits(LAN, said, whole)
    (shown,) = standing(staff)
    await staff.presses(LAN, shown, "Chuyển")
    assert "Trụ do điện lực quản lý" in staff.to_resident("forwarded")[0].text


async def test_half_a_reason_is_completed_by_editing(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), "Không thuộc thẩm quyền")
    said = await staff.says(LAN, "Điện lực", to=staff.last())
    assert "hai dòng" in staff.last().text
    await staff.edits(LAN, said, "Điện lực\nTrụ do điện lực quản lý")
    assert standing(staff)[0].labels == ["Chuyển", "Thôi"]


async def test_what_was_refused_already_is_not_changed_by_editing(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), "nêu lý do")
    said = await staff.says(LAN, "Trùng hồ sơ trước", to=staff.last())
    await staff.presses(LAN, staff.last(), "Từ chối")
    await staff.edits(LAN, said, "Trùng với hồ sơ trước")
    assert "sửa tin không đổi được gì" in staff.last().text
    assert code in staff.last().text
    before = len(staff.shown)
    await staff.edits(LAN, said, "Trùng hồ sơ trước")
    assert len(staff.shown) == before


@pytest.mark.parametrize("button", ["Giữ nội bộ", "Hỏi người dân"])
async def test_words_that_were_decided_are_shown_anew_when_edited(
    staff: Staff, button: str
) -> None:
    await staff.files_case()
    said = await staff.says(LAN, "Đèn da sủa", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), button)
    went_out = len(sent(staff))
    await staff.edits(LAN, said, "Đèn đã sửa")
    assert staff.last().text.startswith("Hồ sơ")
    assert "«Đèn đã sửa»" in staff.last().text
    await staff.presses(LAN, staff.last(), "Giữ nội bộ")
    assert len(sent(staff)) == went_out


async def test_what_was_asked_for_is_corrected_by_editing(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Chuyển, gia hạn")
    await staff.presses(LAN, staff.last(), "Hẹn xem lại")
    said = await staff.says(LAN, "27/11 chờ vật tu", to=staff.last())
    await staff.edits(LAN, said, "27/11 chờ vật tư")
    assert (await staff.case(code)).snoozed_for == "chờ vật tư"


async def test_why_there_is_no_photo_is_corrected_by_editing(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, "Đèn cột 47 đã sửa xong sáng 16/11", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Kèm ảnh")
    said = await staff.says(LAN, "máy hết pn", to=staff.last())
    await staff.edits(LAN, said, "máy hết pin")
    assert "cột 47" in staff.last().text
    await staff.presses(LAN, staff.last(), "Gửi")
    assert "photo: máy hết pin" in [one.note for one in await staff.history(code)]


async def test_a_choice_is_made_once(staff: Staff) -> None:
    await staff.files_case()
    await staff.says(LAN, "Đèn đã sửa", to=staff.newest("card"))
    said = await staff.says(LAN, "1", to=staff.last())
    before = len(staff.shown)
    for words in ("2", "9"):
        await staff.edits(LAN, said, words)
    assert len(staff.shown) == before
    assert len(sent(staff)) == 1


async def test_a_photo_that_was_added_stays_with_edited_words(staff: Staff) -> None:
    await staff.files_case()
    said = await staff.says(LAN, "Đèn cột 47 đã sửa xong sáng 16/11", to=staff.newest("card"))
    await staff.says(LAN, "", to=staff.last(), files=(PHOTO,))
    await staff.edits(LAN, said, "Đèn cột 48 đã sửa xong sáng 16/11")
    assert "cột 48 đã sửa xong sáng 16/11» + 1 ảnh" in staff.last().text


async def test_another_units_case_is_not_answered_by_editing(staff: Staff) -> None:
    code = await staff.files_case()
    said = await staff.says(MINH, "Đèn đã sửa", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("card"), "Chuyển, gia hạn")
    await staff.presses(LAN, staff.last(), "Văn hóa")
    await staff.says(LAN, "Việc của văn hóa", to=staff.last())
    await staff.presses(LAN, staff.last(), "Chuyển")
    await staff.edits(MINH, said, "Đèn đã sửa xong")
    assert "Phòng Văn hóa" in staff.last().text
    assert len(await staff.entries(code)) == 3


async def test_a_mistyped_connecting_code_is_mended_by_editing(staff: Staff) -> None:
    async with staff.desk() as desk:
        code = await desk.store.offices.invite(RoomKind.UNIT, "kinh_te", desk.now)
    said = await staff.says(LAN, "/ketnoi 22222222", chat=STRANGERS)
    assert "không đúng" in staff.last(STRANGERS).text
    await staff.edits(LAN, said, f"/ketnoi {code}")
    assert "Từ nay đây là bàn tiếp nhận" in staff.last(STRANGERS).text


async def test_talk_that_is_edited_stays_talk(staff: Staff) -> None:
    await staff.files_case()
    for chat in (GROUP, STRANGERS):
        said = await staff.says(LAN, "trưa nay ăn gì", chat=chat)
        before = len(staff.shown)
        await staff.edits(LAN, said, "chiều nay ăn gì")
        assert len(staff.shown) == before
