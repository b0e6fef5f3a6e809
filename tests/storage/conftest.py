"""What several tests of the tables begin with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.db import Database
from storage.vault import Vault


@pytest.fixture
async def empty(bare_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A database in which there is nothing yet, not even tables."""
    made = Database(bare_url, Vault("a secret for tests only"), tmp_path / "files")
    yield made
    await made.close()
