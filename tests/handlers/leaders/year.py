"""A year of a ward's cases and answers, thrown with seeded dice: the same for the same seed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from handlers.calendar import calendar_of
from handlers.folding import fold
from handlers.wording import HERE
from storage.db import Database, Store
from storage.hot import run, table
from storage.models import Case, Chat, Event, Person, State, Survey
from storage.people import Identity
from tests.handlers.told import OFFICE

FIRST = datetime(2026, 1, 5, 8, tzinfo=HERE).astimezone(UTC)
DAYS = 330
NAMES = ("Nguyễn Thị Buổi", "Trần Văn Kiệt", "Lê Becgie", "Phạm Hùng Dũng")
RARE = "con chó becgie tên Bông ở hẻm 47 nhà ông Sáu Kiệt, gọi 0912 345 678"
"""What only one resident would say."""
COMMENTS = ("Cán bộ nhẹ nhàng, giải thích rõ ràng", f"Chậm quá, {RARE}", "Chờ lâu quá không ai nói")
CATEGORIES = [one.code for one in OFFICE.categories if not one.restricted]
ITEMS = [one.code for one in OFFICE.pledge.items]
AREAS = [*(one.code for one in OFFICE.areas), None]
FOLDED = {words: fold(words) for name in NAMES for words in [f"{name} báo: {RARE}"]}
LEVELS = (5, 5, 5, 4, 4, 4, 4, 3, 2, 1, None, None, None)


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases, in how many units of which codes."""

    cases: int
    units: tuple[str, ...] = tuple(one.code for one in OFFICE.units)
    people: int = 20
    history: bool = True


CASE = Case(
    code="", kind="", category="", unit="", text="", folded="", person_id=0, chat_id=0,
    sent_at=FIRST, due_at=FIRST,
).model_dump()  # fmt: skip
SURVEY = Survey(
    case_id=0, round=0, person_id=0, unit="", channel="", asked_at=FIRST
).model_dump(exclude={"id"})  # fmt: skip
EVENT = Event(
    case_id=0, number=0, at=FIRST, act="", role="official", previous="", sha256=""
).model_dump(exclude={"id"})  # fmt: skip
"""Rows as their models make them, copied; events are chained to nothing: figures do not ask."""
AT_ONCE = 5_000
"""Cases that are in memory while many are written down."""
Row = dict[str, Any]


async def put_down(database: Database, size: Size, seed: int = 1) -> None:
    """Write the year down; ids are counted from 1."""
    dice = Random(seed)  # noqa: S311  # dice, no secrets
    days = _Days()
    async with database.unit_of_work() as store:
        people = await _people(store, size.people)
        for first in range(1, size.cases + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, size.cases + 1))
            rows = [_thrown(dice, number, people, size.units, days) for number in numbers]
            events = [event for one in rows for event in one[2]]
            for model, found in (
                (Case, [one[0] for one in rows]),
                (Survey, [one[1] for one in rows if one[1]]),
                (Event, events if size.history else []),
            ):
                if found:
                    await run(store.session, table(model).insert(), found)


async def _people(store: Store, count: int) -> list[tuple[int, int]]:
    """People under some few names: who they are is sealed once for each name."""
    sealed = []
    for number, name in enumerate(NAMES):
        chat = await store.people.chat("telegram", f"chat-{number}-0912345678", private=True)
        who = Identity(f"id-{number}", name, phone="0912345678")
        person = await store.people.person("telegram", who, FIRST, chat.id)
        sealed.append((chat, person))
    await store.flush()
    more = range(len(NAMES), count)
    first = max((one.id or 0) for chat, person in sealed for one in (chat, person)) + 1
    chats, persons = [], []
    for number in more:
        chat, person = sealed[number % len(NAMES)]
        both = {"id": first + number, "key": f"{number}"}
        chats.append(chat.model_dump() | both)
        persons.append(person.model_dump() | both | {"chat_id": first + number})
    if chats:
        await run(store.session, table(Chat).insert(), chats)
        await run(store.session, table(Person).insert(), persons)
    known = [(person.id or 0, chat.id or 0) for chat, person in sealed]
    return [*known, *((first + number, first + number) for number in more)]


class _Days:
    """Working days, counted once for each day and number."""

    def __init__(self) -> None:
        self._calendar = calendar_of(OFFICE)
        self._known: dict[tuple[date, int], datetime] = {}

    def after(self, sent: datetime, days: int) -> datetime:
        received = self._calendar.received_on(sent), days
        if received not in self._known:
            self._known[received] = self._calendar.add_working_days(sent, days).at
        return self._known[received]


def _thrown(
    dice: Random, number: int, people: list[tuple[int, int]], units: tuple[str, ...], days: _Days
) -> tuple[Row, Row, list[Row]]:
    person, chat = dice.choice(people)
    sent = FIRST + timedelta(minutes=dice.randrange(DAYS * 24 * 60))
    due = days.after(sent, dice.randint(3, 10))
    said = sent + timedelta(hours=dice.randint(4, 300))
    end = FIRST + timedelta(days=DAYS)
    answered = said if said < end and dice.random() < 0.9 else None
    state = dice.choice([State.ANSWERED, State.ANSWERED, State.CONFIRMED, State.REFUSED])
    words = f"{dice.choice(NAMES)} báo: {RARE}"
    case = CASE | {
        "id": number,
        "code": f"PA-{sent:%y%m}-{number:05}",
        "kind": "praise" if number % 11 == 0 else "report",
        "category": dice.choice(CATEGORIES),
        "unit": dice.choice(units),
        "area": dice.choice(AREAS),
        "place": dice.choice([None, "Hẻm 47, nhà ông Sáu Kiệt"]),
        "text": words,
        "folded": FOLDED[words],
        "state": state if answered else State.ASSIGNED,
        "person_id": person,
        "chat_id": chat,
        "sent_at": sent,
        "due_at": due,
        "first_due_at": due - timedelta(days=2) if number % 13 == 0 else None,
        "answered_at": answered if state != State.REFUSED else None,
        "closed_at": answered,
    }
    sending = {"case_id": number, "number": 1, "at": sent, "act": "send", "after": State.RECEIVED}
    events = [EVENT | sending]
    if answered is None:
        return case, {}, events
    ends = {"number": 2, "at": answered, "act": "answer", "after": case["state"]}
    return case, _survey(dice, number, case, answered), [*events, EVENT | sending | ends]


def _survey(dice: Random, number: int, case: Row, at: datetime) -> Row:
    level = dice.choice(LEVELS)
    skipped = "asked_lately" if number % 7 == 0 else None
    asked = SURVEY | {
        "case_id": number,
        "person_id": case["person_id"],
        "unit": case["unit"],
        "channel": dice.choice(["telegram", "zalo_oa"]),
        "skipped": skipped,
        "asked_at": at,
    }
    if level is None or skipped:
        return asked
    return asked | {
        "satisfaction": level,
        "rated_at": at,
        "done": dice.choice(["yes", "yes", "partly", "no", None]),
        "items": sorted(dice.sample(ITEMS, 3)) if number % 2 else None,
        "offered": ITEMS,
        "comment": dice.choice(COMMENTS) if number % 5 == 0 else None,
    }
