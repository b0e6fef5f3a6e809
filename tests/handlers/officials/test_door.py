"""What a group's talk means to us: almost nothing."""

import pytest

from handlers.acts import Act
from handlers.officials.door import COMMANDS, GROUP_COMMANDS_HELP, PRESSES
from handlers.officials.preview import PREVIEWS
from handlers.wording import texts
from storage.models import State
from tests.handlers.officials.staff import GROUP, LAN, STRANGERS, Staff


@pytest.mark.parametrize("words", ["trưa nay ăn gì", "1", "PA-2611-7K4Q", "/weather", "Nhận việc"])
async def test_small_talk_is_passed_over_in_silence(staff: Staff, words: str) -> None:
    code = await staff.files_case()
    before = len(staff.shown)
    await staff.says(LAN, words)
    await staff.says(LAN, words, chat=STRANGERS)
    assert len(staff.shown) == before
    assert len(await staff.entries(code)) == 1


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "ketnoi"])
async def test_a_command_where_no_desk_is_gets_one_polite_line(staff: Staff, command: str) -> None:
    await staff.says(LAN, f"/{command} 7K4Q", chat=STRANGERS)
    assert [one.text for one in staff.in_chat(STRANGERS)] == [texts()["officials.no_room"]]


async def test_a_reply_to_a_message_that_is_no_case_gets_one_polite_line(staff: Staff) -> None:
    await staff.says(LAN, "/trogiup")
    await staff.says(LAN, "cảm ơn", to=staff.last())
    assert "không gắn với một hồ sơ nào" in staff.last().text


async def test_a_reply_to_a_colleague_is_passed_over(staff: Staff) -> None:
    await staff.files_case()
    card = staff.newest("card")
    before = len(staff.shown)
    stranger = type(card)(GROUP, "m-of-a-colleague", card.out, "", None)
    await staff.says(LAN, "đúng rồi", to=stranger)
    assert len(staff.shown) == before


@pytest.mark.parametrize(
    "value",
    ["", "nonsense", "card.claim:", "card.claim:x", "card.claim:999", "reply.send:1", "move.go:9:9",
     "reply.send:x:y", "card.takeover:1", "move.unit:1:nowhere", "list.page:viec:x", "list.page:"],
)  # fmt: skip
async def test_an_unknown_button_is_answered_in_passing(staff: Staff, value: str) -> None:
    code = await staff.files_case()
    before = len(staff.shown)
    await staff.presses_value(LAN, staff.newest("card"), value)
    assert len(staff.shown) == before
    assert len(staff.notices) == 1
    assert (await staff.case(code)).state == State.ASSIGNED


async def test_a_press_in_a_chat_that_is_no_room_any_more_changes_nothing(staff: Staff) -> None:
    code = await staff.files_case()
    async with staff.desk() as desk:
        room = await desk.store.offices.room_of("kinh_te")
        assert room is not None
        await desk.store.offices.close_room(room, desk.now)
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    assert (await staff.case(code)).holder_id is None
    assert len(staff.notices) == 1


@pytest.mark.parametrize("verb", sorted(PRESSES))
async def test_a_press_about_what_there_is_not_is_answered(staff: Staff, verb: str) -> None:
    code = await staff.files_case()
    card, before = staff.newest("card"), (await staff.case(code)).model_dump()
    for what in ("", "x", "999", "999:x", "999:1:2"):
        answers = len(staff.notices) + len(staff.shown)
        await staff.presses_value(LAN, card, f"{verb}:{what}")
        assert len(staff.notices) + len(staff.shown) > answers, what
    assert (await staff.case(code)).model_dump() == before


async def test_help_names_every_command(staff: Staff) -> None:
    await staff.says(LAN, "/trogiup")
    for name, _ in GROUP_COMMANDS_HELP:
        assert name in COMMANDS
        assert name == "trogiup" or f"/{name}" in staff.last().text


def test_every_button_leads_somewhere_and_every_act_has_words() -> None:
    known = texts()
    verbs = {verb for one in PREVIEWS.values() for verb in (*one.verbs, *one.done, *one.over)}
    assert verbs <= PRESSES.keys()
    for verb in verbs:
        assert f"officials.button.{verb.replace('.', '_')}" in known
    for act in Act:
        assert f"officials.did.{act}" in known
    for state in State:
        assert f"officials.state.{state}" in known


def test_passing_lines_are_short_enough_for_a_toast() -> None:
    for key in ("other_unit", "closed_already", "decided_already", "claimed", "released"):
        assert len(texts()[f"officials.{key}"]) < 140
