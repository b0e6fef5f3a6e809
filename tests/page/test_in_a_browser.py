"""What three people see and do on the page, in a real browser: the tour, the clock, troubles."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import NARROW, OpenVisitor, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMELESS = """() => [...document.querySelectorAll('button, summary, select, textarea, input, a')]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute('aria-label') || one.innerText || one.placeholder
    || one.closest('label')?.textContent || one.querySelector('img')?.alt || '').trim())
  .map((one) => one.outerHTML)"""
"""Whatever can be used has a name that a screen reader says."""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def ready(visitor: Visitor, number: int) -> None:
    """Take one of the tour's ready sentences and send it."""
    await visitor.page.locator("#say button").nth(number).click()
    await visitor.page.keyboard.press("Enter")


async def a_case(visitor: Visitor) -> None:
    """Bà Tư reports a lamp, without accents, in her Zalo without buttons for so many choices."""
    await ready(visitor, 0)
    await visitor.sees("zalo", "Trợ lý đã ghi")
    await visitor.phone("zalo").locator(".quick button", has_text="Gửi").first.click()
    await visitor.sees("zalo", "phải không ạ?")
    await visitor.taps("zalo", "Đúng")
    await visitor.sees("zalo", "ở đâu ạ")
    await ready(visitor, 1)
    await visitor.sees("zalo", "đã ghi nhận phản ánh")
    await visitor.sees("staff", "chờ nhận việc")


async def test_the_whole_tour_by_hand(a_visitor: OpenVisitor) -> None:
    async with a_visitor() as visitor:
        page = visitor.page
        await visitor.pictures("1-begin")
        await a_case(visitor)
        assert "Bà Tư" not in await visitor.phone("staff").locator(".chat").inner_text()
        await expect(page.locator("#done")).to_be_visible()

        await page.click("#next")
        await visitor.taps("staff", "Nhận việc")
        card = await visitor.sees("staff", "Người giữ: Anh Minh")
        await card.locator(".bubble").click()
        await ready(visitor, 0)
        await visitor.sees("staff", "chưa gửi cho ai")
        await visitor.pictures("2-preview")
        assert "cột đèn" not in await visitor.phone("zalo").locator(".chat").inner_text()
        await visitor.taps("staff", "Hỏi người dân")
        await visitor.sees("zalo", "cột đèn")
        await visitor.says("zalo", "so 47 do chu")

        await page.click("#next")
        await visitor.turns("deadline")
        await visitor.sees("staff", "⏰")
        await visitor.turns("day")
        await visitor.taps("staff", "Gửi lời xin lỗi")
        await visitor.sees("zalo", "thành thật xin lỗi")
        await expect(page.locator("#done")).to_be_visible()

        await page.click("#next")
        card = visitor.phone("staff").locator(".msg", has_text="Người giữ").last
        await card.locator(".answer").click()
        await visitor.phone("staff").locator("textarea").fill("Bóng đèn cột 47 đã thay.")
        await visitor.phone("staff").locator(".attach summary").click()
        await visitor.phone("staff").locator("[data-sample=lit]").click()
        await visitor.taps("staff", "Gửi người dân")
        answer = await visitor.sees("zalo", "Bóng đèn cột 47 đã thay.")
        await expect(visitor.phone("zalo").locator(".msg.in img").last).to_be_visible()
        assert await answer.count() == 1

        await page.click("#next")
        await visitor.phone("zalo").locator(".quick button", has_text="😊").click()
        await visitor.sees("zalo", "Rất hài lòng.")
        await expect(page.locator("#done")).to_be_visible()

        await page.click("#next")
        await visitor.turns("monday")
        await visitor.sees("leader", "Bản tin tuần")
        await expect(visitor.phone("leader").locator(".msg.in img").last).to_be_visible()
        await visitor.taps("leader", "Điểm nóng")
        await visitor.sees("leader", "Điểm nóng tuần")
        await visitor.pictures("3-end")
        await page.locator("#inside").scroll_into_view_if_needed()
        await expect(page.locator("#history")).to_contain_text("apologise by official")
        assert await visitor.number("Tin đi không gửi được") == 0
        assert await visitor.number("Đã chấm") == 1
        await visitor.pictures("4-inside")


async def test_nothing_is_lost_in_any_trouble(a_visitor: OpenVisitor) -> None:
    async with a_visitor() as visitor:
        await visitor.says("telegram", "Rác ở đầu hẻm 5 khu phố 2 ba ngày rồi chưa ai thu gom")
        await visitor.sees("telegram", "Trợ lý đã ghi")
        await visitor.switches("crash", on=True)
        await expect(visitor.page.locator("#crashed")).to_be_visible()
        await visitor.taps("telegram", "✅ Gửi")
        await visitor.says("zalo", "nuoc may yeu o khu pho 3")
        await visitor.pictures("5-crashed")
        await visitor.switches("crash", on=False)
        await visitor.sees("telegram", "phải không ạ?")
        await visitor.sees("zalo", "Trợ lý đã ghi")

        await visitor.taps("telegram", "Đúng")
        await visitor.sees("staff", "chờ nhận việc")
        await visitor.switches("telegram", on=True)
        await visitor.taps("staff", "Nhận việc")
        await visitor.says("telegram", "hồ sơ của tôi")
        await visitor.says("zalo", "trợ giúp")
        await visitor.sees("zalo", "Xem tiến độ")
        assert await visitor.phone("telegram").locator(".msg.in", has_text="Hồ sơ của").count() == 0
        await visitor.switches("telegram", on=False)
        await visitor.sees("telegram", "Hồ sơ của ông/bà")
        await visitor.sees("staff", "Người giữ: Anh Minh")

        for name in ("Tin đến chưa xử lý được", "Tin đến không đọc được", "Tin đi không gửi được"):
            assert await visitor.number(name) == 0


async def test_on_a_small_screen_with_a_group_on_zalo(a_visitor: OpenVisitor) -> None:
    async with a_visitor(NARROW) as visitor:
        page = visitor.page
        await page.click("#anew summary")
        await page.check("[name=staff][value=zalo_oa]")
        await page.click("#again")
        await expect(visitor.phone("staff")).to_have_attribute("data-on", "zalo_oa")
        await page.click("#help")  # the page does the step: it tells that part of the story
        tab = page.locator("[data-tab=staff]")
        await expect(tab.locator(".count")).to_be_visible()
        await page.locator("[data-tab=zalo]").focus()
        for _ in range(2):
            await page.keyboard.press("ArrowRight")
        await expect(tab).to_have_attribute("aria-selected", "true")
        await expect(visitor.phone("zalo")).to_be_hidden()
        await visitor.phone("staff").locator(".quick button", has_text="Nhận việc").click()
        await visitor.sees("staff", "đã nhận hồ sơ")
        await visitor.pictures("6-small")

        await page.emulate_media(color_scheme="dark")
        for key in ("zalo", "telegram", "staff", "leader", "inside"):
            await page.click(f"[data-tab={key}]")
            assert await page.evaluate(TOO_WIDE) <= 0, key
            assert await page.evaluate(NAMELESS) == [], key
        await visitor.pictures("7-small-dark")


async def test_what_no_phone_could_do_is_said_and_changes_nothing(a_visitor: OpenVisitor) -> None:
    async with a_visitor() as visitor:
        page = visitor.page
        await visitor.turns("deadline")
        await expect(page.locator("#line")).to_contain_text("Không có hồ sơ nào còn hạn")
        hour = page.locator("#hour")
        before = int((await hour.inner_text())[:2])
        await visitor.turns("hour")
        await expect(hour).to_contain_text(f"{before + 1:02}:")
        await page.keyboard.press("Alt+2")
        await page.keyboard.type("<b>rac</b> o hem 5\n")
        await expect(visitor.phone("telegram").locator(".msg.out .words")).to_have_text(
            "<b>rac</b> o hem 5"
        )
        await visitor.sees("telegram", "Trợ lý đã ghi")
        await visitor.phone("telegram").locator(".voice").click()
        await visitor.phone("telegram").locator(".voice").click()
        await expect(visitor.phone("telegram").locator("audio")).to_be_attached()
        await visitor.phone("telegram").locator(".attach summary").click()
        await visitor.phone("telegram").locator("[data-sample='lamp waste hole']").click()
        await expect(visitor.phone("telegram").locator(".album img")).to_have_count(3)
        await visitor.phone("telegram").locator(".attach summary").click()
        await visitor.phone("telegram").locator("[data-act=pin]").click()
        await visitor.sees("telegram", "📍 Vị trí")
        assert await page.evaluate(TOO_WIDE) <= 0
        assert await page.evaluate(NAMELESS) == []
