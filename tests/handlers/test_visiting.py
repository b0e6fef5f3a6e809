"""At the counter: scan, one tap, ticks and a word; what looks made up is flagged and kept."""

from datetime import timedelta

import pytest

from handlers.message import AttachmentKind, Choice
from handlers.residents.visiting import BURST
from handlers.router import route
from storage.models import Role, Visit
from tests.handlers.casebook import answered, filed, survey
from tests.handlers.told import MONDAY, OFFICE, Heard, Town

FIRST = "Quầy 1: hộ tịch, chứng thực"
SECOND = timedelta(seconds=1)


async def scans(told: Town, who: str = "tu", counter: str = "quay_1") -> Heard:
    """They point their phone at the poster, and the question comes."""
    (question,) = await told.says(who, f"/start visit_{counter}")
    return question


async def reads(told: Town, who: str, face: Heard, label: str) -> Heard:
    """They read what is there, for ten seconds, and tap."""
    told.now += 10 * SECOND
    (face,) = await told.presses(who, face, label)
    return face


async def rated(told: Town, label: str = "🙂 Hài lòng", who: str = "tu") -> Heard:
    """Scanned, read, tapped: the pledge's screen."""
    return await reads(told, who, await scans(told, who), label)


async def visit(told: Town, number: int = 1) -> Visit:
    """A visit as it stands."""
    async with told.desk() as desk:
        found = await desk.store.visits.by_id(number)
        assert found is not None
        return found


async def how_many(told: Town) -> int:
    async with told.desk() as desk:
        found = [await desk.store.visits.by_id(number) for number in range(1, 20)]
    return sum(one is not None for one in found)


async def words_in_cases(told: Town) -> int:
    async with told.desk() as desk:
        return sum([bool(await desk.store.cases.by_id(number)) for number in range(1, 5)])


# --- the question ---


async def test_the_poster_asks_about_that_counter_and_day(told: Town) -> None:
    question = await scans(told)
    assert FIRST in question.text
    assert "thứ Hai 16/11/2026" in question.text
    assert "trợ lý tự động" in question.text, "who never spoke with us is told who asks"
    assert "được giữ kín" in question.text
    assert [one.value for one in question.choices] == [f"visit:1:{n}" for n in (1, 2, 3, 4, 5)]
    assert len(question.text) <= 400
    stored = await visit(told)
    assert (stored.counter, stored.unit, stored.channel) == ("quay_1", "ttpvhcc", "telegram")
    assert (stored.asked_at, stored.satisfaction) == (MONDAY, None)


async def test_who_knows_us_is_not_greeted_again(told: Town) -> None:
    await told.says("tu", "/start")
    assert "trợ lý tự động" not in (await scans(told)).text


@pytest.mark.parametrize(
    "words",
    ["QUẦY 1", "quầy 1", "quay 1", "Quầy số 1", "quay1", "Quầy 01", "dạ quầy 1 ạ", "Nhắn: QUẦY 1"],
)
async def test_who_cannot_scan_types_what_the_poster_says(told: Town, words: str) -> None:
    told.channels["tu"] = "zalo_oa"
    (question,) = await told.says("tu", words)
    assert FIRST in question.text
    assert (await visit(told)).channel == "zalo_oa"


@pytest.mark.parametrize("words", ["Phòng tiếp công dân", "PHONG TIEP CONG DAN"])
async def test_a_counter_without_a_number_goes_by_its_name(told: Town, words: str) -> None:
    await told.says("tu", words)
    assert (await visit(told)).counter == "tiep_dan"


@pytest.mark.parametrize(
    "words",
    [
        "Quầy 1 đóng cửa từ sáng tới giờ",
        "Cho hỏi quầy 1 làm giấy khai sinh hết bao nhiêu tiền",
        "quầy trái cây lấn chiếm vỉa hè",
    ],
)
async def test_words_about_a_counter_are_a_report(told: Town, words: str) -> None:
    said = await told.says("tu", words)
    assert said[0].what == "draft"
    assert await how_many(told) == 0


async def test_an_answer_to_an_open_question_is_no_scan(told: Town) -> None:
    await told.says("tu", "Đèn hư, tối thui")
    await told.presses("tu", told.last("tu"), "gửi")
    await told.presses("tu", told.last("tu"), "đúng")
    assert "ở đâu" in told.last("tu").text
    await told.says("tu", "quầy 1")
    async with told.desk() as desk:
        case = await desk.store.cases.by_id(1)
        assert case is not None
        assert desk.store.places.of(case).words == "quầy 1"
    assert await how_many(told) == 0


@pytest.mark.parametrize("words", ["/start visit_nowhere", "/start visit_", "Quầy 9"])
async def test_a_counter_that_is_not_there_leads_to_those_that_are(told: Town, words: str) -> None:
    (said,) = await told.says("tu", words)
    assert "không có quầy này" in said.text
    assert FIRST in said.labels
    (question,) = await told.presses("tu", said, "Quầy 2")
    assert "Quầy 2" in question.text
    assert (await visit(told)).counter == "quay_2"


async def test_an_office_without_counters_takes_a_report_instead(told: Town) -> None:
    async with told.desk() as desk:
        desk.office = desk.office.model_copy(update={"counters": ()})
        await route(desk, told.message("tu", "/start visit_quay_1"))
        await route(desk, told.message("tu", "Quầy 1"))
    said = await told.deliver()
    assert "không còn dùng" in said[0].text
    assert any(one.what == "draft" for one in said)


async def test_other_links_still_lead_where_they_led(told: Town) -> None:
    (said,) = await told.says("tu", "/start cat-rac_ve_sinh")
    assert "Đã ghi sẵn" in said.text
    assert await how_many(told) == 0


# --- one tap, the pledge, a word ---


async def test_the_tap_is_stored_at_once_and_the_pledge_is_asked_literally(told: Town) -> None:
    question = await scans(told)
    face = await reads(told, "tu", question, "🙂 Hài lòng")
    assert face.id == question.id, "the same message"
    assert "Mỉm cười" in face.labels
    assert "Thân thiện" not in face.labels
    assert len(face.text) <= 400
    stored = await visit(told)
    assert (stored.satisfaction, stored.items) == (4, None)
    assert stored.rated_at == MONDAY + 10 * SECOND
    assert (stored.fast, stored.burst, stored.staff) == (False, False, False)
    assert stored.edition == OFFICE.pledge.edition


async def test_in_a_chat_smiling_is_asked_as_friendliness(told: Town) -> None:
    question = await answered(told, await filed(told))
    assert question is not None
    (face,) = await told.presses("tu", question, "🙂 Hài lòng")
    await told.presses("tu", face, "Đã xong")
    assert "Thân thiện" in told.last("tu").labels
    assert "Mỉm cười" not in told.last("tu").labels


async def test_an_apology_can_be_missed_only_by_who_had_to_wait(told: Town) -> None:
    face = await rated(told)
    sorry = "Xin lỗi vì để bà con chờ"
    assert sorry not in face.labels
    assert "xin_loi" not in ((await visit(told)).offered or [])
    face = await reads(told, "tu", face, "Tôi phải chờ lâu")
    assert "✓ ⏳ Tôi phải chờ lâu" in face.labels
    face = await reads(told, "tu", face, sorry)
    stored = await visit(told)
    assert (stored.offered or [])[2] == "xin_loi", "in the pledge's order"
    assert stored.items == ["xin_loi"]
    await reads(told, "tu", face, "Tôi phải chờ lâu")
    stored = await visit(told)
    assert (stored.items, "xin_loi" in (stored.offered or [])) == (None, False)


async def test_items_are_ticked_and_unticked_by_tap_and_number(told: Town) -> None:
    face = await rated(told)
    face = await reads(told, "tu", face, "Mỉm cười")
    face = await reads(told, "tu", face, "Chào hỏi")
    assert (await visit(told)).items == ["xin_chao", "luon_mim_cuoi"]
    assert "✓ Mỉm cười" in face.labels
    await told.says("tu", "1")
    assert (await visit(told)).items == ["luon_mim_cuoi"]


async def test_then_a_word_if_they_like(told: Town) -> None:
    face = await reads(told, "tu", await rated(told), "Bỏ qua")
    assert "tin nhắn thoại" in face.text
    (thanks,) = await told.says("tu", "Cô ở quầy rất tận tình, cảm ơn cô")
    assert "Xin cảm ơn" in thanks.text
    assert (await visit(told)).comment == "Cô ở quầy rất tận tình, cảm ơn cô"


async def test_or_a_spoken_word(told: Town) -> None:
    await reads(told, "tu", await rated(told), "Bỏ qua")
    (thanks,) = await told.sends("tu", AttachmentKind.VOICE)
    assert "Xin cảm ơn" in thanks.text
    stored = await visit(told)
    assert stored.comment is None
    assert [one["kind"] for one in stored.voice or []] == ["voice"]
    async with told.desk() as desk:
        (row,) = await desk.store.visits.at_counters(MONDAY, told.now + SECOND)
    assert (row.comments, row.voices) == (0, 1)


async def test_a_spoken_word_about_a_case_is_kept_as_well(told: Town) -> None:
    question = await answered(told, await filed(told))
    assert question is not None
    (face,) = await told.presses("tu", question, "🙂 Hài lòng")
    await told.presses("tu", face, "Đã xong")
    await told.presses("tu", told.last("tu"), "Bỏ qua")
    (thanks,) = await told.sends("tu", AttachmentKind.VOICE)
    assert "Xin cảm ơn" in thanks.text
    stored = await survey(told)
    assert (stored.comment, len(stored.voice or [])) == (None, 1)
    await told.presses("tu", thanks, "việc khác")
    async with told.desk() as desk:
        draft = await desk.store.drafts.open_draft(1)
        assert draft is not None
        (entry,) = await desk.store.drafts.of_draft(draft.id or 0)
    assert [one["kind"] for one in entry.attachments or []] == ["voice"]
    assert (await survey(told)).voice is None


async def test_no_word_is_fine(told: Town) -> None:
    face = await reads(told, "tu", await rated(told), "Bỏ qua")
    face = await reads(told, "tu", face, "Không, cảm ơn")
    assert face.labels == ["Đổi đánh giá"]
    said = await told.says("tu", "Cột điện đầu hẻm nghiêng sắp đổ")
    assert (await visit(told)).comment is None
    assert said[0].what == "draft"


async def test_who_is_not_content_is_asked_what_is_missing(told: Town) -> None:
    face = await rated(told, "🙁 Chưa hài lòng")
    assert "Còn thiếu điều gì" in face.text
    assert len(face.text) <= 400
    await told.says("tu", "Chờ hai tiếng mà không ai nói gì")
    assert (await visit(told)).comment == "Chờ hai tiếng mà không ai nói gì"


@pytest.mark.parametrize("kind", [AttachmentKind.PHOTO, AttachmentKind.VIDEO])
async def test_a_picture_is_no_comment(told: Town, kind: AttachmentKind) -> None:
    await reads(told, "tu", await rated(told), "Bỏ qua")
    said = await told.sends("tu", kind, text="Chỗ này hỏng")
    assert said[0].what == "draft"
    assert (await visit(told)).comment is None


async def test_half_an_hour_later_words_are_about_something_else(told: Town) -> None:
    await reads(told, "tu", await rated(told), "Bỏ qua")
    told.now += timedelta(minutes=31)
    said = await told.says("tu", "Rác đầu hẻm ba ngày không ai thu")
    assert said[0].what == "draft"
    assert (await visit(told)).comment is None


async def test_an_order_is_no_comment(told: Town) -> None:
    await reads(told, "tu", await rated(told), "Bỏ qua")
    await told.says("tu", "dừng khảo sát")
    assert (await visit(told)).comment is None


async def test_a_report_given_as_a_comment_is_not_lost(told: Town) -> None:
    await reads(told, "tu", await rated(told), "Bỏ qua")
    (thanks,) = await told.sends("tu", AttachmentKind.VOICE)
    said = await told.presses("tu", thanks, "việc khác")
    assert said[0].what == "draft"
    assert "thoại" in said[0].text
    assert (await visit(told)).voice is None
    assert await told.presses("tu", thanks, "việc khác") == []
    assert "Không có gì thay đổi" in told.notice


async def test_a_second_word_is_added_and_an_edited_one_mended(told: Town) -> None:
    await reads(told, "tu", await rated(told), "Bỏ qua")
    (thanks,) = await told.says("tu", "Chờ hai tiếng")
    await told.presses("tu", thanks, "Đổi")
    await told.presses("tu", told.last("tu"), "Rất không")
    await told.says("tu", "Không ai nói gì")
    (said,) = await told.edits("tu", told.last_id, "Không ai xin lỗi")
    assert said.what == "visit"
    assert (await visit(told)).comment == "Chờ hai tiếng\nKhông ai xin lỗi"


async def test_no_case_is_made_and_nothing_is_asked_later(told: Town) -> None:
    face = await reads(told, "tu", await rated(told), "Bỏ qua")
    await reads(told, "tu", face, "Không, cảm ơn")
    assert await words_in_cases(told) == 0
    assert not any(one.chat == "economy" for one in told.heard)
    async with told.desk() as desk:
        assert await desk.store.surveys.to_remind(told.now + timedelta(days=5)) == []
        assert await desk.store.surveys.asked_lately([1]) == []


# --- who may, when, how often ---


async def test_who_was_asked_about_a_case_this_week_may_still_rate_a_visit(told: Town) -> None:
    assert await answered(told, await filed(told)) is not None
    await rated(told)
    assert (await visit(told)).satisfaction == 4


async def test_a_visit_is_no_reason_not_to_ask_about_a_case(told: Town) -> None:
    await rated(told)
    assert await answered(told, await filed(told)) is not None


async def test_who_wants_no_surveys_may_scan_and_is_told_that_it_stays_so(told: Town) -> None:
    await told.says("tu", "dừng khảo sát")
    question = await scans(told)
    assert "đã xin dừng khảo sát" in question.text
    await reads(told, "tu", question, "🙂 Hài lòng")
    assert (await visit(told)).satisfaction == 4
    assert await answered(told, await filed(told)) is None, "and still is not asked"


async def test_the_second_scan_shows_the_first_answer_to_change(told: Town) -> None:
    await rated(told)
    told.now += timedelta(hours=12) - SECOND
    known = await scans(told)
    assert "🙂 Hài lòng" in known.text
    face = await reads(told, "tu", known, "Đổi đánh giá")
    await reads(told, "tu", face, "😐 Bình thường")
    stored = await visit(told)
    assert (stored.satisfaction, stored.rated_at) == (3, MONDAY + 10 * SECOND)
    assert await how_many(told) == 1


async def test_twelve_hours_later_it_is_another_visit(told: Town) -> None:
    await rated(told)
    told.now += timedelta(hours=12)
    await rated(told, "😐 Bình thường")
    assert [(await visit(told, n)).satisfaction for n in (1, 2)] == [4, 3]


async def test_another_counter_is_another_visit(told: Town) -> None:
    await rated(told)
    await scans(told, "tu", "quay_2")
    assert await how_many(told) == 2


async def test_scanned_twice_before_the_tap_is_one_visit(told: Town) -> None:
    first = await scans(told)
    told.now += timedelta(minutes=3)
    second = await scans(told)
    assert second.id != first.id, "who scans looks below"
    await reads(told, "tu", second, "🙂 Hài lòng")
    stored = await visit(told)
    assert (stored.asked_at, await how_many(told)) == (MONDAY + timedelta(minutes=3), 1)


async def test_scanned_twice_at_once_is_one_question(told: Town) -> None:
    told.holding = True
    for _ in range(2):
        await told.says("tu", "/start visit_quay_1")
    told.holding = False
    assert len(await told.deliver()) == 1
    assert await how_many(told) == 1


@pytest.mark.parametrize(
    ("after", "counts"),
    [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24, seconds=1), False)],
)
async def test_the_last_tap_within_a_day_counts(told: Town, after: timedelta, counts: bool) -> None:
    face = await rated(told)
    told.now = MONDAY + 10 * SECOND + after
    said = await told.presses("tu", face, "Đổi đánh giá")
    assert bool(said) is counts
    assert ("hết hạn" in told.notice) is not counts


async def test_a_first_tap_the_day_after_is_too_late(told: Town) -> None:
    question = await scans(told)
    told.now += timedelta(hours=24, seconds=1)
    assert await told.presses("tu", question, "🙂 Hài lòng") == []
    assert "hết hạn" in told.notice
    assert (await visit(told)).satisfaction is None


async def test_a_double_tap_changes_nothing(told: Town) -> None:
    question = await scans(told)
    told.now += 10 * SECOND
    told.holding = True
    await told.presses("tu", question, "🙂 Hài lòng")
    await told.presses("tu", question, "🙂 Hài lòng")
    assert "đã ghi" in told.notice
    told.holding = False
    assert len(await told.deliver()) == 1


async def test_the_same_level_again_leads_back_to_the_pledge(told: Town) -> None:
    face = await reads(told, "tu", await rated(told), "Đổi đánh giá")
    face = await reads(told, "tu", face, "🙂 Hài lòng")
    assert "Mỉm cười" in face.labels


async def test_nobody_else_can_rate(told: Town) -> None:
    question = await scans(told)
    await told.says("nam", "/start")
    assert await told.presses("nam", question, "🙂 Hài lòng") == []
    assert "không dành cho" in told.notice
    assert (await visit(told)).satisfaction is None


@pytest.mark.parametrize(
    "value",
    [
        "visit:1:9", "visit:1:", "visit:x:1", "visit::", "visit:9:5", "visit.to:1:0",
        "visit.again:1", "visit.tick:1:xin_chao", "visit.waited:1", "visit.finish:1",
        "visit.skip:1", "visit.matter:1", "visit.matter:x",
    ],
)  # fmt: skip
async def test_what_was_never_offered_is_answered_politely(told: Town, value: str) -> None:
    question = await scans(told)
    before = await visit(told)
    forged = Heard(
        question.chat, question.id, "", (Choice(value, "forged"),), "", None, question.out
    )
    assert await told.presses("tu", forged, "forged") == []
    assert told.notice
    assert await visit(told) == before


async def test_an_item_that_was_not_offered_is_not_ticked(told: Town) -> None:
    face = await rated(told)
    forged = (Choice("visit.tick:1:xin_loi", "forged"),)
    await told.presses("tu", Heard("tu", face.id, "", forged, "", None, face.out), "forged")
    assert (await visit(told)).items is None


# --- what looks made up ---


@pytest.mark.parametrize(("seconds", "flagged"), [(0, True), (4.9, True), (5, False), (60, False)])
async def test_who_fills_it_in_without_reading_is_flagged(
    told: Town, seconds: float, flagged: bool
) -> None:
    question = await scans(told)
    told.now += timedelta(seconds=seconds)
    await told.presses("tu", question, "😊 Rất hài lòng")
    stored = await visit(told)
    assert (stored.fast, stored.satisfaction) == (flagged, 5), "kept all the same"


async def test_a_quick_tap_and_then_ticks_with_thought_is_no_quick_answer(told: Town) -> None:
    (face,) = await told.presses("tu", await scans(told), "🙂 Hài lòng")
    assert (await visit(told)).fast
    await reads(told, "tu", face, "Mỉm cười")
    assert not (await visit(told)).fast


async def crowd(told: Town, people: int, seconds_apart: float, counter: str = "quay_1") -> None:
    """So many scan one after another and then tap, in the same order."""
    asked = [(f"p{n}", await scans(told, f"p{n}", counter)) for n in range(people)]
    told.now += timedelta(minutes=2)
    for who, question in asked:
        await told.presses(who, question, "😊 Rất hài lòng")
        told.now += timedelta(seconds=seconds_apart)


@pytest.mark.parametrize(
    ("people", "seconds_apart", "flagged"),
    [
        (BURST - 1, 5, 0),  # a couple that came together
        (BURST, 5, 3),  # all three, the first two as well
        (BURST, 30, 3),  # exactly a minute from the first to the third
        (BURST, 31, 0),  # as people come who are served one by one
        (5, 5, 5),
    ],
)
async def test_many_newcomers_at_once_are_flagged_together(
    told: Town, people: int, seconds_apart: float, flagged: int
) -> None:
    await crowd(told, people, seconds_apart)
    found = [await visit(told, n + 1) for n in range(people)]
    assert sum(one.burst for one in found) == flagged
    assert all(one.satisfaction == 5 for one in found), "kept all the same"


async def test_known_people_and_other_counters_make_no_burst(told: Town) -> None:
    for n in range(BURST):
        await told.says(f"p{n}", "/start")
    told.now += timedelta(days=2)
    await crowd(told, BURST, 1)
    for n in range(2):
        question = await scans(told, f"new{n}", "quay_2")
        told.now += 10 * SECOND
        await told.presses(f"new{n}", question, "😊 Rất hài lòng")
    assert not any([(await visit(told, n + 1)).burst for n in range(BURST + 2)])


async def test_who_works_here_may_rate_and_is_counted_apart(told: Town) -> None:
    await told.says("minh", "/start")
    async with told.desk() as desk:
        await desk.store.people.give_role(1, Role.HEAD, told.now, "ttpvhcc")
    await rated(told, "😊 Rất hài lòng", "minh")
    assert (await visit(told)).staff
    async with told.desk() as desk:
        (row,) = await desk.store.visits.at_counters(MONDAY, told.now + SECOND)
    assert (row.scanned, row.staff, row.flagged, sum(row.levels.values())) == (1, 1, 1, 0)


# --- what leaders see ---


async def leads(told: Town, unit: str | None = None) -> None:
    await told.says("chu_tich", "/start")
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "chu_tich", private=True)
        person = await desk.store.people.person_in(chat.id or 0)
        assert person is not None
        await desk.store.people.give_role(person.id or 0, Role.LEADER, told.now, unit)


async def says_a_word(told: Town, who: str, words: str) -> None:
    """Rates, passes the pledge over, and says something; without words, aloud."""
    await reads(told, who, await rated(told, who=who), "Bỏ qua")
    if words:
        await told.says(who, words)
    else:
        await told.sends(who, AttachmentKind.VOICE)


async def test_leaders_read_what_was_written_and_how_many_spoke(told: Town) -> None:
    await leads(told)
    await says_a_word(told, "tu", "Cô ở quầy chỉ rất tận tình")
    await says_a_word(told, "nam", "")
    await says_a_word(told, "sau", "")
    told.now += timedelta(days=7)
    (one,) = await told.says("chu_tich", "/gopy")
    assert f"• {FIRST}: «Cô ở quầy chỉ rất tận tình»" in one.text
    assert "2 góp ý bằng giọng nói" in one.text
    assert "(3)" in one.text
    assert not one.out.attachments, "a voice gives its owner away"
    for trace in ("Tu", "Nam", "Sau", "id-"):
        assert trace not in one.text.replace("Tuần", "")


async def test_one_spoken_word_alone_is_told_too(told: Town) -> None:
    await leads(told)
    await says_a_word(told, "tu", "")
    told.now += timedelta(days=7)
    (one,) = await told.says("chu_tich", "/gopy")
    assert "1 góp ý bằng giọng nói" in one.text


async def test_leaders_of_other_units_read_nothing_of_it(told: Town) -> None:
    await leads(told, "kinh_te")
    await says_a_word(told, "tu", "Cô ở quầy chỉ rất tận tình")
    told.now += timedelta(days=7)
    (one,) = await told.says("chu_tich", "/gopy")
    assert "chưa có góp ý" in one.text


async def test_visits_are_no_answers_about_cases(told: Town) -> None:
    for n in range(6):
        await rated(told, who=f"p{n}")
        told.now += timedelta(minutes=5)
    async with told.desk() as desk:
        assert await desk.store.figures.answers(MONDAY, told.now) == []
        (row,) = await desk.store.visits.at_counters(MONDAY, told.now)
    assert (row.scanned, row.levels[4], row.flagged) == (6, 6, 0)
