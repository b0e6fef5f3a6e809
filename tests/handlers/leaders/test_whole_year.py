"""A seeded year: the same report to the byte twice, on both engines; nobody can be recognised."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers.desk import PLAIN_NOTE, Desk, Note, Priority, Rows, Spot
from handlers.folding import fold
from handlers.leaders import (
    democracy,
    details,
    digest,
    drilling,
    followed,
    hot_spots,
    notice,
    page,
    picture,
    picturing,
    pledge,
    sheet,
    workbook,
)
from handlers.leaders.periods import Period, from_key
from handlers.leaders.views import ALL, View, within
from handlers.wording import Wording
from storage.db import Database, Store
from storage.scope import Scope
from tests.handlers.leaders.year import DAYS, FIRST, NAMES, RARE, Size, put_down
from tests.handlers.told import OFFICE

NOW = FIRST + timedelta(days=DAYS)
PERIODS = ("2026-W20", "2026-M10", "2026-Q2", "2026-Y")
TRACES = (
    "0912345678", "0912 345 678", "912345678", "chat-", "id-", "becgie", "Becgie", "Bông", "hẻm 47",
    "Hẻm 47", "Sáu Kiệt", "Kiệt", "Buổi", *NAMES,
)  # fmt: skip


@dataclass
class Listening(Desk):
    """A desk whose words are heard at once, and sent nowhere."""

    said: list[str] = field(default_factory=list)

    async def tell(
        self,
        to: Spot,
        key: str,
        *,
        choices: Rows = (),
        note: Note = PLAIN_NOTE,
        priority: Priority = Priority.NOW,
        **values: Any,
    ) -> bool:
        del to, choices, note, priority
        self.said.append(self.say(key, **values))
        return True


def desk_of(store: Store, now: datetime = NOW) -> Listening:
    words = Wording(OFFICE.texts, office=OFFICE.name, you="x", You="X")
    return Listening(store, OFFICE, words, now)


def everything(desk: Desk) -> View:
    found = within(desk, Scope(), ALL)
    assert found is not None
    return found


def period(key: str) -> Period:
    found = from_key(key)
    assert found is not None
    return found


async def texts(desk: Listening, key: str) -> list[str]:
    """Every screen of a period, as a leader reads it."""
    view, one = everything(desk), period(key)
    screens = (hot_spots.show, details.show_doubts, details.show_state, details.show_units,
               drilling.show_cases, democracy.show, followed.show, pledge.show)  # fmt: skip
    for show in screens:
        await show(desk, Spot(0), one, view)
    front = (await digest.compose(desk, one, view)).text
    figures = "\n".join(": ".join(row) for row in await workbook.in_words(desk, one, view))
    return [front, figures, *desk.said, *(await notice.gathered(desk, one, view)).words]


async def to_draw(desk: Desk, key: str) -> tuple[picture.Shown, page.Notice, bytes]:
    view, one = everything(desk), period(key)
    shown, told = await picturing.a_picture(desk, one, view), await notice.gathered(desk, one, view)
    return shown, told, await book(desk, key)


def files(shown: picture.Shown, told: page.Notice, written: bytes) -> list[bytes]:
    return [picture.draw(shown), page.draw(told, "pdf"), page.draw(told, "png"), written]


async def book(desk: Desk, key: str) -> bytes:
    return sheet.write(await workbook.pages(desk, period(key), everything(desk)), NOW)


async def test_the_same_year_is_the_same_report_twice(database: Database) -> None:
    await put_down(database, Size(600))
    said, drawn = [], []
    for _ in range(2):
        async with database.reading() as store:
            said.append([await texts(desk_of(store), key) for key in PERIODS])
            drawn.append(await to_draw(desk_of(store), "2026-W20"))
    assert said[0] == said[1]
    assert drawn[0] == drawn[1]
    if database.sqlite:  # who draws asks no engine
        assert files(*drawn[0]) == files(*drawn[1])


async def test_nobody_can_be_recognised_anywhere(database: Database) -> None:
    await put_down(database, Size(600))
    async with database.reading() as store:
        said = [text for key in PERIODS for text in await texts(desk_of(store), key)]
        books = [await book(desk_of(store), key) for key in PERIODS]
    for one_book in books:
        with zipfile.ZipFile(io.BytesIO(one_book)) as inside:
            said += [inside.read(one).decode() for one in inside.namelist()]
    assert any("«" in one for one in said), "residents' words are quoted"
    everything_said = "\n".join(said)
    for trace in TRACES:
        assert not re.search(rf"(?<!\w){re.escape(trace)}", everything_said), trace
    assert fold(RARE) not in fold(everything_said)


async def test_one_answer_misleads_nobody(database: Database) -> None:
    await put_down(database, Size(8))
    async with database.reading() as store:
        for key in ("2026-M01", "2026-Q1"):
            for text in await texts(desk_of(store), key):
                for n, early in re.findall(r"% \(\d+/(\d+)[^;)]*(; sơ bộ)?", text):
                    assert int(n) >= 5
                    assert bool(early) == (int(n) < 30)


async def test_an_empty_desk_has_its_reports(database: Database) -> None:
    async with database.reading() as store:
        for key in PERIODS:
            for text in await texts(desk_of(store), key):
                assert "%" not in text.replace("95 %", "").replace("5 %", "")
        nothing = await to_draw(desk_of(store), "2026-W20")
    if database.sqlite:  # as above
        assert len(files(*nothing)) == 4
