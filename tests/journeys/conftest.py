"""Every story ends with a look through all that was said: nobody has read what is another's.

And its history proves all that happened and was said.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.town import Town
from storage.proof import prove
from tests.conftest import OpenTown
from tests.journeys.leaks import found_in
from tests.journeys.reached import Diary


@pytest.fixture
async def open_a_town(open_a_town: OpenTown) -> AsyncIterator[OpenTown]:
    """The same, and nothing leaks in it. (A test names its database before it: it is read last.)"""
    towns: list[Town] = []

    async def open_it(**options: Any) -> Town:
        towns.append(await open_a_town(**options))
        return towns[-1]

    with Diary().kept() as diary:
        yield open_it
    for town in towns:
        async with town.app.database.reading() as store:
            await prove(store.session, store.vault)
    assert [leak for town in towns for leak in await found_in(town, diary)] == []
