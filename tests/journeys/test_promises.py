"""A date in an answer becomes a promise and is asked after, through the real program."""

import asyncio

from bot.sandbox.town import Town
from storage.models import Promise
from tests.journeys.scenes import at, case_of, heard, reports, staffed

DATED = "Đội điện đã kiểm tra cột 47, sẽ thay bóng trước 25/11"
ASKS_UNIT = "đã tới ngày hẹn"
ASKS_RESIDENT = "việc đó đã xong chưa"


async def promise_of(town: Town, code: str) -> Promise:
    case = await case_of(town, code)
    async with town.app.database.reading() as store:
        return (await store.owed.promises_of(case.id or 0))[-1]


async def test_from_the_words_to_the_residents_yes(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    preview = await staff.replies(staff.minh, DATED)
    assert "lời hẹn với người dân tới" in preview.text
    await town.presses(staff.minh, preview, "hẹn 25/11")
    assert any("Lời hẹn: " in one for one in heard(lan))
    await town.until(at(25, 13))
    assert staff.said(ASKS_UNIT) == []
    for _ in range(2):
        await town.restart()
        await town.until(at(25, 14))
    (question,) = staff.said(ASKS_UNIT)
    await town.presses(staff.hoa, question, "Đã xong")
    asked = lan.last
    assert ASKS_RESIDENT in asked.text
    await town.presses(lan, asked, "Xong rồi")
    assert (await promise_of(town, code)).outcome == "kept"
    await town.until(at(27, 18))
    assert len([one for one in heard(lan) if ASKS_RESIDENT in one]) <= 1


async def test_the_resident_says_no(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    preview = await staff.replies(staff.minh, DATED)
    await town.presses(staff.minh, preview, "hẹn 25/11")
    await town.until(at(25, 14))
    await town.presses(staff.hoa, staff.said(ASKS_UNIT)[0], "Đã xong")
    await town.says(lan, "chưa")
    assert (await promise_of(town, code)).outcome == "broken"
    assert staff.said("chưa được giữ")
    await town.presses(lan, lan.last, "Mở lại")
    assert (await case_of(town, code)).state == "reopened"


async def test_two_processes_ask_once(both_towns: Town) -> None:
    town = both_towns
    if town.app.database.sqlite:
        return  # one process for a file
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    preview = await staff.replies(staff.minh, DATED)
    await town.presses(staff.minh, preview, "hẹn 25/11")
    for when, said in ((at(25, 14), 0), (at(26, 17), 1)):
        town.clock.set(when)
        async with town.spare() as other:
            await asyncio.gather(town.app.tick(), other.tick(), town.app.tick(), other.tick())
        await town.settle()
        assert len(staff.said(ASKS_UNIT)) == 1
        assert len([one for one in heard(lan) if ASKS_RESIDENT in one]) == said


async def test_an_answer_that_says_nothing_is_not_just_sent(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    before = len(heard(lan))
    preview = await staff.replies(staff.minh, "da tiep nhan, se xu ly")
    assert "Còn thiếu: đã làm gì, khi nào, ai làm, bước tiếp theo" in preview.text
    assert len(heard(lan)) == before
    await town.presses(staff.minh, preview, "Vẫn gửi người dân")
    assert any("da tiep nhan, se xu ly" in one for one in heard(lan))


async def test_work_out_of_doors_wants_its_photo(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    preview = await staff.replies(staff.minh, "Đã thay bóng đèn cột 47 sáng nay")
    assert "xin kèm ảnh" in preview.text
    staff.minh.sends_photo(in_=staff.group, reply_to=preview)
    await town.settle()
    again = staff.group.last
    assert again.labels[0] == "Gửi người dân"
    await town.presses(staff.minh, again, "Gửi người dân")
    assert any("cột 47" in one for one in heard(lan))
