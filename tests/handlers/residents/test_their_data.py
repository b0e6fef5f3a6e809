"""`dữ liệu của tôi`: a resident sees, corrects, takes back, erases; and it is done in time."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers import forgetting, requests
from handlers.acts import Act, Actor
from handlers.desk import Spot
from handlers.message import AttachmentKind, Kind
from storage.models import DataRequest, Role, RoomKind
from storage.surveys import Asking
from tests.handlers.residents.stories import (
    LAMP,
    answer,
    ask_back,
    cases,
    entries,
    file,
    newest_case,
    where_it_is,
)
from tests.handlers.residents.test_permitting import agreements, name_of, person
from tests.handlers.told import Town

LABELS = ["👁 Xem tất cả", "✏️ Sửa", "🤝 Điều đã cho phép", "🔎 Ai đã xem tên tôi",
          "🗑 Xóa hết", "✉️ Yêu cầu khác"]  # fmt: skip


async def open_requests(town: Town) -> list[DataRequest]:
    """What somebody has asked, done or not."""
    who = await person(town)
    async with town.desk() as desk:
        return await desk.store.requests.of_person(who.id or 0)


async def duty(town: Town) -> None:
    """The duty chat is a group."""
    async with town.desk() as desk:
        chat = await desk.store.people.chat("telegram", "duty", private=False)
        await desk.store.offices.open_room(RoomKind.DUTY, chat.id or 0, None, None, town.now)


async def forgotten(town: Town) -> None:
    """The job looks."""
    async with town.desk() as desk:
        await forgetting.sweep(desk)
    await town.deliver()


@pytest.mark.parametrize(
    "typed", ["dữ liệu của tôi", "du lieu cua toi", "Dữ liệu của tui", "cho xem dữ liệu của tôi ạ",
              "/dulieu", "thông tin cá nhân của tôi"]
)  # fmt: skip
async def test_the_words_lead_to_what_can_be_done(told: Town, typed: str) -> None:
    [menu] = await told.says("ba", typed)
    assert menu.labels == LABELS


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("xóa dữ liệu của tôi", "xóa hết dữ liệu"),
        ("xoa du lieu cua toi", "xóa hết dữ liệu"),
        ("tôi muốn xóa hết thông tin của tôi", "xóa hết dữ liệu"),
        ("/xoadulieu", "xóa hết dữ liệu"),
        ("rút đồng ý", "đã cho phép"),
        ("rut lai dong y", "đã cho phép"),
        ("sửa thông tin", "cần sửa điều gì"),
        ("sua du lieu cua toi", "cần sửa điều gì"),
        ("ai da xem ten toi", "Chưa có ai"),
    ],
)
async def test_other_words_lead_straight_there(told: Town, typed: str, part: str) -> None:
    [said] = await told.says("ba", typed)
    assert part in said.text


@pytest.mark.parametrize(
    "words",
    ["Xã xóa thông tin sai trên bảng ở nhà văn hóa giùm", "sửa đường ấp 5 giùm", "rút hồ sơ sao?"],
)
async def test_a_report_that_sounds_like_it_is_a_report(told: Town, words: str) -> None:
    [said] = await told.says("ba", words)
    assert "Trợ lý đã ghi" in said.text


async def test_all_that_is_held_is_told_and_given_as_json(told: Town) -> None:
    case = await file(told, "ba", "Đèn đường trước nhà hư, ấp 5")
    await told.says("ba", "/sodienthoai 0912 345 678")
    await told.says("ba", "dữ liệu của tôi")
    readable, document = await told.says("ba", "1")
    for part in ("Tên: Ba", "0912345678", case.code, "đã làm xong ngay"):
        assert part in readable.text
    held = json.loads(document.text)
    assert held["account"] == "id-ba"
    assert [one["code"] for one in held["cases"]] == [case.code]
    assert held["cases"][0]["said"][0]["text"] == "Đèn đường trước nhà hư, ấp 5"
    assert [one["purpose"] for one in held["agreements"]] == ["handling"]
    assert [one.what for one in await open_requests(told)] == ["see"]


async def test_who_never_wrote_anything_sees_little(told: Town) -> None:
    await told.says("ba", "dữ liệu của tôi")
    _, document = await told.presses("ba", told.last("ba"), "xem tất cả")
    assert json.loads(document.text)["cases"] == []


async def test_a_name_is_corrected_and_counts_over_the_platforms(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "sửa thông tin")
    await told.presses("ba", told.last("ba"), "tên")
    [said] = await told.says("ba", "Nguyễn Thị Ba")
    assert "đã sửa" in said.text
    await told.says("ba", "hồ sơ của tôi")
    whose = await person(told)
    async with told.desk() as desk:
        assert desk.store.people.identity(whose).shown == "Nguyễn Thị Ba"
    assert [one.what for one in await open_requests(told)] == ["correct"]


async def test_the_form_of_address_is_corrected_in_all_that_is_said(told: Town) -> None:
    case = await file(told, "ba")
    await told.says("ba", "sửa thông tin")
    await told.presses("ba", told.last("ba"), "xưng hô")
    [said] = await told.says("ba", "Bác")
    assert "theo ý bác" in said.text
    [status] = await told.says("ba", case.code)
    assert "ông/bà" not in status.text
    [asked] = await told.says("tu", "hồ sơ của tôi")
    assert "Ông/bà" in asked.text


@pytest.mark.parametrize(
    ("typed", "you"),
    [
        ("gọi tôi là bác", "bác"),
        ("goi tui la chu", "chú"),
        ("Dạ cứ gọi cô Ngọc Lan nhé", "cô Ngọc Lan"),
        ("chú Ba", "chú Ba"),
        ("di", "dì"),
        ("cô chú", "cô/chú"),
        ("Ông/bà", "ông/bà"),
        ("em muốn được gọi là chị", "chị"),
    ],
)
async def test_a_form_of_address_is_heard_out_of_a_sentence(
    told: Town, typed: str, you: str
) -> None:
    await _asks(told, "xưng hô")
    [said] = await told.says("ba", typed)
    assert f"theo ý {you}: {you}." in said.text


async def test_what_is_no_form_of_address_is_asked_for_again_and_can_be_left(told: Town) -> None:
    await _asks(told, "xưng hô")
    [again] = await told.says("ba", "ở đây á")
    assert "chưa rõ nên gọi thế nào" in again.text
    [kept] = await told.presses("ba", again, "để như cũ")
    assert "để như cũ" in kept.text
    [said] = await told.says("ba", LAMP)
    assert "Trợ lý đã ghi" in said.text


async def test_what_is_twice_no_form_of_address_is_a_report(told: Town) -> None:
    await _asks(told, "xưng hô")
    await told.says("ba", "đèn hư rồi")
    [said] = await told.says("ba", "đèn hư rồi")
    assert "«đèn hư rồi»" in said.text


@pytest.mark.parametrize("what", ["tên", "xưng hô"])
@pytest.mark.parametrize("word", ["thôi", "Bỏ", "thoi khoi", "à không, để vậy đi con"])
async def test_never_mind_is_neither_a_name_nor_an_address(
    told: Town, what: str, word: str
) -> None:
    await _asks(told, what)
    [said] = await told.says("ba", word)
    assert "để như cũ" in said.text
    assert await open_requests(told) == []


async def test_never_mind_is_no_place(told: Town) -> None:
    case = await file(told, "ba")
    there = await where_it_is(told)
    await _asks(told, case.code)
    [said] = await told.says("ba", "dạ thôi để vậy đi ạ")
    assert "để như cũ" in said.text
    assert await where_it_is(told) == there


@pytest.mark.parametrize("what", ["tên", "xưng hô", "KH", "khác"])
@pytest.mark.parametrize("words", [LAMP, "đèn đường hư rồi"])
async def test_later_words_are_a_report_and_correct_nothing(
    told: Town, what: str, words: str
) -> None:
    case = await file(told, "ba", "Rác đầy cầu kênh 12, ấp 6")
    there = await where_it_is(told)
    await _asks(told, case.code if what == "KH" else what)
    told.now += timedelta(days=3)
    [said] = await told.says("ba", words)
    assert "việc mới" in said.text  # it is asked whether it is a new matter
    assert await where_it_is(told) == there
    assert await open_requests(told) == []


async def test_a_sentence_is_no_name(told: Town) -> None:
    await _asks(told, "tên")
    [said] = await told.says("ba", "Đèn đường trước nhà số 5 hư cả tuần nay")
    assert "Trợ lý đã ghi" in said.text


async def test_a_name_is_heard_out_of_a_sentence(told: Town) -> None:
    await _asks(told, "tên")
    [said] = await told.says("ba", "Tôi tên là Lê Thị Lan.")
    assert "đã sửa theo ý ông/bà: Lê Thị Lan." in said.text


@pytest.mark.parametrize(
    ("what", "typed", "edited", "part"),
    [
        ("tên", "Nguyễn Thị Lam", "Nguyễn Thị Lan", "đã sửa theo ý ông/bà: Nguyễn Thị Lan."),
        ("xưng hô", "bac", "cô", "đã sửa theo ý cô: cô."),
        ("khác", "Xin bản giấy", "Xin hai bản giấy", "đã nhận yêu cầu"),
        ("tên", "Nguyễn Thị Lam", "12345", "nhắn lại thành tin mới"),
    ],
)
async def test_an_edited_answer_counts_and_is_no_report(
    told: Town, what: str, typed: str, edited: str, part: str
) -> None:
    await _asks(told, what)
    await told.says("ba", typed)
    first = told.last_id
    [said] = await told.edits("ba", first, edited)
    assert part in said.text
    [again] = await told.edits("ba", first, typed)  # and once more
    assert "Trợ lý đã ghi:" not in again.text


async def test_an_edited_request_is_one_request_in_its_newest_words(told: Town) -> None:
    await _asks(told, "khác")
    await told.says("ba", "Xin bản giấy")
    await told.edits("ba", told.last_id, "Xin hai bản giấy")
    [request] = await open_requests(told)
    async with told.desk() as desk:
        assert desk.store.requests.words(request) == "Xin hai bản giấy"


async def _asks(town: Town, what: str) -> None:
    """Somebody wants to have something corrected, or something else with their data."""
    if what == "khác":
        await town.says("ba", "dữ liệu của tôi")
    else:
        await town.says("ba", "sửa dữ liệu")
    await town.presses("ba", town.last("ba"), what)


async def test_the_place_of_a_case_is_corrected_before_the_officials(told: Town) -> None:
    case = await file(told, "ba")
    await told.says("ba", "sửa dữ liệu")
    await told.presses("ba", told.last("ba"), case.code)
    await told.says("ba", "hẻm 12 ấp 6, gần quán Hương")
    assert (await where_it_is(told)).words == "hẻm 12 ấp 6, gần quán Hương"
    assert any("gần quán Hương" in one.text for one in told.said_to("economy"))


async def test_a_number_is_corrected(told: Town) -> None:
    await told.says("ba", "sửa dữ liệu")
    await told.presses("ba", told.last("ba"), "điện thoại")
    await told.says("ba", "0987654321")
    whose = await person(told)
    async with told.desk() as desk:
        assert desk.store.people.identity(whose).phone == "0987654321"


async def test_the_name_is_taken_back(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "rút đồng ý")
    await told.presses("ba", told.last("ba"), "giữ tên")
    assert "không giữ tên" in told.last("ba").text
    assert (await newest_case(told)).anonymous
    assert await name_of(told) == ""
    assert await agreements(told) == [("handling", True), ("handling", False)]


async def test_a_point_on_the_map_is_taken_back(told: Town) -> None:
    await told.says("ba", "ổ gà bự quá")
    [shown] = await told.pins("ba")
    await told.presses("ba", shown, "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    assert (await where_it_is(told)).pin is not None
    await told.says("ba", "rút đồng ý")
    said = await told.presses("ba", told.last("ba"), "dùng vị trí")
    assert any("đã xóa mọi vị trí" in one.text for one in said)
    assert (await where_it_is(told)).pin is None
    assert "maps.google" not in told.last("economy").text


async def test_pictures_and_voices_are_taken_back(told: Town) -> None:
    await told.sends("ba", AttachmentKind.PHOTO, text="Đèn đường ấp 5 hư")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.says("ba", "rút đồng ý")
    said = await told.presses("ba", told.last("ba"), "xem ảnh")
    assert any("không gọi lại được" in one.text for one in said)
    assert [one.attachments for one in await entries(told, await newest_case(told))] == [None]


async def test_notices_are_only_for_who_asks_for_them(told: Town) -> None:
    await told.says("ba", "rút đồng ý")
    await told.presses("ba", told.last("ba"), "thông báo chung")
    assert await agreements(told) == [("notices", True)]
    await told.says("ba", "rút đồng ý")
    await told.presses("ba", told.last("ba"), "rút: nhận thông báo")
    assert await agreements(told) == [("notices", True), ("notices", False)]


async def test_erasing_is_asked_once_and_then_it_is_so(told: Town) -> None:
    case = await file(told, "ba")
    [sure] = await told.says("ba", "xóa dữ liệu của tôi")
    assert case.code in sure.text
    [farewell] = await told.presses("ba", sure, "đúng, xóa")
    assert "tin cuối" in farewell.text
    await forgotten(told)
    [kept] = await cases(told)
    assert (kept.text, kept.anonymous) == (case.text, True)
    assert any("đã xóa dữ liệu của mình" in one.text for one in told.said_to("economy"))
    [new] = await told.says("ba", "hồ sơ của tôi")
    assert "chưa gửi hồ sơ nào" in new.text
    assert await open_requests(told) == []  # that was somebody else


async def test_who_thinks_better_of_it_keeps_everything(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "xóa dữ liệu của tôi")
    [menu] = await told.presses("ba", told.last("ba"), "không, để lại")
    assert menu.labels == LABELS
    await forgotten(told)
    assert await name_of(told) == "Ba"


async def test_what_comes_while_it_is_being_erased_is_asked_for_again(told: Town) -> None:
    await told.says("ba", "xóa dữ liệu của tôi")
    told.holding = True
    await told.presses("ba", told.last("ba"), "đúng, xóa")
    await told.says("ba", "Đèn đường hư")
    said = await told.deliver()
    assert "một phút" in said[-1].text


async def test_a_question_to_who_is_gone_holds_nobody_up(told: Town) -> None:
    case = await file(told, "ba")
    await ask_back(told, case, "Cột số mấy ạ?")
    await told.says("ba", "xóa dữ liệu của tôi")
    await told.presses("ba", told.last("ba"), "đúng, xóa")
    await forgotten(told)
    now = await newest_case(told)
    assert now.state == "assigned"
    heard = len(told.said_to("ba"))
    async with told.desk() as desk:
        [found] = [await desk.store.cases.by_id(case.id or 0)]
        assert found is not None
        assert not await desk.tell(Spot(found.chat_id), "residents.no_cases")
    assert len(told.said_to("ba")) == heard


async def test_a_rating_stays_without_the_person(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    async with told.desk() as desk:
        now = await desk.store.cases.by_id(case.id or 0)
        assert now is not None
        survey = await desk.store.surveys.ask(now, told.now, Asking("answered", "telegram"))
        assert survey is not None
        survey.satisfaction = 5
    await told.says("ba", "xóa dữ liệu của tôi")
    await told.presses("ba", told.last("ba"), "đúng, xóa")
    await forgotten(told)
    async with told.desk() as desk:
        kept = await desk.store.surveys.by_id(1)
    assert kept is not None
    assert kept.satisfaction == 5


async def test_who_works_here_is_erased_by_a_person(told: Town) -> None:
    await duty(told)
    await told.says("ba", "alo")
    whose = await person(told)
    async with told.desk() as desk:
        await desk.store.people.give_role(whose.id or 0, Role.LEADER, told.now)
    [said] = await told.says("ba", "xóa dữ liệu của tôi")
    assert "thôi vai trò" in said.text
    assert "20" in said.text or "12/2026" in said.text
    [request] = await open_requests(told)
    assert (request.what, request.done_at) == ("erase", None)


async def test_any_other_request_is_chased_until_somebody_has_done_it(told: Town) -> None:
    await duty(told)
    await told.says("ba", "dữ liệu của tôi")
    await told.presses("ba", told.last("ba"), "yêu cầu khác")
    [taken] = await told.says("ba", "Xin bản giấy những gì phường lưu về tôi")
    assert "DL-2611-" in taken.text
    assert "26/11/2026" in taken.text  # ten days
    assert "91/2025/QH15" in taken.text
    async with told.desk() as desk:
        assert await requests.sweep(desk) == 1
    async with told.desk() as desk:
        assert await requests.sweep(desk) == 0
    [first] = await told.deliver()
    assert (first.chat, "bản giấy" in first.text) == ("duty", True)
    told.now += timedelta(days=14)
    async with told.desk() as desk:
        await requests.sweep(desk)
    [late] = await told.deliver()
    assert "QUÁ HẠN" in late.text
    said = await told.presses("duty", late, "đã làm xong", by="hoa")
    assert [one.chat for one in said] == ["ba"]
    assert "đã làm xong" in said[0].text
    [request] = await open_requests(told)
    assert request.done_at == told.now
    assert request.next_reminder_at is None


async def test_the_acknowledgement_is_owed_in_two_working_days(told: Town) -> None:
    await told.says("ba", "alo")
    whose = await person(told)
    async with told.desk() as desk:
        request = await requests.take(desk, whose, "erase")
        assert (request.acknowledge_by - told.now).days == 2
        # The twentieth day is a Sunday: the next working day (BLDS 2015 Đ.148).
        assert request.due_at.date() == date(2026, 12, 7)
        assert request.acknowledged_at == told.now


async def test_only_the_duty_chat_can_say_that_it_is_done(told: Town) -> None:
    await duty(told)
    await told.says("ba", "dữ liệu của tôi")
    await told.presses("ba", told.last("ba"), "yêu cầu khác")
    await told.says("ba", "Xin bản giấy")
    async with told.desk() as desk:
        await requests.sweep(desk)
    [asked] = await told.deliver()
    await told.presses("economy", replace(asked, chat="economy"), "đã làm xong", by="minh")
    [request] = await open_requests(told)
    assert request.done_at is None


async def test_who_has_seen_the_name_is_told(told: Town) -> None:
    case = await file(told, "ba")
    async with told.desk() as desk:
        note = "gọi lại hỏi số cột đèn"
        await desk.store.cases.note(
            case, Act.UNMASK, told.now, actor_id=None, role=Actor(None, "head").role, note=note
        )
    await told.says("ba", "dữ liệu của tôi")
    [said] = await told.presses("ba", told.last("ba"), "ai đã xem")
    assert "gọi lại hỏi số cột đèn" in said.text


async def test_what_is_asked_at_the_platform_is_a_request_and_the_duty_chat_sees_to_it(
    told: Town,
) -> None:
    await duty(told)
    await file(told, "ba")
    asked = replace(told.message("ba"), kind=Kind.WITHDRAWN)
    [heard] = await told.hears(asked)
    [request] = await open_requests(told)
    assert request.code in heard.text
    assert "xóa dữ liệu của tôi" in heard.text
    assert (request.what, request.done_at) == ("other", None)
    async with told.desk() as desk:
        assert await requests.sweep(desk) == 1
    await told.deliver()
    assert request.code in told.last("duty").text
    assert "24 giờ" in told.last("duty").text


async def test_who_asks_it_of_us_though_we_know_nothing_of_them_leaves_no_trace(told: Town) -> None:
    assert await told.hears(replace(told.message("tu"), kind=Kind.WITHDRAWN)) == []
    async with told.desk() as desk:
        (chat,) = await desk.store.people.expect_chats([("telegram", "tu")])
    assert chat is None
