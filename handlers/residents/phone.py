"""A resident may leave a number to be called back at: by a form, a contact, or typed."""

import re
from collections.abc import Awaitable, Callable

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.message import NOWHERE, Kind, Outgoing
from handlers.residents.everyday import Said, meaning
from handlers.residents.owning import owed_a_word

NUMBER = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)")
"""Vietnamese numbers, mobile and fixed, with or without the country's 84."""
HARDLY_MORE = 8
"""Words around a number that is left; a longer message says something else too."""


async def ask(desk: Desk, caller: Caller, words: str = "") -> None:
    """Take the number that was typed along, or ask for one."""
    if await keep(desk, caller, words):
        return
    caller.person.step = "phone"
    desk.store.people.save(caller.person)
    out = Outgoing(
        NOWHERE,
        desk.say("phone.ask"),
        asks_reply=True,
        asks_phone=desk.say("phone.title"),
    )
    await desk.post(caller.spot, out, note=Note(what="phone"))


async def typed(desk: Desk, caller: Caller) -> bool:
    """The answer to the question; what holds no number is ordinary speech."""
    caller.person.step = None
    desk.store.people.save(caller.person)
    if meaning(caller.words) is Said.YES and not await owed_a_word(desk, caller):
        await ask(desk, caller)  # a number is still to come
        return True
    short = len(caller.words.split()) <= HARDLY_MORE
    return caller.message.kind is Kind.TEXT and short and await keep(desk, caller, caller.words)


async def keep(desk: Desk, caller: Caller, words: str) -> bool:
    """Keep the number that stands in the words; False: there is none."""
    found = NUMBER.search(words)
    if found is None:
        return False
    desk.store.people.set_phone(caller.person, re.sub(r"[ .-]", "", found[0]))
    await desk.tell(caller.spot, "residents.phone_kept")
    return True


COMMANDS: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {"sodienthoai": ask}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {"phone": typed}
