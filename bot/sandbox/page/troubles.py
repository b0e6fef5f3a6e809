"""What can be made to go wrong, and put right again: a table of switches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox.page.cast import RESIDENTS, Cast
from bot.sandbox.town import Town
from bot.sandbox.zalo_oa_chats import Account
from bot.sandbox.zalo_oa_quota import WINDOW

HOLD = 60
"""Seconds that a group is shut for whoever writes too fast."""
VAINLY = 2
"""Sends that meet the limit."""
TOO_FAST = -32
"""Zalo's word for it."""
GROUP_SEND = "/v3.0/oa/group/message"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A switch: what it does, what undoes it, and whether it is still on."""

    on: Callable[[Town, Cast], None]
    off: Callable[[Town, Cast], None]
    lasts: Callable[[Town, Cast], bool]


def _cut(town: Town, _cast: Cast) -> None:
    town.telegram.cut()


def _mend(town: Town, _cast: Cast) -> None:
    town.telegram.mend()


def _is_cut(town: Town, _cast: Cast) -> bool:
    return town.telegram.faults.cut


def _shut(town: Town, cast: Cast) -> None:
    """The resident's last word is longer ago than Zalo lets an office answer."""
    _account(cast).heard = town.clock.now() - WINDOW - timedelta(hours=1)


def _open(_town: Town, cast: Cast) -> None:
    """The resident opens the chat again: the platform tells the desk so."""
    cast.people[RESIDENTS["zalo"][0]].opens_chat()


def _is_shut(town: Town, cast: Cast) -> bool:
    heard = _account(cast).heard
    return heard is not None and town.clock.now() - heard > WINDOW


def _account(cast: Cast) -> Account:
    account: Account = cast.people[RESIDENTS["zalo"][0]].account
    return account


def _crowd(town: Town, cast: Cast) -> None:
    """The next sends into the staff groups come too fast."""
    for room in cast.rooms.values():
        if room.unit and room.on == "telegram":
            town.telegram.faults.flood(HOLD, times=VAINLY, chat_id=room.place.id)
        elif room.unit:
            town.zalo_oa.faults.error(TOO_FAST, times=VAINLY, path=GROUP_SEND, who=room.place.id)


def _calm(town: Town, _cast: Cast) -> None:
    cut = town.telegram.faults.cut
    town.telegram.faults.clear()
    town.telegram.faults.cut = cut
    town.zalo_oa.faults.clear()


def _is_crowded(town: Town, _cast: Cast) -> bool:
    return bool(town.telegram.faults.ordered or town.zalo_oa.faults.ordered)


TROUBLES: dict[str, Trouble] = {
    "telegram": Trouble(_cut, _mend, _is_cut),
    "window": Trouble(_shut, _open, _is_shut),
    "crowd": Trouble(_crowd, _calm, _is_crowded),
}
