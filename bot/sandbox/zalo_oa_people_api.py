"""What the app may read of the OA and its people: profile, window, chats, tags (stand-in)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import Account, Message
from bot.sandbox.zalo_oa_check import count, take, words
from bot.sandbox.zalo_oa_errors import invalid
from bot.sandbox.zalo_oa_world import World
from handlers.wording import HERE

SHOWN = {"image": "photo", "gif": "GIF", "audio": "voice", "business_card": "link"}
"""Kinds whose name in a history is another than in an event."""
MOST_SHOWN, MOST_LISTED, FARTHEST = 10, 50, 9951
PERIODS = {"TODAY": 1, "YESTERDAY": 2, "L7D": 7, "L30D": 30}
NEVER = datetime.min.replace(tzinfo=HERE)


def profile(world: World, _: Json) -> Json:
    """GET /v2.0/oa/getoa"""
    return {
        "oaid": world.who.oa_id,
        "name": world.who.oa_name,
        "description": "",
        "oa_alias": "",
        "is_verified": True,
        "oa_type": 4,
        "cate_name": "Government",
        "num_follower": sum(one.follows for one in world.accounts.values()),
        "avatar": world.avatar(world.who.oa_id),
        "package_name": "Growth",
        "package_valid_through_date": "31/12/2099",
        "package_auto_renew_date": "",
        "linked_ZCA": "",
    }


def detail(world: World, params: Json) -> Json:
    """GET /v3.0/oa/user/detail"""
    account = world.account(take(_data(params), {"user_id": str})["user_id"])
    day = f"{account.heard.astimezone(HERE):%d/%m/%Y}" if account.heard else ""
    nobody = {"address": "", "city": "", "district": "", "phone": 0, "name": ""}
    avatar = world.avatar(account.id)
    return {
        "user_id": account.id,
        "user_id_by_app": account.by_app,
        "user_external_id": "",
        "display_name": account.name,
        "user_alias": "",
        "is_sensitive": False,
        "user_last_interaction_date": day,
        "user_is_follower": account.follows,
        "avatar": avatar,
        "avatars": {"120": avatar, "240": avatar},
        "dynamic_param": "",
        "tags_and_notes_info": {"notes": [], "tag_names": sorted(account.tags)},
        "shared_info": nobody | account.shared,
    }


def people(world: World, params: Json) -> Json:
    """GET /v3.0/oa/user/getlist"""
    optional = {"last_interaction_period": str, "is_follower": bool, "tag_name": str}
    given = take(_data(params), {"offset": int, "count": int}, optional)
    part = count(given, MOST_LISTED)
    if part.start > FARTHEST:
        raise invalid("offset")
    period = given.get("last_interaction_period", "L30D")
    if period not in PERIODS:
        raise invalid("last_interaction_period")
    since = world.clock.now() - timedelta(days=PERIODS[period])
    found = [
        one.id
        for one in world.accounts.values()
        if (one.heard or NEVER) >= since or "last_interaction_period" not in given
        if given.get("is_follower", one.follows) == one.follows
        if given.get("tag_name") in {None, *one.tags}
    ]
    listed = [{"user_id": one} for one in found[part]]
    return {"total": len(found), "count": len(listed), "offset": part.start, "users": listed}


def quota(world: World, params: Json) -> Json:
    """POST /v3.0/oa/quota/message"""
    account = world.account(take(params, {"user_id": str})["user_id"])
    heard = str(int(account.heard.timestamp() * 1000)) if account.heard else ""
    promotion = {"daily_remain": 0, "daily_total": 1, "monthly_remain": 4, "monthly_total": 6}
    reply = {"remain": 8, "total": 8}
    return {"last_interaction": heard, "cs_reply": reply, "promotion": promotion}


def recent(world: World, params: Json) -> list[Json]:
    """GET /v2.0/oa/listrecentchat: the newest messages of all private chats, newest first."""
    given = take(_data(params), {"offset": int, "count": int})
    all_of = [message for chat in world.chats() for message in chat.posted]
    return listed(world, all_of, count(given, MOST_SHOWN))


def conversation(world: World, params: Json) -> list[Json]:
    """GET /v2.0/oa/conversation: one person's chat, newest first."""
    given = take(_data(params), {"user_id": str, "offset": int, "count": int})
    account = world.account(given["user_id"])
    return listed(world, account.chat.posted, count(given, MOST_SHOWN))


def listed(world: World, messages: list[Message], part: slice) -> list[Json]:
    """A page of a history."""
    newest = sorted(messages, key=lambda one: one.stamp, reverse=True)
    return [item(world, message) for message in newest[part]]


def item(world: World, message: Message) -> Json:
    """One message of a history; `src` is 0 for the OA and 1 for a person."""
    ours, chat = message.from_bot, message.chat
    oa = (world.who.oa_id, world.who.oa_name)
    sender = oa if ours else (message.sender_id, message.sender)
    other = (chat.id, chat.title) if ours else oa
    told: Json = {
        "src": 0 if ours else 1,
        "time": message.stamp,
        "type": SHOWN.get(message.kind, message.kind),
        "message": message.text,
        "message_id": message.id,
        "from_id": sender[0],
        "from_display_name": sender[1],
        "from_avatar": world.avatar(sender[0]),
        **_content(message),
    }
    if not world.wire.recent_src:
        del told["src"]
    if not chat.private:
        return {**told, "group_id": chat.id}
    to = {"to_id": other[0], "to_display_name": other[1], "to_avatar": world.avatar(other[0])}
    return {**told, **to}


def _content(message: Message) -> Json:
    """Where a picture, a file or a place can be found."""
    if message.kind == "template" or not message.attachments:
        return {}
    payload: Json = message.attachments[0]["payload"]
    if message.kind == "location":
        return {"location": json_of(payload["coordinates"])}
    told = {"url": payload.get("url", "")}
    if "thumbnail" in payload:
        told["thumb"] = payload["thumbnail"]
    if "description" in payload:
        told["description"] = payload["description"]
    return told


def json_of(coordinates: Json) -> str:
    """A place as a history says it."""
    return f'{{"latitude":{coordinates["latitude"]},"longitude":{coordinates["longitude"]}}}'


def tag(world: World, params: Json) -> None:
    """POST /v2.0/oa/tag/tagfollower"""
    account, name = _tagged(world, params)
    account.tags.add(name)


def untag(world: World, params: Json) -> None:
    """POST /v2.0/oa/tag/rmfollowerfromtag"""
    account, name = _tagged(world, params)
    account.tags.discard(name)


def remove_tag(world: World, params: Json) -> None:
    """POST /v2.0/oa/tag/rmtag"""
    name = take(params, {"tag_name": str})["tag_name"]
    for account in world.accounts.values():
        account.tags.discard(name)


def tags(world: World, _: Json) -> list[str]:
    """GET /v2.0/oa/tag/gettagsofoa"""
    return sorted({name for account in world.accounts.values() for name in account.tags})


def _tagged(world: World, params: Json) -> tuple[Account, str]:
    given = take(params, {"user_id": str, "tag_name": str})
    return world.account(given["user_id"]), words(given["tag_name"], 100, "tag_name")


def _data(params: Json) -> object:
    return take(params, {"data": dict})["data"]


PEOPLE: dict[tuple[str, str], Callable[[World, Json], object]] = {
    ("GET", "/v2.0/oa/getoa"): profile,
    ("GET", "/v3.0/oa/user/detail"): detail,
    ("GET", "/v3.0/oa/user/getlist"): people,
    ("POST", "/v3.0/oa/quota/message"): quota,
    ("GET", "/v2.0/oa/listrecentchat"): recent,
    ("GET", "/v2.0/oa/conversation"): conversation,
    ("POST", "/v2.0/oa/tag/tagfollower"): tag,
    ("POST", "/v2.0/oa/tag/rmfollowerfromtag"): untag,
    ("POST", "/v2.0/oa/tag/rmtag"): remove_tag,
    ("GET", "/v2.0/oa/tag/gettagsofoa"): tags,
}
