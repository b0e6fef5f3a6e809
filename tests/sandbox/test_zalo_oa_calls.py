"""Calls to the stand-in for Zalo's OA are refused where the real one refuses, by its codes."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.zalo_oa import Person, Template, ZaloOaSandbox, picture
from tests.sandbox.oa import CS, GROUP, Caller, Json, buttons, form, media, open_app

MB = 1024 * 1024
PDF = b"%PDF-1.7"
HIDDEN = {"title": "Gửi", "type": "oa.query.hide", "payload": "#gui"}
PLACE = "/v2.0/oa/message"


@pytest.fixture
def oa(clock: SandboxClock) -> ZaloOaSandbox:
    """The platform, with real pace."""
    return ZaloOaSandbox(clock)


@pytest.fixture
async def app(oa: ZaloOaSandbox) -> AsyncIterator[Caller]:
    """A caller at its open door."""
    async with open_app(oa) as (caller, _):
        yield caller


@pytest.fixture
def lan(oa: ZaloOaSandbox) -> Person:
    """Somebody who has just written."""
    lan = oa.person("Lan")
    lan.says("đèn hỏng")
    return lan


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        ({"text": "x"}, 0, ""),
        ({"text": "x" * 2000}, 0, ""),
        ({"text": "x" * 2001}, -210, "Parameter exceeds"),  # refused, not cut
        ({"text": "👍" * 1001}, -210, "Parameter exceeds"),
        ({"text": " \n"}, -201, "text"),
        ({"text": 5}, -201, "text"),
        ({}, -201, "message"),
        ({"txt": "x"}, -201, "txt"),
        ({"text": "x", "quote_message_id": "nothing"}, -201, "quote_message_id"),
        ({"text": "x", "attachment": buttons(*"abcde")}, 0, ""),
        ({"text": "x", "attachment": buttons(*"abcdef")}, -201, "buttons"),
        ({"text": "x", "attachment": buttons()}, -201, "buttons"),
        ({"attachment": buttons("a")}, -201, "text"),
        ({"text": "x", "attachment": buttons("t" * 35)}, 0, ""),
        ({"text": "x", "attachment": buttons("t" * 36)}, -201, "title"),
        ({"text": "x", "attachment": buttons({**HIDDEN, "payload": "p" * 1000})}, 0, ""),
        ({"text": "x", "attachment": buttons({**HIDDEN, "payload": "p" * 1001})}, -201, "payload"),
        ({"text": "x", "attachment": buttons({**HIDDEN, "payload": {"a": 1}})}, -201, "payload"),
        ({"text": "x", "attachment": buttons({**HIDDEN, "type": "oa.query"})}, -201, "type"),
        ({"text": "x", "attachment": buttons({**HIDDEN, "data": "x"})}, -201, "data"),
        ({"text": "x", "attachment": buttons({"title": "x", "type": "y"})}, -201, "payload"),
        (
            {
                "text": "x",
                "attachment": buttons(
                    {"title": "Web", "type": "oa.open.url", "payload": {"url": "https://a.vn"}},
                    {
                        "title": "Gọi",
                        "type": "oa.open.phone",
                        "payload": {"phone_code": "8490123456"},
                    },
                ),
            },
            0,
            "",
        ),
        (
            {
                "text": "x",
                "attachment": buttons(
                    {"title": "W", "type": "oa.open.url", "payload": {"url": "a"}}
                ),
            },
            -201,
            "url",
        ),
        (
            {
                "text": "x",
                "attachment": buttons(
                    {
                        "title": "SMS",
                        "type": "oa.open.sms",
                        "payload": {"content": "x", "phone_code": "+84"},
                    },
                ),
            },
            -201,
            "phone_code",
        ),
        ({"text": "x", "attachment": media(url="https://a.vn/x.jpg")}, 0, ""),
        ({"text": "x", "attachment": media(url="x.jpg")}, -201, "url"),
        ({"text": "x", "attachment": media()}, -201, "attachment_id"),
        ({"attachment": media(url="https://a.vn/x", attachment_id="x")}, -201, "attachment_id"),
        ({"attachment": media(attachment_id="nothing")}, -201, "attachment_id"),
        ({"attachment": media(media_type="video", url="https://a.vn/x")}, -201, "media_type"),
        ({"attachment": media(media_type="gif", url="https://a.vn/x.gif")}, -201, "width"),
        (
            {"attachment": media(media_type="gif", url="https://a.vn/x.gif", width=9, height=9)},
            0,
            "",
        ),
        ({"attachment": media(media_type="sticker", attachment_id="bfe458bf64fa8da4d4eb")}, 0, ""),
        ({"attachment": media(media_type="sticker", attachment_id="x")}, -201, "attachment_id"),
        (
            {
                "attachment": {
                    "type": "template",
                    "payload": {"template_type": "media", "elements": []},
                }
            },
            -201,
            "elements",
        ),
        ({"attachment": {"type": "template", "payload": {"template_type": "list"}}}, -233, ""),
        ({"attachment": {"type": "video", "payload": {}}}, -201, "type"),
        ({"attachment": {"type": "file", "payload": {"token": "nothing"}}}, -201, "token"),
        ({"text": "x", "attachment": {"type": "file", "payload": {"token": "x"}}}, -201, "text"),
        ({"attachment": form()}, 0, ""),
        ({"text": "x", "attachment": form()}, 0, ""),
        ({"attachment": form(title="t" * 101)}, -201, "title"),
        ({"attachment": form(subtitle="t" * 501)}, -201, "subtitle"),
        ({"attachment": form(image_url="x")}, -201, "image_url"),
        ({"attachment": form(image_url=None)}, -201, "image_url"),
    ],
)
async def test_what_a_message_may_hold(
    app: Caller, lan: Person, message: Json, code: int, field: str
) -> None:
    before = len(lan.messages)
    answer = (await app.post(CS, recipient={"user_id": lan.id}, message=message)).json()
    assert answer["error"] == code
    assert answer["message"].startswith(field or ("Success" if not code else ""))
    assert len(lan.messages) == before + (code == 0)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"message": {"text": "x"}}, -201),
        ({"recipient": {}, "message": {"text": "x"}}, -201),
        ({"recipient": {"user_id": "5"}, "message": {"text": "x"}}, -201),
        ({"recipient": {"user_id": 5}, "message": {"text": "x"}}, -201),
        ({"recipient": {"user_id": "5"}, "message": {"text": "x"}, "more": 1}, -201),
    ],
)
async def test_to_whom_a_message_goes(app: Caller, body: Json, code: int) -> None:
    assert await app.code(CS, **body) == code


async def test_an_answer_has_the_ids_and_the_envelope(app: Caller, lan: Person) -> None:
    answer = await app.post(CS, recipient={"user_id": lan.id}, message={"text": "Đã nhận"})
    told = answer.json()
    assert (told["error"], told["message"]) == (0, "Success")
    assert told["data"] == {
        "quota": {"quota_type": "reply"}, "message_id": lan.last.id, "user_id": lan.id,
    }  # fmt: skip
    assert answer.headers["X-RateLimit-Limit"] == "100"
    assert answer.headers["X-RateLimit-Remain"] == "99"


async def test_a_quote_names_a_message_of_either_side(app: Caller, lan: Person) -> None:
    asked = lan.last
    assert await app.sends(lan.id, text="ở đâu?", quote_message_id=asked.id) == 0
    assert lan.last.reply_to is asked


@pytest.mark.parametrize(
    ("after", "total", "code"),
    [
        (timedelta(hours=48), 0, 0),  # free for 48 hours
        (timedelta(hours=48, seconds=1), 1, 0),
        (timedelta(hours=48, seconds=1), 0, -211),  # the package is used up
        (timedelta(days=7), 1, 0),
        (timedelta(days=7, seconds=1), 1, -230),
    ],
)
async def test_the_window_after_the_last_interaction(
    oa: ZaloOaSandbox, app: Caller, lan: Person, clock: SandboxClock,
    after: timedelta, total: int, code: int,
) -> None:  # fmt: skip
    oa.quota.total = total
    clock.advance(after)
    await app.refresh(oa.refresh_token)
    assert await app.sends(lan.id, text="x") == code


async def test_the_package_counts_by_the_month_and_money_goes_on(
    oa: ZaloOaSandbox, app: Caller, lan: Person, clock: SandboxClock
) -> None:
    oa.quota.total = 1
    clock.advance(timedelta(hours=49))
    await app.refresh(oa.refresh_token)
    to = {"recipient": {"user_id": lan.id}, "message": {"text": "x"}}
    told = (await app.post(CS, **to)).json()["data"]["quota"]
    assert told == {
        "quota_type": "sub_quota", "remain": "0", "total": "1", "expired_date": "30/11/2026",
    }  # fmt: skip
    assert await app.code(CS, **to) == -211
    oa.quota.pays = True
    assert "quota" not in (await app.post(CS, **to)).json()["data"]
    oa.quota.pays = False
    clock.advance(timedelta(days=5))  # December
    await app.refresh(oa.refresh_token)
    lan.follows()
    clock.advance(timedelta(hours=49))
    await app.refresh(oa.refresh_token)
    assert await app.code(CS, **to) == 0


async def test_interactions_open_the_window(
    oa: ZaloOaSandbox, app: Caller, clock: SandboxClock
) -> None:
    lan = oa.person("Lan")
    assert await app.sends(lan.id, text="x") == -231
    for act in (lan.follows, lan.opens_chat, lambda: lan.says("x")):
        clock.advance(timedelta(days=8))
        await app.refresh(oa.refresh_token)
        assert await app.sends(lan.id, text="x") in {-230, -231}
        act()
        assert await app.sends(lan.id, text="x") == 0
    lan.unfollows()
    assert await app.sends(lan.id, text="x") == 0  # following is not needed


async def test_a_person_may_refuse(app: Caller, lan: Person) -> None:
    for code in (-213, -217, -218, -227, -232, -244):
        lan.refuses(code)
        assert await app.sends(lan.id, text="x") == code
    lan.unblocks()
    assert await app.sends(lan.id, text="x") == 0


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        ({"react_icon": "/-strong"}, 0),
        ({"react_icon": "/-remove"}, 0),
        ({"react_icon": "👍"}, -201),
        ({}, -201),
        ({"react_icon": ":>", "react_message_id": "nothing"}, -201),
        ({"react_icon": ":>", "more": "x"}, -201),
    ],
)
async def test_reactions(app: Caller, lan: Person, sign: Json, code: int) -> None:
    action = {"react_message_id": lan.last.id, **sign}
    assert await app.code(PLACE, recipient={"user_id": lan.id}, sender_action=action) == code
    assert bool(lan.last.reactions) == (code == 0 and sign["react_icon"] != "/-remove")


async def test_reactions_are_limited_and_old_messages_are_shut_down(
    app: Caller, lan: Person
) -> None:
    to, sign = {"user_id": lan.id}, {"react_icon": ":>", "react_message_id": lan.last.id}
    codes = [await app.code(PLACE, recipient=to, sender_action=sign) for _ in range(51)]
    assert codes == [0] * 50 + [-210]
    assert await app.code(PLACE, recipient=to, message={"text": "x"}) == -240


@pytest.mark.parametrize(
    ("kind", "content", "name", "code"),
    [
        ("image", picture(), "a.png", 0),
        ("image", b"\xff\xd8\xff" + bytes(MB - 3), "a.jpg", 0),
        ("image", b"\xff\xd8\xff" + bytes(MB - 2), "a.jpg", -210),
        ("image", b"GIF89a", "a.jpg", -201),
        ("image", b"", "a.png", -201),
        ("gif", b"GIF89a", "a.gif", 0),
        ("gif", picture(), "a.gif", -201),
        ("gif", b"GIF89a" + bytes(5 * MB), "a.gif", -210),
        ("file", PDF, "a.pdf", 0),
        ("file", PDF, "Đơn.DOCX", 0),
        ("file", b"a;b", "a.csv", -201),
        ("file", PDF, "a.xlsx", -201),
        ("file", PDF + bytes(5 * MB), "a.pdf", -210),
    ],
)
async def test_uploads(app: Caller, kind: str, content: bytes, name: str, code: int) -> None:
    answer = await app.uploads(kind, content, name)
    assert answer["error"] == code
    if not code:
        assert list(answer["data"]) == ["token" if kind == "file" else "attachment_id"]


async def test_an_upload_is_one_part_of_the_right_name(app: Caller) -> None:
    assert (await app.uploads("image", picture(), "a.png", part="image"))["error"] == -201
    assert (await app.uploads("gif", b"GIF89a", "a.gif", part="image"))["error"] == 0
    assert await app.code("/v2.0/oa/upload/image", file="x") == -201


async def test_uploads_are_sent_for_a_week_and_only_as_what_they_are(
    oa: ZaloOaSandbox, app: Caller, lan: Person, clock: SandboxClock
) -> None:
    photo = (await app.uploads("image", picture(3), "a.png"))["data"]["attachment_id"]
    token = (await app.uploads("file", PDF, "a.pdf"))["data"]["token"]
    paper = {"type": "file", "payload": {"token": token}}
    assert await app.sends(lan.id, text="ảnh", attachment=media(attachment_id=photo)) == 0
    assert (lan.last.text, lan.last.photos) == ("ảnh", [picture(3)])
    assert await app.sends(lan.id, attachment=paper) == 0
    assert [(one.name, one.content) for one in lan.last.files] == [("a.pdf", PDF)]
    assert await app.sends(lan.id, attachment=media(attachment_id=token)) == -201
    clock.advance(timedelta(days=7))
    await app.refresh(oa.refresh_token)
    lan.says("còn đó không?")
    assert await app.sends(lan.id, attachment=media(attachment_id=photo)) == -100
    assert await app.sends(lan.id, attachment=paper) == -100


@pytest.mark.parametrize(
    ("template", "data", "code"),
    [
        ("7", {"code": "PA-1"}, 0),
        ("7", {}, -201),
        ("7", {"code": 1}, -201),
        ("7", {"code": "PA-1", "more": "x"}, -201),
        ("8", {}, -249),  # not for user ids
        ("9", {}, -201),
    ],
)
async def test_a_template_goes_at_any_time(
    oa: ZaloOaSandbox, app: Caller, lan: Person, clock: SandboxClock,
    template: str, data: Json, code: int,
) -> None:  # fmt: skip
    oa.templates["7"] = Template("Hồ sơ <code> đã có trả lời", frozenset({"code"}))
    oa.templates["8"] = Template("x", by_uid=False)
    clock.advance(timedelta(days=30))
    await app.refresh(oa.refresh_token)
    told = {"user_id": lan.id, "template_id": template, "template_data": data}
    assert await app.code("/v3.0/oa/message/template", **told) == code
    assert (lan.last.text == "Hồ sơ PA-1 đã có trả lời") == (code == 0)


async def test_a_person_is_known_by_profile_window_and_list(
    oa: ZaloOaSandbox, app: Caller, lan: Person
) -> None:
    minh = oa.person("Minh", follows=True)
    told = (await app.get("/v3.0/oa/user/detail", user_id=lan.id)).json()["data"]
    assert (told["user_id"], told["display_name"]) == (lan.id, "Lan")
    assert (told["user_last_interaction_date"], told["user_is_follower"]) == ("24/11/2026", False)
    assert (await app.http.get(told["avatar"])).content
    told = (await app.post("/v3.0/oa/quota/message", user_id=lan.id)).json()["data"]
    assert told["last_interaction"] == str(int(lan.last.date.timestamp() * 1000))
    told = (await app.get("/v3.0/oa/user/getlist", offset=0, count=50, is_follower=True)).json()
    assert told["data"] == {"total": 1, "count": 1, "offset": 0, "users": [{"user_id": minh.id}]}
    told = (await app.get("/v2.0/oa/getoa")).json()["data"]
    assert (told["oaid"], told["oa_type"]) == (oa.oa_id, 4)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/v3.0/oa/user/detail", {"user_id": "5"}),
        ("/v3.0/oa/user/detail", {"user_id": 5}),
        ("/v3.0/oa/user/detail", {}),
        ("/v3.0/oa/user/getlist", {"offset": 0, "count": 51}),
        ("/v3.0/oa/user/getlist", {"offset": 9952, "count": 50}),
        ("/v2.0/oa/listrecentchat", {"offset": 0, "count": 11}),
        ("/v2.0/oa/listrecentchat", {"offset": -1, "count": 10}),
        ("/v2.0/oa/listrecentchat", {"offset": "0", "count": 10}),
        ("/v2.0/oa/conversation", {"user_id": "5", "offset": 0, "count": 10}),
        (f"{GROUP}/listrecentchat", {"offset": 0, "count": 11}),
    ],
)
async def test_wrong_questions(app: Caller, path: str, data: Json) -> None:
    assert (await app.get(path, **data)).json()["error"] == -201


async def test_what_is_no_json_is_refused(app: Caller) -> None:
    token = {"access_token": app.oa.access_token}
    for raw in (b"{", b"[]", b""):
        sent = await app.http.post(
            CS, content=raw, headers={**token, "Content-Type": "application/json"}
        )
        assert sent.json()["error"] == -201
    asked = await app.http.get("/v2.0/oa/listrecentchat", params={"data": "{offset"}, headers=token)
    assert asked.json()["error"] == -201


async def test_tags(app: Caller, lan: Person) -> None:
    tag = "/v2.0/oa/tag"
    assert await app.code(f"{tag}/tagfollower", user_id=lan.id, tag_name="Tổ 5") == 0
    assert (await app.get(f"{tag}/gettagsofoa")).json()["data"] == ["Tổ 5"]
    assert await app.code(f"{tag}/rmfollowerfromtag", user_id=lan.id, tag_name="Tổ 5") == 0
    assert await app.code(f"{tag}/tagfollower", user_id=lan.id, tag_name="Tổ 6") == 0
    assert await app.code(f"{tag}/rmtag", tag_name="Tổ 6") == 0
    assert (await app.get(f"{tag}/gettagsofoa")).json()["data"] == []


@pytest.mark.parametrize(
    ("method", "path"), [("GET", CS), ("POST", "/v2.0/oa/getoa"), ("GET", "/v3.0/oa/nothing")]
)
async def test_an_unknown_way_in_is_not_found(app: Caller, method: str, path: str) -> None:
    answer = await app.http.request(method, path, headers={"access_token": app.oa.access_token})
    assert (answer.status_code, answer.json()["error"]) == (404, 404)


async def test_calls_are_remembered_with_their_answers(app: Caller, lan: Person) -> None:
    await app.sends("5", text="x")
    await app.sends(lan.id, text="y")
    first, second = app.oa.calls(CS)
    assert (first.ok, first.status, first.body["message"]) == (False, 200, {"text": "x"})
    assert second.ok
    assert isinstance(second.answer, dict)
    assert second.answer["data"]["message_id"] == lan.last.id


async def test_a_minute_bears_a_hundred_calls(
    oa: ZaloOaSandbox, app: Caller, clock: SandboxClock
) -> None:
    answers = [(await app.get("/v2.0/oa/getoa")).json()["error"] for _ in range(101)]
    assert answers == [0] * 100 + [-32]
    assert oa.count_limited == 1
    clock.advance(timedelta(seconds=60))
    assert (await app.get("/v2.0/oa/getoa")).json()["error"] == 0
    oa.pace.per_oa, oa.pace.per_app = 9000, 1
    told = (await app.get("/v2.0/oa/getoa")).json()
    assert told == {"error": -32, "message": "Your application reached limit call api"}
    oa.pace.on = False
    assert (await app.get("/v2.0/oa/getoa")).json()["error"] == 0


async def test_a_call_without_a_valid_token_is_refused(app: Caller, lan: Person) -> None:
    body = {"recipient": {"user_id": lan.id}, "message": {"text": "x"}}
    for headers in ({}, {"access_token": "x"}, {"Authorization": f"Bearer {app.oa.access_token}"}):
        answer: httpx.Response = await app.http.post(CS, json=body, headers=headers)
        assert answer.json() == {"error": -216, "message": "Access token is invalid"}
    assert not lan.last.from_bot
