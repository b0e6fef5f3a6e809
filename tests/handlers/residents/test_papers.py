"""A picture of papers, a photo that tells where it was taken: who sent it decides."""

from dataclasses import replace

import pytest

from handlers.message import Attachment, AttachmentKind, Held, Kind
from tests.handlers.residents.stories import cases, drafts, entries, where_it_is
from tests.handlers.told import Heard, Town

HERE = (10.0312, 105.7698)


def photo(
    name: str, held: Held | None = None, taken_at: tuple[float, float] | None = None
) -> Attachment:
    return Attachment(
        AttachmentKind.PHOTO, name, "telegram", sha256=None, held=held, taken_at=taken_at
    )


async def send(told: Town, *photos: Attachment, text: str = "") -> list[Heard]:
    return await told.hears(replace(told.message("ba", text), kind=Kind.MEDIA, attachments=photos))


def shown_to_group(told: Town) -> list[str]:
    return [one.remote for heard in told.said_to("economy") for one in heard.out.attachments]


async def filed(told: Town) -> None:
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")


async def test_it_is_held_back_and_said_so(told: Town) -> None:
    [shown] = await send(told, photo("road"), photo("card", Held.PAPERS), text="Đèn đường kp 3 hư")
    assert "Có 1 ảnh giống giấy tờ tùy thân" in shown.text
    assert "📎 1 ảnh" in shown.text
    assert {"Ảnh này không phải giấy tờ", "🗑 Bỏ ảnh giấy tờ"} <= set(shown.labels)


async def test_who_sends_without_deciding_sends_it_not(told: Town) -> None:
    await send(told, photo("road"), photo("card", Held.PAPERS), text="Đèn đường kp 3 hư")
    await filed(told)
    assert shown_to_group(told) == ["road"]
    [case] = await cases(told)
    assert "card" not in str([one.attachments for one in await entries(told, case)])


async def test_it_is_no_paper_after_all(told: Town) -> None:
    await send(told, photo("sign", Held.PAPERS), text="Đèn đường kp 3 hư")
    first = told.last("ba")
    await told.presses("ba", first, "không phải giấy tờ")
    assert "đã chuyển ảnh" in told.notice + told.last("ba").text
    await told.presses("ba", first, "không phải giấy tờ")
    assert "đã qua rồi" in told.notice + told.last("ba").text
    await told.presses("ba", first, "✅ Gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    assert shown_to_group(told) == ["sign"]


async def test_it_is_left_out(told: Town) -> None:
    [shown] = await send(told, photo("card", Held.PAPERS), text="Đèn đường kp 3 hư")
    await told.presses("ba", shown, "bỏ ảnh")
    [draft] = await drafts(told)
    async with told.desk() as desk:
        said = await desk.store.drafts.of_draft(draft.id or 0)
    assert [one.attachments for one in said] == [None]


@pytest.mark.parametrize("text", ["Gửi ảnh CCCD của tui", "hinh can cuoc ne", "thẻ BHYT đây"])
async def test_words_that_name_papers_hold_the_picture_back(told: Town, text: str) -> None:
    [shown] = await send(told, photo("any"), text=text)
    assert "giống giấy tờ tùy thân" in shown.text


async def test_what_is_added_to_a_case_is_held_back_until_its_sender_decides(told: Town) -> None:
    await told.says("ba", "Đèn đường kp 3 hư")
    await filed(told)
    message = replace(
        told.message("ba"), kind=Kind.MEDIA, attachments=(photo("sign", Held.PAPERS),),
        reply_to=told.last("ba").id,
    )  # fmt: skip
    await told.hears(message)
    assert shown_to_group(told) == []
    [asked] = [one for one in told.said_to("ba") if "giống giấy tờ" in one.text]
    await told.presses("ba", asked, "không phải giấy tờ")
    assert shown_to_group(told) == ["sign"]


async def test_nobody_else_decides(told: Town) -> None:
    [shown] = await send(told, photo("card", Held.PAPERS), text="Đèn đường kp 3 hư")
    await told.hears(
        replace(told.message("ong"), kind=Kind.PRESS, choice=shown.value("không phải giấy tờ"))
    )
    assert "đã qua rồi" in told.notice
    await filed(told)
    assert shown_to_group(told) == []


async def test_a_file_that_cannot_be_looked_at_is_shown_to_nobody_but_kept(told: Town) -> None:
    [shown] = await send(told, photo("heic", Held.UNREADABLE), text="Đèn đường kp 3 hư")
    assert "gửi dạng ảnh thường" in shown.text
    await filed(told)
    assert shown_to_group(told) == []
    assert "1 ảnh giữ lại" in told.last("economy").text
    [case] = await cases(told)
    assert "heic" in str([one.attachments for one in await entries(told, case)])


async def test_the_place_of_a_photo_is_used_at_a_tap(told: Town) -> None:
    await send(told, photo("lamp", taken_at=HERE), text="Đèn đường hư cả tuần nay")
    await filed(told)
    asked = told.last("ba")
    assert "ở đâu" in asked.text
    await told.presses("ba", asked, "dùng nơi chụp ảnh")
    assert (await where_it_is(told)).pin == HERE


async def test_without_the_tap_it_is_forgotten(told: Town) -> None:
    await send(told, photo("lamp", taken_at=HERE), text="Đèn đường hư cả tuần nay")
    await filed(told)
    await told.presses("ba", told.last("ba"), "bỏ qua")
    [case] = await cases(told)
    assert (await where_it_is(told)).pin is None
    assert "10.0312" not in str([one.attachments for one in await entries(told, case)])
