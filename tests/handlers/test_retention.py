"""What is kept no longer: counted one night, forgotten the next, by the office file's dates."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from handlers import retention
from handlers.desk import Desk
from handlers.message import AttachmentKind
from handlers.office_file import BrokenOffice, read_office
from handlers.retention import KINDS
from handlers.wording import HERE
from storage.models import RetentionRun, RoomKind
from tests.handlers.residents.stories import answer, cases, drafts, entries, file, newest_case
from tests.handlers.residents.test_permitting import name_of, person
from tests.handlers.told import OFFICE, OFFICE_TEXT, Town

NIGHT = timedelta(hours=19)
"""From Monday 08:00 to Tuesday 03:00."""


async def duty(town: Town) -> None:
    async with town.desk() as desk:
        chat = await desk.store.people.chat("telegram", "duty", private=False)
        await desk.store.offices.open_room(RoomKind.DUTY, chat.id or 0, None, None, town.now)


async def night(town: Town, later: timedelta = timedelta()) -> int:
    """The job looks at three in the morning."""
    here = (town.now + later).astimezone(HERE)
    town.now = datetime(here.year, here.month, here.day, 3, tzinfo=HERE) + timedelta(days=1)
    done = await retention.nightly(town.desk)
    await town.deliver()
    return done


async def scrubs(town: Town) -> int | None:
    """Whether bytes of what was erased are still to be written over."""
    async with town.desk() as desk:
        return await desk.store.scrubs.open()


async def last(town: Town) -> RetentionRun:
    async with town.desk() as desk:
        run = await desk.store.retention.last_run()
    assert run is not None
    return run


def test_every_period_of_the_office_file_has_a_source_and_a_kind() -> None:
    assert {one.what for one in OFFICE.privacy.keep} == set(KINDS)
    assert all(one.source for one in OFFICE.privacy.keep)


def test_a_period_that_is_no_number_is_named_with_its_line() -> None:
    with pytest.raises(BrokenOffice, match=r"privacy\.keep\[1\]\.days: must be a whole number"):
        read_office(OFFICE_TEXT.replace('what = "inbox", days = 30', 'what = "inbox", days = "a"'))
    with pytest.raises(BrokenOffice, match="must be 'inbox'"):
        read_office(OFFICE_TEXT.replace('what = "inbox"', 'what = "letters"'))
    text = OFFICE_TEXT.replace('source = "Quy ước của phường: bản nháp không gửi"', 'source = ""')
    with pytest.raises(BrokenOffice, match="source"):
        read_office(text)


async def test_the_first_night_only_counts_and_says_so_the_second_does_it(told: Town) -> None:
    await duty(told)
    await told.says("ba", "Đèn đường hư")
    assert await night(told, timedelta(days=40)) == 0
    assert (await last(told)).dry
    [said] = [one for one in told.said_to("duty") if "đêm nay chỉ đếm" in one.text]
    assert "bản nháp không gửi quá 30 ngày: 1" in said.text
    assert len(await drafts(told)) == 1
    assert await scrubs(told) is None
    assert await retention.nightly(told.desk) == 0  # once a night
    assert await night(told) > 0
    assert await scrubs(told) is not None, "the bytes go, too"
    run = await last(told)
    assert (run.dry, (run.found or {})["drafts"]) == (False, 1)
    assert await drafts(told) == []
    assert len([one for one in told.said_to("duty") if "đêm nay chỉ đếm" in one.text]) == 1


async def test_a_new_desk_that_has_nothing_to_forget_wakes_nobody_at_night(told: Town) -> None:
    await duty(told)
    told_before = len(told.said_to("duty"))
    await night(told)
    assert (await last(told)).dry
    assert len(told.said_to("duty")) == told_before


async def test_by_day_nothing_is_forgotten(told: Town) -> None:
    await told.says("ba", "Đèn đường hư")
    told.now += timedelta(days=60)
    assert await retention.nightly(told.desk) == 0
    assert len(await drafts(told)) == 1


async def test_other_periods_are_counted_anew_before_anything_is_done(told: Town) -> None:
    await told.says("ba", "Đèn đường hư")
    await night(told, timedelta(days=40))
    told.now += timedelta(days=1)

    @asynccontextmanager
    async def otherwise() -> AsyncIterator[Desk]:
        office = read_office(OFFICE_TEXT.replace('"drafts", days = 30', '"drafts", days = 20'))
        async with told.desk() as desk:
            desk.office = office
            yield desk

    assert await retention.nightly(otherwise) == 0
    assert (await last(told)).dry
    assert len(await drafts(told)) == 1


async def done(town: Town, later: timedelta) -> Counter[str]:
    """Two nights, so long after now: the first may only count."""
    found: Counter[str] = Counter()
    for wait in (later, timedelta()):
        await night(town, wait)
        run = await last(town)
        found.update({} if run.dry else run.found)
    return found


async def test_what_we_said_is_forgotten_that_we_said_it_is_not(told: Town) -> None:
    await file(told, "ba")
    found = await done(told, timedelta(days=95))
    assert found["sent"] > 0
    assert (await done(told, timedelta(days=1)))["sent"] == 0


async def test_files_of_cases_long_closed_go_those_of_open_ones_stay(told: Town) -> None:
    await told.sends("ba", AttachmentKind.PHOTO, text="Đèn đường ấp 5 hư")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    case = await newest_case(told)
    assert (await done(told, timedelta(days=400)))["files"] == 0
    await answer(told, case)
    assert (await done(told, timedelta(days=300)))["files"] == 0
    assert (await done(told, timedelta(days=100)))["files"] == 1
    assert not any(one.attachments for one in await entries(told, case))


async def leaves(town: Town) -> None:
    """Somebody blocks us."""
    whose = await person(town)
    async with town.desk() as desk:
        chat = await desk.store.people.chat_by_id(whose.chat_id or 0)
        await desk.store.people.close_chat(chat, town.now)


async def test_who_has_left_is_forgotten_a_month_later(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    await leaves(told)
    assert (await done(told, timedelta(days=20)))["left"] == 0
    assert (await done(told, timedelta(days=20)))["left"] == 1
    [kept] = await cases(told)
    assert (kept.anonymous, kept.text) == (True, case.text)


async def test_nobody_with_an_open_case_is_forgotten(told: Town) -> None:
    await file(told, "ba")
    await leaves(told)
    assert (await done(told, timedelta(days=900)))["left"] == 0
    assert await name_of(told) == "Ba"
