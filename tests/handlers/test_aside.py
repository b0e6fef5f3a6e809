"""What draws aside ends with who asked for it, however that ends."""

import subprocess
import sys

KILLED = """
import os, signal
from handlers.aside import a_process
print(a_process().submit(os.getpid).result(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_who_draws_does_not_stay_behind_the_killed() -> None:
    # Both write to the same pipe: its end is only seen when neither lives.
    ended = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, timeout=60)  # noqa: S603  # our own words
    assert int(ended.stdout)
    assert ended.returncode == -9
