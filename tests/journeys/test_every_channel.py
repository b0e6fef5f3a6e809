"""The same stories on every platform: residents on each of three, staff on each of three."""

from datetime import timedelta
from itertools import product

import pytest

from tests.conftest import OpenTown
from tests.journeys.offices import PLATFORMS, Office, open_office, shows_photo
from tests.journeys.scenes import RUBBISH, case_of, counts, history_of


@pytest.fixture(params=list(product(PLATFORMS, PLATFORMS)), ids="-".join)
async def office(request: pytest.FixtureRequest, open_a_town: OpenTown) -> Office:
    """Residents on the first, staff on the second."""
    return await open_office(open_a_town, *request.param)


@pytest.fixture(params=PLATFORMS)
async def resident_side(request: pytest.FixtureRequest, open_a_town: OpenTown) -> Office:
    """Residents on each platform; staff on the same."""
    return await open_office(open_a_town, request.param, request.param)


async def nothing_lost(office: Office) -> None:
    found = await counts(office.town)
    assert found["in failed"] == found["in aside"] == found["in waiting"] == 0
    assert found["out failed"] == found["out queued"] == 0


async def test_a_case_from_the_first_word_to_the_last(office: Office) -> None:
    lan = office.resident("Lan")
    lan.sends_photo(caption="den duong truoc nha hu ca tuan nay, khu pho 3")
    await office.town.settle(timedelta(seconds=15))
    assert "1 ảnh" in lan.last.text
    await office.choose(lan, "Gửi")
    await office.choose(lan, "Đúng")
    code = office.code_of(lan)
    await office.town.settle(timedelta(minutes=1))
    cards = [m for m in office.group.messages if m.from_bot and code in m.text]
    assert any("Tình trạng" in card.text for card in cards)
    assert any(shows_photo(m) for m in office.group.messages if m.from_bot), "it crossed over"
    assert not any("Lan" in m.text for m in office.group.messages), "nobody sees who it is"
    await office.act(office.minh, "Nhận việc", code)
    assert (await case_of(office.town, code)).state == "in_progress"
    await office.write(office.minh, code, "Đèn đã được thay bóng sáng nay, cột 47.")
    assert not office.heard(lan, "cột 47"), "shown back first"
    await office.act(office.minh, "Gửi người dân", "cột 47")
    await office.town.settle(timedelta(minutes=1))
    assert len(office.heard(lan, "cột 47")) == 1
    await office.choose(lan, "Rất hài lòng")
    await office.choose(lan, "Đã xong")
    case = await case_of(office.town, code)
    assert case.state == "confirmed"
    await office.town.settle(timedelta(minutes=1))
    await nothing_lost(office)


async def test_internal_talk_stays_inside(office: Office) -> None:
    lan = office.resident("Lan")
    code = await office.reports(lan)
    before = len(lan.messages)
    await office.write(office.minh, code, "Nhà này hay kêu ca, mai anh Tám ghé coi")
    await office.act(office.minh, "Giữ nội bộ", "anh Tám")
    await office.town.settle(timedelta(minutes=1))
    assert len(lan.messages) == before
    assert (await case_of(office.town, code)).state in ("assigned", "received")


async def test_a_question_goes_out_and_the_word_comes_back(office: Office) -> None:
    lan = office.resident("Lan")
    code = await office.reports(lan)
    await office.write(office.hoa, code, "Xin hỏi cột số mấy ạ?")
    await office.act(office.hoa, "Hỏi người dân", "cột số mấy")
    await office.town.settle(timedelta(minutes=1))
    assert office.heard(lan, "cột số mấy")
    assert (await case_of(office.town, code)).state == "waiting_resident"
    await office.town.says(lan, "Dạ cột 47 nghen")
    await office.town.settle(timedelta(minutes=1))
    assert office.heard(office.group, "cột 47 nghen")
    assert (await case_of(office.town, code)).state in ("assigned", "in_progress")


async def test_a_number_that_answers_a_question_is_no_button_of_before(office: Office) -> None:
    lan = office.resident("Lan")
    code = await office.reports(lan)  # its receipt offers "1": how far it is
    await office.write(office.hoa, code, "Dạ có mấy trụ đèn hư ạ?")
    await office.act(office.hoa, "Hỏi người dân", "mấy trụ đèn")
    await office.town.settle(timedelta(minutes=1))
    await office.town.says(lan, "1")
    await office.town.settle(timedelta(minutes=1))
    assert office.heard(lan, "đã trả lời")
    assert (await case_of(office.town, code)).state in ("assigned", "in_progress")


async def test_not_done_opens_it_again(office: Office) -> None:
    lan = office.resident("Lan")
    code = await office.reports(lan)
    await office.write(office.minh, code, "Đèn đã thay bóng mới chiều qua.")
    await office.act(office.minh, "Gửi người dân", "bóng mới")
    await office.town.settle(timedelta(minutes=1))
    await office.choose(lan, "Chưa xong")
    await office.town.settle(timedelta(minutes=1))
    case = await case_of(office.town, code)
    assert (case.state, case.reopened) == ("reopened", 1)
    assert office.heard(office.group, "mở lại")


async def test_a_refusal_has_a_reason_that_the_resident_reads(office: Office) -> None:
    lan = office.resident("Lan")
    code = await office.reports(lan)
    await office.act(office.minh, "Từ chối", code)
    await office.act(office.minh, "nêu lý do", code)
    await office.write_reason(office.minh, code, "Đèn trong hẻm riêng do gia đình tự lắp.")
    await office.act(office.minh, "Từ chối", "hẻm riêng")
    await office.town.settle(timedelta(minutes=1))
    assert office.heard(lan, "hẻm riêng")
    assert (await case_of(office.town, code)).state == "refused"


async def test_three_quick_messages_are_one_report(resident_side: Office) -> None:
    lan = resident_side.resident("Lan")
    for words in ("Rác đầu hẻm", "ba ngày nay rồi", "khu phố 2 đó"):
        lan.says(words)
    await resident_side.town.settle(timedelta(seconds=15))
    await resident_side.choose(lan, "Gửi")
    await resident_side.choose(lan, "Đúng")
    case = await case_of(resident_side.town, resident_side.code_of(lan))
    assert case.text.split("\n") == ["Rác đầu hẻm", "ba ngày nay rồi", "khu phố 2 đó"]


async def test_an_album_is_one_report(resident_side: Office) -> None:
    lan = resident_side.resident("Lan")
    lan.sends_album(3, caption=RUBBISH)
    await resident_side.town.settle(timedelta(seconds=20))
    assert "3 ảnh" in lan.last.text
    await resident_side.choose(lan, "Gửi")
    await resident_side.choose(lan, "Đúng")
    await resident_side.town.settle(timedelta(minutes=2))
    shown = [m for m in resident_side.group.messages if m.from_bot and shows_photo(m)]
    assert len(shown) == 3


async def test_status_by_code_and_by_words(resident_side: Office) -> None:
    lan = resident_side.resident("Lan")
    code = await resident_side.reports(lan)
    typed = code.replace("-", "").lower()
    assert code in (await resident_side.town.says(lan, typed)).text
    assert code in (await resident_side.town.says(lan, "ho so cua toi")).text


async def test_a_voice_message_is_kept_and_shown(resident_side: Office) -> None:
    lan = resident_side.resident("Lan")
    lan.sends_voice()
    await resident_side.town.settle(timedelta(seconds=15))
    lan.says("Rác ở đầu hẻm khu phố 2")
    await resident_side.town.settle(timedelta(seconds=15))
    await resident_side.choose(lan, "Gửi")
    await resident_side.choose(lan, "Đúng")
    code = resident_side.code_of(lan)
    events = await history_of(resident_side.town, code)
    assert events[0].act == "send"
    case = await case_of(resident_side.town, code)
    async with resident_side.town.app.database.reading() as store:
        entries = await store.drafts.of_case(case.id or 0)
    (voice,) = [file for entry in entries for file in entry.attachments or ()]
    assert voice["kind"] in ("voice", "audio")
    assert voice["sha256"], "our own copy"


async def test_what_cannot_be_read_is_said_and_nothing_is_lost(resident_side: Office) -> None:
    lan = resident_side.resident("Lan")
    await resident_side.town.says(lan, "Rác ở đầu hẻm khu phố 2")
    lan.sends_sticker()
    await resident_side.town.settle(timedelta(seconds=15))
    await resident_side.choose(lan, "Gửi")
    await resident_side.choose(lan, "Đúng")
    assert (await case_of(resident_side.town, resident_side.code_of(lan))).text == (
        "Rác ở đầu hẻm khu phố 2"
    )
    await nothing_lost(resident_side)


async def test_a_petition_has_its_own_code(resident_side: Office) -> None:
    lan = resident_side.resident("Lan")
    await resident_side.town.says(lan, "Kiến nghị phường lắp đèn đường ở khu phố 3")
    if not any("KN-" in m.text for m in lan.messages):
        await resident_side.choose(lan, "Gửi")
    await resident_side.town.says(lan, "Lắp năm trụ đèn dọc hẻm 12")
    await resident_side.town.says(lan, "UBND phường")
    await resident_side.choose(lan, "Đúng")
    assert resident_side.code_of(lan).startswith("KN-")


@pytest.mark.parametrize(
    ("there", "how"), [("telegram", ""), ("zalo_oa", "#"), ("zalo_bot", "@Bot #")]
)
async def test_a_group_is_told_the_way_to_answer_that_works_there(
    open_a_town: OpenTown, there: str, how: str
) -> None:
    office = await open_office(open_a_town, there, there)
    code = await office.reports(office.resident("Lan"))
    await office.town.settle(timedelta(minutes=1))
    await office.town.pass_time(timedelta(days=2))
    (greeting,) = office.heard(office.group, "bàn tiếp nhận")
    card = office.heard(office.group, "Tình trạng")[0]
    reminder = office.heard(office.group, "hồ sơ chờ trả lời")[-1]
    for said in (greeting, card, reminder):
        assert ("(reply)" in said or "dưới thẻ" in said) is (how == "")
    assert how == "" or f"{how}7K4Q" in greeting
    assert how == "" or f"{how}{code[-4:]} và nội dung" in card
    assert how == "" or f"{how}7K4Q" in reminder
