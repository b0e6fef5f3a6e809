"""The duty chat says that what a person asked about their data is done."""

from handlers import requests
from handlers.caller import Caller
from handlers.desk import Desk


async def done(desk: Desk, caller: Caller, number: str) -> None:
    """ "Đã làm xong": nobody is reminded any more, and who asked hears so."""
    there = caller.spot.chat_id in {one.chat_id for one in await desk.duty_spots()}
    found = await desk.store.requests.by_id(int(number)) if number.isdecimal() and there else None
    if found is None or found.done_at is not None:
        await desk.remark(caller.spot, "common.stale")
        return
    await requests.settle(desk, found, caller.official)
    await desk.remark(caller.spot, "data.duty_thanks", code=found.code)


PRESSES = {"request.done": done}
