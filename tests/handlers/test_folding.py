"""The matching key: what people write differently and mean alike is the same."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.folding import fold


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("  Đường   HƯ!!! ", "duong hu"),
        ("đèn_đường…hư", "den duong hu"),
        ("hòa", "hoa"),
        ("hoà", "hoa"),
        ("thủy", "thuy"),
        ("thuỷ", "thuy"),
        ("xử lý", "xu li"),
        ("xử lí", "xu li"),
        ("quý", "qui"),
        ("quí", "qui"),
        ("y tế", "i te"),
        ("i tế", "i te"),
        ("tay", "tay"),  # not tai
        ("mấy", "may"),  # not mai
        ("túy", "tuy"),  # not túi
        ("yên", "yen"),
        ("kp3", "kp3"),
        ("PA-2611-7K4Y", "pa 2611 7k4y"),
        ("👍", ""),
        ("?!.", ""),
        ("ＵＢＮＤ", "ubnd"),  # full width, from some keyboards
        ("Ê Đê", "e de"),
    ],
)
def test_a_text_has_one_key(text: str, key: str) -> None:
    assert fold(text) == key
    assert fold(unicodedata.normalize("NFD", text)) == key
    assert fold(unicodedata.normalize("NFC", text)) == key


def test_what_is_written_in_khmer_keeps_its_letters() -> None:
    assert fold("ផ្លូវ") != ""
    assert fold("ផ្លូវ") != fold("ទឹក")


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_a_key_has_no_doubled_or_outer_spaces(one: str, other: str) -> None:
    key = fold(f" {one}  {other} ")
    assert key == " ".join(key.split())


def test_the_longest_message_is_folded_quickly() -> None:
    text = "Đường trước nhà tôi hư hỏng nặng. " * 120
    start = time.process_time()
    fold(text)
    assert time.process_time() - start < 0.1
