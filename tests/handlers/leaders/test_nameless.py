"""Nobody is recognised by words that are shown to leaders."""

import pytest

from handlers.leaders.nameless import everyday_of, nameless
from handlers.wording import texts
from tests.handlers.told import OFFICE

EVERYDAY = everyday_of(OFFICE, texts()["everyday.words"])


def shown(words: str, *own: str) -> str:
    return nameless(words, EVERYDAY, own)


@pytest.mark.parametrize(
    "words",
    [
        "Đèn sáng một tối rồi lại tắt",
        "Cán bộ nhẹ nhàng, giải thích rõ ràng, tôi rất hài lòng.",
        "Cam on can bo da giup do tan tinh",
        "Chờ lâu quá! Không ai nói trước cho bà con biết.",
    ],
)
def test_what_everybody_might_say_stays(words: str) -> None:
    assert shown(words) == words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Cảm ơn anh Minh đã sửa đèn rất nhanh", "Cảm ơn anh … đã sửa đèn rất nhanh"),
        ("cảm ơn chị Lan nhiều lắm, nói nhẹ nhàng", "cảm ơn chị … nhiều lắm, nói nhẹ nhàng"),
        ("Cam on anh minh da sua den rat nhanh", "Cam on anh … da sua den rat nhanh"),
        ("Gọi tôi 0912 345 678, nhà số 12, khi xong", "Gọi tôi … nhà số … khi xong"),
        ("Thư về lan@hoa.vn khi nào xong việc nhé", "Thư về … khi nào xong việc nhé"),
        ("Con chó becgie nhà bên không cho ngủ", "Con chó … nhà bên không cho ngủ"),
        ("Nhà ông Sáu Kiệt đổ rác ra đường cả đêm", "Nhà ông … đổ rác ra đường cả đêm"),
        ("=HYPERLINK(x) đường ngập quá sâu", "… đường ngập quá sâu"),
    ],
)  # fmt: skip
def test_what_few_would_say_is_a_gap(words: str, said: str) -> None:
    assert shown(words) == said


def test_the_writers_own_name_is_a_gap_however_usual_its_words_are() -> None:
    assert (
        shown("tên tôi là hoa, việc này làm tốt", "Trần Thị Hoa") == "tên tôi là … việc này làm tốt"
    )
    assert shown("Bình rất cảm ơn, việc này làm tốt", "Lê Bình") == "… rất cảm ơn, việc này làm tốt"


@pytest.mark.parametrize("words", ["", "Nguyễn Văn Buổi", "0912345678", "ok", "Becgie Kiệt sủa"])
def test_what_says_nothing_without_them_is_not_shown(words: str) -> None:
    assert shown(words) == ""


def test_long_words_are_cut() -> None:
    assert len(shown("việc này làm tốt " * 40)) <= 160
