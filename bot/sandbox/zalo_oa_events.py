"""The events that the stand-in for Zalo's OA brings to the app's webhook, in their JSON."""

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import Account, Chat, GroupChat, Message
from bot.sandbox.zalo_oa_world import World

OLD_GROUP_NAMES = {
    "react_request_join_group_accept": "react_request_join_group",
    "react_request_join_group_reject": "reject_request_join_group",
    "user_leave_group": "user_out_group",
    "delete_group": "disperse_group",
}
"""Lifecycle of groups: the names of 2026 and those of the list of 2024."""
ECHOED = {"text", "image", "gif", "list", "file", "sticker", "template"}


def tell(world: World, chat: Chat, name: str, **content: object) -> None:
    """Bring any event that has to do with a chat."""
    event: Json = {"app_id": world.who.app_id, **content, "event_name": name}
    world.push({**event, "timestamp": str(world.stamp())}, chat.id)


def said(world: World, message: Message) -> None:
    """A person wrote: user_send_* or user_send_group_*."""
    told: Json = {"msg_id": message.id}
    shown = not (message.kind == "image" and world.wire.images_without_text)
    if message.kind in {"text", "location"} or (message.text and shown):
        told["text"] = message.text
    if message.attachments:
        told["attachments"] = list(message.attachments)
    answered, chat = message.reply_to, message.chat
    if answered is not None:
        told |= world.wire.quote(
            answered.id, answered.text, answered.sender_id, group=not chat.private
        )
    event = _event(world, chat, "user", message.kind, message.sender_id)
    # Zalo's own order of the keys: the message before the time.
    world.push({**event, "message": told, "timestamp": str(message.stamp)}, chat.id)


def echo(world: World, message: Message) -> None:
    """The OA wrote, by the API or (with `admin`) by hand: oa_send_* or oa_send_group_*."""
    if not (world.wire.echo or message.admin):
        return
    kind = message.kind if message.kind in ECHOED else "template"
    event = _event(world, message.chat, "oa", kind, world.who.oa_id)
    if message.admin:
        event["sender"]["admin_id"] = message.admin
    told: Json = {"msg_id": message.id, "text": message.text}
    if message.attachments:
        told["attachments"] = list(message.attachments)
    world.push({**event, "message": told, "timestamp": str(message.stamp)}, message.chat.id)
    if world.wire.receipts and message.chat.private:
        received(world, message)


def _event(world: World, chat: Chat, side: str, kind: str, sender: str) -> Json:
    if not chat.private:
        return {
            "app_id": world.who.app_id,
            "oa_id": world.who.oa_id,
            "event_name": f"{side}_send_group_{kind}",
            "sender": {"id": sender},
            "recipient": {"id": chat.id},
        }
    other = world.who.oa_id if side == "user" else chat.id
    return {
        "app_id": world.who.app_id,
        "sender": {"id": sender},
        "recipient": {"id": other},
        "user_id_by_app": world.accounts[chat.id].by_app,
        "event_name": f"{side}_send_{kind}",
    }


def received(world: World, message: Message) -> None:
    """A message of the OA's lies on the person's phone."""
    _pair(world, message.chat, "user_received_message", {"msg_id": message.id})


def seen(world: World, message: Message) -> None:
    """A person has read a message of the OA's."""
    told = {"msg_ids": [message.id]}
    tell(
        world, message.chat, "user_seen_message", sender={"id": message.chat.id},
        recipient={"id": world.who.oa_id}, message=told,
    )  # fmt: skip


def reacted(world: World, message: Message, icon: str, by: Account | None) -> None:
    """A sign under a message, by a person or (None) by the OA."""
    told = {"msg_id": message.id, "react_icon": icon}
    if by is None:
        _pair(world, message.chat, "oa_reacted_message", told)
        return
    recipient = {"id": world.who.oa_id if message.chat.private else message.chat.id}
    tell(
        world, message.chat, "user_reacted_message", sender={"id": by.id},
        recipient=recipient, user_id_by_app=by.by_app, message=told,
    )  # fmt: skip


def _pair(world: World, chat: Chat, name: str, told: Json) -> None:
    tell(world, chat, name, sender={"id": world.who.oa_id}, recipient={"id": chat.id}, message=told)


def followed(world: World, account: Account, *, follows: bool) -> None:
    """Follow and unfollow have a follower and no sender."""
    source = {"source": "oa_profile"} if follows else {}
    tell(
        world, account.chat, "follow" if follows else "unfollow", oa_id=world.who.oa_id,
        follower={"id": account.id}, user_id_by_app=account.by_app, **source,
    )  # fmt: skip


def opened(world: World, account: Account) -> None:
    """A person tapped the button that begins a chat."""
    tell(
        world, account.chat, "user_click_chatnow", oa_id=world.who.oa_id, user_id=account.id,
        user_id_by_app=account.by_app,
    )  # fmt: skip


def called(world: World, account: Account, seconds: int, *, rung: bool) -> None:
    """A call has ended; `talk_time` in milliseconds, 0 when nobody picked it up."""
    tell(
        world, account.chat, "oa_call_user" if rung else "user_call_oa", oa_id=world.who.oa_id,
        user_id=account.id, user_id_by_app=account.by_app, call_id=world.key("call"),
        call_type="AUDIO", talk_time=seconds * 1000,
    )  # fmt: skip


def submitted(world: World, account: Account, info: Json) -> None:
    """A person filled in the form of request_user_info."""
    tell(
        world, account.chat, "user_submit_info", sender={"id": account.id},
        recipient={"id": world.who.oa_id}, info=info,
    )  # fmt: skip


def in_group(world: World, group: GroupChat, name: str, user_id: str) -> None:
    """Something about a group's members or life; nobody has published these payloads."""
    named = OLD_GROUP_NAMES.get(name, name) if world.wire.old_group_names else name
    tell(
        world, group, named, oa_id=world.who.oa_id, sender={"id": user_id},
        recipient={"id": group.id}, group_id=group.id,
    )  # fmt: skip


def revoked(world: World) -> None:
    """The OA's admin took the permission back."""
    event = {"app_id": world.who.app_id, "oa_id": world.who.oa_id}
    stamp = str(world.stamp())
    world.push({**event, "event_name": "permission_revoked", "timestamp": stamp}, "")
