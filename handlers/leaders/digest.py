"""How the week went, on one phone screen: to each leader on Monday morning, and when asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from handlers.desk import Desk, Note, Priority, Spot
from handlers.leaders import figures, kept
from handlers.leaders.figures import Opinion, Share, Weight, Work
from handlers.message import Address, Outgoing
from handlers.office import Digest
from handlers.wording import HERE, number
from storage.models import Person, Role

WEEK = timedelta(days=7)
NOWHERE = Address("", "")  # the sender knows the place


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday here: from `start` to before `end`, aware UTC."""

    start: datetime

    @property
    def end(self) -> datetime:
        """The Monday after (this country has no summer time)."""
        return self.start + WEEK

    @property
    def key(self) -> str:
        """Like "2026-W47" (ISO 8601)."""
        return f"{self.start.astimezone(HERE):%G-W%V}"

    @property
    def label(self) -> str:
        """Like "16/11–22/11/2026"."""
        first, last = self.start.astimezone(HERE), (self.end - timedelta(days=1)).astimezone(HERE)
        return f"{first:%d/%m}–{last:%d/%m/%Y}"

    def told_at(self, rule: Digest) -> datetime:
        """When its digest is due, in the week that follows."""
        day = self.end.astimezone(HERE) + timedelta(days=rule.weekday - 1)
        return datetime.combine(day.date(), rule.at, HERE).astimezone(UTC)


def last_week(now: datetime) -> Week:
    """The last full week."""
    local = now.astimezone(HERE)
    monday = local.date() - timedelta(days=local.weekday())
    return Week(datetime.combine(monday, time(), HERE).astimezone(UTC) - WEEK)


def week_to_report(now: datetime, rule: Digest) -> Week:
    """The last full week whose digest is due."""
    week = last_week(now)
    return week if week.told_at(rule) <= now else Week(week.start - WEEK)


async def weekly(desk: Desk) -> int:
    """Send the digest to every leader who has not had it; returns to how many."""
    week = week_to_report(desk.now, desk.office.digest)
    waiting = [
        (leader.chat_id, key)
        for leader in await desk.store.people.with_role(Role.LEADER, desk.now)
        if (key := f"digest:{week.key}:leader-{leader.id}")
        and leader.chat_id is not None
        and not await desk.store.outbox.said(key)
        and await _led_by(desk, leader, week.told_at(desk.office.digest))
    ]
    if not waiting:
        return 0
    out, said = await compose(desk, week), 0
    for chat_id, key in waiting:
        note = Note(what="digest", data={"week": week.key}, once=key)
        said += await desk.post(Spot(chat_id), out, note=note, priority=Priority.DIGEST)
    return said


async def _led_by(desk: Desk, person: Person, moment: datetime) -> bool:
    """Whoever became a leader after the digest was due gets the next one, or asks for it."""
    roles = await desk.store.people.roles(person.id or 0, desk.now)
    return any(one.role == Role.LEADER and one.since <= moment for one in roles)


async def compose(desk: Desk, week: Week) -> Outgoing:
    """Write the digest. Units and numbers only: nobody can be recognised."""
    units = figures.work(await desk.store.cases.figures(week.start, week.end))
    surveys = await desk.store.surveys.asked_between(week.start, week.end)
    said = figures.opinion(surveys, [one.code for one in desk.office.pledge.items])
    everybody = figures.total(units)
    text = desk.say(
        "leaders.digest",
        week=week.label,
        matters="\n".join(_matters(desk, units, everybody, said)),
        **_numbers(everybody),
        counted=_counted(desk, await desk.store.cases.counted(week.start, week.end)),
        asked=said.asked,
        answered=said.answered,
        skipped=_skipped(desk, await desk.store.surveys.skipped_between(week.start, week.end)),
        done=share_in_words(desk, said.done),
        pledge=_pledge(desk, said),
        owed=await kept.lines(desk, week.start, week.end),
        units="\n".join(_unit(desk, one) for one in units) or desk.say("leaders.no_cases"),
        comments=desk.say("leaders.comments_wait", n=said.comments) if said.comments else "",
    )
    return Outgoing(NOWHERE, text)


def _counted(desk: Desk, acts: Mapping[str, int]) -> str:
    """How often time was extended, and cases set aside: nothing where it was never done."""
    parts = [desk.say(f"leaders.counted.{act}", n=n) for act, n in sorted(acts.items())]
    return desk.say("leaders.counted_line", parts=" · ".join(parts)) if parts else ""


def _numbers(one: Work) -> dict[str, str]:
    return {name: str(getattr(one, name)) for name in figures.NUMBERS}


def _matters(desk: Desk, units: list[Work], everybody: Work, said: Opinion) -> list[str]:
    """The three lines for whoever reads no further: answers, what is overdue, satisfaction."""
    key = "leaders.answered" if everybody.answered else "leaders.none_answered"
    lines = [desk.say(key, n=everybody.answered, **_numbers(everybody))]
    worst = max(units, key=lambda one: one.overdue, default=None)
    if worst is not None and worst.overdue:
        unit = desk.office.unit_name(worst.unit)
        lines.append(
            desk.say("leaders.overdue", n=everybody.overdue, unit=unit, most=worst.overdue)
        )
    else:
        lines.append(desk.say("leaders.none_overdue"))
    share = share_in_words(desk, said.satisfied)
    return [*lines, desk.say("leaders.satisfied", share=share, asked=said.asked)]


SHARES = {
    Weight.NOTHING: "leaders.share_nothing",
    Weight.COUNTS: "leaders.share_counts",
    Weight.PROVISIONAL: "leaders.share_provisional",
    Weight.FIRM: "leaders.share_firm",
}


def share_in_words(desk: Desk, share: Share) -> str:
    """As much of a share as its number of answers bears."""
    low, high = share.range or (0.0, 0.0)
    return desk.say(
        SHARES[share.weight],
        k=share.k,
        n=share.n,
        percent=number(share.percent or 0.0),
        low=number(low),
        high=number(high),
    )


def _skipped(desk: Desk, rules: Mapping[str, int]) -> str:
    """How many were not asked, and why: figures that leave people out say so."""
    if not rules:
        return ""
    why = ", ".join(desk.say(f"leaders.rule.{rule}", n=n) for rule, n in sorted(rules.items()))
    return desk.say("leaders.skipped", n=sum(rules.values()), why=why)


def _pledge(desk: Desk, said: Opinion) -> str:
    ticked = max((one.n for one in said.items.values()), default=0)
    if not ticked:
        return desk.say("leaders.no_pledge")
    labels = {one.code: one.label for one in desk.office.pledge.items}
    items = " · ".join(f"{labels[code]} {share.k}" for code, share in said.items.items())
    return desk.say("leaders.pledge", n=ticked, items=items)


def _unit(desk: Desk, one: Work) -> str:
    unit = desk.office.unit(one.unit)
    name = (unit.short if unit else "") or desk.office.unit_name(one.unit)
    return desk.say("leaders.unit", unit=name, **_numbers(one))
