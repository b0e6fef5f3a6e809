"""What one can let go wrong on the page: one switches it on, sees it, and nothing is lost."""

import re
from typing import Any

from bot.sandbox.page import inside, server
from bot.sandbox.page.show import Show
from tests.journeys.scenes import CODE, LAMP, RUBBISH
from tests.page.conftest import Desk, ask, told

ANSWER = "Bóng đèn cột 47 đã được thay sáng nay."
REPORTS = (LAMP, RUBBISH, "Ổ gà rất to ở đầu hẻm khu phố 1, xe máy té hoài")


async def does(desk: Desk, room: str, who: str, **wish: str) -> None:
    """Somebody does something on their phone, and what follows happens."""
    client, page = desk
    assert await ask(client, "do", room=room, who=who, **wish) == ""
    await page.show.ask(Show.settle)


async def taps(desk: Desk, room: str, who: str, label: str) -> None:
    """The newest button in a chat whose label has this."""
    shown = reversed(desk[1].show.cast.rooms[room].shown)
    message, named = next(
        (m, one) for m in shown for one in m.labels if label.casefold() in one.casefold()
    )
    await does(desk, room, who, act="press", message=str(message.id), label=named)


def heard(page: server.Page, room: str, part: str) -> list[str]:
    """What the desk says in a chat, as it stands there now."""
    return [m.text for m in page.show.cast.rooms[room].shown if m.from_bot and part in m.text]


async def switched(desk: Desk, name: str, *, on: bool) -> None:
    client, page = desk
    assert await ask(client, "trouble", name=name, on=on) == ""
    assert page.show.troubles == ([name] if on else [])


async def seen_inside(page: server.Page) -> dict[str, Any]:
    """What the pane shows."""
    return await inside.look(page.show.town, page.show.cast, page.show.began)


async def test_an_answer_waits_at_a_shut_window_until_it_opens(desk: Desk) -> None:
    client, page = desk
    assert await ask(client, "story", scene=0) == ""
    await told(page)
    group = page.show.cast.newest_group()
    (card,) = [m for m in page.show.cast.rooms[group].shown if "Tình trạng:" in m.text]
    await switched(desk, "window", on=True)
    await does(desk, group, "minh", act="say", text=ANSWER, reply=str(card.id))
    await taps(desk, group, "minh", "Gửi người dân")
    assert heard(page, "tu", ANSWER) == []
    assert "Chưa tới tay người dân" in card.text
    assert "held" in [one["state"] for one in (await seen_inside(page))["outbox"]]
    await switched(desk, "window", on=False)
    assert len(heard(page, "tu", ANSWER)) == 1
    assert "Chưa tới tay" not in card.text
    assert "Đã tới tay người dân" in card.text
    boxes = (await seen_inside(page))["boxes"]
    assert boxes["out_held"] == boxes["out_queued"] == boxes["out_failed"] == 0


async def test_a_group_that_is_full_gets_its_cards_gathered_and_all_of_them(desk: Desk) -> None:
    _, page = desk
    await switched(desk, "crowd", on=True)
    for number, words in enumerate(REPORTS):
        await does(desk, "bay", "bay", act="say", text=words)
        for label in ("việc mới", "Gửi", "Đúng") if number else ("Gửi", "Đúng"):
            await taps(desk, "bay", "bay", label)
    codes = {CODE.search(text)[0] for text in heard(page, "bay", "đã ghi nhận")}  # type: ignore[index]  # all have one
    assert len(codes) == len(REPORTS)
    groups = [room for room in page.show.cast.rooms if room.startswith("group-")]
    assert not any(heard(page, room, "PA-") for room in groups)
    assert (await seen_inside(page))["boxes"]["out_queued"] == len(REPORTS)
    await switched(desk, "crowd", on=False)
    standing = [text for room in groups for text in heard(page, room, "PA-")]
    assert sorted(re.findall(CODE, "\n".join(standing))) == sorted(codes), "each of them once"
    assert len(standing) < len(codes), "and not one message for each"
    boxes = (await seen_inside(page))["boxes"]
    assert boxes["out_gathered"] > 0
    assert boxes["out_queued"] == boxes["out_failed"] == 0
