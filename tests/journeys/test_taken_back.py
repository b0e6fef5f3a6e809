"""A case was taken back: what is said of it is not lost, and the matter can be sent again."""

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from tests.journeys.scenes import LAMP, Staff, case_of, code_in, heard, reports, staffed

STILL = "đèn đường khu phố 3 vẫn chưa sáng, nhờ cán bộ xem giúp"


async def taken_back(town: Town) -> tuple[Staff, Person, str, Message]:
    """A case that its resident took back, and its receipt."""
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    receipt = lan.last
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    return staff, lan, code, receipt


async def test_a_word_to_it_begins_a_new_matter_and_says_why(town: Town) -> None:
    staff, lan, code, receipt = await taken_back(town)
    lan.says(STILL, reply_to=receipt)
    await town.settle()
    assert f"{code} ông/bà đã rút" in heard(lan)[-2]
    assert f"«{STILL}»" in lan.last.text
    await town.presses(lan, lan.last, "Gửi")
    new = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert STILL in staff.card(new).text
    assert not staff.said("Người dân bổ sung")
    assert (await case_of(town, code)).state == "withdrawn"


@pytest.mark.parametrize("words", ["{} chưa xong", "chưa xong {}", "{}"])
async def test_the_same_matter_is_sent_again_at_one_tap(town: Town, words: str) -> None:
    staff, lan, code, _ = await taken_back(town)
    told = await town.says(lan, words.format(code))
    assert "đã rút" in told.text
    again = await town.presses(lan, told, "Gửi lại việc này")
    assert f"«{LAMP}»" in again.text
    assert await town.presses(lan, told, "Gửi lại việc này") is lan.last
    assert f"«{LAMP}»" in lan.last.text, "a second tap doubles nothing"
    await town.presses(lan, lan.last, "Gửi")
    new = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert new != code
    assert LAMP in staff.card(new).text


async def test_more_words_with_its_code_are_kept_too(town: Town) -> None:
    _, lan, code, _ = await taken_back(town)
    await town.says(lan, f"{code} chưa xong, tối nay vẫn tối thui")
    assert f"{code} ông/bà đã rút" in heard(lan)[-2]
    assert "tối nay vẫn tối thui»" in lan.last.text


async def test_its_old_buttons_lead_on(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    status = await town.presses(lan, lan.last, "Xem tiến độ")
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    told = await town.presses(lan, status, "Bổ sung")
    assert "🆕 Gửi lại việc này" in told.labels
    assert not staff.said("Người dân bổ sung")


async def test_its_pictures_are_sent_again_too(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lan.sends_photo(caption=LAMP)
    await town.settle()
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    again = await town.presses(lan, await town.says(lan, code), "Gửi lại việc này")
    assert "📎 1 ảnh" in again.text
    await town.presses(lan, again, "Gửi")
    new = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert new != code
    assert len([m for m in staff.group.messages if m.from_bot and m.files]) == 2
