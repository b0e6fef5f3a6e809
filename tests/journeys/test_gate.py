"""What may be a complaint or a denunciation stops at the gate: nobody reads it unasked."""

from datetime import timedelta

from sqlmodel import col, select

from bot.sandbox.town import Town
from handlers.residents.gate_screens import REASONS
from storage.models import Entry, Inbox, Outbox
from tests.conftest import OpenTown
from tests.journeys.scenes import LAMP, case_of, code_in, counts, heard, reports, staffed

BRIBE = "toi to cao ong dia chinh doi 5 trieu moi chiu do dat"
FINE = "Tôi không đồng ý quyết định phạt tôi 5 triệu, đề nghị xem xét lại"


async def test_a_denunciation_reaches_no_group_and_the_resident_is_protected(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    before = len(staff.group.messages)
    asked = await town.says(lan, BRIBE)
    assert "có thể là tố cáo" in asked.text
    assert "xin không gửi thêm tên, giấy tờ" in asked.text
    assert "Phòng Tiếp công dân, Số 1 đường Hoa Sen" in asked.text
    assert "Số 2 đường Sao Mai" in asked.text
    await town.says(lan, "gửi đi")  # as a typed word: the question stays
    assert "có thể là tố cáo" in lan.last.text
    why = await town.presses(lan, lan.last, "Vì sao")
    assert 1 <= why.text.count("•") <= REASONS
    where = await town.presses(lan, why, "Nơi nhận")
    assert "Luật Tố cáo" in where.text
    assert len(staff.group.messages) == before


async def test_deleting_what_was_just_sent_leaves_nothing(town: Town) -> None:
    lan = town.telegram.person("Lan")
    await town.says(lan, BRIBE)
    done = await town.presses(lan, lan.last, "Xóa nội dung")
    assert "đã xóa" in done.text
    assert all("dia chinh" not in text for text in heard(lan))  # the echo too has a new face
    async with town.app.database.reading() as store:
        assert await store.drafts.open_draft(1) is None
    again = await town.says(lan, "gửi")
    assert "tố cáo" not in again.text


async def test_with_its_picture_it_leaves_table_and_disk(both_towns: Town) -> None:
    town = both_towns
    lan = town.telegram.person("Lan")
    lan.sends_photo(b"a page of an account book", caption=BRIBE)
    await town.settle()
    files = town.settings.data_dir / "files"
    assert [one for one in files.rglob("*") if one.is_file()]
    await town.presses(lan, lan.last, "Xóa nội dung")
    assert [one for one in files.rglob("*") if one.is_file()] == []
    async with town.app.database.reading() as store:
        kept = (await store.session.exec(select(Entry))).all()
        bodies = (await store.session.exec(select(Inbox.body).order_by(col(Inbox.id)))).all()
        echoes = (await store.session.exec(select(Outbox.body).where(Outbox.what == "gate"))).all()
    assert kept == []
    assert bodies[0] == b""  # what arrived; the press that followed is another
    assert echoes
    assert all(body == b"" for body in echoes)


async def test_a_part_of_its_album_that_comes_late_is_gone_too_and_holds_up_nobody(
    both_towns: Town,
) -> None:
    town = both_towns
    lan = town.telegram.person("Lan")
    first, _ = lan.sends_album([b"page one", b"page two"], caption=BRIBE)
    await town.settle(timedelta(seconds=15))
    town.clock.advance(timedelta(seconds=20))
    await town.presses(lan, lan.last, "Xóa nội dung")
    said = len(heard(lan))
    lan.adds_to_album(first, b"page three")
    await town.settle(timedelta(seconds=15))
    assert len(heard(lan)) == said
    files = town.settings.data_dir / "files"
    assert [one for one in files.rglob("*") if one.is_file()] == []
    async with town.app.database.reading() as store:
        assert (await store.session.exec(select(Entry))).all() == []
        assert await store.drafts.open_draft(1) is None
        album = (await store.session.exec(select(Inbox).where(col(Inbox.album).is_not(None)))).all()
    assert [(one.body, one.state) for one in album] == [(b"", "unsaid")] * 3
    assert "Trợ lý đã ghi" in (await town.says(lan, LAMP)).text
    assert (await counts(town))["in waiting"] == 0


async def test_a_part_that_waited_while_it_was_taken_back_is_gone_too(both_towns: Town) -> None:
    town = both_towns
    lan = town.telegram.person("Lan")
    first, _ = lan.sends_album([b"page one", b"page two"], caption=BRIBE)
    await town.settle(timedelta(seconds=15))
    asked = lan.last
    lan.presses(asked, next(one for one in asked.labels if "Xóa nội dung" in one))
    lan.adds_to_album(first, b"page three")
    await town.settle(timedelta(seconds=15))
    files = town.settings.data_dir / "files"
    assert [one for one in files.rglob("*") if one.is_file()] == []
    assert (await counts(town))["in waiting"] == 0
    assert "Trợ lý đã ghi" in (await town.says(lan, LAMP)).text


async def test_a_picture_sent_after_the_deleting_is_a_new_report(open_a_town: OpenTown) -> None:
    """Zalo calls no album by name: pictures of the same two minutes look like one."""
    town = await open_a_town(platforms=("zalo_oa",))
    tu = town.zalo_oa.person("Tư")
    tu.sends_photo(caption=BRIBE)
    await town.settle(timedelta(seconds=15))
    await town.presses(tu, tu.last, "Xóa nội dung")
    town.clock.advance(timedelta(seconds=5))
    tu.sends_photo(caption=LAMP)
    await town.settle(timedelta(seconds=15))
    assert "1 ảnh" in tu.last.text


async def test_the_resident_says_that_it_is_none_and_is_told_who_reads_it(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, "Đèn đường khu phố 3 hư, nhân viên điện lực đòi tiền mới chịu sửa")
    sure = await town.presses(lan, lan.last, "không phải tố cáo")
    assert "Phòng Kinh tế" in sure.text
    await town.presses(lan, sure, "Vẫn gửi như phản ánh")
    assert "Trợ lý đã ghi:" in lan.last.text
    await town.presses(lan, lan.last, "Gửi")
    receipt = await town.presses(lan, lan.last, "Đúng")
    assert staff.card(code_in(receipt))


async def test_an_addition_that_accuses_does_not_fall_into_the_group(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan, LAMP)
    before = len(staff.group.messages)
    await town.presses(lan, lan.last, "Xem tiến độ")
    await town.presses(lan, lan.last, "Bổ sung")
    asked = await town.says(lan, "ong truong khu pho an chan tien lam den, toi to cao")
    assert "có thể là tố cáo" in asked.text
    assert len(staff.group.messages) == before
    sure = await town.presses(lan, asked, "không phải tố cáo")
    await town.presses(lan, sure, "Vẫn gửi")
    assert staff.said("an chan tien lam den")
    assert (await case_of(town, code)).text == LAMP


async def test_an_edit_that_accuses_stays_out_of_the_case(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    first = await town.says(lan, LAMP)
    assert first
    said = [m for m in lan.messages if not m.from_bot][-1]
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    lan.edits(said, f"{LAMP}. Tôi tố cáo tổ trưởng nhận hối lộ")
    await town.settle()
    assert "có thể là tố cáo" in lan.last.text
    assert not staff.said("hối lộ")


async def test_a_complaint_gets_guidance_a_form_and_a_date(town: Town) -> None:
    staff, lan = await staffed(town, "van_phong", "Văn phòng"), town.telegram.person("Lan")
    asked = await town.says(lan, FINE)
    assert "có thể là khiếu nại" in asked.text
    assert "hạn 90 ngày để khiếu nại vẫn tính tiếp" in asked.text
    await town.presses(lan, asked, "Nhận mẫu đơn")
    assert any("Luật Khiếu nại 2011 Đ.8" in text for text in heard(lan))
    await town.app.tick()
    await town.settle()
    papers = [file for m in lan.messages if m.from_bot for file in m.files]
    assert papers
    await town.presses(lan, [m for m in lan.messages if m.from_bot and m.buttons][-1], "Đặt lịch")
    booked = await town.presses(lan, lan.last, "08:00")
    assert "đã có lịch" in booked.text
    told = staff.said("hẹn tiếp công dân")[-1]
    assert "Lan" not in told.text
    await town.presses(lan, booked, "Hủy lịch")
    assert "đã hủy" in lan.last.text
    assert staff.said("đã được người dân hủy")
    await town.presses(lan, booked, "Hủy lịch")  # a stale press changes nothing
    assert len(staff.said("đã được người dân hủy")) == 1


async def test_the_resident_may_send_a_complaint_as_a_report(town: Town) -> None:
    staff, lan = await staffed(town, "cong_an", "Công an"), town.telegram.person("Lan")
    await town.says(lan, "công an giữ xe của tôi không có biên bản, tôi khiếu nại")
    await town.presses(lan, lan.last, "Gửi như phản ánh")
    assert "Trợ lý đã ghi:" in lan.last.text
    await town.presses(lan, lan.last, "Gửi")
    assert not staff.cards()  # a category and a place are still asked for
    added = await town.says(lan, "tổ 5 khu phố 3")
    assert "khiếu nại." not in added.text


async def test_two_people_never_get_the_same_place(town: Town) -> None:
    lan, ba = town.telegram.person("Lan"), town.telegram.person("Ba")
    for one in (lan, ba):
        await town.says(one, "đặt lịch gặp chủ tịch" if one is ba else "đặt lịch hẹn")
    shown = ba.last
    await town.presses(lan, lan.last, "08:00")
    late = await town.presses(ba, shown, "08:00")
    assert "chọn ngày giờ" in late.text
    assert any("vừa có người đặt" in text for text in heard(ba))
    booked = await town.presses(ba, late, "08:30")
    assert "đã có lịch" in booked.text
    assert "đã có lịch" in (await town.says(ba, "/lichhen")).text
