"""What we put before a whole group of our own accord is chosen by typing too, as it says."""

from datetime import UTC, datetime

import pytest

from handlers import alarms
from handlers.desk import Note
from handlers.officials import late, promised, reminders
from handlers.transferring import show_direction
from handlers.wording import HERE
from storage.models import Act, Alarm, Direction, Role, State
from tests.handlers.officials.staff import LAN, MINH, Staff

FACTS = "Cột 47 do Điện lực quản lý, phường đã báo, điện lực sẽ thay bóng ngày 17/11"


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HERE).astimezone(UTC)


def short(code: str) -> str:
    return f"#{code[-4:]}"


async def late_cases(staff: Staff, many: int = 1) -> list[str]:
    """Due on Monday at 17:00; on Tuesday morning the drafts stand."""
    codes = [await staff.files_case(f"Đèn hẻm {n} hư", days=9 / 24) for n in range(many)]
    staff.now = at(17, 8)
    async with staff.desk() as desk:
        await late.sweep(desk)
    return codes


async def test_an_apology_is_confirmed_by_code_and_number(staff: Staff) -> None:
    (code,) = await late_cases(staff)
    assert f"{short(code)} 1" in staff.newest("apology").out.how_to_choose
    await staff.says(MINH, f"{short(code)} 1")
    assert len(staff.to_resident("apology")) == 1
    assert (await staff.case(code)).state == State.ASSIGNED, "it was no claim"


async def test_its_date_is_changed_by_numbers(staff: Staff) -> None:
    (code,) = await late_cases(staff)
    await staff.says(MINH, f"{short(code)} đổi ngày hẹn")
    assert "hẹn lại tới ngày nào" in staff.newest("apology").text
    await staff.says(MINH, "2")
    assert "thứ Năm 19/11/2026" in staff.newest("apology").text
    await staff.says(LAN, f"{short(code)} 1")
    assert "thứ Năm 19/11/2026" in staff.to_resident("apology")[0].text


async def test_what_stands_newest_is_what_a_number_under_the_code_means(staff: Staff) -> None:
    (code,) = await late_cases(staff)
    await staff.says(MINH, f"{short(code)} nhận việc")
    assert (await staff.case(code)).state == State.IN_PROGRESS
    await staff.says(MINH, f"{short(code)} 1")
    assert len(staff.to_resident("apology")) == 1


async def test_once_it_is_sent_numbers_are_the_cards_again(staff: Staff) -> None:
    (code,) = await late_cases(staff)
    await staff.says(MINH, f"{short(code)} 1")
    await staff.says(LAN, f"{short(code)} 1")
    assert len(staff.to_resident("apology")) == 1
    assert (await staff.case(code)).state == State.IN_PROGRESS


async def test_many_apologies_go_out_by_words_and_open_by_number(staff: Staff) -> None:
    codes = await late_cases(staff, 4)
    await staff.says(MINH, "1")
    assert staff.to_resident("apology") == []
    assert "Gửi tất cả (4)" in staff.last().text
    await staff.says(MINH, "2")
    assert codes[0] in staff.newest("apology").text
    await staff.says(LAN, "gửi tất cả (4)")
    assert len(staff.to_resident("apology")) == 4


async def test_a_promise_is_answered_by_code_and_number(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, f"{short(code)} {FACTS}")
    await staff.says(MINH, "1")
    staff.now = at(17, 14)
    async with staff.desk() as desk:
        assert await promised.sweep(desk) == 1
    await staff.says(LAN, f"{short(code)} 1")
    assert "đã giữ" in staff.newest("promise").text


async def test_a_list_opens_a_case_by_its_number(staff: Staff) -> None:
    codes = [await staff.files_case(f"Đèn hẻm {n} hư", days=9 / 24) for n in range(2)]
    async with staff.desk() as desk:
        for code in codes:
            case = await desk.store.cases.by_code(code)
            assert case is not None
            case.next_reminder_at = desk.now
            desk.store.cases.save(case)
    async with staff.desk() as desk:
        await reminders.sweep(desk)
    async with staff.desk() as desk:
        home = await desk.spot_of("kinh_te")
        assert home is not None
        note = Note("reminder")  # as what is said of a resident's window
        await desk.tell(home, "reminders.thanks", note=note, unit="Kinh tế")
    (listed,) = [one for one in staff.in_chat() if one.what == "reminder" and one.labels]
    await staff.says(MINH, "2")
    assert listed.labels[1].split()[-1] in staff.newest("card.opened").text
    said = len(staff.shown)
    for talk in ("7", "ok anh", "Mở"):
        await staff.says(LAN, talk)
    assert len(staff.shown) == said


async def test_an_emergency_is_taken_by_a_number_and_called_off_by_words_only(
    staff: Staff,
) -> None:
    person = await staff.appoints(LAN, Role.HEAD, "kinh_te", chat=True)
    async with staff.desk() as desk:
        alarm = Alarm(
            person_id=person.id or 0, chat_id=person.chat_id or 0, kind="fire",
            unit="kinh_te", raised_at=desk.now, heard_at=desk.now, numbers_at=desk.now,
            called_at=desk.now,
        )  # fmt: skip
        desk.store.alarms.put_words(alarm, "cháy nhà")
        await alarms.raise_(desk, alarm, None)
    await staff.says(MINH, "2")
    assert "Không phải khẩn cấp" in staff.last().text
    await staff.says(MINH, "1")
    assert "Minh đã nắm" in staff.last().text


@pytest.mark.parametrize("talk", ["1", "gửi lời xin lỗi"])
async def test_a_bare_word_among_colleagues_sends_no_apology(staff: Staff, talk: str) -> None:
    await late_cases(staff)
    said = len(staff.shown)
    await staff.says(MINH, talk)
    assert len(staff.shown) == said


async def test_a_direction_is_done_by_code_and_number(staff: Staff) -> None:
    code = await staff.files_case()
    leader = await staff.appoints(LAN, Role.LEADER, None, chat=True)
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        given = Direction(
            case_id=case.id or 0, unit=case.unit, leader_id=leader.id or 0, words="Kiểm tra",
            given_at=desk.now, due_at=desk.now,
        )  # fmt: skip
        direction = await desk.store.chases.give_direction(given)
        await show_direction(desk, case, direction, "directions.given")
    await staff.says(MINH, f"{short(code)} 1")
    assert [one.act for one in await staff.history(code)].count("carry_out") == 1
    assert [one.act for one in await staff.entries(code)] == [Act.REPORT]
