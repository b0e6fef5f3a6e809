"""What the desk says arrives on Telegram as it was meant."""

from dataclasses import replace

import pytest

from bot.channels.base import Refused
from bot.channels.text import units
from bot.sandbox.telegram import picture
from handlers.message import BOLD, PLAIN, Address, Attachment, AttachmentKind, Choice, Outgoing
from tests.channels.conftest import FILES, Line

ROWS = ((Choice("send:1", "Gửi"), Choice("more:1", "Thêm")), (Choice("drop:1", "Bỏ"),))
NOWHERE = Address("telegram", "0")
KEPT = Attachment(AttachmentKind.PHOTO, "z1", "zalo_oa", name="ảnh 1.png", sha256="0a")
LETTER = Attachment(AttachmentKind.DOCUMENT, "z2", "zalo_oa", name="đơn.pdf", sha256="0b")


async def test_words_are_data_and_only_bold_is_markup(line: Line) -> None:
    await line.channel.send(Outgoing(line.home, f"{BOLD}Hồ sơ{PLAIN} <b>1 & 2</b> &lt;"))
    assert line.lan.last.text == "Hồ sơ <b>1 & 2</b> &lt;"
    assert [(one["type"], one["length"]) for one in line.lan.last.entities] == [("bold", 5)]
    assert line.tg.calls("sendMessage")[-1].params["link_preview_options"] == {"is_disabled": True}


async def test_choices_stand_under_the_last_part_of_a_long_text(line: Line) -> None:
    first = line.lan.last.id
    text = BOLD + "Đường <Lê Lợi> tối. " * 400 + PLAIN
    out = Outgoing(line.home, text, choices=ROWS, reply_to=str(first))
    sent = await line.channel.send(out)
    parts = line.lan.messages[-len(sent.external_ids) :]
    assert [str(part.id) for part in parts] == list(sent.external_ids)
    assert len(parts) >= 2
    assert all(part.text.endswith(".") and units(part.html) <= 4096 for part in parts)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].buttons == [[("Gửi", "send:1"), ("Thêm", "more:1")], [("Bỏ", "drop:1")]]
    assert [part.reply_to is not None for part in parts] == [True] + [False] * (len(parts) - 1)


async def test_more_than_eight_choices_go_into_more_rows(line: Line) -> None:
    row = tuple(Choice(f"n:{n}", str(n)) for n in range(10))
    await line.channel.send(Outgoing(line.home, "Mấy?", choices=(row,)))
    assert [len(one) for one in line.lan.last.buttons] == [8, 2]


async def test_a_question_opens_a_reply_and_a_place_is_one_tap(line: Line) -> None:
    await line.channel.send(Outgoing(line.home, "Ở đâu?", asks_reply=True))
    assert line.lan.last.asks_reply
    await line.channel.send(Outgoing(line.home, "Ở đâu?", asks_place="Gửi vị trí"))
    assert line.lan.last.keyboard[0][0]["request_location"]
    group = line.tg.group("Tổ", members=[line.lan])
    there = Address("telegram", str(group.id))
    await line.channel.send(Outgoing(there, "Ở đâu?", asks_place="Gửi vị trí"))
    assert not group.last.keyboard


async def test_a_reply_to_a_deleted_message_still_arrives(line: Line) -> None:
    said = line.lan.says("a")
    line.lan.deletes(said)
    await line.channel.send(Outgoing(line.home, "Dạ", reply_to=str(said.id)))
    assert (line.lan.last.text, line.lan.last.reply_to) == ("Dạ", None)


async def test_one_picture_carries_short_words_as_its_caption(line: Line) -> None:
    sent = await line.channel.send(Outgoing(line.home, "Đã sửa", attachments=(KEPT,)))
    assert sent.external_ids == (str(line.lan.last.id),)
    assert line.lan.last.text == "Đã sửa"
    assert line.lan.last.files[0].content == FILES["0a"]


@pytest.mark.parametrize(
    "out",
    [
        Outgoing(NOWHERE, "dài " * 400),  # no caption holds it
        Outgoing(NOWHERE, "Thẻ", choices=ROWS),  # it will be edited and may grow
    ],
    ids=["long", "choosable"],
)
async def test_long_or_choosable_words_come_before_the_picture(line: Line, out: Outgoing) -> None:
    sent = await line.channel.send(replace(out, to=line.home, attachments=(KEPT,)))
    text, photo = line.lan.messages[-2:]
    assert [str(text.id), str(photo.id)] == list(sent.external_ids)
    assert "photo" in photo.data
    assert photo.reply_to is text


async def test_attachments_form_albums_of_their_kind_under_the_text(line: Line) -> None:
    photo = line.channel.read({"update_id": 1, "message": line.lan.sends_photo().data})
    voice = line.channel.read({"update_id": 1, "message": line.lan.sends_voice().data})
    sticker = line.channel.read({"update_id": 1, "message": line.lan.sends_sticker().data})
    poll = line.channel.read({"update_id": 1, "message": line.lan.sends_poll("?", ["a", "b"]).data})
    assert photo and voice and sticker and poll  # noqa: PT018  all were read
    things = (
        *photo.attachments * 6, *voice.attachments, LETTER, KEPT, LETTER, *photo.attachments * 4,
        *sticker.attachments, *poll.attachments,
    )  # fmt: skip
    sent = await line.channel.send(Outgoing(line.home, "Thẻ", attachments=things))
    shown = line.lan.messages[-len(things) - 1 :]
    assert [str(one.id) for one in shown] == list(sent.external_ids)
    kinds = ["text"] + ["photo"] * 11 + ["voice"] + ["document"] * 2 + ["sticker", "poll"]
    assert [kind in one.data for kind, one in zip(kinds, shown, strict=True)] == [True] * 17
    albums = [call.params["media"] for call in line.tg.calls("sendMediaGroup")]
    assert [len(media) for media in albums] == [10, 2]
    assert all(one.reply_to is shown[0] for one in shown[1:])
    assert shown[13].data["document"]["file_name"] == "đơn.pdf"


async def test_attachments_without_words_answer_the_message_itself(line: Line) -> None:
    said = line.lan.says("Ảnh đâu?")
    await line.channel.send(
        Outgoing(line.home, "", attachments=(KEPT, KEPT), reply_to=str(said.id))
    )
    assert [one.reply_to for one in line.lan.messages[-2:]] == [said, said]


async def test_a_file_without_a_copy_here_is_refused(line: Line) -> None:
    lost = Attachment(AttachmentKind.PHOTO, "z1", "zalo_oa")
    with pytest.raises(Refused):
        await line.channel.send(Outgoing(line.home, "Ảnh", attachments=(lost,)))


async def test_what_another_bot_knew_by_its_name_is_sent_from_our_copy(line: Line) -> None:
    photo = line.channel.read({"update_id": 1, "message": line.lan.sends_photo().data})
    assert photo
    known = photo.attachments[0]
    strange = replace(KEPT, remote="AgACofanotherbot", channel="telegram")
    await line.channel.send(Outgoing(line.home, "Một", attachments=(strange,)))
    assert line.lan.last.files[0].content == FILES["0a"]
    await line.channel.send(Outgoing(line.home, "Hai", attachments=(strange, known, strange)))
    assert len(line.lan.messages[-1].files) == 1
    assert [one.files[0].content == FILES["0a"] for one in line.lan.messages[-3:]] == [
        True,
        False,
        True,
    ]
    lost = Outgoing(line.home, "Ba", attachments=(replace(strange, sha256=None),))
    with pytest.raises(Refused):
        await line.channel.send(lost)


async def test_an_edit_changes_words_and_choices_and_may_change_nothing(line: Line) -> None:
    (card,) = (await line.channel.send(Outgoing(line.home, "Mới", choices=ROWS))).external_ids
    new = Outgoing(line.home, f"{BOLD}Đã nhận{PLAIN}", edits=card)
    assert (await line.channel.send(new)).external_ids == (card,)
    assert (line.lan.last.text, line.lan.last.buttons) == ("Đã nhận", [])
    await line.channel.send(new)  # "message is not modified" is no error
    await line.channel.send(Outgoing(line.home, "dài & " * 2000, edits=card))
    assert line.lan.last.text.endswith("…")
    assert units(line.lan.last.html) <= 4096


async def test_an_edit_of_a_picture_changes_its_caption(line: Line) -> None:
    (photo,) = (await line.channel.send(Outgoing(line.home, "a", attachments=(KEPT,)))).external_ids
    await line.channel.send(Outgoing(line.home, "b", edits=photo))
    assert line.lan.last.text == "b"
    await line.channel.send(Outgoing(line.home, "b", edits=photo))


async def test_an_edit_of_what_is_gone_is_refused(line: Line) -> None:
    with pytest.raises(Refused) as refused:
        await line.channel.send(Outgoing(line.home, "a", edits="999"))
    assert not refused.value.closed


async def test_unreadable_markup_is_sent_again_as_plain_words(line: Line) -> None:
    line.tg.faults.error(
        400, "Bad Request: can't parse entities: unsupported", method="sendMessage"
    )
    await line.channel.send(Outgoing(line.home, f"{BOLD}a{PLAIN} <b>"))
    assert (line.lan.last.text, line.lan.last.entities) == ("a <b>", [])


async def test_a_topic_is_made_and_written_into(line: Line) -> None:
    group = line.tg.group("Tổ", members=[line.lan], forum=True, bot_admin=True)
    topic = await line.channel.make_topic(Address("telegram", str(group.id)), "Đèn " * 60)
    await line.channel.send(Outgoing(Address("telegram", str(group.id), topic), "Thẻ"))
    assert group.last.thread == int(topic)


async def test_a_press_is_answered_once_and_a_late_answer_does_no_harm(line: Line) -> None:
    await line.channel.send(Outgoing(line.home, "Mới", choices=ROWS))
    press = line.lan.presses(line.lan.last, "Gửi")
    raw = line.tg.world.updates.waiting()[-1].json
    incoming = line.channel.read(raw)
    assert incoming is not None
    await line.channel.answer_press(incoming, "đã gửi " * 60)
    assert press.notice is not None
    assert units(press.notice) <= 200
    await line.channel.answer_press(incoming, "lần nữa")


async def test_bytes_are_fetched_up_to_the_limit(line: Line) -> None:
    content = picture(7)
    heard = line.channel.read({"update_id": 1, "message": line.lan.sends_photo(content).data})
    large = line.lan.sends_file("video", b"v", size=21 * 1024 * 1024)
    too_large = line.channel.read({"update_id": 1, "message": large.data})
    poll = line.channel.read({"update_id": 1, "message": line.lan.sends_dice().data})
    assert heard and too_large and poll  # noqa: PT018  all were read
    assert await line.channel.fetch(heard.attachments[0]) == content
    for refused in (too_large, poll):
        with pytest.raises(Refused):
            await line.channel.fetch(refused.attachments[0])
