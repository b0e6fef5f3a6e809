"""The page's server: what it shows, to whom it listens, and what it answers to nonsense."""

import asyncio
import base64
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from bot.commands import case
from bot.commands.demo import posters
from bot.sandbox.page.cast import LEADERS, OFFICIALS
from bot.sandbox.page.guides import GUIDES
from bot.sandbox.page.inside import DONE, FIGURES
from bot.sandbox.page.server import SAFE, STATIC, open_page
from bot.sandbox.page.words import script, words
from bot.sandbox.telegram_files import picture
from storage.models import Delivery, Taken
from tests.page.conftest import Desk, ask
from tests.test_architecture import VIETNAMESE


async def test_the_page_is_whole_and_asks_nobody_else(desk: Desk) -> None:
    client, _ = desk
    answer = await client.get("/")
    assert answer.headers["content-security-policy"] == SAFE["Content-Security-Policy"]
    assert "{{" not in answer.text
    named = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert [one for one in named if not one.startswith(("/", "#"))] == []
    files = [one for one in named if one.startswith("/static/")]
    assert files
    for one in [*files, *(f"/static/{path.name}" for path in STATIC.glob("*.js"))]:
        assert (await client.get(one)).status_code == 200
    assert (await client.get("/static/..%2fpage.toml")).status_code == 404


async def test_only_our_own_page_can_ask(desk: Desk) -> None:
    client, page = desk
    elsewhere = {"Origin": "http://elsewhere.example"}
    wish = {"room": "bay", "who": "bay", "act": "say", "text": "xin chao"}
    assert (await client.get("/", headers={"Host": "elsewhere.example"})).status_code == 400
    assert (await client.post("/do", json=wish, headers=elsewhere)).status_code == 415
    assert (await client.post("/do", data=wish)).status_code == 415
    assert page.show.cast.rooms["bay"].shown == []


async def test_the_house_closes_even_while_the_clock_is_turned() -> None:
    async with (
        asyncio.timeout(60),
        asyncio.TaskGroup() as group,
        httpx.AsyncClient(timeout=60) as client,
        open_page(case.told, posters) as (url, page),
    ):
        group.create_task(_in_vain(client, f"{url}/turn", {"to": "monday"}))
        while not page.show.moving:
            await page.feed.after(page.feed.version)


async def _in_vain(client: httpx.AsyncClient, url: str, wish: dict[str, str]) -> None:
    with suppress(httpx.HTTPError):
        assert (await client.post(url, json=wish)).json() == {"error": "wait"}


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("do", {"room": "nowhere", "who": "bay", "act": "say", "text": "?"}),
    ("do", {"room": "bay", "who": "tu", "act": "say", "text": "in somebody else's name"}),
    ("do", {"room": "bay", "who": "bay", "act": "fly"}),
    ("do", {"room": "bay", "who": "bay", "act": "say", "text": "  "}),
    ("do", {"room": "bay", "who": "bay", "act": "say", "text": "a" * 5000}),
    ("do", {"room": "bay", "who": "bay", "act": "say", "text": "?", "reply": "77"}),
    ("do", {"room": "bay", "who": "bay", "act": "press", "message": "1", "label": "no such"}),
    ("do", {"room": "bay", "who": "bay", "act": "show", "files": ["not base64"]}),
    ("do", {"room": "bay", "who": "bay", "act": "show", "files": ["PGh0bWw+"]}),
    ("do", {"room": "bay", "who": "bay", "act": "show", "files": ["sample:none"]}),
    ("do", {"room": "tu", "who": "tu", "act": "number"}),
    ("do", {"room": "bay"}),
    ("turn", {"to": "yesterday"}),
    ("trouble", {"name": "flood", "on": True}),
    ("story", {"scene": 99}),
    ("reset", {"staff_on": "fax"}),
]


async def test_what_no_app_would_do_is_not_done(desk: Desk) -> None:
    client, page = desk
    for order, wish in NONSENSE:
        assert await ask(client, order, **wish) == "not_now", wish
    assert await ask(client, "turn", to="deadline") == "no_deadline"
    assert [one for room in page.show.cast.rooms.values() for one in room.shown] == []
    assert (await client.get("/case/PA-2611-ZZZZ")).status_code == 404
    assert (await client.get("/file/1/bay/1/0")).status_code == 404
    assert (await client.get("/paper/nobody.pdf")).status_code == 404


async def test_a_case_is_told_without_whose_it_is(desk: Desk) -> None:
    client, page = desk
    show = page.show
    own = base64.b64encode(picture(7)).decode()
    assert await ask(client, "do", room="bay", who="bay", act="show", text="rac", files=[own]) == ""
    sent = show.cast.rooms["bay"].shown[0]
    shown = await client.get(f"/file/{show.number}/bay/{sent.id}/0")
    assert shown.content == picture(7)
    assert shown.headers["content-type"] == "image/png"
    await show.ask(lambda at: at.tell(range(1)))
    while show.story.waiting:
        await page.feed.after(page.feed.version)
    await show.ask(type(show).settle)
    assert not show.story.failed
    async with show.town.app.database.reading() as store:
        (found,) = await store.cases.search([], None)
    lines = (await client.get(f"/case/{found.code}")).json()["lines"]
    told = "\n".join(lines)
    assert "card to chat" in told
    assert [name for name in show.cast.names.values() if name in told] == []


async def test_a_guide_is_one_page(desk: Desk) -> None:
    client, _ = desk
    for name in GUIDES:
        answer = await client.get(f"/paper/{name}.pdf")
        assert answer.headers["content-type"] == "application/pdf"
        assert len(re.findall(rb"/Type /Page\b", answer.content)) == 1


async def test_every_counter_s_poster_is_previewed(desk: Desk) -> None:
    client, page = desk
    (first, *others) = page.show.town.app.office.counters
    assert others
    shown = await client.get(f"/paper/counter-{first.code}.png")
    assert shown.headers["content-type"] == "image/png"
    assert shown.content.startswith(b"\x89PNG")
    assert (await client.get(f"/paper/counter-{first.code}.pdf")).content.startswith(b"%PDF-")
    made = await posters(page.show.town)
    for one in (first, *others):
        assert made[one.code].counter == one.name
        assert len(made[one.code].codes) == 2, "Zalo and Telegram"
        assert all(code.link for code in made[one.code].codes)


def test_all_words_stand_in_the_page_s_own_files() -> None:
    code = {path.name: path.read_text(encoding="utf-8") for path in STATIC.iterdir()}
    assert [name for name, text in code.items() if VIETNAMESE.search(text)] == []
    template, scripts = code["index.html"], "\n".join(v for k, v in code.items() if k[-2:] == "js")
    for table, entries in words().items():
        if not isinstance(entries, dict) or table in {"script", "error", "sample"}:
            continue
        unused = [name for name in entries if f"{{{{{table}.{name}}}}}" not in template]
        assert unused == [], table
    asked = set(re.findall(r'say\("(\w+)"', scripts))
    boxes = {*(f"in_{one}" for one in Taken), *(f"out_{one}" for one in Delivery)}
    assert (asked | boxes | {*FIGURES, "asked", "rated"}) - words()["script"].keys() == set()


def test_the_story_is_about_people_and_things_that_there_are() -> None:
    for scene in script().scenes:
        assert scene.done in DONE
        assert scene.phone in {"zalo", "telegram", "staff", "leader"}
    assert {*OFFICIALS, *LEADERS, "tu", "bay"} == script().people.keys()
    assert Path(STATIC / "index.html").read_text(encoding="utf-8").count("data-turn=") == 4
