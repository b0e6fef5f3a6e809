"""A case's clock through the real bot: waits for the resident, more time, who owes a word."""

import asyncio
from pathlib import Path

from bot.sandbox.telegram import Person
from bot.sandbox.town import OFFICE, Town
from handlers.clock import Outcome, outcome
from tests.conftest import OpenTown
from tests.journeys.scenes import RUBBISH, Staff, acts_of, at, case_of, heard, reports, staffed


async def asks(town: Town, staff: Staff, code: str, question: str = "Trụ số mấy ạ?") -> None:
    """Minh asks the resident something under the card."""
    preview = await staff.replies(staff.minh, question, code)
    await town.presses(staff.minh, preview, "Hỏi người dân")


async def opened(town: Town) -> tuple[Staff, Person, str]:
    """A lamp is out on Monday at eight: an answer is due on Thursday the 19th."""
    staff, lan = await staffed(town), town.telegram.person("Lan")
    return staff, lan, await reports(town, lan)


async def test_somebody_is_to_take_it_in_hand_within_four_working_hours(town: Town) -> None:
    staff, _, code = await opened(town)
    assert "Xin nhận việc trước 14:00 thứ Hai 16/11/2026" in staff.card(code).text
    due = (await case_of(town, code)).claim_due_at
    assert due is not None
    assert at(16, 14) <= due < at(16, 14, 1)
    await staff.presses(staff.minh, "Nhận việc", code)
    assert "Xin nhận việc" not in staff.card(code).text
    case = await case_of(town, code)
    assert case.claim_due_at is None
    assert case.claimed_at is not None


async def test_the_receipt_explains_its_date(town: Town) -> None:
    lan = town.telegram.person("Lan")
    await town.until(at(20, 9))
    await reports(town, lan)
    due = "thứ Năm 26/11/2026 (3 ngày làm việc, không tính Ngày Văn hóa Việt Nam 24/11)"
    assert due in lan.last.text


async def test_the_clock_stands_while_the_resident_owes_a_word(town: Town) -> None:
    staff, lan, code = await opened(town)
    await town.until(at(17, 9))
    await asks(town, staff, code)
    await town.until(at(17, 10))
    card = staff.card(code)
    assert "tạm dừng, chờ người dân" in card.text
    paused = await case_of(town, code)
    assert paused.paused_at is not None
    assert paused.paused_at >= at(17, 9)
    await town.until(at(19, 9))
    lan.says("trụ số 47")
    await town.settle()
    case = await case_of(town, code)
    assert case.due_at == at(23, 17)
    thanks = heard(lan)[-1]
    assert "trả lời" in thanks
    assert "hạn trả lời: thứ Hai 23/11/2026 (5 ngày làm việc, kể cả thời gian chờ ông/bà" in thanks
    assert "thứ Hai 23/11/2026" in staff.card(code).text
    assert "tạm dừng" not in staff.card(code).text


async def test_whoever_gets_a_case_while_the_resident_owes_a_word_takes_it_in_hand_after_it(
    town: Town,
) -> None:
    staff, lan, code = await opened(town)
    police = await staffed(town, "cong_an", "Công an")
    await staff.presses(staff.minh, "Nhận việc", code)
    await asks(town, staff, code)
    menu = await staff.presses(staff.minh, "Chuyển, gia hạn", code)
    asked = await town.presses(staff.minh, menu, "Công an phường")
    preview = await town.replies(staff.minh, asked, "Trụ đèn của công an", where=staff.group)
    await town.presses(staff.minh, preview, "Chuyển")
    assert (await case_of(town, code)).claim_due_at is None
    await town.says(lan, "trụ số 47")
    assert (await case_of(town, code)).claim_due_at is not None
    assert "Xin nhận việc trước 14:00 thứ Hai 16/11/2026" in police.card(code).text


async def test_a_question_that_does_not_arrive_stops_nothing(both_towns: Town) -> None:
    town = both_towns
    staff, lan, code = await opened(town)
    lan.blocks()
    await town.settle()
    await asks(town, staff, code)
    await town.until(at(18, 12))
    case = await case_of(town, code)
    assert (case.paused_at, case.next_nudge_at) == (None, None)
    assert case.due_at == at(19, 17)


async def test_a_silent_resident_is_asked_twice_and_takes_it_up_again_with_one_tap(
    town: Town,
) -> None:
    staff, lan, code = await opened(town)
    await town.until(at(16, 9))
    await asks(town, staff, code)
    await town.until(at(18, 12))
    assert [text for text in heard(lan) if "vẫn mong" in text]
    await town.until(at(23, 12))
    assert len([text for text in heard(lan) if "vẫn mong" in text]) == 2
    await town.until(at(1, 12, month=12))
    goodbye = lan.last
    assert "tạm đóng" in goodbye.text
    assert "Trụ số mấy ạ?" in goodbye.text
    assert "tạm đóng" in staff.card(code).text
    assert (await acts_of(town, code))[-1] == "lapse"
    assert outcome(await case_of(town, code)) is None
    await town.until(at(3, 9, month=12))
    await town.presses(lan, goodbye, "Mở lại")
    assert "hạn trả lời: thứ Ba 08/12/2026 (3 ngày làm việc)" in heard(lan)[-1]
    lan.says("trụ số 47")
    await town.settle()
    assert staff.said("trụ số 47")
    await staff.answers(staff.minh, "Đèn đã sửa xong sáng nay", code)
    assert outcome(await case_of(town, code)) is Outcome.ON_TIME


async def test_two_processes_ask_once(postgres_url: str, open_a_town: OpenTown) -> None:
    town = await open_a_town(database_url=postgres_url)
    staff, lan, code = await opened(town)
    await asks(town, staff, code)
    await town.until(at(18, 7, 45))
    town.clock.set(at(18, 9))
    async with town.spare() as other:
        await other.tick()
        await town.app.tick()
        await other.tick()
    await town.settle()
    assert len([text for text in heard(lan) if "vẫn mong" in text]) == 1


async def test_a_transfer_does_not_begin_the_deadline_anew(town: Town) -> None:
    staff, _, code = await opened(town)
    before = await case_of(town, code)
    await town.until(at(17, 9))
    menu = await staff.presses(staff.minh, "Chuyển, gia hạn", code)
    prompt = await town.presses(staff.minh, menu, "Văn phòng")
    preview = await town.replies(staff.minh, prompt, "không phải việc chúng tôi", where=staff.group)
    await town.presses(staff.minh, preview, "Chuyển")
    after = await case_of(town, code)
    assert after.unit == "van_phong"
    assert (after.due_at, after.claim_due_at) == (before.due_at, before.claim_due_at)


async def test_a_resident_who_owes_a_word_is_waited_for_by_the_next_unit_too(town: Town) -> None:
    staff, lan, code = await opened(town)
    office = await staffed(town, "van_phong", "Văn phòng")
    await town.until(at(17, 9))
    await asks(town, staff, code)
    await town.until(at(17, 10))
    menu = await staff.presses(staff.minh, "Chuyển, gia hạn", code)
    prompt = await town.presses(staff.minh, menu, "Văn phòng")
    preview = await town.replies(staff.minh, prompt, "không phải việc chúng tôi", where=staff.group)
    await town.presses(staff.minh, preview, "Chuyển")
    assert "tạm dừng, chờ người dân" in office.card(code).text
    await town.until(at(19, 9))
    lan.says("trụ số 47")
    await town.settle()
    assert "Cảm ơn ông/bà đã trả lời" in heard(lan)[-1], "they are not asked what it belongs to"
    assert office.said("trụ số 47")
    case = await case_of(town, code)
    assert (case.unit, case.state, case.due_at) == ("van_phong", "assigned", at(23, 17))


async def test_who_gets_a_case_from_others_is_reminded_to_claim_it(town: Town) -> None:
    staff, _, code = await opened(town)
    office, head = await staffed(town, "van_phong", "Văn phòng"), town.telegram.person("Tám")
    await town.appoint(head, "head", "van_phong")
    await staff.presses(staff.minh, "Nhận việc", code)
    await town.until(at(17, 9))
    menu = await staff.presses(staff.minh, "Chuyển, gia hạn", code)
    prompt = await town.presses(staff.minh, menu, "Văn phòng")
    preview = await town.replies(staff.minh, prompt, "không phải việc chúng tôi", where=staff.group)
    await town.presses(staff.minh, preview, "Chuyển")
    assert "Xin nhận việc trước 15:00 thứ Ba 17/11/2026" in office.card(code).text
    await town.until(at(17, 14, 59))
    assert office.said("chờ trả lời") == []
    await town.until(at(17, 15, 30))
    assert len(office.said("chờ trả lời")) == 1
    assert not [text for text in heard(head) if code in text]
    await town.until(at(18, 14))
    assert "quá giờ mà chưa ai nhận việc" in heard(head)[-1]
    await office.presses(office.minh, "Nhận việc", code)
    assert "Xin nhận việc" not in office.card(code).text


async def test_a_head_extends_and_the_resident_reads_why(town: Town) -> None:
    staff, lan, code = await opened(town)
    await town.appoint(staff.hoa, "head", "kinh_te")
    await town.until(at(18, 9))
    typed = f"/giahan {code[-4:]} 25/11 chờ bóng đèn mới về"
    preview = await town.says(staff.minh, typed, to=staff.group)
    await town.presses(staff.minh, preview, "Gia hạn")  # Minh may not
    assert (await case_of(town, code)).extensions == 0
    await town.presses(staff.hoa, preview, "Gia hạn")
    case = await case_of(town, code)
    assert (case.due_at, case.first_due_at, case.extensions) == (at(25, 17), at(19, 17), 1)
    letter = heard(lan)[-1]
    assert "chờ bóng đèn mới về" in letter
    assert "thứ Tư 25/11/2026 (gia hạn thêm 3 ngày làm việc" in letter
    assert "không tính Ngày Văn hóa Việt Nam 24/11" in letter
    assert "hạn ban đầu thứ Năm 19/11/2026" in staff.card(code).text
    await town.until(at(25, 9))
    await staff.answers(staff.minh, "Đèn đã sửa xong sáng nay", code)
    assert outcome(await case_of(town, code)) is Outcome.EXTENDED
    assert "trả lời trong thời gian gia hạn" in staff.card(code).text


async def test_a_leader_decides_on_the_second_extension(town: Town) -> None:
    staff, lan, code = await opened(town)
    boss = town.telegram.person("Chủ tịch")
    await town.appoint(staff.hoa, "head", "kinh_te")
    await town.appoint(boss, "leader")
    for wish in ("23/11 chờ bóng đèn mới", "27/11 bóng đèn chưa về"):
        preview = await town.says(staff.hoa, f"/giahan {code} {wish}", to=staff.group)
        await town.presses(staff.hoa, preview, "Gia hạn")
    assert (await case_of(town, code)).extensions == 1
    await town.presses(boss, boss.last, "Đồng ý gia hạn")
    case = await case_of(town, code)
    assert (case.due_at, case.extensions) == (at(27, 17), 2)
    assert staff.said("Lãnh đạo đã gia hạn")
    assert "bóng đèn chưa về" in heard(lan)[-1]


async def test_a_leader_who_does_not_decide_is_asked_again(town: Town) -> None:
    staff, lan, code = await opened(town)
    boss = town.telegram.person("Chủ tịch")
    await town.appoint(staff.hoa, "head", "kinh_te")
    await town.appoint(boss, "leader")
    for wish in ("23/11 chờ bóng đèn mới", "27/11 bóng đèn chưa về"):
        preview = await town.says(staff.hoa, f"/giahan {code} {wish}", to=staff.group)
        await town.presses(staff.hoa, preview, "Gia hạn")
    await staff.presses(staff.minh, "Nhận việc", code)
    asked = len(boss.messages)
    await town.until(at(17, 7))
    assert len(boss.messages) == asked
    await town.until(at(17, 8))
    assert "vẫn chờ ý kiến" in boss.last.text
    assert len(staff.said("Chủ tịch chưa trả lời việc xin gia hạn tới thứ Sáu 27/11/2026")) == 1
    await town.restart()
    await town.until(at(18, 8))
    assert len([text for text in heard(boss) if "vẫn chờ ý kiến" in text]) == 2
    assert len(staff.said("chưa trả lời việc xin gia hạn")) == 1, (
        "the same line, brought up to date"
    )
    await town.presses(boss, boss.last, "Đồng ý gia hạn")
    assert (await case_of(town, code)).due_at == at(27, 17)
    assert "bóng đèn chưa về" in heard(lan)[-1]
    assert "đã được quyết định" in heard(boss)[-2], "nothing is left to press"
    said = len(boss.messages)
    await town.until(at(19, 12))
    assert len(boss.messages) == said


async def test_two_processes_ask_a_leader_again_once(
    postgres_url: str, open_a_town: OpenTown
) -> None:
    town = await open_a_town(database_url=postgres_url)
    staff, _, code = await opened(town)
    boss = town.telegram.person("Chủ tịch")
    await town.appoint(staff.hoa, "head", "kinh_te")
    await town.appoint(boss, "leader")
    for wish in ("23/11 chờ bóng đèn mới", "27/11 bóng đèn chưa về"):
        preview = await town.says(staff.hoa, f"/giahan {code} {wish}", to=staff.group)
        await town.presses(staff.hoa, preview, "Gia hạn")
    async with town.spare() as other:
        for hour in (8, 9):
            town.clock.set(at(17, hour))
            async with asyncio.TaskGroup() as group:
                for app in (town.app, other, town.app, other):
                    group.create_task(app.tick())
        town.app.sender.idle.clear()
        town.app.sender.wake.set()
        await town.settle()
    assert len([text for text in heard(boss) if "vẫn chờ ý kiến" in text]) == 1


async def test_what_a_leader_ordered_is_not_late_on_a_day_that_is_declared_off(
    open_a_town: OpenTown, tmp_path: Path
) -> None:
    file = tmp_path / "office.toml"
    file.write_text(text := OFFICE.read_text(encoding="utf-8"), encoding="utf-8")
    town = await open_a_town(office=file)
    boss = town.telegram.person("Chủ tịch")
    await town.appoint(boss, "leader")
    staff, _, _ = await opened(town)
    await town.until(at(17, 9))
    await town.presses(boss, boss.last, "Chỉ đạo")
    await town.says(boss, "Thay bóng ngay")
    await town.says(boss, "25/11")
    off = (
        '[[days_off]]\nname = "Ngày hội"\noff = [2026-11-25]\nsource = "Thông báo"\n\n[first_word]'
    )
    file.write_text(text.replace("[first_word]", off, 1), encoding="utf-8")
    await town.until(at(18, 8))
    await town.restart()
    await town.until(at(18, 9))
    (moved,) = staff.said("nay có hạn thứ Năm 26/11/2026")
    assert "Ngày thứ Tư 25/11/2026 cơ quan nghỉ" in moved.text
    await town.until(at(26, 16))
    assert "hạn thứ Năm 26/11/2026: «Thay bóng ngay»" in staff.said("📌 Chỉ đạo")[-1].text
    assert not [one for one in heard(boss) if "đã quá hạn" in one and "Chỉ đạo của" in one]
    await town.until(at(27, 9))
    assert [one for one in heard(boss) if "đã quá hạn thứ Năm 26/11/2026" in one]


async def test_what_is_due_on_a_day_that_is_declared_off_is_due_on_the_next(
    open_a_town: OpenTown, tmp_path: Path
) -> None:
    file = tmp_path / "office.toml"
    file.write_text(text := OFFICE.read_text(encoding="utf-8"), encoding="utf-8")
    town = await open_a_town(office=file)
    staff, lan, code = await opened(town)  # due on Thursday the 19th
    other = await reports(town, town.telegram.person("Nam"), RUBBISH)
    await staff.answers(staff.minh, "Rác đã được xe hốt lúc 9 giờ", other)
    off = (
        '[[days_off]]\nname = "Ngày hội"\noff = [2026-11-19]\nsource = "Thông báo"\n\n[first_word]'
    )
    file.write_text(text.replace("[first_word]", off, 1), encoding="utf-8")
    await town.until(at(16, 22))
    await town.restart()
    await town.app.tick()
    assert (await case_of(town, code)).due_at == at(19, 17), "not at night"
    await town.until(at(17, 8))
    assert (await case_of(town, code)).due_at == at(20, 17)
    assert (await case_of(town, other)).due_at == at(19, 17), "it is answered"
    assert "thứ Năm 19/11/2026 cơ quan nghỉ" in lan.last.text
    assert "ngày làm việc kế tiếp: thứ Sáu 20/11/2026" in lan.last.text
    assert "thứ Sáu 20/11/2026" in staff.card(code).text
    said = len(lan.messages)
    await town.restart()
    await town.until(at(18, 12))
    assert len(lan.messages) == said
    await town.until(at(20, 16))
    assert staff.said("đã quá hạn") == []


async def test_what_is_to_be_taken_in_hand_on_a_day_that_is_declared_off_has_the_next(
    open_a_town: OpenTown, tmp_path: Path
) -> None:
    file = tmp_path / "office.toml"
    file.write_text(text := OFFICE.read_text(encoding="utf-8"), encoding="utf-8")
    town = await open_a_town(office=file)
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.appoint(staff.hoa, "head", "kinh_te")
    await town.until(at(16, 16))
    code = await reports(town, lan)
    assert "trước 10:30 thứ Ba 17/11/2026" in staff.card(code).text
    off = '[[days_off]]\nname = "Bão"\noff = [2026-11-17]\nsource = "Thông báo"\n\n[first_word]'
    file.write_text(text.replace("[first_word]", off, 1), encoding="utf-8")
    await town.restart()
    await town.until(at(16, 17))
    assert "trước 10:30 thứ Tư 18/11/2026" in staff.card(code).text
    await town.until(at(18, 16))
    assert not [text for text in heard(staff.hoa) if "chưa ai nhận" in text]
    await town.until(at(19, 9))
    assert [text for text in heard(staff.hoa) if "chưa ai nhận" in text]
