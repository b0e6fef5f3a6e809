"""The book of a simulated month: every reminder is explained by a rule, or it is a fault.

It looks at the stored cases before and after each tick, and asks only the pure table of steps.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from bot.sandbox.telegram import Group, Person
from bot.sandbox.town import Town
from handlers import reminding
from handlers.calendar import Calendar, calendar_of, half_day
from handlers.desk import Priority
from handlers.office import Office
from handlers.reminding import Step
from handlers.wording import HERE
from storage.models import Case, Chat, Delivery, Event, Inbox, Outbox, Role, State, Taken, is_open

ENDED = (
    State.ANSWERED, State.CONFIRMED, State.REFUSED, State.WITHDRAWN, State.FORWARDED_OUT,
    State.LAPSED,
)  # fmt: skip
AWAKE = range(7, 21)
"""Hours in which residents may be written to unasked (domain.md §3.3)."""


@dataclass
class Ledger:
    """What was found so far; `faults` says in words what no rule explains."""

    faults: list[str] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)
    """How often each step was said."""
    acts: Counter[str] = field(default_factory=Counter)
    """How often each act was done, when the book is closed."""
    _last_event: int = 0
    _said: set[str] = field(default_factory=set)
    _owed: dict[str, tuple[int, str]] = field(default_factory=dict)
    _half_days: list[str] = field(default_factory=list)

    async def tick(self, town: Town) -> None:
        """Let the bot look once, and check what it said and what it did not say."""
        office, now = town.app.office, town.clock.now()
        before = await _open_cases(town)
        found = await town.app.tick()
        await town.settle(timedelta())
        events, works = await self._new_events(town), calendar_of(office).is_open(now)
        after = await _open_cases(town) if events or works else {}
        self._explain(events, before, after, office, now)
        if works:
            self._missed(before, after, office, now)
        if "reminders" not in found:
            self.faults.append(f"{now}: the sweep failed")

    async def _new_events(self, town: Town) -> list[Event]:
        async with town.app.database.reading() as store:
            query = select(Event).where(
                col(Event.act) == "remind", col(Event.id) > self._last_event
            )
            found = list((await store.session.exec(query.order_by(col(Event.id)))).all())
        if found:
            self._last_event = found[-1].id or 0
        return found

    def _explain(
        self,
        events: list[Event],
        before: dict[int, Case],
        after: dict[int, Case],
        office: Office,
        now: datetime,
    ) -> None:
        for event in events:
            self.steps[(event.note or "").partition(":")[0]] += 1
            if not calendar_of(office).is_open(event.at):
                self.faults.append(f"{event.key} was said at {event.at}, when the office is closed")
            if event.key in self._said:
                self.faults.append(f"{event.key} was said twice")
            self._said.add(event.key or "")
            known = [cases[event.case_id] for cases in (before, after) if event.case_id in cases]
            if not any(_due_key(case, office, now) == event.key for case in known):
                self.faults.append(f"{now}: no rule explains {event.key}")

    def _missed(
        self, before: dict[int, Case], after: dict[int, Case], office: Office, now: datetime
    ) -> None:
        """A step that came may wait for the next half-day's list, and no longer."""
        name = f"{now.astimezone(HERE):%Y-%m-%d} {half_day(now)}"
        if name not in self._half_days:
            self._half_days.append(name)
        number = len(self._half_days)
        owed = {}
        for key, case in before.items():
            due = _due_key(case, office, now)
            if (
                due
                and due not in self._said
                and key in after
                and due == _due_key(after[key], office, now)
            ):
                owed[due] = self._owed.get(due, (number, f"{now}"))
        for due, (since, first) in owed.items():
            if number >= since + 2:
                self.faults.append(f"{due} is owed since {first} and was not said by {now}")
        self._owed = owed

    async def close(
        self, town: Town, codes: list[str], groups: list[Group], staff: list[Person]
    ) -> Counter[str]:
        """Balance the book; returns how many cases stand how."""
        async with town.app.database.reading() as store:
            cases = list((await store.session.exec(select(Case))).all())
            posts = list((await store.session.exec(select(Outbox, Chat).join(Chat))).all())
            waiting = (await store.session.exec(select(Inbox.state))).all()
            self.acts.update((await store.session.exec(select(Event.act))).all())
        if sorted(one.code for one in cases) != sorted(codes):
            self.faults.append(f"{len(codes)} receipts, {len(cases)} cases")
        if set(waiting) != {Taken.DONE}:
            self.faults.append(f"messages of people are {Counter(waiting)}")
        self._unasked(posts, calendar_of(town.app.office), await _officials(town))
        self._twice(groups, staff)
        stand = Counter(_stand(one, town.clock.now()) for one in cases)
        if stand["nowhere"]:
            lost = [one.code for one in cases if _stand(one, town.clock.now()) == "nowhere"]
            self.faults.append(f"nobody is reminded of {lost}")
        return stand

    def _unasked(
        self, posts: list[tuple[Outbox, Chat]], calendar: Calendar, staff: set[int]
    ) -> None:
        """Nothing is said unasked outside hours: the office's to staff, the day's to residents."""
        for row, chat in posts:
            if row.state != Delivery.SENT:
                self.faults.append(f"a message ({row.what}) is {row.state}")
            if row.priority < Priority.REMINDER or (row.data or {}).get("edits"):
                continue  # an edit rings nowhere
            to_staff = not chat.private or chat.id in staff
            at = row.created_at
            if to_staff and not calendar.is_open(at):
                self.faults.append(f"{row.what} was said to officials at {at.astimezone(HERE)}")
            if not to_staff and at.astimezone(HERE).hour not in AWAKE:
                self.faults.append(f"{row.what} was said to a resident at {at.astimezone(HERE)}")

    def _twice(self, groups: list[Group], staff: list[Person]) -> None:
        """One list for each unit and half-day; the same words never twice."""
        places: list[Group | Person] = [*groups, *staff]
        for place in places:
            lists: Counter[str] = Counter()
            said: Counter[str] = Counter()
            for message in (one for one in place.messages if one.from_bot):
                half = f"{message.date.astimezone(HERE):%d/%m} {half_day(message.date)}"
                lists[half] += message.text.startswith("⏰")
                said[f"{half}: {message.text}"] += 1
            if isinstance(place, Group):
                self.faults += [f"{n} lists on {half}" for half, n in lists.items() if n > 1]
            self.faults += [f"said {n} times on {text[:80]}" for text, n in said.items() if n > 1]


async def _officials(town: Town) -> set[int]:
    """The private chats of heads and leaders."""
    async with town.app.open_desk() as desk:
        roles = (Role.HEAD, Role.LEADER)
        people = [
            one for role in roles for one in await desk.store.people.with_role(role, desk.now)
        ]
    return {one.chat_id for one in people if one.chat_id is not None}


def _due_key(case: Case, office: Office, now: datetime) -> str | None:
    """The key of the step that has come, by the pure table; None when nobody is to be reminded."""
    if not reminding.awake(case) or (case.snoozed_until and case.snoozed_until > now):
        return None
    step = reminding.current_step(case, office, now)
    return _key(case, step) if step else None


def _key(case: Case, step: Step) -> str:
    at = step.at.astimezone(HERE)
    return f"reminder:{case.code}:{case.reopened}:{step.name}:{at:%Y-%m-%dT%H%M}"


async def _open_cases(town: Town) -> dict[int, Case]:
    async with town.app.database.reading() as store:
        found = (await store.session.exec(select(Case).where(is_open()))).all()
    return {one.id or 0: one for one in found}


def _stand(case: Case, now: datetime) -> str:
    """How a case ended, or by what it is still chased; "nowhere" is a case that was lost."""
    if case.state in ENDED:
        return case.state
    if case.next_reminder_at is not None:
        return "chased"
    if case.state == State.WAITING_RESIDENT and case.next_nudge_at is not None:
        return "waits for the resident"
    if case.snoozed_until is not None and case.snoozed_until > now:
        return "waits for an event"
    return "nowhere"


def working_days(calendar: Calendar, after: date, until: date) -> int:
    """Count them the slow way, `after` excluded and `until` included."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(calendar.is_working_day(day) for day in days)
