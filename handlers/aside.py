"""What takes long to draw is drawn in a process of its own: meanwhile everybody is answered."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Literal

BEGINS: Literal["spawn", "forkserver"] = "spawn"
"""As a new Python that imports what it draws with. The tests draw so often that theirs are forked
from one that has."""


def a_process() -> ProcessPoolExecutor:
    """One that draws; who asks for it shuts it down."""
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context(BEGINS))
