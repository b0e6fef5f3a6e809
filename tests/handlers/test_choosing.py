"""What is typed under choices: a number or a label, however politely."""

import pytest

from handlers.choosing import pick

LEVELS = (
    ("5", "😊 Rất hài lòng"),
    ("4", "🙂 Hài lòng"),
    ("2", "🙁 Chưa hài lòng"),
    ("sent", "✅ Gửi"),
)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("2", "4"), ("2.", "4"), ("dạ 2", "4"), ("2 nha con", "4"), ("cái số 2 đó", None),
        ("chọn số 2 ạ", "4"), ("cái số 2", "4"), ("số 2", None), ("hài lòng", "4"),
        ("hai long", "4"), ("2 sao", None), ("mức 2", None), ("dạ hài lòng ạ", "4"),
        ("tôi thấy rất hài lòng", "5"), ("chưa hài lòng lắm", "2"), ("gửi", "sent"),
        ("không hài lòng", None), ("hài lòng nhưng chậm", None), ("2 con chó", None),
        ("2 con", None), ("số 2 Lê Lợi", None), ("9", None), ("gửi ạ", None), ("dạ", None),
        ("", None), ("số 9999", None),
    ],
)  # fmt: skip
def test_a_choice_is_heard_as_people_type_it(typed: str, chosen: str | None) -> None:
    assert pick(typed, LEVELS) == chosen


RISING = tuple((f"sat:7:{level}", "😊" * level) for level in range(1, 6))


@pytest.mark.parametrize("typed", ["5 sao", "mức 5", "dạ 5 sao con", "5"])
def test_stars_are_the_level_where_levels_are_asked_for(typed: str) -> None:
    assert pick(typed, RISING) == "sat:7:5"
