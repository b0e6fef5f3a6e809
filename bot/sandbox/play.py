"""A play: people, groups and what they do one after the other, read from a file and acted out."""

import re
import tomllib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from bot.sandbox.bubbles import Bubble, told
from bot.sandbox.town import Town
from handlers.wording import texts

CODE = re.compile(r"\b[A-Z]{2}-\d{4}-([0-9A-Z]{4})\b")


class PlayBroken(Exception):
    """The play cannot go on as it is written; the sentence says at which step."""


class Step(BaseModel):
    """One thing that happens. What it is, is said by the first of `DEEDS` that it names.

    `where` names a group (empty: the person's private chat). `presses` and `reply` name a button
    by the key of its text or by a part of its label: the newest message of that chat which has
    it. `reply = "last"` answers the newest message. `{short}` in what is said becomes the last
    four letters of the newest code that stands in that chat.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scene: str = ""
    who: str = ""
    where: str = ""
    says: str = ""
    photo: bool = False
    reply: str = ""
    presses: str = ""
    invited: str = ""
    unit: str | None = None
    until: datetime | None = None
    turn: str = ""
    """Where the hands of the clock are put, by its name in page/hours.py (on the page only)."""
    optional: bool = False
    """Whether it may be left out where nothing of the sort is offered (on the page only)."""
    after: int = 1
    """Minutes that pass before it happens."""


class Play(BaseModel):
    """The whole: names by key, on which platform they are, words of the transcript, steps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, str]
    people: dict[str, str]
    groups: dict[str, str]
    members: dict[str, list[str]]
    on: dict[str, str]
    """The platform of each person and group."""
    steps: list[Step]

    @property
    def platforms(self) -> tuple[str, ...]:
        """Those that the play needs."""
        return tuple(dict.fromkeys(self.on.values()))


def read_play(path: Path) -> Play:
    """Raises ValidationError, OSError."""
    return Play.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


Cast = tuple[Mapping[str, Any], Mapping[str, Any]]
"""The people and the groups of a play, by key."""


class Narrator(Protocol):
    """Hears what happens on a stage."""

    def scene(self, title: str) -> None:
        """A new part of the story begins."""

    def said(self, one: Bubble, on: str) -> None:
        """Somebody has sent something on a platform."""

    def pressed(self, on: str, one: Bubble, who: str, label: str, at: datetime) -> None:
        """Somebody taps something."""

    def catch_up(self) -> None:
        """What the bot has said since may be told."""


def _cast(play: Play, town: Town) -> Cast:
    """Everybody whom the play names, new in this town."""
    people = {key: town.stands[play.on[key]].person(name) for key, name in play.people.items()}
    groups = {
        key: town.stands[play.on[key]].group(
            name, admins=[people[one] for one in play.members[key]]
        )
        for key, name in play.groups.items()
    }
    return people, groups


class Stage:
    """Acts a play out in a town and writes the transcript."""

    def __init__(
        self, play: Play, town: Town, transcript: Narrator, cast: Cast | None = None
    ) -> None:
        self.town = town
        self.transcript = transcript
        self._play = play
        self._people, self._groups = cast or _cast(play, town)

    async def act(self) -> None:
        """Do all steps. Raises PlayBroken."""
        await self.town.settle()
        for number, step in enumerate(self._play.steps, 1):
            try:
                await self.do(step)
            except (LookupError, TimeoutError, ValueError) as error:
                message = f"step {number} ({step!r}) failed: {error!r}"
                raise PlayBroken(message) from error

    async def do(self, step: Step) -> None:
        """Do one step. Raises LookupError when what it names is not there."""
        if step.scene:
            self.transcript.scene(step.scene)
        elif step.until:
            await self.town.until(step.until)
        else:
            await self.town.pass_time(timedelta(minutes=step.after))
            self.transcript.catch_up()
            deed = next(deed for name, deed in DEEDS.items() if getattr(step, name))
            await deed(self, step)
            await self.town.settle()
        self.transcript.catch_up()

    def _chat(self, step: Step) -> Any:  # noqa: ANN401  # of any platform
        return self._groups[step.where] if step.where else self._people[step.who]

    def _there(self, step: Step) -> dict[str, Any]:
        """Where the step is said, and what it answers."""
        place: dict[str, Any] = {"in_": self._groups[step.where]} if step.where else {}
        return place | {"reply_to": self._answered(step)}

    def _words(self, step: Step) -> str:
        if "{short}" not in step.says:
            return step.says
        newest = next(
            found[1]
            for message in reversed(self._chat(step).messages)
            if (found := CODE.search(message.text))
        )
        return step.says.replace("{short}", newest)

    def _heard(self, step: Step, message: Any) -> None:  # noqa: ANN401  # of any platform
        self.transcript.said(told(message, self.town.clock.now()), self._play.on[step.who])

    async def press(self, step: Step) -> None:
        """Tap a button, or type the number where there are none."""
        message, label = self._button(step, step.presses)
        now, name = self.town.clock.now(), self._play.people[step.who]
        bubble = told(message, now)
        self.transcript.pressed(self._play.on[step.who], bubble, name, label, now)
        self._people[step.who].presses(message, label)

    async def say(self, step: Step) -> None:
        """Type something, as an answer or not."""
        who = self._people[step.who]
        self._heard(step, who.says(self._words(step), **self._there(step)))

    async def show(self, step: Step) -> None:
        """Send a photo with words."""
        who, content = self._people[step.who], self.picture(step)
        self._heard(step, who.sends_photo(content, caption=self._words(step), **self._there(step)))

    def picture(self, step: Step) -> bytes | None:  # noqa: ARG002  # where pictures are looked at
        """What is on the photo; None: a small coloured square."""
        return None

    async def connect(self, step: Step) -> None:
        """Type a one-time code."""
        code = await self.town.invite(step.invited, step.unit)
        who = self._people[step.who]
        self._heard(step, who.says(f"/ketnoi {code}", **self._there(step)))

    def _answered(self, step: Step) -> Any:  # noqa: ANN401  # of any platform
        if step.reply == "last":
            return self._chat(step).last
        return self._button(step, step.reply)[0] if step.reply else None

    def _button(self, step: Step, name: str) -> tuple[Any, str]:
        part = texts().get(name, name)
        for message in reversed(self._chat(step).messages):
            for label in message.labels:
                if part in label:
                    return message, label
        raise LookupError(f"no button {part!r}")


DEEDS: dict[str, Callable[[Stage, Step], Awaitable[None]]] = {
    "presses": Stage.press,
    "photo": Stage.show,
    "says": Stage.say,
    "invited": Stage.connect,
}
