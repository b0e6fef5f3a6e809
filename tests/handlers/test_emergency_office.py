"""Emergencies in the office file: what it may add, and the faults that are named."""

import pytest

from bot.sandbox.town import OFFICE
from handlers.emergencies import kinds, recognise, usual
from handlers.office_file import BrokenOffice, read_office

TEXT = OFFICE.read_text(encoding="utf-8")
START, END = TEXT.index('kind = [\n    { code = "fire"'), TEXT.index("[[hours]]")


def with_kinds(*rows: str) -> str:
    return TEXT[:START] + "kind = [\n" + ",\n".join(rows) + "\n]\n\n" + TEXT[END:]


def test_without_a_word_in_the_file_the_usual_is_known() -> None:
    office = read_office(TEXT[:START] + TEXT[END:])
    assert set(kinds(office)) == {one.code for one in usual().kinds}
    found = recognise("chay nha", office)
    assert found is not None
    assert (found.numbers, found.category) == (("fire", "ambulance"), None)


def test_own_words_add_to_the_usual_and_own_numbers_stand_in_their_place() -> None:
    row = '{ code = "fire", numbers = ["rescue"], words = ["bà lửa ghé"], category = "an_ninh" }'
    office = read_office(with_kinds(row))
    for words in ("ba lua ghe roi", "chay nha"):
        found = recognise(words, office)
        assert found is not None
        assert (found.code, found.numbers, found.category) == ("fire", ("rescue",), "an_ninh")
        assert found.label == "Cháy, nổ"


def test_a_kind_of_ones_own() -> None:
    row = '{ code = "wild", label = "Thú dữ", numbers = ["police"], words = ["voi về làng"] }'
    found = recognise("voi ve lang pha nha", read_office(with_kinds(row)))
    assert found is not None
    assert (found.code, found.label) == ("wild", "Thú dữ")


def test_own_harmless_words_keep_quiet() -> None:
    assert recognise("lò cháy", read_office(TEXT)) is None
    assert recognise("lò cháy", read_office(TEXT.replace('"lò cháy"', '"lò lửa"'))) is not None


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ('{ code = "wild", numbers = ["police"], words = ["a"] }', "label", "is missing"),
        ('{ code = "wild", label = "X", words = ["a"] }', "numbers", "is missing"),
        ('{ code = "wild", label = "X", numbers = ["police"] }', "words", "is missing"),
        ('{ code = "fire", numbers = ["mayor"] }', "numbers[1]", "must be 'police'"),
        ('{ code = "fire", words = ["!!"] }', "words[1]", "no letters"),
        ('{ code = "fire", category = "lua" }', "category", "no category 'lua'"),
        ('{ code = "fire" }, { code = "fire" }', "code", "used 2 times"),
        ('{ code = "fire", tel = "114" }', "tel", "spelt right"),
    ],
)
def test_a_fault_is_named_with_its_field(row: str, field: str, message: str) -> None:
    with pytest.raises(BrokenOffice) as broken:
        read_office(with_kinds(row))
    (fault,) = broken.value.faults
    assert fault.field in (f"emergency.kind[1].{field}", f"emergency.kind[2].{field}")
    assert fault.line
    assert message in fault.message
