"""A staff group with its rooms open."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.db import Database
from storage.vault import Vault
from tests.handlers.officials.staff import Staff
from tests.prepared import put_tables


@pytest.fixture
async def bare_staff(tmp_path: Path) -> AsyncIterator[Staff]:
    """No chat is a room yet."""
    put_tables(tmp_path / "desk.db")
    made = Database(f"sqlite:///{tmp_path}/desk.db", Vault("x" * 32), tmp_path / "files")
    yield Staff(made)
    await made.close()


@pytest.fixture
async def staff(bare_staff: Staff) -> Staff:
    """Two units and the duty desk have their groups."""
    await bare_staff.opens_rooms()
    return bare_staff
