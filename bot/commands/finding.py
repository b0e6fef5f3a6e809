"""What `check` finds: one line each, and what the looks of a check hand on to one another."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_oa import ZaloOaChannel
from bot.settings import Settings
from handlers.office import Office
from storage.db import Database


class Level(StrEnum):
    """How grave it is. Only FAIL makes the check fail."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in a sentence."""

    level: Level
    sentence: str

    def __str__(self) -> str:
        return f"{self.level:<4}  {self.sentence}"


def ok(sentence: str) -> Finding:
    """In order."""
    return Finding(Level.OK, sentence)


def warn(sentence: str) -> Finding:
    """The desk works, but somebody will miss something."""
    return Finding(Level.WARN, sentence)


def fail(sentence: str) -> Finding:
    """The desk cannot work like this."""
    return Finding(Level.FAIL, sentence)


@dataclass
class Look:
    """What is open so far. None: an earlier look has said why it is not."""

    settings: Settings
    now: datetime
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    database: Database | None = None
    office: Office | None = None
    telegram: TelegramChannel | None = None
    zalo_oa: ZaloOaChannel | None = None
