"""The stand-in's methods about the bot itself, its chats, topics and files."""

import json
import re

from bot.sandbox.telegram_chats import Chat, Topic
from bot.sandbox.telegram_errors import Json, bad
from bot.sandbox.telegram_send import Method, thread_of
from bot.sandbox.telegram_world import World

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
}  # fmt: skip
COLOURS = {7322096, 16766590, 13338331, 9367192, 16749490, 16478047}
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages", "can_pin_messages",
    "can_manage_topics",
)  # fmt: skip

_SENT = "messages audios documents photos videos video_notes voice_notes polls other_messages"
PERMITTED = tuple(f"can_send_{one}" for one in _SENT.split())
"""Of the Bot API's ChatPermissions what a muted group takes away."""


def get_me(world: World, _: Json) -> Json:
    return {
        **world.me,
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
    }


def get_chat(world: World, params: Json) -> Json:
    chat = world.open_chat(params["chat_id"])
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return {
        **chat.json(),
        **({} if chat.private else {"permissions": dict.fromkeys(PERMITTED, not chat.muted)}),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def member(world: World, chat: Chat, user_id: int) -> Json:
    """The Bot API's ChatMember."""
    user = world.me if user_id == world.me["id"] else world.users.get(user_id)
    if user is None:
        raise bad("invalid user_id specified")
    status = chat.members.get(user_id, "left")
    shown: Json = {"status": status, "user": user}
    if status == "kicked":
        return {**shown, "until_date": 0}
    if status == "creator":
        return {**shown, "is_anonymous": False}
    if status != "administrator":
        return shown
    held = chat.bot_rights if user_id == world.me["id"] else frozenset(RIGHTS)
    rights = {right: right in held for right in RIGHTS}
    return {**shown, "can_be_edited": False, "is_anonymous": False, **rights}


def get_member(world: World, params: Json) -> Json:
    chat = world.open_chat(params["chat_id"])
    return member(world, chat, params["user_id"])


def get_admins(world: World, params: Json) -> list[Json]:
    chat = world.open_chat(params["chat_id"])
    if chat.private:
        raise bad("there are no administrators in the private chat")
    people = [
        user_id
        for user_id, status in chat.members.items()
        if status in {"creator", "administrator"}
        and (params.get("return_bots") or user_id != world.me["id"])
    ]
    return [member(world, chat, user_id) for user_id in people]


def chat_action(world: World, params: Json) -> bool:
    chat = world.open_chat(params["chat_id"])
    thread_of(chat, params.get("message_thread_id"))
    if params["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def leave(world: World, params: Json) -> bool:
    chat = world.open_chat(params["chat_id"])
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    bot_stands(world, chat, "left", f"bot is not a member of the {chat.type} chat", world.me)
    return True


def bot_stands(world: World, chat: Chat, status: str, refusal: str | None, by: Json) -> None:
    """The bot's standing in a chat changes, and the bot is told so."""
    me = world.me["id"]
    old = member(world, chat, me)
    chat.members[me], chat.refusal = status, refusal
    change = {
        "chat": chat.json(),
        "from": by,
        "date": world.stamp(),
        "old_chat_member": old,
        "new_chat_member": member(world, chat, me),
    }
    world.updates.add("my_chat_member", change, chat.id)


def _forum(world: World, params: Json) -> Chat:
    chat = world.open_chat(params["chat_id"])
    if not chat.forum:
        raise bad("the chat is not a forum")
    if "can_manage_topics" not in chat.bot_rights:
        raise bad("not enough rights to create a topic")
    return chat


def create_topic(world: World, params: Json) -> Json:
    chat = _forum(world, params)
    name = params["name"].strip()
    if not name:
        raise bad("topic name must be non-empty")
    colour = params.get("icon_color", 7322096)
    if colour not in COLOURS:
        raise bad("TOPIC_ICON_COLOR_INVALID")
    return open_topic(world, chat, name, world.me, colour)


def open_topic(world: World, chat: Chat, name: str, by: Json, colour: int = 7322096) -> Json:
    """Open a topic: its id is that of the line that says so. Returns the Bot API's ForumTopic."""
    shown = {"name": name, "icon_color": colour}
    line = world.post(chat, {"forum_topic_created": shown}, sender=by, service=True)
    line.data |= {"message_thread_id": line.id, "is_topic_message": True}
    chat.topics[line.id] = Topic(line.id, name)
    if by is not world.me:
        world.announce(line)
    return {"message_thread_id": line.id, **shown}


def _topic(world: World, params: Json) -> tuple[Chat, Topic]:
    chat = _forum(world, params)
    topic = chat.topics.get(params["message_thread_id"])
    if topic is None:
        raise bad("message thread not found")
    return chat, topic


def edit_topic(world: World, params: Json) -> bool:
    chat, topic = _topic(world, params)
    if params.get("name", topic.name) == topic.name:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name = params["name"]
    world.post(chat, {"forum_topic_edited": {"name": topic.name}}, topic=topic.id)
    return True


def _shut(world: World, params: Json, word: str, *, closed: bool) -> bool:
    chat, topic = _topic(world, params)
    if topic.closed is closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    world.post(chat, {f"forum_topic_{word}": {}}, topic=topic.id)
    return True


def close_topic(world: World, params: Json) -> bool:
    return _shut(world, params, "closed", closed=True)


def reopen_topic(world: World, params: Json) -> bool:
    return _shut(world, params, "reopened", closed=False)


def _scope(params: Json) -> str:
    scope = params.get("scope", {"type": "default"})
    return json.dumps([scope, params.get("language_code", "")], sort_keys=True)


def set_commands(world: World, params: Json) -> bool:
    for command in params["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(params)] = params["commands"]
    return True


def delete_commands(world: World, params: Json) -> bool:
    world.commands.pop(_scope(params), None)
    return True


def get_commands(world: World, params: Json) -> list[Json]:
    return world.commands.get(_scope(params), [])


def describe(world: World, params: Json) -> bool:
    world.profile.update(params)
    return True


def get_file(world: World, params: Json) -> Json:
    return world.files.link(params["file_id"], world.clock.now())


DESK: dict[str, Method] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_admins,
    "sendChatAction": chat_action,
    "leaveChat": leave,
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": close_topic,
    "reopenForumTopic": reopen_topic,
    "setMyCommands": set_commands,
    "deleteMyCommands": delete_commands,
    "getMyCommands": get_commands,
    "setMyDescription": describe,
    "setMyShortDescription": describe,
    "getFile": get_file,
}
"""Method → what it does."""
