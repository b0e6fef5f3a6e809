"""Topics, hidden admins, presses, comings and goings: what they become in the desk's words."""

from typing import Any

import pytest

from handlers.message import Address, Kind, Sender
from tests.channels.updates import (
    GROUP,
    HIDDEN,
    LAN,
    LAN_CHAT,
    NOW,
    OUR_BOT,
    SENT,
    heard,
    message,
    read,
    reader,
)

ROOT = {
    "message_id": 40,
    "date": SENT,
    "chat": GROUP,
    "forum_topic_created": {"name": "Đèn", "icon_color": 1},
}


@pytest.mark.parametrize(
    "parts",
    [
        {"new_chat_members": [OUR_BOT], "new_chat_participant": OUR_BOT},
        {"left_chat_member": OUR_BOT},
        {"new_chat_title": "Tổ"},
        {"pinned_message": message(GROUP, text="a")},
        {"forum_topic_closed": {}},
        {"video_chat_started": {}},
        {"migrate_from_chat_id": -9},
        {"from": OUR_BOT, "text": "một bot khác"},
        {"from": {**LAN, "id": 777000}, "is_automatic_forward": True, "text": "kênh"},
        {"from": {**LAN, "id": 777000}, "text": "kênh"},
        {
            "from": {**OUR_BOT, "id": 136817688},
            "sender_chat": {"id": -5, "type": "channel"},
            "text": "a",
        },
        {"text": "/viec@other_bot"},
        {"text": "/viec@other_bot", "reply_to_message": message(GROUP, text="a")},
    ],
    ids=lambda parts: "+".join(parts),
)
def test_notices_bots_and_channels_concern_nobody(parts: dict[str, Any]) -> None:
    assert read(chat=GROUP, **parts) is None


@pytest.mark.parametrize(
    ("parts", "topic", "reply_to"),
    [
        ({}, None, None),
        ({"message_thread_id": 40, "is_topic_message": True, "reply_to_message": ROOT}, "40", None),
        (
            {
                "message_thread_id": 40,
                "is_topic_message": True,
                "reply_to_message": {**message(GROUP, text="a"), "message_id": 40},
            },
            "40",
            None,
        ),
        (
            {
                "message_thread_id": 40,
                "is_topic_message": True,
                "reply_to_message": {**message(GROUP, text="a"), "message_id": 44},
            },
            "40",
            "44",
        ),
        # a chain of replies in General has an id that is no topic
        (
            {
                "message_thread_id": 44,
                "reply_to_message": {**message(GROUP, text="a"), "message_id": 44},
            },
            None,
            "44",
        ),
        ({"message_thread_id": 1, "is_topic_message": True}, None, None),
    ],
)
def test_topics_and_replies_in_a_forum(
    parts: dict[str, Any], topic: str | None, reply_to: str | None
) -> None:
    incoming = heard(chat=GROUP, text="Dạ", **parts)
    assert incoming.address == Address("telegram", "-1009", topic)
    assert (incoming.reply_to, incoming.private) == (reply_to, False)


@pytest.mark.parametrize(
    ("author", "words", "quoted"),
    [
        (OUR_BOT, {"text": "PA-2611-7K4Q"}, "PA-2611-7K4Q"),
        (OUR_BOT, {"caption": "Ảnh của PA-2611-7K4Q"}, "Ảnh của PA-2611-7K4Q"),
        (OUR_BOT, {}, ""),
        (LAN, {"text": "PA-2611-7K4Q"}, ""),
        ({**OUR_BOT, "username": "bot_khac"}, {"text": "PA-2611-7K4Q"}, ""),
    ],
)
def test_only_our_own_words_are_quoted(
    author: dict[str, Any], words: dict[str, str], quoted: str
) -> None:
    answered = {**message(GROUP, **words), "from": author}
    assert heard(chat=GROUP, text="Dạ", reply_to_message=answered).quoted == quoted


@pytest.mark.parametrize("parts", [{"from": HIDDEN, "sender_chat": GROUP}, {"from": HIDDEN}])
def test_a_hidden_admin_is_anonymous(parts: dict[str, Any]) -> None:
    incoming = heard(chat=GROUP, text="Đã xử lý", author_signature="Tổ trưởng", **parts)
    assert incoming.sender == Sender("-1009", "Tổ trưởng", anonymous=True)


@pytest.mark.parametrize(
    "card",
    [
        message(GROUP, text="Hồ sơ", message_thread_id=40, is_topic_message=True),
        {"message_id": 12, "date": 0, "chat": GROUP},  # too old for Telegram to show it
    ],
)
def test_a_press_says_what_was_chosen_where(card: dict[str, Any]) -> None:
    press = {"id": "99", "from": LAN, "chat_instance": "1", "data": "claim:3", "message": card}
    incoming = reader.read({"update_id": 3, "callback_query": press})
    assert incoming is not None
    assert (incoming.kind, incoming.external_id) == (Kind.PRESS, "press:99")
    assert (incoming.choice, incoming.pressed_on) == ("claim:3", "12")
    assert (incoming.sent_at, incoming.sender.user_id) == (NOW, "71")
    assert incoming.address.topic == ("40" if card["date"] else None)


def test_a_press_without_message_or_value_concerns_nobody() -> None:
    press = {"id": "99", "from": LAN, "chat_instance": "1"}
    game = {**press, "game_short_name": "g", "message": message(text="a")}
    for one in ({**press, "data": "a"}, game):
        assert reader.read({"update_id": 3, "callback_query": one}) is None


GONE = {"user": OUR_BOT, "status": "kicked", "until_date": 0}
LEFT = {"user": OUR_BOT, "status": "left"}
MEMBER = {"user": OUR_BOT, "status": "member"}
ADMIN = {"user": OUR_BOT, "status": "administrator"} | dict.fromkeys(
    (
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)


@pytest.mark.parametrize(
    ("chat", "before", "after", "kind"),
    [
        (LAN_CHAT, MEMBER, GONE, Kind.BLOCKED),
        (LAN_CHAT, GONE, MEMBER, Kind.OPENED),
        (GROUP, LEFT, MEMBER, Kind.OPENED),
        (GROUP, LEFT, ADMIN, Kind.OPENED),
        (GROUP, ADMIN, GONE, Kind.BLOCKED),
        (GROUP, MEMBER, ADMIN, None),  # rights changed, nothing opened
        (GROUP, GONE, LEFT, None),
        ({"id": -7, "type": "channel", "title": "K"}, LEFT, ADMIN, None),
    ],
)
def test_a_chat_opens_and_closes(
    chat: dict[str, Any], before: dict[str, Any], after: dict[str, Any], kind: Kind | None
) -> None:
    change = {
        "chat": chat,
        "from": LAN,
        "date": SENT,
        "old_chat_member": before,
        "new_chat_member": after,
    }
    incoming = reader.read({"update_id": 4, "my_chat_member": change})
    assert (incoming and incoming.kind) == kind
    if incoming:
        assert incoming.external_id == "member:4"


def test_a_group_says_its_new_id_when_it_moves() -> None:
    group = {"id": -9, "type": "group", "title": "Tổ"}
    incoming = heard(chat=group, migrate_to_chat_id=-1009)
    assert (incoming.kind, incoming.moved_to) == (Kind.MOVED, "-1009")
    assert incoming.address.chat_id == "-9"


def test_somebody_leaves_a_group() -> None:
    """The notice in the chat is by whoever put them out, and about whoever is gone."""
    incoming = heard(chat=GROUP, **{"from": {**LAN, "id": 99}, "left_chat_member": LAN})
    assert (incoming.kind, incoming.sender.user_id) == (Kind.LEFT, str(LAN["id"]))


def test_somebody_comes_into_a_group() -> None:
    incoming = heard(chat=GROUP, **{"from": {**LAN, "id": 99}, "new_chat_members": [OUR_BOT, LAN]})
    assert (incoming.kind, incoming.sender.user_id) == (Kind.JOINED, str(LAN["id"]))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (MEMBER, GONE, Kind.LEFT),
        (ADMIN, LEFT, Kind.LEFT),
        (LEFT, MEMBER, Kind.JOINED),
        (MEMBER, ADMIN, None),
    ],
)
def test_an_admin_bot_hears_who_came_and_who_left(
    before: dict[str, Any], after: dict[str, Any], kind: Kind | None
) -> None:
    old, new = ({**one, "user": LAN} for one in (before, after))
    change = {"chat": GROUP, "from": LAN, "date": SENT, "old_chat_member": old}
    raw = {"update_id": 5, "chat_member": change | {"new_chat_member": new}}
    incoming = reader.read(raw)
    assert (incoming.kind if incoming else None) == kind
    if incoming:
        assert incoming.sender.user_id == str(LAN["id"])
