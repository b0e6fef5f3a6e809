"""A person's own names and numbers are taken out of a text; words that only look like them stay."""

import pytest

from handlers.redaction import redacting
from storage.people import Identity

DUONG = Identity("500123456", name="Nguyễn Văn Dương", phone="0912345678", called="Dương")
TOLD = [
    ("tôi là Dương, nhà đầu hẻm", "****, nhà đầu hẻm"),
    ("toi la duong, nha dau hem", "****, nha dau hem"),
    ("chú Dương báo đèn hỏng", "**** báo đèn hỏng"),
    ("Nguyễn Văn Dương kính gửi", "**** kính gửi"),
    ("nguyen van duong kinh gui", "**** kinh gui"),
    ("Nguyễn Vân Dương kính gửi", "**** kính gửi"),  # a slip of the accent in a whole name
    ("con đường vào ấp lầy lội", "con đường vào ấp lầy lội"),
    ("tôi đi đường này mỗi ngày", "tôi đi đường này mỗi ngày"),
    ("cây dương trước nhà", "cây dương trước nhà"),
    ("gọi 091 234 5678", "gọi ****"),
]


@pytest.mark.parametrize(("said", "left"), TOLD)
def test_a_name_goes_and_what_only_sounds_like_it_stays(said: str, left: str) -> None:
    assert redacting(DUONG, "", "****")(said) == left


def test_numbers_that_they_wrote_themselves_go_however_they_are_written() -> None:
    redact = redacting(DUONG, "600987654", "****", phones=iter(["0987654321"]))
    said = "số con 098.765.4321, hay +84987654321; mã 600987654, số 0987654329"
    assert redact(said) == "số con ****, hay ****; mã ****, số 0987654329"


@pytest.mark.parametrize("said", ["câu 1, rồi câu 2", "cậu 1", "em 1 tuổi"])
def test_a_number_in_a_name_is_no_name(said: str) -> None:
    assert redacting(Identity("7", name="Lan 1"), "", "****")(said) == said
    assert redacting(Identity("7", name="Lan 1"), "", "****")(f"Lan 1: {said}") == f"****: {said}"


def test_who_has_no_name_is_covered_nowhere() -> None:
    assert redacting(Identity("7"), "", "****")("ông Tư ở ấp 3") == "ông Tư ở ấp 3"
