"""The history tells of all that happened to a case, can be proved, and leaders keep its head."""

import json

import pytest
from sqlalchemy import text

from bot.commands.case import told
from bot.commands.speaking import Stopped
from bot.commands.verify import verified
from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from handlers.day_seals import shown
from storage.proof import prove
from tests.journeys.scenes import at, case_of, heard, history_of, reports, staffed


async def a_week(town: Town) -> tuple[Person, str]:
    """A case is asked back, extended, transferred and answered; a leader reads of it."""
    staff, tu, boss = await staffed(town), town.telegram.person("Tư"), town.telegram.person("Hùng")
    head = town.telegram.person("Tám")
    await town.appoint(boss, "leader")
    await town.appoint(head, "head", "kinh_te")
    code = await reports(town, tu)
    await staff.presses(staff.minh, "Nhận việc", code)
    preview = await staff.replies(staff.minh, "Bác cho biết nhà số mấy ạ?", code)
    await town.presses(staff.minh, preview, "Hỏi người dân")
    await town.until(at(16, 14))
    await town.says(tu, "nhà số 5")
    await town.says(head, f"/xemten {code} lý do cần hẹn gặp để đo đạc")
    await staff.answers(staff.minh, "Bóng đèn đã được thay sáng nay, kính mời bác xem.", code)
    return boss, code


async def test_each_act_says_what_changed_and_nothing_changes_without_one(town: Town) -> None:
    _, code = await a_week(town)
    events = {one.act: one for one in await history_of(town, code)}
    changed = {act: set(json.loads(one.changes or "{}")) for act, one in events.items()}
    assert {"send", "assign", "claim", "ask_back", "pause", "add", "unmask", "answer"} <= set(
        events
    )
    assert {"code", "category", "unit", "due_at", "person_id", "words"} <= changed["send"]
    assert {"holder_id", "state", "claimed_at"} <= changed["claim"]
    assert "paused_at" in changed["pause"]
    assert {"state", "paused_at"} <= changed["add"]
    assert {"state", "answered_at", "answered_by", "closed_at"} <= changed["answer"]
    assert changed["unmask"] == set()
    assert events["answer"].role == "official"
    assert events["unmask"].role == "head"
    async with town.app.database.reading() as store:
        proof = await prove(store.session, store.vault)
    assert proof.cases == 1
    assert "change" not in events, "everything has an act of its own"


async def test_the_history_is_shown_without_anybody(town: Town) -> None:
    _, code = await a_week(town)
    async with town.app.database.reading() as store:
        lines = "\n".join(await told(store, await case_of(town, code)))
    assert "#1  send by resident" in lines
    assert "holder_id" in lines
    assert "nhà số 5" in lines, "what was said is the case's"
    assert "Tư" not in lines
    assert "Minh" not in lines


async def test_a_leader_keeps_the_head_and_it_can_be_checked(town: Town) -> None:
    boss, code = await a_week(town)
    await town.until(at(23, 8))
    digest = next(one for one in reversed(heard(boss)) if "Bản tin tuần" in one)
    line = next(one for one in digest.splitlines() if one.startswith("🔏"))
    assert "Chủ nhật 22/11/2026" in line
    async with town.app.database.reading() as store:
        newest = await store.seals.newest()
        assert newest is not None
        assert shown(newest.sha256) in line
        kept = newest.sha256[:16]
        said = "\n".join(await verified(store, kept))
        assert "The history is whole" in said
        assert "2026-11-22" in said
        with pytest.raises(Stopped, match="No day has the head"):
            await verified(store, "0123456789abcdef")
    async with town.app.open_desk() as desk:
        connection = await desk.store.session.connection()
        await connection.execute(text("drop trigger event_stays"))
        await connection.execute(text("update event set role = 'leader' where act = 'unmask'"))
    async with town.app.database.reading() as store:
        number = next(one.number for one in await history_of(town, code) if one.act == "unmask")
        with pytest.raises(Stopped, match=f"{code}, event {number}: it was changed"):
            await verified(store, "")
    async with town.app.open_desk() as desk:  # mended: every story ends with a proof
        connection = await desk.store.session.connection()
        await connection.execute(text("update event set role = 'head' where act = 'unmask'"))


async def test_an_answer_that_waits_and_arrives_stands_in_the_history(town: Town) -> None:
    staff, tu = await staffed(town), town.telegram.person("Tư")
    code = await reports(town, tu)
    tu.blocks()
    await town.settle()
    await staff.answers(staff.minh, "Bóng đèn đã được thay sáng nay.", code)
    assert "undelivered" in [one.act for one in await history_of(town, code)]
