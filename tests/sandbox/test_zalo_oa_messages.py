"""What the OA may say to a person and when, as the stand-in for Zalo's OA checks it."""

from datetime import timedelta

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.zalo_oa import Person, Template, ZaloOaSandbox
from tests.sandbox.oa import CS, Caller, Json, buttons, form, media

HIDDEN = {"title": "Gửi", "type": "oa.query.hide", "payload": "#gui"}


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
        (
            {"text": "x", "attachment": {"type": "template", "payload": {"buttons": ["x"]}}},
            -201,
            "buttons",
        ),
        (
            {
                "attachment": {
                    "type": "template",
                    "payload": {"template_type": "button", "text": "x", "buttons": [HIDDEN]},
                }
            },
            0,
            "",
        ),
        (
            {
                "attachment": {
                    "type": "template",
                    "payload": {"template_type": "request_user_info", "elements": [{}, {}]},
                }
            },
            -201,
            "elements",
        ),
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
    lan.blocks()
    assert await app.code("/v3.0/oa/message/template", **told) == (code or -217)
