"""Telegram and Zalo side by side: a case moves with its resident, and an answer finds a way."""

from datetime import timedelta

import httpx
import pytest

from bot.sandbox import telegram, zalo_oa
from bot.sandbox.town import Town
from bot.sandbox.zalo_oa import Template
from tests.conftest import OpenTown
from tests.journeys.scenes import CODE, LAMP, reports, staffed

DAY = timedelta(days=1)


def heard(who: telegram.Person | zalo_oa.Person) -> list[str]:
    """What the bot said to somebody on either platform, oldest first."""
    return [m.text for m in who.messages if m.from_bot]


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[0]


@pytest.fixture
async def town(open_a_town: OpenTown) -> Town:
    """Both platforms; the staff are on Telegram."""
    return await open_a_town(platforms=("telegram", "zalo_oa"))


async def test_a_case_moves_from_zalo_to_telegram_and_back(town: Town) -> None:
    staff = await staffed(town)
    old, new = town.zalo_oa.person("Lan"), town.telegram.person("Lan")
    await town.says(old, LAMP)
    await town.presses(old, old.last, "Gửi")
    await town.presses(old, old.last, "Đúng")
    code = code_in(old.last.text)
    unknown = await town.says(new, code)
    assert "không tìm thấy" in unknown.text
    await town.presses(new, unknown, "kênh khác")
    assert code in old.last.text
    await town.presses(old, old.last, "Đúng là tôi")
    assert "theo dõi được" in new.last.text
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    assert "Đèn đã sửa xong" in "\n".join(heard(new))
    status = await town.says(old, code)
    assert "Đèn đã sửa xong" in status.text
    assert "Lan" not in "\n".join(m.text for m in staff.group.messages if m.from_bot)


async def test_an_answer_that_zalo_takes_no_more_goes_to_the_other_chat(town: Town) -> None:
    staff = await staffed(town)
    new, old = town.zalo_oa.person("Lan"), town.telegram.person("Lan")
    code = await reports(town, old)
    await town.says(new, code)
    await town.presses(new, new.last, "kênh khác")
    await town.presses(old, old.last, "Đúng là tôi")
    await town.says(new, code)  # answers go to Zalo now
    town.clock.advance(8 * DAY)
    await town.settle()
    said = len(heard(new))
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    assert len(heard(new)) == said
    assert "Đèn đã sửa xong" in "\n".join(heard(old))
    assert "Chưa tới tay" not in staff.card(code).text


async def test_zalos_own_window_holds_an_answer_until_the_next_word(town: Town) -> None:
    staff, lan = await staffed(town), town.zalo_oa.person("Lan")
    await town.says(lan, LAMP)
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    code = code_in(lan.last.text)
    town.clock.advance(7 * DAY + timedelta(hours=1))
    await town.settle()
    said = len(heard(lan))
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    assert len(heard(lan)) == said
    assert "Chưa tới tay người dân" in staff.card(code).text
    await town.says(lan, code)
    assert "Đèn đã sửa xong" in heard(lan)[said]
    assert "Đã tới tay người dân" in staff.card(code).text


async def test_the_desk_goes_on_when_its_grant_is_lost_and_given_again(town: Town) -> None:
    """Nothing said meanwhile is lost, the duty chat has the page, nobody restarts anything."""
    staff, lan = await staffed(town), town.zalo_oa.person("Lan")
    await town.appoint(staff.hoa, "duty")
    await town.says(lan, LAMP)
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    code = code_in(lan.last.text)
    town.zalo_oa.revoke()
    said = len(heard(lan))
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    await town.app.tick()
    await town.settle()
    assert len(heard(lan)) == said
    (alarm,) = [text for text in heard(staff.hoa) if "không gửi được tin qua Zalo OA" in text]
    assert "/v4/oa/permission?" in alarm
    await consents(town, alarm.split()[-1])
    await town.pass_time(timedelta(minutes=6))
    assert "Đèn đã sửa xong" in "\n".join(heard(lan)[said:])


async def test_the_paid_notice_knocks_at_zalo_and_the_answer_follows(town: Town) -> None:
    staff, lan = await staffed(town), town.zalo_oa.person("Lan")
    text = "Hồ sơ <code> đã có trả lời, xin nhắn lại để nhận."
    town.zalo_oa.templates["4711"] = Template(text, frozenset({"code"}))
    town.settings.zalo_zbs_template_id = "4711"
    await town.restart()
    await town.says(lan, LAMP)
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    code = code_in(lan.last.text)
    town.clock.advance(8 * DAY)
    await town.settle()
    said = len(heard(lan))
    await staff.answers(staff.minh, "Đèn đã sửa xong", code)
    await town.pass_time(timedelta(days=1))
    assert heard(lan)[said:] == [f"Hồ sơ {code} đã có trả lời, xin nhắn lại để nhận."]
    await town.says(lan, "Dạ")
    assert "Đèn đã sửa xong" in heard(lan)[said + 1]


async def consents(town: Town, link: str) -> None:
    """The OA's admin opens the page; the browser is sent back to us."""
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        page = await browser.get(link)
    assert page.status_code == 200, page.text
    assert "Đã kết nối" in page.text
    await town.settle()
