"""One tap, then the pledge and a word, both optional; changeable for a day; never for others."""

from datetime import timedelta

import pytest

from handlers.message import AttachmentKind, Choice
from storage.models import State
from storage.surveys import Asking
from tests.handlers.casebook import answered, filed, now, survey
from tests.handlers.told import MONDAY, OFFICE, Heard, Town

LATER = timedelta(minutes=5)


async def asked(told: Town, who: str = "tu") -> Heard:
    """The resident's case has been answered, and the question stands in their chat."""
    question = await answered(told, await filed(told, who))
    assert question is not None
    return question


async def rated(told: Town, level: str, done: str = "Đã xong", *, who: str = "tu") -> Heard:
    """They tapped a level, and whether it is done: the pledge's screen."""
    (face,) = await told.presses(who, await asked(told, who), level)
    await told.presses(who, face, done)
    return told.last(who)


async def test_after_an_answer_five_levels_and_not_done(told: Town) -> None:
    question = await asked(told)
    assert question.chat == "tu"
    assert [one.value for one in question.choices] == [
        *(f"sat:1:{level}" for level in (1, 2, 3, 4, 5)),
        "sat.undone:1",
    ]
    assert "được giữ kín" in question.text
    assert len(question.text) <= 400


@pytest.mark.parametrize("typed", ["4 sao", "mức 4", "1 sao"])
async def test_stars_after_a_level_say_nothing_about_the_matter(told: Town, typed: str) -> None:
    """They stood for the fourth button, "not done", or the first, "done"."""
    case = await filed(told, "tu")
    question = await answered(told, case)
    assert question is not None
    await told.presses("tu", question, "Chưa hài lòng")
    await told.says("tu", typed)
    assert (await survey(told)).done is None
    assert (await now(told, case)).state == State.ANSWERED


async def test_an_answer_is_asked_about_once(told: Town) -> None:
    case = await filed(told)
    await answered(told, case)
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        assert await desk.store.surveys.ask(known, told.now, Asking("answered", "telegram")) is None


async def test_who_wants_no_surveys_is_not_asked(told: Town) -> None:
    await told.says("tu", "/dungkhaosat")
    assert await answered(told, await filed(told, "tu")) is None


async def test_the_tap_is_stored_at_once_then_asked_whether_it_is_done(told: Town) -> None:
    question = await asked(told)
    (face,) = await told.presses("tu", question, "🙂 Hài lòng")
    assert face.id == question.id, "the same message"
    assert "Hài lòng" in face.text
    assert len(face.text) <= 400
    assert face.labels[:3] == ["✅ Đã xong", "➗ Xong một phần", "❗ Chưa xong"]
    stored = await survey(told)
    assert (stored.satisfaction, stored.rated_at) == (4, MONDAY)
    assert (stored.done, stored.items) == (None, None)


async def test_then_the_pledge_and_no_apology_is_asked_for_where_nothing_was_late(
    told: Town,
) -> None:
    face = await rated(told, "🙂 Hài lòng")
    items = [one.label for one in face.choices if one.value.startswith("pledge:")]
    assert items[0] == "Chào hỏi lịch sự"
    assert len(items) == 7
    assert not any("Xin lỗi" in one for one in items)
    assert "(Xin lỗi: không áp dụng, vì việc này không trễ hẹn.)" in face.text
    assert len(face.text) <= 400
    stored = await survey(told)
    assert (stored.satisfaction, stored.done, stored.items) == (4, "yes", None)


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("1 3", ["xin_chao", "xin_cam_on"]),
        ("1, 3,4", ["xin_chao", "xin_cam_on", "luon_mim_cuoi"]),
        ("3 3", ["xin_cam_on"]),
    ],
)
async def test_where_there_are_no_buttons_several_items_are_ticked_at_once(
    told: Town, typed: str, items: list[str]
) -> None:
    await rated(told, "🙂 Hài lòng")
    (face,) = await told.says("tu", typed)
    assert (await survey(told)).items == items
    assert face.text.startswith("Cảm ơn")


async def test_several_numbers_mean_nothing_where_only_one_can_be_chosen(told: Town) -> None:
    await asked(told)
    await told.says("tu", "1 2")
    assert (await survey(told)).satisfaction is None


async def test_after_a_late_answer_the_apology_is_on_the_screen(told: Town) -> None:
    case = await filed(told, due=MONDAY - timedelta(days=1))
    question = await answered(told, case)
    assert question is not None
    (face,) = await told.presses("tu", question, "🙂 Hài lòng")
    await told.presses("tu", face, "Đã xong")
    face = told.last("tu")
    assert "Xin lỗi và hẹn lại khi trễ" in face.labels
    assert "không áp dụng" not in face.text
    assert len((await survey(told)).offered or ()) == 8


async def test_done_confirms_the_case_and_says_nothing_of_the_service(told: Town) -> None:
    case = await filed(told)
    question = await answered(told, case)
    assert question is not None
    (face,) = await told.presses("tu", question, "Chưa hài lòng")
    await told.presses("tu", face, "Đã xong")
    assert (await now(told, case)).state == State.CONFIRMED
    stored = await survey(told)
    assert (stored.satisfaction, stored.done) == (2, "yes")


@pytest.mark.parametrize(("label", "done"), [("một phần", "partly"), ("❗ Chưa xong", "no")])
async def test_not_quite_done_is_asked_what_is_missing(told: Town, label: str, done: str) -> None:
    face = await rated(told, "Rất hài lòng", label)
    assert (await survey(told)).done == done
    assert "🔁 Mở lại hồ sơ" in face.labels
    (thanks,) = await told.says("tu", "Còn một bóng chưa sáng")
    assert (await survey(told)).comment == "Còn một bóng chưa sáng"
    assert "🔁 Mở lại hồ sơ" in thanks.labels


async def test_a_question_is_not_asked_whether_it_is_done(told: Town) -> None:
    case = await filed(told)
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        known.kind = "question"
        desk.store.cases.save(known)
    question = await answered(told, case)
    assert question is not None
    assert "câu hỏi" in question.text
    assert len(question.choices) == 5
    (face,) = await told.presses("tu", question, "🙂 Hài lòng")
    assert any(one.value.startswith("pledge:") for one in face.choices)
    assert (await survey(told)).about == "question"


@pytest.mark.parametrize(
    ("typed", "level"),
    [("5", 5), ("5 sao", 5), ("1", 1), ("hai long", 4), ("Rất không hài lòng", 1)],
)
async def test_a_number_or_a_word_is_as_good_as_a_tap(told: Town, typed: str, level: int) -> None:
    question = await asked(told)
    (face,) = await told.says("tu", typed)
    assert (await survey(told)).satisfaction == level
    assert face.id != question.id, "who types looks below"


async def test_the_wording_that_was_asked_is_kept_with_the_answer(told: Town) -> None:
    await rated(told, "Rất hài lòng")
    assert (await survey(told)).edition == OFFICE.pledge.edition


async def test_items_are_ticked_and_unticked(told: Town) -> None:
    face = await rated(told, "Rất hài lòng")
    assert "⏭ Bỏ qua" in face.labels
    face = (await told.presses("tu", face, "Thân thiện"))[0]
    face = (await told.presses("tu", face, "Chào hỏi"))[0]
    assert (await survey(told)).items == ["xin_chao", "luon_mim_cuoi"]
    assert "✓ Thân thiện" in face.labels
    assert "Xong" in face.labels
    face = (await told.says("tu", "1"))[0]
    assert (await survey(told)).items == ["luon_mim_cuoi"]
    face = (await told.presses("tu", face, "Thân thiện"))[0]
    assert (await survey(told)).items is None, "nothing ticked is no answer"


async def test_then_a_word_if_they_like(told: Town) -> None:
    await told.presses("tu", await rated(told, "Rất hài lòng"), "Bỏ qua")
    (thanks,) = await told.says("tu", "Anh em làm nhanh, lần sau báo trước giờ tới thì tốt hơn")
    assert "Xin cảm ơn" in thanks.text
    assert "báo trước giờ tới" in ((await survey(told)).comment or "")
    assert not any("báo trước" in one.text for one in told.heard if one.chat != "tu"), "kept"


async def test_no_word_is_fine(told: Town) -> None:
    face = (await told.presses("tu", await rated(told, "Bình thường"), "Bỏ qua"))[0]
    (thanks,) = await told.presses("tu", face, "Không, cảm ơn")
    assert thanks.labels == ["Đổi đánh giá"]
    said = await told.says("tu", "Cột điện đầu hẻm nghiêng sắp đổ")
    assert (await survey(told)).comment is None
    assert said[0].what == "draft"


async def test_a_tap_can_be_changed_on_every_screen_to_the_last(told: Town) -> None:
    face = (await told.presses("tu", await rated(told, "Bình thường"), "Bỏ qua"))[0]
    assert "Đổi đánh giá" in face.labels
    (thanks,) = await told.says("tu", "Nhanh lắm")
    (levels,) = await told.presses("tu", thanks, "Đổi đánh giá")
    await told.presses("tu", levels, "Rất hài lòng")
    stored = await survey(told)
    assert (stored.satisfaction, stored.comment) == (5, "Nhanh lắm")


@pytest.mark.parametrize("label", ["Chưa hài lòng", "Rất không hài lòng"])
async def test_who_is_not_content_is_asked_what_is_missing(told: Town, label: str) -> None:
    (face,) = await told.presses("tu", await asked(told), label)
    assert "Còn thiếu điều gì" in face.text
    assert len(face.text) <= 400
    (thanks,) = await told.says("tu", "Mới sửa một bóng, bóng kia vẫn tắt")
    assert (await survey(told)).comment == "Mới sửa một bóng, bóng kia vẫn tắt"
    await told.presses("tu", thanks, "Mở lại hồ sơ")
    async with told.desk() as desk:
        (case,) = await desk.store.cases.of_person(1)
    assert case.state == State.REOPENED
    assert (await survey(told)).done == "no"


async def test_not_done_opens_the_case_again(told: Town) -> None:
    case = await filed(told)
    question = await answered(told, case)
    assert question is not None
    said = await told.presses("tu", question, "Chưa xong")
    assert any(one.chat == "economy" for one in said)
    assert (await now(told, case)).state == State.REOPENED
    await told.presses("tu", question, "Chưa xong")
    assert "mở lại" in told.notice
    assert (await now(told, case)).reopened == 1
    await told.presses("tu", question, "🙂 Hài lòng")
    assert "mở lại" in told.notice
    assert (await survey(told)).satisfaction is None


async def test_a_second_answer_is_asked_about_anew(told: Town) -> None:
    case = await filed(told)
    first = await answered(told, case)
    assert first is not None
    await told.presses("tu", first, "Chưa xong")
    second = await answered(told, case)
    assert second is not None
    await told.presses("tu", second, "Rất hài lòng")
    assert (await survey(told, 1)).satisfaction is None
    assert (await survey(told, 2)).satisfaction == 5


async def test_the_last_tap_within_a_day_counts(told: Town) -> None:
    question = await asked(told)
    face = (await told.presses("tu", question, "Rất hài lòng"))[0]
    told.now = MONDAY + timedelta(hours=23, minutes=59)
    face = (await told.presses("tu", face, "Đổi đánh giá"))[0]
    assert "Bình thường" in " ".join(face.labels)
    await told.presses("tu", face, "Bình thường")
    stored = await survey(told)
    assert (stored.satisfaction, stored.rated_at) == (3, MONDAY)


async def test_the_same_level_again_leads_back_to_the_pledge(told: Town) -> None:
    face = await rated(told, "Rất hài lòng")
    face = (await told.presses("tu", face, "Đổi đánh giá"))[0]
    (face,) = await told.presses("tu", face, "Rất hài lòng")
    assert any(one.value.startswith("pledge:") for one in face.choices)


@pytest.mark.parametrize("label", ["Bình thường", "Rất hài lòng"])
async def test_after_a_day_it_is_kept_as_it_is(told: Town, label: str) -> None:
    question = await asked(told)
    await told.presses("tu", question, "Rất hài lòng")
    told.now = MONDAY + timedelta(hours=24, seconds=1)
    assert await told.presses("tu", question, label) == []
    assert "đã hết" in told.notice
    assert (await survey(told)).satisfaction == 5


async def test_a_first_tap_after_a_month_is_too_late(told: Town) -> None:
    question = await asked(told)
    told.now = MONDAY + timedelta(days=31)
    assert await told.presses("tu", question, "Rất hài lòng") == []
    assert (await survey(told)).satisfaction is None


async def test_a_double_tap_changes_nothing(told: Town) -> None:
    question = await asked(told)
    told.holding = True
    await told.presses("tu", question, "Rất hài lòng")
    await told.presses("tu", question, "Rất hài lòng")
    assert "đã ghi" in told.notice
    told.holding = False
    assert len(await told.deliver()) == 1


async def test_nobody_else_can_rate(told: Town) -> None:
    question = await asked(told)
    await told.says("nam", "/start")
    for label in ("Rất hài lòng", "Chưa xong"):
        assert await told.presses("nam", question, label) == []
        assert "không dành cho" in told.notice
    assert (await survey(told)).satisfaction is None


@pytest.mark.parametrize(
    "value", ["sat:1:9", "sat:1:", "sat:x:1", "sat::", "pledge:9:x", "sat.skip:", "sat.done:1:yes"]
)
async def test_what_was_never_offered_is_answered_politely(told: Town, value: str) -> None:
    question = await asked(told)
    made_up = Choice(value, "made up")
    forged = Heard(question.chat, question.id, "", (made_up,), "", None, question.out)
    assert await told.presses("tu", forged, "made up") == []
    assert told.notice
    assert (await survey(told)).satisfaction is None


async def waiting_for_a_word(told: Town) -> None:
    await told.presses("tu", await rated(told, "Rất hài lòng"), "Bỏ qua")
    told.now += LATER


async def test_a_code_or_an_order_is_no_comment(told: Town) -> None:
    await waiting_for_a_word(told)
    async with told.desk() as desk:
        (case,) = await desk.store.cases.of_person(1)
    assert case.code in (await told.says("tu", case.code))[0].text
    assert case.code in (await told.says("tu", "hồ sơ của tôi"))[0].text
    assert (await survey(told)).comment is None


async def test_a_picture_is_no_comment(told: Town) -> None:
    await waiting_for_a_word(told)
    said = await told.sends("tu", AttachmentKind.PHOTO, text="Chỗ này cũng hỏng")
    assert said[0].what == "draft"
    assert (await survey(told)).comment is None


async def test_not_done_is_no_comment_either(told: Town) -> None:
    await waiting_for_a_word(told)
    await told.says("tu", "chưa xong, tối nay đèn lại tắt")
    async with told.desk() as desk:
        (case,) = await desk.store.cases.of_person(1)
    assert case.state == State.REOPENED
    assert (await survey(told)).comment is None


async def test_an_hour_later_words_are_about_something_else(told: Town) -> None:
    await waiting_for_a_word(told)
    told.now += timedelta(hours=1)
    said = await told.says("tu", "Rác đầu hẻm ba ngày không ai thu")
    assert said[0].what == "draft"
    assert (await survey(told)).comment is None


async def test_a_report_typed_as_a_comment_is_not_lost(told: Town) -> None:
    await waiting_for_a_word(told)
    (thanks,) = await told.says("tu", "Ổ gà trước cổng trường Hoa Sen")
    said = await told.presses("tu", thanks, "việc khác")
    async with told.desk() as desk:
        draft = await desk.store.drafts.open_draft(1)
        assert draft is not None
        (entry,) = await desk.store.drafts.of_draft(draft.id or 0)
    assert entry.text == "Ổ gà trước cổng trường Hoa Sen"
    assert said[0].what == "draft"
    assert (await survey(told)).comment is None
    assert await told.presses("tu", thanks, "việc khác") == []


async def test_a_second_word_is_added_to_the_first(told: Town) -> None:
    await waiting_for_a_word(told)
    (thanks,) = await told.says("tu", "Nói chuyện cộc lốc quá")
    await _says_more(told, thanks, "Và bắt chờ lâu")
    assert (await survey(told)).comment == "Nói chuyện cộc lốc quá\nVà bắt chờ lâu"


async def test_only_the_word_below_which_it_stands_becomes_another_matter(told: Town) -> None:
    await waiting_for_a_word(told)
    (thanks,) = await told.says("tu", "Nói chuyện cộc lốc quá")
    thanks = await _says_more(told, thanks, "Ổ gà trước cổng trường Hoa Sen")
    await told.presses("tu", thanks, "việc khác")
    assert (await survey(told)).comment == "Nói chuyện cộc lốc quá"
    await told.presses("tu", told.last("tu"), "việc mới")
    assert "Ổ gà trước cổng trường" in told.last("tu").text


async def _says_more(told: Town, thanks: Heard, words: str) -> Heard:
    await told.presses("tu", thanks, "Đổi")
    await told.presses("tu", told.last("tu"), "Rất không")
    return (await told.says("tu", words))[-1]


async def test_an_edited_word_is_the_word_and_no_report(told: Town) -> None:
    await waiting_for_a_word(told)
    (thanks,) = await told.says("tu", "Nói chuyện cộc lốc")
    first = told.last_id
    await _says_more(told, thanks, "Và bắt chờ lâu")
    second = told.last_id
    for words in ("Và chờ", "Và bắt chờ hai tiếng"):
        (said,) = await told.edits("tu", second, words)
        assert said.what == "survey"
    assert (await survey(told)).comment == "Nói chuyện cộc lốc\nVà bắt chờ hai tiếng"
    await told.edits("tu", first, "Nói chuyện cộc lốc quá")  # more was said since: it is added
    assert "cộc lốc quá" in ((await survey(told)).comment or "")
    async with told.desk() as desk:
        assert await desk.store.drafts.open_draft(1) is None


async def test_a_word_edited_into_a_danger_is_a_report(told: Town) -> None:
    await waiting_for_a_word(told)
    await told.says("tu", "Nói chuyện cộc lốc")
    said = await told.edits("tu", told.last_id, "Cháy nhà ở khu phố 3, có người kẹt bên trong!")
    assert any("114" in one.text for one in said)
    async with told.desk() as desk:
        assert await desk.store.drafts.open_draft(1) is not None
