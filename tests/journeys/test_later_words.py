"""What a resident says later goes where they mean it: no question outlives its case."""

from datetime import timedelta

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from tests.journeys.scenes import LAMP, RUBBISH, Staff, case_of, code_in, reports, staffed


async def asks(town: Town, staff: Staff, code: str, words: str = "Trụ số mấy ạ?") -> None:
    """The unit asks the resident."""
    preview = await staff.replies(staff.minh, words, code)
    await town.presses(staff.minh, preview, "Hỏi người dân")


async def reports_another(town: Town, who: Person, text: str = RUBBISH) -> str:
    """Somebody who has cases reports another matter."""
    await town.presses(who, await town.says(who, text), "Việc mới")
    await town.presses(who, who.last, "Gửi")
    return code_in(await town.presses(who, who.last, "Đúng"))


def rating(who: Person) -> Message:
    """The message that asks how the service was."""
    return [m for m in who.messages if "😊 Rất hài lòng" in m.labels][-1]


async def is_asked_about(town: Town, who: Person, staff: Staff, words: str = RUBBISH) -> None:
    """A new matter is no addition to an old one: it is asked, and becomes a case of its own."""
    before = len(staff.cards())
    await reports_another(town, who, words)
    assert len(staff.cards()) == before + 1


async def test_a_new_matter_is_no_answer_to_a_question_of_a_case_that_is_done(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await asks(town, staff, code)
    await staff.answers(staff.minh, "Đã thay bóng rồi ạ")
    screen = rating(lan)
    await town.presses(lan, screen, "Rất hài lòng")
    await town.presses(lan, screen, "Đã xong")
    await town.pass_time(timedelta(hours=20))
    await is_asked_about(town, lan, staff)


async def test_a_new_matter_is_no_addition_to_a_case_that_was_taken_back(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await asks(town, staff, code)
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    shown = await town.says(lan, RUBBISH)
    assert "Trợ lý đã ghi:" in shown.text
    assert not staff.said("Người dân bổ sung")


async def test_thanks_for_an_answer_confirm_it_though_a_question_stood_open(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await asks(town, staff, code)
    await staff.answers(staff.minh, "Đã thay bóng rồi ạ")
    await town.says(lan, "Cảm ơn, xong rồi")
    assert (await case_of(town, code)).state == "confirmed"


async def test_an_invitation_to_add_is_over_when_the_answer_has_come(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.presses(lan, await town.presses(lan, lan.last, "Xem tiến độ"), "Bổ sung")
    await town.pass_time(timedelta(hours=1))
    await staff.answers(staff.minh, "Đã thay bóng rồi ạ")
    await is_asked_about(town, lan, staff)


async def test_what_we_say_later_does_not_lengthen_an_invitation_to_add(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.presses(lan, await town.presses(lan, lan.last, "Xem tiến độ"), "Bổ sung")
    await town.pass_time(timedelta(hours=20))
    await town.says(lan, code)  # how it stands
    await town.pass_time(timedelta(hours=20))
    await is_asked_about(town, lan, staff)


async def test_a_new_matter_does_not_take_up_a_case_that_was_set_aside(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await asks(town, staff, code)
    await town.pass_time(timedelta(days=16))
    assert (await case_of(town, code)).state == "lapsed"
    await is_asked_about(town, lan, staff)
    assert (await case_of(town, code)).state == "lapsed"


async def test_a_late_answer_takes_up_the_case_that_was_set_aside_at_one_tap(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await asks(town, staff, code)
    await town.pass_time(timedelta(days=16))
    await town.presses(lan, await town.says(lan, "trụ số 12"), code)
    assert (await case_of(town, code)).state == "reopened"
    assert staff.said("trụ số 12")


async def test_an_addition_to_a_case_that_is_over_may_still_be_asked_for(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan, LAMP)
    status = await town.presses(lan, lan.last, "Xem tiến độ")
    await staff.answers(staff.minh, "Đã thay bóng rồi ạ")
    await town.presses(lan, status, "Bổ sung")  # the old message still has the button
    await town.says(lan, "Trụ số 47 cũng hư")
    assert f"thêm vào hồ sơ {code}" in lan.last.text
    assert staff.said("Trụ số 47 cũng hư")


async def two_cases(town: Town) -> tuple[Staff, Person, str, str]:
    """Somebody rates how the one was answered while a unit waits for their word about the other."""
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lamp, rubbish = await reports(town, lan), await reports_another(town, lan)
    await staff.answers(staff.minh, "Đã thay bóng rồi ạ", lamp)
    await asks(town, staff, rubbish, "Rác ở số nhà mấy ạ?")
    await town.presses(lan, rating(lan), "Chưa hài lòng")
    return staff, lan, lamp, rubbish


async def test_rating_one_case_swallows_no_answer_about_another(town: Town) -> None:
    staff, lan, _, rubbish = await two_cases(town)
    await town.says(lan, "số 45 hẻm 12")
    assert f"xử lý tiếp hồ sơ {rubbish}" in lan.last.text
    assert staff.said("số 45 hẻm 12")


async def test_a_word_that_quotes_the_survey_is_about_the_service(town: Town) -> None:
    staff, lan, _, rubbish = await two_cases(town)
    screen = [m for m in lan.messages if "Đổi đánh giá" in m.labels][-1]
    lan.says("Nói chuyện cộc lốc quá", reply_to=screen)
    await town.settle()
    assert "đã góp ý" in lan.last.text
    assert not staff.said("cộc lốc")
    await town.says(lan, "số 45 hẻm 12")
    assert f"xử lý tiếp hồ sơ {rubbish}" in lan.last.text


async def test_a_word_asked_for_about_the_service_is_about_the_service(town: Town) -> None:
    staff, lan, _, rubbish = await two_cases(town)
    screen = [m for m in lan.messages if "Đổi đánh giá" in m.labels][-1]
    await town.presses(lan, screen, "Chưa xong")
    await town.presses(lan, screen, "Bỏ qua")
    await town.says(lan, "Nói chuyện cộc lốc quá")
    assert not staff.said("cộc lốc")
    await town.says(lan, "số 45 hẻm 12")
    assert f"xử lý tiếp hồ sơ {rubbish}" in lan.last.text


RUBBISH_STAYS = "{} hôm nay rác vẫn còn nguyên ở đầu hẻm, chưa ai tới thu gom"


async def test_an_answer_that_names_another_case_belongs_to_that_one(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lamp, rubbish = await reports(town, lan), await reports_another(town, lan)
    await asks(town, staff, lamp)
    await town.says(lan, RUBBISH_STAYS.format(rubbish))
    assert f"thêm vào hồ sơ {rubbish}" in lan.last.text
    assert (await case_of(town, lamp)).state == "waiting_resident"
    await town.says(lan, "trụ số 12")  # the question is still open
    assert f"xử lý tiếp hồ sơ {lamp}" in lan.last.text


async def test_of_two_questions_the_one_whose_case_is_named_is_answered(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lamp, rubbish = await reports(town, lan), await reports_another(town, lan)
    await asks(town, staff, lamp)
    await asks(town, staff, rubbish, "Rác ở số nhà mấy ạ?")
    await town.says(lan, f"hồ sơ {lamp.lower()} là trụ số 12 gần nhà ông Tư ạ")
    assert f"xử lý tiếp hồ sơ {lamp}" in lan.last.text
    assert (await case_of(town, rubbish)).state == "waiting_resident"


async def test_an_addition_that_names_another_case_belongs_to_that_one(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    receipt = lan.last
    rubbish = await reports_another(town, lan)
    await town.presses(lan, await town.presses(lan, receipt, "Xem tiến độ"), "Bổ sung")
    await town.says(lan, RUBBISH_STAYS.format(rubbish))
    assert f"thêm vào hồ sơ {rubbish}" in lan.last.text
    (added,) = staff.said("rác vẫn còn nguyên")
    assert added.reply_to is staff.card(rubbish)


async def test_a_quoted_reply_that_names_another_case_belongs_to_that_one(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lamp = await reports(town, lan)
    receipt = lan.last
    rubbish = await reports_another(town, lan)
    for words in ("{} thêm: có mùi hôi", RUBBISH_STAYS):
        lan.says(words.format(rubbish), reply_to=receipt)
        await town.settle()
        assert f"thêm vào hồ sơ {rubbish}" in lan.last.text
    lan.says(f"{rubbish} tới đâu rồi", reply_to=receipt)
    await town.settle()
    assert lan.last.text.startswith(f"Hồ sơ {rubbish}")
    lan.says(f"{lamp} trụ số 12", reply_to=receipt)
    await town.settle()
    assert f"thêm vào hồ sơ {lamp}" in lan.last.text
    assert len(staff.said("Người dân bổ sung")) == 3
