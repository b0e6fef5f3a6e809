"""What has become of the cases with which residents were not content; never who, nor their taps."""

from handlers.deadline import left
from handlers.desk import Desk, Spot
from handlers.leaders import screen
from handlers.leaders.periods import Period
from handlers.leaders.screen import Lines
from handlers.leaders.views import View
from storage.models import OPEN_STATES, Case, State
from storage.spots import Unhappy

MOST = 9


async def show(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """Those that nobody took up again come first, then the newest."""
    end = period.until_now(desk.now)
    found = await desk.store.spots.unhappy(period.start, end, view.scope)
    cases = await desk.store.cases.by_ids(found.cases, MOST + 1)
    lines = Lines()
    told = [
        lines.say(desk, "digest.followed.line", case, since=_since(desk, case, found))
        for case in cases[:MOST]
    ]
    await screen.tell(
        desk,
        spot,
        "digest.followed.screen",
        period,
        view,
        lines,
        n=len(found.cases),
        lines="\n".join(told) or desk.say("digest.no_cases"),
        more=desk.say("digest.followed.more", n=len(found.cases) - MOST)
        if len(found.cases) > MOST
        else "",
        how=desk.say("digest.hot.how") if any(map(_is_open, lines.cases)) else "",
    )


def _is_open(case: Case) -> bool:
    return case.state in OPEN_STATES


def _since(desk: Desk, case: Case, found: Unhappy) -> str:
    """What has happened since, from the case as it stands now."""
    again = desk.say("digest.followed.again") if case.id in found.again else ""
    if _is_open(case):
        return desk.say("digest.followed.open", left=left(desk, case), again=again)
    if case.state == State.CONFIRMED:
        return desk.say("digest.followed.confirmed", again=again)
    key = "answered" if case.reopened else "nothing"
    return desk.say(f"digest.followed.{key}", again=again)
