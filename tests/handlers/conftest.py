"""A desk without a platform, for what concerns all doors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.told import Town, open_town


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Town]:
    """A town on a Monday morning; the unit that mends roads and lamps has its group."""
    async with open_town(tmp_path) as town:
        await town.connect("economy", "kinh_te")
        yield town
