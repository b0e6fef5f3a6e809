"""Whatever a press claims to be about, it is answered; what there is not changes nothing."""

from dataclasses import replace

import pytest

from handlers.message import Kind
from handlers.router import PRIVATE_PRESSES
from tests.handlers.residents.stories import cases, file
from tests.handlers.told import Town


@pytest.mark.parametrize("verb", sorted(PRIVATE_PRESSES))
async def test_a_press_about_what_there_is_not_is_answered(told: Town, verb: str) -> None:
    case = await file(told, "tu")
    before = [one.model_dump() for one in await cases(told)]
    for what in ("", "x", "999", "999:x", "999:1:2"):
        told.notice, base = "", told.message("hoa")
        press = replace(base, kind=Kind.PRESS, choice=f"{verb}:{what}", pressed_on="404")
        said = await told.hears(press)
        assert told.notice or said
        assert {one.chat for one in said} <= {"hoa"}
        assert case.code not in "".join(one.text for one in said)
    assert [one.model_dump() for one in await cases(told)] == before
