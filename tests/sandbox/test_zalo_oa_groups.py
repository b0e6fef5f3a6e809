"""Groups of Zalo's OA: who may write, what the app is told, and every call that handles them."""

from datetime import timedelta

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.zalo_oa import Impossible, ZaloOaSandbox, picture
from bot.sandbox.zalo_oa_wire import QuoteField
from tests.sandbox.oa import GROUP, Caller, Hook, Json, buttons, form, media

STATE = "/v3.0/oa/quota/group"


async def test_members_words_come_with_group_and_sender_and_no_name(
    oa: ZaloOaSandbox, hook: Hook
) -> None:
    hoa = oa.person("Hoa")
    group = oa.group("Tổ đô thị", admins=[hoa])
    message = hoa.says("#7K4Q đã xử lý", in_=group)
    await oa.wait_quiet()
    assert hook.events[-1] == {
        "app_id": oa.app_id,
        "oa_id": oa.oa_id,
        "event_name": "user_send_group_text",
        "sender": {"id": hoa.id},
        "recipient": {"id": group.id},
        "message": {"msg_id": message.id, "text": "#7K4Q đã xử lý"},
        "timestamp": str(message.stamp),
    }
    assert (group.last, group.messages, hoa.messages) == (message, [message], [])
    assert group.title == "Tổ đô thị"
    hoa.sends_photo(picture(1), caption="xong", in_=group)
    hoa.sends_document(in_=group)
    hoa.sends_location(10.5, 106.5, in_=group)
    await oa.wait_quiet()
    assert hook.names[-3:] == [f"user_send_group_{one}" for one in ("image", "file", "location")]
    assert group.messages[1].photos == [picture(1)]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("", {}),  # nobody has confirmed that there is one
        ("quote_msg_id", {"quote_msg_id": "ID"}),
        ("quote_message_id", {"quote_message_id": "ID"}),
        ("quote_msg", {"quote_msg": {"msg_id": "ID", "text": "thẻ", "sender": {"id": "OA"}}}),
    ],
)
async def test_an_answer_in_a_group_may_or_may_not_name_its_message(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, field: QuoteField, told: Json
) -> None:
    oa.wire.group_quote = field
    hoa = oa.person("Hoa")
    group = oa.group("Tổ", admins=[hoa])
    await app.writes(group.id, text="thẻ")
    card = group.last
    hoa.says("nhận", in_=group, reply_to=card, topic=card.thread)
    await oa.wait_quiet()
    said = hook.events[-1]["message"]
    found = {name: value for name, value in said.items() if name not in {"msg_id", "text"}}
    assert str(found) == str(told).replace("ID", card.id).replace("OA", oa.oa_id)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "x"}, 0),
        ({"text": "x" * 2001}, -210),
        ({}, -201),
        ({"text": "x", "attachment": buttons("a")}, -233),  # no buttons in groups
        ({"attachment": form()}, -233),
        ({"text": "x", "attachment": media(url="https://a.vn/x.jpg")}, 0),
        ({"attachment": media(media_type="sticker", attachment_id="bfe458bf64fa8da4d4eb")}, 0),
    ],
)
async def test_what_the_oa_may_say_in_a_group(
    oa: ZaloOaSandbox, app: Caller, clock: SandboxClock, message: Json, code: int
) -> None:
    group = oa.group("Tổ", admins=[oa.person("Hoa")])
    clock.advance(timedelta(days=20))  # no window holds here
    await app.refresh(oa.refresh_token)
    assert await app.writes(group.id, **message) == code
    assert len(group.messages) == (code == 0)


async def test_a_group_has_no_quotes_from_the_oa(oa: ZaloOaSandbox, app: Caller) -> None:
    hoa = oa.person("Hoa")
    group = oa.group("Tổ", admins=[hoa])
    asked = hoa.says("x", in_=group)
    assert await app.writes(group.id, text="y", quote_message_id=asked.id) == -201


async def test_files_and_echoes_in_groups(oa: ZaloOaSandbox, app: Caller, hook: Hook) -> None:
    group = oa.group("Tổ", admins=[oa.person("Hoa")])
    token = (await app.uploads("file", b"%PDF", "a.pdf"))["data"]["token"]
    paper = {"type": "file", "payload": {"token": token}}
    assert await app.writes(group.id, attachment=paper) == 0
    oa.admin_writes(group, "Chào cả tổ")
    await oa.wait_quiet()
    assert hook.names == ["create_group", "oa_send_group_file", "oa_send_group_text"]
    assert oa.webhook.told[-1]["sender"].keys() == {"id", "admin_id"}
    assert group.messages[0].files[0].content == b"%PDF"


async def test_mentions_call_people(oa: ZaloOaSandbox, app: Caller) -> None:
    hoa = oa.person("Hoa")
    group = oa.group("Tổ", admins=[hoa])
    await app.writes(group.id, text=f"[@{hoa.id}] [@{group.id}] xem giúp")
    assert group.last.mentions == [hoa.id, group.id]
    assert hoa.says(f"[@{hoa.id}]", in_=group).mentions == []


async def test_groups_that_do_not_work(oa: ZaloOaSandbox, app: Caller, hook: Hook) -> None:
    hoa = oa.person("Hoa")
    group = oa.group("Tổ", admins=[hoa])
    assert await app.writes("f414c8f76fa586fbdfb4", text="x") == -403
    group.disable()
    assert await app.writes(group.id, text="x") == -237
    told = (await app.get(f"{GROUP}/getgroup", group_id=group.id)).json()["data"]
    assert told["group_info"]["status"] == "disabled"
    group.enable()
    assert await app.writes(group.id, text="x") == 0
    await oa.wait_quiet()
    heard = len(hook.got)
    group.removes_oa()
    assert await app.writes(group.id, text="x") == -403
    hoa.says("nghe không?", in_=group)
    await oa.wait_quiet()
    assert len(hook.got) == heard
    group.takes_oa_back()
    assert await app.writes(group.id, text="x") == 0
    group.dissolve()
    assert await app.writes(group.id, text="x") == -403


@pytest.mark.parametrize(
    ("old", "names"),
    [
        (False, ["user_join_group", "user_leave_group", "user_leave_group", "delete_group"]),
        (True, ["user_join_group", "user_out_group", "user_out_group", "disperse_group"]),
    ],
)
async def test_members_come_and_go(
    oa: ZaloOaSandbox, hook: Hook, old: bool, names: list[str]
) -> None:
    oa.wire.old_group_names = old
    hoa, minh = oa.person("Hoa"), oa.person("Minh")
    group = oa.group("Tổ", admins=[hoa])
    group.joins(minh)
    minh.says("chào", in_=group)
    group.leaves(minh)
    with pytest.raises(Impossible, match="not a member"):
        minh.says("x", in_=group)
    group.loses(hoa)
    group.dissolve()
    await oa.wait_quiet()
    assert [name for name in hook.names if "send" not in name] == ["create_group", *names]
    event = next(one for one in hook.events if one["event_name"] == "user_join_group")
    assert (event["sender"]["id"], event["recipient"]["id"]) == (minh.id, group.id)


async def test_names_are_in_the_list_of_members(oa: ZaloOaSandbox, app: Caller) -> None:
    hoa, minh = oa.person("Hoa"), oa.person("Minh")
    group = oa.group("Tổ", admins=[hoa], members=[minh])
    asked = {"group_id": group.id, "offset": 0, "count": 2}
    told = (await app.get(f"{GROUP}/listmember", **asked)).json()["data"]
    assert (told["total"], told["member_count"]) == (3, 2)
    assert told["members"][0]["oa_id"] == oa.oa_id
    assert (told["members"][1]["user_id"], told["members"][1]["name"]) == (minh.id, "Minh")
    asked |= {"offset": 2}
    told = (await app.get(f"{GROUP}/listmember", **asked)).json()["data"]
    assert [one["name"] for one in told["members"]] == ["Hoa"]


async def test_histories_of_groups(oa: ZaloOaSandbox, app: Caller) -> None:
    hoa = oa.person("Hoa")
    one, two = oa.group("Một", admins=[hoa]), oa.group("Hai", admins=[hoa])
    oa.webhook.lose = True
    hoa.says("a", in_=one)
    hoa.says("b", in_=two)
    hoa.sends_photo(in_=one)
    told = (await app.get(f"{GROUP}/listrecentchat", offset=0, count=10)).json()["data"]
    assert [(item["group_id"], item["type"]) for item in told] == [
        (one.id, "photo"), (two.id, "text"), (one.id, "text"),
    ]  # fmt: skip
    assert (told[0]["from_id"], told[0]["from_display_name"]) == (hoa.id, "Hoa")
    assert {"url", "thumb"} <= told[0].keys()
    asked = {"group_id": two.id, "offset": 0, "count": 10}
    told = (await app.get(f"{GROUP}/conversation", **asked)).json()["data"]
    assert [item["message"] for item in told] == ["b"]
    assert (await app.get("/v2.0/oa/listrecentchat", data="")).json()["error"] == -201


async def test_the_app_makes_a_group(oa: ZaloOaSandbox, app: Caller, hook: Hook) -> None:
    boss, hoa = oa.person("Sếp", follows=True, oa_admin=True), oa.person("Hoa")
    asset, old = oa.asset("gmf10"), oa.asset()
    old.enabled = False
    path = f"{GROUP}/creategroupwithoa"

    async def make(asset_id: str, *people: str) -> Json:
        told: Json = (
            await app.post(path, group_name="Tổ", asset_id=asset_id, member_user_ids=[*people])
        ).json()
        return told

    assert (await make(asset.id, boss.id, hoa.id))["error"] == -231  # Hoa has never spoken
    hoa.says("chào")
    refused = [
        (("nothing", boss.id), -201),
        ((old.id, boss.id), -241),
        ((asset.id, hoa.id), -201),  # no admin of the OA
        ((asset.id,), -201),
    ]
    for given, code in refused:
        assert (await make(*given))["error"] == code
    made = (await make(asset.id, boss.id, hoa.id))["data"]
    assert (made["name"], made["total_member"], made["status"]) == ("Tổ", 3, "enabled")
    assert (await make(asset.id, boss.id))["error"] == -238
    assert await app.writes(made["group_id"], text="Chào cả tổ") == 0
    await oa.wait_quiet()
    assert "create_group" in hook.names
    told = (await app.get(f"{GROUP}/getgroupsofoa", offset=0, count=5)).json()["data"]
    assert [one["group_id"] for one in told["groups"]] == [made["group_id"]]
    told = (await app.post(STATE, quota_owner="OA", product_type="gmf10")).json()["data"]
    assert [(one["status"], one["used_id"]) for one in told] == [("used", made["group_id"])]
    assert (await app.post(STATE, quota_owner="x")).json()["error"] == -201


async def test_the_app_changes_a_group(oa: ZaloOaSandbox, app: Caller) -> None:
    hoa, minh = oa.person("Hoa", follows=True), oa.person("Minh", follows=True)
    group = oa.group("Tổ", admins=[hoa], asset_type="gmf10")

    async def does(what: str, **body: object) -> int:
        return await app.code(f"{GROUP}/{what}", group_id=group.id, **body)

    assert await does("updateinfo", group_name="Tổ đô thị", lock_send_msg=True) == 0
    told = (await app.get(f"{GROUP}/getgroup", group_id=group.id)).json()["data"]
    assert told["group_info"]["name"] == "Tổ đô thị"
    assert told["group_info"]["max_member"] == 10
    assert told["group_setting"]["lock_send_msg"] is True
    assert await does("invite", member_user_ids=[minh.id]) == 0
    with pytest.raises(Impossible, match="only admins"):
        minh.says("x", in_=group)
    assert await does("addadmins", member_user_ids=[minh.id]) == 0
    minh.says("x", in_=group)
    assert await does("removeadmins", member_user_ids=[minh.id]) == 0
    assert await does("removemembers", member_user_ids=[minh.id, minh.id]) == 0
    assert await does("removemembers", member_user_ids=[minh.id]) == -201
    many = [oa.person(str(i), follows=True).id for i in range(10)]
    assert await does("invite", member_user_ids=many) == -210  # gmf10 is full
    group.disable()
    assert await does("updateasset", asset_id=oa.asset().id) == 0
    assert await app.writes(group.id, text="x") == 0
    assert await does("delete") == 0
    assert await does("delete") == -403


async def test_who_asks_to_come_in_is_let_in_or_not(
    oa: ZaloOaSandbox, app: Caller, hook: Hook
) -> None:
    hoa, minh, tam = (oa.person(name) for name in ("Hoa", "Minh", "Tâm"))
    group = oa.group("Tổ", admins=[hoa])
    group.asks_to_join(minh)
    group.asks_to_join(tam)
    asked = {"group_id": group.id, "offset": 0, "count": 10}
    told = (await app.get(f"{GROUP}/listpendinginvite", **asked)).json()["data"]
    assert told["members"] == [
        {"name": "Minh", "user_id": minh.id}, {"name": "Tâm", "user_id": tam.id},
    ]  # fmt: skip
    for what, who, code in (("accept", minh, 0), ("reject", tam, 0), ("accept", tam, -201)):
        path = f"{GROUP}/{what}pendinginvite"
        assert await app.code(path, group_id=group.id, member_user_ids=[who.id]) == code
    assert group.chat.members.keys() == {hoa.id, minh.id}
    await oa.wait_quiet()
    assert hook.names[-2:] == [f"react_request_join_group_{one}" for one in ("accept", "reject")]
