"""The words every channel speaks: who says what to whom, with which choices and attachments."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

BOLD, PLAIN = "\x02", "\x03"
"""Around a run that a channel may show in bold; never part of what a person typed."""


class Kind(StrEnum):
    """What arrived. A press is a tap on one of our choices; NO_SPEECH names what nobody said."""

    TEXT = "text"
    MEDIA = "media"  # one or more attachments, with or without a caption
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"  # a person said something in a form that we cannot read
    PRESS = "press"
    BLOCKED = "blocked"  # the person closed this channel to us (or we were put out of the group)
    OPENED = "opened"  # the person opened it again, or we were taken into a group
    MOVED = "moved"  # the group lives on under another id: see Incoming.moved_to
    LEFT = "left"  # the sender is no longer in the group
    JOINED = "joined"  # the sender is in the group (again)
    CONSOLE = "console"  # an official wrote to the person by hand, past the desk
    WITHDRAWN = "withdrawn"  # the person asked the platform that we give up what we know of them


NO_SPEECH = frozenset(
    {
        Kind.BLOCKED,
        Kind.OPENED,
        Kind.MOVED,
        Kind.LEFT,
        Kind.JOINED,
        Kind.CONSOLE,
        Kind.WITHDRAWN,
    }
)
"""What happened without anybody saying something to us."""


class AttachmentKind(StrEnum):
    """How an attachment is shown; COPY is a message that only its own platform can repeat."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    ANIMATION = "animation"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"
    COPY = "copy"


class Held(StrEnum):
    """Why an attachment is shown to no official (yet)."""

    PAPERS = "papers"  # it looks like somebody's papers: who sent it decides
    UNREADABLE = "unreadable"  # what it tells of place and time cannot be taken out


@dataclass(frozen=True, slots=True)
class Address:
    """A chat on a channel, and the topic in it where groups have topics."""

    channel: str
    chat_id: str
    topic: str | None = None


NOWHERE = Address("", "")
"""Of what a desk posts: the chat is given beside it, and the sender knows the place."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, sound or file: where the platform keeps it (`remote`), and our copy (`sha256`).

    For COPY, `remote` is "<chat id>:<message id>". Sizes in bytes, duration in seconds.
    """

    kind: AttachmentKind
    remote: str
    channel: str
    name: str = ""
    mime: str = ""
    size: int = 0
    seconds: int = 0
    sha256: str | None = None
    held: Held | None = None
    taken_at: tuple[float, float] | None = None  # degrees WGS84; only until its sender decides


@dataclass(frozen=True, slots=True)
class Sender:
    """Who spoke. `anonymous`: a group admin who hides behind the group's name."""

    user_id: str
    name: str = ""
    username: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, degrees WGS84, with the words that came with it."""

    latitude: float
    longitude: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened in a chat, told without any platform's words.

    `external_id` is unique in its chat (an edit and a press have ids of their own);
    `edits` names the message of which this is a new version, `reply_to` the one it answers,
    `choice` the value of the pressed choice and `pressed_on` the message that carried it.
    Text is NFC, without control characters.
    """

    address: Address
    external_id: str
    kind: Kind
    sender: Sender
    private: bool
    sent_at: datetime
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    place: Place | None = None
    phone: str = ""  # of a contact; own_phone says whose
    own_phone: bool = False
    album: str | None = None
    reply_to: str | None = None
    quoted: str = ""  # what stands in our message that it answers in a group, if the platform says
    edits: str | None = None
    choice: str | None = None
    pressed_on: str | None = None
    moved_to: str | None = None
    form: str = ""  # for OTHER: the platform's name of what it was ("poll", "dice", …)
    to_us: bool = False  # in a group that brings us nothing but what is said to us


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: a button where the platform has them, always a number and a word.

    `value` is at most 64 bytes of ASCII and says what is chosen of what, e.g. "draft.send:12".
    """

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to put into a chat, or (`edits`) a new face of one that stands there.

    `choices` are rows of buttons. `text` may hold BOLD…PLAIN runs; everything else is data.
    `asks_reply` invites a typed answer to this very message (a forced reply where there is one).
    """

    to: Address
    text: str
    choices: tuple[tuple[Choice, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    edits: str | None = None
    asks_reply: bool = False
    asks_place: str = ""  # label of a button by which a phone sends where it is
    asks_phone: str = ""  # title of a form for a call-back number, where a platform has one
    how_to_choose: str = ""  # a line below the choices where they are numbers and no buttons


@dataclass(frozen=True, slots=True)
class Sent:
    """The ids under which the platform put our message, text parts and album items in order."""

    external_ids: tuple[str, ...] = field(default=())
