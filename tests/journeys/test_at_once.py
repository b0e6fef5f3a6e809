"""What arrives in the same moment is handled as if one came after the other."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from bot.sandbox.town import Town
from handlers.desk import Desk


async def test_a_code_typed_by_two_at_once_serves_one(both_towns: Town) -> None:
    town = both_towns
    people = [town.telegram.person(name) for name in ("Hoa", "Minh")]
    for who in people:
        await town.says(who, "/trogiup")
    code = await town.invite("leader")
    await town.close()  # so that both codes come in one batch
    for who in people:
        who.says(f"/ketnoi {code}")
    await town.restart()
    assert sorted("✅" in who.last.text for who in people) == [False, True]


async def test_a_slow_download_holds_up_nobody_else(town: Town) -> None:
    lan, minh = town.telegram.person("Lan"), town.telegram.person("Minh")
    town.telegram.faults.late(timedelta(seconds=3), method="getFile")
    lan.sends_photo(caption="Đèn đường hư")
    minh.says("Rác đầu hẻm chưa ai thu gom")
    await town.telegram.until(lambda: "Trợ lý đã ghi" in minh.last.text, timeout=2)
    assert not any(message.from_bot for message in lan.messages)
    town.clock.advance(timedelta(seconds=3))
    await town.settle()
    assert "1 ảnh" in lan.last.text


@pytest.mark.parametrize(("at_the_door", "pages"), [(0, 1), (1, 5)])
async def test_who_stands_at_the_door_waits_for_one_message_not_for_a_page(
    town: Town, at_the_door: int, pages: int
) -> None:
    people = [town.telegram.person(f"Lan {number}") for number in range(5)]
    inbox, begun = town.app.inbox, list[AbstractAsyncContextManager[Desk]]()
    open_desk = inbox.open_desk

    def counted() -> AbstractAsyncContextManager[Desk]:
        begun.append(open_desk())
        return begun[-1]

    inbox.open_desk = counted
    town.app.intake.at_the_door = at_the_door  # all the time
    for who in people:
        who.says("Rác đầu hẻm chưa ai thu gom")
    await town.settle()
    assert len(begun) == pages
    assert all("Trợ lý đã ghi" in who.last.text for who in people)
