"""What officials type, read by tables."""

import pytest

from handlers.codes import code_first
from handlers.officials.typed import command

PREFIXES = frozenset({"PA", "KN"})


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("/viec", ("viec", "")),
        ("/hoso PA-2611-7K4Q", ("hoso", "PA-2611-7K4Q")),
        ("/HoSo  7k4q ", ("hoso", "7k4q")),
        ("/trảlời 7K4Q\nhai dòng\nnữa", ("traloi", "7K4Q\nhai dòng\nnữa")),
        ("viec", ("", "viec")),
        ("/", ("", "/")),
        ("", ("", "")),
    ],
)
def test_a_command_is_a_name_and_the_words_after_it(words: str, read: tuple[str, str]) -> None:
    assert command(words) == read


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("PA-2611-7K4Q đã sửa", ("PA-2611-7K4Q", "đã sửa")),
        ("pa26117k4q đã sửa", ("PA-2611-7K4Q", "đã sửa")),
        ("pa 2611 7k4q đã sửa\nxong", ("PA-2611-7K4Q", "đã sửa\nxong")),
        ("#7K4Q đã sửa", ("7K4Q", "đã sửa")),
        ("# 7k4q đã sửa", ("7K4Q", "đã sửa")),
        ("7k4q", ("7K4Q", "")),
        ("KN-2611-AB2C", ("KN-2611-AB2C", "")),
        ("XX-2611-7K4Q đã sửa", (None, "XX-2611-7K4Q đã sửa")),  # no kind of ours
        ("đã sửa PA-2611-7K4Q", (None, "đã sửa PA-2611-7K4Q")),  # not at the front
        ("mã 7K4Q đã sửa", ("7K4Q", "đã sửa")),
        ("", (None, "")),
    ],
)
def test_a_code_is_taken_off_the_front(words: str, read: tuple[str | None, str]) -> None:
    assert code_first(words, PREFIXES) == read
