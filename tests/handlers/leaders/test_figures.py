"""What answers and cases add up to; figures worked by hand (domain.md §6.4)."""

import pytest

from handlers.leaders.figures import (
    Opinion,
    Visits,
    Work,
    at_counters,
    by,
    doubts,
    former,
    opinion,
    pledge,
    total,
    weakest,
    work,
)
from handlers.leaders.shares import Share
from storage.figures import Answers, Ticked
from storage.visits import AtCounter

CODES = ("xin_chao", "xin_loi", "luon_lang_nghe")
ALL = frozenset(CODES)


def answers(
    unit: str = "a",
    channel: str = "telegram",
    asked: int = 0,
    levels: tuple[int, ...] = (0, 0, 0, 0, 0),
    done: tuple[int, int, int] = (0, 0, 0),
    comments: int = 0,
    unrated: int = 0,
) -> Answers:
    return Answers(
        unit,
        channel,
        asked,
        dict(zip((1, 2, 3, 4, 5), levels, strict=True)),
        dict(zip(("yes", "partly", "no"), done, strict=True)),
        comments,
        unrated,
    )


def test_the_middle_is_not_satisfied_and_silence_is_no_answer() -> None:
    said = opinion([answers(asked=7, levels=(1, 1, 1, 1, 1))])  # two were silent
    assert (said.asked, said.answered) == (7, 5)
    assert said.satisfied == Share(2, 5)  # 4 and 5
    assert said.response == Share(5, 7)


def test_partly_done_is_not_done() -> None:
    said = opinion([answers(asked=9, levels=(0, 0, 0, 9, 0), done=(5, 2, 1))])
    assert said.well == Share(5, 8)  # one did not say
    assert said.satisfied == Share(9, 9)  # courtesy is another matter


def test_who_only_says_that_it_is_not_done_answered_and_lowers_no_share() -> None:
    said = opinion([answers(asked=9, levels=(0, 0, 0, 0, 4), done=(4, 0, 3), unrated=3)])
    assert said.satisfied == Share(4, 4)
    assert said.response == Share(7, 9)
    found = doubts([], [answers(asked=9, levels=(0, 0, 0, 0, 4), unrated=3)], {})
    assert (found.silent, found.unrated) == (2, 3)  # the figures say so, or 4 of 4 would mislead


def test_what_the_pledge_asked_formerly_is_still_counted_by_its_code() -> None:
    rows = [
        Ticked("a", 0, frozenset({"xin_chao", "xin_phep"}), ALL | {"xin_phep"}, 6),
        Ticked("a", 0, frozenset({"xin_chao"}), ALL, 2),
    ]
    assert former(rows, CODES) == ["xin_phep"]
    assert pledge(rows, ["xin_chao", "xin_phep"]) == {
        "xin_chao": Share(8, 8),  # through both wordings
        "xin_phep": Share(6, 6),
    }


def test_channels_are_added_up_and_kept_apart() -> None:
    rows = [
        answers("a", "zalo_oa", 10, (0, 0, 0, 0, 4)),
        answers("a", "telegram", 6, (2, 0, 0, 0, 1)),
        answers("b", "zalo_oa", 2, comments=1),
    ]
    apart = by("channel", rows)
    assert {name: one.response for name, one in apart.items()} == {
        "telegram": Share(3, 6),
        "zalo_oa": Share(4, 12),
    }
    assert by("unit", rows)["a"].satisfied == Share(5, 7)  # 4 + 1 of 4 + 3
    assert opinion(rows).asked == 18


def test_an_item_counts_only_where_it_was_offered() -> None:
    on_time = ALL - {"xin_loi"}  # nothing was late: no apology could be ticked
    rows = [
        Ticked("a", 0, frozenset({"xin_chao"}), on_time, 3),
        Ticked("a", 0, frozenset({"xin_chao", "xin_loi"}), ALL, 2),
        Ticked("b", 0, frozenset({"luon_lang_nghe"}), ALL, 1),
        Ticked("b", 0, frozenset({"an item of an older pledge"}), frozenset(), 1),
    ]
    assert pledge(rows, CODES) == {
        "xin_chao": Share(5, 7),  # 3 + 2 of all seven
        "xin_loi": Share(2, 4),  # not of the three on time
        "luon_lang_nghe": Share(1, 7),
    }


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ({"x": Share(4, 8), "y": Share(3, 9), "z": Share(0, 4)}, "y"),  # 50 %, 33 %, too few
        ({"x": Share(9, 9)}, None),
        ({"x": Share(1, 4)}, None),
        ({}, None),
    ],
)
def test_the_weakest_item(items: dict[str, Share], code: str | None) -> None:
    assert weakest(items) == code


def test_units_add_up() -> None:
    rows = [
        {"unit": "a", "received": 3, "on_time": 1, "extended": 2, "late": 1, "open": 4},
        {"unit": "b", "received": 1, "late": 1, "answered": 1, "proven": 1, "overdue": 2},
    ]
    everybody = total(work(rows))
    assert everybody == Work(
        "", received=4, on_time=1, extended=2, late=2, answered=1, proven=1, open=4, overdue=2
    )
    assert everybody.words == 5
    assert total([]) == Work("")


def test_figures_say_what_is_wrong_with_them() -> None:
    rows = [
        answers("a", "zalo_oa", 20, (0, 0, 0, 0, 9)),
        answers("b", "telegram", 5, (0, 0, 1, 0, 0)),
        answers("c", "telegram", 3),
    ]
    units = [Work("a", on_time=9), Work("c", on_time=3), Work("d", late=1), Work("e", open=4)]
    found = doubts(units, rows, {"opted_out": 2, "asked_lately": 1, "unreachable": 0})
    assert dict(found.skipped) == {"asked_lately": 1, "opted_out": 2}
    assert found.silent == 18  # 28 asked, 10 answered
    assert dict(found.channels) == {"telegram": 1, "zalo_oa": 9}
    assert found.small == ("b",)
    assert found.mute == ("c", "d")  # e had nothing to be asked about


def test_one_channel_is_no_mixture() -> None:
    assert doubts([], [answers(asked=5)], {}).channels == {}
    assert opinion([]) == Opinion()


def test_counters_are_counted_apart_and_without_what_was_flagged() -> None:
    rows = [
        AtCounter(code, "telegram", 9, {1: 1, 2: 0, 3: 1, 4: 2, 5: 1}, 1, 2, 0, 3, 0, 0)
        for code in ("q1", "q2")
    ]
    # each: 3 of the 5 that were not flagged; 18 scanned, 6 flagged
    assert at_counters(rows) == Visits(scanned=18, satisfied=Share(6, 10), flagged=6)
    assert at_counters([]) == Visits(0, Share(0, 0), 0)
