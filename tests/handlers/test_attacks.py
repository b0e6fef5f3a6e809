"""Forged presses, commands and words, by whoever may write to us: one polite line, nothing else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlmodel import SQLModel, select

from handlers.desk import Desk
from handlers.leaders import sheet
from handlers.message import Kind
from handlers.officials import door as officials
from handlers.router import PRIVATE_COMMANDS, PRIVATE_PRESSES, route
from storage.models import (
    Appointment,
    Case,
    Draft,
    Entry,
    Event,
    PersonRole,
    Role,
    SealedOpening,
    SealedReport,
    Survey,
)
from storage.people import Identity
from storage.sealed import Confided, Word
from tests.handlers.residents.stories import answer, file, newest_case
from tests.handlers.told import Heard, Town, open_town

HUGE = "9" * 30
ARGUMENTS = (
    "", "1", "2", "-1", HUGE, "1:" + HUGE, "²", "٣", "1:kinh_te", "{0.__class__}",
)  # fmt: skip
UNKNOWN = ("", ":", "no.such:1", "__class__:1", "CASE.STATUS:1", "case.status", "Gửi")
CONFIDED = "kế toán bỏ túi tiền quỹ"
SECRETS = ("đèn đường ấp 5", "con hẻm sau chùa", "kêu cứu", CONFIDED, "id-lan", "id-ba")
WORDS = (
    "", "1", "9" * 5000, "²", "-1", "%", "PA-٢٦١١-7K4Q", "{0.__class__.__init__.__globals__}", "%s",
    "31/11 10", "20/11 99999999999", "tuần 9999", "năm 9999", "tháng 13/0000", "#7K4Q", "=1+1",
)  # fmt: skip


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Lan has an answered case with a survey and one more; Ba has a draft; Eve is a stranger.

    Lan has also confided something, and has an appointment.
    """
    async with open_town(tmp_path) as town:
        for group, unit in (("-1", "kinh_te"), ("-2", "van_hoa")):
            await town.connect(group, unit)
        lamp = await file(town, "lan")
        await answer(town, lamp)
        await file(town, "lan", "Đèn đường ấp 5, con hẻm sau chùa hư")
        await town.says("ba", "Rác chất đống, tôi kêu cứu")
        await confide_and_book(town)
        await town.says("eve", "xin chào")
        await town.group_says("eve", "-2", "/viec")
        yield town


async def confide_and_book(town: Town) -> None:
    """Lan's sealed report, which Sáu may open, and Lan's place on a reception day."""
    async with town.desk() as desk:
        six = await desk.store.people.chat("telegram", "sau", private=True)
        person = await desk.store.people.person(
            "telegram", Identity("id-sau", "Sáu"), desk.now, six.id
        )
        await desk.store.people.give_role(person.id or 0, Role.SEALED, desk.now)
        lan = (await desk.store.people.expect_people([("telegram", "id-lan")]))[0]
        assert lan is not None
        said = Confided(lan.chat_id, (Word("resident", desk.now.isoformat(), CONFIDED),))
        await desk.store.sealed.add(
            lan.id or 0, said, desk.now, due_at=desk.now, next_at=desk.now + timedelta(days=1)
        )
        place = Appointment(
            person_id=lan.id or 0, chat_id=lan.chat_id or 0, day=date(2026, 11, 19),
            at=time(8), seat="2026-11-19 08:00 1", unit="van_phong", booked_at=desk.now,
        )  # fmt: skip
        assert await desk.store.appointments.book(place)


async def stands(town: Town) -> dict[str, list[dict[str, object]]]:
    """All that belongs to Lan and Ba, and who holds which role."""
    async with town.desk() as desk:
        eve = await desk.store.people.chat("telegram", "eve", private=True)
        tables: tuple[type[SQLModel], ...] = (
            Case, Draft, Entry, Event, Survey, PersonRole, SealedReport, SealedOpening, Appointment,
        )  # fmt: skip
        found = {}
        for table in tables:
            rows = (await desk.store.session.exec(select(table))).all()
            found[table.__name__] = [
                one.model_dump() for one in rows if getattr(one, "chat_id", None) != eve.id
            ]
    return found


async def attack(desk: Desk, town: Town, choice: str, group: str = "") -> str:
    """A press with this content; returns the passing line."""
    press = replace(town.message("eve", chat=group), kind=Kind.PRESS, choice=choice)
    desk.notice = ""
    await route(desk, replace(press, pressed_on="1"))
    return desk.notice


async def all_said(town: Town) -> list[Heard]:
    """Whatever was said meanwhile."""
    found: list[Heard] = []
    while said := await town.deliver():
        found += said
    return found


def leaks(words: str, codes: list[str]) -> bool:
    """Whether somebody read what is another's."""
    secret = (*SECRETS, *(code.casefold() for code in codes))
    return any(one in words.casefold() for one in secret)


VERBS = sorted(PRIVATE_PRESSES | officials.PRESSES)


@pytest.mark.parametrize(
    "group",
    [
        pytest.param("", id="in private"),
        pytest.param("-2", id="in another unit's group"),
        pytest.param("-9", id="in a group that is no desk"),
    ],
)
async def test_no_forged_press_shows_or_changes_anything(town: Town, group: str) -> None:
    before = await stands(town)
    # A colleague may hear that a case is another unit's.
    codes = [] if group == "-2" else [str(one["code"]) for one in before["Case"]]
    async with town.desk() as desk:
        for verb in VERBS:
            notices = [await attack(desk, town, f"{verb}:{one}", group) for one in ARGUMENTS]
            assert any(notices), f"{verb} was not answered"
            assert not leaks(" ".join(notices), codes), verb
    said = await all_said(town)
    assert [one.text for one in said if leaks(one.text, codes)] == []
    assert {one.chat for one in said} <= {group or "eve"}
    assert await stands(town) == before


async def test_what_was_forged_would_be_seen(town: Town) -> None:
    """The world above is one in which a right press does show, open and cancel."""
    before = await stands(town)
    assert len(before["SealedReport"]) == len(before["Appointment"]) == 1
    async with town.desk() as desk:
        press = replace(town.message("sau"), kind=Kind.PRESS, choice="kin.open:1")
        await route(desk, replace(press, pressed_on="1"))
    await town.says("sau", "được giao xem xét tin này")
    assert leaks(" ".join(one.text for one in town.said_to("sau")), [])
    async with town.desk() as desk:
        press = replace(town.message("lan"), kind=Kind.PRESS, choice="book.cancel:1")
        await route(desk, replace(press, pressed_on="1"))
    after = await stands(town)
    assert after["SealedOpening"] != before["SealedOpening"]
    assert after["Appointment"] != before["Appointment"]


async def test_an_unknown_press_gets_one_polite_line(town: Town) -> None:
    before = await stands(town)
    for group in ("", "-2", "-9"):
        for choice in UNKNOWN:
            async with town.desk() as desk:
                notice = await attack(desk, town, choice, group)
            assert len(await town.deliver()) + bool(notice) == 1, (choice, group)
    assert await stands(town) == before


@pytest.mark.parametrize("group", ["", "-2", "-9"])
async def test_no_command_of_a_stranger_shows_or_changes_anything(town: Town, group: str) -> None:
    before = await stands(town)
    codes = [str(one["code"]) for one in before["Case"]]
    async with town.desk() as desk:
        for name in sorted(officials.COMMANDS if group else PRIVATE_COMMANDS):
            for words in (*WORDS, *codes, f"{codes[0]} lý do cần gặp người dân"):
                await route(desk, town.message("eve", f"/{name} {words}".strip(), chat=group))
    # What one typed oneself may be quoted; nobody else's matter.
    assert [one.text for one in await all_said(town) if leaks(one.text, [])] == []
    after = await stands(town)
    assert after["Case"] == before["Case"]
    assert after["PersonRole"] == before["PersonRole"]


async def test_another_residents_code_is_as_unknown_as_one_that_never_was(town: Town) -> None:
    code, before = (await newest_case(town)).code, await stands(town)
    never = f"{code[:-4]}ZZZZ" if not code.endswith("ZZZZ") else f"{code[:-4]}YYYY"
    for words in ("{}", "rút {}", "chưa xong {}", "{} tới đâu rồi", "/rut {}", "/theodoi {}"):
        answers = []
        for one in (code, never):
            said = await town.says("eve", words.format(one))
            answers.append([part.text.replace(one, "?") for part in said])
        assert answers[0] == answers[1], words
    assert (await stands(town))["Case"] == before["Case"]


async def test_wildcards_find_what_they_spell_and_nothing_else(town: Town) -> None:
    for words in ("%", "_", "%%%", "____", "\\"):
        said = await town.group_says("hoa", "-1", f"/tim {words}")
        assert "Khu phố 5" not in " ".join(one.text for one in said), words
    assert "Khu phố 5" in (await town.group_says("hoa", "-1", "/tim den duong"))[-1].text


EVIL = (
    "<b>đậm</b> <script>alert(1)</script> &lt; *_`~[x](http://evil.vn)||",
    "[@all] @everyone [@Hoa](zalo://u/1)",
    "xem /xemten #7K4Q /ketnoi ABCDEFGH nhé",
    "{0.__class__} {office} {you} %s %(x)s ${HOME} {{",
    "=cmd|' /C calc'!A0",
    "\u0001\u0002 hai dấu đậm",
)


@pytest.mark.parametrize("evil", EVIL)
async def test_words_are_data_all_the_way_to_the_answer(town: Town, evil: str) -> None:
    case = await file(town, "eve", f"Đèn đường khu phố 3 hư: {evil}")
    shown = [one for one in town.said_to("-1") if case.code in one.text][-1]
    for part in evil.replace("\u0001", "").replace("\u0002", "").split():
        if "7K4Q" not in part and not part.startswith("@"):  # covered: it may name somebody
            assert part in shown.text
    assert not [one for one in town.heard if one.chat == "-2" and case.code in one.text]


@pytest.mark.parametrize("sign", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum", "\t=1", "\r=1", " =1"])
def test_no_cell_is_a_formula(sign: str) -> None:
    made = sheet.write([sheet.Page("x", ("a",), ((sign,),))], datetime(2026, 11, 16, tzinfo=UTC))
    with ZipFile(BytesIO(made)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert 't="s"' in xml
