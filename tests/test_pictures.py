"""Pictures lose what they tell of place and time; what looks like papers is held back."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from matplotlib import font_manager
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageFont, PngImagePlugin

from bot import fetching, pictures
from handlers.message import Attachment, AttachmentKind, Held
from storage.files import file_path

FONT = font_manager.findfont("DejaVu Sans")
NUMBER = "093085001234"
LINES = (
    "CĂN CƯỚC CÔNG DÂN", f"Số: {NUMBER}", "Họ và tên: NGUYỄN VĂN AN", "Ngày sinh: 01/01/1985",
    "Giới tính: Nam", "Quê quán: xã A, tỉnh B", "Nơi thường trú: Ấp 3, xã X",
)  # fmt: skip


def ground(seed: int = 60) -> Image.Image:
    """Something dark and restless, as most of what residents photograph."""
    noise = Image.effect_noise((160, 120), seed).resize((1280, 960))
    return Image.merge("RGB", [noise.point(lambda v, k=k: int(v * k)) for k in (0.5, 0.6, 0.4)])


def card(pale: tuple[int, int, int] = (206, 222, 214)) -> Image.Image:
    """A drawing in the shape of an identity card."""
    made = Image.new("RGB", (860, 540), pale)
    draw = ImageDraw.Draw(made)
    draw.ellipse([40, 30, 140, 130], fill=(200, 60, 50))
    draw.rectangle([40, 170, 250, 450], fill=(150, 170, 200))
    draw.ellipse([75, 185, 215, 330], fill=(40, 35, 30))
    draw.ellipse([85, 205, 205, 350], fill=(200, 160, 130))
    draw.pieslice([60, 350, 230, 550], 180, 360, fill=(60, 60, 80))
    font = ImageFont.truetype(FONT, 26)
    for n, words in enumerate(LINES):
        draw.text((300, 60 + n * 62), words, fill=(30, 30, 40), font=font)
    return made


def on_ground(what: Image.Image, scale: float, turn: int) -> Image.Image:
    picture, size = ground(), (int(what.width * scale), int(what.height * scale))
    laid = what.convert("RGBA").resize(size).rotate(turn, expand=True)
    picture.paste(laid, ((1280 - laid.width) // 2, (960 - laid.height) // 2), laid)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def page() -> Image.Image:
    made = Image.new("RGB", (900, 1270), (245, 245, 240))
    draw, font = ImageDraw.Draw(made), ImageFont.truetype(FONT, 24)
    for n in range(30):
        draw.text(
            (80, 80 + n * 38), "Kính gửi Ủy ban nhân dân phường", fill=(20, 20, 20), font=font
        )
    return made


def sign() -> Image.Image:
    made = Image.new("RGB", (1280, 960), (190, 205, 225))
    draw, font = ImageDraw.Draw(made), ImageFont.truetype(FONT, 60)
    draw.rectangle([0, 480, 1280, 960], fill=(110, 110, 112))
    draw.rectangle([300, 150, 1000, 560], fill=(230, 235, 240))
    for n, words in enumerate(("KHU PHỐ VĂN HÓA", "Cấm đổ rác", "Phạt 500.000đ")):
        draw.text((360, 190 + n * 110), words, fill=(200, 20, 20), font=font)
    return made


def with_code(text: str) -> Image.Image:
    code = io.BytesIO()
    segno.make(text).save(code, kind="png", scale=4, border=3)
    picture = ground()
    picture.paste(Image.open(code).convert("RGB"), (700, 300))
    return picture


def as_bytes(picture: Image.Image, form: str = "JPEG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def told(orientation: int = 1) -> Image.Exif:
    """What a phone writes into its photos: 10°01'52.3"N 105°46'11.3"E, a moment, its name."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "Phone of Tu"
    exif[ExifTags.Base.DateTime] = "2026:11:20 08:15:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (10.0, 1.0, 52.3)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (105.0, 46.0, 11.3)
    return exif


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_phone_are_taken_out_and_the_side_that_is_up_stays(form: str) -> None:
    looked = pictures.look(as_bytes(ground(), form, exif=told(orientation=6)))
    assert looked.taken_at == (10.031194, 105.769806)
    with Image.open(io.BytesIO(looked.content)) as kept:
        assert dict(kept.getexif()) == {ExifTags.Base.Orientation: 6}
        assert not kept.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert kept.size == (1280, 960)
    assert b"Phone of Tu" not in looked.content
    assert b"2026:11:20" not in looked.content


def test_what_is_written_beside_a_picture_goes_too() -> None:
    for data in (
        as_bytes(ground(), comment=b"Tu, 0912345678"),
        as_bytes(ground(), xmp=b"<x>Tu, 0912345678</x>"),
    ):
        assert b"0912345678" in data
        assert b"0912345678" not in pictures.look(data).content


NOTE = b"Tu, 0912345678"


def jpeg_with(mark: int, note: bytes) -> bytes:
    """A segment more, as phones and programs add them."""
    data = as_bytes(ground())
    return data[:2] + bytes([0xFF, mark]) + struct.pack(">H", len(note) + 2) + note + data[2:]


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    notes = PngImagePlugin.PngInfo()
    for name, content in chunks:
        notes.add(name, content)
    return as_bytes(ground(), "PNG", pnginfo=notes)


@pytest.mark.parametrize(
    "made",
    [
        lambda: jpeg_with(0xE5, NOTE),  # a maker's own
        lambda: jpeg_with(0xE2, b"MPF\0" + NOTE),  # the list of further pictures
        lambda: jpeg_with(0xEB, b"JP\0\0" + NOTE),  # who made it, signed
        lambda: jpeg_with(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + NOTE),
        lambda: as_bytes(ground()) + b"ftypmp42" + NOTE,  # a moving photo: a film behind it
        lambda: as_bytes(ground()) + jpeg_with(0xE1, NOTE),
        lambda: png_with((b"tEXt", b"Author\0" + NOTE)),
        lambda: png_with((b"tEXt", b"Anything\0" + NOTE)),
        lambda: png_with((b"prVt", NOTE)),
        lambda: as_bytes(ground(), "PNG") + NOTE,
        lambda: as_bytes(ground().convert("P"), "GIF", comment=NOTE),
        lambda: as_bytes(ground().convert("P"), "GIF") + NOTE,
        lambda: as_bytes(ground(), "BMP") + NOTE,
        lambda: as_bytes(ground(), "TIFF", description=NOTE.decode()),
    ],
)
@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
def test_nothing_stays_beside_a_picture_whatever_it_is_called(made: Callable[[], bytes]) -> None:
    data = made()
    assert NOTE in data
    looked = pictures.look(data)
    assert NOTE not in looked.content
    with Image.open(io.BytesIO(looked.content)) as kept:
        assert kept.size == (1280, 960)


def test_the_moment_in_a_png_goes_too() -> None:
    assert b"tIME" not in pictures.look(png_with((b"tIME", b"\7\xea\x0b\x14\x08\x0f\0"))).content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF"])
def test_a_picture_that_tells_nothing_stays_as_it_is_to_the_byte(form: str) -> None:
    for how in ({}, {"icc_profile": b"sRGB"}) if form != "GIF" else ({},):
        data = as_bytes(ground().convert("P") if form == "GIF" else ground(), form, **how)
        assert pictures.look(data) == pictures.Looked(data)


def test_a_large_picture_in_many_scans_stays_too() -> None:
    data = as_bytes(ground(), progressive=True, restart_marker_blocks=8)
    assert pictures.look(data) == pictures.Looked(data)


def test_a_file_that_was_changed_is_shown_only_from_our_copy(tmp_path: Path) -> None:
    sent = Attachment(AttachmentKind.DOCUMENT, "remote-1", "telegram", mime="image/jpeg")
    kept = pictures.keep(tmp_path, sent, as_bytes(ground(), exif=told()))
    assert kept.remote == ""
    assert kept.sha256
    assert b"Phone of Tu" not in file_path(tmp_path, kept.sha256).read_bytes()
    assert kept.size == file_path(tmp_path, kept.sha256).stat().st_size
    plain = pictures.keep(tmp_path, sent, as_bytes(ground()))
    assert (plain.remote, plain.held, plain.taken_at) == ("remote-1", None, None)


@pytest.mark.parametrize("scale", [0.8, 1.2])
@pytest.mark.parametrize("turn", [-10, 0, 6, 90])
def test_what_looks_like_an_identity_card_is_held_back(scale: float, turn: int) -> None:
    picture = on_ground(card(), scale if turn != 90 else 0.8, turn)
    assert pictures.look(as_bytes(picture)).held is Held.PAPERS


@pytest.mark.parametrize("text", [f"{NUMBER}|361234567|Nguyễn Văn An|01011985|Nam|Ấp 3|10052021"])
def test_the_code_of_a_card_is_enough(text: str) -> None:
    assert pictures.look(as_bytes(with_code(text))).held is Held.PAPERS


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: ground(20),
        ground,
        lambda: ground(100),
        page,
        sign,
        lambda: with_code("https://hoasen.example/qr"),
        lambda: Image.new("RGB", (1280, 960), (230, 230, 228)),
        lambda: on_ground(page(), 0.6, 3),
        lambda: Image.new("L", (40, 3000)),
        lambda: Image.new("RGB", (1, 1)),
    ],
)
def test_other_pictures_are_not(drawn: Callable[[], Image.Image]) -> None:
    assert pictures.look(as_bytes(drawn())).held is None


def bomb() -> bytes:
    """A small file that unfolds into 100,000 × 100,000 pixels."""

    def part(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)


@pytest.mark.parametrize(
    "made", [bomb, lambda: HEIC, lambda: as_bytes(ground(), exif=told())[:3000]]
)
def test_a_picture_that_cannot_be_looked_at_is_held_back_as_it_is(
    made: Callable[[], bytes],
) -> None:
    data = made()
    assert pictures.look(data) == pictures.Looked(data, Held.UNREADABLE)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 ...", b"PK\x03\x04" + bytes(50), b"\xff\xfb" * 9])
def test_what_is_no_picture_stays_as_it_is(data: bytes) -> None:
    assert pictures.look(data) == pictures.Looked(data)


def test_a_picture_sent_as_a_file_that_could_not_be_fetched_is_held_back() -> None:
    big = Attachment(AttachmentKind.DOCUMENT, "r", "telegram", mime="image/jpeg", size=50_000_000)
    assert fetching.unseen(big).held is Held.UNREADABLE
    letter = Attachment(AttachmentKind.DOCUMENT, "r", "telegram", mime="application/pdf")
    assert fetching.unseen(letter).held is None
