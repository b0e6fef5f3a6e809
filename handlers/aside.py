"""What takes long to draw is drawn in a process of its own: meanwhile everybody is answered."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Literal

BEGINS: Literal["spawn", "forkserver"] = "spawn"
"""As a new Python that imports what it draws with. The tests draw so often that theirs are forked
from one that has."""


def a_process() -> ProcessPoolExecutor:
    """One that draws; who asks for it shuts it down."""
    context = get_context(BEGINS)
    return ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=_watch)


def _watch() -> None:
    """Who asked may be killed, and shuts nothing down: what draws must not stay behind."""
    Thread(target=_end_together, daemon=True).start()


def _end_together() -> None:
    parent = parent_process()
    assert parent is not None  # noqa: S101  # it was asked for
    parent.join()
    os._exit(1)
