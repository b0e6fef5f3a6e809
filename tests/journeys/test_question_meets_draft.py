"""A unit asks while its resident has something else half written: the answer finds its way."""

from datetime import timedelta

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from tests.journeys.scenes import RUBBISH, Staff, case_of, code_in, heard, reports, staffed

A_WHILE, A_DAY = timedelta(minutes=2), timedelta(days=1)


async def asked(town: Town, later: timedelta, text: str = RUBBISH) -> tuple[Staff, Person, str]:
    """A question about the lamp comes so long after the resident began to write of something."""
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.presses(lan, await town.says(lan, text), "Việc mới")
    await town.pass_time(later)
    preview = await staff.replies(staff.minh, "Trụ số mấy ạ?", code)
    await town.presses(staff.minh, preview, "Hỏi người dân")
    return staff, lan, code


async def test_a_draft_left_alone_takes_no_answer(town: Town) -> None:
    staff, lan, code = await asked(town, A_DAY)
    await town.says(lan, "trụ số 12")
    assert f"xử lý tiếp hồ sơ {code}" in heard(lan)[-3]
    assert "thu gom»" in lan.last.text, "the draft goes on as it was"
    assert staff.said("trụ số 12")
    await town.says(lan, "hôi lắm")
    assert "thu gom hôi lắm»" in lan.last.text


async def test_a_draft_that_is_added_to_by_button_takes_the_next_words(town: Town) -> None:
    staff, lan, _ = await asked(town, A_DAY)
    await town.pass_time(A_WHILE)
    draft = [m for m in lan.messages if "➕ Thêm" in m.labels][-1]
    await town.presses(lan, draft, "Thêm")
    await town.says(lan, "hôi lắm")
    assert "thu gom hôi lắm»" in lan.last.text
    assert not staff.said("hôi lắm")


async def test_in_the_midst_of_writing_it_is_asked_and_may_be_the_answer(town: Town) -> None:
    staff, lan, code = await asked(town, A_WHILE)
    which = await town.says(lan, "trụ số 12")
    assert "việc mới, hay" in which.text
    await town.presses(lan, which, code)
    assert f"xử lý tiếp hồ sơ {code}" in heard(lan)[-3]
    assert staff.said("trụ số 12")
    assert "thu gom»" in lan.last.text, "the draft goes on as it was"


async def test_in_the_midst_of_writing_it_is_asked_and_may_be_more_of_the_draft(
    town: Town,
) -> None:
    staff, lan, code = await asked(town, A_WHILE)
    which = await town.says(lan, "hôi lắm")
    shown = await town.presses(lan, which, "Viết tiếp bản nháp: Rác ở đầu hẻm")
    assert "thu gom hôi lắm»" in shown.text
    await town.presses(lan, shown, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    (card,) = [one for one in staff.cards() if code not in one.text]
    assert "hôi lắm" in card.text
    assert (await case_of(town, code)).state == "waiting_resident"


async def test_what_we_asked_before_the_unit_did_may_not_be_what_is_answered(town: Town) -> None:
    staff, lan, _ = await asked(town, A_WHILE, "Rác ba ngày rồi chưa ai thu gom")
    await town.presses(lan, lan.messages[-2], "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    assert "ở đâu" in lan.last.text
    preview = await staff.replies(staff.minh, "Gần nhà ai ạ?")
    await town.presses(staff.minh, preview, "Hỏi người dân")
    which = await town.says(lan, "gần nhà ông Tư")
    assert "việc mới, hay" in which.text
    assert len(staff.cards()) == 1


async def invited(town: Town) -> tuple[Staff, Person, str, str]:
    """Somebody is about to add to one case when a unit asks about the other."""
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lamp = await reports(town, lan)
    receipt = lan.last
    await town.presses(lan, await town.says(lan, RUBBISH), "Việc mới")
    await town.presses(lan, lan.last, "Gửi")
    rubbish = code_in(await town.presses(lan, lan.last, "Đúng"))
    await town.presses(lan, await town.presses(lan, receipt, "Xem tiến độ"), "Bổ sung")
    await town.pass_time(A_WHILE)
    preview = await staff.replies(staff.minh, "Rác ở số nhà mấy ạ?", rubbish)
    await town.presses(staff.minh, preview, "Hỏi người dân")
    return staff, lan, lamp, rubbish


async def test_between_an_invitation_to_add_and_a_question_it_is_asked(town: Town) -> None:
    staff, lan, lamp, rubbish = await invited(town)
    which = await town.says(lan, "trụ số 12, gần chùa")
    assert "việc mới, hay" in which.text
    await town.presses(lan, which, lamp)
    assert f"thêm vào hồ sơ {lamp}" in lan.last.text
    await town.says(lan, "số 45 hẻm 12")
    assert f"xử lý tiếp hồ sơ {rubbish}" in lan.last.text
    assert staff.said("số 45 hẻm 12")


async def test_when_the_invitation_is_over_the_words_answer_the_question(town: Town) -> None:
    _, lan, _, rubbish = await invited(town)
    await town.pass_time(A_DAY)
    await town.says(lan, "số 45 hẻm 12")
    assert f"xử lý tiếp hồ sơ {rubbish}" in lan.last.text


async def test_an_invitation_after_the_question_is_meant(town: Town) -> None:
    staff, lan, lamp, rubbish = await invited(town)
    await town.pass_time(A_WHILE)
    await town.presses(lan, await town.says(lan, lamp), "Bổ sung")
    await town.says(lan, "trụ số 12, gần chùa")
    assert f"thêm vào hồ sơ {lamp}" in lan.last.text
    assert (await case_of(town, rubbish)).state == "waiting_resident"
    assert staff.said("gần chùa")
