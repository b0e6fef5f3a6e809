"""Calls to the stand-in are refused where the real Telegram refuses, in its words."""

import json
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram import TelegramSandbox, picture
from tests.sandbox.conftest import Caller

KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}

TOO_BIG = picture() + bytes(10 * 1024 * 1024)


def button(**fields: object) -> dict[str, object]:
    """A keyboard of one button."""
    return {"inline_keyboard": [[fields]]}


@pytest.mark.parametrize(
    ("method", "params", "complaint"),
    [
        ("sendMessage", {"text": "x", "chat_id": 5}, "chat not found"),
        ("sendMessage", {"text": "x", "chat_id": "@x"}, "chat not found"),
        ("sendMessage", {"text": " \n"}, "message text is empty"),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": 5}, 'Field "text" must be of type String'),
        ("sendMessage", {"text": "x", "chat": 1}, 'unknown parameter "chat"'),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": "👍" * 2049}, "message is too long"),
        ("sendMessage", {"text": "x", "parse_mode": "Bold"}, "unsupported parse_mode"),
        (
            "sendMessage",
            {"text": "x", "disable_notification": "maybe"},
            'Field "disable_notification" must be of type Boolean',
        ),
        ("sendMessage", {"text": "x", "message_thread_id": 7}, "message thread not found"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": button(text="x", callback_data="đ" * 33)},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": button(text="x", callback_data="")},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": button(callback_data="x")},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": button(text="x")},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": KEYBOARD["inline_keyboard"] * 101}},
            "reply markup is too long",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": "no"},
            "can't parse reply markup JSON object",
        ),
        ("sendMessage", {"text": "x", "reply_markup": []}, "object expected as reply markup"),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ("sendPhoto", {}, "there is no photo in the request"),
        (
            "sendPhoto",
            {"photo": "AgAC"},
            "wrong remote file identifier specified: Wrong string length",
        ),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
        (
            "sendMediaGroup",
            {"media": [{"type": "photo", "media": "attach://x"}] * 2},
            "file attached under the name x not found",
        ),
        ("sendLocation", {"latitude": 91, "longitude": 0}, "wrong latitude or longitude specified"),
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        (
            "copyMessage",
            {"from_chat_id": 500000001, "message_id": 99},
            "message to copy not found",
        ),
        ("createForumTopic", {"name": "x"}, "the chat is not a forum"),
        ("sendChatAction", {"action": "sleep"}, "wrong parameter action in request"),
    ],
)
async def test_bad_requests(
    tg: TelegramSandbox, bot: Caller, method: str, params: dict[str, object], complaint: str
) -> None:
    lan = tg.person("Lan")
    lan.says("chào")
    told = await bot.refused(method, **{"chat_id": lan.id, **params})
    assert told == f"Bad Request: {complaint}"


@pytest.mark.parametrize(
    ("method", "complaint"),
    [
        ("getFile", "wrong file_id or the file is temporarily unavailable"),
        (
            "answerCallbackQuery",
            "query is too old and response timeout expired or query ID is invalid",
        ),
    ],
)
async def test_unknown_ids(bot: Caller, method: str, complaint: str) -> None:
    name = {"getFile": "file_id", "answerCallbackQuery": "callback_query_id"}[method]
    assert await bot.refused(method, **{name: "x"}) == f"Bad Request: {complaint}"


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME"])
async def test_method_names_have_no_case(bot: Caller, name: str) -> None:
    assert (await bot.ok(name))["username"] == "phan_anh_bot"


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("bot{token}/noSuch", 404, "Not Found: method not found"),
        ("bot1:wrong/getMe", 401, "Unauthorized"),
        ("botwrong/getMe", 404, "Not Found"),
        ("elsewhere", 404, "Not Found"),
        ("file/bot{token}/photos/none.jpg", 404, "Not Found"),
    ],
)
async def test_wrong_doors(
    tg: TelegramSandbox, bot: Caller, path: str, status: int, description: str
) -> None:
    root = str(bot.http.base_url).partition("/bot")[0]
    answer = await bot.http.get(f"{root}/{path.format(token=tg.token)}")
    assert answer.status_code == answer.json()["error_code"] == status
    assert answer.json()["description"] == description


async def test_query_form_json_and_multipart_say_the_same(tg: TelegramSandbox, bot: Caller) -> None:
    tg.pace.on = False
    lan = tg.person("Lan")
    lan.says("chào")
    told = {"chat_id": str(lan.id), "text": "đã nhận & ghi", "reply_markup": json.dumps(KEYBOARD)}
    parts = {name: (None, value) for name, value in told.items()}
    for answer in (
        await bot.http.get("sendMessage", params=told),
        await bot.http.post("sendMessage", data=told),
        await bot.http.post("sendMessage", files=parts),
        await bot.http.post(
            "sendMessage", json={**told, "chat_id": lan.id, "reply_markup": KEYBOARD}
        ),
    ):
        assert answer.json()["ok"], answer.text
        assert (lan.last.text, lan.last.buttons) == ("đã nhận & ghi", [[("A", "a")]])


async def test_uploads_arrive_whole_and_can_be_sent_again_by_id(
    tg: TelegramSandbox, bot: Caller
) -> None:
    lan = tg.person("Lan")
    lan.says("chào")
    photo = picture(7)
    files = {"p": ("ảnh.png", photo, "image/png")}
    told = {"chat_id": str(lan.id), "photo": "attach://p", "caption": "<b>x</b>"}
    answer = await bot.http.post("sendPhoto", data={**told, "parse_mode": "HTML"}, files=files)
    sizes = answer.json()["result"]["photo"]
    assert [f.content for f in lan.last.files] == [photo]
    assert lan.last.html == "<b>x</b>"
    await bot.ok("sendPhoto", chat_id=lan.id, photo=sizes[-1]["file_id"])
    assert lan.last.files[0].content == photo
    complaint = await bot.refused("sendVideo", chat_id=lan.id, video=sizes[-1]["file_id"])
    assert complaint == "Bad Request: can't use file of type Photo as Video"


@pytest.mark.parametrize(
    ("part", "content", "complaint"),
    [
        ("photo", b"no picture", "Bad Request: IMAGE_PROCESS_FAILED"),
        ("photo", b"", "Bad Request: file must be non-empty"),
        ("other", b"x", 'Bad Request: uploaded part that nothing names "other"'),
        (
            "photo",
            TOO_BIG,
            (
                f"Bad Request: file of size {len(TOO_BIG)} bytes is too big for a photo; "
                "the maximum size is 10485760 bytes"
            ),
        ),
    ],
    ids=["no image", "empty", "unnamed", "too big"],
)
async def test_uploads_that_are_refused(
    tg: TelegramSandbox, bot: Caller, part: str, content: bytes, complaint: str
) -> None:
    lan = tg.person("Lan")
    stored = lan.sends_photo().data["photo"][-1]["file_id"]
    data = {"chat_id": str(lan.id), **({} if part == "photo" else {"photo": stored})}
    answer = await bot.http.post("sendPhoto", data=data, files={part: ("x", content)})
    assert answer.json()["description"] == complaint


async def test_files_are_fetched_for_an_hour_and_up_to_20_mebibytes(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    lan = tg.person("Lan")
    sent = lan.sends_document(b"the bytes", name="don.pdf").data["document"]
    link = await bot.ok("getFile", file_id=sent["file_id"])
    root = str(bot.http.base_url).partition("/bot")[0]
    url = httpx.URL(f"{root}/file/bot{tg.token}/{link['file_path']}")
    assert (await bot.http.get(url)).content == b"the bytes"
    clock.advance(timedelta(hours=1))
    assert (await bot.http.get(url)).status_code == 404
    big = lan.sends_file("video", b"x", size=20 * 1024 * 1024 + 1).data["video"]
    assert await bot.refused("getFile", file_id=big["file_id"]) == "Bad Request: file is too big"


async def test_albums_are_of_one_kind_and_two_to_ten(tg: TelegramSandbox, bot: Caller) -> None:
    tg.pace.on = False
    lan = tg.person("Lan")
    photo = lan.sends_photo().data["photo"][-1]["file_id"]
    paper = lan.sends_document().data["document"]["file_id"]
    item = {"type": "photo", "media": photo}
    sent = await bot.ok("sendMediaGroup", chat_id=lan.id, media=[item, {**item, "caption": "hai"}])
    assert len({message["media_group_id"] for message in sent}) == 1
    assert lan.last.text == "hai"
    for media, complaint in (
        ([item], "too few messages"),
        ([item] * 11, "too many messages to send as an album"),
        ([item, {"type": "document", "media": paper}], "Document can't be mixed with other media"),
    ):
        told = await bot.refused("sendMediaGroup", chat_id=lan.id, media=media)
        assert complaint in told


async def test_commands_are_kept_per_scope(bot: Caller) -> None:
    menu = [{"command": "viec", "description": "Việc đang mở"}]
    groups = {"type": "all_group_chats"}
    await bot.ok("setMyCommands", commands=menu, scope=groups)
    assert await bot.ok("getMyCommands", scope=groups) == menu
    assert await bot.ok("getMyCommands") == []
    await bot.ok("deleteMyCommands", scope=groups)
    assert await bot.ok("getMyCommands", scope=groups) == []
    bad = [{"command": "Việc", "description": "x"}]
    assert await bot.refused("setMyCommands", commands=bad) == "Bad Request: BOT_COMMAND_INVALID"
    scope = {"type": "everybody"}
    told = await bot.refused("getMyCommands", scope=scope)
    assert told == "Bad Request: can't parse bot command scope: type is unknown"
