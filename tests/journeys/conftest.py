"""Every story ends with a look through all that was said: nobody has read what is another's."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.leaks import OURS, Diary, found_in


@pytest.fixture
async def open_a_town(open_a_town: OpenTown) -> AsyncIterator[OpenTown]:
    """The same, and nothing leaks in it. (A test names its database before it: it is read last.)"""
    towns: list[Town] = []
    diary = Diary()
    loggers = [logging.getLogger(one) for one in OURS]
    for one in loggers:
        one.addHandler(diary)

    async def open_it(**options: Any) -> Town:
        towns.append(await open_a_town(**options))
        return towns[-1]

    yield open_it
    for one in loggers:
        one.removeHandler(diary)
    assert [leak for town in towns for leak in await found_in(town, diary)] == []
