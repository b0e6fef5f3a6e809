"""Somebody writes whom the platform itself does not know: what works instead, once a day.

No answer of later would find them, so no case is opened; the duty chat hears where their words
can be read.
"""

from handlers import windows
from handlers.desk import Desk, Note, Spot
from handlers.message import Incoming
from handlers.residents import draft
from handlers.wording import HERE


async def heard(desk: Desk, message: Incoming) -> None:
    """Say how they can be heard; and once a day to the duty chat that there is somebody."""
    chat = await windows.chat_of(desk, message)
    today = desk.now.astimezone(HERE).date()
    note = Note("unread", once=f"nameless:{chat.id}:{today}")
    numbers = draft.emergency(desk)
    await desk.tell(Spot(chat.id or 0), "nameless.instead", note=note, emergency=numbers)
    await desk.alert("nameless.told", once=f"nameless:{today}")
