"""Says what went wrong, without anybody's words: what sort of trouble it is, and where."""

import sqlite3


def describe(error: BaseException) -> str:
    """Say what went wrong: the type, where it happened, and the words of SQLite or the system.

    Those are their own ("database or disk is full"); PostgreSQL's may repeat what was written.
    """
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = (
        f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}"
        if place
        else "?"
    )
    return f"{type(error).__name__} at {where}{_own_words(error)}"


def _own_words(error: BaseException) -> str:
    told = getattr(error, "orig", error)
    words = str(told) if isinstance(told, sqlite3.Error) else getattr(told, "strerror", None)
    return f": {words}" if words else ""
