"""The digest's front screen: what matters in three lines, then the table; one phone screen."""

from collections.abc import Mapping

from handlers.desk import Desk, Rows
from handlers.leaders import figures, kept, naming
from handlers.leaders.figures import Doubts, Work
from handlers.leaders.gathering import Report
from handlers.leaders.periods import Period, Span
from handlers.message import NOWHERE, Outgoing

MOST_UNITS = 8
"""Lines of units on the screen, the busiest; all are behind a button."""
SCREENS = (("hot", "unhappy"), ("units", "pledge"), ("doubts", "state"), ("picture", "sheet"))
"""What can be opened from here, row by row."""
MORE = {Span.MONTH: (("page",),), Span.QUARTER: (("page",),), Span.YEAR: (("page", "democracy"),)}
"""And from what is longer than a week."""
TIMELY = ("on_time", "extended", "late")
OTHERS = ("refused", "forwarded_out")
"""Words of the office that were no answer."""


def write(desk: Desk, report: Report) -> Outgoing:
    """Write it. Units and numbers only: nobody can be recognised."""
    said, everybody = report.said, report.everybody
    text = desk.say(
        "digest.front",
        period=naming.period_name(desk, report.period),
        whose=desk.say("digest.whose", name=report.view.name) if report.view.name else "",
        matters="\n".join(_matters(desk, report)),
        **_numbers(everybody),
        counted=_counted(desk, report),
        asked=said.asked,
        rated=said.heard,
        skipped=_skipped(desk, report.doubts.skipped),
        done=naming.share_in_words(desk, said.well),
        pledge=_pledge(desk, report),
        unhappy=_unhappy(desk, report),
        visits=_visits(desk, report) + _proxies(desk, report),
        owed=kept.lines(desk, report.owed),
        units=_units(desk, report),
        doubt=_doubt(desk, report.doubts),
        until=naming.until(desk, report.period),
        comments=desk.say("digest.comments_wait", n=said.comments) if said.comments else "",
        sealed=report.sealed,
    )
    return Outgoing(NOWHERE, text, choices=buttons(desk, report.period, report.view.key))


def buttons(desk: Desk, period: Period, view: str) -> Rows:
    """The ways to all that lies behind the front."""
    more = MORE.get(period.span, ())
    return tuple(
        tuple(
            desk.choice(f"report.{name}:{period.key}:{view}", f"digest.button.{name}")
            for name in row
        )
        for row in (*SCREENS, *more)
    )


def _numbers(one: Work) -> dict[str, int]:
    return {name: getattr(one, name) for name in figures.NUMBERS}


def _matters(desk: Desk, report: Report) -> list[str]:
    """The three lines for whoever reads no further: answers, what is overdue, satisfaction."""
    return [_answered(desk, report.everybody), _overdue(desk, report), _satisfied(desk, report)]


def _answered(desk: Desk, one: Work) -> str:
    """How many words of the office, how timely, and how many of them were no answer."""
    if not one.words:
        return desk.say("digest.none_answered")
    numbers = _numbers(one)
    timely, others = (
        ", ".join(desk.say(f"digest.{name}", n=numbers[name]) for name in names if numbers[name])
        for names in (TIMELY, OTHERS)
    )
    aside = desk.say("digest.others", which=others) if others else ""
    return desk.say("digest.answered", n=one.words, timely=timely, others=aside)


def _overdue(desk: Desk, report: Report) -> str:
    worst = max(report.units, key=lambda one: one.overdue, default=None)
    if worst is None or not worst.overdue:
        return desk.say("digest.none_overdue")
    n = report.everybody.overdue
    if len(report.units) == 1 and report.view.name:
        return desk.say("digest.overdue_here", n=n)
    unit = naming.short_unit(desk, worst.unit)
    return desk.say("digest.overdue", n=n, unit=unit, most=worst.overdue)


def _satisfied(desk: Desk, report: Report) -> str:
    span = naming.span_name(desk, report.period.span)
    return desk.say(
        "digest.satisfied",
        share=naming.share_in_words(desk, report.said.satisfied),
        asked=report.said.asked,
        changed=desk.say(f"digest.changed.{report.changed}", span=span),
    )


def _counted(desk: Desk, report: Report) -> str:
    """How often time was extended, and cases set aside: nothing where it was never done."""
    acts = sorted(report.counted.items())
    parts = " · ".join(desk.say(f"leaders.counted.{act}", n=n) for act, n in acts)
    span = naming.span_name(desk, report.period.span)
    return desk.say("leaders.counted_line", parts=parts, span=span) if parts else ""


def _skipped(desk: Desk, rules: Mapping[str, int]) -> str:
    """How many were not asked, and why: figures that leave people out say so."""
    if not rules:
        return ""
    why = naming.not_asked(desk, dict(rules))
    return desk.say("digest.skipped", n=sum(rules.values()), why=why)


def _pledge(desk: Desk, report: Report) -> str:
    """The item that was ticked least, with its range; all of them are behind a button."""
    if all(share.percent is None for share in report.pledge.values()):
        return desk.say("digest.no_pledge")
    code = figures.weakest(report.pledge)
    if code is None:
        return desk.say("digest.all_ticked", n=max(one.n for one in report.pledge.values()))
    share = naming.share_in_words(desk, report.pledge[code])
    return desk.say("digest.least", label=naming.item(desk, code), share=share)


def _unhappy(desk: Desk, report: Report) -> str:
    found = report.unhappy
    if not found.cases:
        return ""
    again = desk.say("digest.again", n=len(found.again)) if found.again else ""
    n, reopened = len(found.cases), len(found.reopened)
    return desk.say("digest.unhappy", n=n, reopened=reopened, again=again)


def _visits(desk: Desk, report: Report) -> str:
    """What was said at the counters, if anybody scanned there."""
    found = report.visits
    if not found.scanned:
        return ""
    aside = desk.say("digest.flagged", n=found.flagged) if found.flagged else ""
    share = naming.share_in_words(desk, found.satisfied)
    return desk.say("digest.visits", scanned=found.scanned, share=share, aside=aside)


def _proxies(desk: Desk, report: Report) -> str:
    """What was filed for people without a phone, and how they found it, by the proxy's tap."""
    n, waiting = report.proxied
    if not n:
        return ""
    said = figures.opinion(one for one in report.answers if one.channel == "proxy")
    share = naming.share_in_words(desk, said.satisfied)
    waits = desk.say("digest.proxies_wait", n=waiting) if waiting else ""
    return desk.say("digest.proxies", n=n, share=share, waits=waits)


def _units(desk: Desk, report: Report) -> str:
    busiest = sorted(report.units, key=lambda one: (-one.overdue, -one.received, one.unit))
    lines = [unit_line(desk, one) for one in busiest[:MOST_UNITS]]
    if len(busiest) > MOST_UNITS:
        lines.append(desk.say("digest.more_units", n=len(busiest) - MOST_UNITS))
    return "\n".join(lines) or desk.say("digest.no_cases")


def unit_line(desk: Desk, one: Work) -> str:
    """A unit's numbers in one line."""
    return desk.say("digest.unit", unit=naming.short_unit(desk, one.unit), **_numbers(one))


def _doubt(desk: Desk, found: Doubts) -> str:
    """What is wrong with these figures, in a line."""
    counts = {
        "unrated": found.unrated,
        "small": len(found.small),
        "mute": len(found.mute),
        "channels": len(found.channels),
    }
    why = [desk.say(f"digest.doubt.{one}", n=n) for one, n in counts.items() if n]
    return (
        desk.say("digest.doubt.some", why="; ".join(why)) if why else desk.say("digest.doubt.none")
    )
