"""The demo's page in a real Chromium: first paint, from Enter to the other phone, many messages."""

import gc
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta

from playwright.async_api import Page, async_playwright, expect

from bot.commands import case
from bot.commands.demo import posters
from bot.sandbox.page.server import open_page
from bot.sandbox.page.show import Show

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WORDS = tuple(
    f"them mot chuyen {one}"
    for one in ["nua", "la", "va", "roi", "thoi", "ma", "day", "kia", "do", "nay"]
)
MANY = 200
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
WATCH = """([from, to, words]) => new Promise((done) => {
  const box = document.querySelector(`${from} textarea`);
  const chat = document.querySelector(`${to} .chat`);
  const seen = new MutationObserver(() => {
    if (chat.textContent.includes(words)) { seen.disconnect(); done(performance.now() - began); }
  });
  seen.observe(chat, { childList: true, subtree: true, characterData: true });
  box.value = words;
  const began = performance.now();
  const enter = { key: 'Enter', bubbles: true, cancelable: true };
  box.dispatchEvent(new KeyboardEvent('keydown', enter));
})"""
"""Milliseconds from Enter on one phone until the words stand on another."""
SCROLL = """async () => {
  const chat = document.querySelector('#phone-telegram .chat'), waits = [];
  let before = performance.now();
  for (let n = 0; n < 120; n++) {
    chat.scrollTop = chat.scrollHeight * Math.abs(Math.sin(n / 10));
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    waits.push(now - before);
    before = now;
  }
  return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.95)];
}"""
"""Milliseconds of a frame while one scrolls up and down, the 95th of a hundred."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Milliseconds; `across` is sorted, `frame` with MANY messages in one phone."""

    paint: float
    across: list[float]
    frame: float


async def measure(*, times: int = len(WORDS), many: int = MANY) -> Looks | None:
    """None: there is no Chromium here."""
    if CHROMIUM is None:
        return None
    async with open_page(case.told, posters) as (url, desk), async_playwright() as playwright:
        with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as folder:
            context = await playwright.chromium.launch_persistent_context(
                folder, executable_path=CHROMIUM, headless=True, args=ARGUMENTS
            )
            page = await context.new_page()
            await page.set_viewport_size({"width": 1440, "height": 900})
            await page.goto(url)
            await expect(page.locator("#phone-zalo .chat > *").first).to_be_attached()
            paint: float = await page.evaluate(PAINTED)
            await desk.show.ask(lambda show: show.tell(range(2)))
            await expect(page.locator("#help")).to_be_enabled(timeout=60_000)
            gc.freeze()  # as `python -m bot demo` does
            across = [await _across(page, desk.show, WORDS[n]) for n in range(times)]
            bay = desk.show.cast.people["bay"]
            for n in range(many):
                bay.says(f"/{n}")
            chat = page.locator("#phone-telegram .msg")
            await expect(chat.nth(many - 1)).to_be_attached(timeout=60_000)
            frame: float = await page.evaluate(SCROLL)
            await context.close()
    return Looks(paint, sorted(across), frame)


async def _across(page: Page, show: Show, words: str) -> float:
    """A resident answers a message about the case; the officials read it in their group.

    A minute passes before, so that it is the page that is measured and not Telegram's pace.
    """
    await show.ask(lambda at: at.town.pass_time(timedelta(minutes=1)))
    about = page.locator("#phone-zalo .msg.in", has_text="PA-").last
    await about.locator(".answer").click()
    found: float = await page.evaluate(WATCH, ["#phone-zalo", "#phone-staff", words])
    return found
