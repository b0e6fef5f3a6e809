"""Cards that wait too long, and messages that never arrive."""

import pytest

from handlers import card
from handlers.desk import Spot
from handlers.officials.gather import gather
from handlers.officials.undelivered import undelivered
from storage.models import Delivery, Outbox, RoomKind
from tests.handlers.officials.staff import DUTY_GROUP, GROUP, LAN, PHOTO, Staff

BLOCKED = "Forbidden: bot was blocked by the user"


async def waiting(staff: Staff, chat: str = GROUP, what: str = "card") -> tuple[int, list[Outbox]]:
    async with staff.database.unit_of_work() as store:
        found = await store.people.chat("telegram", chat, private=not chat.startswith("-"))
        rows = await store.outbox.queued(found.id or 0, what)
        return found.id or 0, rows


async def gather_all(staff: Staff) -> None:
    """What the sender does when cards have waited for a minute."""
    chat_id, rows = await waiting(staff)
    async with staff.desk() as desk:
        await desk.store.outbox.end([one.id for one in rows if one.id], Delivery.GATHERED)
        await gather(desk, Spot(chat_id), rows)


async def test_waiting_cards_become_lists_of_twenty_each_openable(staff: Staff) -> None:
    staff.delivers = False
    codes = [await staff.files_case(f"Việc {n}") for n in range(25)]
    staff.delivers = True
    await gather_all(staff)
    lists = [one for one in staff.in_chat() if one.what == "card_list"]
    assert [len(one.labels) for one in lists] == [20, 5]
    assert all(any(code in one.text for one in lists) for code in codes)
    assert "20 hồ sơ mới" in lists[0].text
    await staff.presses(LAN, lists[1], codes[24][-4:])
    assert codes[24] in staff.last().text
    await staff.presses(LAN, staff.last(), "Nhận việc")
    assert (await staff.case(codes[24])).holder_id is not None


async def test_a_gathered_card_is_posted_when_its_case_changes(staff: Staff) -> None:
    staff.delivers = False
    code = await staff.files_case()
    await staff.files_case()
    staff.delivers = True
    await gather_all(staff)
    await staff.says(LAN, f"/nhan {code}")
    assert code in staff.newest("card").text
    assert staff.newest("card").out.edits is None


async def test_topics_have_their_own_lists(staff: Staff) -> None:
    async with staff.desk() as desk:
        chat = await desk.store.people.chat("telegram", GROUP, private=False)
        for unit, topic in (("kinh_te", "5"), ("van_hoa", "6")):
            await desk.store.offices.open_room(RoomKind.UNIT, chat.id or 0, topic, unit, desk.now)
    staff.delivers = False
    ours, theirs = await staff.files_case(), await staff.files_case(unit="van_hoa")
    staff.delivers = True
    await gather_all(staff)
    assert {(one.topic, ours in one.text, theirs in one.text) for one in staff.in_chat()} == {
        ("5", True, False),
        ("6", False, True),
    }


async def fail(staff: Staff, row: Outbox, *, closed: bool, reason: str = BLOCKED) -> None:
    async with staff.desk() as desk:
        await desk.store.outbox.end([row.id or 0], Delivery.FAILED, reason)
        await undelivered(desk, row, reason, closed=closed)


async def unsent_answer(staff: Staff) -> tuple[str, Outbox]:
    code = await staff.files_case()
    await staff.says(LAN, "Đã sửa", to=staff.newest("card"))
    staff.delivers = False
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    case = await staff.case(code)
    async with staff.database.reading() as store:
        rows = await store.outbox.queued(case.chat_id, "answer")
    staff.delivers = True
    return code, rows[0]


@pytest.mark.parametrize(
    ("closed", "reason", "said"),
    [(True, BLOCKED, "khóa hoặc xóa"), (False, "Bad Request: wrong file", "wrong file")],
)
async def test_an_answer_that_cannot_arrive_is_said_under_the_card(
    staff: Staff, closed: bool, reason: str, said: str
) -> None:
    code, row = await unsent_answer(staff)
    await fail(staff, row, closed=closed, reason=reason)
    told = staff.newest("undelivered")
    assert code in told.text
    assert "câu trả lời" in told.text
    assert said in told.text
    await fail(staff, row, closed=closed, reason=reason)
    assert len([one for one in staff.shown if one.what == "undelivered"]) == 1


async def test_a_card_whose_message_was_deleted_is_posted_anew(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    async with staff.database.reading() as store:
        case = await store.cases.by_code(code)
        assert case is not None
    staff.delivers = False
    async with staff.desk() as desk:
        await card.show(desk, case)
    async with staff.database.reading() as store:
        due = await store.outbox.due(staff.now)
        row = next(one for one, _ in due if (one.data or {}).get("edits"))
    staff.delivers = True
    await fail(staff, row, closed=False, reason="Bad Request: message to edit not found")
    assert staff.newest("card").out.edits is None
    assert code in staff.newest("card").text


async def test_files_that_cannot_be_shown_are_said(staff: Staff) -> None:
    staff.delivers = False
    await staff.files_case(files=(PHOTO,))
    _, rows = await waiting(staff, what="card_files")
    staff.delivers = True
    await fail(staff, rows[0], closed=False, reason="Bad Request: wrong file identifier")
    assert "Tệp kèm không gửi được" in staff.last().text


async def test_a_lost_group_is_said_at_the_duty_desk_once_and_later_cards_go_there(
    staff: Staff,
) -> None:
    staff.delivers = False
    await staff.files_case()
    await staff.files_case()
    _, rows = await waiting(staff)
    async with staff.desk() as desk:
        for row in rows:
            await desk.store.outbox.end([row.id or 0], Delivery.FAILED)
            await undelivered(desk, row, "Forbidden: bot was kicked", closed=True)
    staff.delivers = True
    code = await staff.files_case()
    assert len([one for one in staff.in_chat(DUTY_GROUP) if one.what == "card"]) == 3
    alerts = [one.text for one in staff.in_chat(DUTY_GROUP) if one.what == "alert"]
    assert len([one for one in alerts if "Phòng Kinh tế" in one]) == 1
    assert code in staff.newest("card", DUTY_GROUP).text


async def test_what_is_about_no_case_is_said_at_the_duty_desk_once_a_day(staff: Staff) -> None:
    async with staff.desk() as desk:
        chat = await desk.store.people.chat("telegram", "555", private=True)
    row = Outbox(
        id=1, chat_id=chat.id or 0, priority=0, body=b"", what="greeting",
        created_at=staff.now, not_before=staff.now,
    )  # fmt: skip
    for _ in range(2):
        await fail(staff, row, closed=True)
    assert len(staff.in_chat(DUTY_GROUP)) == 1
    assert "555" not in staff.last(DUTY_GROUP).text


async def test_an_alarm_that_fails_raises_no_alarm(staff: Staff) -> None:
    row = Outbox(
        id=1, chat_id=1, priority=0, body=b"", what="alert",
        created_at=staff.now, not_before=staff.now,
    )  # fmt: skip
    await fail(staff, row, closed=True)
    assert staff.shown == []
