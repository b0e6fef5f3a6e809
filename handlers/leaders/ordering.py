"""Somebody orders a picture, a sheet or a page: it is made soon, and once."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from handlers.desk import Desk, Spot
from storage.models import ReportOrder

OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]
"""Opens a transaction; what takes many of them is handed this."""


async def order(desk: Desk, what: str, spot: Spot, person_id: int, about: str, key: str) -> bool:
    """Have something made for somebody; `about`: "<period>:<view>". False: ordered before."""
    period, _, view = about.partition(":")
    return await desk.store.orders.add(
        ReportOrder(
            key=key,
            what=what,
            period=period,
            view=view,
            person_id=person_id,
            chat_id=spot.chat_id,
            ordered_at=desk.now,
            next_at=desk.now,
        )
    )
