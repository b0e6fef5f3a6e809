"""One whole case at speed: nothing but this machine is needed, and days pass in seconds."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.sandbox.play import Play, PlayBroken, Stage, read_play
from bot.sandbox.town import Town, open_town
from bot.sandbox.transcript import Transcript
from storage.models import Delivery, Taken

PLAY = Path(__file__).parent / "sandbox" / "demo.toml"


async def play(
    out: Callable[[str], None], *, directory: Path | None = None, script: Path = PLAY
) -> None:
    """Act the play out and print what the resident, the officials and the leader saw.

    `directory` keeps the demo's data (default: a folder that goes away). Raises PlayBroken when
    anything went otherwise than written: a button that is missing, a message that got lost.
    """
    if directory is None:
        with tempfile.TemporaryDirectory(prefix="demo-") as folder:
            await play(out, directory=Path(folder), script=script)
        return
    written = read_play(script)
    async with open_town(directory, platforms=written.platforms) as town:
        transcript = Transcript(town.stands, out, written.words)
        _lines(transcript, written, "opening")
        await Stage(written, town, transcript).act()
        await _sound(town, transcript)
        out("")
        _lines(transcript, written, "ending")


def _lines(transcript: Transcript, written: Play, name: str) -> None:
    for line in written.words[name].splitlines():
        transcript.line(line)


async def _sound(town: Town, transcript: Transcript) -> None:
    """Raises PlayBroken when something was lost on the way."""
    async with town.app.database.reading() as store:
        lost = {
            "messages that could not be handled": await store.inbox.count(Taken.FAILED),
            "messages that could not be read": await store.inbox.count(Taken.ASIDE),
            "messages that could not be sent": await store.outbox.count(Delivery.FAILED),
            "messages that were never sent": await store.outbox.count(Delivery.QUEUED),
            "calls that the platform refused": len(transcript.refused),
        }
    if any(lost.values()):
        said = ", ".join(f"{count} {what}" for what, count in lost.items() if count)
        message = f"the play ended with {said}"
        raise PlayBroken(message)
