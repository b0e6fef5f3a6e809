"""How periods, shares and units are called in a leader's digest."""

from handlers.calendar import DAY
from handlers.desk import Desk
from handlers.leaders.periods import Period, Span
from handlers.leaders.shares import Share, Weight
from handlers.office_file import preset_labels
from handlers.wording import number

SHARES = {
    Weight.NOTHING: "digest.share_nothing",
    Weight.COUNTS: "digest.share_counts",
    Weight.PROVISIONAL: "digest.share_provisional",
    Weight.FIRM: "digest.share_firm",
}


def share_in_words(desk: Desk, share: Share, decimals: int = 0) -> str:
    """As much of a share as its number of answers bears."""
    low, high = share.range or (0.0, 0.0)
    return desk.say(
        SHARES[share.weight],
        k=share.k,
        n=share.n,
        percent=number(share.percent or 0.0, decimals),
        low=number(low),
        high=number(high),
    )


def period_name(desk: Desk, period: Period) -> str:
    """Like "tuần 16/11–22/11/2026"; while it lasts, with until when it is counted."""
    first, last = period.first, period.until - DAY
    name = desk.say(
        f"digest.period.{period.span}",
        first=f"{first:%d/%m}" if first.year == last.year else f"{first:%d/%m/%Y}",
        last=f"{last:%d/%m/%Y}",
        month=first.month,
        quarter=(first.month + 2) // 3,
        year=first.year,
    )
    if desk.now >= period.end:
        return name
    return desk.say("digest.period.running", period=name, moment=desk.wording.moment(desk.now))


def period_aloud(desk: Desk, period: Period) -> str:
    """The same as it is read aloud: "tháng 10 năm 2026"."""
    if period.span not in (Span.MONTH, Span.QUARTER) or desk.now < period.end:
        return period_name(desk, period)
    first = period.first
    quarter = (first.month + 2) // 3
    name, year = desk.say("digest.span." + period.span), first.year
    n = first.month if period.span is Span.MONTH else quarter
    return desk.say("digest.page.period", span=name, n=n, year=year)


def span_name(desk: Desk, span: Span) -> str:
    """Like "tuần"."""
    return desk.say(f"digest.span.{span}")


def until(desk: Desk, period: Period) -> str:
    """Until when what is open was counted."""
    if desk.now >= period.end:
        return desk.say("digest.until_end", span=span_name(desk, period.span))
    return desk.say("digest.until_now", moment=desk.wording.moment(desk.now))


def short_unit(desk: Desk, code: str) -> str:
    """A unit's short name, if it has one."""
    unit = desk.office.unit(code)
    return (unit.short if unit else "") or desk.office.unit_name(code)


def item(desk: Desk, code: str) -> str:
    """An item of the pledge in the office's words, or in those in which it was asked once."""
    now = {one.code: one.label for one in desk.office.pledge.items}
    return now.get(code) or desk.say("digest.former", label=preset_labels().get(code, code))


def not_asked(desk: Desk, rules: dict[str, int]) -> str:
    """How many were not asked, by rule."""
    return ", ".join(desk.say(f"digest.rule.{rule}", n=n) for rule, n in sorted(rules.items()))
