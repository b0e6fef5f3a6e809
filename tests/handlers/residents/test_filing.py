"""From draft to case: one question at a time, only what is missing, and the receipt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.folding import fold
from handlers.message import AttachmentKind, Kind
from handlers.reach import Reach
from handlers.residents.everyday import meaning
from storage.models import Act, State
from tests.handlers.residents.stories import LAMP, cases, entries, newest_case, where_it_is
from tests.handlers.told import OFFICE, Town

WORDLESS = "Việc này rắc rối lắm xã ơi, giúp dân với"


async def test_the_receipt_says_code_unit_and_day_and_the_card_goes_to_the_unit(
    told: Town,
) -> None:
    await told.says("ba", LAMP)
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    [case] = await cases(told)
    receipt = told.last("ba")
    assert case.code.startswith("PA-2611-")
    assert case.code in receipt.text
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in receipt.text
    assert "thứ Năm 19/11/2026" in receipt.text
    assert len(receipt.text) <= 400
    assert receipt.case_id == case.id
    assert case.state == State.ASSIGNED
    assert case.code in told.last("economy").text
    assert case.next_reminder_at is not None


async def test_accentless_words_are_enough(told: Town) -> None:
    await told.says("ba", "rac dau cau kenh 12 day nhoc hoi qua troi may anh oi")
    await told.says("ba", "gui")
    assert "Rác thải" in told.last("ba").text
    await told.says("ba", "dung")
    [case] = await cases(told)
    assert (case.category, case.area) == ("rac_ve_sinh", "kenh12")
    assert "rac dau cau kenh 12" in case.folded
    assert fold(case.code) in case.folded


async def test_a_petition_asks_what_and_to_whom_and_has_its_own_prefix(told: Town) -> None:
    await told.says("ba", "Kiến nghị phường làm gờ giảm tốc trước cổng trường ở kp 3")
    [what] = await told.presses("ba", told.last("ba"), "gửi")
    assert "đề nghị làm điều gì" in what.text
    [whom] = await told.says("ba", "Làm hai gờ giảm tốc, sơn vạch kẻ")
    assert "gửi kiến nghị này tới ai" in whom.text
    [category] = await told.says("ba", "Phòng Kinh tế")
    await told.presses("ba", category, "đúng")
    [case] = await cases(told)
    assert case.code.startswith("KN-2611-")
    assert case.proposal == "Làm hai gờ giảm tốc, sơn vạch kẻ"
    assert case.addressee == "Phòng Kinh tế"
    assert case.text == "Kiến nghị phường làm gờ giảm tốc trước cổng trường ở kp 3"
    details = [one for one in await entries(told, case) if one.act == Act.DETAIL]
    assert [one.text for one in details] == [case.proposal, case.addressee]


async def test_whom_a_petition_goes_to_may_be_left_to_us(told: Town) -> None:
    await told.says("ba", "Đề nghị lắp đèn đường ở kp 3")
    await told.presses("ba", told.last("ba"), "gửi")
    [whom] = await told.says("ba", "Lắp 5 bóng đèn")
    [category] = await told.presses("ba", whom, "chuyển giúp")
    await told.presses("ba", category, "đúng")
    assert not (await newest_case(told)).addressee


async def test_without_a_guess_all_categories_are_offered_and_not_knowing_is_fine(
    told: Town,
) -> None:
    await told.says("ba", WORDLESS)
    [asked] = await told.presses("ba", told.last("ba"), "gửi")
    assert len(asked.choices) == 21
    assert asked.labels[-1].endswith("Không rõ")
    assert len(asked.out.choices[0]) == 2
    [place] = await told.presses("ba", asked, "không rõ")
    assert "ở đâu" in place.text
    await told.presses("ba", place, "bỏ qua")
    [case] = await cases(told)
    assert (case.category, case.unit) == ("khac", "van_phong")
    assert not await where_it_is(told)


async def test_a_guess_that_is_wrong_leads_to_the_list(told: Town) -> None:
    await told.says("ba", LAMP)
    await told.presses("ba", told.last("ba"), "gửi")
    [asked] = await told.presses("ba", told.last("ba"), "lĩnh vực khác")
    await told.presses("ba", asked, "Đường, cầu")
    assert (await newest_case(told)).category == "giao_thong"


async def test_a_typed_category_is_understood_and_the_words_are_kept(told: Town) -> None:
    await told.says("ba", WORDLESS)
    await told.presses("ba", told.last("ba"), "gửi")
    [asked] = await told.says("ba", "chuyện cống nghẹt ở kp 2")
    assert "Nước sạch, cống" in asked.text
    await told.presses("ba", asked, "đúng")
    assert (await newest_case(told)).text == f"{WORDLESS}\nchuyện cống nghẹt ở kp 2"


async def _asked_for_place(told: Town) -> None:
    await told.says("ba", "ổ gà bự quá, té xe hoài")
    await told.presses("ba", told.last("ba"), "gửi")
    [asked] = await told.presses("ba", told.last("ba"), "đúng")
    assert "ở đâu" in asked.text


async def test_the_place_may_be_words(told: Town) -> None:
    await _asked_for_place(told)
    await told.says("ba", "trước nhà 12 đường Hoa Sen")
    assert (await where_it_is(told)).words == "trước nhà 12 đường Hoa Sen"


@pytest.mark.parametrize("pins", [True, False])
async def test_a_pin_is_asked_for_where_one_can_be_sent(told: Town, *, pins: bool) -> None:
    told.reach = {"telegram": Reach(pins=pins)}
    await _asked_for_place(told)
    assert ("→ Vị trí" in told.last("ba").text) is pins


async def test_the_place_may_be_a_pin(told: Town) -> None:
    await _asked_for_place(told)
    await told.pins("ba")
    assert (await where_it_is(told)).pin == (10.0312, 105.7698)


async def test_a_picture_in_the_midst_of_a_question_is_kept_and_the_question_stands(
    told: Town,
) -> None:
    await _asked_for_place(told)
    [again] = await told.sends("ba", AttachmentKind.PHOTO)
    assert "ở đâu" in again.text
    await told.says("ba", "bo qua")
    kept = await entries(told, await newest_case(told))
    assert sum(len(one.attachments or []) for one in kept) == 1


async def test_an_edited_answer_counts_in_its_newest_version(told: Town) -> None:
    await told.says("ba", "Kiến nghị làm gờ giảm tốc trước cổng trường ở kp 3")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.says("ba", "Làm 1 gờ")
    [whom] = await told.edits("ba", told.last_id, "Làm 2 gờ")
    assert "tới ai" in whom.text
    await told.presses("ba", whom, "chuyển giúp")
    await told.presses("ba", told.last("ba"), "đúng")
    assert (await newest_case(told)).proposal == "Làm 2 gờ"


async def test_a_code_typed_in_the_midst_of_a_question_is_no_answer(told: Town) -> None:
    await _asked_for_place(told)
    [said] = await told.says("ba", "PA-2611-7K4Q")
    assert "không tìm thấy" in said.text
    await told.says("ba", "đầu hẻm 5")
    assert (await where_it_is(told)).words == "đầu hẻm 5"


@pytest.mark.parametrize(
    ("words", "prefix"),
    [
        ("Dạ cho con hỏi làm giấy khai sinh cho bé cần giấy gì", "HD-"),
        ("Khen cán bộ một cửa nhiệt tình quá", "LK-"),
    ],
)
async def test_a_question_or_praise_is_not_asked_for_a_place(
    told: Town, words: str, prefix: str
) -> None:
    await told.says("ba", words)
    await told.presses("ba", told.last("ba"), "gửi")
    if "phải không" in told.last("ba").text:
        await told.presses("ba", told.last("ba"), "đúng")
    assert (await newest_case(told)).code.startswith(prefix)


async def test_danger_has_its_own_deadline_and_receipt(told: Town) -> None:
    await told.says("ba", "Cột điện ấp 5 nghiêng sắp đổ, dây chạm mái tôn")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    case = await newest_case(told)
    assert case.urgent
    assert "việc gấp" in told.last("ba").text
    assert "16/11/2026" in told.last("ba").text


async def test_after_closing_the_receipt_says_when_officials_begin(told: Town) -> None:
    told.now += timedelta(hours=12)  # 20:00
    await told.says("ba", LAMP)
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    assert "07:30 thứ Ba 17/11/2026" in told.last("ba").text
    assert len(told.last("ba").text) <= 400


async def test_another_persons_number_is_masked(told: Town) -> None:
    await told.says("ba", LAMP)
    base = told.message("ba", "Tư Điện")
    await told.hears(replace(base, kind=Kind.CONTACT, phone="0912345678"))
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    case = await newest_case(told)
    assert "Tư Điện 09****5678" in case.text
    assert "0912345678" not in case.text


async def test_ones_own_number_is_kept_sealed_and_not_shown(told: Town) -> None:
    base = told.message("ba")
    contact = replace(base, kind=Kind.CONTACT, phone="0912345678", own_phone=True)
    [thanks] = await told.hears(contact)
    assert "giữ kín" in thanks.text
    async with told.desk() as desk:
        person = await desk.store.people.person_by_id(1)
        assert desk.store.people.identity(person).phone == "0912345678"
    assert await cases(told) == []


async def test_no_group_ever_reads_who_it_is(told: Town) -> None:
    await told.says("ba", LAMP)
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    for one in told.said_to("economy"):
        assert "Ba" not in one.text.split()
        assert "id-ba" not in one.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("phải rồi", "yes"), ("dạ đúng", "yes"), ("ừ", "yes"), ("vâng ạ", "yes"), ("ok", "yes"),
        ("dung do chau", "yes"), ("co", "yes"), ("chính xác", "yes"), ("y vay do", "yes"),
        ("không", "no"), ("hong phai dau", "no"), ("dạ không phải ạ", "no"), ("sai roi", "no"),
        ("chưa đúng", "no"), ("việc khác", "no"),
        ("không biết", "unsure"), ("tui hong biet nua", "unsure"), ("chưa rõ ạ", "unsure"),
        ("chịu", "unsure"), ("sao cũng được", "unsure"), ("tùy xã", "unsure"),
        ("ai biet dau", "unsure"), ("toi ko biet linh vuc gi", "unsure"),
        ("đúng là đường này hư lâu rồi mà không ai sửa", None), ("o nha ba sau", None),
        ("phải sửa gấp", None), ("không có nước", None), ("co ran trong nha", None), ("9", None),
        ("", None),
    ],
)  # fmt: skip
def test_yes_no_and_not_knowing_are_heard_as_people_say_them(typed: str, said: str | None) -> None:
    assert meaning(typed) == said


async def guessed(told: Town) -> None:
    """The category was guessed, and is asked about."""
    await told.says("ba", LAMP)
    [asked] = await told.presses("ba", told.last("ba"), "gửi")
    assert "phải không ạ" in asked.text


@pytest.mark.parametrize(
    ("typed", "category"), [("phải rồi chú", "dien_chieu_sang"), ("tui khong biet", "khac")]
)
async def test_the_category_is_settled_in_everyday_words(
    told: Town, typed: str, category: str
) -> None:
    await guessed(told)
    await told.says("ba", typed)
    [case] = await cases(told)
    assert case.category == category
    assert typed not in case.text


async def test_not_that_one_shows_them_all(told: Town) -> None:
    await guessed(told)
    [shown] = await told.says("ba", "hong phai")
    assert len(shown.choices) == 21


async def test_who_says_something_else_twice_keeps_the_guess_and_all_that_was_said(
    told: Town,
) -> None:
    await guessed(told)
    [again] = await told.says("ba", "trụ số 9 nha chú")
    assert "đã ghi thêm" in again.text
    assert "phải không ạ" in again.text
    said = await told.says("ba", "gần nhà bà Sáu bán bún")
    assert "tạm xếp" in said[0].text
    [case] = await cases(told)
    assert case.category == "dien_chieu_sang"
    assert case.text.split("\n") == [LAMP, "trụ số 9 nha chú", "gần nhà bà Sáu bán bún"]


@pytest.mark.parametrize("how", ["words", "tap"])
async def test_a_guess_that_was_called_wrong_is_not_kept(told: Town, how: str) -> None:
    await guessed(told)
    if how == "words":
        await told.says("ba", "không phải")
    else:
        await told.presses("ba", told.last("ba"), "lĩnh vực khác")
    [again] = await told.sends("ba", AttachmentKind.PHOTO)
    assert len(again.choices) == 21
    said = await told.says("ba", "trụ số 9 nha chú")
    assert "cán bộ xếp giúp" in said[0].text
    assert (await newest_case(told)).category == OFFICE.fallback_category


async def test_who_is_in_a_hurry_keeps_the_guess(told: Town) -> None:
    await guessed(told)
    await told.says("ba", "nhanh giúp tôi")
    await told.says("ba", "gửi đi")
    assert (await newest_case(told)).category == "dien_chieu_sang"


@pytest.mark.parametrize("typed", ["gửi", "dạ gửi đi con", "Bỏ qua", "thôi bỏ qua nha"])
async def test_who_wants_no_question_about_the_category_keeps_the_guess(
    told: Town, typed: str
) -> None:
    await guessed(told)
    said = await told.says("ba", typed)
    assert "tạm xếp" in said[0].text
    assert (await newest_case(told)).text == LAMP


async def test_sent_twice_in_a_row_says_nothing_was_added(told: Town) -> None:
    await told.says("ba", LAMP)
    first, second = told.message("ba", "gửi"), told.message("ba", "gửi")
    told.now += timedelta(seconds=2)
    await told.hears(first)
    [again] = await told.hears(second)
    assert "phải không ạ" in again.text
    assert "đã ghi thêm" not in again.text


@pytest.mark.parametrize("typed", ["gửi", "bỏ qua", "không", "không biết"])
async def test_a_picture_is_sent_without_words_when_they_have_none(told: Town, typed: str) -> None:
    await told.sends("ba", AttachmentKind.PHOTO)
    [asked] = await told.presses("ba", told.last("ba"), "gửi")
    assert "thêm vài lời" in asked.text
    await told.says("ba", typed)
    await told.presses("ba", told.last("ba"), "Không rõ")
    await told.says("ba", "bỏ qua")
    assert not (await newest_case(told)).text


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("rác", "rac_ve_sinh"), ("rac", "rac_ve_sinh"), ("cái rác đó con", "rac_ve_sinh"),
        ("thuộc lĩnh vực rác thải", "rac_ve_sinh"), ("cống", "nuoc_thoat_ngap"),
        ("cầu đường", "giao_thong"), ("đường", "giao_thong"), ("an ninh", "an_ninh"),
        ("điện", "dien_chieu_sang"),
    ],
)  # fmt: skip
async def test_a_category_is_chosen_by_its_name(told: Town, typed: str, category: str) -> None:
    await guessed(told)
    await told.says("ba", "không")
    await told.says("ba", typed)
    assert (await newest_case(told)).category == category


async def test_a_name_typed_under_the_list_is_kept_too(told: Town) -> None:
    await told.says("ba", f"{WORDLESS}, khu phố 3")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.says("ba", "rác thải")
    case = await newest_case(told)
    assert (case.category, case.text) == ("rac_ve_sinh", f"{WORDLESS}, khu phố 3\nrác thải")


async def test_a_name_under_a_guess_may_be_the_place(told: Town) -> None:
    await guessed(told)
    [again] = await told.says("ba", "trạm y tế")
    assert "phải không ạ" in again.text


@pytest.mark.parametrize("typed", ["cây", "cầu, điện", "nhà tôi"])
async def test_what_names_no_category_or_several_is_found_by_the_office(
    told: Town, typed: str
) -> None:
    await guessed(told)
    await told.says("ba", "không")
    said = await told.says("ba", typed)
    assert "cán bộ xếp giúp" in said[0].text
    assert (await newest_case(told)).text == f"{LAMP}\n{typed}"


async def test_a_picture_sent_at_the_question_is_no_answer_in_vain(told: Town) -> None:
    await guessed(told)
    for _ in range(3):
        await told.sends("ba", AttachmentKind.PHOTO)
    assert "phải không ạ" in told.last("ba").text
    assert await cases(told) == []


@pytest.mark.parametrize("step", ["category", "place"])
async def test_what_they_do_not_know_is_told_when_it_may_matter(told: Town, step: str) -> None:
    await told.says("ba", "Đèn đường trước nhà hư")
    await told.says("ba", "gửi")
    if step == "place":
        await told.says("ba", "đúng")
    await told.says("ba", "không biết ai đập bể")
    await told.says("ba", "gửi")
    assert "không biết ai đập bể" in (await newest_case(told)).text
