"""Recognises what must not go its usual way unasked: khiếu nại, tố cáo, conduct, insults, spam.

It only proposes; who wrote the words decides. Rules and weights are data (gate.toml, and what the
office file adds); each rule that spoke for a subject is a reason that can be told.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from handlers.emergencies import named
from handlers.folding import fold
from handlers.leaning import GATE, features, leanings
from handlers.made import once
from handlers.office import Office
from handlers.office_gate import Rule, Subject
from handlers.words import Finder, Hit, Said

USUAL = Path(__file__).with_suffix(".toml")
RULES: TypeAdapter[tuple[Rule, ...]] = TypeAdapter(tuple[Rule, ...])
AMOUNT = " sotien "
LEANS: tuple[Subject, ...] = ("denunciation", "complaint")
"""Of these is known what they sound like."""
UNLIKE = -0.5
"""Below it the whole speaks against a subject."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why words may be about a subject: how much, and what spoke for it, the strongest first."""

    subject: Subject
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is said so everywhere (handlers/gate.toml)."""

    words: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    enough: Mapping[Subject, float]
    short: Mapping[str, str]
    joints: tuple[str, ...]
    """Words with which people go on to another matter: "besides"."""
    amount: re.Pattern[str]
    """How sums of money are written; each is read as AMOUNT."""
    clear: tuple[str, ...]
    """Single words that are sure without their accents too."""
    harmless: tuple[str, ...]
    doubtful: tuple[str, ...]


def findings(text: str, office: Office) -> dict[Subject, Finding]:
    """Everything that the words may be about, by subject; empty for an ordinary message."""
    return _found(_gatekeeper(office), text)


def said_of(text: str, office: Office) -> Said:
    """A message word by word, as the gate reads it."""
    return _gatekeeper(office).read(text)


def spoken_in(text: str, office: Office) -> set[str]:
    """What of a message leans to a subject: its words, and the groups of words it speaks of."""
    keeper = _gatekeeper(office)
    said = keeper.read(text)
    return keeper.spoken(said, keeper.meant(said))


def leans_by(text: str, office: Office, subject: Subject) -> list[str]:
    """The words by which a message sounds like a subject (folded); none where nobody learned."""
    leaning, said = leanings(GATE).get(subject), said_of(text, office)
    return [one for one in leaning.why(said) if AMOUNT.strip() not in one] if leaning else []


def own_reason(office: Office, code: str) -> str:
    """How an office's own rule explains itself; empty for the usual ones (gate.why.<code>)."""
    return next((one.why for one in office.gate.rules if one.code == code), "")


@cache
def usual() -> Usual:
    """Read it, once."""
    data = tomllib.loads(USUAL.read_text(encoding="utf-8"))
    return Usual(
        words={name: tuple(phrases) for name, phrases in data["words"].items()},
        rules=RULES.validate_python(data["rule"]),
        enough=data["enough"],
        short=data["short"],
        joints=tuple(data["joints"]),
        amount=re.compile(data["amount"]),
        clear=tuple(data["clear"]),
        harmless=tuple(data["harmless"]),
        doubtful=tuple(data["doubtful"]),
    )


Span = tuple[int, int]
"""The first word of what was said, and the one after the last."""


@dataclass(frozen=True, slots=True, eq=False)
class _Gatekeeper:
    office: Office
    rules: tuple[Rule, ...]
    enough: Mapping[Subject, float]
    dialect: Mapping[str, str]
    words: Finder
    harmless: Finder

    def read(self, text: str) -> Said:
        return Said.of(usual().amount.sub(AMOUNT, text), self.dialect)

    def find(self, text: str) -> dict[Subject, Finding]:
        said = self.read(text)
        meant = self.meant(said)
        spans: dict[str, list[Span]] = defaultdict(list)
        for at, hit in meant:
            spans[hit.owner].append((at, at + hit.words))
        spoken: dict[Subject, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            if _applies(rule, spans):
                spoken[rule.subject].append(rule)
        # Where danger is named nobody is asked what it sounds like.
        danger = named(text, self.office)
        spoken_of = set() if danger else self.spoken(said, meant)
        for subject in LEANS:
            leans = leanings(GATE)[subject].of(spoken_of)
            if leans > 0 or leans < UNLIKE:
                spoken[subject].append(_sounds_like(subject, 1 if leans > 0 else -1))
        found = (_finding(subject, rules) for subject, rules in spoken.items())
        return {one.subject: one for one in found if one.score >= self.enough[one.subject]}

    def spoken(self, said: Said, meant: Iterable[tuple[int, Hit]]) -> set[str]:
        """What leans to a subject or away: all but the everyday words that only sound like it."""
        left = said.without(self.harmless.everywhere(said))
        return features(left, (hit for _, hit in meant))

    def meant(self, said: Said) -> list[tuple[int, Hit]]:
        """Which groups of words were said, and where; not what lies within harmless words."""
        calm = [(at, at + hit.words) for at, hit in self.harmless.everywhere(said)]
        return [
            (at, hit)
            for at, hit in self.words.all(said)
            if not any(first <= at and at + hit.words <= last for first, last in calm)
        ]


@cache
def _sounds_like(subject: Subject, sign: int) -> Rule:
    """What the whole says weighs as much as is asked for, either way: a stronger rule wins."""
    weight = sign * usual().enough[subject]
    return Rule(code=f"sounds_{subject}", subject=subject, weight=weight, all=("whole",))


def _applies(rule: Rule, spans: Mapping[str, Sequence[Span]]) -> bool:
    found = [spans.get(group, ()) for group in rule.all]
    if not all(found) or not rule.within:
        return all(found)
    starts = {at for places in found for at, _ in places}
    return any(
        all(
            any(first <= at and end <= first + rule.within for at, end in places)
            for places in found
        )
        for first in starts
    )


def _finding(subject: Subject, rules: Iterable[Rule]) -> Finding:
    ranked = sorted(rules, key=lambda one: -one.weight)
    reasons = tuple(one.code for one in ranked if one.weight > 0)
    return Finding(subject, round(sum(one.weight for one in ranked), 3), reasons)


@lru_cache(maxsize=1024)
def _found(keeper: _Gatekeeper, text: str) -> dict[Subject, Finding]:
    """The same words are looked at by all who have to know, and again when they are sent."""
    return keeper.find(text)


@once
def _gatekeeper(office: Office) -> _Gatekeeper:
    own, known = office.gate, usual()
    both = (*known.words.items(), *own.words.items())
    phrases = [(group, one) for group, words in both for one in words]
    # "lộ" is a road, but not in "hối lộ": words of the gate's own phrases mean what they say.
    spoken = {word for _, one in phrases for word in one.casefold().split()}
    local = {word: meant for word, meant in office.dialect.items() if word not in spoken}
    dialect = {**local, **known.short}
    rules = (
        *(
            one.model_copy(update={"weight": own.weights.get(one.code, one.weight)})
            for one in known.rules
        ),
        *own.rules,
    )
    single = {one for _, one in phrases if " " not in one and one != fold(one)}
    harmless = (("", one) for one in (*known.harmless, *own.harmless))
    return _Gatekeeper(
        office,
        tuple(one for one in rules if one.weight),
        {**known.enough, **own.enough},
        dialect,
        Finder(phrases, {*known.doubtful, *single} - set(known.clear), dialect),
        Finder(harmless, (), dialect),
    )
