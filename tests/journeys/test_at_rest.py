"""Who somebody is can be read nowhere in the data folder, whatever the desk has done."""

import struct

from bot.sandbox.town import Town
from tests.journeys.scenes import acts_of, code_in, reports, staffed

REASON = "lý do cần hẹn gặp để đo đạc"
PHONE = "0987654321"


async def on_disk(town: Town) -> bytes:
    """All that lies in the data folder while the desk is closed."""
    await town.close()
    files = sorted(one for one in town.settings.data_dir.rglob("*") if one.is_file())
    raw = b"".join(one.read_bytes() for one in files)
    await town.open()
    return raw


async def test_no_name_number_handle_or_chat_lies_readable(town: Town) -> None:
    staff = await staffed(town)
    tu = town.telegram.person("Nguyễn Thị Bưởi Sáu", username="buoi_sau_hs")
    head = town.telegram.person("Trưởng phòng")
    await town.appoint(head, "head", "kinh_te")
    code = await reports(town, tu)
    await town.says(tu, "/sodienthoai")
    await town.says(tu, PHONE)
    await town.says(head, f"/xemten {code} {REASON}")
    assert PHONE in head.last.text  # it is kept, and can be shown
    await staff.answers(staff.hoa, "Đã thay bóng đèn ngày 16/11, xin cảm ơn", code)
    assert "unmask" in await acts_of(town, code)
    raw = await on_disk(town)
    assert code.encode() in raw  # the folder is the right one
    marks = ("Nguyễn Thị Bưởi Sáu", "Bưởi Sáu", "buoi sau", "buoi_sau_hs", PHONE, str(tu.id))
    assert [one for one in marks if one.encode() in raw] == []


async def test_no_place_lies_readable(town: Town) -> None:
    """Said in answer, corrected, added as a pin, cried out: it is where somebody may live."""
    staff, tu = await staffed(town), town.telegram.person("Tư")
    await town.says(tu, "Đèn đường hư cả tuần nay")
    await town.presses(tu, tu.last, "Gửi")
    await town.presses(tu, tu.last, "Đúng")
    await town.says(tu, "12 ấp Hòa Lợi, nhà ông Tám Kiệt")
    code = code_in(tu.last)
    await town.says(tu, "dữ liệu của tôi")
    await town.presses(tu, tu.last, "Sửa")
    await town.presses(tu, tu.last, code)
    await town.says(tu, "hẻm 47, nhà cô Út Lành")
    assert any("nhà cô Út Lành" in one.text for one in staff.group.messages)
    other = town.telegram.person("Năm")
    await town.says(other, "cháy nhà rồi cứu với")
    other.sends_location(10.031237, 105.769812)
    await town.settle()
    async with town.app.open_desk() as desk:
        (alarm,) = await desk.store.alarms.all_running()
        assert "10.031237" in desk.store.alarms.words(alarm), "who is called next reads it"
    raw = await on_disk(town)
    assert code.encode() in raw
    marks = (
        "Hòa Lợi",
        "hoa loi",
        "Tám Kiệt",
        "tam kiet",
        "Út Lành",
        "ut lanh",
        "10.0312",
        "105.7698",
    )
    assert [one for one in marks if one.encode() in raw] == []
    assert struct.pack(">d", 10.031237) not in raw, "as SQLite keeps a number"
