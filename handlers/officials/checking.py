"""What is asked of an answer before it goes out: is it a promise, does it hold a fact, a photo."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from handlers import facts, promises
from handlers.calendar import calendar_of
from handlers.desk import Desk, Rows
from handlers.facts import Fact
from handlers.message import AttachmentKind, Choice
from handlers.promises import Noticed
from handlers.saying import files_of
from handlers.wording import HERE
from storage.models import OPEN_STATES, Case, Entry

SHOWS = (AttachmentKind.PHOTO, AttachmentKind.VIDEO, AttachmentKind.VIDEO_NOTE)
SAYS_NOTHING = (AttachmentKind.STICKER, AttachmentKind.COPY)
PRAISE = "praise"
"""Thanks are answered by thanks."""
CHECKED = {"reply.send": "send", "reply.correct": "correct"}
"""Verbs whose words are looked at, and how their buttons are called."""
NO_PROMISE = "0"
USUAL_REASONS = 2


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about words while they were shown back; buttons carry it as `code`."""

    day: str = ""
    """The promised day as yymmdd; "0": it is no promise; "": nobody was asked yet."""
    photo: str = ""
    """Why there is no photo: the number of a usual reason, or "e" and that of an entry."""
    bare: bool = False
    """It goes out without any fact."""

    @classmethod
    def of(cls, code: str) -> "Decided":
        """Read a button's; what is not understood was not decided."""
        parts = {one[:1]: one[1:] for one in code.split(".") if one}
        return cls(parts.get("p", ""), parts.get("n", ""), "f" in parts)

    @property
    def code(self) -> str:
        """As a button carries it: "p261130.n1.f"."""
        parts = (self.day and f"p{self.day}", self.photo and f"n{self.photo}", "f" * self.bare)
        return ".".join(one for one in parts if one)

    def promised(self) -> date | None:
        """The day that was confirmed as promised."""
        try:
            return datetime.strptime(self.day, "%y%m%d").date()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            return None

    def promise(self, day: date) -> "Decided":
        """With this day confirmed."""
        return replace(self, day=f"{day:%y%m%d}")


NOTHING_DECIDED = Decided()


@dataclass(frozen=True, slots=True)
class Look:
    """What is still to be asked about words before they go out as an answer."""

    day: date | None = None
    """Is this a promise?"""
    dateless: str = ""
    """The word that says that something will be done, where no date is named; it may go out so."""
    lacks: tuple[Fact, ...] = ()
    photo: bool = False
    """Work in the field is done, and no photo shows it."""

    @property
    def holds_back(self) -> bool:
        """Whether it must not go out before somebody has decided."""
        return bool(self.day or self.lacks or self.photo)


def today(desk: Desk) -> date:
    """The day here."""
    return desk.now.astimezone(HERE).date()


def noticed(desk: Desk, words: str) -> Noticed | None:
    """What sounds like a promise in somebody's words, read today."""
    return promises.notice(words, today(desk), calendar_of(desk.office).working_day_after)


def look(desk: Desk, case: Case, entry: Entry, decided: Decided) -> Look:
    """See what is missing. Only what ends a case must hold facts; a promise is one anywhere."""
    found = noticed(desk, entry.text)
    named = found.day if found else None
    promised = decided.promised()
    asked = decided.day == NO_PROMISE or (promised is not None and promised >= today(desk))
    closes = case.state in OPEN_STATES and case.kind != PRAISE
    files = any(one.kind not in SAYS_NOTHING for one in files_of([entry]))
    lacking = facts.lacks(entry.text, files=files, day=bool(named or (promised and asked)))
    return Look(
        day=None if asked else named,
        dateless=found.sign if found and not named and not asked else "",
        lacks=lacking if closes and not decided.bare else (),
        photo=closes and not decided.photo and _photo_is_missing(desk, case, entry),
    )


def _photo_is_missing(desk: Desk, case: Case, entry: Entry) -> bool:
    category = desk.office.category(case.category)
    if category is None or not category.field or not facts.says_done(entry.text):
        return False
    return not any(one.kind in SHOWS for one in files_of([entry]))


def photo_reasons(desk: Desk) -> tuple[str, ...]:
    """Why there may be no photo: the office's reasons, else the usual ones."""
    usual = (desk.say(f"promises.no_photo_{n}") for n in range(1, USUAL_REASONS + 1))
    return desk.office.answers.no_photo or tuple(usual)


def remarks(desk: Desk, found: Look) -> list[str]:
    """What the preview says about it."""
    said = []
    if found.day:
        said.append(desk.say("promises.is_it_one", day=desk.wording.day(found.day)))
    if found.lacks:
        missing = ", ".join(desk.say(f"promises.lacks_{one}") for one in found.lacks)
        said.append(desk.say("promises.lacking", missing=missing))
    if found.photo:
        said.append(desk.say("promises.photo_please"))
    if found.dateless:
        said.append(desk.say("promises.dateless", sign=found.dateless))
    return said


def send_rows(  # which words, seen when, found what
    desk: Desk, verb: str, entry: Entry, seen: int, found: Look, decided: Decided
) -> Rows:
    """The buttons that send: one tap decides the next question and sends, if it was the last.

    None when nothing is to be asked.
    """
    sort, about = CHECKED[verb], f"{entry.id}:{seen}"

    def send(now: Decided, key: str, **values: object) -> tuple[Choice, ...]:
        return (desk.choice(f"{verb}:{about}:{now.code}", key, **values),)

    def ask(what: str, key: str) -> tuple[Choice, ...]:
        return (desk.choice(f"{what}:{about}:{decided.code}", key),)

    sure = found.day or decided.promised()
    if found.day:
        day = f"{found.day:%d/%m}"
        return (
            send(decided.promise(found.day), f"promises.{sort}_promise", day=day),
            send(replace(decided, day=NO_PROMISE), f"promises.{sort}_no_promise"),
            ask("promise.date", "promises.other_date"),
        )
    asks_date: Rows = (ask("promise.date", "promises.set_date"),) if found.dateless else ()
    if found.lacks:
        return (send(replace(decided, bare=True), "promises.send_bare"), *asks_date)
    if found.photo:
        reasons = enumerate(photo_reasons(desk), start=1)
        return (
            *(
                send(replace(decided, photo=str(n)), "promises.send_no_photo", reason=reason)
                for n, reason in reasons
            ),
            ask("promise.photo", "promises.add_photo"),
        )
    if sure:
        return (send(decided, f"promises.{sort}_promise", day=f"{sure:%d/%m}"),)
    if asks_date or decided.code:
        return (send(decided, f"officials.button.reply_{sort}"), *asks_date)
    return ()


def overrides(desk: Desk, found: Look, decided: Decided, own_reason: str) -> list[str]:
    """What the history says of what was missing when it went out all the same.

    `found`: what would be missing had nothing been decided.
    """
    said = []
    if found.lacks and decided.bare:
        said.append("facts: " + ", ".join(found.lacks))
    if found.photo and decided.photo:
        reasons = photo_reasons(desk)
        number = int(decided.photo) if decided.photo.isdecimal() else 0
        reason = reasons[number - 1] if 1 <= number <= len(reasons) else own_reason
        said.append(f"photo: {reason}")
    return said
