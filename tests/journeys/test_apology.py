"""An overdue case and its apology, through the real program: confirmed, plain, and only once."""

import asyncio
from datetime import timedelta

from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from storage.models import Apology, Promise
from tests.journeys.scenes import Staff, acts_of, at, case_of, heard, reports, staffed

FACTS = "Cột 47 do điện lực quản lý, phường đã báo điện lực"


def drafts(staff: Staff) -> list[Message]:
    """The drafts that stand in the group."""
    return staff.said("Trợ lý soạn sẵn lời xin lỗi")


async def apology_of(town: Town, code: str) -> Apology | None:
    case = await case_of(town, code)
    async with town.app.database.reading() as store:
        return await store.owed.apology_of(case)


async def promises_of(town: Town, code: str) -> list[Promise]:
    case = await case_of(town, code)
    async with town.app.database.reading() as store:
        return await store.owed.promises_of(case.id or 0)


async def test_the_unit_confirms_and_keeps_the_new_date(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)  # due on Thursday the 19th
    await town.until(at(19, 23))
    assert drafts(staff) == []
    await town.until(at(20, 8))
    (draft,) = drafts(staff)
    assert "Lý do: đơn vị chưa sắp xếp kịp" in draft.text
    assert "thứ Năm 26/11/2026" in draft.text  # the 24th is a holiday
    before = len(heard(lan))
    await town.presses(staff.minh, draft, "Gửi lời xin lỗi")
    (said,) = heard(lan)[before:]
    assert "UBND phường Hoa Sen thành thật xin lỗi" in said
    assert "thứ Năm 26/11/2026" in said
    status = await town.says(lan, code)
    assert "Đơn vị xin hẹn lại chậm nhất thứ Năm 26/11/2026. Đơn vị được nhắc" in status.text
    await staff.answers(staff.minh, FACTS)
    await town.until(at(27, 18))
    assert "trễ hạn" not in " ".join(heard(lan))  # the apology was made already
    (promise,) = await promises_of(town, code)
    assert promise.outcome == "kept"
    assert (await acts_of(town, code)).count("apologise") == 1
    assert len(drafts(staff)) == 0  # it became what was sent


async def test_nobody_confirms_and_the_resident_still_hears_it_once(both_towns: Town) -> None:
    town = both_towns
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.until(at(20, 8))
    for _ in range(3):
        await town.restart()
        await town.app.tick()
        await town.settle()
    assert len(drafts(staff)) == 1
    await town.until(at(23, 16, 59))
    assert not any("thành thật xin lỗi" in one for one in heard(lan))
    await town.until(at(23, 17))
    for _ in range(2):
        await town.restart()
        await town.app.tick()
        await town.settle()
    plain = [one for one in heard(lan) if "thành thật xin lỗi" in one]
    assert len(plain) == 1
    assert "Phó Chủ tịch phụ trách tiếp dân" in plain[0]
    found = await apology_of(town, code)
    assert found is not None
    assert found.plain
    assert staff.said("chưa ai xác nhận")


async def test_two_processes_that_tick_at_once_draft_it_once(both_towns: Town) -> None:
    town = both_towns
    if town.app.database.sqlite:
        return  # one process for a file
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.until(at(19, 23))
    town.clock.set(at(20, 8))
    async with town.spare() as other:
        await asyncio.gather(town.app.tick(), other.tick(), town.app.tick(), other.tick())
    await town.settle()
    assert len(drafts(staff)) == 1
    town.clock.set(at(23, 17, 1))
    async with town.spare() as other:
        await asyncio.gather(town.app.tick(), other.tick(), town.app.tick(), other.tick())
    await town.settle()
    assert len([one for one in heard(lan) if "thành thật xin lỗi" in one]) == 1


async def test_a_bot_that_was_down_comes_back_with_one_draft(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.close()
    town.clock.set(at(26, 9))
    await town.restart()
    await town.app.tick()
    await town.settle()
    (draft,) = drafts(staff)
    assert "thứ Ba 01/12/2026" in draft.text  # counted from today, not from then


async def test_an_answer_that_is_late_says_sorry_in_its_first_line(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await town.until(at(23, 9))
    await staff.answers(staff.minh, FACTS)
    answer = next(one for one in heard(lan) if FACTS in one)
    assert answer.startswith("UBND phường Hoa Sen thành thật xin lỗi")
    assert "trễ hạn 2 ngày làm việc" in answer
    await town.until(at(26, 18))
    assert len([one for one in heard(lan) if "thành thật xin lỗi" in one]) == 1


async def test_a_reopened_case_that_is_late_again_is_apologised_for_again(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.until(at(20, 8))
    await town.presses(staff.minh, drafts(staff)[0], "Gửi lời xin lỗi")
    await staff.answers(staff.minh, FACTS)
    await town.says(lan, "chưa xong")
    due = (await case_of(town, code)).due_at
    await town.until(due)
    assert drafts(staff) == []
    await town.until(at(27, 8))
    assert len(drafts(staff)) == 1
    assert (await apology_of(town, code)).round == 1  # type: ignore[union-attr]  # it is there


async def test_the_unit_that_gets_a_late_case_gets_its_draft_too(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    office = await staffed(town, "van_phong", "Văn phòng")
    code = await reports(town, lan)
    await town.until(at(20, 8))
    await town.replies(staff.minh, drafts(staff)[0], "Tổ điện đi chống bão", where=staff.group)
    menu = await staff.presses(staff.minh, "Chuyển, gia hạn", code)
    prompt = await town.presses(staff.minh, menu, "Văn phòng")
    preview = await town.replies(staff.minh, prompt, "không phải việc chúng tôi", where=staff.group)
    await town.presses(staff.minh, preview, "Chuyển")
    await town.pass_time(timedelta(minutes=30))
    (draft,) = drafts(office)
    assert "Văn phòng HĐND và UBND chịu trách nhiệm" in draft.text
    assert "chống bão" not in draft.text
    assert "Tới 17:00 thứ Hai 23/11/2026" in draft.text
    await town.presses(staff.minh, drafts(staff)[-1], "Gửi lời xin lỗi")
    assert not any("thành thật xin lỗi" in one for one in heard(lan))
    await town.presses(office.minh, draft, "Gửi lời xin lỗi")
    assert len([one for one in heard(lan) if "thành thật xin lỗi" in one]) == 1
    await town.until(at(23, 18))
    assert len([one for one in heard(lan) if "thành thật xin lỗi" in one]) == 1
