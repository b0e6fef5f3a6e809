"""A person asked their platform that we give up what we know of them: a request like any other.

What exactly they want the platform does not say: they hear how to have it done at once, and the
duty chat is reminded until somebody has seen to it.
"""

from handlers import requests
from handlers.desk import Desk, Spot
from handlers.message import Incoming


async def noted(desk: Desk, message: Incoming) -> None:
    """Write it down; of whom we know nothing there is nothing to give up."""
    where = message.address
    (person,) = await desk.store.people.expect_people([(where.channel, message.sender.user_id)])
    (chat,) = await desk.store.people.expect_chats([(where.channel, where.chat_id)])
    if person is None or chat is None:
        return
    words = desk.say("data.asked_at_platform_words")
    request = await requests.take(desk, person, "other", words)
    receipt = requests.receipt(desk, request)
    await desk.tell(Spot(chat.id or 0), "data.asked_at_platform", receipt=receipt)
