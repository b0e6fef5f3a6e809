"""A resident says with one tap whether the desk may go on writing; the tap itself allows it."""

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.residents.owning import own_case


async def yes(desk: Desk, caller: Caller, number: str) -> None:
    """Go on: their tap was a word, and a word opens the window."""
    if case := await own_case(desk, caller, number):
        note = Note(what="receipt", case=case)
        await desk.tell(caller.spot, "window.thanks", note=note, code=case.code)


async def no(desk: Desk, caller: Caller, number: str) -> None:
    """Rather not: what there is waits for them, and they are not asked again before they write."""
    if case := await own_case(desk, caller, number):
        caller.chat.window_at = None
        desk.store.people.save(caller.chat)
        note = Note(what="receipt", case=case)
        await desk.tell(caller.spot, "window.as_you_like", note=note, code=case.code)


PRESSES = {"keep.yes": yes, "keep.no": no}
