"""A unit has no group yet: who looks in its place in private reads only what can be done there."""

import pytest

from handlers.officials import late, promised, reminders
from storage.models import Promise
from tests.handlers.casebook import filed, now
from tests.handlers.officials.test_extending import appoint
from tests.handlers.officials.test_wishes import at
from tests.handlers.told import Heard, Town

UNIT = "van_hoa"
PRESSES = ("bấm", "reply", "dưới thẻ", "mở thẻ")
"""What cannot be done in a private chat."""


@pytest.fixture
async def alone(told: Town) -> Town:
    """One person has the duty, and reads in private what a unit without a group owes."""
    await appoint(told, "truc", "duty")
    return told


async def drafted(town: Town, *who: str) -> list[Heard]:
    """Cases of these people have become overdue; returns what is said of it."""
    for one in who:
        await filed(town, one, due=at(16, 17), unit=UNIT)
    town.now = at(17, 8)
    async with town.desk() as desk:
        await late.sweep(desk)
    return [one for one in await town.deliver() if one.what.startswith("apolog")]


def possible(said: Heard) -> bool:
    """It has its buttons, or asks for nothing that needs any."""
    return bool(said.choices) or not any(one in said.text.casefold() for one in PRESSES)


async def test_a_card_asks_for_no_reply_where_none_is_heard(alone: Town) -> None:
    await filed(alone, "tu", unit=UNIT)
    card = alone.last("truc")
    assert card.what == "card"
    assert possible(card)
    assert "Xin cấp mã /ketnoi" in card.text


async def test_a_list_asks_to_open_nothing_where_nothing_opens(alone: Town) -> None:
    await filed(alone, "tu", due=at(16, 17), unit=UNIT)
    alone.now = at(17, 8)
    async with alone.desk() as desk:
        await reminders.sweep(desk)
    (said,) = [one for one in await alone.deliver() if one.what == "reminder"]
    assert said.chat == "truc"
    assert "1 hồ sơ chờ trả lời" in said.text
    assert possible(said)
    assert "Phòng Văn hóa - Xã hội chưa có nhóm. Xin cấp mã /ketnoi" in said.text


@pytest.mark.parametrize("who", [("tu",), ("tu", "lan", "nam", "bay")])
async def test_an_apology_says_what_is_missing(alone: Town, who: tuple[str, ...]) -> None:
    (draft,) = await drafted(alone, *who)
    assert draft.chat == "truc"
    assert possible(draft)
    assert "Tới 17:00 thứ Tư 18/11/2026 chưa ai xác nhận" in draft.text
    assert "Phòng Văn hóa - Xã hội chưa có nhóm. Xin cấp mã /ketnoi" in draft.text


@pytest.mark.parametrize("who", [("tu",), ("tu", "lan", "nam", "bay")])
async def test_a_group_that_is_connected_gets_what_waits_for_it(
    alone: Town, who: tuple[str, ...]
) -> None:
    await drafted(alone, *who)
    async with alone.desk() as desk:
        code = await desk.store.offices.invite("unit", UNIT, alone.now)
    heard = await alone.group_says("hoa", "van-hoa", f"/ketnoi {code}")
    (draft,) = [one for one in heard if one.what.startswith("apolog")]
    assert draft.chat == "van-hoa"
    await alone.presses("hoa", draft, "Gửi", by="hoa")
    for one in who:
        assert "thành thật xin lỗi" in alone.last(one).text


@pytest.mark.parametrize("kind", ["answer", "apology"])
async def test_a_promise_says_what_is_missing(alone: Town, kind: str) -> None:
    case = await filed(alone, "tu", unit=UNIT)
    async with alone.desk() as desk:
        made = Promise(
            case_id=case.id or 0, unit=UNIT, words="sửa đèn", due_on=at(17, 9).date(), kind=kind,
            made_at=alone.now, next_at=at(17, 8),
        )  # fmt: skip
        await desk.store.owed.keep(made)
    alone.now = at(17, 8)
    async with alone.desk() as desk:
        assert await promised.sweep(desk) == 1
    (asked,) = await alone.deliver()
    assert (asked.chat, asked.what) == ("truc", "promise")
    assert possible(asked)
    assert "Phòng Văn hóa - Xã hội chưa có nhóm" in asked.text
    assert (await now(alone, case)).holder_id is None
