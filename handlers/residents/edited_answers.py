"""A resident edits what was no part of a report: a name, a request, a word about the service."""

from collections.abc import Awaitable, Callable
from typing import Any

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import correcting, gating, survey, their_data, visiting
from handlers.residents.awaiting import AS, TOOK
from handlers.residents.screens import COMMENT

Mend = Callable[[Desk, Caller, dict[str, Any]], Awaitable[bool]]
MENDS: dict[str, Mend] = {
    correcting.NAME: correcting.mend_name,
    correcting.YOU: correcting.mend_you,
    their_data.OTHER: their_data.mend_other,
    COMMENT: survey.mend,
    visiting.COMMENT: visiting.mend,
}
"""By what we took the words for."""


async def heard(desk: Desk, caller: Caller) -> bool:
    """The newest words count; what cannot be mended any more is said so, and is no report.

    False when we did not take the words for any of these, or they weigh more now.
    """
    if gating.weighs(desk, caller.words):
        return False
    for one in await desk.store.outbox.recent(caller.spot.chat_id):
        meant = one.data or {}
        if meant.get(TOOK) == caller.message.edits and meant.get(AS) in MENDS:
            if not await MENDS[meant[AS]](desk, caller, meant):
                await desk.tell(caller.spot, "data.edit_too_late")
            return True
    return False
