""" "Xóa dữ liệu của tôi", and it is so: a resident's whole story, and then no byte of theirs."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from storage.models import Inbox, Outbox
from storage.tombstones import remembered
from tests.conftest import OpenTown
from tests.journeys.scenes import at, case_of, code_in, heard, reports, staffed
from tests.storage.lives import everything, on_disk

NAME, HANDLE, PHONE = "Nguyễn Thị Tư Hoa Sen", "tu_hoa_sen_88", "0987654321"
WORDS = f"Tôi là {NAME}, số {PHONE}. Đèn đường trước nhà hư, khu phố 3"
OFFICE_PHONE = "0900 000 100"
CONTENT = b"\xff\xd8 bytes of a picture with somebody's face \xff\xd9"


def traces(who: Person) -> tuple[str, ...]:
    """By what she could be known."""
    return (NAME, "nguyen thi tu hoa sen", HANDLE, PHONE, "0987 654 321", str(who.id))


async def lives(town: Town) -> tuple[Person, str]:
    """She reports with her name and number in it, sends a picture, is answered, and rates."""
    staff = await staffed(town)
    tu = town.telegram.person(NAME, username=HANDLE)
    tu.sends_photo(content=CONTENT, caption=WORDS)
    await town.settle()
    await town.presses(tu, tu.last, "Gửi")
    await town.presses(tu, tu.last, "Đúng")
    code = code_in(next(one for one in reversed(tu.messages) if "Cảm ơn" in one.text))
    await town.says(tu, f"/sodienthoai {PHONE}")
    await staff.answers(staff.minh, f"Kính gửi bà {NAME}: đã thay bóng đèn cột 47.", code)
    await town.says(tu, "5")
    return tu, code


async def erases(town: Town, who: Person) -> None:
    """She says so, is asked once, and it happens by itself."""
    await town.says(who, "xoa du lieu cua toi")
    await town.presses(who, who.last, "Đúng, xóa hết")
    await town.pass_time(timedelta(minutes=31))
    await town.pass_time(timedelta(minutes=31))  # and the database is written anew


async def test_no_byte_is_left_of_who_says_erase_my_data(town: Town, tmp_path: Path) -> None:
    tu, code = await lives(town)
    before = on_disk(tmp_path)
    assert CONTENT in before
    assert PHONE.encode() in before  # she had typed it; we have looked at the right place
    await erases(town, tu)
    assert "tin cuối" in heard(tu)[-1]
    found = on_disk(tmp_path)
    for trace in traces(tu):
        for form in (trace, json.dumps(trace)[1:-1]):
            assert form.encode() not in found, trace
    assert CONTENT not in found
    case = await case_of(town, code)
    assert "Đèn đường trước nhà hư" in case.text
    assert case.text.encode() in found


async def test_no_cell_is_left_either_sealed_or_not(both_towns: Town) -> None:
    tu, code = await lives(both_towns)
    told = "\n".join(await everything(both_towns.app.database))
    assert [one for one in traces(tu)[2:4] if one not in told] == []
    await erases(both_towns, tu)
    cells = await everything(both_towns.app.database)
    assert [one for one in cells if any(t.casefold() in one.casefold() for t in traces(tu))] == []
    assert (await case_of(both_towns, code)).anonymous


async def test_a_number_that_others_repeated_goes_too(town: Town, tmp_path: Path) -> None:
    staff, tu = await staffed(town), town.telegram.person(NAME)
    number = "0912111222"  # only ever in her words: we do not know it to be hers
    code = await reports(
        town, tu, f"Đèn đường trước nhà hư, khu phố 3, gọi {number}; {OFFICE_PHONE} ko ai nghe"
    )
    await staff.answers(staff.minh, f"Đã gọi +84{number[1:]}. Gọi lại {OFFICE_PHONE}.", code)
    await staff.replies(staff.minh, f"Nội bộ: mai gọi lại {number}", code)
    await erases(town, tu)
    found = on_disk(tmp_path)
    assert number[1:].encode() not in found
    cells = await everything(town.app.database)
    assert not [one for one in cells if number[1:] in one]
    assert any(f"Gọi lại {OFFICE_PHONE}" in one for one in cells), "the office's own stays"


async def test_what_others_wrote_and_heard_stays(both_towns: Town) -> None:
    await staffed(both_towns)
    tu, lan = both_towns.telegram.person(NAME), both_towns.telegram.person("Lan")
    await reports(both_towns, tu, WORDS)
    await both_towns.says(lan, "Rác đầy đường, khu phố 5")

    async def hers() -> tuple[list[bytes], list[bytes]]:
        async with both_towns.app.database.reading() as store:
            chat = await store.people.chat("telegram", str(lan.id), private=True)
            came = select(Inbox.body).where(Inbox.chat_key == chat.key).order_by(col(Inbox.id))
            said = select(Outbox.body).where(Outbox.chat_id == chat.id).order_by(col(Outbox.id))
            bodies = (await store.session.exec(came)).all(), (await store.session.exec(said)).all()
        return list(bodies[0]), list(bodies[1])

    before = await hers()
    assert all(before[0])
    assert all(before[1])
    await erases(both_towns, tu)
    came, said = await hers()
    assert came == before[0]
    assert said[: len(before[1])] == before[1]


async def test_a_point_that_is_taken_back_is_nowhere_any_more(town: Town, tmp_path: Path) -> None:
    staff, tu = await staffed(town), town.telegram.person(NAME)
    town.willing = True
    code = await reports(town, tu)
    tu.sends_location(10.245101, 105.812302, reply_to=tu.last)
    await town.settle()
    assert any("10.245101" in one.text for one in staff.group.messages)
    await town.says(tu, "rút đồng ý")
    await town.presses(tu, tu.last, "Rút: Dùng vị trí")
    await town.pass_time(timedelta(minutes=31))
    assert not [one for one in await everything(town.app.database) if "10.245101" in one]
    assert b"10.245101" not in on_disk(tmp_path)
    await staff.answers(staff.minh, "Đã thay bóng đèn cột 47.", code)  # all else goes on
    assert any("cột 47" in text for text in heard(tu))


async def test_the_case_is_worked_on_and_answered_to_nobody(town: Town) -> None:
    staff, tu = await staffed(town), town.telegram.person(NAME)
    code = await reports(town, tu)
    await erases(town, tu)
    assert any("đã xóa dữ liệu của mình" in one.text for one in staff.said(code))
    said = len(tu.messages)
    await staff.answers(staff.minh, "Đã thay bóng đèn.", code)
    await town.until(at(30, 8))
    assert (await case_of(town, code)).state == "answered"
    assert len(tu.messages) == said


async def test_who_writes_again_is_greeted_like_the_first_time(town: Town) -> None:
    tu, code = await lives(town)
    await erases(town, tu)
    assert "Xin phép" in (await town.says(tu, "Rác đầy hẻm 5")).text
    assert "không tìm thấy" in (await town.says(tu, code)).text


async def test_an_erasure_survives_a_restart_in_its_midst(town: Town, tmp_path: Path) -> None:
    tu, _ = await lives(town)
    await town.says(tu, "xóa dữ liệu của tôi")
    await town.presses(tu, tu.last, "Đúng, xóa hết")
    await town.restart()
    await town.pass_time(timedelta(hours=2))
    assert NAME.encode() not in on_disk(tmp_path)
    assert len(list(remembered(tmp_path))) == 1


@pytest.mark.parametrize("platform", ["zalo_oa", "zalo_bot"])
async def test_on_zalo_it_is_a_number(platform: str, open_a_town: OpenTown, tmp_path: Path) -> None:
    town = await open_a_town(platforms=(platform,))
    tu = town.stands[platform].person(NAME)
    await town.says(tu, WORDS)
    await town.says(tu, "1")
    await town.says(tu, "1")
    await town.says(tu, "xóa dữ liệu của tôi")
    await town.says(tu, "1")
    await town.pass_time(timedelta(hours=2))
    found = on_disk(tmp_path)
    assert NAME.encode() not in found
    assert PHONE.encode() not in found
    assert str(tu.id).encode() not in found
