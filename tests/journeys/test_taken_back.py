"""A case was taken back: what is said of it is not lost, and the matter can be sent again."""

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from tests.journeys.scenes import LAMP, RUBBISH, Staff, case_of, code_in, heard, reports, staffed

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


async def test_who_took_it_back_by_mistake_sends_it_again_at_once(town: Town) -> None:
    _, lan, _, _ = await taken_back(town)
    again = await town.says(lan, "gửi lại việc này")
    assert f"«{LAMP}»" in again.text


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


async def test_an_edit_of_it_says_that_nobody_works_on_it(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    report = lan.says(LAMP)
    await town.settle()
    await town.presses(lan, lan.last, "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    lan.edits(report, f"{LAMP}, cột số 5")
    await town.settle()
    assert f"{code} ông/bà đã rút" in lan.last.text
    assert not staff.said("vừa sửa lời")
    again = await town.presses(lan, lan.last, "Gửi lại việc này")
    assert f"«{LAMP}, cột số 5»" in again.text, "what was mended is sent again"


async def test_sent_again_it_is_a_new_matter_of_its_own(town: Town) -> None:
    staff, lan, code, _ = await taken_back(town)
    await reports(town, lan, RUBBISH)
    await town.says(lan, "Ổ gà trước chợ khu phố 4")
    await town.presses(lan, lan.last, "Việc mới")
    again = await town.presses(lan, await town.says(lan, code), "Gửi lại việc này")
    assert f"«{LAMP}»" in again.text
    await town.presses(lan, again, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    assert LAMP in staff.card().text
    assert "Ổ gà" not in staff.card().text
    assert "«Ổ gà trước chợ khu phố 4»" in lan.last.text, "it still waits to be sent"


async def test_sent_again_it_is_at_the_same_place(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    await town.says(lan, "Đèn đường trước nhà hư cả tuần nay")
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    code = code_in(await town.says(lan, "gần chùa Bà"))
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    again = await town.presses(lan, await town.says(lan, code), "Gửi lại việc này")
    assert "Nơi: gần chùa Bà" in again.text
    await town.presses(lan, again, "Gửi")
    new = code_in(await town.presses(lan, lan.last, "Đúng"))
    assert "📍 gần chùa Bà" in staff.card(new).text


async def test_pictures_alone_are_sent_again_once(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    lan.sends_photo()
    await town.settle()
    for label in ("Gửi", "Cứ gửi như vậy", "Không rõ", "Bỏ qua"):
        await town.presses(lan, lan.last, label)
    code = code_in(lan.last)
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    told = await town.says(lan, code)
    await town.presses(lan, told, "Gửi lại việc này")
    again = await town.presses(lan, told, "Gửi lại việc này")
    assert "📎 1 ảnh" in again.text
    dropped = await town.presses(lan, again, "Bỏ")
    assert "đã bỏ bản nháp" in dropped.text, "there is no second one"


async def test_sent_again_it_names_nobody_either(town: Town) -> None:
    await staffed(town)
    lan = town.telegram.person("Lan")
    await reports(town, lan, RUBBISH)
    await town.says(lan, LAMP)
    await town.presses(lan, lan.last, "Việc mới")
    await town.presses(lan, await town.presses(lan, lan.last, "Không nêu tên"), "Gửi")
    code = code_in(await town.presses(lan, lan.last, "Đúng"))
    await town.presses(lan, await town.says(lan, f"rút {code}"), "Đúng, rút")
    again = await town.presses(lan, await town.says(lan, code), "Gửi lại việc này")
    assert "Gửi không nêu tên." in again.text
