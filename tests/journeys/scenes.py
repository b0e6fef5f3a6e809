"""What most stories begin with: a staff group that is connected, a report that was sent."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.telegram import Group, Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from handlers.wording import HERE
from storage.models import Case, Delivery, Event, Taken

CODE = re.compile(r"\b[A-Z]{2}-\d{4}-[0-9A-Z]{4}\b")
LAMP = "Đèn đường trước nhà hư cả tuần nay, khu phố 3"
"""Category (electricity) and area are guessed: one tap after "send" makes it a case."""
RUBBISH = "Rác ở đầu hẻm khu phố 2 ba ngày rồi chưa ai thu gom"
PAST_PACE = timedelta(seconds=61)


@dataclass
class Staff:
    """A unit's group and two of its officials; Hoa is an admin of the group."""

    town: Town
    group: Group
    hoa: Person
    minh: Person

    def cards(self) -> list[Message]:
        """The cards that stand in the group, oldest first."""
        return [m for m in self.group.messages if m.from_bot and "Tình trạng:" in m.text]

    def card(self, code: str = "") -> Message:
        """The newest card (of a case)."""
        return [card for card in self.cards() if code in card.text][-1]

    async def presses(self, who: Person, label: str, code: str = "") -> Message:
        """Somebody taps a button of a card."""
        return await self.town.presses(who, self.card(code), label)

    async def replies(self, who: Person, text: str, code: str = "") -> Message:
        """Somebody answers a card."""
        return await self.town.replies(who, self.card(code), text, where=self.group)

    async def answers(self, who: Person, text: str, code: str = "") -> None:
        """Somebody answers a card, and sends it."""
        preview = await self.replies(who, text, code)
        await self.town.presses(who, preview, "Gửi người dân")

    def said(self, part: str) -> list[Message]:
        """The bot's messages in the group with these words."""
        return [m for m in self.group.messages if m.from_bot and part in m.text]


async def staffed(
    town: Town, unit: str = "kinh_te", title: str = "Phòng Kinh tế", **how: bool
) -> Staff:
    """A group becomes a unit's desk."""
    hoa, minh = town.telegram.person("Hoa"), town.telegram.person("Minh")
    group = town.telegram.group(title, admins=[hoa], members=[minh], **how)
    await town.settle()
    await town.connect(hoa, group, unit)
    return Staff(town, group, hoa, minh)


async def reports(town: Town, who: Person, text: str = LAMP) -> str:
    """A resident reports something and says yes to what the bot guessed; returns the code."""
    await town.says(who, text)
    await town.presses(who, who.last, "Gửi")
    receipt = await town.presses(who, who.last, "Đúng")
    return code_in(receipt)


def code_in(message: Message) -> str:
    """The case code in a message."""
    found = CODE.search(message.text)
    assert found, message.text
    return found[0]


def heard(who: Person) -> list[str]:
    """What the bot said to a person, oldest first."""
    return [m.text for m in who.messages if m.from_bot]


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment in the towns' November 2026; the 16th is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=HERE)


async def case_of(town: Town, code: str) -> Case:
    """The case as it is stored."""
    async with town.app.database.reading() as store:
        found = await store.cases.by_code(code)
    assert found is not None
    return found


async def history_of(town: Town, code: str) -> list[Event]:
    """All that happened to a case."""
    case = await case_of(town, code)
    async with town.app.database.reading() as store:
        return await store.cases.history(case.id or 0)


async def acts_of(town: Town, code: str) -> list[str]:
    """The acts in a case's history, in order."""
    return [event.act for event in await history_of(town, code)]


async def counts(town: Town) -> dict[str, int]:
    """How many messages are where: "in waiting", "in failed", "out queued", …"""
    async with town.app.database.reading() as store:
        arrived = {f"in {one}": await store.inbox.count(one) for one in Taken}
        return arrived | {f"out {one}": await store.outbox.count(one) for one in Delivery}
