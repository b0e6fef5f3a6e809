"""Who may do what: the one table, act by role, that everything asks."""

from enum import StrEnum

from storage.models import Role, RoomKind


class Who(StrEnum):
    """As what somebody acts. The last six are held by name, from a day and until a day."""

    RESIDENT = "resident"  # whoever writes to us in private
    OFFICIAL = "official"  # whoever is in the staff group of a unit
    DUTY = "duty"  # whoever is in the duty chat
    HEAD = "head"
    LEADER = "leader"
    SEALED = "sealed"  # recipient of what nobody else may read
    OBSERVER = "observer"  # Mặt trận, Ban Thanh tra nhân dân: looks, and learns of nobody
    ADMIN = "admin"
    PROXY = "proxy"  # files for somebody without a phone


class Deed(StrEnum):
    """What somebody wants to do."""

    FILE = "file"  # a matter of one's own, and all that follows of it
    WORK = "work"  # on a card: take, answer, ask back, transfer, refuse, forward, remind later
    EXTEND = "extend"
    EXTEND_AGAIN = "extend_again"
    PROMISE_AGAIN = "promise_again"  # move a date that was moved before
    LET_FOLLOW = "let_follow"  # from another channel, when the old one keeps silent
    UNMASK = "unmask"
    LOOK = "look"  # at one case, in private
    URGE = "urge"
    DIRECT = "direct"
    TAKE_OVER = "take_over"  # or give it to another unit
    REPORTS = "reports"  # figures, comments, what waits, dialogues
    ANSWER_ALARM = "answer_alarm"  # an emergency of which they were told in private
    OPEN_SEALED = "open_sealed"
    OBSERVE = "observe"
    LOOK_OVER = "look_over"  # what was set aside as adverts, and rescue what is none
    FILE_FOR = "file_for"  # somebody else


RIGHTS: dict[Deed, tuple[Who, ...]] = {
    Deed.FILE: (Who.RESIDENT,),
    Deed.WORK: (Who.OFFICIAL, Who.DUTY),
    Deed.EXTEND: (Who.LEADER, Who.HEAD),
    Deed.EXTEND_AGAIN: (Who.LEADER,),
    Deed.PROMISE_AGAIN: (Who.LEADER,),
    Deed.LET_FOLLOW: (Who.HEAD,),
    Deed.UNMASK: (Who.HEAD,),
    Deed.LOOK: (Who.LEADER, Who.HEAD),
    Deed.URGE: (Who.LEADER, Who.HEAD),
    Deed.DIRECT: (Who.LEADER,),
    Deed.TAKE_OVER: (Who.LEADER,),
    Deed.REPORTS: (Who.LEADER,),
    Deed.ANSWER_ALARM: (Who.LEADER, Who.HEAD, Who.ADMIN),
    Deed.OPEN_SEALED: (Who.SEALED,),
    Deed.OBSERVE: (Who.OBSERVER,),
    Deed.LOOK_OVER: (Who.DUTY, Who.ADMIN),
    Deed.FILE_FOR: (Who.PROXY,),
}
"""Who may, the highest first. A right for a unit is that of its unit or of all."""

OF_A_ROOM = {RoomKind.UNIT: Who.OFFICIAL, RoomKind.DUTY: Who.DUTY}
"""What somebody is by being in a staff chat, and no longer than they are."""
HELD = {Who(role): role for role in Role}
"""What somebody is by name (storage.PersonRole)."""
OF_A_GROUP = frozenset({Who.OFFICIAL, Who.HEAD})
"""Who has left the group of a unit is that no more for this unit, until they are in it again."""
