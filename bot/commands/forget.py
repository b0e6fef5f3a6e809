"""The command that forgets again whom a restored backup has brought back."""

import asyncio

from bot.commands.opening import opened, while_closed
from bot.commands.speaking import say, settle_settings
from bot.enduring import only_one
from bot.office_in_force import wording_of
from bot.scrubbing import back_again
from bot.settings import Settings
from handlers import forgetting
from handlers.desk import Desk
from storage.tombstones import remembered


def forget() -> None:
    """After a backup is restored: erase again all who had asked for it, before the desk opens."""
    settings = settle_settings()
    with only_one(settings):
        known, back = asyncio.run(again(settings))
    say(f"{known} people were forgotten so far; {back} of them stood here again, and are gone.")


async def again(settings: Settings) -> tuple[int, int]:
    """How many have ever been forgotten, and how many of them had to be once more.

    Raises WrongKey: with another key nobody would be found, and all seem well.
    """
    stones, back = list(remembered(settings.data_dir)), 0
    async with opened(settings) as at, while_closed(at.database):
        for stone in stones:
            async with at.database.unit_of_work() as store:
                for person in await back_again(store, [stone]):
                    desk = Desk(store, at.office, wording_of(at.office), at.now)
                    await forgetting.forget(desk, person)
                    back += 1
        if back:
            await at.database.rewrite()
    return len({(one.channel, one.person) for one in stones}), back
