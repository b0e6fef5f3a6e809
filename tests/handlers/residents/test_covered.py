"""Numbers and addresses of people that stand in a report: no official reads them unasked."""

import pytest

from storage.models import RoomKind
from tests.handlers.residents.stories import cases
from tests.handlers.told import Town

PHONE, CARD, MAIL = "0912 345 678", "093085001234", "batu@gmail.com"
WORDS = f"Đèn đường kp 3 hư, gọi tui {PHONE}, cccd {CARD}, thư {MAIL}"
HIDDEN = (PHONE, PHONE.replace(" ", ""), CARD, MAIL)


def in_group(told: Town) -> str:
    return "\n".join(one.text for one in told.heard if one.chat == "economy")


async def send(told: Town, words: str = WORDS) -> str:
    await told.says("ba", words)
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    [case] = await cases(told)
    return case.code


async def test_the_resident_is_told_that_they_are_covered(told: Town) -> None:
    [shown] = await told.says("ba", WORDS)
    assert "sẽ được che" in shown.text
    [shown] = await told.says("ba", "Bóng đèn cột số 47")
    assert shown.text.count("sẽ được che") == 1


async def test_a_report_without_them_says_nothing_of_it(told: Town) -> None:
    [shown] = await told.says("ba", "Đèn đường kp 3 hư")
    assert "che" not in shown.text


@pytest.mark.parametrize("look", ["", "/hoso {code}", "/tim den duong", "/viec"])
async def test_the_group_never_reads_them(told: Town, look: str) -> None:
    code = await send(told)
    if look:
        await told.group_says("minh", "economy", look.format(code=code))
    assert not [one for one in HIDDEN if one in in_group(told)]
    assert "09****5678" in in_group(told)


async def test_nor_in_what_is_added_or_mended_later(told: Town) -> None:
    await told.says("ba", "Đèn đường kp 3 hư")
    first = told.last_id
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    code = (await cases(told))[0].code
    await told.says("ba", f"Thêm: {WORDS}", reply_to=told.last("ba").id)
    await told.edits("ba", first, f"Đèn hư. {WORDS}")
    await told.group_says("minh", "economy", f"/hoso {code}")
    assert not [one for one in HIDDEN if one in in_group(told)]


async def test_nor_in_an_emergency(told: Town) -> None:
    async with told.desk() as desk:
        duty = await desk.store.people.chat("telegram", "duty", private=False)
        await desk.store.offices.open_room(RoomKind.DUTY, duty.id or 0, None, None, told.now)
    await told.says("ba", f"Cháy nhà! gọi tui {PHONE}, cccd {CARD}")
    await told.says("ba", f"gấp lắm, {MAIL}")
    all_else = "\n".join(one.text for one in told.heard if one.chat != "ba")
    assert "Cháy nhà" in all_else
    assert not [one for one in HIDDEN if one in all_else]
