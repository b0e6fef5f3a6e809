"""Words that could mean two things go where the person most likely means them."""

from datetime import timedelta

from bot.sandbox.town import Town
from tests.journeys.scenes import LAMP, RUBBISH, case_of, code_in, reports, staffed


async def test_the_next_word_after_a_question_answers_it(town: Town) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Lan")
    code = await reports(town, lan, LAMP)
    preview = await staff.replies(staff.hoa, "Nhà bà con số mấy ạ?")
    await town.presses(staff.hoa, preview, "Hỏi người dân")
    heard = await town.says(lan, "so 12 hem 3")
    assert "đã trả lời" in heard.text
    assert staff.said("so 12 hem 3")
    assert (await case_of(town, code)).state in ("assigned", "in_progress")


async def test_a_number_answers_the_newest_question_and_rates_nothing(town: Town) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Lan")
    lamp = await reports(town, lan, LAMP)
    await town.says(lan, RUBBISH)
    await town.presses(lan, lan.last, "Việc mới")
    await town.presses(lan, lan.last, "Gửi")
    rubbish = code_in(await town.presses(lan, lan.last, "Đúng"))
    await staff.answers(staff.minh, "Đã thay bóng rồi ạ", lamp)
    preview = await staff.replies(staff.minh, "Dạ có mấy bao rác ạ?", rubbish)
    await town.presses(staff.minh, preview, "Hỏi")
    heard = await town.says(lan, "5")
    assert "đã trả lời" in heard.text
    assert rubbish in heard.text
    assert (await case_of(town, rubbish)).state != "waiting_resident"
    rated = await town.says(lan, "Rất hài lòng")  # words still name what was offered
    assert "trợ lý đã ghi: 😊 Rất hài lòng" in rated.text


async def test_a_number_is_the_addition_that_was_invited(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    code = await reports(town, lan, LAMP)
    status = await town.presses(lan, lan.last, "Xem tiến độ")
    await town.says(lan, "hồ sơ của tôi")  # offers "1": how far it is
    await town.presses(lan, status, "Bổ sung")
    heard = await town.says(lan, "1")
    assert "đã thêm vào hồ sơ" in heard.text
    assert (await case_of(town, code)).state == "assigned"


async def test_a_number_answers_the_question_that_is_put_once_more(town: Town) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Lan")
    code = await reports(town, lan, LAMP)
    preview = await staff.replies(staff.minh, "Có mấy trụ đèn hư ạ?")
    await town.presses(staff.minh, preview, "Hỏi người dân")
    await town.says(lan, "hồ sơ của tôi")  # offers choices, and so does what is said of it
    await town.pass_time(timedelta(days=4))
    assert "mấy trụ đèn" in lan.last.text
    heard = await town.says(lan, "1")
    assert f"xử lý tiếp hồ sơ {code}" in heard.text


async def test_a_word_about_the_service_is_no_part_of_an_older_draft(town: Town) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Lan")
    await reports(town, lan, LAMP)
    await town.says(lan, RUBBISH)
    await staff.answers(staff.hoa, "Đã thay bóng đèn mới sáng nay.")
    await town.presses(lan, lan.last, "🙂 Hài lòng")
    await town.presses(lan, lan.last, "Đã xong")
    await town.presses(lan, lan.last, "Bỏ qua")
    await town.says(lan, "cán bộ nhiệt tình")
    assert "Trợ lý đã ghi:" not in lan.last.text


async def test_not_done_after_an_answer_is_no_part_of_an_older_draft(town: Town) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Lan")
    code = await reports(town, lan, LAMP)
    await town.says(lan, RUBBISH)
    await staff.answers(staff.hoa, "Đã thay bóng đèn mới sáng nay.")
    await town.says(lan, "chua xong dau anh, den van tat")
    assert (await case_of(town, code)).state == "reopened"


async def test_a_leader_asks_for_the_week_in_words_and_others_report(town: Town) -> None:
    chair, lan = town.telegram.person("Chủ tịch"), town.telegram.person("Lan")
    await town.appoint(chair, "leader")
    assert "Bản tin tuần" in (await town.says(chair, "bao cao tuan")).text
    assert "Trợ lý đã ghi:" in (await town.says(lan, "bao cao tuan")).text
