"""Who somebody is can be read nowhere in the data folder, whatever the desk has done."""

from bot.sandbox.town import Town
from tests.journeys.scenes import acts_of, reports, staffed

REASON = "lý do cần hẹn gặp để đo đạc"
PHONE = "0987654321"


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
    await town.close()
    raw = b"".join(
        one.read_bytes() for one in sorted(town.settings.data_dir.rglob("*")) if one.is_file()
    )
    await town.open()
    assert code.encode() in raw  # the folder is the right one
    marks = ("Nguyễn Thị Bưởi Sáu", "Bưởi Sáu", "buoi sau", "buoi_sau_hs", PHONE, str(tu.id))
    assert [one for one in marks if one.encode() in raw] == []
