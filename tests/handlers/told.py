"""A desk without a platform: people speak, and we hear what was queued for whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handlers import agreeing
from handlers.desk import OUTGOING, Desk
from handlers.message import (
    BOLD,
    PLAIN,
    Address,
    Attachment,
    AttachmentKind,
    Choice,
    Incoming,
    Kind,
    Outgoing,
    Place,
    Sender,
)
from handlers.office_file import read_office
from handlers.reach import Reach
from handlers.router import route
from handlers.wording import Wording
from storage.db import Database
from storage.models import RoomKind
from storage.people import Identity
from storage.vault import Vault
from tests.prepared import put_tables

OFFICE_TEXT = (Path(__file__).parents[2] / "bot/sandbox/office.toml").read_text(encoding="utf-8")
OFFICE = read_office(OFFICE_TEXT)
MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
"""08:00 on an ordinary working day here."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that we put into a chat. `id` is the platform's; an edit has that of the old."""

    chat: str
    id: str
    text: str
    choices: tuple[Choice, ...]
    what: str
    case_id: int | None
    out: Outgoing

    @property
    def labels(self) -> list[str]:
        """What can be chosen."""
        return [one.label for one in self.choices]

    def value(self, label: str) -> str:
        """The value of the first choice whose label holds this."""
        named = [one.value for one in self.choices if label.casefold() in one.label.casefold()]
        assert named, f"no {label!r} among {self.labels} under {self.text!r}"
        return named[0]


@dataclass
class Town:
    """Residents and groups by name. Each turn returns what was newly said, to whomever."""

    database: Database
    now: datetime = MONDAY
    notice: str = ""
    """The passing line that answered the last press."""
    heard: list[Heard] = field(default_factory=list)
    last_id: str = ""
    """Of what a person said last."""
    holding: bool = False
    """Nothing is delivered: as if the platform were slow."""
    willing: bool = True
    """People have allowed their pictures, voices and places to be used before the story begins."""
    channels: dict[str, str] = field(default_factory=dict)
    """On which channel a chat is, if not on Telegram."""
    reach: dict[str, Reach] = field(default_factory=dict)
    _ids: int = 100

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        """A desk, as the running bot opens it."""
        you = OFFICE.address_form
        wording = Wording(OFFICE.texts, office=OFFICE.name, you=you, You=you.capitalize())
        async with self.database.unit_of_work() as store:
            yield Desk(store, OFFICE, wording, self.now, reach=self.reach)

    def _id(self) -> str:
        self._ids += 1
        return str(self._ids)

    def message(self, who: str, text: str = "", *, chat: str = "") -> Incoming:
        """Something that a person may say; `replace` it as needed."""
        where = Address(self.channels.get(chat or who, "telegram"), chat or who)
        sender = Sender(f"id-{who}", who.capitalize())
        return Incoming(
            where, self._id(), Kind.TEXT, sender, not chat, self.now, text=text
        )  # fmt: skip

    async def hears(self, message: Incoming) -> list[Heard]:
        """One message, all the way through the desk and out again."""
        self.last_id = message.external_id
        async with self.desk() as desk:
            if self.willing and message.private and (message.attachments or message.place):
                await _allow(desk, message)
            await route(desk, message)
        self.notice = desk.notice
        return [] if self.holding else await self.deliver()

    async def says(self, who: str, text: str, *, reply_to: str | None = None) -> list[Heard]:
        """In private."""
        return await self.hears(replace(self.message(who, text), reply_to=reply_to))

    async def edits(self, who: str, old: str, text: str) -> list[Heard]:
        """A message gets new words."""
        new = self.message(who, text)
        return await self.hears(replace(new, edits=old, external_id=f"{old}:e{new.external_id}"))

    async def sends(
        self, who: str, *files: AttachmentKind, text: str = "", reply_to: str | None = None
    ) -> list[Heard]:
        """Pictures, voice and the like, as one message (an album arrives as one)."""
        base = self.message(who, text)
        parts = tuple(
            Attachment(kind, f"file-{base.external_id}-{number}", "telegram")
            for number, kind in enumerate(files)
        )
        form = "poll" if AttachmentKind.COPY in files else ""
        kind = Kind.OTHER if form else Kind.MEDIA
        return await self.hears(
            replace(base, kind=kind, attachments=parts, form=form, reply_to=reply_to)
        )

    async def pins(self, who: str, *, words: str = "", reply_to: str | None = None) -> list[Heard]:
        """A point on the map."""
        place = Place(10.0312, 105.7698, words)
        base = self.message(who)
        return await self.hears(
            replace(base, kind=Kind.LOCATION, place=place, reply_to=reply_to)
        )  # fmt: skip

    async def presses(
        self, who: str, on: Heard, label: str, *, by: str | None = None
    ) -> list[Heard]:
        """A tap on the first choice whose label holds this; `by` presses in a group."""
        base = self.message(by or who, chat=on.chat if by else "")
        press = replace(
            base,
            kind=Kind.PRESS,
            external_id=f"press:{base.external_id}",
            choice=on.value(label),
            pressed_on=on.id,
        )
        return await self.hears(press)

    async def forges(self, who: str, on: Heard, choice: str) -> str:
        """A press with this content on a message; returns all that was said to it."""
        base = self.message(who)
        press = replace(base, kind=Kind.PRESS, choice=choice, pressed_on=on.id)
        said = await self.hears(replace(press, external_id=f"press:{base.external_id}"))
        return " ".join(one.text for one in said)

    async def group_says(
        self, who: str, group: str, text: str, *, reply_to: str | None = None
    ) -> list[Heard]:
        """In a staff group."""
        return await self.hears(replace(self.message(who, text, chat=group), reply_to=reply_to))

    async def connect(self, group: str, unit: str) -> None:
        """Make a group a unit's desk."""
        async with self.desk() as desk:
            chat = await desk.store.people.chat("telegram", group, private=False)
            await desk.store.offices.open_room(RoomKind.UNIT, chat.id or 0, None, unit, self.now)

    async def deliver(self) -> list[Heard]:
        """Put everything that waits into its chat, as the sender does."""
        said: list[Heard] = []
        async with self.database.unit_of_work() as store:
            for row, chat in await store.outbox.due(self.now + timedelta(days=1), limit=500):
                out = OUTGOING.validate_json(store.outbox.unseal(row))
                choices = tuple(one for line in out.choices for one in line)
                text = out.text.replace(BOLD, "").replace(PLAIN, "")
                where = store.people.unseal_chat(chat)
                one = Heard(
                    where, out.edits or self._id(), text, choices, row.what, row.case_id, out
                )
                pairs = [[choice.value, choice.label] for choice in choices]
                store.outbox.sent(row, (one.id,), pairs, self.now)
                said.append(one)
        self.heard += said
        return said

    def said_to(self, who: str) -> list[Heard]:
        """All that a chat has heard from us."""
        return [one for one in self.heard if one.chat == who]

    def last(self, who: str) -> Heard:
        """What a chat heard from us last."""
        return self.said_to(who)[-1]


async def _allow(desk: Desk, message: Incoming) -> None:
    """As if they had been asked some time ago, and said yes."""
    where, who = message.address, message.sender
    identity = Identity(who.user_id, who.name, who.username)
    person = await desk.store.people.person(where.channel, identity, desk.now)
    for purpose in (agreeing.PLACE, agreeing.LIKENESS):
        if await agreeing.said(desk, person.id or 0, purpose) is None:
            await agreeing.decide(desk, person, purpose, where.channel, granted=True)


@asynccontextmanager
async def open_town(directory: Path) -> AsyncIterator[Town]:
    """A town with an empty database in this folder."""
    put_tables(directory / "told.db")
    database = Database(f"sqlite:///{directory}/told.db", Vault("t" * 32), directory / "files")
    try:
        yield Town(database)
    finally:
        await database.close()
