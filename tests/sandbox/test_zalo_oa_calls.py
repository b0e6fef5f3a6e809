"""Calls to the stand-in for Zalo's OA are refused where the real one refuses, by its codes."""

from datetime import timedelta

import httpx
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.zalo_oa import Person, ZaloOaSandbox, picture
from tests.sandbox.oa import CS, GROUP, Caller, Json, media

MB = 1_000_000
PDF = b"%PDF-1.7"
PLACE = "/v2.0/oa/message"


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
        ("/v3.0/oa/user/getlist", {"offset": 0, "count": 5, "last_interaction_period": "L9D"}),
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
    for data in ("{offset", "[]", ""):
        asked = await app.http.get("/v2.0/oa/listrecentchat", params={"data": data}, headers=token)
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
