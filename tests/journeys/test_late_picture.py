"""A picture of an album comes after the others were handled: it goes where they went, unasked."""

from datetime import timedelta

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.telegram_files import picture
from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.offices import open_office
from tests.journeys.scenes import LAMP, RUBBISH, Staff, case_of, code_in, heard, reports, staffed

LATE = timedelta(seconds=30)


async def comes_late(town: Town, who: Person, parts: list[Message]) -> None:
    """The last picture of the album."""
    await town.pass_time(LATE)
    who.adds_to_album(parts[0], picture(77))
    await town.settle()
    assert "việc mới, hay" not in who.last.text


async def reports_with_album(town: Town, who: Person) -> tuple[str, list[Message]]:
    """A report with three pictures is sent."""
    parts = who.sends_album(3, caption=LAMP)
    await town.settle()
    await town.presses(who, who.last, "Gửi")
    return code_in(await town.presses(who, who.last, "Đúng")), parts


async def pictures(town: Town, staff: Staff, code: str) -> list[int]:
    """How many each thing said in a case brought; the last one stands before the officials."""
    case = await case_of(town, code)
    assert staff.group.last.from_bot
    async with town.app.database.reading() as store:
        return [len(one.attachments or ()) for one in await store.drafts.of_case(case.id or 0)]


async def test_to_the_report_that_became_a_case(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code, parts = await reports_with_album(town, lan)
    await comes_late(town, lan, parts)
    assert await pictures(town, staff, code) == [3, 1]
    assert f"thêm vào hồ sơ {code}" in lan.last.text


async def test_to_the_addition(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.presses(lan, await town.presses(lan, lan.last, "Xem tiến độ"), "Bổ sung")
    parts = lan.sends_album(3, caption="ảnh trụ đèn")
    await town.settle()
    await comes_late(town, lan, parts)
    assert await pictures(town, staff, code) == [0, 0, 3, 1]  # the words, until the yes


async def test_to_its_case_though_another_unit_waits_for_an_answer(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    other = await reports(town, lan)
    parts = lan.sends_album(3, caption=RUBBISH)
    await town.settle()
    await town.presses(lan, lan.last, "Việc mới")
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    preview = await staff.replies(staff.minh, "Trụ số mấy ạ?", other)
    await town.presses(staff.minh, preview, "Hỏi người dân")
    await comes_late(town, lan, parts)
    assert await pictures(town, staff, code) == [3, 1]
    assert (await case_of(town, other)).state == "waiting_resident"


async def test_to_the_draft_that_is_not_sent_yet(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    parts = lan.sends_album(3, caption=LAMP)
    await town.settle()
    await comes_late(town, lan, parts)
    assert "📎 4 ảnh" in lan.last.text
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert await pictures(town, staff, code) == [3, 1]


async def test_of_an_album_that_was_dropped_it_is_a_message_like_any_other(town: Town) -> None:
    lan = town.telegram.person("Lan")
    parts = lan.sends_album(3, caption=LAMP)
    await town.settle()
    await town.presses(lan, lan.last, "Bỏ")
    await comes_late(town, lan, parts)
    assert "📎 1 ảnh" in heard(lan)[-1]


async def test_to_those_that_still_wait_for_a_yes(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    town.willing = False
    code = await reports(town, lan)
    await town.presses(lan, await town.presses(lan, lan.last, "Xem tiến độ"), "Bổ sung")
    parts = lan.sends_album(3)
    await town.settle()
    assert "cho phép cán bộ xem" in lan.last.text
    await comes_late(town, lan, parts)
    await town.presses(lan, lan.last, "Cho phép")
    assert await pictures(town, staff, code) == [0, 3, 1]


async def test_where_albums_are_guessed_a_picture_of_a_minute_later_is_asked_about(
    open_a_town: OpenTown,
) -> None:
    office = await open_office(open_a_town, "zalo_oa", "zalo_oa")
    lan = office.resident("Lan")
    lan.sends_album(2, caption=RUBBISH)
    await office.town.settle(timedelta(seconds=5))
    await office.choose(lan, "Gửi")
    await office.choose(lan, "Đúng")
    await office.town.pass_time(timedelta(seconds=40))
    lan.sends_photo(picture(78))
    await office.town.settle(timedelta(seconds=20))
    assert "việc mới, hay" in lan.last.text
