"""Yes, no and "I don't know" as people say them, in the south and in the north."""

import re
from enum import StrEnum
from unicodedata import normalize

from handlers.folding import fold


class Said(StrEnum):
    """What a short answer means."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


NOT = "(?:khong|khg|kg|ko|k|hong|hok|chang|cha|chua)"
AFTER = (
    r"(?: (?:roi|dau|do|vay|luon|nua|a|ha|nha|nhe|nhen|nghen|hen|nghe|di|giup|gium|voi|toi|tui|con"
    r"|chau|em|chu|co|anh|chi|bac))*"
)
_YES = "da|vang|u|ua|uh|uhm|um|ok|oke"
BEFORE = r"(?:(?:da|vang|thua|thoi|toi|tui|em|con|chau|minh|thi) )*"
NOTHING = rf"{BEFORE}(?:{NOT}(?: (?:co|can))?|khoi(?: can)?){AFTER}"
_NO = (
    rf"{NOT}(?: (?:phai|dung|dong i|cho phep|can))?|khoi (?:can|phai)|dau phai"
    rf"|{NOT} phai (?:vu|cai|viec|cho) (?:do|nay)|sai|trat(?: lat)?|(?:(?:viec|cai|linh vuc) )?khac"
)
_AGREED = "(?:(?:toi|tui|em|con|chau|minh) )?(?:dong i|cho phep|bang long)"
LOOKS = (
    (Said.UNSURE, rf"{BEFORE}(?:{NOT}|hem) (?:co )?(?:biet|bit|ro|chac|ranh)(?: .*)?"),
    (
        Said.UNSURE,
        rf"{BEFORE}(?:chiu|ai (?:ma )?biet|(?:sao|gi|cai nao) cung duoc|tuy .*){AFTER}",
    ),
    (Said.NO, rf"{BEFORE}(?:{_NO}){AFTER}"),
    (
        Said.YES,
        rf"(?:(?:{_YES}|o) )*(?:{_YES}|phai|dung|chinh (?:no|xac)|i vay|co|duoc|{_AGREED}){AFTER}",
    ),
)
_WAIT = (
    r"(?:(?:cho|doi)(?: (?:toi|tui|em|con|ba|bac))? (?:chut|ti|xiu|lat)|khoan(?: da)?|tu tu"
    r"|de mai|mai nhan tiep|de (?:toi|tui|con|em) hoi(?: lai)?(?: (?:con|chau)(?: (?:toi|tui))?)?)"
)
_NODS = (
    "da|vang|u|uh|uhm|um|ok|oke|okay|thoi|khong|ko|k|co gi|duoc|roi|biet|hieu|nghe|the|vay|a"
    f"|{_WAIT}"
)
NOD = (
    rf"(?:(?:(?:toi|tui|em|con|chau|minh) )*(?:{_NODS})"
    rf"(?: (?:{_NODS}|di|nhe|nha|nhen|nghen|hen|toi|tui|em|con|chau|minh)){{,4}})?"
)
SKIP = rf"{BEFORE}bo qua(?: cau nay)?{AFTER}"
NEW = (
    rf"{BEFORE}(?:(?:khong phai|khong|la|mot) )*(?:viec |chuyen )?(?:moi|khac)"
    rf"(?: (?:viec|chuyen)(?: khac)?)?{AFTER}"
)
OLD = (
    rf"{BEFORE}(?:(?:noi |gui |bo sung |them )*(?:them|bo sung)(?: vao)?"
    r"|(?:cung |van |cai |viec |chuyen |ho so |la )*"
    r"(?:cu|do|nay|hom (?:truoc|qua|bua)|mot viec|viec))"
    rf"{AFTER}"
)
_POINTING = re.compile(
    r"\b(?:cai|viec|vu|chuyen|ho so|phan anh|cu|do|kia|nay|cua|toi|tui|em|con|chau|minh|la|ve|o|da"
    r"|vang|a|nha|nhe|hom (?:truoc|qua|bua)|them|vao|bo sung|xin|rut|giup|gium|di)\b"
)
"""What points at a matter without saying which."""
_STILL = re.compile(r"\bco\u0300n\b")
"""That it is still so names nothing ("còn hư"); "con" only points."""
LONGEST = 7
"""Words; longer ones tell something."""
TELLING = 3
"""Words about what they do not know; fewer only name what was asked ("không biết số nhà")."""


def meaning(words: str) -> Said | None:
    """None: they say something else."""
    folded = fold(words)
    if len(folded.split()) > LONGEST:
        return None
    return next((said for said, looks in LOOKS if re.fullmatch(looks, folded)), None)


def nods(words: str) -> bool:
    """Whether they only nod, in words or with a sign ("dạ biết rồi", "đợi chút", 👍)."""
    return re.fullmatch(NOD, fold(words)) is not None


def skips(words: str) -> bool:
    """Whether they say in words what the button "bỏ qua" says."""
    return re.fullmatch(SKIP, fold(words)) is not None


def nothing(words: str) -> bool:
    """Whether they know no answer, or have none."""
    bare = re.fullmatch(NOTHING, fold(words)) is not None
    return bare or meaning(words) is Said.UNSURE


def tells(words: str) -> bool:
    """Whether "I don't know" is said of something that may matter ("không biết ai đổ rác")."""
    unknown = re.fullmatch(rf"{BEFORE}{NOT} (?:co )?(?:biet|ro|chac|ranh)(.*)", fold(words))
    return unknown is not None and len(unknown[1].split()) >= TELLING


def new_matter(words: str) -> bool | None:
    """Whether it is another matter than the one before; None: they say something else."""
    folded = fold(words)
    if len(folded.split()) > LONGEST:
        return None
    if re.fullmatch(NEW, folded):
        return True
    return False if re.fullmatch(OLD, folded) else None


def names(words: str, matter: str) -> bool:
    """Whether they say which matter is meant, and no more than was said of it."""
    if _STILL.search(normalize("NFD", words.lower())):
        return False
    said, told = _POINTING.sub(" ", fold(words)).split(), {*fold(matter).split()}
    return 0 < len(said) <= LONGEST and {*said} <= told and not _misspelt(words, matter) & {*said}


def _misspelt(words: str, matter: str) -> set[str]:
    """What has other accents than in the matter: "mới" is no "môi"."""
    told = {*_words(matter)}
    alike = {fold(one) for one in told if fold(one) != one} - told
    other = {one for one in _words(words) if one not in told and fold(one) != one}
    return {fold(one) for one in other} & alike


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", normalize("NFC", text.lower()))
