"""What the answers and the cases of a time add up to: work, opinions, the pledge. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from handlers.leaders.shares import FEW, Share
from storage.figures import Answers, Ticked
from storage.states import SATISFIED
from storage.visits import AtCounter, TickedAt


@dataclass(frozen=True, slots=True)
class Opinion:
    """What residents said who were asked: of one unit, on one channel, or all together."""

    asked: int = 0
    levels: Mapping[int, int] = field(default_factory=dict)
    """How many gave each level; the last tap counts."""
    done: Mapping[str, int] = field(default_factory=dict)
    """How many said "yes", "partly", "no" to whether the matter is done."""
    comments: int = 0
    unrated: int = 0
    """How many only said whether it is done: they answered, but are in no share of levels."""

    @property
    def satisfied(self) -> Share:
        """Silence is no answer, neither good nor bad."""
        return Share(sum(self.levels.get(one, 0) for one in SATISFIED), self.answered)

    @property
    def answered(self) -> int:
        """How many rated."""
        return sum(self.levels.values())

    @property
    def heard(self) -> int:
        """How many tapped anything."""
        return self.answered + self.unrated

    @property
    def response(self) -> Share:
        """Who tapped anything, of the asked."""
        return Share(self.heard, self.asked)

    @property
    def well(self) -> Share:
        """The matter itself is done, of those who said whether it is; "partly" is not done."""
        return Share(self.done.get("yes", 0), sum(self.done.values()))


def opinion(rows: Iterable[Answers]) -> Opinion:
    """Add up."""
    levels: Counter[int] = Counter()
    done: Counter[str] = Counter()
    sums = Counter[str]()
    for one in rows:
        levels.update(one.levels)
        done.update(one.done)
        sums.update(asked=one.asked, comments=one.comments, unrated=one.unrated)
    return Opinion(sums["asked"], levels, done, sums["comments"], sums["unrated"])


def by(what: str, rows: Iterable[Answers]) -> dict[str, Opinion]:
    """Add up for each "unit" or "channel", in the order of their names."""
    parts: dict[str, list[Answers]] = {}
    for one in rows:
        parts.setdefault(getattr(one, what), []).append(one)
    return {name: opinion(parts[name]) for name in sorted(parts)}


def former(rows: Iterable[Ticked | TickedAt], codes: Iterable[str]) -> list[str]:
    """Items that were asked then and are in the pledge no more, in the order of their codes."""
    return sorted({code for one in rows for code in one.items | one.offered} - set(codes))


def pledge(rows: Sequence[Ticked | TickedAt], codes: Iterable[str]) -> dict[str, Share]:
    """Share of ticks by item, of those who ticked anything and could tick this.

    Older answers do not say what they could tick: everything.
    """
    return {code: _ticks(code, rows) for code in codes}


def _ticks(code: str, rows: Sequence[Ticked | TickedAt]) -> Share:
    could = [one for one in rows if code in (one.offered or (code,))]
    return Share(sum(one.n for one in could if code in one.items), sum(one.n for one in could))


def weakest(items: Mapping[str, Share]) -> str | None:
    """The item that was ticked least, of those with enough answers; None: none has, or all are."""
    known = [(share.k / share.n, code) for code, share in items.items() if share.n >= FEW]
    least = min(known, default=(1.0, ""))
    return least[1] if least[0] < 1 else None


@dataclass(frozen=True, slots=True)
class Work:
    """A unit's (or everybody's) cases: numbers of the time, `open` and `overdue` at its end."""

    unit: str
    received: int = 0
    on_time: int = 0
    extended: int = 0
    """In the time that was extended before the deadline: not "on time" (handlers.clock)."""
    late: int = 0
    answered: int = 0
    """An official answered."""
    proven: int = 0
    """And a picture or paper shows it."""
    confirmed: int = 0
    """And the resident says so."""
    refused: int = 0
    forwarded_out: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def words(self) -> int:
        """The office's words of the time, be they answers, refusals or forwardings."""
        return self.on_time + self.extended + self.late


@dataclass(frozen=True, slots=True)
class Visits:
    """What was said at the counters, apart from the cases: who comes is not who writes."""

    scanned: int
    satisfied: Share
    flagged: int
    """Too fast, in a burst or from the office's own people: counted apart, never dropped."""


def at_counters(rows: Iterable[AtCounter]) -> Visits:
    """All counters together, without what was flagged."""
    found = list(rows)
    levels: Counter[int] = Counter()
    for one in found:
        levels.update(one.levels)
    satisfied = Share(sum(levels[one] for one in SATISFIED), sum(levels.values()))
    return Visits(sum(one.scanned for one in found), satisfied, sum(one.flagged for one in found))


NUMBERS = tuple(one.name for one in fields(Work) if one.name != "unit")


def work(rows: Iterable[Mapping[str, Any]]) -> list[Work]:
    """The rows of storage's `figures.work`."""
    return [Work(**row) for row in rows]


def total(units: Sequence[Work]) -> Work:
    """All units together."""
    return Work("", **{name: sum(getattr(one, name) for one in units) for name in NUMBERS})


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is wrong with the figures themselves."""

    skipped: Mapping[str, int]
    """How many were not asked, by rule."""
    silent: int
    """Asked, and did not answer."""
    unrated: int
    """Said only whether it is done: who is cross may tap that alone, and lower no share."""
    channels: Mapping[str, int]
    """Answers by channel, if there are several: they must not be compared raw (domain.md §6.4)."""
    small: tuple[str, ...]
    """Units with answers, but too few for a percentage."""
    mute: tuple[str, ...]
    """Units that had cases closed or people asked, without one answer."""


def doubts(units: Sequence[Work], answers: Sequence[Answers], skipped: Mapping[str, int]) -> Doubts:
    """Look at the figures of one time with suspicion."""
    asked, everybody = by("unit", answers), opinion(answers)
    channels = {name: one.answered for name, one in by("channel", answers).items() if one.asked}
    active = {one.unit for one in units if one.words} | asked.keys()
    return Doubts(
        skipped=dict(sorted((rule, n) for rule, n in skipped.items() if n)),
        silent=everybody.asked - everybody.heard,
        unrated=everybody.unrated,
        channels=channels if len(channels) > 1 else {},
        small=tuple(sorted(one for one, said in asked.items() if 0 < said.answered < FEW)),
        mute=tuple(sorted(one for one in active if not asked.get(one, Opinion()).answered)),
    )
