"""What the week's apologies and promises came to: lines of the digest, none where nothing was."""

from dataclasses import asdict

from handlers.desk import Desk
from storage.owed import OwedFigures

LINES = {
    "apologies": ("apologies", "confirmed", "in_answer", "plain"),
    "promises": ("kept", "broken", "moved"),
    "overrides": ("factless", "photoless"),
}
"""Each line of leaders.owed, and the numbers of which at least one makes it worth saying."""


def lines(desk: Desk, owed: OwedFigures) -> str:
    """Up to three lines, each after a line break: apologies, promises, what was sent without."""
    numbers = asdict(owed)
    return "".join(
        desk.say(f"leaders.owed.{line}", **numbers)
        for line, counts in LINES.items()
        if any(numbers[one] for one in counts)
    )
