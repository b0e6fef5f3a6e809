"""What the Zalo Bot Platform tells becomes the desk's words, in every shape that was ever seen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Unreadable
from bot.channels.zalo_bot_read import Reader
from handlers.message import AttachmentKind, Incoming, Kind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
URL = "https://photo.zdn.vn/a.jpg"


def update(event: str = "text", *, group: bool = False, **message: Any) -> dict[str, Any]:
    """An update as the platform writes it."""
    body = {
        "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "Ted", "is_bot": False},
        "chat": {
            "id": "99" if group else "6ede9afa66b88fe6d6a9",
            "chat_type": "GROUP" if group else "PRIVATE",
        },
        "message_id": "2d758cb5e222177a4e35",
        "date": 1750316131602,
        **message,
    }
    return {"message": body, "event_name": f"message.{event}.received"}


def reader(*names: str) -> Reader:
    return Reader(lambda: NOW, "1459", set(names))


def read(raw: dict[str, Any], *names: str) -> Incoming:
    message = reader(*names).read(raw)
    assert message is not None
    return message


def test_words_of_a_person() -> None:
    message = read(update(text="Xin chào"))
    assert (message.kind, message.text, message.private) == (Kind.TEXT, "Xin chào", True)
    assert (message.address.channel, message.address.chat_id) == (
        "zalo_bot",
        message.sender.user_id,
    )
    assert message.external_id == "2d758cb5e222177a4e35"
    assert message.sender.name == "Ted"
    assert message.sent_at == datetime(2025, 6, 19, 6, 55, 31, 602000, tzinfo=UTC)
    assert not message.to_us


@pytest.mark.parametrize("envelope", [True, False])
def test_with_and_without_envelope(envelope: bool) -> None:
    raw = update(text="Alo")
    assert read({"ok": True, "result": raw} if envelope else raw).text == "Alo"


@pytest.mark.parametrize(
    "date", [1750316131602, "1750316131602", 1750316131, "1750316131"], ids=repr
)
def test_dates_in_milliseconds_and_seconds(date: object) -> None:
    assert read(update(text="Alo", date=date)).sent_at.replace(microsecond=0) == datetime(
        2025, 6, 19, 6, 55, 31, tzinfo=UTC
    )


def test_a_message_without_date_is_of_now() -> None:
    assert read(update(text="Alo", date=None)).sent_at == NOW


@pytest.mark.parametrize("key", ["photo", "photo_url"])
def test_a_photo_under_either_key(key: str) -> None:
    raw = update("image", caption="Đèn hỏng")
    raw["message"][key] = URL
    message = read(raw)
    assert (message.kind, message.text) == (Kind.MEDIA, "Đèn hỏng")
    assert [(one.kind, one.remote) for one in message.attachments] == [(AttachmentKind.PHOTO, URL)]


def test_several_photos_in_one_event() -> None:
    assert len(read(update("image", photo=[URL, URL])).attachments) == 2


@pytest.mark.parametrize(
    ("event", "fields", "kind"),
    [
        ("voice", {"voice_url": URL}, AttachmentKind.VOICE),
        ("sticker", {"sticker": "b8b0", "url": URL}, AttachmentKind.STICKER),
    ],
)
def test_voice_and_sticker(event: str, fields: dict[str, Any], kind: AttachmentKind) -> None:
    message = read(update(event, **fields))
    assert message.kind is Kind.MEDIA
    assert [(one.kind, one.remote) for one in message.attachments] == [(kind, URL)]


@pytest.mark.parametrize("event", ["unsupported", "sticker", "poll_of_next_year"])
def test_what_it_keeps_from_us_is_still_somebodys_word(event: str) -> None:
    message = read(update(event))
    assert (message.kind, message.form, message.attachments) == (Kind.OTHER, event, ())


def test_words_in_an_event_of_next_year_are_words() -> None:
    assert read(update("styled", text="Alo")).kind is Kind.TEXT


@pytest.mark.parametrize(
    "sender", [{"id": "2", "is_bot": True}, {"id": "1459", "is_bot": False}], ids=["bot", "we"]
)
def test_bots_and_we_ourselves_are_nobody(sender: dict[str, Any]) -> None:
    raw = update(text="Alo")
    raw["message"]["from"] = sender
    assert reader().read(raw) is None


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("@Bot Tiếp Dân #7K4Q đã sửa", "#7K4Q đã sửa"),
        ("@Bot Tiếp Dân, #7K4Q đã sửa", "#7K4Q đã sửa"),
        ("@Bot Tiếp Dân /viec", "/viec"),
        ("@Bot Tiếp Dân 1", "1"),
        ("@Bot Tiếp Dân\n#7K4Q\nđã sửa", "#7K4Q\nđã sửa"),
        ("#7K4Q đã sửa", "#7K4Q đã sửa"),
        ("đã sửa @Bot Tiếp Dân", "đã sửa @Bot Tiếp Dân"),
        ("@Bot đã sửa", "đã sửa"),
        ("", ""),
    ],
)
def test_our_name_before_a_groups_words_is_left_out(typed: str, heard: str) -> None:
    message = read(update(group=True, text=typed))
    assert (message.text, message.private, message.to_us) == (heard, False, True)


def test_our_name_is_learnt_where_its_end_is_certain() -> None:
    one = reader()
    one.read(update(group=True, text="@Bot Tiếp Dân #7K4Q đã sửa"))
    message = one.read(update(group=True, text="@bot tiếp dân Gửi người dân"))
    assert message is not None
    assert message.text == "Gửi người dân"


def test_a_name_that_we_were_told_is_left_out() -> None:
    raw = update(group=True, text="@bot.VDKy Gửi người dân")
    assert read(raw, "@bot.VDKy").text == "Gửi người dân"


def test_in_private_a_name_stays() -> None:
    assert read(update(text="@Lan đèn hỏng")).text == "@Lan đèn hỏng"


def test_names_and_words_are_cleaned() -> None:
    raw = update(text="Đe\u0300n\x02 ho\u0309ng\r\n\ud800")
    raw["message"]["from"] = {"id": 7, "display_name": " Ba\n\tNăm\x00 " + "x" * 200}
    message = read(raw)
    assert message.text == "Đèn hỏng"
    assert message.sender.user_id == "7"
    assert message.sender.name.startswith("Ba Năm xxx")
    assert len(message.sender.name) == 100


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"ok": True},
        {"result": None},
        {"message": None, "event_name": "message.text.received"},
        {"message": {}, "event_name": "message.text.received"},
        update(message_id=["seven"]),
        update(message_id=" "),
        update(message_id=True),
        update(chat={}),
        update(chat="x"),
        update(date="today"),
        update(date=10**30),
        update("image"),
        update("image", photo={"url": URL}),
        update("image", photo_url=[7]),
        update("voice", voice_url=""),
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_said_to_be_so(raw: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        reader().read(raw)
