"""The counters' posters: what a phone reads from them, what people read, and the command."""

import io
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image

from bot.commands.opening import opened
from bot.commands.qr import DOORS, doors, poster
from bot.office_in_force import wording_of
from bot.platforms import PLATFORMS
from bot.posters import FORMS, QUIET, SIZES, WIDE, Code, Poster, draw, matrix
from bot.sandbox.town import OFFICE, Town
from handlers.office_file import read_office
from tests.conftest import OpenTown
from tests.test_command_line import DEAF, SECRET, Shell, of_a, says_one_sentence, shell, start

__all__ = ["shell", "start"]  # fixtures

Form = Literal["pdf", "png"]
WARD = read_office(OFFICE.read_text(encoding="utf-8"))
ZALO, TELEGRAM = "https://zalo.me/4318657068771012646", "https://t.me/hoa_sen_bot?start=visit_"
LETTERS = "ăâđêôơưĂÂĐÊÔƠƯ ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ Ẫ Ễ Ỗ Ỡ Ữ Ỹ"


def of_counter(number: int = 0, **links: str) -> Poster:
    counter = WARD.counters[number]
    return poster(WARD, wording_of(WARD), counter, links or {"zalo": ZALO, "telegram": TELEGRAM})


@cache
def sheet(size: str, form: Form = "png") -> bytes:
    """The first counter's; drawing a large one takes a second or two."""
    return draw(of_counter(), size, form)


def scanned(png: bytes, link: str) -> bool:
    """Whether exactly this link's code stands on the sheet, found by its dark and light."""
    with Image.open(io.BytesIO(png)) as image:
        dark = np.asarray(image.convert("L")) < 128
    modules = np.array([list(row) for row in matrix(link)], dtype=bool)
    for x, edge in ((WIDE / 4, 87.0), (3 * WIDE / 4, 87.0), (WIDE / 2, 96.0)):
        per = dark.shape[1] / WIDE
        size = edge * per / (len(modules) + 2 * QUIET)
        at = (np.arange(len(modules)) + QUIET + 0.5) * size
        across, down = (x - edge / 2) * per + at, 103 * per + at
        if (dark[np.ix_(down.astype(int), across.astype(int))] == modules).all():
            return True
    return False


@pytest.mark.parametrize("size", SIZES)
def test_both_platforms_codes_can_be_scanned(size: str) -> None:
    png = sheet(size)
    assert scanned(png, ZALO)
    assert scanned(png, f"{TELEGRAM}quay_1")
    assert not scanned(png, f"{TELEGRAM}quay_2")


@pytest.mark.parametrize(("shown_as", "link"), [("zalo", ZALO), ("telegram", TELEGRAM)])
def test_one_platform_alone_has_the_sheet_to_itself(shown_as: str, link: str) -> None:
    one = of_counter(1, **{shown_as: link})
    (code,) = one.codes
    assert scanned(draw(one, "a4", "png"), code.link)


@pytest.mark.parametrize(("size", "pixels"), [("a4", (2480, 3508)), ("a6", (1240, 1754))])
def test_the_sheet_is_as_large_as_its_paper(size: str, pixels: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(sheet(size))) as image:
        assert all(abs(a - b) <= 1 for a, b in zip(image.size, pixels, strict=True))
    pdf = sheet(size, "pdf")
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    points = [round(one / 300 * 72) for one in pixels]
    (box,) = [line for line in pdf.splitlines() if b"/MediaBox" in line]
    found = [float(one) for one in box.split(b"[")[1].split(b"]")[0].split()][2:]
    assert all(abs(a - b) <= 1 for a, b in zip(found, points, strict=True))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_poster_is_the_same_to_the_byte(form: Form) -> None:
    assert draw(of_counter(), "a6", form) == sheet("a6", form)


def test_all_vietnamese_letters_are_there_and_what_is_not_is_left_out() -> None:
    """A letter that the font lacks warns, and a warning is an error."""
    code = Code(LETTERS, ZALO, LETTERS, LETTERS)
    full = Poster(LETTERS, LETTERS, "Quầy 🏠 hộ tịch $x_1$", [code], LETTERS, (LETTERS,), "")
    assert draw(full, "a6", "png").startswith(b"\x89PNG")


def test_long_names_stay_on_the_sheet() -> None:
    code = Code("Zalo " * 9, ZALO, "Quét rồi nhắn " * 9, "PHÒNG TIẾP " * 9)
    long = Poster("Ủy ban " * 30, "Có hài lòng " * 20, "Q" * 90, [code], "", ("Luôn " * 40,), "")
    with Image.open(io.BytesIO(draw(long, "a6", "png"))) as image:
        dark = np.asarray(image.convert("L")) < 128
    assert dark.any()
    edge = dark.shape[1] // 30
    assert not dark[:, :edge].any()
    assert not dark[:, -edge:].any()


def test_the_words_say_what_to_do_on_each_platform() -> None:
    first, waiting = of_counter(0), of_counter(2)
    zalo, telegram = first.codes
    assert (first.office, first.counter) == (WARD.name, WARD.counters[0].name)
    assert (zalo.link, zalo.typed) == (ZALO, "QUẦY 1")
    assert (telegram.link, telegram.typed) == (f"{TELEGRAM}quay_1", "")
    assert waiting.codes[0].typed == "PHÒNG TIẾP CÔNG DÂN"
    assert first.pledge[0] == "Xin chào · Xin hỏi · Xin lỗi · Xin cám ơn"
    assert WARD.phone in first.foot
    assert "giữ kín" in first.kept


# --- the command ---


@pytest.mark.parametrize(
    ("platforms", "links"),
    [
        (("telegram",), ["telegram"]),
        (("zalo_oa",), ["zalo"]),
        (("zalo_bot",), ["zalo"]),
        (("telegram", "zalo_bot", "zalo_oa"), ["zalo", "telegram"]),
    ],
)
async def test_each_platform_says_where_people_find_us(
    open_a_town: OpenTown, platforms: tuple[str, ...], links: list[str]
) -> None:
    town = await open_a_town(platforms=platforms)
    async with opened(town.settings) as at:
        found = await doors(town.settings, at)
    assert list(found) == links
    if "zalo_oa" in platforms:
        assert found["zalo"] == f"https://zalo.me/{town.zalo_oa.oa_id}", "the lasting door"
    elif "zalo_bot" in platforms:
        assert found["zalo"] == f"https://zalo.me/{town.zalo_bot.token.partition(':')[0]}"
    if "telegram" in platforms:
        assert found["telegram"].startswith("https://t.me/")
        assert found["telegram"].endswith("?start=visit_")


async def test_a_poster_for_each_counter_is_put_into_the_folder(
    town: Town, shell: Shell, tmp_path: Path
) -> None:
    office = tmp_path / "two.toml"
    head, first, second, third = OFFICE.read_text(encoding="utf-8").split("[[counter]]")
    rest = third[third.index("# 4 xin") :]
    office.write_text("[[counter]]".join((head, first, second + rest)), encoding="utf-8")
    settings = of_a(town) | {"OFFICE_FILE": str(office)}
    assert (await shell("office", "load", str(office), **settings)).code == 0
    ended = await shell("qr", "--out", "tờ/in", **settings)
    assert (ended.code, ended.err) == (0, "")
    made = {path.name for path in (tmp_path / "tờ/in").iterdir()}
    wanted = {f"{one.code}-{s}.{f}" for one in WARD.counters[:2] for s in SIZES for f in FORMS}
    assert made == wanted
    assert len(ended.out.splitlines()) == len(wanted)
    again = await shell("qr", "--out", "tờ/in", **settings)
    assert (again.code, again.out) == (0, ended.out)


async def test_without_counters_the_office_file_is_named(shell: Shell, tmp_path: Path) -> None:
    text = OFFICE.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[counter]]")
    bare = tmp_path / "bare.toml"
    bare.write_text(head + rest[rest.index("# 4 xin") :], encoding="utf-8")
    ended = await shell("qr", **DEAF | {"OFFICE_FILE": str(bare)})
    assert ended.code == 1
    says_one_sentence(ended, "no counters", "[[counter]]")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (DEAF, "TELEGRAM_API_URL"),
        (
            {**DEAF, "TELEGRAM_TOKEN": "", "ZALO_BOT_TOKEN": "1:nobody-is-there",
             "ZALO_BOT_API_URL": "http://127.0.0.1:9"},
            "ZALO_BOT_API_URL",
        ),
    ],
)  # fmt: skip
async def test_a_platform_that_is_away_is_named(
    shell: Shell, settings: dict[str, str], words: str, tmp_path: Path
) -> None:
    ended = await shell("qr", **settings)
    assert ended.code == 1
    assert ended.err.strip().splitlines()[-1].startswith(words)
    assert SECRET not in ended.err
    assert not (tmp_path / "posters").exists()


async def test_a_folder_that_cannot_be_made_is_named(
    town: Town, shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    ended = await shell("qr", "--out", "taken", **of_a(town))
    assert ended.code == 1
    says_one_sentence(ended, "taken")


def test_every_platform_has_a_door() -> None:
    assert DOORS.keys() == PLATFORMS.keys()
