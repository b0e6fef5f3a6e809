"""A message is edited after it became part of a case: its card says what is meant now."""

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from tests.journeys.scenes import case_of, code_in, reports, staffed


async def edits(town: Town, who: Person, words: str, now: str) -> None:
    """Something is said, and put right."""
    mine = who.says(words)
    await town.settle()
    who.edits(mine, now)
    await town.settle()


async def test_the_place_that_was_asked_for(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.presses(lan, await town.says(lan, "Đèn đường hư cả tuần nay"), "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    await edits(town, lan, "hẻm 12", "hẻm 21")
    card = staff.card().text
    assert "📍 hẻm 21" in card
    assert "hẻm 12" not in card
    assert "đã ghi lời sửa" in lan.last.text


async def test_the_place_that_was_corrected(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    await town.presses(lan, await town.says(lan, "sửa thông tin của tôi"), f"Nơi của {code}")
    await edits(town, lan, "hẻm 12", "hẻm 21")
    assert "📍 hẻm 21, Khu phố 3" in staff.card().text
    assert "📍 Nơi đúng: hẻm 21" in staff.group.last.text
    assert "hẻm 12" not in (await town.says(staff.minh, f"/hoso {code}", to=staff.group)).text


async def test_what_a_petition_asks_for_and_of_whom(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    await town.presses(lan, await town.says(lan, "Kiến nghị làm gờ giảm tốc ở kp 3"), "Gửi")
    what = lan.says("Làm hai gờ, gọi tôi 0912345678")
    await town.settle()
    whom = lan.says("Phòng Kinh tế")
    await town.settle()
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    lan.edits(what, "Làm ba gờ, gọi tôi 0912345678")
    lan.edits(whom, "Chủ tịch phường")
    await town.settle()
    case = await case_of(town, code)
    assert (case.addressee, (case.proposal or "")[:10]) == ("Chủ tịch phường", "Làm ba gờ,")
    assert "0912345678" not in (case.proposal or "")
