"""The story that tells itself: the tour's steps, acted one after the other by the same people."""

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.describing import describe
from bot.sandbox.bubbles import Bubble
from bot.sandbox.page import samples
from bot.sandbox.page.cast import Cast
from bot.sandbox.page.words import script
from bot.sandbox.play import Play, Stage, Step
from bot.sandbox.town import Town

log = structlog.get_logger(__name__)

Turn = Callable[[str], Awaitable[object]]

PAUSE = 2.5
"""Seconds that a spectator needs for each step."""
CARD = "card"
"""Where a step says this, the staff group is meant in which the newest card stands."""


class Story:
    """What is still to be told. `scene` is the part that is being told, None: none."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.scene: int | None = None
        self.failed = False
        """Whether it could not go on: somebody did something that it does not know of."""
        self._steps: deque[tuple[int, Step]] = deque()

    @property
    def waiting(self) -> bool:
        """Whether there is more to tell."""
        return bool(self._steps)

    def begin(self, scenes: range) -> None:
        """Tell these scenes of the script."""
        self.failed = False
        self._steps = deque((n, step) for n in scenes for step in script().scenes[n].acts)
        self.scene = self._steps[0][0] if self._steps else None

    def hush(self) -> None:
        """Tell no more."""
        self._steps.clear()
        self.scene, self.failed = None, False

    async def go_on(self, cast: Cast, town: Town, turn: Turn) -> None:
        """Act the next step, if there is one; `turn` puts the clock's hands to one of HOURS."""
        if not self._steps:
            self.scene = None
            return
        self.scene, step = self._steps.popleft()
        if step.turn:
            await turn(step.turn)
            return
        try:
            await Acting(cast, town).do(_placed(cast, step))
        except Exception as error:  # noqa: BLE001  # the edge: the page goes on without the story
            if step.optional and isinstance(error, LookupError):
                return
            log.warning("the story cannot go on", error=describe(error))
            self.hush()
            self.failed = True


def _placed(cast: Cast, step: Step) -> Step:
    """The step in the group that is meant; in a group on Zalo a case is named by its letters."""
    if step.where != CARD:
        return step
    group = cast.newest_group()
    changed = {"where": group}
    if step.says and cast.rooms[group].on != "telegram":
        changed |= {"says": f"#{{short}} {step.says}", "reply": ""}
    return step.model_copy(update=changed)


class Acting(Stage):
    """Acts single steps, with pictures that are worth looking at."""

    def __init__(self, cast: Cast, town: Town) -> None:
        frame = Play(words={}, people=dict(cast.names), groups={}, members={}, on=cast.on, steps=[])
        super().__init__(frame, town, Silent(), (cast.people, cast.groups))

    def picture(self, step: Step) -> bytes:
        """What is wrong, as a resident shows it; what was done, as an official does."""
        return samples.picture("lit" if step.where else "lamp")


class Silent:
    """Tells nothing: on the page one sees it all."""

    def scene(self, title: str) -> None:
        """Nothing."""

    def said(self, one: Bubble, on: str) -> None:
        """Nothing."""

    def pressed(self, on: str, one: Bubble, who: str, label: str, at: datetime) -> None:
        """Nothing."""

    def catch_up(self) -> None:
        """Nothing."""
