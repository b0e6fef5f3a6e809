"""Looks at what lies on this machine: the secret, the database, the office file."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from bot.app import open_database
from bot.commands.finding import Finding, Look, fail, ok, warn
from bot.commands.office import left_behind
from bot.office_in_force import office_text
from bot.scrubbing import same_secret
from bot.settings import GOOD_SECRET, WrongSettings
from handlers.office_file import BrokenOffice, read_office
from storage.address import database_url
from storage.rekeying import under_way

MEGABYTE = 1024 * 1024
ROOM = 500 * MEGABYTE
"""A week of pictures of a busy commune; a tenth of it is soon gone."""


async def secret(at: Look) -> AsyncIterator[Finding]:
    """SECRET_KEY is there and long enough."""
    length = len(at.settings.secret)
    if length < GOOD_SECRET:
        yield warn(f"SECRET_KEY has {length} characters: {GOOD_SECRET} or more can't be guessed.")
    else:
        yield ok("SECRET_KEY is set and long enough; keep a copy of it elsewhere.")


async def disk(at: Look) -> AsyncIterator[Finding]:
    """There is room for what people send: on a full disk nothing is stored."""
    there = next(
        one
        for one in (at.settings.data_dir, *at.settings.data_dir.absolute().parents)
        if one.is_dir()
    )
    free = shutil.disk_usage(there).free
    megabytes = f"{free // MEGABYTE} MB are left on the disk of DATA_DIR"
    if free < ROOM // 10:
        yield fail(f"{megabytes}: nothing more can be stored soon.")
    elif free < ROOM:
        yield warn(f"{megabytes}: make room in time.")


async def database(at: Look) -> AsyncIterator[Finding]:
    """The database answers, its tables are the program's, and it was sealed with our secret."""
    url = database_url(at.settings.database)
    what = url.get_backend_name()
    if what == "sqlite" and not _exists(url.database):
        yield warn("The database does not exist yet; `run` makes it.")
        return
    try:
        opened = open_database(at.settings)
    except WrongSettings:  # the look at the secret has said it
        return
    at.stack.push_async_callback(opened.close)
    now, newest = await opened.revision()
    if now == newest:
        async with opened.reading() as store:
            await same_secret(store)
        at.database = opened
        yield ok(f"The {what} database is at revision {now}, as it should be.")
    else:
        stands = f"at revision {now}" if now else "empty"
        yield warn(f"The {what} database is {stands}; `run` or `migrate` brings it to {newest}.")


def _exists(file: str | None) -> bool:
    return file is not None and Path(file).exists()


async def office(at: Look) -> AsyncIterator[Finding]:
    """The office file that will be in force is sound; every fault with its line and field."""
    file = at.settings.office_file
    where = f"OFFICE_FILE {file}" if file else "The office file in force"
    text = office_text(file) if file else await _in_force(at)
    if text is None:
        yield fail("OFFICE_FILE is missing: the office's units, categories and hours.")
        return
    try:
        at.office = read_office(text)
    except BrokenOffice as error:
        for fault in error.faults:
            yield fail(f"{where}, {fault}")
        return
    if at.database is not None:
        async with at.database.reading() as store:
            async for sentence in left_behind(store, at.office):
                yield warn(f"{where}: {sentence}")
    units, categories = len(at.office.units), len(at.office.categories)
    yield ok(f"{where} is sound: {at.office.name}, {units} units, {categories} categories.")


async def their_data(at: Look) -> AsyncIterator[Finding]:
    """People's data is forgotten one day, and what they asked about it is done in time."""
    if at.database is None or at.office is None:
        return
    async with at.database.reading() as store:
        changing = await under_way(store.session)
        late = await store.requests.count_late(at.now)
    if changing is not None:
        yield fail("SECRET_KEY is being changed: give `rekey FILE` again, no desk opens before.")
    if late:
        yield fail(f"{late} requests of residents about their data are overdue: see the duty chat.")
    if not at.office.privacy.keep:
        yield warn("The office file has no privacy.keep: nobody's data is ever forgotten.")
    elif not late and changing is None:
        yield ok(
            f"{len(at.office.privacy.keep)} kinds of data are forgotten when their time is up."
        )


async def _in_force(at: Look) -> str | None:
    if at.database is None:
        return None
    async with at.database.reading() as store:
        current = await store.offices.current()
    return current.text if current else None
