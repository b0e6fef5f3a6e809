"""Attacks over the wire: bombs, forged updates and links, tricks in names, who has left."""

import json
import struct
import zlib
from datetime import timedelta

import httpx
import pytest

from bot.platforms import webhook_secret
from bot.sandbox.serve import serve
from bot.sandbox.town import Town
from bot.web import Front
from handlers import retention
from tests.conftest import OpenTown
from tests.journeys.offices import open_office
from tests.journeys.scenes import (
    CODE,
    LAMP,
    acts_of,
    case_of,
    counts,
    heard,
    history_of,
    reports,
    staffed,
)

TURNED = "\u202e\u2066\u200b\u200f\ufeff"
"""Turns a line around, and hides in it."""
PAYLOADS = (
    "x" * 64, "case_1", "PA-2611-7K4Q", "../../etc/passwd", "quay_khong_co", "1; drop table cases",
    "{0.__class__}", "%s", "-1", "²",
)  # fmt: skip


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that unfolds into gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side + 1)) for _ in range(200)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("here", "there"), [("telegram", "telegram"), ("telegram", "zalo_oa")])
async def test_a_picture_that_unfolds_without_end_is_only_a_file(
    open_a_town: OpenTown, here: str, there: str
) -> None:
    office = await open_office(open_a_town, here, there)
    lan = office.resident("Lan")
    lan.sends_photo(bomb(), caption=LAMP)
    await office.town.settle()
    await office.choose(lan, "Gửi")
    await office.choose(lan, "Đúng")
    await office.town.settle()
    assert office.heard(office.group, office.code_of(lan))
    assert (await counts(office.town))["in failed"] == 0


async def test_a_file_that_claims_fifty_megabytes_is_not_fetched(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    lan.sends_file("document", b"small", caption=LAMP, name="anh.jpg", size=50 * 1024 * 1024)
    await town.settle()
    await town.presses(lan, lan.last, "Gửi")
    await town.presses(lan, lan.last, "Đúng")
    assert staff.card()
    assert not [one for one in (town.settings.data_dir / "files").rglob("*") if one.is_file()]
    assert not town.telegram.calls("getFile")


async def test_a_name_cannot_turn_a_line_around(town: Town) -> None:
    staff = await staffed(town)
    trickster = town.telegram.person(f"Minh{TURNED} gnoV\n\n" + "dài" * 60)
    staff.group.joins(trickster)
    lan = town.telegram.person(f"Lan{TURNED}")
    code = await reports(town, lan, f"Đèn đường{TURNED} khu phố 3 hư")
    await staff.presses(trickster, "Nhận việc", code)
    card = staff.card(code)
    assert "Minh gnoV" in card.text
    assert not set(TURNED) & set("".join(m.text for m in staff.group.messages if m.from_bot))
    assert max(len(line) for line in card.text.splitlines()) < 250
    assert not set(TURNED) & set("".join(heard(lan)))


async def test_a_forged_deep_link_greets_and_nothing_else(town: Town) -> None:
    lan = town.telegram.person("Lan")
    await staffed(town)
    code = await reports(town, lan)
    eve = town.telegram.person("Eve")
    for payload in (*PAYLOADS, code, f"case_{(await case_of(town, code)).id}"):
        eve.starts(payload)
        await town.settle()
        assert code not in "\n".join(heard(eve)[-2:]).replace(payload, "")
    assert len(heard(eve)) >= len(PAYLOADS)
    assert (await counts(town))["in failed"] == 0
    assert len(await history_of(town, code)) == 2


async def test_signs_that_no_database_takes_are_taken_out(both_towns: Town) -> None:
    town = both_towns
    before = await counts(town)
    update = {
        "update_id": 9_000_001,
        "message": {
            "message_id": 71,
            "date": int(town.clock.now().timestamp()),
            "chat": {"id": 777, "type": "private", "first_name": "L\u0000an\ud800"},
            "from": {"id": 777, "is_bot": False, "first_name": "L\u0000an\ud800"},
            "text": "Đèn \u0000đường \ud800hư, khu phố 3\udfff",
        },
    }
    body = json.dumps(update).encode()  # \u0000 and \ud800 as JSON escapes: valid there
    front = Front(town.app.database, town.app.receive, town.app.channels, town.settings, town.clock)
    secret = {"X-Telegram-Bot-Api-Secret-Token": webhook_secret(town.settings)}
    async with serve(front.app) as url, httpx.AsyncClient(base_url=url) as client:
        for headers, expected in (({}, (401, 403)), (secret, (200,)), (secret, (200,))):
            answer = await client.post("/webhook/telegram", content=body, headers=headers)
            assert answer.status_code in expected
    await town.app.tick()
    await town.settle()
    after = await counts(town)
    assert after["in failed"] == 0
    assert after["in done"] == before["in done"] + 1  # the same again is no second message


async def test_what_the_bot_platform_brought_once_is_brought_in_vain_again(
    open_a_town: OpenTown,
) -> None:
    office = await open_office(open_a_town, "zalo_bot", "zalo_bot")
    town, lan = office.town, office.resident("Lan")
    code = await office.reports(lan)
    told = len(heard(lan))
    message = {
        "from": {"id": lan.id, "display_name": "Lan", "is_bot": False},
        "chat": {"id": lan.id, "chat_type": "PRIVATE"},
        "message_id": "replayed-1",
        "date": int(town.clock.now().timestamp() * 1000),
        "text": f"rút {code}",
    }
    body = {"event_name": "message.text.received", "message": message}
    name = "X-Bot-Api-Secret-Token"
    secret = {name: webhook_secret(town.settings, "zalo_bot")}
    async with httpx.AsyncClient(base_url=town.settings.public_url) as client:

        async def brings(headers: dict[str, str]) -> int:
            answer = await client.post("/webhook/zalo-bot", json=body, headers=headers)
            await town.settle()
            return answer.status_code

        assert await brings({name: "guess"}) == 403
        assert len(heard(lan)) == told
        assert await brings(secret) == 200
        asked = len(heard(lan))
        assert asked > told
        before = await acts_of(town, code)
        for wait in (timedelta(), timedelta(days=2), timedelta(days=40)):
            town.clock.advance(wait)
            assert await retention.forget_now(town.app.open_desk) is not None
            said = len(heard(lan))
            assert await brings(secret) == 200
            assert len(heard(lan)) == said
        assert (await acts_of(town, code))[: len(before)] == before
        assert "withdraw" not in await acts_of(town, code)


async def test_who_has_left_presses_and_writes_in_vain(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    code = await reports(town, lan)
    card = staff.card(code)
    await town.appoint(staff.minh, "head", "kinh_te")
    staff.group.leaves(staff.minh)
    await town.settle()
    number = (await case_of(town, code)).id
    before = await acts_of(town, code)
    for verb in ("card.claim", "card.answer", "card.open", "reply.send", "move.go", "extend.yes"):
        staff.minh.presses(card, f"{verb}:{number}", stale=True)
        await town.settle()
    for words in (f"/xemten {code} lý do cần hẹn gặp", f"/hoso {code}", f"/nhan {code}", "/viec"):
        await town.says(staff.minh, words)
    assert await acts_of(town, code) == before
    assert LAMP not in "\n".join(heard(staff.minh))
    assert "Lan" not in "\n".join(heard(staff.minh))


async def test_what_looks_like_markup_arrives_as_it_was_typed(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan")
    evil = "<b>x</b> &lt;i&gt; *_`[x](tg://user?id=1) {office} {0.__class__} %s =1+1"
    code = await reports(town, lan, f"Đèn đường khu phố 3 hư {evil}")
    card = staff.card(code)
    assert evil.replace("tg://user?id=1", "***") in card.text  # it would name somebody
    assert not [one for one in card.entities if one["type"] in ("text_link", "text_mention")]
    await staff.answers(staff.hoa, f"Đã thay bóng sáng 16/11 {evil}", code)
    assert any(evil in text for text in heard(lan))
    assert CODE.search("\n".join(heard(lan)))
