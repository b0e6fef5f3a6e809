"""A look through all that a bot said that was a process of its own, and through its log."""

from bot.app import SystemClock, build
from tests.bench.stage import Stage
from tests.journeys.leaks import found_in
from tests.journeys.reached import Diary, Scene


async def leaks_of(stage: Stage) -> list[str]:
    """What somebody read that is another's."""
    app, diary, log = (
        await build(stage.settings(), SystemClock(), lambda *_: {}),
        Diary(),
        "log.txt",
    )
    diary.lines = (stage.directory / log).read_text(encoding="utf-8").splitlines()
    try:
        scene = Scene({"telegram": stage.telegram}, app.database, app.office)
        return await found_in(scene, diary)
    finally:
        await app.database.close()
