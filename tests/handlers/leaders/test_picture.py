"""The picture and the public page: small, the same twice, with all Vietnamese letters."""

import io

import pytest
from PIL import Image

from bot.channels.zalo_oa_parcel import PHOTO_BYTES
from handlers.leaders import page, picture, printed
from handlers.leaders.page import Notice
from handlers.leaders.picture import Shown, Words
from handlers.leaders.shares import Share

LETTERS = "ăâđêôơưĂÂĐÊÔƠƯ ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ Ẫ Ễ Ỗ Ỡ Ữ Ỹ"
WORDS = Words(
    LETTERS, "Hài lòng", "%", "dưới 5 phiếu", "Đúng hẹn", ("a", "b", "c", "d"), "4 xin", "Nguồn"
)
SHOWN = Shown(
    WORDS,
    [f"{one}/9" for one in range(12)],
    [Share(min(one, 9), one) for one in range(12)],  # the first five have too few answers
    [(one, 1, 0) for one in range(12)],
    [2] * 12,
    [(f"Luôn {one}", [Share(one, 9), Share(1, 2), Share(9, 9)]) for one in range(8)],
    ["trước", "giữa", "nay"],
)
NOTICE = Notice("UBND phường Hoa Sen", LETTERS[:30], (LETTERS, "một hai " * 60), LETTERS)


def test_a_picture_fits_a_phone_and_zalo() -> None:
    png = picture.draw(SHOWN)  # a letter that the font lacks warns, and a warning is an error
    with Image.open(io.BytesIO(png)) as found:
        assert found.format == "PNG"
        assert found.width < found.height <= 2000
        assert found.width >= 900
    assert len(png) <= PHOTO_BYTES


def test_the_same_figures_are_the_same_picture_to_the_byte() -> None:
    assert picture.draw(SHOWN) == picture.draw(SHOWN)


def test_the_figures_are_pages_of_a_phones_width_the_same_twice() -> None:
    rows = [(f"Phòng {LETTERS} {n}", "80 % (4/5 phiếu; sơ bộ, khoảng 38–96 %)") for n in range(30)]
    found = printed.draw(printed.Printed(LETTERS[:30], "tuần", rows, LETTERS))
    assert found == printed.draw(printed.Printed(LETTERS[:30], "tuần", rows, LETTERS))
    assert found.startswith(b"%PDF-")
    assert found.count(b"/Type /Page\n") + found.count(b"/Type /Page ") == 3
    assert printed.draw(printed.Printed("x", "x", [], "x")).startswith(b"%PDF-")


def test_a_desk_without_any_figures_has_a_picture() -> None:
    none = Shown(WORDS, ["1/9"] * 12, [Share()] * 12, [(0, 0, 0)] * 12, [0] * 12,
                 [("x", [Share()] * 3)], ["a", "b", "c"])  # fmt: skip
    assert picture.draw(none).startswith(b"\x89PNG")


@pytest.mark.parametrize(("form", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF-")])
def test_the_public_page_is_the_same_twice(form: str, magic: bytes) -> None:
    found = page.draw(NOTICE, form)  # type: ignore[arg-type]  # one of the two
    assert found.startswith(magic)
    assert len(found) <= PHOTO_BYTES
    assert found == page.draw(NOTICE, form)  # type: ignore[arg-type]  # likewise
    if form == "pdf":
        assert found.count(b"/Type /Page\n") + found.count(b"/Type /Page ") == 1


def test_a_dollar_in_peoples_words_is_no_formula() -> None:
    notice = Notice("UBND $x_$ phường", "từ $\\frac$", ("mua 5$, bán 7$",), "$^$")
    assert page.draw(notice, "png").startswith(b"\x89PNG")  # a formula that is none would raise
