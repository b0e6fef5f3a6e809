"""One-time codes: a group becomes a desk, a person gets a role."""

import pytest

from bot.channels.text import plain
from handlers.message import Sender
from storage.models import Role, RoomKind
from tests.handlers.officials.staff import DUTY_GROUP, GROUP, HIDDEN, LAN, STRANGERS, Staff


async def invite(staff: Staff, what: str, unit: str | None = None) -> str:
    async with staff.desk() as desk:
        return await desk.store.offices.invite(what, unit, desk.now)


async def room_kind(staff: Staff, chat: str, topic: str | None = None) -> str | None:
    async with staff.desk() as desk:
        stored = await desk.store.people.chat("telegram", chat, private=not chat.startswith("-"))
        room = await desk.store.offices.room_at(stored.id or 0, topic)
        return room.kind if room else None


async def has_role(staff: Staff, who: Sender, role: Role, unit: str | None = None) -> bool:
    async with staff.desk() as desk:
        found = await desk.store.people.with_role(role, desk.now, unit)
        return any(desk.store.people.identity(one).user_id == who.user_id for one in found)


async def test_a_code_makes_a_group_the_desk_of_a_unit(bare_staff: Staff) -> None:
    staff = bare_staff
    code = await staff.files_case()
    await staff.says(LAN, f"/ketnoi {await invite(staff, 'unit', 'kinh_te')}")
    said = [one.text for one in staff.in_chat()]
    assert "Phòng Kinh tế" in said[0]
    assert "/viec" in said[0]
    assert code in said[1]
    assert (await staff.case(code)).state == "assigned"


async def test_a_code_typed_in_a_topic_makes_the_topic_the_desk(bare_staff: Staff) -> None:
    staff = bare_staff
    await staff.says(LAN, f"/ketnoi {await invite(staff, 'unit', 'kinh_te')}", topic="5")
    assert await room_kind(staff, GROUP, "5") == RoomKind.UNIT
    assert await room_kind(staff, GROUP) is None
    await staff.files_case()
    assert staff.last().topic == "5"


async def test_a_hidden_admin_may_connect_a_group(bare_staff: Staff) -> None:
    code = await invite(bare_staff, "unit", "kinh_te")
    await bare_staff.says(HIDDEN, f"/ketnoi {code.lower()[:4]}-{code.lower()[4:]}")
    assert await room_kind(bare_staff, GROUP) == RoomKind.UNIT


@pytest.mark.parametrize("chat", [STRANGERS, LAN.user_id])
async def test_the_duty_chat_is_a_group_or_a_person(staff: Staff, chat: str) -> None:
    await staff.says(LAN, f"/ketnoi {await invite(staff, 'duty')}", chat=chat)
    assert await room_kind(staff, chat) == RoomKind.DUTY


@pytest.mark.parametrize(
    ("what", "unit", "role"),
    [("head", "kinh_te", Role.HEAD), ("leader", None, Role.LEADER), ("admin", None, Role.ADMIN)],
)
async def test_a_code_in_private_gives_a_role(
    staff: Staff, what: str, unit: str | None, role: Role
) -> None:
    await staff.says(LAN, f"/ketnoi {await invite(staff, what, unit)}", chat=LAN.user_id)
    assert await has_role(staff, LAN, role, unit)
    assert staff.last(LAN.user_id).text.startswith("✅")


@pytest.mark.parametrize(
    ("what", "unit", "chat", "said"),
    [
        ("unit", "kinh_te", LAN.user_id, "trong nhóm"),
        ("head", "kinh_te", STRANGERS, "trò chuyện riêng"),
        ("leader", None, STRANGERS, "trò chuyện riêng"),
    ],
)
async def test_a_code_in_the_wrong_place_is_not_burnt(
    staff: Staff, what: str, unit: str | None, chat: str, said: str
) -> None:
    code = await invite(staff, what, unit)
    await staff.says(LAN, f"/ketnoi {code}", chat=chat)
    assert said in staff.last(chat).text
    async with staff.desk() as desk:
        assert await desk.store.offices.invited(code, desk.now) is not None


@pytest.mark.parametrize(
    ("chat", "what", "unit", "said"),
    [
        (GROUP, "unit", "van_phong", "bàn tiếp nhận của Phòng Kinh tế"),
        (GROUP, "duty", None, "bàn tiếp nhận của Phòng Kinh tế"),
        (DUTY_GROUP, "unit", "van_phong", "báo sự cố"),
    ],
)
async def test_a_desk_is_not_taken_from_a_unit_in_silence(
    staff: Staff, chat: str, what: str, unit: str | None, said: str
) -> None:
    code = await invite(staff, what, unit)
    await staff.says(LAN, f"/ketnoi {code}", chat=chat)
    assert said in plain(staff.last(chat).text)
    assert await room_kind(staff, chat) == (RoomKind.UNIT if chat == GROUP else RoomKind.DUTY)
    await staff.says(LAN, f"/ketnoi {code}", chat=STRANGERS)
    assert await room_kind(staff, STRANGERS) == what


async def test_a_code_works_once(staff: Staff) -> None:
    code = await invite(staff, "unit", "van_phong")
    await staff.says(LAN, f"/ketnoi {code}", chat=STRANGERS)
    await staff.says(LAN, f"/ketnoi {code}", chat="-1010")
    assert "đã dùng rồi" in staff.last("-1010").text
    assert await room_kind(staff, "-1010") is None


@pytest.mark.parametrize("words", ["/ketnoi", "/ketnoi AAAA2222", "/ketnoi xin chào"])
async def test_a_wrong_code_gets_one_polite_line(staff: Staff, words: str) -> None:
    await staff.says(LAN, words, chat=STRANGERS)
    assert "không đúng" in staff.last(STRANGERS).text
    assert len(staff.in_chat(STRANGERS)) == 1


async def test_a_unit_that_moves_has_its_open_cards_in_the_new_group(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, f"/ketnoi {await invite(staff, 'unit', 'kinh_te')}", chat=STRANGERS)
    assert code in staff.newest("card", STRANGERS).text
    await staff.presses(LAN, staff.newest("card", STRANGERS), "Nhận việc")
    assert (await staff.case(code)).holder_id is not None
