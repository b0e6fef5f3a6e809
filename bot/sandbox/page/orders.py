"""What the page can ask for: a table of orders, each with the shape of what it must say."""

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.sandbox.page import deeds
from bot.sandbox.page.deeds import Wish
from bot.sandbox.page.hours import HOURS
from bot.sandbox.page.show import Show
from bot.sandbox.page.troubles import TROUBLES
from bot.sandbox.page.words import script
from bot.sandbox.telegram_errors import Impossible

NOT_NOW = "not_now"
"""Key of what is said when an app would not let a person do this."""


class Said(BaseModel):
    """What an order must say: nothing but this."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Said):
    """Where the clock's hands shall be put: one of HOURS."""

    to: str


class Switch(Said):
    """A trouble that shall begin or end."""

    name: str
    on: bool


class Tell(Said):
    """A scene of the story, or (without) all of it from the beginning; or no more of it."""

    scene: int | None = None
    on: bool = True


class Anew(Said):
    """Where the staff groups shall live."""

    staff_on: str


async def _do(show: Show, wish: Wish) -> str:
    try:
        deeds.do(show.cast, wish)
    except (LookupError, StopIteration, ValueError, Impossible):
        return NOT_NOW
    show.soon(Show.settle)
    return ""


async def _turn(show: Show, said: Turn) -> str:
    if said.to not in HOURS:
        return NOT_NOW
    turned = await show.ask(lambda one: one.turn(said.to))
    return "" if turned else "no_deadline"


async def _trouble(show: Show, said: Switch) -> str:
    if said.name not in {*TROUBLES, "crash"}:
        return NOT_NOW
    await show.ask(lambda one: one.trouble(said.name, on=said.on))
    return ""


async def _story(show: Show, said: Tell) -> str:
    scenes = range(len(script().scenes))
    if not said.on:
        show.story.hush()
        show.pulse()
    elif said.scene is None:
        await show.reset(show.staff_on)
        await show.ask(lambda one: one.tell(scenes))
    elif said.scene in scenes:
        one = scenes[said.scene : said.scene + 1]
        await show.ask(lambda at: at.tell(one))
    else:
        return NOT_NOW
    return ""


async def _reset(show: Show, said: Anew) -> str:
    try:
        await show.reset(said.staff_on)
    except ValueError:
        return NOT_NOW
    return ""


ORDERS: dict[str, tuple[type[BaseModel], Callable[[Show, Any], Awaitable[str]]]] = {
    "do": (Wish, _do),
    "turn": (Turn, _turn),
    "trouble": (Switch, _trouble),
    "story": (Tell, _story),
    "reset": (Anew, _reset),
}
"""Each answers with nothing, or with the key of why it was not done (page.toml, table `error`)."""
