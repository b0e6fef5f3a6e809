"""After something was erased the database loses its bytes; amid a change of key no desk opens."""

import structlog

from bot.clock import Clock
from bot.settings import WrongSettings
from storage.db import Database
from storage.rekeying import under_way

log = structlog.get_logger(__name__)


async def scrub(database: Database, clock: Clock) -> None:
    """Write the database anew when it may still hold bytes of what was erased."""
    async with database.reading() as store:
        asked = await store.scrubs.open()
    if asked is None:
        return
    await database.rewrite()
    async with database.unit_of_work() as store:
        await store.scrubs.done(asked, clock.now())
    log.info("what was erased has left no bytes behind")


async def no_change_of_key(database: Database) -> None:
    """Raises WrongSettings while some rows are sealed with one key and some with another."""
    async with database.reading() as store:
        since = await under_way(store.session)
    if since is not None:
        message = "SECRET_KEY is being changed: give `rekey FILE` again before the desk opens."
        raise WrongSettings(message)
