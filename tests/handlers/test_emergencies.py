"""What people write when there is danger, and what only sounds like it: a table, both ways."""

from collections import Counter
from pathlib import Path

import pytest

from handlers.emergencies import kinds, recognise
from handlers.leaning import DANGER, leanings
from tests.handlers import danger_sample, gate_sample
from tests.handlers.gate_sample import HOA_SEN
from tests.handlers.leaning_training import LEAST, danger_rows

MESSAGES = [
    line.partition("|")[::2]
    for line in (Path(__file__).parent / "emergency_messages.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("kinds", "words"), MESSAGES, ids=[words for _, words in MESSAGES])
def test_idioms_anger_and_dialect_are_told_from_danger(kinds: str, words: str) -> None:
    found = recognise(words, HOA_SEN)
    assert (found.code if found else "") in kinds.split("/")


SAMPLE = danger_sample.sample()
HELD = [one for one in SAMPLE if one.held_back]
RECALL, PRECISION, HELPED = 0.80, 0.80, 0.85
"""Below which messages that no rule was made for must not fall; `make bench` prints the figures.
Half of them are calm ones that are meant to sound like danger: a false alarm costs one tap."""


def test_there_are_enough_messages_with_and_without_danger() -> None:
    assert len(SAMPLE) >= 550
    assert len({one.words for one in SAMPLE}) == len(SAMPLE)
    assert {label for one in HELD for label in one.labels} == {*kinds(HOA_SEN), danger_sample.CALM}


def test_danger_in_words_that_no_rule_was_made_for_is_recognised_as_well() -> None:
    found = danger_sample.score(HELD)
    assert found.recall >= RECALL
    assert found.precision >= PRECISION


def test_who_is_in_danger_is_told_the_number_that_is_needed_first() -> None:
    assert danger_sample.helped(HELD).precision >= HELPED


def test_ordinary_messages_seldom_raise_an_alarm() -> None:
    calm = [one.words for one in gate_sample.read() if one.held_back]
    alarms = [words for words in calm if recognise(words, HOA_SEN)]
    assert len(alarms) / len(calm) < 0.08  # some of them do speak of danger


def test_what_weighs_for_danger_was_learned_from_no_message_that_is_held_back() -> None:
    learned = danger_rows()
    known = leanings(DANGER)
    assert tuple(known) == ("danger", *kinds(HOA_SEN))
    for matter, rows in learned.items():
        seen = Counter(one for spoken, _ in rows for one in spoken)
        assert min(seen[one] for one in known[matter].weights) >= LEAST


def test_the_office_s_own_words_of_danger_are_never_outweighed() -> None:
    words = "xin hỏi giấy tờ bảo hiểm, mong xã hướng dẫn thủ tục và lệ phí, cảm ơn, cháy xóm ghe"
    found = recognise(words, HOA_SEN)
    assert found is not None
    assert found.code == "fire"


def test_a_neighbour_s_name_is_no_fire() -> None:
    assert recognise("bà Hoa ghé xóm tui chơi", HOA_SEN) is None
    assert recognise("ba Hoa ghe xom tui choi", HOA_SEN) is None
    assert recognise("bà hoả ghé xóm tui rồi", HOA_SEN) is not None


def test_who_says_nothing_is_in_no_danger() -> None:
    assert recognise("", HOA_SEN) is None


@pytest.mark.parametrize("words", ["vo de", "Vỡ đê", "chay", "CUOP!!!", "nha sap"])
def test_a_cry_of_a_word_or_two_is_one_without_accents_too(words: str) -> None:
    assert recognise(words, HOA_SEN) is not None


@pytest.mark.parametrize("words", ["noi vo de", "ap vo de hop may gio", "xe buyt chay may gio"])
def test_the_same_letters_in_a_sentence_are_none(words: str) -> None:
    assert recognise(words, HOA_SEN) is None


def test_a_very_long_message_costs_no_more_than_its_length() -> None:
    words = "té xuống nước em bé sập nhà kẹt cầm dao đánh " * 400
    assert recognise(f"xin hỏi {words}", HOA_SEN) is not None
