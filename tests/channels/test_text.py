"""Long words are divided at good places, and nothing of them is lost."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text import cut, numbered, plain, runs, split, units
from handlers.message import BOLD, PLAIN, Choice

FAMILY = "👨‍👩‍👧‍👦"  # one character for a reader, eleven units


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("ờ", 1), ("đèn", 3), ("👍", 2), (FAMILY, 11)]
)
def test_length_is_counted_in_utf16_units(text: str, length: int) -> None:
    assert units(text) == length


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("Ngắn.", 10, ["Ngắn."]),
        ("", 10, []),
        ("  \n ", 2, []),
        # a sentence end before a later space
        ("Đèn hỏng. Tối quá trời", 15, ["Đèn hỏng.", "Tối quá trời"]),
        # exactly at the limit
        ("Đèn hỏng. Tối quá", 9, ["Đèn hỏng.", "Tối quá"]),
        # a line end before a later space
        ("Đèn hỏng\nTối quá trời", 15, ["Đèn hỏng", "Tối quá trời"]),
        # a sentence end far at the front is no good place: parts would become tiny
        ("Dạ. Đèn hỏng tối quá trời", 15, ["Dạ. Đèn hỏng", "tối quá trời"]),
        ("mộthaiba", 3, ["một", "hai", "ba"]),
        # never inside a character
        (f"ab{FAMILY}", 12, ["ab", FAMILY]),
        ("e\u0323\u0302" * 2, 4, ["e\u0323\u0302", "e\u0323\u0302"]),
        # bold is closed and opened again
        (f"{BOLD}một hai{PLAIN} ba", 8, [f"{BOLD}một{PLAIN}", f"{BOLD}hai{PLAIN} ba"]),
    ],
)
def test_text_is_divided_at_the_best_place(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_a_character_longer_than_the_limit_still_comes_to_an_end() -> None:
    monster = "e" + "\u0301" * 50
    assert "".join(split(monster, 10)) == monster


@given(st.text("ab .\n👍" + BOLD + PLAIN, max_size=60), st.integers(4, 20))
def test_parts_fit_are_balanced_and_hold_every_letter(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert all(part.rfind(BOLD) <= part.rfind(PLAIN) for part in parts)
    squeezed = regex.sub(r"\s+", "", plain(text))
    assert regex.sub(r"\s+", "", plain("".join(parts))) == squeezed


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Vừa đủ", 6, "Vừa đủ"),
        ("Đèn hỏng. Tối quá trời", 15, "Đèn hỏng.…"),
        (f"{BOLD}một hai ba{PLAIN}", 8, f"{BOLD}một…{PLAIN}"),
    ],
)
def test_a_cut_text_says_that_something_is_missing(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short
    assert units(short) <= limit + 2


def test_runs_survive_marks_without_a_partner() -> None:
    assert list(runs(f"a{PLAIN}b{BOLD}c{BOLD}d")) == [
        (False, "a"), (False, "b"), (True, "c"), (True, "d"),
    ]  # fmt: skip


def test_choices_are_numbered_across_rows() -> None:
    rows = ((Choice("a", "Gửi"), Choice("b", "Thêm")), (Choice("c", "Bỏ"),))
    assert numbered(rows) == "1. Gửi\n2. Thêm\n3. Bỏ"
