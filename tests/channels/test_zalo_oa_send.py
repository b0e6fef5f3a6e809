"""What the desk says arrives on Zalo's OA as it was meant, within what Zalo takes."""

import io
import random
import unicodedata
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest
from PIL import Image

from bot.channels.base import Refused, RetryLater, WindowShut
from bot.channels.text import units
from bot.channels.zalo_oa_parcel import FILE_BYTES, PHOTO_BYTES, PIXELS, pack
from bot.channels.zalo_oa_send import UPLOAD_HOLDS
from bot.sandbox.zalo_oa import picture
from handlers.message import BOLD, PLAIN, Address, Attachment, AttachmentKind, Choice, Outgoing
from tests.channels.conftest import Oa, mark

CS = "/v3.0/oa/message/cs"
TWO = ((Choice("send:1", "Gửi"), Choice("more:1", "Thêm")),)
LONG = ((Choice("ok:1", "Gửi ngay cho phường giúp tôi"), Choice("no:1", "Thôi")),)
MANY = tuple((Choice(f"n:{n}", f"Việc {n}"),) for n in range(1, 8))


def noise(length: int) -> bytes:
    """Bytes that nothing makes shorter, always the same."""
    return random.Random(1).randbytes(length)  # noqa: S311  # no secret


def jpeg(side: int, *, noisy: bool = False, mode: str = "RGB", form: str = "JPEG") -> bytes:
    """A picture; a noisy one cannot be squeezed."""
    content = noise(side * side * len(mode))
    made = Image.frombytes(mode, (side, side), content) if noisy else Image.new(mode, (side, side))
    out = io.BytesIO()
    made.save(out, form)
    return out.getvalue()


class Keep(Protocol):
    """Keeps a file as the desk does."""

    def __call__(self, content: bytes, kind: AttachmentKind = ..., name: str = ...) -> Attachment:
        """The attachment that it is."""


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Where the channel finds our copies."""

    def kept(
        content: bytes, kind: AttachmentKind = AttachmentKind.PHOTO, name: str = ""
    ) -> Attachment:
        sha256 = f"f{len(list(tmp_path.iterdir()))}"
        (tmp_path / sha256).write_bytes(content)
        return Attachment(kind, "t1", "telegram", name=name, sha256=sha256)

    return kept


async def test_words_arrive_composed_and_without_marks(oa: Oa) -> None:
    words = unicodedata.normalize("NFD", f"{BOLD}Hồ sơ{PLAIN} đã gửi")
    sent = await oa.channel.send(Outgoing(oa.home, words))
    assert oa.lan.last.text == "Hồ sơ đã gửi"
    assert sent.external_ids == (oa.lan.last.id,)


async def test_a_long_text_is_cut_at_sentences_and_nothing_is_lost(oa: Oa) -> None:
    text = unicodedata.normalize("NFD", "Đường Lê Lợi tối lắm ạ. " * 300)
    sent = await oa.channel.send(Outgoing(oa.home, text, choices=TWO))
    parts = oa.lan.messages[-len(sent.external_ids) :]
    assert len(parts) >= 4
    assert all(units(part.text) <= 2000 and part.text.rstrip().endswith(".") for part in parts)
    assert [bool(part.choices) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert "".join(part.text for part in parts).count("Đường") == 300


async def test_up_to_five_short_choices_are_buttons_that_come_back_as_choices(oa: Oa) -> None:
    await oa.channel.send(Outgoing(oa.home, "Gửi chưa ạ?", choices=TWO))
    assert oa.lan.last.labels == ["Gửi", "Thêm"]
    assert oa.lan.last.text == "Gửi chưa ạ?"
    oa.lan.presses(oa.lan.last, "Thêm")
    assert (oa.news.choice, oa.news.text) == ("more:1", "")
    assert oa.lan.messages[-1].text == "Gửi chưa ạ?"  # the payload is not shown to her


async def test_a_payload_of_somebody_else_chooses_nothing(oa: Oa) -> None:
    oa.lan.says(f"bam:{mark('somebody else', 'more:1')}:more:1")
    assert oa.news.choice == ""


async def test_a_label_that_is_too_long_is_cut_and_stands_whole_in_a_list(oa: Oa) -> None:
    out = Outgoing(oa.home, "Gửi chưa ạ?", choices=LONG, how_to_choose="Nhắn số.")
    await oa.channel.send(out)
    assert oa.lan.last.labels == ["Gửi ngay cho phường…", "Thôi"]
    assert oa.lan.last.text == ("Gửi chưa ạ?\n\n1. Gửi ngay cho phường giúp tôi\n2. Thôi\nNhắn số.")


async def test_more_than_five_choices_are_numbers(oa: Oa) -> None:
    await oa.channel.send(Outgoing(oa.home, "Chọn việc", choices=MANY))
    assert oa.lan.last.buttons == []
    assert oa.lan.last.text.endswith("6. Việc 6\n7. Việc 7")


async def test_pieces_of_pieces_are_the_same(oa: Oa) -> None:
    group = Address("zalo_oa", "group:a1")
    for to in (oa.home, group):
        for rows in (TWO, LONG, MANY):
            out = Outgoing(to, "Một câu. " * 500, rows, how_to_choose="Nhắn số.", asks_phone="Số?")
            pieces = oa.channel.pieces(out)
            assert [oa.channel.pieces(one) for one in pieces] == [(one,) for one in pieces]


async def test_in_a_group_choices_are_numbers_and_nobody_is_called(oa: Oa) -> None:
    group = oa.zalo.group("Tổ", members=[oa.lan])
    text = f"Người dân: [@{oa.lan.id}] và [\u200b@{group.id}] xem"
    row = ((Choice("claim:1", f"Nhận [@{oa.lan.id}]"),),)
    out = Outgoing(oa.place(group), text, choices=row, how_to_choose="Gõ số.", reply_to="1")
    sent = await oa.channel.send(out)
    assert sent.external_ids == (group.last.id,)
    assert group.last.mentions == []
    assert group.last.buttons == []
    assert group.last.text.endswith(f"1. Nhận (@{oa.lan.id}]\nGõ số.")


async def test_a_prompt_in_a_group_says_how_to_answer(oa: Oa) -> None:
    group = oa.zalo.group("Tổ", members=[oa.lan])
    await oa.channel.send(Outgoing(oa.place(group), "Trả lời sao?", how_to_choose="Gõ #7K4Q."))
    assert group.last.text == "Trả lời sao?\n\nGõ #7K4Q."


async def test_an_answer_quotes_and_one_to_something_gone_arrives_all_the_same(oa: Oa) -> None:
    said = oa.lan.says("Đèn hư")
    await oa.channel.send(Outgoing(oa.home, "Đã ghi", reply_to=said.id))
    assert oa.lan.last.reply_to is said
    await oa.channel.send(Outgoing(oa.home, "Vâng", reply_to="gone"))
    newest = oa.lan.last
    assert newest.text == "Vâng"
    assert newest.reply_to is None


async def test_a_newer_face_is_a_new_message(oa: Oa) -> None:
    await oa.channel.send(Outgoing(oa.home, "Cũ"))
    first = oa.lan.last
    sent = await oa.channel.send(Outgoing(oa.home, "Mới", edits=first.id))
    assert sent.external_ids == (oa.lan.last.id,) != (first.id,)
    assert [one.text for one in oa.lan.messages] == ["Cũ", "Mới"]


def uploads(oa: Oa) -> int:
    return sum(call.ok for call in oa.zalo.calls("/v2.0/oa/upload/image"))


async def test_one_photo_carries_its_words(oa: Oa, keep: Keep) -> None:
    photo = keep(picture(1))
    sent = await oa.channel.send(Outgoing(oa.home, f"{BOLD}Đã{PLAIN} sửa", attachments=(photo,)))
    assert sent.external_ids == (oa.lan.last.id,)
    assert (oa.lan.last.text, oa.lan.last.photos) == ("Đã sửa", [picture(1)])


async def test_several_photos_come_below_the_words_and_are_handed_in_once(
    oa: Oa, keep: Keep
) -> None:
    photos = (keep(picture(1)), keep(picture(2)))
    out = Outgoing(oa.home, "Đã sửa", choices=TWO, attachments=photos)
    assert len((await oa.channel.send(out)).external_ids) == 3
    await oa.channel.send(out)
    assert [one.photos for one in oa.lan.messages[-3:]] == [[], [picture(1)], [picture(2)]]
    assert uploads(oa) == 2


async def test_an_upload_that_zalo_has_forgotten_is_handed_in_again(oa: Oa, keep: Keep) -> None:
    out = Outgoing(oa.home, "", attachments=(keep(picture(1)),))
    await oa.channel.send(out)
    oa.zalo.faults.error(-100, path=CS)
    await oa.channel.send(out)
    assert uploads(oa) == 2
    oa.clock.advance(UPLOAD_HOLDS)
    await oa.channel.send(out)
    assert uploads(oa) == 3
    oa.zalo.faults.error(-100, path=CS, times=2)
    with pytest.raises(RetryLater) as failed:
        await oa.channel.send(out)
    assert failed.value.at_most


async def test_a_photo_goes_to_a_group_too(oa: Oa, keep: Keep) -> None:
    group = oa.zalo.group("Tổ", members=[oa.lan])
    await oa.channel.send(Outgoing(oa.place(group), "Ảnh", attachments=(keep(picture(1)),)))
    assert group.last.photos == [picture(1)]


async def test_a_large_photo_is_made_small_enough(oa: Oa, keep: Keep) -> None:
    large = jpeg(1500, noisy=True)
    assert len(large) > PHOTO_BYTES
    await oa.channel.send(Outgoing(oa.home, "", attachments=(keep(large),)))
    (shown,) = oa.lan.last.photos
    assert isinstance(shown, bytes)
    assert len(shown) <= PHOTO_BYTES


@pytest.mark.parametrize(("ending", "kind"), [("pdf", "file"), ("docx", "file"), ("DOC", "file")])
async def test_a_letter_goes_as_a_file(oa: Oa, keep: Keep, ending: str, kind: str) -> None:
    letter = keep(b"%PDF-1.4", AttachmentKind.DOCUMENT, f"Trả lời.{ending}")
    await oa.channel.send(Outgoing(oa.home, "Xin gửi", attachments=(letter,)))
    assert (oa.lan.last.kind, oa.lan.last.files[0].name) == (kind, f"Trả lời.{ending}")
    assert oa.lan.messages[-2].text == "Xin gửi"


async def test_a_moving_picture_moves(oa: Oa, keep: Keep) -> None:
    moving = keep(jpeg(8, mode="L", form="GIF"), AttachmentKind.ANIMATION)
    await oa.channel.send(Outgoing(oa.home, "", attachments=(moving,)))
    assert oa.lan.last.kind == "gif"


@pytest.mark.parametrize(
    ("content", "kind", "name", "told"),
    [
        (b"video", AttachmentKind.VIDEO, "", "1 video"),
        (b"no picture", AttachmentKind.PHOTO, "", "1 ảnh"),
        (b"PK", AttachmentKind.DOCUMENT, "bảng.xlsx", "bảng.xlsx"),
        (b"x" * (FILE_BYTES + 1), AttachmentKind.DOCUMENT, "to.pdf", "to.pdf"),
        (None, AttachmentKind.PHOTO, "", "1 ảnh"),
        (None, AttachmentKind.COPY, "", "1 tin"),
    ],
)
async def test_what_zalo_does_not_take_is_told_in_words(
    oa: Oa, keep: Keep, content: bytes | None, kind: AttachmentKind, name: str, told: str
) -> None:
    if content is None:
        item = Attachment(kind, "1:2", "telegram", name=name)
    else:
        item = keep(content, kind, name)
    sent = await oa.channel.send(Outgoing(oa.home, "Xin xem", attachments=(item,)))
    assert told in oa.lan.last.text
    assert "Xin xem" in "".join(one.text for one in oa.lan.messages)
    assert len(sent.external_ids) == len(oa.lan.messages)


async def test_with_an_address_the_words_lead_there(oa: Oa, keep: Keep) -> None:
    oa.channel._writer.media_url = lambda sha256: f"https://desk.example/media/{sha256}"
    video = keep(b"video", AttachmentKind.VIDEO)
    await oa.channel.send(Outgoing(oa.home, "", attachments=(video,)))
    assert f"https://desk.example/media/{video.sha256}" in oa.lan.last.text


async def test_a_form_asks_for_a_number_and_the_number_comes_back(oa: Oa) -> None:
    await oa.channel.send(Outgoing(oa.home, "Để lại số?", asks_phone="Số điện thoại"))
    assert oa.lan.last.asks_info
    assert "Số điện thoại" in oa.lan.last.text
    oa.lan.submits_info("Lan", "0912345678")
    assert (oa.news.phone, oa.news.own_phone) == ("0912345678", True)
    group = oa.zalo.group("Tổ", members=[oa.lan])
    await oa.channel.send(Outgoing(oa.place(group), "Để lại số?", asks_phone="Số điện thoại"))
    assert group.last.text == "Để lại số?"


async def test_receipt_is_a_sign_when_the_line_is_quiet_and_never_for_a_choice(oa: Oa) -> None:
    said = oa.lan.says("Đèn hư")
    news = oa.news
    await oa.channel.received(news)
    assert said.reactions == []  # somebody has just called
    oa.clock.advance(timedelta(seconds=5))
    await oa.channel.received(replace(news, choice="send:1"))
    assert said.reactions == []
    await oa.channel.received(news)
    assert [icon for _, icon in said.reactions] == ["/-strong"]
    oa.clock.advance(timedelta(seconds=5))
    oa.zalo.faults.error(-201, path="/v2.0/oa/message")
    await oa.channel.received(news)  # a failure is of no consequence


async def test_outside_the_window_nothing_is_sent(oa: Oa) -> None:
    oa.lan.refuses(-230)
    with pytest.raises(WindowShut):
        await oa.channel.send(Outgoing(oa.home, "Dạ"))


async def test_a_stranger_cannot_be_written_to(oa: Oa) -> None:
    with pytest.raises(Refused):
        await oa.channel.send(Outgoing(Address("zalo_oa", "1"), "Dạ"))


def item(kind: AttachmentKind = AttachmentKind.PHOTO, name: str = "") -> Attachment:
    return Attachment(kind, "", "telegram", name=name, sha256="0")


@pytest.mark.parametrize(
    ("mode", "form"), [("RGB", "BMP"), ("RGBA", "PNG"), ("L", "TIFF"), ("CMYK", "JPEG")]
)
def test_any_picture_becomes_one_that_zalo_takes(mode: str, form: str) -> None:
    made = pack(item(), jpeg(700, noisy=True, mode=mode, form=form))
    assert made is not None
    assert (made.kind, len(made.content) <= PHOTO_BYTES) == ("image", True)
    assert made.content.startswith((b"\xff\xd8\xff", b"\x89PNG"))


def test_a_picture_that_unfolds_into_gigabytes_is_not_unfolded() -> None:
    side = int(PIXELS**0.5) + 1
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert pack(item(), out.getvalue()) is None


def test_a_picture_stands_upright_after_it_was_made_smaller() -> None:
    tall = Image.frombytes("RGB", (1200, 900), noise(1200 * 900 * 3))
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone turned
    out = io.BytesIO()
    tall.save(out, "JPEG", quality=95, exif=exif)
    made = pack(item(), out.getvalue())
    assert made is not None
    with Image.open(io.BytesIO(made.content)) as small:
        assert small.height > small.width
