"""After an answer the resident rates it: one tap, then an optional screen, then a word."""

from datetime import timedelta

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from storage.models import Survey
from tests.journeys.scenes import case_of, heard, reports, staffed


def question(who: Person) -> Message:
    """The survey's message, whichever face it has."""
    return [m for m in who.messages if m.from_bot and "Rất hài lòng" in "".join(m.labels)][-1]


async def answered(town: Town) -> tuple[Person, str]:
    """A case that has just been answered."""
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    return lan, code


async def survey_of(town: Town, code: str) -> Survey:
    """The newest survey about a case."""
    case = await case_of(town, code)
    async with town.app.database.reading() as store:
        (newest,) = await store.surveys.asked_lately([case.person_id], 1)
    return newest


async def test_it_is_asked_after_each_answer_with_all_levels(town: Town) -> None:
    lan, code = await answered(town)
    asked = question(lan)
    assert code in asked.text
    assert len([label for label in asked.labels if "lòng" in label or "thường" in label]) == 5


async def test_the_first_tap_is_stored_at_once(town: Town) -> None:
    lan, code = await answered(town)
    await town.presses(lan, question(lan), "😊 Rất hài lòng")
    survey = await survey_of(town, code)
    assert survey.satisfaction == 5
    assert survey.items is None


async def test_the_whole_walk_with_pledge_items_and_a_word(town: Town) -> None:
    lan, code = await answered(town)
    screen = question(lan)
    await town.presses(lan, screen, "🙂 Hài lòng")
    await town.presses(lan, screen, "Đã xong")
    asks = [label for label in screen.labels if "Bỏ qua" not in label and "Đổi" not in label]
    assert len(asks) == 7, "nothing was late: no apology was due"
    await town.presses(lan, screen, "Thân thiện")
    await town.presses(lan, screen, "Chào hỏi lịch sự")
    await town.presses(lan, screen, "Thân thiện")  # and off again
    await town.presses(lan, screen, "Xong")
    await town.says(lan, "Anh thợ điện rất dễ thương")
    survey = await survey_of(town, code)
    assert survey.satisfaction == 4
    assert survey.items == ["xin_chao"]
    assert survey.comment == "Anh thợ điện rất dễ thương"
    assert len(heard(lan)) <= 7


@pytest.mark.parametrize(("typed", "label"), [("1", ""), ("5", ""), ("hai long", "🙂 Hài lòng")])
async def test_a_level_can_be_typed(town: Town, typed: str, label: str) -> None:
    """By the place of its button or by its words."""
    lan, code = await answered(town)
    meant = label or question(lan).labels[int(typed) - 1]
    await town.says(lan, typed)
    level = (await survey_of(town, code)).satisfaction
    assert meant == next(one.label for one in town.app.office.scale if one.level == level)


async def test_it_can_be_changed_for_a_day_and_no_longer(town: Town) -> None:
    lan, code = await answered(town)
    screen = question(lan)
    await town.presses(lan, screen, "😊 Rất hài lòng")
    await town.pass_time(timedelta(hours=23))
    levels = await town.presses(lan, screen, "Đổi đánh giá")
    await town.presses(lan, screen, "🙁 Chưa hài lòng")
    assert (await survey_of(town, code)).satisfaction == 2
    await town.pass_time(timedelta(hours=1, minutes=1))
    late = lan.presses(levels, "sat.again:1", stale=True)
    again = lan.presses(levels, "sat:1:5", stale=True)
    await town.settle()
    assert late.notice
    assert again.notice
    assert (await survey_of(town, code)).satisfaction == 2


async def test_not_done_reopens_the_case_and_the_next_answer_asks_anew(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    first = question(lan)
    await town.presses(lan, first, "Chưa xong")
    assert (await case_of(town, code)).state == "reopened"
    assert "mở lại" in staff.card(code).text
    await staff.answers(staff.minh, "Nay sửa xong thật rồi", code)
    assert (await case_of(town, code)).state == "answered"
    second = question(lan)
    assert second is not first
    stale = lan.presses(first, "sat:1:5", stale=True)
    await town.settle()
    assert stale.notice
    await town.presses(lan, second, "😊 Rất hài lòng")
    assert (await survey_of(town, code)).round == 1


async def test_an_unhappy_resident_is_offered_to_reopen(town: Town) -> None:
    lan, code = await answered(town)
    screen = question(lan)
    await town.presses(lan, screen, "😞 Rất không hài lòng")
    assert any("Mở lại" in label for label in screen.labels)
    await town.presses(lan, screen, "Mở lại")
    assert (await case_of(town, code)).state == "reopened"
    assert (await survey_of(town, code)).satisfaction == 1


async def test_a_correction_asks_nothing_anew(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await staff.answers(staff.minh, "Đèn sửa thứ Ba")
    prompt = await staff.presses(staff.minh, "Đính chính")
    preview = await town.replies(staff.minh, prompt, "Đèn sửa thứ Tư", where=staff.group)
    await town.presses(staff.minh, preview, "Gửi đính chính")
    assert sum("có hài lòng" in text for text in heard(lan)) == 1


async def test_who_wants_no_surveys_gets_none(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, "/dungkhaosat")
    await reports(town, lan)
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    assert not any("có hài lòng" in text for text in heard(lan))


async def test_a_new_matter_after_rating_is_no_comment(town: Town) -> None:
    lan, code = await answered(town)
    screen = question(lan)
    await town.presses(lan, screen, "😊 Rất hài lòng")
    lan.sends_photo(caption="Rác ở đầu hẻm khu phố 2")
    await town.settle()
    assert (await survey_of(town, code)).comment is None
    assert any("Việc mới" in label or "Gửi" in label for label in lan.last.labels)
