"""A case becomes overdue: the apology is drafted, changed, confirmed, sent plain, or not needed."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handlers import acts, deadline, sorry, transferring
from handlers.office import Answers, Apologies
from handlers.office_file import BrokenOffice, read_office
from handlers.officials import apologising, checking, late
from handlers.officials.apology_words import LONGEST
from handlers.wording import HERE
from storage.models import Apology, Promise, State
from tests.handlers.officials.staff import (
    DUTY_GROUP,
    HIDDEN,
    LAN,
    MINH,
    OTHER_GROUP,
    PHOTO,
    Staff,
)

FILE = Path("bot/sandbox/office.toml")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE).astimezone(UTC)


async def sweep(staff: Staff, when: datetime) -> int:
    staff.now = when
    async with staff.desk() as desk:
        return await late.sweep(desk)


async def late_case(staff: Staff, **how: object) -> str:
    """Due on Monday at 17:00; on Tuesday morning the draft stands."""
    how = {"days": 9 / 24, **how}
    code = await staff.files_case(**how)  # type: ignore[arg-type]  # passed on as it is
    assert await sweep(staff, at(17, 8)) == 1
    return code


async def apology_of(staff: Staff, code: str) -> Apology:
    case = await staff.case(code)
    async with staff.database.reading() as store:
        found = await store.owed.apology_of(case)
        assert found is not None
        return found


async def promises_of(staff: Staff, code: str) -> list[Promise]:
    case = await staff.case(code)
    async with staff.database.reading() as store:
        return await store.owed.promises_of(case.id or 0)


async def test_a_draft_stands_under_the_card_with_reason_and_date(staff: Staff) -> None:
    code = await late_case(staff)
    draft = staff.newest("apology")
    assert draft.out.reply_to == staff.newest("card").external_id
    assert "chưa gửi" in draft.text
    assert f"UBND phường Hoa Sen thành thật xin lỗi vì chưa trả lời hồ sơ {code}" in draft.text
    assert "Lý do: đơn vị chưa sắp xếp kịp" in draft.text
    assert "chậm nhất thứ Sáu 20/11/2026 (3 ngày làm việc)" in draft.text
    assert "17:00 thứ Tư 18/11/2026" in draft.text
    assert draft.labels == ["Gửi lời xin lỗi", "Chọn lý do", "Đổi ngày hẹn"]
    assert staff.to_resident("apology") == []


async def test_not_before_it_is_late_and_not_out_of_hours(staff: Staff) -> None:
    await staff.files_case(days=9 / 24)
    for when in (at(16, 16, 59), at(16, 17), at(16, 20), at(17, 6), at(17, 12)):
        assert await sweep(staff, when) == 0
    assert await sweep(staff, at(17, 7, 30)) == 1
    assert await sweep(staff, at(17, 7, 31)) == 0


async def test_one_tap_sends_it_and_the_date_becomes_a_promise(staff: Staff) -> None:
    code = await late_case(staff)
    due = (await staff.case(code)).due_at
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    (got,) = staff.to_resident("apology")
    assert "thành thật xin lỗi" in got.text
    assert "thứ Sáu 20/11/2026" in got.text
    assert "0900 000 102" in got.text
    assert "Lan" not in got.text
    assert "Lan đã gửi lời xin lỗi" in staff.newest("apology").text
    assert staff.newest("apology").labels == []
    apology = await apology_of(staff, code)
    assert (apology.sent_at, apology.plain, apology.next_at) == (staff.now, False, None)
    assert apology.confirmed_by is not None
    case = await staff.case(code)
    assert (case.due_at, case.state) == (due, State.ASSIGNED)  # late stays late
    (promise,) = await promises_of(staff, code)
    assert (promise.kind, f"{promise.due_on}") == ("apology", "2026-11-20")
    assert "apologise" in [one.act for one in await staff.history(code)]


async def test_the_next_day_the_same_draft_counts_from_then(staff: Staff) -> None:
    await late_case(staff)
    draft, staff.now = staff.newest("apology"), at(18, 9)
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    (got,) = staff.to_resident("apology")
    assert "thứ Sáu 20/11/2026 (2 ngày làm việc)" in got.text


async def test_nobody_is_said_to_be_chased_while_the_resident_owes_a_word(staff: Staff) -> None:
    code = await late_case(staff)
    await staff.says(LAN, "Trụ số mấy ạ?", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Hỏi người dân")
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        case.paused_at = desk.now
        desk.store.cases.save(case)
        await desk.store.cases.note(case, "pause", desk.now, after=case.state)
    await sweep(staff, at(18, 17, 1))
    (got,) = staff.to_resident("apology")
    assert "thành thật xin lỗi" in got.text
    assert "được nhắc" not in got.text


async def test_why_none_is_needed_is_true(staff: Staff) -> None:
    code = await late_case(staff)
    draft = staff.newest("apology")
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        await acts.move(desk, case, acts.Act.WITHDRAW, acts.Actor(case.person_id, "resident"))
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    closed = staff.newest("apology").text
    assert "người dân đã rút" in closed
    assert "câu trả lời" not in closed
    assert staff.to_resident("apology") == []


async def test_a_draft_is_closed_where_the_case_is_no_longer(staff: Staff) -> None:
    code = await late_case(staff)
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        by = acts.Actor(None, "official")
        assert await transferring.transfer(desk, case, "van_hoa", "không phải việc này", by)
    closed = staff.newest("apology")
    assert closed.labels == []
    assert "Phòng Văn hóa" in closed.text
    assert await sweep(staff, at(17, 9)) == 1
    assert staff.newest("apology", OTHER_GROUP).labels[0] == "Gửi lời xin lỗi"
    assert staff.newest("apology") == closed


async def test_a_new_date_that_was_declared_off_meanwhile_is_the_next_working_day(
    staff: Staff,
) -> None:
    code = await late_case(staff)
    draft = staff.newest("apology")
    async with staff.desk() as desk:
        apology = await desk.store.owed.apology((await apology_of(staff, code)).id or 0)
        assert apology is not None
        apology.new_date = date(2026, 11, 22)  # a Sunday: as if the office had closed that day
        await desk.store.owed.keep(apology)
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert staff.to_resident("apology") == []
    assert "thứ Hai 23/11/2026" in staff.newest("apology").text
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    (promise,) = await promises_of(staff, code)
    assert promise.due_on == date(2026, 11, 23)


async def test_a_second_press_sends_nothing(staff: Staff) -> None:
    await late_case(staff)
    draft = staff.newest("apology")
    value = draft.value("Gửi lời xin lỗi")
    await staff.presses_value(LAN, draft, value)
    await staff.presses_value(MINH, draft, value)
    assert len(staff.to_resident("apology")) == 1
    assert "Không có gì thay đổi" in staff.notices[-1]


async def test_a_reason_of_the_list(staff: Staff) -> None:
    code = await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Chọn lý do")
    menu = staff.newest("apology")
    assert "đang chờ vật tư, thiết bị" in menu.labels
    await staff.says(LAN, "3", to=menu)  # every choice is a number too
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    assert "Lý do: đang chờ vật tư, thiết bị." in staff.to_resident("apology")[0].text
    assert (await apology_of(staff, code)).reason == "đang chờ vật tư, thiết bị"


async def test_a_reason_in_own_words(staff: Staff) -> None:
    await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Chọn lý do")
    await staff.presses(LAN, staff.newest("apology"), "Lý do khác")
    await staff.says(LAN, "xe cẩu bị hư.", to=staff.last())
    assert "Lý do: xe cẩu bị hư.\n" in staff.newest("apology").text
    assert staff.to_resident("apology") == []


async def test_another_date_of_the_list(staff: Staff) -> None:
    await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Đổi ngày hẹn")
    menu = staff.newest("apology")
    assert menu.labels[:2] == ["thứ Tư 18/11/2026", "thứ Năm 19/11/2026"]
    await staff.presses(LAN, menu, "thứ Tư 18/11")
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    assert "chậm nhất \x02thứ Tư 18/11/2026" in staff.to_resident("apology")[0].text


async def test_back_changes_nothing(staff: Staff) -> None:
    await late_case(staff)
    text = staff.newest("apology").text
    for menu in ("Chọn lý do", "Đổi ngày hẹn"):
        await staff.presses(LAN, staff.newest("apology"), menu)
        await staff.presses(LAN, staff.newest("apology"), "Quay lại")
        assert staff.newest("apology").text == text


@pytest.mark.parametrize("how", ["reply", "code"])
async def test_words_under_the_list_of_reasons_are_a_reason(staff: Staff, how: str) -> None:
    code = await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Chọn lý do")
    asked = staff.newest("apology")
    assert "vì sao" in asked.text
    if how == "reply":
        await staff.says(LAN, "thợ điện nghỉ phép", to=asked)
    else:
        await staff.says(LAN, f"#{code[-4:]} thợ điện nghỉ phép")
    apology = await apology_of(staff, code)
    assert (apology.reason, apology.words) == ("thợ điện nghỉ phép", None)
    assert "Lý do: thợ điện nghỉ phép." in staff.newest("apology").text


async def test_words_under_the_list_of_days_are_a_day(staff: Staff) -> None:
    code = await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Đổi ngày hẹn")
    await staff.says(LAN, "chờ thợ về", to=staff.newest("apology"))
    assert (await apology_of(staff, code)).words is None
    await staff.says(LAN, "thứ hai tuần sau", to=staff.last())
    apology = await apology_of(staff, code)
    assert (f"{apology.new_date}", apology.words) == ("2026-11-23", None)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("30/11", "thứ Hai 30/11/2026"), ("5 ngày lam viec nua", "thứ Tư 25/11/2026"),
     ("chu nhat nay", "thứ Hai 23/11/2026"),
     ("16/12", "thứ Tư 16/12/2026")],  # the twentieth working day, the last that the office allows
)  # fmt: skip
async def test_a_typed_date(staff: Staff, typed: str, day: str) -> None:
    await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Đổi ngày hẹn")
    await staff.presses(LAN, staff.newest("apology"), "Ngày khác")
    await staff.says(LAN, typed, to=staff.last())
    assert f"chậm nhất {day}" in staff.newest("apology").text


@pytest.mark.parametrize(
    "typed", ["hôm qua", "1/11", "hôm nay", "17/12", "1/10/2027", "để coi", "31/11"]
)
async def test_a_date_that_will_not_do(staff: Staff, typed: str) -> None:
    code = await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Đổi ngày hẹn")
    await staff.presses(LAN, staff.newest("apology"), "Ngày khác")
    await staff.says(LAN, typed, to=staff.last())
    assert "phải sau hôm nay" in staff.last().text
    await staff.says(LAN, "30/11", to=staff.last())
    assert f"{(await apology_of(staff, code)).new_date}" == "2026-11-30"


async def test_a_reply_rewrites_it(staff: Staff) -> None:
    await late_case(staff)
    await staff.says(LAN, "Bão làm gãy cột, mong bà con chờ tới 30/11", to=staff.newest("apology"))
    draft = staff.newest("apology")
    assert "Bão làm gãy cột" in draft.text
    assert "Lý do:" not in draft.text
    assert "chậm nhất thứ Hai 30/11/2026" in draft.text
    assert draft.out.edits is None  # below what was typed
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert "Bão làm gãy cột" in staff.to_resident("apology")[0].text


async def test_what_was_changed_since_is_read_first(staff: Staff) -> None:
    await late_case(staff)
    old = staff.newest("apology")
    await staff.says(MINH, "Bão làm gãy cột", to=old)
    await staff.presses(LAN, old, "Gửi lời xin lỗi")
    assert staff.to_resident("apology") == []
    assert "vừa được sửa" in staff.notices[-1]


async def test_a_reply_without_words_asks_for_them(staff: Staff) -> None:
    await late_case(staff)
    await staff.says(LAN, "", to=staff.newest("apology"), files=(PHOTO,))
    assert "ghi bằng chữ" in staff.last().text


@pytest.mark.parametrize("said", ["ok", "Gửi đi", "đồng ý"])
async def test_a_nod_is_no_apology(staff: Staff, said: str) -> None:
    code = await late_case(staff)
    await staff.says(LAN, said, to=staff.newest("apology"))
    assert (await apology_of(staff, code)).words is None
    assert "Gửi lời xin lỗi" in staff.last().text
    await staff.says(LAN, "Cột điện bị ngã, tổ dựng lại", to=staff.last())
    assert "Cột điện bị ngã, tổ dựng lại" in staff.newest("apology").text
    assert code in staff.newest("apology").text


async def test_a_day_alone_changes_the_date_and_no_words(staff: Staff) -> None:
    code = await late_case(staff)
    await staff.says(LAN, "30/11", to=staff.newest("apology"))
    apology = await apology_of(staff, code)
    assert (f"{apology.new_date}", apology.words) == ("2026-11-30", None)
    assert "thứ Hai 30/11/2026" in staff.newest("apology").text


async def test_own_words_stay_one_message(staff: Staff) -> None:
    code = await late_case(staff)
    await staff.says(LAN, "xin lỗi " * 400 + "{braces} **stars**", to=staff.newest("apology"))
    assert len((await apology_of(staff, code)).words or "") <= LONGEST


async def test_a_hidden_admin_is_asked_to_press(staff: Staff) -> None:
    await late_case(staff)
    await staff.says(HIDDEN, "1", to=staff.newest("apology"))
    assert staff.to_resident("apology") == []


async def test_unconfirmed_the_resident_gets_the_plain_one_with_the_leader(staff: Staff) -> None:
    code = await late_case(staff)
    draft = staff.newest("apology")
    for when in (at(17, 17), at(18, 7, 30), at(18, 16, 59)):
        assert await sweep(staff, when) == 0
    assert await sweep(staff, at(18, 17)) == 1
    (got,) = staff.to_resident("apology")
    assert "thành thật xin lỗi" in got.text
    assert "Phó Chủ tịch phụ trách tiếp dân, điện thoại 0900 000 110" in got.text
    assert "chậm nhất" not in got.text
    assert "chưa ai xác nhận" in staff.newest("apology").text
    assert (await apology_of(staff, code)).plain
    assert await promises_of(staff, code) == []
    await staff.presses_value(LAN, draft, draft.value("Gửi lời xin lỗi"))
    assert len(staff.to_resident("apology")) == 1
    assert await sweep(staff, at(19, 8)) == 0


async def test_nobody_is_woken_by_a_plain_apology(staff: Staff) -> None:
    await late_case(staff)
    for when in (at(18, 20), at(18, 23), at(19, 3), at(19, 6, 59)):
        assert await sweep(staff, when) == 0
    assert await sweep(staff, at(19, 7)) == 1


async def test_an_answered_case_needs_none(staff: Staff) -> None:
    await staff.files_case(days=9 / 24)
    await staff.says(LAN, "Cột 47 do điện lực quản lý, đã báo", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    assert await sweep(staff, at(17, 8)) == 0
    assert await sweep(staff, at(19, 8)) == 0
    assert "xin lỗi" not in staff.to_resident("answer")[0].text


async def test_a_late_answer_apologises_itself(staff: Staff) -> None:
    code = await late_case(staff)
    staff.now = at(18, 9)
    await staff.says(LAN, "Cột 47 do điện lực quản lý, đã báo", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    (got,) = staff.to_resident("answer")
    assert got.text.startswith("UBND phường Hoa Sen thành thật xin lỗi ông/bà")
    assert "trễ hạn 2 ngày làm việc.\n\nKính gửi ông/bà" in got.text
    apology = await apology_of(staff, code)
    assert (apology.in_answer, apology.next_at) == (True, None)
    assert "không cần gửi" in staff.newest("apology").text
    assert await sweep(staff, at(18, 17)) == 0
    assert staff.to_resident("apology") == []


async def test_a_late_answer_before_any_draft_apologises_too(staff: Staff) -> None:
    code = await staff.files_case(days=9 / 24)
    staff.now = at(16, 17, 5)
    await staff.says(LAN, "Cột 47 do điện lực quản lý, đã báo", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    assert "trễ hạn 1 ngày làm việc" in staff.to_resident("answer")[0].text
    assert (await apology_of(staff, code)).in_answer
    assert await sweep(staff, at(17, 8)) == 0


async def test_who_says_sorry_is_not_made_to_say_it_twice(staff: Staff) -> None:
    code = await late_case(staff)
    await staff.says(LAN, "Xin lỗi bác, cột 47 vừa được điện lực nhận", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    assert staff.to_resident("answer")[0].text.count("xin lỗi") == 0  # "Xin lỗi bác" is theirs
    assert (await apology_of(staff, code)).in_answer


async def test_after_an_apology_the_answer_needs_none(staff: Staff) -> None:
    await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    await staff.says(LAN, "Cột 47 do điện lực quản lý, đã báo", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    assert "xin lỗi" not in staff.to_resident("answer")[0].text


async def test_a_late_refusal_apologises_in_preview_and_message(staff: Staff) -> None:
    await late_case(staff)
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), "nêu lý do")
    await staff.says(LAN, "Đất tư, phường không có quyền", to=staff.last())
    assert "trễ hạn 1 ngày làm việc" in staff.newest("preview").text
    await staff.presses(LAN, staff.newest("preview"), "Từ chối")
    assert "trễ hạn 1 ngày làm việc" in staff.to_resident("refused")[0].text


async def test_a_case_that_waits_for_the_resident_is_not_late(staff: Staff) -> None:
    await staff.files_case(days=9 / 24)
    await staff.says(LAN, "Trụ số mấy ạ?", to=staff.newest("card"))
    await staff.presses(LAN, staff.newest("preview"), "Hỏi")
    assert await sweep(staff, at(18, 8)) == 0


async def test_a_deadline_that_was_moved_ends_the_draft(staff: Staff) -> None:
    code = await late_case(staff)
    draft = staff.newest("apology")
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        case.due_at = at(20, 17)
        deadline.set_clock(desk, case)
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert staff.to_resident("apology") == []
    assert await sweep(staff, at(18, 17)) == 0
    assert await sweep(staff, at(23, 8)) == 1  # late again, and nobody has apologised yet
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    assert len(staff.to_resident("apology")) == 1


async def test_once_in_a_round_and_again_after_reopening(staff: Staff) -> None:
    code = await late_case(staff)
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    for day in (18, 19, 20, 23):
        assert await sweep(staff, at(day, 8)) == 0
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        case.reopened, case.state, case.due_at = 1, State.REOPENED, at(25, 17)
        desk.store.cases.save(case)
    assert await sweep(staff, at(25, 16)) == 0
    assert await sweep(staff, at(26, 8)) == 1
    assert (await apology_of(staff, code)).round == 1


async def test_without_a_leaders_line_the_offices_phone_stands_in(staff: Staff) -> None:
    async with staff.desk() as desk:
        for contact, phone, said in (
            ("Bà Ba", "1", "lãnh đạo: Bà Ba"),
            ("", "0900", "gọi 0900"),
            ("", "", "trực tiếp UBND"),
        ):
            office = desk.office.model_copy(update={"leader_contact": contact, "phone": phone})
            desk.office = office
            assert said in sorry.leader(desk)


async def test_an_office_file_that_names_no_reasons_has_the_usual_ones(staff: Staff) -> None:
    async with staff.desk() as desk:
        bare = {"apology": Apologies(), "answers": Answers()}
        desk.office = desk.office.model_copy(update=bare)
        assert apologising.reasons(desk)[0] == "đơn vị chưa sắp xếp kịp"
        assert "chưa chụp được" in checking.photo_reasons(desk)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("days = 0", "apology.days: must be 1 or more"),
        ("longest_days = 1000", "apology.longest_days: must be 90 or less"),
        ('reasons = [""]', "apology.reasons"),
        ("reasons = [1]", "must be text"),
        ("why = 1", "is not a setting of the office file"),
    ],
)
def test_a_fault_in_the_office_file_is_named(line: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    head, _, rest = text.partition("[apology]")
    tail = rest[rest.index("[answers]") :]
    with pytest.raises(BrokenOffice, match=re.escape(said)):
        read_office(f"{head}[apology]\n{line}\n\n{tail}")


async def test_a_unit_without_a_room_is_asked_at_the_duty_chat(staff: Staff) -> None:
    await late_case(staff, unit="cong_an")
    draft = staff.newest("apology", DUTY_GROUP)
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert len(staff.to_resident("apology")) == 1


async def test_another_unit_cannot_send_it(staff: Staff) -> None:
    code = await late_case(staff)
    draft = staff.newest("apology")
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        case.unit = "van_hoa"
        desk.store.cases.save(case)
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert staff.to_resident("apology") == []
    assert "Phòng Văn hóa" in staff.notices[-1]
    assert await sweep(staff, at(18, 17)) == 1
    assert len(staff.to_resident("apology")) == 1
    assert [one for one in staff.in_chat(OTHER_GROUP) if one.what == "apology"] == []


async def test_many_at_once_are_one_list(staff: Staff) -> None:
    codes = [await staff.files_case(days=9 / 24) for _ in range(5)]
    assert await sweep(staff, at(17, 8)) == 5
    listed = staff.newest("apologies")
    assert all(code in listed.text for code in codes)
    assert listed.labels == ["Gửi tất cả (5)", *(f"Mở {code[-4:]}" for code in codes)]
    assert [one for one in staff.in_chat() if one.what == "apology"] == []
    await staff.presses(LAN, listed, f"Mở {codes[1][-4:]}")
    await staff.says(LAN, "Bão làm gãy cột", to=staff.newest("apology"))
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    assert len(staff.to_resident("apology")) == 1
    await staff.presses(MINH, listed, "Gửi tất cả")
    assert len(staff.to_resident("apology")) == 5
    assert sum("Bão" in one.text for one in staff.to_resident("apology")) == 1
    assert "Minh đã gửi 4 lời xin lỗi" in staff.last().text
    assert staff.last().out.edits == listed.external_id
    await staff.presses(LAN, listed, "Gửi tất cả")
    assert "đã qua rồi" in staff.notices[-1]
    assert len(staff.to_resident("apology")) == 5
    assert {(await apology_of(staff, code)).plain for code in codes} == {False}


async def test_a_list_sends_nothing_of_another_unit_or_what_is_answered(staff: Staff) -> None:
    codes = [await staff.files_case(days=9 / 24) for _ in range(4)]
    await sweep(staff, at(17, 8))
    listed = staff.newest("apologies")
    async with staff.desk() as desk:
        for code, change in zip(codes, ({"unit": "van_hoa"}, {"state": "answered"}), strict=False):
            case = await desk.store.cases.by_code(code)
            assert case is not None
            case.sqlmodel_update(change)
            desk.store.cases.save(case)
    await staff.presses(LAN, listed, "Gửi tất cả")
    assert len(staff.to_resident("apology")) == 2


@pytest.mark.parametrize(
    "value",
    ["sorry.send:", "sorry.send:9:x", "sorry.reason:{id}:99", "sorry.reason:{id}:x",
     "sorry.day:{id}:991399", "sorry.day:{id}:261101", "sorry.day:{id}", "sorry.why:x",
     "sorry.when:9", "sorry.back:", "sorry.open:x", "sorry.all:", "sorry.all:8:9",
     "sorry.own_date:77", "sorry.own_reason:x"],
)  # fmt: skip
async def test_nonsense_changes_nothing(staff: Staff, value: str) -> None:
    code = await late_case(staff)
    before = await apology_of(staff, code)
    await staff.presses_value(LAN, staff.newest("apology"), value.format(id=before.id))
    assert "Không có gì thay đổi" in staff.notices[-1]
    after = await apology_of(staff, code)
    assert (after.reason, after.new_date) == (before.reason, before.new_date)


async def test_a_sweep_takes_some_at_once_and_the_rest_at_the_next_tick(staff: Staff) -> None:
    for _ in range(52):
        await staff.files_case(days=9 / 24)
    assert [await sweep(staff, at(17, 8)) for _ in range(3)] == [50, 2, 0]


async def test_the_draft_of_a_forgotten_day_is_for_today(staff: Staff) -> None:
    await late_case(staff)
    draft = staff.newest("apology")
    staff.now = at(23, 9)  # the bot was down, its date has passed
    await staff.presses(LAN, draft, "Gửi lời xin lỗi")
    assert staff.to_resident("apology") == []
    await staff.presses(LAN, staff.newest("apology"), "Đổi ngày hẹn")
    await staff.presses(LAN, staff.newest("apology"), "25/11")
    await staff.presses(LAN, staff.newest("apology"), "Gửi lời xin lỗi")
    assert "25/11/2026" in staff.to_resident("apology")[0].text


async def rests_until(staff: Staff, code: str, day: str) -> None:
    staff.now = at(16, 9)
    await staff.says(LAN, f"/hen {code} {day} chờ vật tư về")


async def test_what_a_case_waits_for_is_the_reason_and_its_day_the_earliest(staff: Staff) -> None:
    code = await staff.files_case(days=9 / 24)
    await rests_until(staff, code, "25/11")
    await sweep(staff, at(17, 8))
    draft = staff.newest("apology").text
    assert "Lý do: chờ vật tư về." in draft
    assert "chậm nhất thứ Tư 25/11/2026" in draft


async def test_a_case_that_rests_is_not_said_to_be_chased(staff: Staff) -> None:
    resting = await staff.files_case(days=9 / 24)
    await rests_until(staff, resting, "25/11")
    await staff.files_case("Rác ở hẻm 3", days=9 / 24)
    await sweep(staff, at(17, 8))
    await sweep(staff, at(18, 17))
    letters = {resting in one.text: one.text for one in staff.to_resident("apology")}
    assert "được nhắc mỗi ngày" in letters[False]
    assert "được nhắc mỗi ngày" not in letters[True]
    assert "Phó Chủ tịch phụ trách tiếp dân" in letters[True]
