"""The desk at which a handler sits: what we know, what time it is, and a voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from pydantic import TypeAdapter

from handlers import offers
from handlers.calendar import calendar_of
from handlers.message import NOWHERE, Attachment, Choice, Outgoing
from handlers.office import Office
from handlers.reach import ANYWHERE, Reach
from handlers.wording import Wording, texts
from storage.db import Store
from storage.models import Case, Chat, Person, Role, Room, RoomKind
from storage.outbox import ToSay

OUTGOING: TypeAdapter[Outgoing] = TypeAdapter(Outgoing)
ATTACHMENTS: TypeAdapter[tuple[Attachment, ...]] = TypeAdapter(tuple[Attachment, ...])

OURS = "#"
"""Before our own number of a chat, where the platform's would stand in Attachment.remote."""

UNTIL = "until"
"""In what an outbox row means: the moment (seconds since 1970) after which it is held up."""

LONGEST_DOWN = timedelta(days=60)
"""Nothing waits longer for us, neither with us nor with a platform."""

OF_THE_UNIT = frozenset({"apology", "promise", "direction"})
"""What we ask of a whole unit about a case (Note.what): whoever answers first has answered."""

Rows = tuple[tuple[Choice, ...], ...]


class Priority(IntEnum):
    """Who is served first when a platform's pace is short."""

    NOW = 0  # a person is waiting for this answer
    CARD = 1
    REMINDER = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where we can speak: a stored chat, and the topic in it."""

    chat_id: int
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What our message is about, so that a reply, a press or a newer face finds its way.

    `once`: a stable key, said at most once for ever. `slot`: a newer face of the same thing
    replaces the one that still waits to be sent, and edits the one that stands in the chat
    (or, if `fresh`, is put below as a new message). Where nothing can be edited, `short` is said
    instead of a newer face of what stands there: None is all of it, "" is nothing. `at_work`: said
    only while the office is open; what cannot be sent by then is `held_up`.
    """

    what: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    case: Case | None = None
    once: str | None = None
    slot: str | None = None
    fresh: bool = False
    short: str | None = None
    at_work: bool = False


PLAIN_NOTE = Note()


@dataclass(slots=True)
class Desk:
    """Everything that a handler may use. One desk is one transaction."""

    store: Store
    office: Office
    wording: Wording
    now: datetime
    notice: str = ""
    """A passing line for the person who pressed; see `remark`."""
    can_notice: bool = False
    """The press that is being handled can be answered by a passing line."""
    reach: Mapping[str, Reach] = field(default_factory=dict)
    """How far the channels reach that do not reach everywhere."""
    asked: Mapping[tuple[str, str, str], datetime] | None = None
    """When a channel was asked last whether somebody is in a chat; None: nobody can be asked."""
    asker: tuple[int, int] | None = None
    """Of whom we ask what we ask now, where several listen: the chat, and the person in it."""
    unheard: list[str] = field(default_factory=list)  # alerts that nobody is there to read
    said_at: datetime = field(init=False)
    """When the words were sent that are handled: earlier than now when we were down meanwhile."""

    def __post_init__(self) -> None:
        """Whatever becomes of a case here happens now."""
        self.store.history.now = self.said_at = self.now

    def hear(self, sent_at: datetime) -> None:
        """Words are handled that were sent then; a platform's clock that cannot be is not ours."""
        self.said_at = sent_at if self.now - LONGEST_DOWN < sent_at < self.now else self.now

    def say(self, key: str, **values: Any) -> str:
        """Put something into the office's words."""
        return self.wording.say(key, **values)

    def reach_of(self, chat: Chat) -> Reach:
        """Say how far we reach in a chat: groups have no end."""
        there = self.reach.get(chat.channel, ANYWHERE)
        return there if chat.private else Reach(quotes=there.quotes, mentioned=there.mentioned)

    def by_code(self, chat: Chat) -> bool:
        """Whether officials name a case by its code here, because no reply says which it is."""
        return not (chat.private or self.reach_of(chat).quotes)

    def _call(self, chat: Chat) -> str:
        """What must stand in front of all that we are to hear in a group."""
        heard = chat.private or not self.reach_of(chat).mentioned
        return "" if heard else self.say("plain.call")

    def choice(self, value: str, key: str, **values: Any) -> Choice:
        """Offer something under the office's words."""
        return Choice(value, self.say(key, **values))

    async def tell(
        self,
        to: Spot,
        key: str,
        *,
        choices: Rows = (),
        note: Note = PLAIN_NOTE,
        priority: Priority = Priority.NOW,
        **values: Any,
    ) -> bool:
        """Queue a text (or its twin "…_by_code" where cases are named by their codes).

        False when its `once` key was said before.
        """
        chat = await self.store.people.chat_by_id(to.chat_id)
        key = twin if (twin := f"{key}_by_code") in texts() and self.by_code(chat) else key
        wording = self.wording.called(chat.you) if chat.you else self.wording
        text = wording.say(key, call=self._call(chat), **values)
        out = Outgoing(to=NOWHERE, text=text, choices=choices)
        return await self.post(to, out, note=note, priority=priority)

    async def post(
        self,
        to: Spot,
        out: Outgoing,
        *,
        note: Note = PLAIN_NOTE,
        priority: Priority = Priority.NOW,
        not_before: datetime | None = None,
    ) -> bool:
        """Queue a whole message (attachments, reply, edit…); `out.to` is filled in by the sender.

        With a slot, a face of it that stands in the chat is edited rather than said again.
        In a private chat the choices also stand open for a typed number or word; what asks for
        words leaves older ones open for a word only. Whom we have forgotten nothing is said to.
        """
        if (await self.store.people.chat_by_id(to.chat_id)).erased_at is not None:
            return False
        if note.slot is not None and not note.fresh and out.edits is None:
            standing = await self.store.outbox.in_slot(to.chat_id, note.slot)
            if standing is not None:
                out = replace(out, edits=standing.external_id, attachments=())
        out = replace(out, attachments=await self._findable(out.attachments))
        chat = await self._offer(to, out, note.what)
        out, note = self._by_typing(out, note, chat), self._asked(to, out, note)
        files = out.attachments if out.text and out.choices and note.slot else ()
        said = self._said(to, replace(out, attachments=()) if files else out, note, priority)
        if files:
            # A message of their own: when they fail, what stands above them is not said again.
            below = Note(f"{note.what}_files", note.data | {"under": note.slot}, note.case)
            under = Outgoing(to=NOWHERE, text="", attachments=files)
            under_it = self._said(to, under, below, priority)
            said = replace(said, below=replace(under_it, not_before=not_before))
        return await self.store.outbox.add(replace(said, not_before=not_before), self.now)

    async def _findable(self, files: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
        """Files under the platform's own ids; what stood in a chat that was erased is gone."""
        found = []
        for one in files:
            number, _, message = one.remote.removeprefix(OURS).partition(":")
            if one.remote.startswith(OURS):
                chat = await self.store.people.chat_by_id(int(number))
                if chat.erased_at is not None:
                    continue
                place = self.store.people.unseal_chat(chat)
                found.append(replace(one, remote=f"{place}:{message}"))
            else:
                found.append(one)
        return tuple(found)

    def _said(self, to: Spot, out: Outgoing, note: Note, priority: Priority) -> ToSay:
        return ToSay(
            chat_id=to.chat_id,
            topic=to.topic,
            body=OUTGOING.dump_json(out),
            priority=priority,
            key=note.once,
            slot=note.slot,
            case_id=note.case.id if note.case else None,
            what=note.what,
            data=note.data | _as_edit(note, out) | self._until(note, out),
            weight=max(1, (1 if out.text else 0) + len(out.attachments)),
        )

    def _until(self, note: Note, out: Outgoing) -> dict[str, Any]:
        """Until when it may be sent; what changes of what stands in a chat calls nobody."""
        if not note.at_work or out.edits:
            return {}
        return {UNTIL: int(calendar_of(self.office).shuts_at(self.now).timestamp())}

    async def remark(self, to: Spot, key: str, **values: Any) -> None:
        """Answer a press in passing where the platform can, otherwise with a message."""
        if self.can_notice and not self.notice:
            self.notice = self.say(key, **values)
        else:
            await self.tell(to, key, **values)

    async def _offer(self, to: Spot, out: Outgoing, what: str) -> Chat:
        chat = await self.store.people.chat_by_id(to.chat_id)
        if chat.private and (offer := offers.after(out, what, chat.offer)) != chat.offer:
            chat.offer = offer
            self.store.people.save(chat)
        return chat

    def _by_typing(self, out: Outgoing, note: Note, chat: Chat) -> Outgoing:
        """Say how to choose or to answer where there is nothing to press or to quote."""
        prompts = note.what.startswith("prompt.")
        if not (out.choices or prompts):
            return out
        of_unit = note.what in OF_THE_UNIT
        of_case = note.case and (prompts or of_unit or note.what.startswith("card"))
        sort = "prompted" if prompts else "choose_of_unit" if of_unit else "choose_of_card"
        key = "choose_here" if chat.private else sort if of_case else "choose"
        short = note.case.code[-4:] if note.case else ""
        how = self.say(f"plain.{key}", short=short, call=self._call(chat))
        return replace(out, how_to_choose=how)

    def _asked(self, to: Spot, out: Outgoing, note: Note) -> Note:
        """Remember of whom it is asked: in a group, a bare number means what was asked last."""
        asks = out.choices or note.slot or note.what.startswith("prompt.")
        if self.asker is None or to.chat_id != self.asker[0] or note.what == "card" or not asks:
            return note
        asked = {"for": self.asker[1], "at": int(self.now.timestamp())}
        return replace(note, data=note.data | asked)

    def close_offer(self, chat: Chat) -> None:
        """Numbers and words mean nothing any more in this chat, until something is offered."""
        chat.offer = None
        self.store.people.save(chat)

    async def spot_of(self, unit: str) -> Spot | None:
        """Say where a unit's cards go; None when it has no desk yet."""
        room = await self.store.offices.room_of(unit)
        return Spot(room.chat_id, room.topic) if room else None

    async def homes(self, unit: str) -> list[Spot]:
        """Say where a unit's cards stand: its desk, and while it has none where others look."""
        if home := await self.spot_of(unit):
            return [home]
        if unit not in self.office.kept_apart:
            return await self.duty_spots()
        # What only leaders read stands in their own private chats.
        leaders: list[Person] = await self.store.people.with_role(Role.LEADER, self.now, unit)
        chats = [await self.store.people.chat_by_id(one.chat_id) for one in leaders if one.chat_id]
        return [Spot(one.id) for one in chats if one.id and one.closed_at is None]

    async def duty_spots(self) -> list[Spot]:
        """Say where the bot's own alerts go: the duty chats, without one the admins."""
        rooms: list[Room] = await self.store.offices.rooms(RoomKind.DUTY)
        if rooms:
            return [Spot(room.chat_id, room.topic) for room in rooms]
        admins: list[Person] = await self.store.people.with_role(Role.ADMIN, self.now)
        return [Spot(admin.chat_id) for admin in admins if admin.chat_id]

    async def alert(self, key: str, *, once: str | None = None, **values: Any) -> None:
        """Tell the duty chat."""
        spots = await self.duty_spots()
        self.unheard += [] if spots else [f"{key} ({once or self.now.date()})"]
        for spot in spots:
            note = Note(what="alert", once=f"{once}:{spot.chat_id}" if once else None)
            await self.tell(spot, key, note=note, priority=Priority.CARD, **values)


def _as_edit(note: Note, out: Outgoing) -> dict[str, Any]:
    """What the sender must know of a newer face, where it can and where it cannot be edited."""
    edits = {"edits": True} if out.edits else {}
    return edits if note.short is None else edits | {"short": note.short}
