"""A resident says what troubles them: drafts, as they grow, wait, and are sent or dropped."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.message import AttachmentKind
from handlers.residents import report
from handlers.residents.everyday import new_matter
from storage.places import Whereabouts
from tests.handlers.residents.stories import LAMP, answer, cases, drafts, entries, file, where_it_is
from tests.handlers.told import OFFICE, Heard, Town, open_town

PHOTO, VOICE, COPY = AttachmentKind.PHOTO, AttachmentKind.VOICE, AttachmentKind.COPY


async def test_a_first_message_is_greeted_and_read_back(told: Town) -> None:
    [shown] = await told.says("ba", LAMP)
    assert "trợ lý tự động của UBND phường Hoa Sen" in shown.text
    assert f"«{LAMP}»" in shown.text
    assert "Khu phố 5" in shown.text
    assert "113" in shown.text
    assert "Phản ánh" in shown.text
    assert len(shown.text) <= 600
    assert [one.value.split(":")[0] for one in shown.choices[:3]] == [
        "draft.send",
        "draft.more",
        "draft.drop",
    ]


async def test_a_second_report_within_the_month_is_not_greeted_again(told: Town) -> None:
    await told.says("ba", LAMP)
    await told.presses("ba", told.last("ba"), "bỏ")
    [shown] = await told.says("ba", "Rác đầy cầu kênh 12")
    assert "Xin chào" not in shown.text
    told.now += timedelta(days=31)
    await told.presses("ba", shown, "bỏ")
    [later] = await told.says("ba", "Rác lại đầy")
    assert "Xin chào" in later.text


async def test_three_messages_in_a_second_are_one_draft_with_one_greeted_summary(
    told: Town,
) -> None:
    told.holding = True
    for words in ("Cho tui hỏi", "đèn đường ấp 5 hư cả tuần nay", "sao hổng ai sửa"):
        await told.says("ba", words)
    [shown] = await told.deliver()
    assert "Xin chào" in shown.text
    assert "Cho tui hỏi đèn đường ấp 5 hư cả tuần nay sao hổng ai sửa" in shown.text
    assert len(await drafts(told)) == 1


async def test_an_album_and_a_later_voice_message_are_one_case(told: Town) -> None:
    await told.sends("ba", PHOTO, PHOTO, PHOTO, text="Cống nghẹt ở kp 2, nước ngập")
    [shown] = await told.sends("ba", VOICE)
    assert "3 ảnh, 1 tin nhắn thoại" in shown.text
    await told.presses("ba", shown, "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    [case] = await cases(told)
    kept = [len(entry.attachments or []) for entry in await entries(told, case)]
    assert kept == [3, 1]
    assert len(told.last("economy").out.attachments) == 4


async def test_what_we_cannot_read_is_said_politely_and_still_kept(told: Town) -> None:
    [shown] = await told.sends("ba", COPY)
    assert "chưa đọc được" in shown.text
    [asked] = await told.presses("ba", shown, "gửi")
    assert "lĩnh vực nào" in asked.text  # a person may understand it: no words are asked for


async def test_a_picture_without_a_word_is_asked_about_once(told: Town) -> None:
    [shown] = await told.sends("ba", PHOTO)
    [asked] = await told.presses("ba", shown, "gửi")
    assert "việc gì" in asked.text
    [next_one] = await told.says("ba", "ổ gà bự quá ở kp 3")
    assert "Đường" in next_one.text
    await told.presses("ba", next_one, "đúng")
    [case] = await cases(told)
    assert case.text == "ổ gà bự quá ở kp 3"


async def test_a_picture_can_be_sent_as_it_is(told: Town) -> None:
    await told.sends("ba", PHOTO)
    await told.presses("ba", told.last("ba"), "gửi")
    [asked] = await told.presses("ba", told.last("ba"), "cứ gửi")
    assert "lĩnh vực" in asked.text


async def test_an_edited_message_changes_the_draft_and_both_versions_stay(told: Town) -> None:
    await told.says("ba", "Đèn đường ấp 4 hư")
    [shown] = await told.edits("ba", told.last_id, "Đèn đường ấp 5 hư")
    assert "ấp 5" in shown.text
    assert "ấp 4" not in shown.text
    await told.presses("ba", shown, "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    [case] = await cases(told)
    assert case.text == "Đèn đường ấp 5 hư"
    assert [one.text for one in await entries(told, case)] == [
        "Đèn đường ấp 4 hư",
        "Đèn đường ấp 5 hư",
    ]


async def test_an_edited_caption_leaves_the_album_whole(told: Town) -> None:
    await told.sends("ba", PHOTO, PHOTO, text="Đèn hư")
    [shown] = await told.edits("ba", told.last_id, "Đèn đường hư")
    assert "2 ảnh" in shown.text
    assert "Đèn đường hư" in shown.text


async def test_an_edit_of_what_was_never_kept_is_a_message_like_any_other(told: Town) -> None:
    await told.says("ba", "alo")
    [shown] = await told.edits("ba", told.last_id, LAMP)
    assert f"«{LAMP}»" in shown.text


async def test_the_kind_is_guessed_until_the_resident_chooses(told: Town) -> None:
    [shown] = await told.says("ba", "Xin kiến nghị xã làm thêm gờ giảm tốc trước cổng trường")
    assert "Loại: Kiến nghị" in shown.text
    [changed] = await told.presses("ba", shown, "Phản ánh")
    assert changed.id == shown.id  # the same message, edited
    assert "Loại: Phản ánh" in changed.text
    [after] = await told.says("ba", "kiến nghị làm sớm")
    assert "Loại: Phản ánh" in after.text


async def test_a_name_can_be_left_out_and_put_back(told: Town) -> None:
    [shown] = await told.says("ba", LAMP)
    [without] = await told.presses("ba", shown, "không nêu tên")
    assert "Gửi không nêu tên." in without.text
    [again] = await told.presses("ba", without, "nêu tên như")
    assert "Gửi không nêu tên." not in again.text
    await told.presses("ba", again, "không nêu tên")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    [case] = await cases(told)
    assert case.anonymous


async def test_who_taps_twice_for_no_name_has_no_name(told: Town) -> None:
    [shown] = await told.says("ba", LAMP)
    for _ in range(2):  # an old hand taps twice before the message has changed
        [without] = await told.presses("ba", shown, "không nêu tên")
        assert "Gửi không nêu tên." in without.text
    await told.presses("ba", without, "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    [case] = await cases(told)
    assert case.anonymous


@pytest.mark.parametrize("typed", ["1", "gửi", "gui", "Gửi đi"])
async def test_a_number_or_a_word_does_what_the_button_does(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [asked] = await told.says("ba", typed)
    assert "phải không ạ" in asked.text
    await told.says("ba", "1")
    assert "PA-2611-" in told.last("ba").text


async def test_send_typed_after_other_talk_still_sends(told: Town) -> None:
    await told.says("ba", LAMP)
    await told.says("ba", "hồ sơ của tôi")
    [asked] = await told.says("ba", "gửi")
    assert "phải không ạ" in asked.text


async def test_a_dropped_draft_is_gone_and_its_buttons_say_so(told: Town) -> None:
    [shown] = await told.says("ba", LAMP)
    [dropped] = await told.presses("ba", shown, "bỏ")
    assert "không gửi đi đâu" in dropped.text
    assert await told.presses("ba", shown, "gửi") == []
    assert "Không có gì thay đổi" in told.notice
    assert await cases(told) == []


async def test_send_pressed_twice_files_one_case(told: Town) -> None:
    [shown] = await told.says("ba", LAMP)
    await told.presses("ba", shown, "gửi")
    assert await told.presses("ba", shown, "gửi") == []
    assert "câu hỏi" in told.notice
    await told.presses("ba", told.last("ba"), "đúng")
    assert await told.presses("ba", shown, "gửi") == []
    assert "đã gửi rồi" in told.notice
    assert len(await cases(told)) == 1


async def test_nobody_can_press_another_persons_draft(told: Town) -> None:
    [shown] = await told.says("ba", LAMP)
    await told.presses("tu", shown, "gửi")
    assert "đã qua" in told.notice
    assert await cases(told) == []


async def test_a_draft_survives_a_restart_and_is_offered_again_once(tmp_path: Path) -> None:
    async with open_town(tmp_path) as town:
        await town.says("ba", LAMP)
        await town.presses("ba", town.last("ba"), "gửi")  # a question is open
        heard, now = town.heard, town.now
    async with open_town(tmp_path) as town:
        town.heard, town.now, town._ids = heard, now + timedelta(minutes=31), 500
        async with town.desk() as desk:
            assert await report.offer_again(desk) == 1
        [offered] = await town.deliver()
        assert "chưa gửi xong" in offered.text
        assert f"«{LAMP}»" in offered.text
        async with town.desk() as desk:
            assert await report.offer_again(desk) == 0
        await town.presses("ba", offered, "đúng")
        assert "PA-2611-" in town.last("ba").text


async def test_the_question_that_stood_open_is_put_again_with_the_draft(told: Town) -> None:
    await told.says("ba", "ổ gà bự quá, té xe hoài")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    told.now += timedelta(hours=1)
    [offered] = await _offered(told)
    assert "Xin phép" not in offered.text, "sending below it was the yes"
    assert "Xin hỏi việc này ở đâu" in offered.text
    await told.says("ba", "gần chợ")
    assert (await where_it_is(told)).words == "gần chợ"


async def test_whether_it_is_a_new_matter_is_put_again_too(told: Town) -> None:
    case = await file(told, "ba")
    await told.says("ba", "đèn hẻm bên cũng hư")
    told.now += timedelta(hours=1)
    [offered] = await _offered(told)
    assert "việc mới, hay bổ sung" in offered.text
    await told.says("ba", "bổ sung")
    assert [one.text for one in await entries(told, case)][-1] == "đèn hẻm bên cũng hư"


async def test_not_done_is_heard_where_it_is_asked_whether_it_is_a_new_matter(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    await told.says("ba", "mới sửa có một phần")
    said = await told.says("ba", "chưa xong")
    assert any(f"{case.code} được mở lại" in one.text for one in said if one.chat == "ba")


async def test_send_does_not_say_whether_it_is_a_new_matter(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "trụ số 12")
    [which] = await told.says("ba", "gửi")
    assert "việc mới, hay bổ sung" in which.text
    assert len(await cases(told)) == 1


async def test_a_new_matter_after_a_day_is_no_answer_to_the_question(told: Town) -> None:
    await told.says("ba", "ổ gà bự quá, té xe hoài")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await _offered(told)
    told.now += timedelta(days=2)
    [which] = await told.says("ba", RUBBISH)
    assert "việc mới, hay bổ sung" in which.text


async def test_nobody_is_offered_a_draft_at_night(told: Town) -> None:
    told.now += timedelta(hours=14)  # 22:00
    await told.says("ba", LAMP)
    told.now += timedelta(hours=1)
    async with told.desk() as desk:
        assert await report.offer_again(desk) == 0
    told.now += timedelta(hours=9)  # 08:00
    async with told.desk() as desk:
        assert await report.offer_again(desk) == 1


async def test_who_has_an_open_case_is_asked_where_a_new_message_belongs(told: Town) -> None:
    case = await file(told, "ba")
    [asked] = await told.says("ba", "thêm nữa là dây điện cũng đứt")
    assert "việc mới" in asked.text
    assert any(label.startswith(f"Thêm vào {case.code}") for label in asked.labels)
    [again] = await told.sends("ba", PHOTO)
    assert "việc mới" in again.text
    thanked = await told.presses("ba", again, case.code)
    assert case.code in thanked[-1].text
    said = [one.text for one in await entries(told, case)]
    assert said == [LAMP, "thêm nữa là dây điện cũng đứt", ""]
    assert any("dây điện cũng đứt" in one.text for one in told.said_to("economy"))
    assert len(await cases(told)) == 1


async def test_a_new_matter_beside_an_open_case_is_a_case_of_its_own(told: Town) -> None:
    first = await file(told, "ba")
    second = await file(told, "ba", "Rác đầy cầu kênh 12 hôi quá trời")
    assert first.id != second.id
    assert second.category == "rac_ve_sinh"


async def test_long_after_the_answer_nothing_is_asked_about_the_old_case(told: Town) -> None:
    await answer(told, await file(told, "ba"))
    told.now += timedelta(days=8)
    [shown] = await told.says("ba", "Rác đầy cầu kênh 12")
    assert "Trợ lý đã ghi" in shown.text


async def test_a_pin_is_the_place_of_the_draft(told: Town) -> None:
    await told.says("ba", "ổ gà bự quá, té xe hoài")
    [shown] = await told.pins("ba", words="Chợ Hoa Sen")
    assert "Chợ Hoa Sen" in shown.text
    await told.presses("ba", shown, "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    assert await where_it_is(told) == Whereabouts("Chợ Hoa Sen", (10.0312, 105.7698))


async def test_danger_is_answered_with_the_numbers_to_call(told: Town) -> None:
    await told.says("ba", LAMP)
    await told.presses("ba", told.last("ba"), "bỏ")
    [shown] = await told.says("ba", "Cột điện trước nhà tôi nghiêng sắp đổ, dây chạm mái tôn")
    assert "114" in shown.text


@pytest.mark.parametrize(
    ("typed", "new"),
    [
        ("việc mới", True), ("moi", True), ("dạ chuyện khác ạ", True), ("viec khac", True),
        ("bổ sung", False), ("them vao", False), ("viec cu", False),
        ("cũng việc đó", False), ("gửi thêm nha", False), ("việc hôm qua", False),
        ("đường mới làm đã hư", None), ("nay lại tắt thêm trụ nữa", None), ("", None),
    ],
)  # fmt: skip
def test_new_or_old_is_heard_as_people_say_it(typed: str, new: bool | None) -> None:
    assert new_matter(typed) is new


@pytest.mark.parametrize(
    ("typed", "heard"), [("mới", "Trợ lý đã ghi"), ("thêm vào", "đã thêm vào")]
)
async def test_where_it_belongs_may_be_said_in_words(told: Town, typed: str, heard: str) -> None:
    await file(told, "ba")
    [asked] = await told.says("ba", "Nay lại tắt thêm trụ nữa")
    assert "việc mới" in asked.text
    await told.says("ba", typed)
    assert heard in told.last("ba").text
    assert typed not in [
        one.text for case in await cases(told) for one in await entries(told, case)
    ]


RUBBISH = "Rác đầy cầu kênh 12, ấp 6"


async def test_a_draft_begun_by_a_link_is_offered_again_when_something_was_said(
    told: Town,
) -> None:
    await told.says("ba", "/start kp5")
    told.now += timedelta(hours=1)
    await _offered(told)
    await told.says("ba", "đèn đường hư")
    told.now += timedelta(hours=1)
    [again] = await _offered(told)
    assert "còn một bản nháp chưa gửi" in again.text


async def _offered(town: Town) -> list[Heard]:
    async with town.desk() as desk:
        await report.offer_again(desk)
    return await town.deliver()


async def test_a_link_names_nobody_who_wanted_no_name_and_asks_whether_it_is_new(
    told: Town,
) -> None:
    [shown] = await told.says("ba", LAMP)
    await told.presses("ba", shown, "không nêu tên")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.says("ba", "/start kp5")
    [which] = await told.says("ba", "Rác đầy đường")
    [shown] = await told.presses("ba", which, "việc mới")
    assert "Gửi không nêu tên." in shown.text
    assert "Khu phố 5" in shown.text


async def test_a_new_matter_after_a_day_is_not_silently_put_into_an_old_draft(told: Town) -> None:
    await told.says("ba", LAMP)
    told.now += timedelta(days=7)
    [which] = await told.says("ba", RUBBISH)
    assert which.labels == ["🆕 Việc mới", "Viết tiếp bản nháp: Đèn đường ấp 5 hư cả…"]
    [shown] = await told.presses("ba", which, "việc mới")
    assert RUBBISH in shown.text
    assert LAMP not in shown.text
    await told.presses("ba", shown, "gửi")
    said = await told.presses("ba", told.last("ba"), "đúng")
    mine = [one.text for one in said if one.chat == "ba"]
    assert "Còn một việc nữa" in mine[-2]  # the old one is not lost
    assert LAMP in mine[-1]


@pytest.mark.parametrize("way", ["viết tiếp bản nháp", "thêm vào", "cũ"])
async def test_what_is_said_after_a_day_can_be_added_to_the_old_draft(told: Town, way: str) -> None:
    await told.says("ba", LAMP)
    told.now += timedelta(days=7)
    [which] = await told.says("ba", "nay vẫn chưa ai tới, sát nhà số 12")
    [shown] = await told.presses("ba", which, way) if "nháp" in way else await told.says("ba", way)
    assert f"{LAMP} nay vẫn chưa ai tới" in shown.text
    assert [one.closed_at is None for one in await drafts(told)] == [True, False]


async def test_who_quotes_an_old_draft_or_asks_to_add_goes_on_with_it(told: Town) -> None:
    [shown] = await told.says("ba", LAMP)
    told.now += timedelta(days=7)
    [quoted] = await told.says("ba", "sát nhà số 12", reply_to=shown.id)
    assert "sát nhà số 12" in quoted.text
    told.now += timedelta(days=7)
    await told.presses("ba", quoted, "thêm")
    [more] = await told.says("ba", "trụ số 7")
    assert LAMP in more.text
    assert len(await drafts(told)) == 1


async def test_a_question_about_the_older_of_two_drafts_is_answered_in_it(told: Town) -> None:
    [old] = await told.says("ba", "Đèn đường hư cả tuần nay")
    told.now += timedelta(days=7)
    [which] = await told.says("ba", RUBBISH)
    await told.presses("ba", which, "việc mới")
    await told.presses("ba", old, "gửi")
    [place] = await told.presses("ba", told.last("ba"), "đúng")
    assert "ở đâu" in place.text
    await told.says("ba", "hẻm 12, gần quán Hương")
    [case] = await cases(told)
    assert case.text == "Đèn đường hư cả tuần nay"


async def test_a_new_draft_after_a_flood_is_shown(told: Town) -> None:
    for number in range(OFFICE.flood.messages + 2):
        await told.says("ba", f"câu số {number}")
    await told.presses("ba", told.last("ba"), "bỏ")
    [shown] = await told.says("ba", LAMP)
    assert LAMP in shown.text


async def test_the_oldest_of_many_cases_can_be_chosen(told: Town) -> None:
    filed = [await file(told, "ba", f"{LAMP}, trụ {number}") for number in range(10)]
    [which] = await told.says("ba", "nay vẫn chưa thấy ai tới")
    assert len(which.labels) == 1 + 8 + 1
    [further] = await told.presses("ba", which, "cũ hơn")
    assert further.labels[0] == "🆕 Việc mới"
    assert len(further.labels) == 3
    await told.presses("ba", further, filed[0].code)
    assert f"đã thêm vào hồ sơ {filed[0].code}" in told.last("ba").text


async def _two_old_ones(told: Town) -> None:
    await file(told, "ba")
    await file(told, "ba", "Rác đầy cầu kênh 12 hôi quá trời")
    [asked] = await told.says("ba", "Hôm nay vẫn vậy")
    assert "việc mới" in asked.text


async def test_an_old_matter_of_several_is_asked_for_and_is_no_part_of_it(told: Town) -> None:
    await _two_old_ones(told)
    [which] = await told.says("ba", "việc cũ")
    assert "việc nào" in which.text
    assert len(which.labels) == 2
    await told.presses("ba", which, "Rác")
    said = [one.text for one in await entries(told, (await cases(told))[1])]
    assert said[-1] == "Hôm nay vẫn vậy"
    assert "việc cũ" not in said


@pytest.mark.parametrize(("typed", "at"), [("cái đèn", 0), ("việc rác đó", 1), ("den duong", 0)])
async def test_an_old_matter_may_be_named_by_its_words(told: Town, typed: str, at: int) -> None:
    await _two_old_ones(told)
    await told.says("ba", typed)
    said = [one.text for one in await entries(told, (await cases(told))[at])]
    assert said[-1] == "Hôm nay vẫn vậy"


async def test_what_names_both_leaves_the_choice_between_them(told: Town) -> None:
    await file(told, "ba")
    await file(told, "ba", "Đèn đường ấp 4 cũng hư")
    await told.says("ba", "Hôm nay vẫn vậy")
    [which] = await told.says("ba", "cái đèn")
    assert "việc nào" in which.text
    [again] = await told.says("ba", "tắt cả đêm")
    assert "việc mới" in again.text
