"""A resident follows a case, adds to it, takes it back; of many cases each gets its own."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from tests.journeys.scenes import (
    LAMP,
    RUBBISH,
    Staff,
    acts_of,
    at,
    case_of,
    code_in,
    heard,
    reports,
    staffed,
)


async def reports_anew(town: Town, who: Person, text: str) -> str:
    """Somebody who has cases reports another matter."""
    asked = await town.says(who, text)
    await town.presses(who, asked, "Việc mới")
    await town.presses(who, who.last, "Gửi")
    return code_in(await town.presses(who, who.last, "Đúng"))


SPELLINGS: list[Callable[[str], str]] = [
    lambda code: code,
    lambda code: code.lower(),
    lambda code: code.replace("-", ""),
    lambda code: code.replace("-", " "),
    lambda code: f"{code} tới đâu rồi",
    lambda code: f"mã số {code.lower()} ạ",
    lambda code: f"/hoso {code}",
    lambda code: code.replace("-", "–"),  # as phones make of two dashes
    lambda code: code.replace("A", "Á", 1).lower(),  # a keyboard that writes accents
    lambda code: f"{code[:2]}  {code[3:7]}/{code[8:].lower()}?",
]


async def test_a_code_is_understood_as_people_type_it(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    code = await reports(town, lan)
    for spelled in SPELLINGS:
        answer = await town.says(lan, spelled(code))
        assert f"Hồ sơ {code}" in answer.text, spelled(code)
        assert "Phòng Kinh tế" in answer.text
        assert "19/11/2026" in answer.text


@pytest.mark.parametrize("words", ["hồ sơ của tôi", "ho so cua toi", "/hoso", "xem ho so cua tui"])
async def test_all_cases_of_a_resident_are_listed(town: Town, words: str) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    first = await reports(town, lan)
    second = await reports_anew(town, lan, RUBBISH)
    mine = await town.says(lan, words)
    assert first in mine.text
    assert second in mine.text
    status = await town.presses(lan, mine, first)
    assert f"Hồ sơ {first}" in status.text


async def test_nobody_learns_of_anothers_case(town: Town) -> None:
    await staffed(town)
    lan, ba = town.telegram.person("Lan"), town.telegram.person("Ba")
    code = await reports(town, lan)
    unknown = "PA-2611-2222"
    assert (await town.says(ba, code)).text.replace(code, "?") == (
        await town.says(ba, unknown)
    ).text.replace(unknown, "?")


async def test_the_state_is_told_at_each_stage(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    assert "sẽ phân công" in (await town.says(lan, code)).text
    await staff.presses(staff.minh, "Nhận việc")
    assert "đang xử lý" in (await town.says(lan, code)).text
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    status = await town.says(lan, code)
    assert "đã trả lời" in status.text
    assert "Đèn đã sửa xong" in status.text
    assert {"✅ Xong rồi", "❗ Chưa xong"} <= set(status.labels)


async def test_a_reply_to_any_message_about_a_case_goes_into_it(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    first = await reports(town, lan)
    receipt = lan.last
    second = await reports_anew(town, lan, RUBBISH)
    lan.says("Trụ số 47", reply_to=receipt)
    await town.settle()
    assert first in lan.last.text
    lan.sends_photo(caption="hôm nay còn nhiều hơn", reply_to=lan.messages[-1])
    await town.settle()
    (added,) = staff.said("Trụ số 47")
    assert added.reply_to is staff.card(first)
    assert second not in "".join(m.text for m in staff.said("bổ sung"))
    assert "add" in await acts_of(town, first)
    assert "add" not in await acts_of(town, second)


async def test_a_reply_to_ones_own_message_goes_into_its_case(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    mine = lan.says(LAMP)
    await town.settle()
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    lan.says("Trụ số 47", reply_to=mine)
    await town.settle()
    (added,) = staff.said("Trụ số 47")
    assert added.reply_to is staff.card(code)


async def test_when_it_is_not_clear_it_is_asked(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    first = await reports(town, lan)
    second = await reports_anew(town, lan, RUBBISH)
    asked = await town.says(lan, "Hôm nay vẫn vậy nha, trụ số 47")
    for code in (first, second):
        assert sum(code in label for label in asked.labels) == 1
    done = await town.presses(lan, asked, first)
    assert first in done.text
    (added,) = staff.said("trụ số 47")
    assert added.reply_to is staff.card(first)


async def test_an_addition_by_button_is_the_next_message(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    status = await town.presses(lan, lan.last, "Xem tiến độ")
    await town.presses(lan, status, "Bổ sung")
    await town.says(lan, "Trụ số 47")
    (added,) = staff.said("Trụ số 47")
    assert added.reply_to is staff.card(code)


async def test_a_case_is_withdrawn_after_one_question(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    sure = await town.says(lan, f"rút {code}")
    assert "phải không" in sure.text
    await town.presses(lan, sure, "Không, để lại")
    assert (await case_of(town, code)).state == "assigned"
    sure = await town.says(lan, f"/rut {code.lower()}")
    done = await town.presses(lan, sure, "Đúng, rút")
    assert "đã rút" in done.text
    assert "người dân đã rút" in staff.card(code).text
    assert staff.card(code).labels == []


async def test_not_done_reopens_with_a_new_deadline(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    before = (await case_of(town, code)).due_at
    await town.until(at(17, 9))
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    again = await town.says(lan, "Chưa xong, tối nay vẫn tối thui")
    assert "mở lại" in again.text
    case = await case_of(town, code)
    assert case.state == "reopened"
    assert case.due_at > before
    assert "mở lại" in staff.card(code).text
    assert staff.card(code).labels[0] == "Nhận việc"
    assert staff.said("vẫn tối thui")


async def test_thanks_confirm_an_answered_case(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    await town.says(lan, "Cảm ơn, đèn sáng rồi")
    assert (await case_of(town, code)).state == "confirmed"
    assert "xác nhận đã xong" in staff.card(code).text


async def test_an_edit_of_the_answered_question_is_a_version_of_that_answer(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    preview = await staff.replies(staff.minh, "Trụ số mấy ạ?")
    await town.presses(staff.minh, preview, "Hỏi người dân")
    mine = lan.says("so 46", reply_to=lan.last)
    await town.settle()
    lan.edits(mine, "so 47")
    await town.settle()
    assert staff.said("so 46")
    assert staff.said("so 47")
    assert code in lan.last.text


@dataclass(frozen=True)
class Command:
    """A command, and what its answer holds."""

    typed: str
    answer: str


@pytest.mark.parametrize(
    "command",
    [
        Command("/start", "trợ lý tự động"),
        Command("/help", "hồ sơ của tôi"),
        Command("/trogiup", "hồ sơ của tôi"),
        Command("/hoso", "chưa gửi hồ sơ nào"),
        Command("/aidaxemten", "Chưa có ai"),
        Command("/gibberish", "chưa hiểu lệnh này"),
        Command("alo", "trợ lý tự động"),
        Command("ai đã xem tên tôi", "Chưa có ai"),
    ],
    ids=lambda command: command.typed,
)
async def test_commands_and_small_talk_are_answered(town: Town, command: Command) -> None:
    lan = town.telegram.person("Lan")
    assert command.answer in (await town.says(lan, command.typed)).text


async def test_the_resident_can_ask_who_has_seen_the_name(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan", username="lan90")
    code = await reports(town, lan)
    await town.says(staff.hoa, f"/xemten {code} lý do cần hẹn gặp để đo đạc", to=staff.group)
    assert "Chỉ người đứng đầu" in staff.group.last.text
    await town.appoint(staff.hoa, "head", "kinh_te")
    await town.says(staff.hoa, f"/xemten {code}", to=staff.group)
    assert "lý do cụ thể" in staff.group.last.text
    await town.says(staff.hoa, f"/xemten {code} lý do cần hẹn gặp để đo đạc", to=staff.group)
    assert "Lan" in staff.hoa.last.text
    assert "@lan90" in staff.hoa.last.text
    assert all("lan90" not in m.text for m in staff.group.messages)
    seen = await town.says(lan, "ai đã xem tên tôi")
    assert code in seen.text
    assert "cần hẹn gặp để đo đạc" in seen.text
    assert "unmask" in await acts_of(town, code)


async def test_a_dossier_code_is_guided_to_the_one_stop_centre(town: Town) -> None:
    lan = town.telegram.person("Lan")
    answer = await town.says(lan, "H15.50.05.13-261008-0975")
    assert "thủ tục hành chính" in answer.text


async def test_many_cases_each_answer_in_the_right_one(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    codes = [await reports(town, lan)]
    codes += [await reports_anew(town, lan, RUBBISH) for _ in range(2)]
    for number, code in enumerate(codes):
        preview = await staff.replies(staff.minh, f"Hỏi thêm {number}?", code)
        await town.presses(staff.minh, preview, "Hỏi người dân")
    questions = [m for m in lan.messages if m.from_bot and "Hỏi thêm" in m.text]
    for number in (1, 2, 0):
        lan.says(f"Trả lời {number}", reply_to=questions[number])
        await town.settle()
    for number, code in enumerate(codes):
        (added,) = staff.said(f"Trả lời {number}")
        assert added.reply_to is staff.card(code)


async def test_nothing_is_said_twice_in_one_turn(town: Town) -> None:
    staff: Staff = await staffed(town)
    lan = town.telegram.person("Lan")
    await reports(town, lan)
    assert len(heard(lan)) == 3  # draft, category, receipt
    assert len(staff.cards()) == 1
