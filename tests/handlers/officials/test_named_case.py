"""Which case words are about, and as what they are meant: what they say goes before the reply."""

from datetime import UTC, datetime

import pytest

from handlers.officials import late
from handlers.wording import HERE
from tests.handlers.officials.staff import GROUP, LAN, PHOTO, Staff

RUBBISH = "Rác đầu hẻm 5 chưa ai thu gom"


async def a_draft_stands(staff: Staff) -> tuple[str, str]:
    """A case whose apology is drafted, and another."""
    late_one, other = await staff.files_case(days=9 / 24), await staff.files_case(RUBBISH)
    staff.now = datetime(2026, 11, 17, 8, tzinfo=HERE).astimezone(UTC)
    async with staff.desk() as desk:
        assert await late.sweep(desk) == 1
    return late_one, other


@pytest.mark.parametrize("typed", ["/traloi {code} {words}", "#{short} {words}"])
async def test_an_answer_to_another_case_is_no_apology(staff: Staff, typed: str) -> None:
    code, other = await a_draft_stands(staff)
    draft, words = staff.newest("apology"), "Xe rác đã gom sạch cả hẻm"
    await staff.says(LAN, typed.format(code=other, short=other[-4:], words=words), to=draft)
    assert staff.newest("apology") == draft
    shown = staff.last()
    assert (other in shown.text, code in shown.text) == (True, False)
    assert f"«{words}»" in shown.text
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert words not in staff.to_resident("apology")[0].text


async def test_an_answer_typed_under_its_own_apology_is_an_answer(staff: Staff) -> None:
    code, _ = await a_draft_stands(staff)
    await staff.says(LAN, f"/traloi {code} Đèn đã sáng", to=staff.newest("apology"))
    assert "«Đèn đã sáng»" in staff.last().text
    assert "chưa gửi cho ai" in staff.last().text


async def test_a_wish_for_more_time_typed_under_an_apology_is_a_wish(staff: Staff) -> None:
    _, other = await a_draft_stands(staff)
    draft = staff.newest("apology")
    await staff.says(LAN, f"/giahan {other} 25/11 chờ vật tư về kho", to=draft)
    assert staff.newest("apology") == draft
    assert "Gia hạn" in staff.last().labels


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/giahan ngay 30/11 cho vat tu ve kho", "chưa gửi"),
        ("/hen ngay 30/11 cho vat tu ve kho", "thứ Hai 30/11/2026"),
    ],
)
async def test_a_day_under_the_card_may_begin_with_four_letters(
    staff: Staff, typed: str, shown: str
) -> None:
    code = await staff.files_case()
    await staff.says(LAN, typed, to=staff.newest("card"))
    said = [one.text for one in staff.in_chat(GROUP)][-2:]
    assert [one for one in said if code in one and shown in one], said


async def test_an_answer_to_another_case_lets_nothing_rest(staff: Staff) -> None:
    code, other = await staff.files_case(), await staff.files_case(RUBBISH)
    await staff.presses(LAN, staff.newest("card"), "Chuyển, gia hạn")
    await staff.presses(LAN, staff.last(), "Hẹn xem lại")
    await staff.says(LAN, f"/traloi {code} 30/11 chờ vật tư về", to=staff.last())
    assert code in staff.last().text
    assert "Gửi người dân" in " ".join(staff.last().labels)
    assert (await staff.case(other)).snoozed_until is None
    assert (await staff.case(code)).snoozed_until is None


async def test_a_photo_for_another_case_is_its_answers(staff: Staff) -> None:
    code, other = await staff.files_case(), await staff.files_case(RUBBISH)
    await staff.says(LAN, f"/traloi {code} Đèn cột 47 đã sửa xong sáng 16/11")
    await staff.presses(LAN, staff.last(), "Kèm ảnh")
    await staff.says(LAN, f"/traloi {other} Đã gom rác", to=staff.last(), files=(PHOTO,))
    assert other in staff.last().text
    assert "«Đã gom rác» + 1 ảnh" in staff.last().text
    assert (await staff.entries(code))[-1].attachments is None


async def test_a_wish_that_was_wrong_is_mended_in_reply(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, f"/giahan {code} 32/11 chờ vật tư về kho")
    await staff.says(LAN, "25/11 chờ vật tư về kho", to=staff.last())
    assert "Gia hạn" in staff.last().labels


@pytest.mark.parametrize(
    "words", ["Sang nay da thay bong den cot 12", "Thay bong xong luc 8 gio", "Thay"]
)
async def test_a_word_of_four_letters_is_no_code(staff: Staff, words: str) -> None:
    code = await staff.files_case()
    await staff.says(LAN, f"/traloi {words}", to=staff.newest("card"))
    assert code in staff.last().text
    assert f"«{words}»" in staff.last().text


@pytest.mark.parametrize("typed", ["7K4R da thay bong", "#SANG da thay bong", "PA-2611-SANG xong"])
async def test_a_mistyped_code_is_never_the_quoted_case(staff: Staff, typed: str) -> None:
    await staff.files_case()
    await staff.says(LAN, f"/traloi {typed}", to=staff.newest("card"))
    assert "Chưa tìm thấy hồ sơ" in staff.last().text


@pytest.mark.parametrize(
    "typed", ["/nhan", "/xong", "/giahan", "/traloi", "/traloi Đèn đã sáng", "/giahan 30/11 chờ"]
)
async def test_a_command_tapped_in_the_menu_says_that_it_wants_a_code(
    staff: Staff, typed: str
) -> None:
    await staff.files_case()
    await staff.says(LAN, typed)
    assert "ghi thêm mã hồ sơ" in staff.last().text


async def test_what_needs_no_words_wants_a_code_that_is_one(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, "/nhan HKTR", to=staff.newest("card"))
    assert "Chưa tìm thấy hồ sơ" in staff.last().text
    assert (await staff.case(code)).holder_id is None
