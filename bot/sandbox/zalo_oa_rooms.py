"""Groups of the OA (GMF) as the app handles them by calls, in the stand-in for Zalo's OA."""

from collections.abc import Callable

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import GroupChat
from bot.sandbox.zalo_oa_check import Fields, count, take, words
from bot.sandbox.zalo_oa_compose import compose
from bot.sandbox.zalo_oa_errors import ApiError, invalid
from bot.sandbox.zalo_oa_events import echo, in_group
from bot.sandbox.zalo_oa_members import GROUP, MEMBERS, MOST_LISTED, PAGE, PAGE_OF, invitable
from bot.sandbox.zalo_oa_people_api import MOST_SHOWN, listed
from bot.sandbox.zalo_oa_quota import Asset
from bot.sandbox.zalo_oa_world import World

SETTINGS: Fields = {
    "lock_send_msg": bool,
    "join_appr": bool,
    "enable_msg_history": bool,
    "enable_link_join": bool,
}


def say(world: World, params: Json) -> Json:
    """POST message: no buttons, no quote, no form; not bound by any window."""
    body = take(params, {"recipient": dict, "message": dict})
    recipient = take(body["recipient"], {"group_id": str}, named="recipient")
    group = world.group(recipient["group_id"])
    message = world.post(group, **compose(world, group, body["message"]))
    echo(world, message)
    return {"message_id": message.id, "group_id": group.id}


def create(world: World, params: Json) -> Json:
    """POST creategroupwithoa: with one asset for it and an admin of the OA in it."""
    needed = {"group_name": str, "asset_id": str, "member_user_ids": list}
    given = take(params, needed, {"group_description": str})
    asset = _free(world, given["asset_id"])
    invited = invitable(world, given["member_user_ids"])
    if not any(world.accounts[one].oa_admin for one in invited):
        raise invalid("member_user_ids")
    group = GroupChat(world.key("group"), words(given["group_name"], 100, "group_name"))
    group.description = given.get("group_description", "")
    _settle(world, group, asset)
    group.members = dict.fromkeys(invited, "member")
    in_group(world, group, "create_group", world.who.oa_id)
    return _about(world, group)


def _settle(world: World, group: GroupChat, asset: Asset) -> None:
    group.asset, asset.used_by = asset.id, group.id
    world.groups[group.id] = group


def get(world: World, params: Json) -> Json:
    """GET getgroup; of a disabled one too."""
    group = _own(world, take(params, {"group_id": str})["group_id"])
    asset = world.assets[group.asset]
    about = {**_about(world, group), "max_member": asset.most}
    paid = {"asset_id": asset.id, "asset_type": asset.type, "valid_through": "31/12/2099"}
    settings = {name: group.settings.get(name, False) for name in SETTINGS}
    return {
        "group_info": about,
        "asset_info": {**paid, "auto_renew": True},
        "group_setting": settings,
    }


def every(world: World, params: Json) -> Json:
    """GET getgroupsofoa"""
    given = take(params, PAGE)
    ours = [group for group in world.groups.values() if group.oa_inside]
    shown = [_about(world, group) for group in ours[count(given, MOST_LISTED)]]
    return {**given, "total": len(ours), "group_count": len(shown), "groups": shown}


def update(world: World, params: Json) -> Json:
    """POST updateinfo"""
    texts = {"group_name": str, "group_avatar": str, "group_description": str}
    given = take(params, {"group_id": str}, {**texts, **SETTINGS})
    group = world.group(given["group_id"])
    group.title = words(given.get("group_name", group.title), 100, "group_name")
    group.description = given.get("group_description", group.description)
    group.avatar = given.get("group_avatar", group.avatar)
    group.settings.update({name: given[name] for name in SETTINGS if name in given})
    in_group(world, group, "update_group_info", world.who.oa_id)
    return _about(world, group)


def update_asset(world: World, params: Json) -> Json:
    """POST updateasset: pays a group, and brings a disabled one back."""
    given = take(params, {"group_id": str, "asset_id": str})
    group, asset = _own(world, given["group_id"]), _free(world, given["asset_id"])
    world.assets[group.asset].used_by = ""
    _settle(world, group, asset)
    group.enabled = True
    return _about(world, group)


def dissolve(world: World, params: Json) -> None:
    """POST delete"""
    group = _own(world, take(params, {"group_id": str})["group_id"])
    group.oa_inside = False
    world.assets[group.asset].used_by = ""
    in_group(world, group, "delete_group", world.who.oa_id)


def recent(world: World, params: Json) -> list[Json]:
    """GET listrecentchat: the newest messages of all groups, newest first."""
    part = count(take(params, PAGE), MOST_SHOWN)
    ours = (group for group in world.groups.values() if group.oa_inside)
    return listed(world, [one for group in ours for one in group.posted], part)


def conversation(world: World, params: Json) -> list[Json]:
    """GET conversation: one group's, newest first."""
    given = take(params, PAGE_OF)
    group = world.group(given["group_id"])
    return listed(world, group.posted, count(given, MOST_SHOWN))


def assets(world: World, params: Json) -> list[Json]:
    """POST /v3.0/oa/quota/group"""
    given = take(params, {"quota_owner": str}, {"product_type": str, "quota_type": str})
    if given["quota_owner"] not in {"OA", "APP"}:
        raise invalid("quota_owner")
    return [
        {
            "product_type": one.type,
            "quota_type": "sub_quota",
            "asset_id": one.id,
            "valid_through": "31/12/2099",
            "auto_renew": True,
            "status": "used" if one.used_by else "available",
            "used_id": one.used_by,
        }
        for one in world.assets.values()
        if given.get("product_type", one.type) == one.type and one.enabled
        if given.get("quota_type", "sub_quota") == "sub_quota" and given["quota_owner"] == "OA"
    ]


def _own(world: World, group_id: object) -> GroupChat:
    """A group of the OA's, disabled or not."""
    found = world.groups.get(str(group_id))
    if found is None or not found.oa_inside:
        raise ApiError(-403)
    return found


def _free(world: World, asset_id: str) -> Asset:
    asset = world.assets.get(asset_id)
    if asset is None:
        raise invalid("asset_id")
    if asset.used_by:
        raise ApiError(-238)
    if not asset.enabled:
        raise ApiError(-241)
    return asset


def _about(world: World, group: GroupChat) -> Json:
    return {
        "group_id": group.id,
        "name": group.title,
        "avatar": group.avatar,
        "group_link": world.url(f"/g/{group.id}"),
        "group_description": group.description,
        "total_member": len(group.members) + 1,
        "status": "enabled" if group.enabled else "disabled",
    }


ROOMS: dict[tuple[str, str], Callable[[World, Json], object]] = {
    ("POST", f"{GROUP}/message"): say,
    ("POST", f"{GROUP}/creategroupwithoa"): create,
    ("GET", f"{GROUP}/getgroup"): get,
    ("GET", f"{GROUP}/getgroupsofoa"): every,
    ("POST", f"{GROUP}/updateinfo"): update,
    ("POST", f"{GROUP}/updateasset"): update_asset,
    **MEMBERS,
    ("POST", f"{GROUP}/delete"): dissolve,
    ("GET", f"{GROUP}/listrecentchat"): recent,
    ("GET", f"{GROUP}/conversation"): conversation,
    ("POST", "/v3.0/oa/quota/group"): assets,
}
