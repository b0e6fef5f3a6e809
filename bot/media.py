"""Kept pictures under addresses that nobody can guess, for platforms that fetch by address."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from storage.files import file_path
from storage.vault import Vault, WrongKey

PURPOSE = "media"
SHOWN_FOR = timedelta(days=30)
"""A platform, or a person's app, may fetch a picture again and again (zalo.md §A3)."""

# What browsers and apps may show as it is, by its first bytes; all else is only to be saved.
SHOWN: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
TO_SAVE = "application/octet-stream"
WORKBOOK, SHEET = "xl/workbook.xml", "bao-cao.xlsx"
"""By which part a workbook is known, and under which name a phone finds what opens it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where kept files are shown. `public_url` leads to us, without a slash at its end."""

    public_url: str
    vault: Vault
    files: Path

    def address(self, sha256: str, now: datetime) -> str:
        """Say under which address a file is shown for a while."""
        until = int((now + SHOWN_FOR).timestamp())
        sealed = self.vault.seal(f"{PURPOSE}:{sha256}:{until}".encode())
        return f"{self.public_url}/media/{_short(sealed)}"

    def find(self, name: str, now: datetime) -> Path | None:
        """The file under this name; None when there is none, or none any more."""
        try:
            said = self.vault.unseal(_long(name)).decode()
        except (WrongKey, ValueError):
            return None
        purpose, _, what = said.partition(":")
        if purpose != PURPOSE:  # sealed for something else, and not to be shown
            return None
        sha256, _, until = what.partition(":")
        path = file_path(self.files, sha256)
        fresh = now < datetime.fromtimestamp(int(until), UTC)
        return path if fresh and path.is_file() else None


def content_type(start: bytes) -> str:
    """Say as what a file that begins like this may be shown; never as something that can act."""
    return next((kind for magic, kind in SHOWN if start.startswith(magic)), TO_SAVE)


def how_to_show(path: Path) -> tuple[str, str]:
    """Say as what a file is given out, and how: shown, or saved; a workbook under its ending."""
    with path.open("rb") as file:
        kind = content_type(file.read(16))
    if kind != TO_SAVE:
        return kind, "inline"
    return kind, f'attachment; filename="{SHEET}"' if _is_workbook(path) else "attachment"


def _is_workbook(path: Path) -> bool:
    try:
        with ZipFile(path) as parts:
            return WORKBOOK in parts.namelist()
    except BadZipFile:
        return False


def _short(sealed: bytes) -> str:
    """Without the padding, whose signs do not belong into an address."""
    return sealed.rstrip(b"=").decode()


def _long(name: str) -> bytes:
    # Decoded and written anew: of several spellings of the same bytes only one is ours.
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)))
