"""The story that tells itself: stopped, begun anew in the middle, told again to its end."""

from bot.sandbox.page import inside, server
from bot.sandbox.page.inside import DONE
from tests.page.conftest import Desk, ask, told


async def has_come_to_its_end(page: server.Page) -> None:
    """All that the tour is there for has happened, and nothing was lost on the way."""
    show = page.show
    await told(page)
    assert not show.story.failed
    seen = await inside.look(show.town, show.cast, show.began)
    assert seen["done"] == [*DONE]
    assert [seen["boxes"][f"{one}_failed"] for one in ("in", "out")] == [0, 0]
    heard = "\n".join(one.text for one in show.cast.rooms["chu_tich"].shown if one.from_bot)
    assert "Bản tin tuần" in heard
    assert "Rất hài lòng" in heard or "Hài lòng: 1 phiếu" in heard


def silent(page: server.Page) -> bool:
    """Nobody has said anything on any phone."""
    return not any(room.shown for room in page.show.cast.rooms.values())


async def test_it_is_stopped_begun_anew_in_the_middle_and_told_to_its_end(desk: Desk) -> None:
    client, page = desk
    show = page.show
    assert await ask(client, "story") == ""
    await told(page, scene=1)
    assert await ask(client, "story", on=False) == ""
    assert not show.story.waiting
    assert not silent(page), "what was told stands"
    performance = show.number
    assert await ask(client, "story") == ""
    await told(page, scene=1)
    assert await ask(client, "reset", staff_on="zalo_oa") == ""
    assert (show.number, show.staff_on) == (performance + 2, "zalo_oa")
    assert silent(page)
    assert not show.story.waiting
    for scene in range(2):
        assert await ask(client, "story", scene=scene) == ""
        await told(page)
        assert not show.story.failed
    assert await ask(client, "reset", staff_on="telegram") == ""
    assert await ask(client, "story") == ""
    await has_come_to_its_end(page)
