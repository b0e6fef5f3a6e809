"""A screen behind the digest: whose and when it is said in the same words; its lines are cases."""

from dataclasses import dataclass, field
from typing import Any

from handlers import face
from handlers.desk import Desk, Note, Rows, Spot
from handlers.leaders import naming
from handlers.leaders.digest import about
from handlers.leaders.periods import Period
from handlers.leaders.views import View
from handlers.message import Choice
from storage.models import Case

IN_A_ROW = 3


@dataclass(slots=True)
class Lines:
    """Numbered lines that stand for cases: a reply names one, a button opens one."""

    cases: list[Case] = field(default_factory=list)

    def add(self, case: Case) -> int:
        """The number of its line."""
        self.cases.append(case)
        return len(self.cases)

    def say(self, desk: Desk, key: str, case: Case, **more: Any) -> str:
        """Its line: of what kind, and with whom."""
        what, unit = face.category(desk, case), naming.short_unit(desk, case.unit)
        return desk.say(key, at=self.add(case), code=case.code, what=what, unit=unit, **more)

    def data(self) -> dict[str, list[int]]:
        """What a reply must know."""
        return {"lines": [one.id or 0 for one in self.cases]}

    def buttons(self) -> Rows:
        """One tap to open each."""
        choices = [Choice(f"lead.open:{one.id}", one.code[-4:]) for one in self.cases]
        return tuple(tuple(choices[at : at + IN_A_ROW]) for at in range(0, len(choices), IN_A_ROW))


async def tell(
    desk: Desk,
    spot: Spot,
    key: str,
    period: Period,
    view: View,
    shown: Lines | Rows = (),
    **values: Any,
) -> None:
    """Put it; `shown`: the cases it lists, or what else can be chosen."""
    lines = shown if isinstance(shown, Lines) else Lines()
    named = values | {
        "period": naming.period_name(desk, period),
        "whose": desk.say("digest.whose", name=view.name) if view.name else "",
    }
    note = Note(what="digest", data=about(period, view) | (lines.data() if lines.cases else {}))
    choices = shown.buttons() if isinstance(shown, Lines) else shown
    await desk.tell(spot, key, choices=choices, note=note, **named)
