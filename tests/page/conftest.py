"""A real Chromium that looks at the page, and notices what a person would not."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, async_playwright, expect

from bot.channels.trust import certificates
from bot.commands import case
from bot.commands.demo import posters
from bot.sandbox.page import server
from bot.sandbox.page.server import open_page
from bot.sandbox.page.show import Show

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PICTURES = Path(__file__).parent.parent.parent / ".pictures"
WIDE, NARROW = (1440, 900), (375, 812)
PATIENCE = 120_000.0
"""Milliseconds that something may take on a machine that does much else."""
NO_BROWSER = (
    "There is no Chromium on this machine: the demo's page was NOT looked at in a browser"
    " (Debian, Ubuntu: apt-get install chromium)."
)


@dataclass
class Visitor:
    """Somebody in front of the page. `faults`: what a clean page has none of."""

    page: Page
    desk: server.Page
    url: str
    faults: list[str] = field(default_factory=list)

    async def comes(self, size: tuple[int, int] = WIDE) -> None:
        """Open the page and wait until the phones can be used."""
        self.page.on(
            "console", lambda said: self._note(said.type in {"error", "warning"}, said.text)
        )
        self.page.on("pageerror", lambda error: self._note(True, str(error)))
        self.page.on("request", lambda one: self._note(not self._ours(one.url), one.url))
        await self.page.set_viewport_size({"width": size[0], "height": size[1]})
        await self.page.goto(self.url)
        await expect(self.page.locator("#phone-zalo .chat > *").first).to_be_attached()

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.faults.append(what)

    def _ours(self, url: str) -> bool:
        return url.startswith((f"{self.url}/", "data:", "blob:"))

    def phone(self, key: str) -> Locator:
        """One of the four."""
        return self.page.locator(f"#phone-{key}")

    async def says(self, key: str, words: str) -> None:
        """Type on a phone, and Enter."""
        box = self.phone(key).locator("textarea")
        await box.fill(words)
        await box.press("Enter")

    async def sees(self, key: str, words: str) -> Locator:
        """The newest message on a phone with these words, once it is there."""
        found = self.phone(key).locator(".msg", has_text=words).last
        await expect(found).to_be_attached()
        return found

    async def taps(self, key: str, label: str) -> None:
        """The newest button on a phone with this label."""
        await self.phone(key).locator(".keys button", has_text=label).last.click()

    async def turns(self, to: str) -> None:
        """Turn the clock, and wait until it stands."""
        button = self.page.locator(f"[data-turn={to}]")
        async with self.page.expect_response(lambda answer: answer.url.endswith("/turn")):
            await button.click()
        await expect(button).to_be_enabled()

    async def switches(self, name: str, *, on: bool) -> None:
        """Let something go wrong, or be right again."""
        menu = self.page.locator("#troubles summary")
        await menu.click()
        async with self.page.expect_response(lambda answer: answer.url.endswith("/trouble")):
            await self.page.set_checked(f"[data-trouble={name}]", on)
        await self.page.keyboard.press("Escape")

    async def number(self, name: str) -> int:
        """A number of the look inside, by the words beside it."""
        cell = self.page.locator(f"#inside dt:text-is('{name}') + dd")
        return int(await cell.inner_text())

    async def pictures(self, name: str) -> None:
        """Keep what is seen, for people to look at."""
        PICTURES.mkdir(exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{name}.png")


Desk = tuple[httpx.AsyncClient, server.Page]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """The page as a program sees it, which is no browser."""
    async with (
        open_page(case.told, posters, pause=0) as (url, page),
        httpx.AsyncClient(base_url=url, verify=certificates(), timeout=60) as client,
    ):
        yield client, page


async def ask(client: httpx.AsyncClient, order: str, **wish: Any) -> str:
    """Send an order as the page does; returns why it was not done, "" if it was."""
    answer = await client.post(f"/{order}", json=wish)
    assert answer.status_code == 200
    why_not: str = answer.json()["error"]
    return why_not


async def told(page: server.Page, scene: int | None = None) -> None:
    """Wait until the story comes to a scene; without one, until it has come to its end."""
    story = page.show.story
    async with asyncio.timeout(PATIENCE / 1000):
        while story.waiting if scene is None else (story.scene or 0) < scene:
            await page.feed.after(page.feed.version)
    await page.show.ask(Show.settle)  # and the last step has been taken


OpenVisitor = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[BrowserContext]:
    """One for all; started with nothing that another program left behind."""
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as folder:
            context = await playwright.chromium.launch_persistent_context(
                folder, executable_path=CHROMIUM, headless=True, args=ARGUMENTS
            )
            context.set_default_timeout(PATIENCE)
            yield context
            await context.close()


@pytest.fixture
def a_visitor(browser: BrowserContext) -> OpenVisitor:
    """Opens a fresh desk and looks at it; at the end nothing may have gone wrong in the browser."""

    @asynccontextmanager
    async def open_it(
        size: tuple[int, int] = WIDE, *, pause: float = 0.05
    ) -> AsyncIterator[Visitor]:
        async with open_page(case.told, posters, pause=pause) as (url, desk):
            visitor = Visitor(await browser.new_page(), desk, url)
            try:
                await visitor.comes(size)
                yield visitor
            finally:
                await visitor.page.close()
            assert visitor.faults == []

    return open_it
