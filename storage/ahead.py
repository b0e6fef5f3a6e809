"""Reads at once what a page of messages will ask for: seven questions instead of seven for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.db import Store


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks where (ids of the platform), and about which of our messages there."""

    channel: str
    chat_id: str
    user_id: str
    about: str | None = None


async def look_ahead(store: Store, speakers: Sequence[Speaker]) -> None:
    """Look up chats, people, what is pressed or answered, and open drafts. Changes nothing."""
    chats = await store.people.expect_chats([(one.channel, one.chat_id) for one in speakers])
    people = await store.people.expect_people([(one.channel, one.user_id) for one in speakers])
    places = zip(chats, speakers, strict=True)
    await store.outbox.expect(
        [(chat.id, one.about) for chat, one in places if chat and chat.id and one.about]
    )
    # What is said in a group is about cases that stand, never about the speaker's own draft.
    private = zip(chats, people, strict=True)
    known = [one.id for chat, one in private if chat and chat.private and one and one.id]
    if known:
        drafts = await store.drafts.expect(known)
        numbers = [one.id for one in drafts if one.id]
        await store.proxies.expect(numbers)
        await store.drafts.expect_said(numbers)
        await store.agreements.expect(known)
