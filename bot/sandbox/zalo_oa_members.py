"""Who is in a group of the OA, as the app reads and changes it, in the stand-in for Zalo's OA."""

from collections.abc import Callable, Iterable

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import GroupChat
from bot.sandbox.zalo_oa_check import Fields, count, take
from bot.sandbox.zalo_oa_errors import ApiError, invalid
from bot.sandbox.zalo_oa_events import in_group
from bot.sandbox.zalo_oa_quota import WINDOW
from bot.sandbox.zalo_oa_world import World

GROUP = "/v3.0/oa/group"
PAGE: Fields = {"offset": int, "count": int}
PAGE_OF: Fields = {"group_id": str, **PAGE}
MOST_LISTED = 50
_MEMBERS: Fields = {"group_id": str, "member_user_ids": list}


def invite(world: World, params: Json) -> None:
    """POST invite: followers, and who has written within seven days."""
    group, invited = _named(world, params)
    if len(group.members.keys() | set(invited)) > world.assets[group.asset].most:
        raise ApiError(-210)
    for one in invited:
        group.members.setdefault(one, "member")
        in_group(world, group, "user_join_group", one)


def pending(world: World, params: Json) -> Json:
    """GET listpendinginvite"""
    given = take(params, PAGE_OF)
    group = world.group(given["group_id"])
    found = [{"name": world.accounts[one].name, "user_id": one} for one in group.waiting]
    shown = found[count(given, MOST_LISTED)]
    return {**_page(given), "total": len(found), "member_count": len(shown), "members": shown}


def accept(world: World, params: Json) -> None:
    """POST acceptpendinginvite"""
    for group, one in _answered(world, params):
        group.members[one] = "member"
        in_group(world, group, "react_request_join_group_accept", one)


def reject(world: World, params: Json) -> None:
    """POST rejectpendinginvite"""
    for group, one in _answered(world, params):
        in_group(world, group, "react_request_join_group_reject", one)


def _answered(world: World, params: Json) -> list[tuple[GroupChat, str]]:
    given = take(params, _MEMBERS)
    group = world.group(given["group_id"])
    named = given["member_user_ids"]
    if not named or not all(one in group.waiting for one in named):
        raise invalid("member_user_ids")
    group.waiting = [one for one in group.waiting if one not in named]
    return [(group, one) for one in dict.fromkeys(named)]


def members(world: World, params: Json) -> Json:
    """GET listmember: the OA is one of them and has an `oa_id`."""
    given = take(params, PAGE_OF)
    group = world.group(given["group_id"])
    oa = {"oa_id": world.who.oa_id, "name": world.who.oa_name}
    persons = [{"user_id": one, "name": world.accounts[one].name} for one in group.members]
    found = [{**one, "avatar": world.avatar(next(iter(one.values())))} for one in (oa, *persons)]
    shown = found[count(given, MOST_LISTED)]
    return {**_page(given), "total": len(found), "member_count": len(shown), "members": shown}


def _ranker(rank: str, event: str) -> Callable[[World, Json], None]:
    def rank_them(world: World, params: Json) -> None:
        """POST addadmins, removeadmins"""
        for group, one in _inside(world, params):
            group.members[one] = rank
            in_group(world, group, event, one)

    return rank_them


def remove(world: World, params: Json) -> None:
    """POST removemembers"""
    for group, one in _inside(world, params):
        del group.members[one]
        in_group(world, group, "user_leave_group", one)


def _inside(world: World, params: Json) -> list[tuple[GroupChat, str]]:
    given = take(params, _MEMBERS)
    group = world.group(given["group_id"])
    named = given["member_user_ids"]
    if not named or not all(isinstance(one, str) and one in group.members for one in named):
        raise invalid("member_user_ids")
    return [(group, one) for one in dict.fromkeys(named)]


def _page(given: Json) -> Json:
    return {"offset": given["offset"], "count": given["count"]}


def _named(world: World, params: Json) -> tuple[GroupChat, list[str]]:
    given = take(params, _MEMBERS)
    return world.group(given["group_id"]), invitable(world, given["member_user_ids"])


def invitable(world: World, named: Iterable[object]) -> list[str]:
    """People who may be invited: 1 to 99. Raises ApiError -201, -231."""
    found = [world.account(one) for one in named]
    if not 0 < len(found) <= 99:
        raise invalid("member_user_ids")
    for one in found:
        heard = one.heard is not None and world.clock.now() - one.heard <= WINDOW
        if not (one.follows or heard):
            raise ApiError(-231)
    return [one.id for one in found]


MEMBERS: dict[tuple[str, str], Callable[[World, Json], object]] = {
    ("POST", f"{GROUP}/invite"): invite,
    ("GET", f"{GROUP}/listpendinginvite"): pending,
    ("POST", f"{GROUP}/acceptpendinginvite"): accept,
    ("POST", f"{GROUP}/rejectpendinginvite"): reject,
    ("GET", f"{GROUP}/listmember"): members,
    ("POST", f"{GROUP}/addadmins"): _ranker("admin", "add_group_admin"),
    ("POST", f"{GROUP}/removeadmins"): _ranker("member", "remove_group_admin"),
    ("POST", f"{GROUP}/removemembers"): remove,
}
