"""Transfer, refusal, forwarding: with a reason, confirmed by a press."""

from datetime import timedelta

import pytest

from handlers import acts, transferring
from handlers.officials import late
from storage.models import RoomKind, State
from tests.handlers.officials.staff import (
    DUTY_GROUP,
    GROUP,
    HIDDEN,
    LAN,
    MINH,
    OTHER_GROUP,
    PHOTO,
    Staff,
)


async def given_away(staff: Staff, code: str) -> None:
    """Somebody else (the duty desk, a leader) gives it to another unit."""
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        assert await transferring.transfer(desk, case, "van_hoa", "Của nhà văn hóa", acts.BOT)


async def ready_to_transfer(staff: Staff, to: str = "Văn hóa") -> str:
    code = await staff.files_case(files=(PHOTO,))
    await staff.presses(LAN, staff.newest("card"), "Chuyển")
    await staff.presses(LAN, staff.last(), to)
    await staff.says(LAN, "Đèn của nhà văn hóa", to=staff.last())
    return code


async def test_a_transfer_asks_unit_reason_and_confirmation(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Chuyển")
    menu = staff.last()
    assert "Phòng Kinh tế" not in " ".join(menu.labels)
    assert menu.labels[-1] == "Thôi"
    await staff.presses(LAN, menu, "Văn hóa")
    assert staff.last().out.edits == menu.external_id
    assert "ghi lý do" in staff.last().text
    await staff.says(LAN, "Đèn của nhà văn hóa", to=staff.last())
    assert staff.last().labels == ["Chuyển", "Thôi"]


async def test_a_transfer_moves_the_card_and_the_clock_goes_on(staff: Staff) -> None:
    code = await ready_to_transfer(staff)
    due = (await staff.case(code)).due_at
    await staff.presses(MINH, staff.newest("preview"), "Chuyển")
    case = await staff.case(code)
    assert (case.unit, case.state, case.due_at) == ("van_hoa", State.ASSIGNED, due)
    assert case.next_reminder_at is not None
    assert "đã chuyển sang" in staff.newest("card").text
    assert staff.newest("card").labels == []
    there = [one.what for one in staff.in_chat(OTHER_GROUP)]
    assert there == ["card", "card_files", "transferred"]
    assert "Đèn của nhà văn hóa" in staff.last(OTHER_GROUP).text
    assert "Phòng Kinh tế" in staff.last(OTHER_GROUP).text


async def test_a_transferred_case_is_worked_on_in_its_new_room_only(staff: Staff) -> None:
    code = await ready_to_transfer(staff)
    old = staff.in_chat()[0]
    await staff.presses(LAN, staff.newest("preview"), "Chuyển")
    await staff.presses(LAN, old, "Nhận việc")
    assert "Phòng Văn hóa" in staff.notices[-1]
    assert (await staff.case(code)).holder_id is None
    await staff.presses(MINH, staff.newest("card", OTHER_GROUP), "Nhận việc")
    assert (await staff.case(code)).holder_id is not None


async def test_a_case_that_comes_back_has_a_card_again(staff: Staff) -> None:
    await ready_to_transfer(staff)
    await staff.presses(LAN, staff.newest("preview"), "Chuyển")
    await staff.presses(MINH, staff.newest("card", OTHER_GROUP), "Chuyển")
    await staff.presses(MINH, staff.last(OTHER_GROUP), "Kinh tế")
    await staff.says(MINH, "Không phải của chúng tôi", to=staff.last(OTHER_GROUP), chat=OTHER_GROUP)
    await staff.presses(MINH, staff.last(OTHER_GROUP), "Chuyển")
    assert staff.newest("card").out.edits is None
    assert "Nhận việc" in staff.newest("card").labels


async def test_a_transfer_to_a_unit_without_a_room_reaches_the_duty_desk(staff: Staff) -> None:
    code = await ready_to_transfer(staff, "Công an")
    await staff.presses(LAN, staff.newest("preview"), "Chuyển")
    assert code in staff.newest("card", DUTY_GROUP).text


async def test_a_second_press_does_not_transfer_again(staff: Staff) -> None:
    await ready_to_transfer(staff)
    shown = staff.newest("preview")
    go = shown.value("Chuyển")
    await staff.presses_value(LAN, shown, go)
    before = len(staff.shown)
    await staff.presses_value(MINH, shown, go)
    assert len(staff.shown) == before


async def test_an_answer_meanwhile_is_told_before_a_transfer(staff: Staff) -> None:
    code = await ready_to_transfer(staff)
    shown = staff.newest("preview")
    await staff.says(MINH, "Đã sửa", to=staff.newest("card"))
    await staff.presses(MINH, staff.newest("preview"), "Gửi")
    await staff.presses(LAN, shown, "Chuyển")
    warned = staff.last()
    assert "Minh trả lời" in warned.text
    assert warned.labels == ["Giữ nội bộ", "Thôi"]
    await staff.presses_value(LAN, warned, shown.value("Chuyển").rpartition(":")[0] + ":999")
    assert (await staff.case(code)).unit == "kinh_te"
    assert "Không có gì thay đổi" in staff.notices[-1]


async def test_a_claim_meanwhile_leaves_a_transfer_possible(staff: Staff) -> None:
    code = await ready_to_transfer(staff)
    shown = staff.newest("preview")
    await staff.presses(MINH, staff.newest("card"), "Nhận việc")
    await staff.presses(LAN, shown, "Chuyển")
    assert staff.last().labels == ["Vẫn chuyển", "Giữ nội bộ", "Thôi"]
    await staff.presses(LAN, staff.last(), "Vẫn chuyển")
    assert (await staff.case(code)).unit == "van_hoa"


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("Từ chối, nêu lý do", "Nội dung trùng với hồ sơ trước"),
        ("Không thuộc thẩm quyền", "Sở Xây dựng\nĐường tỉnh do Sở quản lý"),
    ],
)
async def test_what_was_answered_meanwhile_is_neither_refused_nor_forwarded(
    staff: Staff, sort: str, words: str
) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), sort)
    await staff.says(LAN, words, to=staff.last())
    shown = staff.last()
    await staff.says(MINH, "Đã sửa", to=staff.newest("card"))
    await staff.presses(MINH, staff.newest("preview"), "Gửi")
    await staff.presses(LAN, shown, shown.labels[0])
    assert staff.last().labels == ["Giữ nội bộ", "Thôi"]
    await staff.presses(LAN, staff.last(), "Giữ nội bộ")
    assert (await staff.case(code)).state == State.ANSWERED


async def test_a_refusal_shows_what_the_resident_will_read_and_then_says_it(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), "nêu lý do")
    await staff.says(LAN, "Nội dung trùng với hồ sơ trước", to=staff.last())
    shown = staff.last()
    assert "rất tiếc" in shown.text
    assert staff.to_resident("refused") == []
    await staff.presses(LAN, shown, "Từ chối")
    got = staff.to_resident("refused")[0]
    assert "Nội dung trùng với hồ sơ trước" in got.text
    assert got.text in shown.text
    case = await staff.case(code)
    assert (case.state, case.next_reminder_at) == (State.REFUSED, None)
    assert (await staff.history(code))[-1].note == "Nội dung trùng với hồ sơ trước"
    assert staff.newest("card").labels == ["Đính chính"]
    await staff.says(LAN, "Trùng với hồ sơ PA-2611-7K4Q", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Gửi đính chính")
    assert "Trùng với hồ sơ PA-2611-7K4Q" in staff.to_resident("correction")[0].text
    assert (await staff.case(code)).state == State.REFUSED


async def test_forwarding_out_names_the_body_and_the_reason(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Từ chối")
    await staff.presses(LAN, staff.last(), "Không thuộc thẩm quyền")
    await staff.says(LAN, "Sở Xây dựng", to=staff.last())
    assert "hai dòng" in staff.last().text
    await staff.says(LAN, "Sở Xây dựng\nĐường tỉnh do Sở quản lý", to=staff.last())
    await staff.presses(LAN, staff.last(), "Chuyển")
    got = staff.to_resident("forwarded")[0]
    assert "Sở Xây dựng" in got.text
    assert "Đường tỉnh do Sở quản lý" in got.text
    assert (await staff.case(code)).state == State.FORWARDED_OUT


@pytest.mark.parametrize("button", ["Chuyển", "Từ chối"])
async def test_a_menu_can_be_left(staff: Staff, button: str) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), button)
    menu = staff.last()
    await staff.presses(LAN, menu, "Thôi")
    assert staff.last().out.edits == menu.external_id
    assert "không thay đổi" in staff.last().text
    assert (await staff.case(code)).state == State.ASSIGNED


async def test_a_reason_of_pictures_alone_is_asked_for_again(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Chuyển")
    await staff.presses(LAN, staff.last(), "Văn hóa")
    await staff.says(LAN, "", to=staff.last(), files=(PHOTO,))
    assert "lý do bằng chữ" in staff.last().text
    await staff.says(LAN, "Của nhà văn hóa", to=staff.last())
    assert "Phòng Văn hóa" in staff.last().text
    assert staff.last().labels == ["Chuyển", "Thôi"]


async def test_a_hidden_admin_gives_the_reason_and_a_named_press_moves(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Chuyển")
    await staff.presses(LAN, staff.last(), "Văn hóa")
    await staff.says(HIDDEN, "Của nhà văn hóa", to=staff.last())
    await staff.presses(LAN, staff.last(), "Chuyển")
    assert (await staff.case(code)).unit == "van_hoa"
    assert (await staff.history(code))[-1].actor_id is not None


async def test_withdrawn_cases_cannot_be_moved(staff: Staff) -> None:
    code = await staff.files_case()
    shown = staff.newest("card")
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        case.state = State.WITHDRAWN
    for button in ("Chuyển", "Từ chối"):
        await staff.presses(LAN, shown, button)
        assert "Không có gì thay đổi" in staff.notices[-1]


async def test_a_card_that_waited_for_its_place_does_not_come_to_who_lost_the_case(
    staff: Staff,
) -> None:
    staff.delivers = False
    code = await staff.files_case("Rác đầu hẻm", files=(PHOTO, PHOTO))
    await given_away(staff, code)
    await staff.deliver()
    (told,) = staff.in_chat()
    assert code in told.text
    assert "đã chuyển sang" in told.text
    assert told.labels == []
    there = [one.what for one in staff.in_chat(OTHER_GROUP)]
    assert there == ["card", "card_files", "transferred"]
    await staff.presses(MINH, staff.newest("card", OTHER_GROUP), "Nhận việc")
    await staff.deliver()
    assert [one.labels for one in staff.in_chat()] == [[], []]


async def test_a_card_that_is_on_its_way_meanwhile_says_where_the_case_went(staff: Staff) -> None:
    staff.delivers = False
    code = await staff.files_case("Rác đầu hẻm")
    async with staff.database.unit_of_work() as store:
        ((row, _),) = await store.outbox.due(staff.now)
    await given_away(staff, code)
    async with staff.database.unit_of_work() as store:
        store.outbox.sent(row, ("on its way",), [], staff.now)
    await staff.deliver()
    (told,) = staff.in_chat()
    assert told.out.edits == "on its way"
    assert "đã chuyển sang" in told.text
    assert told.labels == []


async def test_what_waits_at_the_duty_desk_comes_there_still(staff: Staff) -> None:
    code = await staff.files_case(files=(PHOTO,))
    await staff.says(LAN, f"/hoso {code}", chat=DUTY_GROUP)
    staff.delivers = False
    await staff.presses(LAN, staff.last(DUTY_GROUP), "Đăng lại thẻ")
    await given_away(staff, code)
    await staff.deliver()
    opened = staff.newest("card.opened", DUTY_GROUP)
    assert "Nhận việc" in opened.labels
    assert staff.last(DUTY_GROUP).out.attachments == (PHOTO,)


async def test_a_case_that_comes_back_at_once_has_its_card_and_files(staff: Staff) -> None:
    staff.delivers = False
    code = await staff.files_case(files=(PHOTO,))
    await given_away(staff, code)
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        assert await transferring.transfer(desk, case, "kinh_te", "Đúng là của mình", acts.BOT)
    await staff.deliver()
    assert "Nhận việc" in staff.newest("card").labels
    assert staff.newest("card_files").out.attachments == (PHOTO,)
    assert {one.what: one.labels for one in staff.in_chat(OTHER_GROUP)} == {
        "card.gone": [],
        "transferred": [],
    }


async def test_a_question_that_waited_does_not_come_to_who_lost_the_case(staff: Staff) -> None:
    code = await staff.files_case(days=9 / 24)
    staff.delivers, staff.now = False, staff.now + timedelta(days=1)
    async with staff.desk() as desk:
        assert await late.sweep(desk) == 1
    await given_away(staff, code)
    await staff.deliver()
    told = [one for one in staff.in_chat() if one.what == "apology"]
    assert [one.labels for one in told] == [[]]
    assert "lời xin lỗi do đơn vị đó gửi" in told[0].text


async def test_a_menu_goes_on_in_the_topic_where_it_was_opened(bare_staff: Staff) -> None:
    staff = bare_staff
    async with staff.desk() as desk:
        chat = await desk.store.people.chat("telegram", GROUP, private=False)
        for kind, topic, unit in ((RoomKind.UNIT, "5", "kinh_te"), (RoomKind.DUTY, "6", None)):
            await desk.store.offices.open_room(kind, chat.id or 0, topic, unit, desk.now)
    code = await staff.files_case(category="an_ninh")
    await staff.presses(LAN, staff.newest("card"), "Chuyển")
    menu = staff.last()
    await staff.says(MINH, f"/hoso {code}", topic="6")
    await staff.presses(MINH, staff.last(), "Đăng lại thẻ")
    await staff.presses(MINH, staff.newest("card.opened"), "Chuyển")
    assert staff.last().topic == "6"
    await staff.presses(LAN, menu, "Văn hóa")
    assert (staff.last().topic, staff.last().out.edits) == ("5", menu.external_id)
    assert "vẫn chuyển sang" in staff.last().labels[0]


@pytest.mark.parametrize("how", ["reply", "code"])
@pytest.mark.parametrize(
    ("button", "words", "says"),
    [
        ("Chuyển", "gia hạn", "Gia hạn"),
        ("Chuyển", "công an", "sang \x02Công an phường"),
        ("Từ chối", "từ chối", "Từ chối hồ sơ"),
        ("Từ chối", "không thuộc thẩm quyền", "cho cơ quan khác"),
    ],
)
async def test_the_first_words_of_what_a_menu_offers_choose_it(
    staff: Staff, how: str, button: str, words: str, says: str
) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), button)
    menu = staff.newest("menu")
    if how == "code":
        await staff.says(LAN, f"#{code[-4:]} {words}")
    else:
        await staff.says(LAN, words, to=menu)
    assert says in staff.last().text
    assert staff.last().labels == [], "it asks why"
    assert len(await staff.entries(code)) == 1


async def test_what_is_chosen_of_a_menu_by_its_code_leaves_the_card_as_it_is(staff: Staff) -> None:
    code = await staff.files_case()
    card = staff.newest("card")
    await staff.presses(LAN, card, "Chuyển")
    await staff.says(LAN, f"#{code[-4:]} Công an phường", to=card)
    assert "sang \x02Công an phường" in staff.last().text
    assert staff.last().out.edits != card.external_id
