"""A unit asks for more time: who may, what is wrong with a wish, what the resident reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers import acts, deadline
from handlers.clock import Outcome, outcome
from handlers.wording import HERE
from storage.models import Case, State
from tests.handlers.casebook import CLERK, filed, now
from tests.handlers.told import Heard, Town

GROUP, UNIT = "kinh-te", "kinh_te"
WISH = "30/11 chờ vật tư về"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment in November 2026 here; the 16th is a Monday, the 24th a holiday."""
    return datetime(2026, month, day, hour, minute, tzinfo=HERE).astimezone(UTC)


async def appoint(town: Town, who: str, what: str, unit: str | None = None) -> None:
    """A person types the code that gives them a right."""
    async with town.desk() as desk:
        code = await desk.store.offices.invite(what, unit, town.now)
    await town.says(who, f"/ketnoi {code}")


async def staffed(town: Town) -> Case:
    """A unit with its head, a leader, and a case that is due on Thursday the 19th."""
    await town.connect(GROUP, UNIT)
    await appoint(town, "hoa", "head", UNIT)
    await appoint(town, "tam", "leader")
    return await filed(town, "tu", due=at(19, 17))


async def wishes(town: Town, case: Case, wish: str = WISH, who: str = "minh") -> Heard:
    """Somebody types the command in the group; returns what is said to it."""
    heard = await town.group_says(who, GROUP, f"/giahan {case.code} {wish}")
    return heard[-1]


async def extended(town: Town, case: Case, wish: str = WISH) -> Case:
    """The head extends it."""
    preview = await wishes(town, case, wish)
    await town.presses("hoa", preview, "Gia hạn", by="hoa")
    return await now(town, case)


async def test_a_wish_is_shown_back_and_done_by_the_head(told: Town) -> None:
    case = await staffed(told)
    preview = await wishes(told, case)
    assert "chưa gửi" in preview.text
    assert "chờ vật tư về" in preview.text
    assert "thứ Hai 30/11/2026" in preview.text
    assert "Người đứng đầu" in preview.text
    assert preview.labels == ["Gia hạn", "Thôi"]
    assert (await now(told, case)).due_at == at(19, 17)  # nothing is done yet
    heard = await told.presses("hoa", preview, "Gia hạn", by="hoa")
    fresh = await now(told, case)
    assert fresh.due_at == at(30, 17)
    assert (fresh.first_due_at, fresh.extensions) == (at(19, 17), 1)
    letter = next(one for one in heard if one.chat == "tu")
    assert "chờ vật tư về" in letter.text
    assert (
        "thứ Hai 30/11/2026 (gia hạn thêm 6 ngày làm việc, không tính "
        "Ngày Văn hóa Việt Nam 24/11; hạn ban đầu là thứ Năm 19/11/2026)"
    ) in letter.text
    assert "Xin lỗi" in letter.text
    assert letter.what == "extension"
    card = next(one for one in heard if one.what == "card")
    assert "hạn ban đầu thứ Năm 19/11/2026" in card.text
    done = next(one for one in heard if one.what == "preview")
    assert "Hoa đã gia hạn" in done.text
    async with told.desk() as desk:
        event = (await desk.store.cases.history(case.id or 0))[-1]
    assert (event.act, event.role, event.note) == (
        "extend",
        "official",
        "30/11/2026: chờ vật tư về",
    )


async def test_only_the_head_or_a_leader_may_press(told: Town) -> None:
    case = await staffed(told)
    await appoint(told, "dung", "head", "van_hoa")  # of another unit
    preview = await wishes(told, case)
    for who in ("minh", "dung"):
        await told.presses(who, preview, "Gia hạn", by=who)
        assert "người đứng đầu" in told.notice
    assert (await now(told, case)).extensions == 0
    await told.presses("tam", preview, "Gia hạn", by="tam")
    assert (await now(told, case)).extensions == 1


async def test_a_second_press_changes_nothing(told: Town) -> None:
    case = await staffed(told)
    preview = await wishes(told, case)
    await told.presses("hoa", preview, "Gia hạn", by="hoa")
    await told.presses("hoa", preview, "Gia hạn", by="hoa")
    assert "được quyết định rồi" in told.notice
    assert (await now(told, case)).extensions == 1
    assert [one.what for one in told.said_to("tu")].count("extension") == 1


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("", "ghi ngày mới rồi tới lý do"),
        ("chờ vật tư về", "ghi ngày mới rồi tới lý do"),
        ("31/11 chờ vật tư", "không có ngày này"),
        ("19/11 chờ vật tư", "phải sau hạn hiện tại là thứ Năm 19/11/2026"),
        ("2/11 chờ vật tư", "phải sau hạn hiện tại"),
        ("22/11 chờ vật tư", "Chủ nhật 22/11/2026 cơ quan nghỉ"),
        ("24/11 chờ vật tư", "gần nhất sau đó là thứ Tư 25/11/2026"),
        ("30/11/2062 chờ vật tư", "xa quá"),
        ("30/11", "ghi rõ hơn"),
        ("30/11 bận", "ghi rõ hơn"),
    ],
)
async def test_what_is_wrong_with_a_wish_is_said_politely(told: Town, wish: str, says: str) -> None:
    case = await staffed(told)
    heard = await wishes(told, case, wish)
    assert says in heard.text
    assert heard.choices == ()
    assert (await now(told, case)).due_at == at(19, 17)


async def test_days_are_taken_as_officials_type_them(told: Town) -> None:
    case = await staffed(told)
    for wish in ("30/11/2026 chờ vật tư", "30 tháng 11 chờ vật tư", "30-11 cho vat tu"):
        assert "30/11/2026" in (await wishes(told, case, wish)).text
    assert "thứ Sáu 20/11/2026" in (await wishes(told, case, "thu 6 cho vat tu")).text


async def test_a_wish_that_is_edited_is_read_anew(told: Town) -> None:
    case = await staffed(told)
    preview = await wishes(told, case)
    typed = told.last_id
    (sooner,) = await edits(told, typed, f"/giahan {case.code} 27/11 chờ vật tư về")
    assert sooner.id == preview.id
    faulty, closed = await edits(told, typed, f"/giahan {case.code} 22/11 chờ vật tư về")
    assert "cơ quan nghỉ" in faulty.text
    assert (closed.id, closed.labels) == (preview.id, [])
    (again,) = await edits(told, typed, f"/giahan {case.code} 1/12 chờ vật tư về")
    assert "thứ Ba 01/12/2026" in again.text
    await told.presses("hoa", again, "Gia hạn", by="hoa")
    assert (await now(told, case)).due_at == at(1, 17, month=12)


async def edits(town: Town, typed: str, text: str) -> list[Heard]:
    """Minh changes what he typed in the group."""
    new = town.message("minh", text, chat=GROUP)
    return await town.hears(replace(new, edits=typed, external_id=f"{typed}:e{new.external_id}"))


async def test_a_button_of_the_card_asks_for_day_and_reason(told: Town) -> None:
    case = await staffed(told)
    card = next(one for one in told.said_to(GROUP) if one.what == "card")
    (menu,) = await told.presses("minh", card, "gia hạn", by="minh")
    (prompt,) = await told.presses("minh", menu, "Gia hạn", by="minh")
    assert "ghi ngày mới rồi tới lý do" in prompt.text
    (again,) = await told.group_says("minh", GROUP, "chờ vật tư", reply_to=prompt.id)
    assert "ghi ngày mới rồi tới lý do" in again.text
    (preview,) = await told.group_says("minh", GROUP, WISH, reply_to=again.id)
    await told.presses("hoa", preview, "Gia hạn", by="hoa")
    assert (await now(told, case)).due_at == at(30, 17)


async def test_what_is_late_cannot_be_extended(told: Town) -> None:
    case = await staffed(told)
    preview = await wishes(told, case)
    told.now = at(20, 8)
    assert "đã quá hạn" in (await wishes(told, case, "2/12 chờ vật tư")).text
    await told.presses("hoa", preview, "Gia hạn", by="hoa")  # it was in time when it was typed
    assert "đã quá hạn" in told.notice
    fresh = await now(told, case)
    assert (fresh.due_at, fresh.extensions) == (at(19, 17), 0)


async def test_a_clock_that_stands_needs_no_extension(told: Town) -> None:
    case = await staffed(told)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        fresh.state, fresh.paused_at = State.WAITING_RESIDENT, told.now
        desk.store.cases.save(fresh)
    assert "tạm dừng chờ người dân" in (await wishes(told, case)).text


async def test_an_answered_case_has_nothing_to_extend(told: Town) -> None:
    case = await staffed(told)
    preview = await wishes(told, case)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        await acts.move(desk, fresh, acts.Act.ANSWER, CLERK)
    warned = (await told.presses("hoa", preview, "Gia hạn", by="hoa"))[-1]
    assert "trả lời người dân" in warned.text  # what happened meanwhile is said first
    assert warned.labels == ["Giữ nội bộ", "Thôi"]
    assert "không còn ở bước" in (await wishes(told, case)).text
    assert (await now(told, case)).extensions == 0


async def test_the_second_time_a_leader_decides_with_one_tap(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    preview = await wishes(told, case, "4/12 thợ bận thi công")
    assert "lãnh đạo quyết định" in preview.text
    heard = await told.presses("hoa", preview, "Gia hạn", by="hoa")
    assert (await now(told, case)).extensions == 1
    assert "đã gửi xin ý kiến" in told.notice
    (asked,) = [one for one in heard if one.chat == "tam"]
    assert "thợ bận thi công" in asked.text
    assert "thứ Sáu 04/12/2026" in asked.text
    heard = await told.presses("tam", asked, "Đồng ý")
    fresh = await now(told, case)
    assert (fresh.due_at, fresh.first_due_at) == (at(4, 17, month=12), at(19, 17))
    assert fresh.extensions == 2
    assert any("Lãnh đạo đã gia hạn" in one.text for one in heard if one.chat == GROUP)
    assert any("hạn ban đầu là thứ Năm 19/11/2026" in one.text for one in heard if one.chat == "tu")
    await told.presses("tam", asked, "Đồng ý")
    assert "được quyết định rồi" in told.notice
    assert "đã gia hạn đủ số lần" in (await wishes(told, case, "8/12 còn chờ thợ")).text


async def test_a_reopened_case_may_be_extended_by_the_head_again(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        await acts.move(desk, fresh, acts.Act.ANSWER, CLERK)
        await acts.move(desk, fresh, acts.Act.REOPEN)
        deadline.restart(desk, fresh)
    preview = await wishes(told, case, "25/11 chờ vật tư về")
    assert "Người đứng đầu" in preview.text
    await told.presses("hoa", preview, "Gia hạn", by="hoa")
    fresh = await now(told, case)
    assert (fresh.due_at, fresh.first_due_at) == (at(25, 17), at(19, 17))


async def test_a_leader_may_say_no(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    preview = await wishes(told, case, "4/12 thợ bận thi công")
    heard = await told.presses("hoa", preview, "Gia hạn", by="hoa")
    asked = next(one for one in heard if one.chat == "tam")
    heard = await told.presses("tam", asked, "Không gia hạn")
    assert any("chưa đồng ý" in one.text for one in heard if one.chat == GROUP)
    assert (await now(told, case)).due_at == at(30, 17)
    await told.presses("hoa", preview, "Gia hạn", by="hoa")
    assert "được quyết định rồi" in told.notice


async def test_a_leader_extends_from_a_private_chat(told: Town) -> None:
    case = await staffed(told)
    (shown,) = await told.says("tam", f"/giahan {case.code} {WISH}")
    assert "chưa gửi" in shown.text
    assert (await now(told, case)).extensions == 0
    await told.says("tam", "1")
    fresh = await now(told, case)
    assert (fresh.due_at, fresh.extensions) == (at(30, 17), 1)
    async with told.desk() as desk:
        event = (await desk.store.cases.history(case.id or 0))[-1]
    assert (event.act, event.role) == ("extend", "leader")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Chưa tìm thấy hồ sơ"),
        ("PA-2611-0000 30/11 chờ vật tư", "Chưa tìm thấy hồ sơ"),
        ("9999 30/11 chờ vật tư", "Chưa tìm thấy hồ sơ"),
        ("{code} chờ vật tư", "ghi ngày mới"),
        ("{code} 22/11 chờ vật tư", "cơ quan nghỉ"),
        ("{short} 30/11 chờ vật tư", "30/11/2026"),
    ],
)
async def test_a_leader_who_mistypes_is_told(told: Town, words: str, says: str) -> None:
    case = await staffed(told)
    typed = words.format(code=case.code, short=case.code[-4:])
    (heard,) = await told.says("tam", f"/giahan {typed}")
    assert says in heard.text


async def test_others_extend_nothing_in_private(told: Town) -> None:
    case = await staffed(told)
    (shown,) = await told.says("tam", f"/giahan {case.code} {WISH}")
    (heard,) = await told.says("tu", f"/giahan {case.code} {WISH}")
    assert "dành cho lãnh đạo" in heard.text
    async with told.desk() as desk:  # the right was taken back meanwhile
        tam = await desk.store.people.person_in(await chat_of(told, "tam"))
        assert tam is not None
        for role in await desk.store.people.roles(tam.id or 0, told.now):
            role.until = told.now - timedelta(minutes=1)
    await told.presses("tam", shown, "Đồng ý")
    assert "dành cho lãnh đạo" in told.notice
    assert (await now(told, case)).extensions == 0


async def chat_of(town: Town, who: str) -> int:
    async with town.desk() as desk:
        return (await desk.store.people.chat("telegram", who, private=True)).id or 0


async def test_without_any_leader_the_head_is_told_so(told: Town) -> None:
    await told.connect(GROUP, UNIT)
    await appoint(told, "hoa", "head", UNIT)
    case = await filed(told, "tu", due=at(19, 17))
    await extended(told, case)
    preview = await wishes(told, case, "4/12 thợ bận thi công")
    await told.presses("hoa", preview, "Gia hạn", by="hoa")
    assert "chưa có lãnh đạo nào" in told.notice


async def test_an_answer_in_extended_time_is_never_on_time(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    other = await filed(told, "lan", due=at(19, 17))
    late = await filed(told, "nam", due=at(16, 17))
    told.now = at(17, 9)
    async with told.desk() as desk:
        for one in (case, other, late):
            fresh = await desk.store.cases.by_id(one.id or 0)
            assert fresh is not None
            await acts.move(desk, fresh, acts.Act.ANSWER, CLERK)
    assert outcome(await now(told, case)) is Outcome.EXTENDED
    assert outcome(await now(told, other)) is Outcome.ON_TIME
    assert outcome(await now(told, late)) is Outcome.LATE
    async with told.desk() as desk:
        (row,) = await desk.store.figures.work(at(16, 0), at(23, 0))
    assert (row["on_time"], row["extended"], row["late"], row["open"]) == (1, 1, 1, 0)
    await appoint(told, "sau", "leader")
    told.now = at(23, 9)
    (digest,) = await told.says("sau", "/bantin")
    assert "đúng hạn 1 · gia hạn 1 · trễ 1" in digest.text
    assert "1 đúng hạn, 1 trong thời gian gia hạn, 1 trễ" in digest.text
    assert "Trong tuần: gia hạn 1 lần" in digest.text
    (late_cases,) = await told.group_says("minh", GROUP, "/quahan")
    assert "Không có hồ sơ nào quá hạn" in late_cases.text


async def test_what_the_resident_reads_afterwards_explains_the_new_day(told: Town) -> None:
    case = await staffed(told)
    await extended(told, case)
    (status,) = await told.says("tu", case.code)
    assert "thứ Hai 30/11/2026 (gia hạn thêm 6 ngày làm việc" in status.text
