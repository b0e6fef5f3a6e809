"""How every command speaks: results on stdout, sentences on stderr, and what went wrong in one."""

import errno
from enum import IntEnum
from socket import gaierror

import typer
from asyncpg import PostgresError
from sqlalchemy.exc import SQLAlchemyError

from bot import logs
from bot.channels.base import Refused, RetryLater
from bot.describing import describe
from bot.settings import Settings, WrongSettings, read_settings
from handlers.office_file import BrokenOffice
from storage.address import WrongAddress
from storage.steps import NewerTables
from storage.vault import WrongKey


class Exit(IntEnum):
    """What a command's exit code means."""

    FINE = 0
    WRONG = 1  # it looked, or tried, and something is wrong
    USAGE = 2  # it could not even begin: the command line or the settings must be mended


class Stopped(Exception):
    """A command ends here. The sentence says why, and what to do about it."""

    def __init__(self, sentence: str, code: Exit = Exit.WRONG) -> None:
        super().__init__(sentence)
        self.code = code


def settle_settings() -> Settings:
    """Read the settings and let only what is wrong be logged. Raises WrongSettings."""
    settings = read_settings()
    logs.set_up("WARNING", settings.log_format, settings.secrets())
    return settings


def say(line: str) -> None:
    """What the command was asked for."""
    typer.echo(line)


def complain(sentence: str) -> None:
    """What went wrong, or what else to know."""
    typer.echo(logs.Scrubber().scrub(sentence), err=True)


def explained(error: BaseException) -> tuple[str, Exit]:
    """Say in a sentence what stopped a command, without a secret. The one place for all of them."""
    match error:
        case BaseExceptionGroup(exceptions=(first, *_)):
            return explained(first)
        case Stopped(code=code):
            return str(error), code
        case WrongSettings() | NewerTables():
            return str(error), Exit.USAGE
        case BrokenOffice():
            return f"The office file has faults and is not loaded:\n{error}", Exit.WRONG
        case WrongKey():
            return "SECRET_KEY is not the one with which this database was sealed.", Exit.USAGE
        case Refused(reason=reason):
            return f"{_whose(reason)}_TOKEN is refused: {reason}.", Exit.USAGE
        case RetryLater(reason=reason):
            return f"{_whose(reason)}_API_URL does not answer: {reason}.", Exit.WRONG
        case WrongAddress():
            return f"DATABASE_URL: {error}.", Exit.USAGE
        case SQLAlchemyError() | PostgresError():
            return f"DATABASE_URL: the database cannot be used ({_bare(error)}).", Exit.WRONG
        case OSError():
            return _of_the_system(error), Exit.WRONG
        case _:
            return f"A fault of this program, please report it: {describe(error)}.", Exit.WRONG


def _whose(reason: str) -> str:
    """How the settings of the platform begin that a channel speaks of."""
    return "ZALO_BOT" if "Zalo" in reason else "TELEGRAM"


OUTPUT = {errno.ENOSPC: "there is no room where it goes", errno.EPIPE: "nobody takes it"}


def _of_the_system(error: OSError) -> str:
    """Files and LISTEN say their names; what is left is the way to the database, or our output."""
    if error.errno == errno.EADDRINUSE:
        return "LISTEN is taken: another program listens on that port."
    if error.filename:
        return f"{error.filename}: {error.strerror}."
    if error.errno in OUTPUT:
        return f"What was asked for could not be written: {OUTPUT[error.errno]}."
    if isinstance(error, gaierror):
        return f"DATABASE_URL names a place that cannot be found ({_bare(error)})."
    return f"DATABASE_URL does not answer ({_bare(error)})."


def _bare(error: BaseException) -> str:
    """The name of the error beneath it all, and only that: its text can hold a password."""
    return _bare(error.__cause__) if error.__cause__ else type(error).__name__
