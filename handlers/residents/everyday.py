"""Yes, no and "I don't know" as people say them, in the south and in the north."""

import re
from enum import StrEnum

from handlers.folding import fold


class Said(StrEnum):
    """What a short answer means."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


_NOT = "(?:khong|khg|kg|ko|k|hong|hok|chang|cha|chua)"
_AFTER = r"(?: (?:roi|dau|do|vay|luon|nua|a|ha|nha|nhe|nghe|con|chau|em|chu|co|anh|chi|bac))*"
_YES = "da|vang|u|uh|uhm|um|ok|oke"
_BEFORE = r"(?:(?:da|vang|thua|toi|tui|em|con|chau|minh|thi) )*"
NOTHING = rf"{_BEFORE}{_NOT}(?: (?:co|can))?{_AFTER}"
LOOKS = (
    (Said.UNSURE, rf"{_BEFORE}{_NOT} (?:co )?(?:biet|ro|chac|ranh)(?: .*)?"),
    (
        Said.UNSURE,
        rf"{_BEFORE}(?:chiu|ai (?:ma )?biet|(?:sao|gi|cai nao) cung duoc|tuy .*){_AFTER}",
    ),
    (
        Said.NO,
        rf"{_BEFORE}(?:{_NOT}(?: (?:phai|dung))?|sai|(?:viec|cai|linh vuc) khac|khac){_AFTER}",
    ),
    (Said.YES, rf"(?:(?:{_YES}|o) )*(?:{_YES}|phai|dung|chinh (?:no|xac)|i vay|co){_AFTER}"),
)
NEW = rf"{_BEFORE}(?:viec |chuyen )?(?:moi|khac)(?: (?:viec|chuyen)(?: khac)?)?{_AFTER}"
OLD = (
    rf"{_BEFORE}(?:(?:noi |gui |bo sung |them )*(?:them|bo sung)(?: vao)?"
    r"|(?:cung |van |cai |viec |chuyen |ho so |la )*"
    r"(?:cu|do|nay|hom (?:truoc|qua|bua)|mot viec|viec))"
    rf"{_AFTER}"
)
LONGEST = 7
"""Words; longer ones tell something."""


def meaning(words: str) -> Said | None:
    """None: they say something else."""
    folded = fold(words)
    if len(folded.split()) > LONGEST:
        return None
    return next((said for said, looks in LOOKS if re.fullmatch(looks, folded)), None)


def nothing(words: str) -> bool:
    """Whether they know no answer, or have none."""
    bare = re.fullmatch(NOTHING, fold(words)) is not None
    return bare or meaning(words) is Said.UNSURE


def new_matter(words: str) -> bool | None:
    """Whether it is another matter than the one before; None: they say something else."""
    folded = fold(words)
    if len(folded.split()) > LONGEST:
        return None
    if re.fullmatch(NEW, folded):
        return True
    return False if re.fullmatch(OLD, folded) else None
