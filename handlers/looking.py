"""Who looks at a case is written down: for the day on which somebody asks who saw it."""

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.roles import OF_A_ROOM, Who
from storage.models import Case, RoomKind, Sight


def looked(
    desk: Desk, caller: Caller, how: str, *cases: Case, who: Who | None = None, about: str = ""
) -> None:
    """Write down that the caller was shown these cases, or a screen `about` many.

    `who`: as what, where the room does not say it.
    """
    if who is None:
        who = OF_A_ROOM[RoomKind(caller.room.kind)] if caller.room else Who.LEADER
    person_id = caller.person_id if caller.named else None
    for case_id in [one.id for one in cases] or [None]:
        desk.store.seen.look(
            Sight(
                seen_at=desk.now,
                person_id=person_id,
                role=who,
                how=how,
                case_id=case_id,
                about=about,
            )
        )
