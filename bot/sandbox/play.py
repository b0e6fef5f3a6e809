"""A play: people, groups and what they do one after the other, read from a file and acted out."""

import tomllib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.sandbox.telegram import Group, Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from bot.sandbox.transcript import Transcript
from handlers.wording import texts


class PlayBroken(Exception):
    """The play cannot go on as it is written; the sentence says at which step."""


class Step(BaseModel):
    """One thing that happens. What it is, is said by the first of `DEEDS` that it names.

    `where` names a group (empty: the person's private chat). `presses` and `reply` name a button
    by the key of its text or by a part of its label: the newest message of that chat which has
    it. `reply = "last"` answers the newest message.
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
    after: int = 1
    """Minutes that pass before it happens."""


class Play(BaseModel):
    """The whole: names by key, words of the transcript, steps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, str]
    people: dict[str, str]
    groups: dict[str, str]
    members: dict[str, list[str]]
    steps: list[Step]


def read_play(path: Path) -> Play:
    """Raises ValidationError, OSError."""
    return Play.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


class Stage:
    """Acts a play out in a town and writes the transcript."""

    def __init__(self, play: Play, town: Town, transcript: Transcript) -> None:
        self.town = town
        self.transcript = transcript
        self._play = play
        self._people = {key: town.telegram.person(name) for key, name in play.people.items()}
        self._groups = {
            key: town.telegram.group(name, admins=[self._people[one] for one in play.members[key]])
            for key, name in play.groups.items()
        }

    async def act(self) -> None:
        """Do all steps. Raises PlayBroken."""
        await self.town.settle()
        for number, step in enumerate(self._play.steps, 1):
            try:
                await self._step(step)
            except (LookupError, TimeoutError, ValueError) as error:
                message = f"step {number} ({step!r}) failed: {error!r}"
                raise PlayBroken(message) from error

    async def _step(self, step: Step) -> None:
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

    def _person(self, step: Step) -> Person:
        return self._people[step.who]

    def _chat(self, step: Step) -> Group | Person:
        return self._groups[step.where] if step.where else self._person(step)

    def _group(self, step: Step) -> Group | None:
        return self._groups[step.where] if step.where else None

    def _heard(self, message: Message) -> None:
        self.transcript.said(message.data, self.town.clock.now())

    async def press(self, step: Step) -> None:
        """Tap a button."""
        message, label = self._button(step, step.presses)
        who = self._person(step)
        chat = message.chat.json()
        self.transcript.pressed(self._play.people[step.who], chat, label, self.town.clock.now())
        who.presses(message, label)

    async def say(self, step: Step) -> None:
        """Type something, as an answer or not."""
        group, reply = self._group(step), self._answered(step)
        self._heard(self._person(step).says(step.says, in_=group, reply_to=reply))

    async def show(self, step: Step) -> None:
        """Send a photo with words."""
        group, reply = self._group(step), self._answered(step)
        sent = self._person(step).sends_photo(caption=step.says, in_=group, reply_to=reply)
        self._heard(sent)

    async def connect(self, step: Step) -> None:
        """Type a one-time code."""
        code = await self.town.invite(step.invited, step.unit)
        self._heard(self._person(step).says(f"/ketnoi {code}", in_=self._group(step)))

    def _answered(self, step: Step) -> Message | None:
        if step.reply == "last":
            return self._chat(step).last
        return self._button(step, step.reply)[0] if step.reply else None

    def _button(self, step: Step, name: str) -> tuple[Message, str]:
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
