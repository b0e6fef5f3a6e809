"""A start that is refused leaves no connection to the database open."""

import gc
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import build
from bot.sandbox.town import OFFICE
from bot.settings import Settings, WrongSettings
from handlers.office_file import BrokenOffice
from tests.prepared import put_tables

SECRET = "a secret for the sandbox only, 32+ letters"
TOKEN = SecretStr("7411001:sandbox-opens-nothing")


@pytest.fixture
def left_open() -> Iterator[Callable[[], list[str]]]:
    """What is said of things that nobody closed."""
    gc.collect()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")

        def look() -> list[str]:
            gc.collect()
            return [str(one.message) for one in said if one.category is ResourceWarning]

        yield look


def settings(directory: Path, **more: object) -> Settings:
    told = {"office_file": OFFICE, "secret_key": SecretStr(SECRET), "telegram_token": TOKEN} | more
    return Settings(_env_file=None, data_dir=directory, **told)  # type: ignore[arg-type]  # checked by pydantic


async def test_a_start_that_is_refused_leaves_nothing_open(
    tmp_path: Path, left_open: Callable[[], list[str]]
) -> None:
    put_tables(tmp_path / "desk.db")
    broken = tmp_path / "office.toml"
    broken.write_text("units = [", encoding="utf-8")
    with pytest.raises(BrokenOffice):
        await build(settings(tmp_path, office_file=broken))
    with pytest.raises(WrongSettings):
        await build(settings(tmp_path, office_file=None))
    assert left_open() == []
