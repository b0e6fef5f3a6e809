"""Two matters in one message, anger, adverts and haste: sorted out with the resident, all kept."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.sandbox.town import OFFICE, Town
from storage.models import Survey
from tests.conftest import OpenTown
from tests.journeys.scenes import code_in, heard, reports, staffed

MIXED = (
    "Đèn đường khu phố 3 hư cả tuần nay. "
    "Ngoài ra tôi tố cáo ông trưởng khu phố ăn chặn tiền quỹ vì người nghèo"
)
ADVERT = "Vay tiền nhanh không thế chấp, giải ngân trong ngày, liên hệ Zalo ngay"
BRIBE = "toi to cao ong dia chinh doi 5 trieu moi chiu do dat"


async def test_two_matters_become_two_drafts_and_only_one_reaches_the_group(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, MIXED)
    await town.presses(lan, lan.last, "Tách thành hai việc")
    both = heard(lan)[-2:]
    assert "có thể là tố cáo" in both[0]
    assert "Đèn đường" not in both[0]
    assert "Trợ lý đã ghi:" in both[1]
    assert "tố cáo" not in both[1]
    await town.presses(lan, lan.last, "Gửi")
    receipt = await town.presses(lan, lan.last, "Đúng")
    code = code_in([m for m in lan.messages if m.from_bot and "ghi nhận" in m.text][-1])
    assert receipt
    assert "có thể là tố cáo" in lan.last.text  # the other one still waits
    assert "Đèn đường" in staff.card(code).text
    assert not staff.said("ăn chặn")
    await town.presses(lan, lan.last, "Xóa nội dung")
    assert not staff.said("ăn chặn")


async def test_when_one_of_two_matters_is_taken_back_the_other_is_asked_about(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    await town.says(lan, MIXED)
    await town.presses(lan, lan.last, "Tách thành hai việc")
    asked = next(m for m in reversed(lan.messages) if "có thể là tố cáo" in m.text)
    await town.presses(lan, asked, "Xóa nội dung")
    assert any("đã xóa nội dung" in text for text in heard(lan))
    await town.settle(timedelta(seconds=10))  # three messages, one a second
    assert "Còn một việc nữa" in heard(lan)[-2]
    assert "Đèn đường" in heard(lan)[-1]


async def test_an_insult_keeps_its_facts_and_the_second_calls_a_human(town: Town) -> None:
    admin = town.telegram.person("Admin")
    await town.appoint(admin, "admin")
    lan = town.telegram.person("Lan")
    first = await town.says(lan, "đm làm ăn kiểu gì, đèn đường khu phố 3 hư cả tháng")
    assert "đang bức xúc" in first.text
    assert "đèn đường khu phố 3 hư cả tháng" in first.text
    second = await town.says(lan, "lũ ăn hại, sửa lẹ đi")
    assert "cán bộ trực" in second.text
    assert any("rất bức xúc" in text for text in heard(admin))
    assert not any("Lan" in text for text in heard(admin))
    await town.presses(lan, second, "Gửi")
    assert "Điện, đèn đường" in lan.last.text


async def test_an_advert_is_set_aside_seen_by_a_human_and_rescued(town: Town) -> None:
    staff, admin = await staffed(town, "van_phong", "Văn phòng"), town.telegram.person("Admin")
    await town.appoint(admin, "admin")
    lan = town.telegram.person("Lan")
    asked = await town.says(lan, ADVERT)
    assert "để riêng" in asked.text
    assert any("/tinrac" in text for text in heard(admin))
    listed = await town.says(admin, "/tinrac")
    assert "không thế chấp" in listed.text
    assert "Lan" not in listed.text
    await town.presses(admin, listed, "Lập hồ sơ tin 1")
    await town.app.tick()
    await town.settle()
    assert any("để riêng nhầm" in text for text in heard(lan))
    assert "không thế chấp" in staff.card().text
    assert "Không có tin nào" in (await town.says(admin, "/tinrac")).text


async def test_a_picture_that_was_rescued_waits_for_leave_to_show_it(town: Town) -> None:
    staff, admin = await staffed(town, "van_phong", "Văn phòng"), town.telegram.person("Admin")
    await town.appoint(admin, "admin")
    lan = town.telegram.person("Lan")
    lan.sends_photo(caption=ADVERT)
    await town.settle()
    await town.presses(admin, await town.says(admin, "/tinrac"), "Lập hồ sơ tin 1")
    await town.app.tick()
    await town.settle()
    assert not staff.cards()
    town.clock.advance(timedelta(minutes=31))
    await town.app.tick()
    await town.settle()
    assert "chưa gửi" in lan.last.text


async def test_words_after_an_advert_are_a_new_draft_and_the_advert_can_still_be_sent(
    town: Town,
) -> None:
    lan = town.telegram.person("Lan")
    asked = await town.says(lan, ADVERT)
    report = await town.says(lan, "Rác ở đầu hẻm khu phố 2 ba ngày rồi chưa ai thu gom")
    assert "thế chấp" not in report.text
    await town.presses(lan, report, "Bỏ")
    await town.presses(lan, asked, "Đây là việc cần phản ánh")
    assert "Trợ lý đã ghi:" in lan.last.text
    assert "thế chấp" in lan.last.text


async def test_only_who_is_on_duty_sees_what_is_set_aside(town: Town) -> None:
    lan = town.telegram.person("Lan")
    assert "chỉ xem được" in (await town.says(lan, "/tinrac")).text


async def test_a_flood_is_kept_and_answered_once(town: Town) -> None:
    lan = town.telegram.person("Lan")
    for number in range(25):
        await town.says(lan, f"đèn hư chỗ thứ {number}")
    said = heard(lan)
    assert sum("giữ đủ các tin" in text for text in said) == 1
    async with town.app.database.reading() as store:
        draft = await store.drafts.open_draft(1)
        assert draft is not None
        assert len(await store.drafts.of_draft(draft.id or 0)) == 25
    town.clock.advance(timedelta(minutes=11))
    assert "đèn hư chỗ thứ 3" in (await town.says(lan, "hết rồi nha")).text


async def test_a_flood_of_additions_reaches_the_case_and_is_thanked_once(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    receipt = [m for m in lan.messages if m.from_bot and code in m.text][-1]
    for number in range(24):
        lan.says(f"chỗ thứ {number} cũng hư", reply_to=receipt)
        await town.settle()
    assert sum("chuyển đủ các tin" in text for text in heard(lan)) == 1
    assert not any("chỗ thứ 23" in text for text in heard(lan))
    async with town.app.database.reading() as store:
        case = await store.cases.by_code(code)
        assert case is not None
        said = [one.text for one in await store.drafts.of_case(case.id or 0)]
    assert f"chỗ thứ {23} cũng hư" in said
    assert staff.cards()


async def test_who_walks_away_from_the_gate_is_asked_again_and_nothing_leaves(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, BRIBE)
    before = len(staff.group.messages)
    town.clock.advance(timedelta(minutes=31))
    await town.app.tick()
    await town.settle()
    assert "chưa quyết định" in lan.last.text
    assert "có thể là tố cáo" in lan.last.text
    assert len(staff.group.messages) == before


async def test_danger_beside_an_accusation_calls_for_help_without_the_words(town: Town) -> None:
    staff, admin = await staffed(town, "cong_an", "Công an"), town.telegram.person("Admin")
    await town.appoint(admin, "admin")
    lan = town.telegram.person("Lan")
    await town.says(
        lan, "cứu với, bảo vệ dân phố đang đánh người có dao, tôi tố cáo nó nhận hối lộ"
    )
    assert "113" in heard(lan)[0]
    assert "có thể là tố cáo" in lan.last.text
    told = [*heard(admin), *(m.text for m in staff.group.messages if m.from_bot)]
    assert any("Khẩn cấp" in text for text in told)
    assert not any("hối lộ" in text for text in told)


@pytest.mark.parametrize("word", ["2", "xóa nội dung vừa gửi", "xoa di"])
async def test_on_zalo_without_buttons_numbers_and_words_choose(
    open_a_town: OpenTown, word: str
) -> None:
    town = await open_a_town(platforms=("zalo_bot",))
    lan = town.zalo_bot.person("Lan")
    asked = await town.says(lan, BRIBE)
    assert "có thể là tố cáo" in asked.text
    done = await town.says(lan, word)
    assert "đã xóa" in done.text
    async with town.app.database.reading() as store:
        assert await store.drafts.open_draft(1) is None


async def test_on_zalo_a_complaint_gets_the_contents_of_the_form_in_words(
    open_a_town: OpenTown,
) -> None:
    town = await open_a_town(platforms=("zalo_bot",))
    lan = town.zalo_bot.person("Lan")
    await town.says(lan, "tui khieu nai quyet dinh phat nha tui")
    await town.says(lan, "1")
    said = [m.text for m in lan.messages if m.from_bot]
    assert any("chữ ký hoặc điểm chỉ" in text for text in said)
    await town.says(lan, "dat lich tiep cong dan")
    await town.says(lan, "1")
    assert "đã có lịch" in lan.last.text
    await town.says(lan, "hủy lịch")
    assert "đã hủy" in lan.last.text


async def test_an_accusation_in_a_survey_s_comment_is_no_comment(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await reports(town, lan)
    await staff.answers(staff.minh, "Đèn đã sửa xong")
    screen = lan.last
    await town.presses(lan, screen, "Bình thường")
    await town.presses(lan, screen, "Đã xong")
    await town.presses(lan, screen, "Chào hỏi lịch sự")
    await town.presses(lan, screen, "Xong")
    asked = await town.says(lan, "anh sua den doi toi dua 500k moi chiu lam, toi to cao")
    assert "có thể là tố cáo" in asked.text
    async with town.app.database.reading() as store:
        assert (await store.session.exec(select(Survey.comment))).all() == [None]


async def test_an_accusation_in_an_answer_to_our_question_is_asked_about(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, "Rác chất đống mấy ngày nay chưa ai thu gom")
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    assert "ở đâu" in lan.last.text
    asked = await town.says(lan, "trước nhà ông đội trưởng ăn chặn tiền rác, tôi tố cáo ổng")
    assert "có thể là tố cáo" in asked.text
    assert not staff.cards()


async def test_when_all_places_are_taken_it_is_said_with_another_way(open_a_town: OpenTown) -> None:
    town = await open_a_town()
    text = OFFICE.read_text(encoding="utf-8")
    one_place = text.replace("end = 11:00:00\nminutes = 30", "end = 08:30:00\nminutes = 30", 1)
    async with town.app.database.unit_of_work() as store:
        await store.offices.load(
            one_place.replace("weeks = 3", "weeks = 1", 1), "one", town.clock.now()
        )
    await town.app.tick()
    lan, ba = town.telegram.person("Lan"), town.telegram.person("Ba")
    await town.says(lan, "/lichhen")
    await town.presses(lan, lan.last, "08:00")
    assert "đã có lịch" in lan.last.text
    full = await town.says(ba, "/lichhen")
    assert "đã kín" in full.text
    assert "0900 000 100" in full.text
