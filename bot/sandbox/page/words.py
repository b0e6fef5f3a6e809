"""The page's own words and its story, read from the files beside this one."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.sandbox.play import Step

HERE = Path(__file__).parent


class Scene(BaseModel):
    """One step of the guided tour. `say` are ready sentences for one phone, `acts` do it all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    text: str
    phone: str
    done: str
    """What must have happened, by its name in inside.DONE."""
    say: tuple[str, ...] = ()
    acts: tuple[Step, ...] = ()


class Script(BaseModel):
    """The whole tour, and who takes part in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: dict[str, str]
    scenes: tuple[Scene, ...]


@cache
def words() -> dict[str, Any]:
    """Everything that stands on the page, table by table."""
    return tomllib.loads((HERE / "page.toml").read_text(encoding="utf-8"))


@cache
def script() -> Script:
    """The guided tour. Raises ValidationError."""
    return Script.model_validate(tomllib.loads((HERE / "tour.toml").read_text(encoding="utf-8")))
