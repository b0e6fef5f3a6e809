"""A staff group without a platform: people speak and press, what is queued is put up at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from handlers import card
from handlers.caller import Caller
from handlers.desk import ATTACHMENTS, OUTGOING, Desk
from handlers.folding import fold
from handlers.message import Address, Attachment, AttachmentKind, Incoming, Kind, Outgoing, Sender
from handlers.office_file import read_office
from handlers.officials import connect, door, unmask
from handlers.officials.typed import command
from handlers.wording import HERE, Wording
from storage.db import Database
from storage.drafts import Saying
from storage.models import Act, Case, Delivery, Entry, Event, Person, Role, RoomKind, Side
from storage.people import Identity
from storage.places import Whereabouts

OFFICE = read_office(Path("bot/sandbox/office.toml").read_text(encoding="utf-8"))
WORDING = Wording(OFFICE.texts, office=OFFICE.name, you="ông/bà", You="Ông/bà")
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=HERE).astimezone(UTC)
GROUP, OTHER_GROUP, DUTY_GROUP, STRANGERS = "-1001", "-1002", "-1003", "-1009"
RESIDENT = Sender("900900900", "Trần Thị Bưởi", "buoitran")
PHONE = "0912345678"
LAN, MINH, HAI = Sender("11", "Lan"), Sender("12", "Minh"), Sender("13", "Hải")
HIDDEN = Sender(GROUP, "Quản trị", anonymous=True)
PHOTO = Attachment(AttachmentKind.PHOTO, "photo-1", "telegram")


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it stands in a chat. `values`: of its buttons, by label."""

    chat: str
    external_id: str
    out: Outgoing
    what: str
    topic: str | None

    @property
    def text(self) -> str:
        return self.out.text

    @property
    def labels(self) -> list[str]:
        return [one.label for row in self.out.choices for one in row]

    def value(self, label: str) -> str:
        choices = [one for row in self.out.choices for one in row]
        named = [one.value for one in choices if fold(label) in fold(one.label)]
        assert named, (label, self.labels, self.text)
        return named[0]


@dataclass
class Staff:
    """The office with its groups. Every act ends with all that it said standing in the chats."""

    database: Database
    now: datetime = MONDAY
    shown: list[Shown] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    delivers: bool = True
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        async with self.database.unit_of_work() as store:
            yield Desk(store, OFFICE, WORDING, self.now)
        if self.delivers:
            await self.deliver()

    async def deliver(self) -> None:
        """Be the sender: put up what waits."""
        async with self.database.unit_of_work() as store:
            for row, chat in await store.outbox.due(self.now, limit=500):
                out = OUTGOING.validate_json(store.outbox.unseal(row))
                parts = max(row.weight, 1)
                ids = (
                    (out.edits,)
                    if out.edits
                    else tuple(f"b{next(self._ids)}" for _ in range(parts))
                )
                choices = [[one.value, one.label] for line in out.choices for one in line]
                store.outbox.sent(row, ids, choices, self.now)
                where = store.people.unseal_chat(chat)
                self.shown.append(Shown(where, ids[0], out, row.what, row.topic))

    async def take(self, message: Incoming) -> None:
        """What router.route does with a group's message."""
        async with self.desk() as desk:
            people, where = desk.store.people, message.address
            chat = await people.chat(where.channel, where.chat_id, private=message.private)
            assert chat.id is not None
            who = Identity(message.sender.user_id, message.sender.name, message.sender.username)
            home = chat.id if message.private else None
            person = await people.person(where.channel, who, desk.now, home)
            room = None
            if not message.private:
                room = await desk.store.offices.room_at(chat.id, where.topic)
            target = message.pressed_on or message.reply_to
            about = await desk.store.outbox.posted(chat.id, target) if target else None
            caller = Caller(message, chat, person, room, about)
            desk.can_notice = message.kind is Kind.PRESS
            if message.private:
                name, words = command(caller.words)
                await (connect.COMMANDS | unmask.COMMANDS)[name](desk, caller, words)
            else:
                await door.enter(desk, caller)
            if desk.notice:
                self.notices.append(desk.notice)

    def _message(self, who: Sender, text: str, chat: str, topic: str | None = None) -> Incoming:
        return Incoming(
            address=Address("telegram", chat, topic),
            external_id=f"m{next(self._ids)}",
            kind=Kind.TEXT,
            sender=who,
            private=not chat.startswith("-"),
            sent_at=self.now,
            text=text,
        )

    async def says(
        self,
        who: Sender,
        text: str,
        *,
        to: Shown | None = None,
        chat: str = GROUP,
        files: tuple[Attachment, ...] = (),
        topic: str | None = None,
    ) -> Incoming:
        """Somebody writes, perhaps as a reply, perhaps with files."""
        self.now += timedelta(seconds=1)
        message = self._message(who, text, chat, topic or (to.topic if to else None))
        kind = Kind.MEDIA if files else Kind.TEXT
        reply_to = to.external_id if to else None
        message = replace(message, kind=kind, attachments=files, reply_to=reply_to)
        await self.take(message)
        return message

    async def edits(self, who: Sender, message: Incoming, text: str) -> None:
        """Somebody changes what they wrote."""
        self.now += timedelta(seconds=1)
        edition = f"{message.external_id}:e{next(self._ids)}"
        changed = replace(message, external_id=edition, edits=message.external_id, text=text)
        await self.take(replace(changed, sender=who, sent_at=self.now))

    async def presses(self, who: Sender, on: Shown, label: str) -> None:
        """Somebody taps a button, named by a part of its label."""
        await self.presses_value(who, on, on.value(label))

    async def presses_value(self, who: Sender, on: Shown, value: str) -> None:
        """Somebody taps a button of an old face."""
        self.now += timedelta(seconds=1)
        message = self._message(who, "", on.chat, on.topic)
        await self.take(replace(message, kind=Kind.PRESS, choice=value, pressed_on=on.external_id))

    async def opens_rooms(self) -> None:
        """Two units and the duty desk have their groups."""
        async with self.desk() as desk:
            for chat_id, kind, unit in (
                (GROUP, RoomKind.UNIT, "kinh_te"),
                (OTHER_GROUP, RoomKind.UNIT, "van_hoa"),
                (DUTY_GROUP, RoomKind.DUTY, None),
            ):
                chat = await desk.store.people.chat("telegram", chat_id, private=False)
                await desk.store.offices.open_room(kind, chat.id or 0, None, unit, desk.now)

    async def files_case(
        self,
        text: str = "Đèn đường hẻm 12 hư cả tuần",
        *,
        unit: str = "kinh_te",
        days: float = 3,
        anonymous: bool = False,
        files: tuple[Attachment, ...] = (),
        pin: tuple[float, float] | None = None,
        place: str = "hẻm 12",
        **more: object,
    ) -> str:
        """A resident's case stands before its unit; returns its code."""
        async with self.desk() as desk:
            people, store = desk.store.people, desk.store
            chat = await people.chat("telegram", RESIDENT.user_id, private=True)
            who = Identity(RESIDENT.user_id, RESIDENT.name, RESIDENT.username)
            person = await people.person("telegram", who, desk.now, chat.id)
            people.set_phone(person, PHONE)
            case = Case.model_validate(
                {
                    "code": "", "kind": "report", "category": "dien_chieu_sang", "unit": unit,
                    "text": text, "folded": fold(text), "anonymous": anonymous,
                    "person_id": person.id, "chat_id": chat.id, "sent_at": desk.now,
                    "due_at": desk.now + timedelta(days=days), "state": "received", **more,
                }
            )  # fmt: skip
            store.places.file(case, Whereabouts(place, pin), fold(place))
            await store.cases.open(case, "PA", "2611")
            saying = Saying(
                chat_id=chat.id or 0, external_id=f"r{case.id}", side=Side.RESIDENT,
                act=Act.REPORT, said_at=desk.now, text=text, author_id=person.id,
                attachments=ATTACHMENTS.dump_python(files, mode="json"),
            )  # fmt: skip
            entry = await store.drafts.say(saying, case_id=case.id)
            await store.cases.note(case, "send", desk.now, role="resident", after="received")
            await card.show(desk, case, [entry])
            return case.code

    async def case(self, code: str) -> Case:
        """The case as it is stored."""
        async with self.database.reading() as store:
            found = await store.cases.by_code(code)
            assert found is not None
            return found

    async def entries(self, code: str) -> list[Entry]:
        """All that was ever said in it."""
        case = await self.case(code)
        async with self.database.reading() as store:
            return await store.drafts.all_of_case(case.id or 0)

    async def history(self, code: str) -> list[Event]:
        """All that happened to it."""
        case = await self.case(code)
        async with self.database.reading() as store:
            return await store.cases.history(case.id or 0)

    async def appoints(self, who: Sender, role: Role, unit: str | None, *, chat: bool) -> Person:
        """Somebody holds a role, and has (or has not) a private chat with us."""
        async with self.desk() as desk:
            people = desk.store.people
            home = await people.chat("telegram", who.user_id, private=True) if chat else None
            identity = Identity(who.user_id, who.name)
            person = await people.person("telegram", identity, desk.now, home.id if home else None)
            await people.give_role(person.id or 0, role, desk.now, unit)
            return person

    def in_chat(self, chat: str = GROUP) -> list[Shown]:
        """All faces that were ever put up in a chat, in order."""
        return [one for one in self.shown if one.chat == chat]

    def last(self, chat: str = GROUP) -> Shown:
        """The newest face in a chat."""
        return self.in_chat(chat)[-1]

    def newest(self, what: str, chat: str = GROUP) -> Shown:
        """The newest face of one sort in a chat."""
        return [one for one in self.in_chat(chat) if one.what == what][-1]

    def to_resident(self, what: str) -> list[Shown]:
        """What the resident got of one sort."""
        return [one for one in self.in_chat(RESIDENT.user_id) if one.what == what]

    async def waiting(self) -> int:
        """How many messages are queued."""
        async with self.database.reading() as store:
            return await store.outbox.count(Delivery.QUEUED)
