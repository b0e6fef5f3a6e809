"""The card: what it shows, where it stands, and that nobody learns who the resident is."""

import pytest

from handlers import card
from handlers.message import Attachment, AttachmentKind
from storage.models import RoomKind, State
from storage.places import Whereabouts
from tests.handlers.officials.staff import (
    DUTY_GROUP,
    GROUP,
    LAN,
    OTHER_GROUP,
    PHONE,
    PHOTO,
    RESIDENT,
    Staff,
)


async def test_a_first_showing_puts_the_card_into_the_units_room_and_assigns(staff: Staff) -> None:
    code = await staff.files_case(files=(PHOTO, PHOTO), pin=(10.5, 106.25))
    shown = staff.newest("card")
    assert code in shown.text
    for part in ("Phản ánh", "Điện, đèn đường", "hẻm 12", "hư cả tuần", "2 ảnh", "chờ nhận việc"):
        assert part in shown.text
    assert "https://maps.google.com/?q=10.500000,106.250000" in shown.text
    assert "thứ Năm 19/11/2026" in shown.text
    due = next(line for line in shown.text.splitlines() if "19/11/2026" in line)
    assert due.endswith("19/11/2026")  # how many days are left would be false tomorrow
    assert staff.last().out.attachments == (PHOTO, PHOTO)
    assert shown.labels == ["Nhận việc", "Trả lời", "Hỏi lại", "Chuyển, gia hạn", "Từ chối"]
    assert (await staff.case(code)).state == State.ASSIGNED
    assert staff.in_chat(OTHER_GROUP) == []


async def test_a_card_that_comes_late_says_that_it_is_overdue(staff: Staff) -> None:
    await staff.files_case(days=-4)
    assert " · đã quá hạn\n" in staff.newest("card").text


async def test_a_petition_shows_its_proposal_and_addressee(staff: Staff) -> None:
    await staff.files_case(kind="petition", proposal="làm gờ giảm tốc", addressee="Chủ tịch")
    assert "làm gờ giảm tốc" in staff.last().text
    assert "Chủ tịch" in staff.last().text


@pytest.mark.parametrize(("anonymous", "marked"), [(True, True), (False, False)])
async def test_only_an_anonymous_case_is_marked(
    staff: Staff, anonymous: bool, marked: bool
) -> None:
    await staff.files_case(anonymous=anonymous)
    assert ("Không nêu tên" in staff.last().text) is marked


async def test_long_words_are_cut_kindly_and_all_there_at_a_button(staff: Staff) -> None:
    words = "Đường hư nặng. " * 400 + "HẾT"
    await staff.files_case(words)
    shown = staff.last()
    assert len(shown.text) < 3_500
    assert "HẾT" not in shown.text
    await staff.presses(LAN, shown, "Xem hết")
    assert "HẾT" in staff.last().text
    assert staff.last().out.reply_to == shown.external_id


REPLIED = ("card", "card.below", "addition")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("nhận", "đã nhận hồ sơ"),
        ("Nhận việc", "đã nhận hồ sơ"),
        ("tra loi", "Soạn trả lời"),
        ("chuyển", "cho đơn vị nào"),
        ("gia hạn", "cho đơn vị nào"),
        ("Từ chối.", "chọn một trong hai"),
        ("Đèn đã sáng", "chưa gửi cho ai"),
        ("việc", "chưa gửi cho ai"),
        ("3", "chưa gửi cho ai"),  # may be an answer; only a button's own message has numbers
    ],
)
@pytest.mark.parametrize("what", REPLIED)
async def test_a_button_of_the_card_can_be_named_in_reply_to_anything_about_its_case(
    staff: Staff, what: str, words: str, says: str
) -> None:
    code = await staff.files_case()
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        await card.under(desk, case, "➕ Cột 12 cũng tắt")
        await card.show(desk, case, fresh=True)
    await staff.says(LAN, words, to=staff.newest(what))
    told = " ".join([*staff.notices, *(one.text for one in staff.in_chat()[-3:])])
    assert (says in told) is (words != "3" or what != "card")


@pytest.mark.parametrize(
    ("words", "answered"),
    [("nhận", True), ("Chuyển", True), ("#{short} từ chối", True), ("#{short} đính chính", False)],
)
async def test_a_button_that_is_not_there_now_is_no_answer(
    staff: Staff, words: str, answered: bool
) -> None:
    code = await staff.files_case()
    if answered:
        await staff.says(LAN, "Đã thay bóng đèn sáng nay, số 1900 1006", to=staff.newest("card"))
        await staff.presses(LAN, staff.newest("preview"), "Gửi người dân")
    before, state = len(await staff.entries(code)), (await staff.case(code)).state
    to = None if words.startswith("#") else staff.newest("card")
    await staff.says(LAN, words.format(short=code[-4:]), to=to)
    assert "Không có gì thay đổi" in staff.last().text
    assert (len(await staff.entries(code)), (await staff.case(code)).state) == (before, state)


@pytest.mark.parametrize("words", ["trả lại", "Nhận thay"])
async def test_each_half_of_a_button_with_two_names_names_it(staff: Staff, words: str) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    await staff.says(LAN, f"#{code[-4:]} {words}")
    assert staff.last().labels == ["Trả lại"]


async def test_a_change_edits_the_standing_card_without_its_photos(staff: Staff) -> None:
    code = await staff.files_case(files=(PHOTO,))
    first = staff.newest("card")
    await staff.presses(LAN, first, "Nhận việc")
    assert staff.last().out.edits == first.external_id
    assert staff.last().out.attachments == ()
    assert "Lan" in staff.last().text
    assert (await staff.case(code)).state == State.IN_PROGRESS


async def test_a_card_still_in_line_is_replaced_with_its_photos(staff: Staff) -> None:
    staff.delivers = False
    code = await staff.files_case(files=(PHOTO,))
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        desk.store.places.file(case, Whereabouts("hẻm 14"), "hem 14")
        await card.show(desk, case)
    await staff.deliver()
    assert [one.what for one in staff.shown] == ["card", "card_files"]
    assert "hẻm 14" in staff.newest("card").text
    assert staff.last().out.attachments == (PHOTO,)


async def test_a_unit_without_a_room_is_shown_at_the_duty_desk(staff: Staff) -> None:
    code = await staff.files_case(unit="quan_su")
    assert "chưa có nhóm" in staff.last(DUTY_GROUP).text
    assert (await staff.case(code)).state == State.RECEIVED
    await staff.presses(LAN, staff.last(DUTY_GROUP), "Nhận việc")
    assert (await staff.case(code)).state == State.IN_PROGRESS
    assert staff.last(DUTY_GROUP).out.edits


async def test_additions_come_under_the_card_with_their_files(staff: Staff) -> None:
    code = await staff.files_case()
    shown = staff.last()
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        entry = (await desk.store.drafts.of_case(case.id or 0))[0]
        entry.attachments = [
            {"kind": "photo", "remote": "p2", "channel": "telegram", "name": "", "mime": ""}
        ]
        await card.below(desk, case, entry, heading="officials.added")
    assert code in staff.last().text
    assert "hư cả tuần" in staff.last().text
    assert staff.last().out.reply_to == shown.external_id
    assert staff.last().out.attachments == (Attachment(AttachmentKind.PHOTO, "p2", "telegram"),)


async def test_a_reopened_card_comes_anew_at_the_bottom(staff: Staff) -> None:
    code = await staff.files_case(files=(PHOTO,))
    first = staff.newest("card")
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        case.state = State.REOPENED
        await card.reopened(desk, case)
    assert staff.newest("card").out.edits is None
    assert "chưa xong" in staff.newest("card").text
    assert (staff.last().out.edits, staff.last().labels) == (first.external_id, [])
    assert "thẻ mới ở bên dưới" in staff.last().text


async def test_open_cards_are_put_up_again_after_a_migration(staff: Staff) -> None:
    code = await staff.files_case()
    async with staff.desk() as desk:
        chat = await desk.store.people.chat("telegram", GROUP, private=False)
        await desk.store.people.rekey(chat, "-100777")
        room = await desk.store.offices.room_of("kinh_te")
        assert room is not None
        await card.post_open(desk, room)
    assert code in staff.last("-100777").text
    assert staff.last("-100777").out.edits is None
    await staff.presses(LAN, staff.last("-100777"), "Nhận việc")
    assert (await staff.case(code)).state == State.IN_PROGRESS


async def test_topics_of_one_group_are_different_rooms(bare_staff: Staff) -> None:
    staff = bare_staff
    async with staff.desk() as desk:
        for unit, topic in (("kinh_te", "5"), ("van_hoa", "6")):
            chat = await desk.store.people.chat("telegram", GROUP, private=False)
            await desk.store.offices.open_room(RoomKind.UNIT, chat.id or 0, topic, unit, desk.now)
    code = await staff.files_case()
    assert staff.last().topic == "5"
    async with staff.desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case is not None
        case.unit = "van_hoa"
        await card.show(desk, case)
    new, old = staff.in_chat()[-1], staff.in_chat()[-2]
    if new.out.edits:
        new, old = old, new
    assert (new.topic, new.out.edits) == ("6", None)
    assert (old.topic, "đã chuyển sang" in old.text) == ("5", True)


async def test_no_group_ever_sees_who_the_resident_is(staff: Staff) -> None:
    code = await staff.files_case(files=(PHOTO,))
    for words in ("/viec", f"/hoso {code}", "/tim den", f"/nhan {code}", f"/traloi {code} Xong"):
        await staff.says(LAN, words)
    for secret in (RESIDENT.name, RESIDENT.username, RESIDENT.user_id, PHONE, PHONE[-4:]):
        for shown in staff.shown:
            if shown.chat.startswith("-"):
                assert secret not in shown.text
                assert all(secret not in label for label in shown.labels)
