"""A year of a ward's cases and answers, thrown with seeded dice: the same for the same seed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from handlers.calendar import calendar_of
from handlers.folding import fold
from handlers.wording import HERE
from storage.db import Database
from storage.hot import run, table
from storage.models import Case, Event, State, Survey
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
LEVELS = (5, 5, 5, 4, 4, 4, 4, 3, 2, 1, None, None, None)


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases, in how many units of which codes."""

    cases: int
    units: tuple[str, ...] = tuple(one.code for one in OFFICE.units)
    people: int = 20
    history: bool = True


async def put_down(database: Database, size: Size, seed: int = 1) -> None:
    """Write the year down; ids are counted from 1."""
    dice = Random(seed)  # noqa: S311  # dice, no secrets
    async with database.unit_of_work() as store:
        people: list[tuple[int, int]] = []
        for number in range(size.people):
            name = NAMES[number % len(NAMES)]
            chat = await store.people.chat("telegram", f"chat-{number}-0912345678", private=True)
            who = Identity(f"id-{number}", name, phone="0912345678")
            person = await store.people.person("telegram", who, FIRST, chat.id)
            people.append((person.id or 0, chat.id or 0))
        await store.flush()
        rows = [_thrown(dice, number, people, size.units) for number in range(1, size.cases + 1)]
        for model, at in ((Case, 0), (Survey, 1)):
            found = [one[at] for one in rows if one[at]]
            if found:
                await run(store.session, table(model).insert(), found)
        ends = [event for one in rows for event in one[2]]
        if ends and size.history:
            await run(store.session, table(Event).insert(), ends)


def _thrown(
    dice: Random, number: int, people: list[tuple[int, int]], units: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    person, chat = dice.choice(people)
    sent = FIRST + timedelta(minutes=dice.randrange(DAYS * 24 * 60))
    due = calendar_of(OFFICE).add_working_days(sent, dice.randint(3, 10)).at
    said = sent + timedelta(hours=dice.randint(4, 300))
    end = FIRST + timedelta(days=DAYS)
    answered = said if said < end and dice.random() < 0.9 else None
    state = dice.choice([State.ANSWERED, State.ANSWERED, State.CONFIRMED, State.REFUSED])
    words = f"{dice.choice(NAMES)} báo: {RARE}"
    case = Case(
        id=number,
        code=f"PA-{sent:%y%m}-{number:05}",
        kind="praise" if number % 11 == 0 else "report",
        category=dice.choice(CATEGORIES),
        unit=dice.choice(units),
        area=dice.choice([*(one.code for one in OFFICE.areas), None]),
        place=dice.choice([None, "Hẻm 47, nhà ông Sáu Kiệt"]),
        text=words,
        folded=fold(words),
        state=state if answered else State.ASSIGNED,
        person_id=person,
        chat_id=chat,
        sent_at=sent,
        due_at=due,
        first_due_at=due - timedelta(days=2) if number % 13 == 0 else None,
        answered_at=answered if state != State.REFUSED else None,
        closed_at=answered,
    )
    events = [_event(number, 1, sent, "send", State.RECEIVED)]
    survey: dict[str, Any] = {}
    if answered:
        events.append(_event(number, 2, answered, "answer", case.state))
        survey = _survey(dice, number, case, answered).model_dump(exclude={"id"})
    return case.model_dump(), survey, events


def _event(case: int, number: int, at: datetime, act: str, after: str) -> dict[str, Any]:
    """Chained to nothing: figures do not ask."""
    event = Event(
        case_id=case, number=number, at=at, act=act, role="official", after=after, previous="",
        sha256="",
    )  # fmt: skip
    return event.model_dump(exclude={"id"})


def _survey(dice: Random, number: int, case: Case, at: datetime) -> Survey:
    level = dice.choice(LEVELS)
    rated = level is not None
    skipped = "asked_lately" if number % 7 == 0 else None
    return Survey(
        case_id=number,
        round=0,
        person_id=case.person_id,
        unit=case.unit,
        channel=dice.choice(["telegram", "zalo_oa"]),
        skipped=skipped,
        asked_at=at,
        satisfaction=level if not skipped else None,
        rated_at=at if rated and not skipped else None,
        done=dice.choice(["yes", "yes", "partly", "no", None]) if rated and not skipped else None,
        items=sorted(dice.sample(ITEMS, 3)) if rated and not skipped and number % 2 else None,
        offered=ITEMS if rated and not skipped else None,
        comment=dice.choice(COMMENTS) if rated and not skipped and number % 5 == 0 else None,
    )
