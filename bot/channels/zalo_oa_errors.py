"""What the errors of Zalo's OA mean for us: a table of codes (zalo.md §B9), and when to try again.

Failures come with HTTP 200; the body's `error` says what happened, its words are only for the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.channels.base import Refused, RetryLater, SendError, WindowShut
from handlers.wording import HERE


class Sort(StrEnum):
    """What is to be done about an error."""

    RENEW = "renew"  # the access token is over: a new one, and once more
    UPLOAD = "upload"  # what was uploaded is forgotten: once more
    MINUTE = "minute"  # too many calls: nothing before the next minute
    MORNING = "morning"  # not at night
    DAY = "day"  # the quota is used up: tomorrow or at the person's next word; the office is told
    LATER = "later"
    TWICE = "twice"  # later, but not for ever
    WINDOW = "window"  # not before the person writes again
    CONFIG = "config"  # nothing helps but a person at Zalo's console
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the table; `name` is what the office's people may read in an alert or a log."""

    sort: Sort
    name: str


TABLE: dict[int, Code] = {
    -32: Code(Sort.MINUTE, "limit of calls reached"),
    -100: Code(Sort.UPLOAD, "attachment_id expired"),
    -200: Code(Sort.TWICE, "send message failed"),
    -201: Code(Sort.NEVER, "a field is invalid"),
    -204: Code(Sort.CONFIG, "the OA is disabled"),
    -205: Code(Sort.CONFIG, "the OA does not exist"),
    -209: Code(Sort.CONFIG, "the app is not activated"),
    -210: Code(Sort.NEVER, "a parameter exceeds its limit"),
    -211: Code(Sort.DAY, "out of quota"),
    -212: Code(Sort.CONFIG, "the app has not registered this API"),
    -213: Code(Sort.WINDOW, "the person has not followed the OA"),
    -214: Code(Sort.LATER, "an article is being processed"),
    -216: Code(Sort.RENEW, "access token invalid"),
    -217: Code(Sort.WINDOW, "the person blocks invitations of the OA"),
    -218: Code(Sort.WINDOW, "out of quota for this person"),
    -219: Code(Sort.CONFIG, "the app is removed or disabled"),
    -220: Code(Sort.RENEW, "access token expired or removed"),
    -221: Code(Sort.CONFIG, "the OA needs to be verified"),
    -223: Code(Sort.CONFIG, "the OA has not authorised this API"),
    -224: Code(Sort.CONFIG, "the OA needs a higher package"),
    -227: Code(Sort.WINDOW, "the person is banned or away for more than 45 days"),
    -230: Code(Sort.WINDOW, "the person has not written in the past 7 days"),
    -231: Code(Sort.WINDOW, "the person has not written"),
    -232: Code(Sort.WINDOW, "the person's last word is too old"),
    -233: Code(Sort.NEVER, "message type invalid or not supported"),
    -234: Code(Sort.MORNING, "not at night"),
    -235: Code(Sort.CONFIG, "not for this type of OA"),
    -237: Code(Sort.CONFIG, "the group is disabled"),
    -238: Code(Sort.CONFIG, "the group's asset is in use"),
    -240: Code(Sort.NEVER, "MessageV2 has been shut down"),
    -241: Code(Sort.CONFIG, "the group's asset is disabled"),
    -242: Code(Sort.CONFIG, "appsecret_proof invalid"),
    -244: Code(Sort.WINDOW, "the person restricts this type of message"),
    -248: Code(Sort.NEVER, "violates the platform's standards"),
    -249: Code(Sort.NEVER, "this template cannot be sent to a user id"),
    -305: Code(Sort.WINDOW, "outside the window of 48 hours"),
    -311: Code(Sort.WINDOW, "outside the window of 48 hours"),
    -320: Code(Sort.CONFIG, "no Zalo Cloud Account is connected"),
    -321: Code(Sort.CONFIG, "the Zalo Cloud Account is out of money"),
    -403: Code(Sort.CONFIG, "the OA is not in the group"),
    # Templates outside the window (ZBS, ZNS).
    -108: Code(Sort.NEVER, "the phone number is invalid"),
    -109: Code(Sort.NEVER, "the template is invalid"),
    -112: Code(Sort.NEVER, "a template's parameter is invalid"),
    -1121: Code(Sort.NEVER, "a template's parameter is invalid"),
    -1122: Code(Sort.NEVER, "a template's parameter is missing"),
    -1124: Code(Sort.NEVER, "a template's parameter is invalid"),
    -114: Code(Sort.WINDOW, "the person cannot receive it"),
    -118: Code(Sort.WINDOW, "the person has no Zalo account"),
    -119: Code(Sort.WINDOW, "the person cannot receive it"),
    -139: Code(Sort.WINDOW, "the person refuses this type"),
    -140: Code(Sort.WINDOW, "the person refuses this type"),
    -141: Code(Sort.WINDOW, "the person refuses the OA"),
    -115: Code(Sort.CONFIG, "out of money"),
    -137: Code(Sort.CONFIG, "the Zalo Cloud Account is out of money"),
    -117: Code(Sort.CONFIG, "no permission for the template"),
    -124: Code(Sort.RENEW, "access token invalid"),
    -1241: Code(Sort.CONFIG, "appsecret_proof invalid"),
    -126: Code(Sort.CONFIG, "development mode only"),
    -127: Code(Sort.CONFIG, "development mode reaches admins only"),
    -131: Code(Sort.CONFIG, "the template is not approved"),
    -132: Code(Sort.NEVER, "a template's parameter is invalid"),
    -133: Code(Sort.MORNING, "not at night"),
    -135: Code(Sort.CONFIG, "the OA may not send templates"),
    -1351: Code(Sort.CONFIG, "the OA is blocked from templates"),
    -136: Code(Sort.CONFIG, "no Zalo Cloud Account is connected"),
    -144: Code(Sort.DAY, "the templates' daily limit is reached"),
    -146: Code(Sort.CONFIG, "the template is disabled"),
    -147: Code(Sort.DAY, "the template's daily limit is reached"),
}  # fmt: skip
UNKNOWN = Code(Sort.TWICE, "a code that nobody has told us of")

A_WHILE = timedelta(minutes=30)
"""Between attempts where only a person can help."""
TRIES = 3
MORNING = time(6, 5)


class Failed(Exception):
    """Zalo answered, and said no. `code` is its `error`."""

    def __init__(self, code: int, words: str = "") -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.row = TABLE.get(code, UNKNOWN)

    @property
    def reason(self) -> str:
        """For the log and the officials' list of what did not arrive."""
        return f"Zalo {self.code}: {self.row.name}"


def explained(error: Failed, now: datetime, place: "Meanings | None" = None) -> SendError:
    """Say what an error means for the message that was to be sent.

    `place`: what it means there, where that is not a person's chat.
    """
    sort = error.row.sort
    meaning = (place or {}).get(sort) or MEANING[sort]
    return meaning(error.reason, now)


def next_minute(now: datetime) -> timedelta:
    """How long until the platform counts anew; a little more, as its clock is not ours."""
    return timedelta(minutes=1, seconds=1) - timedelta(
        seconds=now.second, microseconds=now.microsecond
    )


def _morning(now: datetime) -> timedelta:
    here = now.astimezone(HERE)
    due = here.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
    return due - here if due > here else due + timedelta(days=1) - here


def _tomorrow(now: datetime) -> timedelta:
    here = now.astimezone(HERE)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight + timedelta(minutes=5) - here


Meanings = dict[Sort, Callable[[str, datetime], SendError]]

MEANING: Meanings = {
    # A renewed token that is refused again: a person has to look, and nothing may be lost.
    Sort.RENEW: lambda why, _: RetryLater(why, after=A_WHILE, alarm=True),
    Sort.UPLOAD: lambda why, _: RetryLater(why, at_most=TRIES),
    Sort.MINUTE: lambda why, now: RetryLater(why, after=next_minute(now)),
    Sort.MORNING: lambda why, now: RetryLater(why, after=_morning(now)),
    # What a person is told within 48 hours of their word costs no quota (zalo.md §B4).
    Sort.DAY: lambda why, _: WindowShut(why, alarm=True),
    Sort.LATER: lambda why, _: RetryLater(why),
    Sort.TWICE: lambda why, _: RetryLater(why, at_most=TRIES),
    Sort.WINDOW: lambda why, _: WindowShut(why),
    Sort.CONFIG: lambda why, _: RetryLater(why, after=A_WHILE, alarm=True),
    Sort.NEVER: lambda why, _: Refused(why),
}

NOTICES: Meanings = {
    Sort.DAY: lambda why, now: RetryLater(why, after=_tomorrow(now), alarm=True),
}
"""Paid templates: no word of the person's makes room for them."""
GROUPS: Meanings = NOTICES | {Sort.WINDOW: MEANING[Sort.CONFIG]}
"""A group has no window that somebody's word could open."""
