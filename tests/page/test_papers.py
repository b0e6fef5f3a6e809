"""The guides to print: in the office's own name, in words that the desk understands."""

import re

import pytest
from matplotlib.font_manager import findfont, get_font

from bot.posters import _font
from bot.sandbox.page.guides import GUIDES, Guide, guide
from handlers.leaders import door as leaders
from handlers.office import Digest
from handlers.officials import door as officials
from handlers.residents import door as residents
from tests.handlers.told import OFFICE

COMMAND = re.compile(r"(?<!\S)/([a-z]+)")
KNOWN = {**residents.COMMANDS, **officials.COMMANDS, **leaders.COMMANDS}


def words_of(one: Guide) -> str:
    steps = [part for step in one.steps for part in step]
    return "\n".join((one.office, one.title, one.lead, *steps, one.foot))


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_speaks_in_the_office_s_name_and_of_what_there_is(name: str) -> None:
    own = OFFICE.model_copy(
        update={"name": "UBND xã Của Mình", "phone": "0292 3 111 222", "address_form": "bà con"}
    )
    said = words_of(guide(name, own))
    assert "UBND xã Của Mình" in said
    assert "0292 3 111 222" in said
    assert "Hoa Sen" not in said
    assert "{" not in said
    assert [one for one in COMMAND.findall(said) if one not in KNOWN] == []
    if name == "residents":
        assert "bà con" in said
        assert "Bà con" in said
        assert "113" in said
    without = words_of(guide(name, own.model_copy(update={"phone": ""})))
    assert "0292" not in without
    assert "None" not in without


@pytest.mark.parametrize("name", GUIDES)
def test_every_letter_of_a_guide_is_printed(name: str) -> None:
    font = get_font(findfont(_font(bold=False))).get_charmap()
    said = words_of(guide(name, OFFICE)).replace("\n", "")
    assert [one for one in said if ord(one) not in font] == []


def test_leaders_are_told_when_their_digest_comes() -> None:
    rule = Digest.model_validate({"weekday": 2, "at": "08:15"})
    said = words_of(guide("leaders", OFFICE.model_copy(update={"digest": rule})))
    assert "08:15 thứ Ba" in said
    assert "thứ Hai" not in said
