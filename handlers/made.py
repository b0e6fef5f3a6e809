"""What is made of the office file once, and kept while that file is in force."""

from collections.abc import Callable
from typing import TypeVar

from handlers.office import Office

Made = TypeVar("Made")


def once(build: Callable[[Office], Made]) -> Callable[[Office], Made]:
    """Build it for an office when it is asked for first; another office takes its place."""
    known: list[tuple[Office, Made]] = []

    def made(office: Office) -> Made:
        if not known or known[0][0] is not office:
            known[:] = [(office, build(office))]
        return known[0][1]

    return made
