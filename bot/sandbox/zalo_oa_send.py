"""What the OA may send to one person, as the stand-in checks it: cs, reactions, templates."""

import re

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_check import take
from bot.sandbox.zalo_oa_compose import compose
from bot.sandbox.zalo_oa_errors import ApiError, invalid
from bot.sandbox.zalo_oa_events import echo, reacted
from bot.sandbox.zalo_oa_visitors import to_visitor
from bot.sandbox.zalo_oa_world import World

ICONS = {":>", "--b", ":-((", "/-strong", "/-heart", ":-h", ":o", "/-remove"}
MOST_REACTIONS = 50
"""Per message."""


def consult(world: World, params: Json) -> Json:
    """POST /v3.0/oa/message/cs"""
    body = take(params, {"recipient": dict, "message": dict})
    recipient = take(body["recipient"], {"user_id": str}, named="recipient")
    account = world.account(recipient["user_id"])
    draft = compose(world, account.chat, body["message"])
    world.quota.check(account)
    paid = world.quota.take(account)
    message = world.post(account.chat, **draft)
    echo(world, message)
    return {**paid, "message_id": message.id, "user_id": account.id}


def legacy(world: World, params: Json) -> Json:
    """POST /v2.0/oa/message: reactions, words to visitors; other messages have been shut down."""
    if "message" in params and "anonymous_id" in (params.get("recipient") or {}):
        return to_visitor(world, params)
    if "message" in params:
        raise ApiError(-240)
    body = take(params, {"recipient": dict, "sender_action": dict})
    account = world.account(take(body["recipient"], {"user_id": str})["user_id"])
    sign = take(body["sender_action"], {"react_icon": str, "react_message_id": str})
    icon, message = sign["react_icon"], account.chat.find(sign["react_message_id"])
    if icon not in ICONS:
        raise invalid("react_icon")
    if message is None:
        raise invalid("react_message_id")
    ours = [one for one in message.reactions if one[0] == world.who.oa_id]
    if len(ours) >= MOST_REACTIONS and icon != "/-remove":
        raise ApiError(-210)
    world.quota.check_window(account)
    if icon == "/-remove":
        message.reactions[:] = [one for one in message.reactions if one not in ours]
    else:
        message.reactions.append((world.who.oa_id, icon))
    reacted(world, message, icon, None)
    return {"message_id": world.key("reaction"), "user_id": account.id}


def by_template(world: World, params: Json) -> Json:
    """POST /v3.0/oa/message/template: an approved text, at any time, for money."""
    body = take(params, {"user_id": str, "template_id": str, "template_data": dict})
    account = world.account(body["user_id"])
    template = world.templates.get(body["template_id"])
    if template is None:
        raise invalid("template_id")
    if not template.by_uid:
        raise ApiError(-249)
    values: Json = body["template_data"]
    if values.keys() != template.fields or not all(isinstance(v, str) for v in values.values()):
        raise invalid("template_data")
    if account.refusal is not None:
        raise ApiError(account.refusal)
    text = re.sub(r"<(\w+)>", lambda found: values[found[1]], template.text)
    message = world.post(account.chat, text=text, kind="template")
    echo(world, message)
    sent = {"sent_time": str(message.stamp), "quota": {"quota_type": "purchase_quota"}}
    return {"message_id": message.id, "user_id": account.id, **sent}
