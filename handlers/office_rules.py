"""What the parts of an office file must keep between them; seen even when some are broken."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from handlers.counters import Counter as PublicCounter
from handlers.counters import spoken
from handlers.emergencies import usual
from handlers.folding import fold
from handlers.gate import usual as usual_gate
from handlers.office import CONDUCT, Area, Category, Office, PledgeItem, Unit, flat
from handlers.office_clock import DaysOff, Hours
from handlers.office_draft import Draft, Faults
from handlers.office_emergency import EmergencyKind
from handlers.office_gate import Rule
from handlers.office_lines import Where
from handlers.office_steps import ADDRESSEES, ReminderStep
from handlers.wording import ALWAYS, fields, texts
from storage.states import LEVELS

KINDS = ("report", "petition", "question", "praise")
GROUPS = ("xin", "luon")
CODED = (
    "unit",
    "category",
    "area",
    "kind",
    "counter",
    "pledge.items",
    "emergency.kind",
    "gate.rule",
)
WORDED = (
    ("category", "keywords"), ("category", "urgent_keywords"), ("kind", "keywords"),
    ("emergency.kind", "words"),
)  # fmt: skip
FALLBACK = Office.model_fields["fallback_category"].default


def _doubles(draft: Draft) -> Faults:
    """Each code, prefix and level once."""
    singular = (
        *((table, "code") for table in CODED),
        ("kind", "prefix"),
        ("scale", "level"),
        ("privacy.keep", "what"),
    )
    for table, key in singular:
        named = [(i, one) for i, one in draft.named(table, key) if isinstance(one, str | int)]
        times = Counter(one for _, one in named)
        places = {one: i for i, one in named}
        for one, count in times.items():
            if count > 1:
                where: Where = (*table.split("."), places[one], key)
                yield where, f"{one!r} is used {count} times"


def _all_there(draft: Draft) -> Faults:
    """All kinds and all levels."""
    for table, key, wanted in (("kind", "code", KINDS), ("scale", "level", LEVELS)):
        known = {one for _, one in draft.named(table, key) if isinstance(one, str | int)}
        for one in wanted if draft.rows(table) else ():
            if one not in known:
                yield (table,), f"there is no {key} {one!r}"


def _known(draft: Draft) -> Faults:
    """Whatever is referred to; a list that is missing whole is named once, elsewhere."""
    units, categories = draft.codes("unit"), draft.codes("category")
    named: list[tuple[Where, object, str]] = [
        *((("category", i, "unit"), code, "unit") for i, code in draft.named("category", "unit")),
        *((("counter", i, "unit"), code, "unit") for i, code in draft.named("counter", "unit")),
        *(
            (("emergency", "kind", i, "category"), code, "category")
            for i, code in draft.named("emergency.kind", "category")
        ),
        (("reception", "unit"), draft.value("reception", "unit"), "unit"),
        (("one_stop",), draft.data.get("one_stop"), "unit"),
        (("fallback_category",), draft.data.get("fallback_category", FALLBACK), "category"),
    ]
    for where, code, table in named:
        known = units if table == "unit" else categories
        if known and isinstance(code, str) and code not in known:
            yield where, f"there is no {table} {code!r}"


def _categories(draft: Draft) -> Faults:
    """Urgent is sooner than ordinary; urgent words want an urgent deadline beside them."""
    for i, one in draft.parts("category", Category):
        if one.urgent_days is not None and one.urgent_days > one.days:
            yield ("category", i, "urgent_days"), "is longer than the ordinary deadline"
        if one.urgent_keywords and one.urgent_days is None:
            yield ("category", i, "urgent_keywords"), "needs urgent_days beside it"


def _conduct(draft: Draft) -> Faults:
    """How officials behave is for leaders to read; what leaders alone read is never public."""
    units = {one.code: one for _, one in draft.parts("unit", Unit)}
    for i, one in draft.parts("category", Category):
        unit = units.get(one.unit)
        if unit is None:
            continue
        if one.code == CONDUCT and not unit.of_leaders:
            why = "must go past the units, to one with of_leaders = true"
            yield ("category", i, "unit"), why
        if unit.of_leaders and not one.restricted:
            yield ("category", i, "restricted"), f"must be true: only leaders read {one.unit!r}"


def _words(draft: Draft) -> Faults:
    """A keyword has letters; a word of dialect is one word."""
    for table, key in WORDED:
        for i, words in draft.named(table, key):
            for j, word in enumerate(words if isinstance(words, list) else ()):
                if isinstance(word, str) and word and not fold(word):
                    yield (*table.split("."), i, key, j), f"{word!r} has no letters"
    dialect = draft.data.get("dialect")
    for word in dialect if isinstance(dialect, Mapping) else ():
        if len(fold(word).split()) != 1:
            yield ("dialect", word), "must be one word"


def _emergencies(draft: Draft) -> Faults:
    """A kind that nobody else knows says all that there is to it."""
    known = {one.code for one in usual().kinds}
    for i, one in draft.parts("emergency.kind", EmergencyKind):
        for key in ("label", "numbers", "words") if one.code not in known else ():
            if not getattr(one, key):
                yield ("emergency", "kind", i, key), "is missing"


def _gate(draft: Draft) -> Faults:
    """Rules speak of groups of words that there are, and an office's own say why they ask."""
    known, own = usual_gate(), draft.value("gate", "words")
    groups = {*known.words, *(own if isinstance(own, Mapping) else ())}
    codes = {one.code for one in known.rules}
    for i, one in draft.parts("gate.rule", Rule):
        for j, group in enumerate(one.all):
            if group not in groups:
                yield ("gate", "rule", i, "all", j), f"there is no group of words {group!r}"
        if one.code in codes:
            yield ("gate", "rule", i, "code"), f"{one.code!r} is a usual rule: set its weight"
        elif one.weight > 0 and not one.why:
            yield ("gate", "rule", i, "why"), "is missing"
    weights = draft.value("gate", "weights")
    for code in weights if isinstance(weights, Mapping) else ():
        if code not in codes:
            yield ("gate", "weights", code), f"there is no rule {code!r}"
    for group, phrases in own.items() if isinstance(own, Mapping) else ():
        for j, phrase in enumerate(phrases if isinstance(phrases, list) else ()):
            if isinstance(phrase, str) and phrase and not fold(phrase):
                yield ("gate", "words", group, j), f"{phrase!r} has no letters"


def _areas(draft: Draft) -> Faults:
    """Names have letters, and no two areas go by the same one."""
    owners: dict[str, int] = {}
    for i, one in draft.parts("area", Area):
        names: list[tuple[Where, str]] = [(("area", i, "name"), one.name)]
        names += [(("area", i, "aliases", j), name) for j, name in enumerate(one.aliases)]
        for where, name in names:
            if not fold(name):
                yield where, f"{name!r} has no letters"
            elif owners.setdefault(fold(name), i) != i:
                yield where, f"{name!r} is also a name of area[{owners[fold(name)] + 1}]"


def _counters(draft: Draft) -> Faults:
    """What people type names one counter, and is no number of a choice."""
    owners: dict[str, int] = {}
    for i, one in draft.parts("counter", PublicCounter):
        for key, words in (("name", one.name), ("say", one.say)):
            if not words:
                continue
            if not spoken(words) or spoken(words).isdecimal():
                yield ("counter", i, key), f"{words!r} has no letters"
            elif (other := owners.setdefault(spoken(words), i)) != i:
                yield ("counter", i, key), f"{words!r} also means counter[{other + 1}]"


def _pledge(draft: Draft) -> Faults:
    """A code never changes what it means: those of the presets keep to their group."""
    for i, one in draft.parts("pledge.items", PledgeItem):
        group = one.code.partition("_")[0]
        if group in GROUPS and group != one.group:
            yield ("pledge", "items", i, "group"), f"{one.code!r} belongs to {group!r}"


def _hours(draft: Draft) -> Faults:
    """Half-days of one weekday do not overlap."""
    days: dict[int, list[int]] = defaultdict(list)
    known = list(draft.parts("hours", Hours))
    for day in range(1, 8):
        spans = sorted((one.start, one.end, i) for i, one in known if day in one.days)
        for (_, end, _), (start, _, i) in pairwise(spans):
            if start < end:
                days[i].append(day)
    for i, found in days.items():
        weekdays = ", ".join(str(day) for day in found)
        yield ("hours", i, "start"), f"overlaps another half-day on weekday {weekdays}"


def _days_off(draft: Draft) -> Faults:
    """No day is both off and worked."""
    known = list(draft.parts("days_off", DaysOff))
    off = {day for _, one in known for day in one.off}
    for i, one in known:
        for day in off.intersection(one.work):
            yield ("days_off", i, "work"), f"{day} is both off and worked"


def _signs(draft: Draft) -> Faults:
    """What a chat cannot show, and a database cannot keep, is in no text."""
    for where, text in draft.texts():
        if any(unicodedata.category(one) == "Cc" and one not in "\n\r\t" for one in text):
            yield where, "has a sign that cannot be shown"


def _texts(draft: Draft) -> Faults:
    """The office's own wording stands for a text that there is, and wants no more than it."""
    own = draft.data.get("texts")
    for key, text in flat(own).items() if isinstance(own, Mapping) else ():
        original = texts().get(key)
        if original is None:
            yield ("texts", key), "there is no such text"
        elif unknown := fields(str(text)) - fields(original) - ALWAYS:
            yield ("texts", key), f"nobody fills in {', '.join(sorted(unknown))}"


def _steps(draft: Draft) -> Faults:
    """Each step once; who is told of a late case rises with the days."""
    table = ("reminders", "step")
    known = list(draft.parts(".".join(table), ReminderStep))
    seen: set[tuple[object, ...]] = set()
    for i, one in known:
        step = (one.name, one.days, one.after_working_hours)
        if step in seen:
            yield (*table, i), "stands there twice"
        seen.add(step)
    rows = [(i, one) for i, one in known if one.name == "late"]
    late = sorted((one.days or 0, ADDRESSEES.index(one.to), i) for i, one in rows)
    for (_, before, _), (_, after, i) in pairwise(late):
        if after < before:
            yield (*table, i, "to"), "must not fall as the days rise"


RULES: Sequence[Callable[[Draft], Faults]] = (
    _doubles, _all_there, _known, _categories, _conduct, _words, _emergencies, _gate, _areas,
    _counters, _pledge, _hours, _days_off, _steps, _texts, _signs,
)  # fmt: skip


def crossed(data: Mapping[str, object]) -> Faults:
    """Everything that only shows when the parts are seen together, and where."""
    draft = Draft(data)
    for rule in RULES:
        yield from rule(draft)
