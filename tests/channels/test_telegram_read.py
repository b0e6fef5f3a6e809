"""What a person's messages on Telegram become in the desk's words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Unreadable
from handlers.message import Address, AttachmentKind, Incoming, Kind, Place, Sender
from tests.channels.updates import (
    FILE,
    LAN,
    LAN_CHAT,
    SENT,
    heard,
    message,
    read,
    reader,
)


def test_a_text_says_who_where_when_and_what() -> None:
    assert read(text="Đèn hỏng") == Incoming(
        address=Address("telegram", "71"),
        external_id="12",
        kind=Kind.TEXT,
        sender=Sender("71", "Lan Lê", "lanle"),
        private=True,
        sent_at=datetime.fromtimestamp(SENT, UTC),
        text="Đèn hỏng",
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("e\u0302\u0301", "ế"),  # NFC
        ("\x02đậm\x03\x00", "đậm"),  # no bold marks of their own
        ("một\r\nhai\tba\n", "một\nhai\tba\n"),
        ("\ud83d", ""),  # half a character, valid in JSON
        ("/start@Phan_Anh_Bot duong", "/start duong"),
        ("/start@other_bot", "/start@other_bot"),  # in private it can only be meant for us
        ("xem /viec@phan_anh_bot", "xem /viec@phan_anh_bot"),
    ],
)
def test_words_are_cleaned(typed: str, text: str) -> None:
    assert heard(text=typed).text == text


@pytest.mark.parametrize(
    ("parts", "kind", "remote", "name", "seconds"),
    [
        (
            {
                "photo": [
                    {**FILE, "file_id": "small", "width": 90, "height": 60},
                    {**FILE, "file_id": "large", "width": 900, "height": 600},
                ]
            },
            AttachmentKind.PHOTO,
            "large",
            "",
            0,
        ),
        (
            {"video": {**FILE, "width": 1, "height": 1, "duration": 7}},
            AttachmentKind.VIDEO,
            "F1",
            "",
            7,
        ),
        ({"voice": {**FILE, "duration": 3}}, AttachmentKind.VOICE, "F1", "", 3),
        (
            {"audio": {**FILE, "duration": 9, "file_name": "a.mp3"}},
            AttachmentKind.AUDIO,
            "F1",
            "a.mp3",
            9,
        ),
        (
            {"document": {**FILE, "file_name": "đơn\x02.pdf"}},
            AttachmentKind.DOCUMENT,
            "F1",
            "đơn.pdf",
            0,
        ),
        (
            {"animation": {**FILE, "width": 1, "height": 1, "duration": 2}, "document": FILE},
            AttachmentKind.ANIMATION,
            "F1",
            "",
            2,
        ),
        (
            {"video_note": {**FILE, "length": 1, "duration": 4}},
            AttachmentKind.VIDEO_NOTE,
            "F1",
            "",
            4,
        ),
        (
            {
                "sticker": {
                    **FILE,
                    "width": 1,
                    "height": 1,
                    "type": "regular",
                    "emoji": "👍",
                    "is_animated": False,
                    "is_video": False,
                }
            },
            AttachmentKind.STICKER,
            "F1",
            "👍",
            0,
        ),
    ],
)
def test_media_keep_their_file_and_caption(
    parts: dict[str, Any], kind: AttachmentKind, remote: str, name: str, seconds: int
) -> None:
    incoming = heard(caption="Tối quá", media_group_id="A1", **parts)
    (thing,) = incoming.attachments
    assert (incoming.kind, incoming.text, incoming.album) == (Kind.MEDIA, "Tối quá", "A1")
    assert (thing.kind, thing.remote, thing.name, thing.seconds) == (kind, remote, name, seconds)
    assert (thing.size, thing.channel) == (900, "telegram")


def test_a_location_is_a_place_and_a_venue_adds_its_words() -> None:
    spot = {"latitude": 10.5, "longitude": 106.5}
    venue = {"location": spot, "title": "Chợ Mới", "address": "1 Lê Lợi"}
    assert heard(location=spot).place == Place(10.5, 106.5)
    assert heard(location=spot, venue=venue).place == Place(10.5, 106.5, "Chợ Mới, 1 Lê Lợi")
    assert heard(location=spot).kind is Kind.LOCATION


@pytest.mark.parametrize(
    ("user_id", "own", "text"), [(71, True, ""), (72, False, "Ba"), (None, False, "Ba")]
)
def test_a_contact_says_whose_phone_it_is(user_id: int | None, own: bool, text: str) -> None:
    contact = {"phone_number": "+84900000001", "first_name": "Ba"}
    incoming = heard(contact=contact if user_id is None else {**contact, "user_id": user_id})
    assert incoming.kind is Kind.CONTACT
    assert (incoming.phone, incoming.own_phone, incoming.text) == ("+84900000001", own, text)


@pytest.mark.parametrize(
    ("parts", "form"),
    [
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "?",
                    "options": [],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                }
            },
            "poll",
        ),
        ({"story": {"chat": LAN_CHAT, "id": 3}}, "story"),
        ({"rich_message": {"blocks": []}}, "rich_message"),  # newer than the library
        ({}, "empty"),
    ],
)
def test_what_we_cannot_read_can_still_be_copied(parts: dict[str, Any], form: str) -> None:
    incoming = heard(**parts)
    assert (incoming.kind, incoming.form) == (Kind.OTHER, form)
    assert [(one.kind, one.remote) for one in incoming.attachments] == [
        (AttachmentKind.COPY, "71:12")
    ]


def test_an_edit_is_a_new_version_with_an_id_of_its_own() -> None:
    def edit(text: str) -> Incoming:
        raw = {"update_id": 2, "edited_message": message(text=text, edit_date=SENT + 60)}
        incoming = reader.read(raw)
        assert incoming is not None
        return incoming

    one, same, other = edit("Đèn hỏng 2 bóng"), edit("Đèn hỏng 2 bóng"), edit("Đèn hỏng 3 bóng")
    assert one.edits == "12"
    assert one.external_id.startswith(f"12:e{SENT + 60}:")
    assert one.sent_at == datetime.fromtimestamp(SENT + 60, UTC)
    assert one == same
    assert one.external_id != other.external_id


def test_a_moving_live_position_is_no_edit() -> None:
    spot = {"latitude": 10.5, "longitude": 106.5, "live_period": 900}
    assert reader.read({"update_id": 2, "edited_message": message(location=spot)}) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "message": {"message_id": 1, "date": SENT, "from": LAN, "text": "a"}},
        {"update_id": 1, "message": message(date="hôm qua", text="a")},
        {"update_id": 1, "message": message(text=5)},
        {"update_id": 1, "message": message(photo=[{"file_id": "x"}])},
        {"update_id": 1, "message": "text"},
        {"update_id": 1, "message": message(date=10**30, text="a")},
        {"message": message(text="a")},
    ],
    ids=lambda raw: json.dumps(raw)[:60],
)
def test_an_odd_update_is_set_aside(raw: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        reader.read(raw)


def test_a_part_that_nobody_reads_may_be_odd() -> None:
    odd = message(text="b", poll={"new": "shape"}, gift={})
    assert heard(text="a", reply_to_message=odd, entities=[{}], quote={}).reply_to == "12"


def test_the_token_is_not_shown_with_the_reader() -> None:
    assert "token" not in repr(reader)


def test_other_updates_concern_nobody() -> None:
    assert reader.read({"update_id": 1, "channel_post": message(text="a")}) is None
    assert reader.read({"update_id": 1, "something_new": {}}) is None
