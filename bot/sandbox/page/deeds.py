"""What a person does on a phone: exactly what the stand-ins' people can, and nothing besides."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.page import samples
from bot.sandbox.page.cast import Cast, Room
from bot.sandbox.page.words import words

LONGEST = 4096
MOST_FILES, LARGEST = 10, 10 * 1024 * 1024
"""Files at once, bytes of each: what an app would send."""


class Wish(BaseModel):
    """What somebody in front of the page wants done. `files` are base64, or names of samples."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    room: str
    who: str
    act: str
    text: str = Field(default="", max_length=LONGEST)
    reply: str = ""
    message: str = ""
    label: str = ""
    files: tuple[str, ...] = Field(default=(), max_length=MOST_FILES)
    place: int = Field(default=0, ge=0)


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody, somewhere, about to do something."""

    who: Any
    room: Room
    where: dict[str, Any]
    wish: Wish

    def say(self) -> Any:  # noqa: ANN401  # of any stand-in
        """Type something."""
        return self.who.says(self.wish.text, **self.where)

    def press(self) -> Any:  # noqa: ANN401  # likewise
        """Tap a button under a message."""
        return self.who.presses(self.room.find(self.wish.message), self.wish.label)

    def show(self) -> Any:  # noqa: ANN401  # likewise
        """Send one picture, or several at once."""
        contents, caption = [_content(one) for one in self.wish.files], self.wish.text
        if len(contents) == 1:
            return self.who.sends_photo(contents[0], caption=caption, **self.where)
        return self.who.sends_album(contents, caption=caption, **self.where)

    def pin(self) -> Any:  # noqa: ANN401  # likewise
        """Send a place."""
        places = words()["place"]
        one = places[self.wish.place % len(places)]
        return self.who.sends_location(one["latitude"], one["longitude"], **self.where)

    def speak(self) -> Any:  # noqa: ANN401  # likewise
        """Send a spoken message."""
        return self.who.sends_voice(samples.voice(), **self.where)

    def hand_over(self) -> Any:  # noqa: ANN401  # likewise
        """Send a paper."""
        return self.who.sends_document(samples.paper(), caption=self.wish.text, **self.where)

    def give_number(self) -> Any:  # noqa: ANN401  # likewise
        """Send one's own phone number, which the bot has asked for."""
        phone = words()["sample"]["phone"]
        if hasattr(self.who, "sends_contact"):
            return self.who.sends_contact(phone, **self.where)
        return self.who.submits_info(self.who.name, phone)


DEEDS: dict[str, Callable[[Deed], Any]] = {
    "say": Deed.say,
    "press": Deed.press,
    "show": Deed.show,
    "pin": Deed.pin,
    "speak": Deed.speak,
    "paper": Deed.hand_over,
    "number": Deed.give_number,
}


def do(cast: Cast, wish: Wish) -> None:
    """Do it. Raises LookupError, ValueError (Impossible among them) when no app would."""
    room = cast.rooms[wish.room]
    if wish.who not in room.speakers:
        message = f"{wish.who} is not in {wish.room}"
        raise LookupError(message)
    where: dict[str, Any] = {} if room.private else {"in_": room.place}
    if wish.reply:
        where["reply_to"] = room.find(wish.reply)
    if not (wish.text.strip() or wish.files) and wish.act in {"say", "show"}:
        raise ValueError("nothing is said")
    DEEDS[wish.act](Deed(cast.people[wish.who], room, where, wish))


def _content(file: str) -> bytes:
    """Raises ValueError, KeyError."""
    if file.startswith("sample:"):
        return samples.picture(file.removeprefix("sample:"))
    try:
        content = base64.b64decode(file, validate=True)
    except binascii.Error as error:
        raise ValueError("the file did not arrive whole") from error
    if not samples.is_picture(content):
        raise ValueError("this is no picture that a phone could send")
    if len(content) > LARGEST:
        raise ValueError("the file is too large")
    return content
