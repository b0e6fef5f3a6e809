"""The command that proves the history: nothing was changed, put in or taken away."""

import asyncio
from typing import Annotated

import typer

from bot.commands.opening import opened
from bot.commands.speaking import Exit, Stopped, say, settle_settings
from bot.settings import Settings
from handlers.day_seals import shown
from storage.db import Store
from storage.models import DaySeal
from storage.proof import Broken, Proof, prove

SHORTEST = 8
"""Letters by which a head is recognised: 32 bits."""


def verify(
    head: Annotated[str, typer.Option(help="A day's head that a leader has kept.")] = "",
) -> None:
    """Prove the history of all cases, or name the first break (exit code 1)."""
    kept = "".join(head.split()).replace("-", "").lower()
    if head and (len(kept) < SHORTEST or set(kept) - set("0123456789abcdef")):
        raise Stopped(
            f"--head {head!r} is no head: at least {SHORTEST} of 0-9 and a-f.", Exit.USAGE
        )
    for line in asyncio.run(_verify(settle_settings(), kept)):
        say(line)


async def _verify(settings: Settings, kept: str) -> list[str]:
    async with opened(settings) as at, at.database.reading() as store:
        return await verified(store, kept)


async def verified(store: Store, kept: str) -> list[str]:
    """What was proved, in lines. Raises Stopped at the first break, or for a head of no day."""
    try:
        proof = await prove(store.session, store.vault)
    except Broken as broken:
        raise Stopped(f"The history is broken. {broken}.") from None
    found = await store.seals.with_head(kept) if kept else None
    if kept and found is None:
        raise Stopped(f"No day has the head {kept}: this is not the history that it was taken of.")
    return _said(proof, found)


def _said(proof: Proof, found: DaySeal | None) -> list[str]:
    lines = [f"The history is whole: {proof.events} events of {proof.cases} cases."]
    if proof.said:
        lines.append(
            f"{proof.said} things said are as they were said; in {proof.forgotten} of these the "
            "history tells that words or files were taken out."
        )
    if proof.unproved:
        lines.append(
            f"{proof.unproved} things said cannot be proved: they are older than this proof, or "
            "nobody has decided on them."
        )
    if proof.days:
        lines.append(f"{proof.days} days are sealed; the newest head is {shown(proof.head)}.")
    if found is not None:
        lines.append(f"The head that was kept is that of {found.day:%Y-%m-%d}, and still true.")
    return lines
