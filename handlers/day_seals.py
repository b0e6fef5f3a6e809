"""Each day of the history is sealed; leaders keep the day's head, so that a later change shows."""

from datetime import timedelta

from handlers.desk import Desk
from handlers.wording import HERE

SHOWN = 16
"""Letters of a head that people keep (hex, 64 bits); four and four they are easily compared."""


async def seal(desk: Desk) -> int:
    """Seal yesterday, once; returns how many cases had moved."""
    yesterday = desk.now.astimezone(HERE).date() - timedelta(days=1)
    last = await desk.store.seals.newest()
    if last is not None and last.day >= yesterday:
        return 0
    sealed = await desk.store.seals.seal(yesterday, desk.now)
    return sealed.cases if sealed else 0


def shown(head: str) -> str:
    """A head as people read and keep it: "3f2a 91bc 07de 44aa"."""
    return " ".join(head[at : at + 4] for at in range(0, SHOWN, 4))


async def line(desk: Desk) -> str:
    """The newest head for the leaders' digest; "" before the first day was sealed."""
    last = await desk.store.seals.newest()
    if last is None:
        return ""
    return desk.say("digest.sealed", day=desk.wording.day(last.day), head=shown(last.sha256))
