"""A resident writes a code: how that case stands, take it back, not done, or a word more to it."""

import re

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents import adding, following, reopening, withdrawing
from handlers.residents.owning import named
from handlers.residents.phrases import AFTER, PLEASE

_ASKING = """
ma|so|ho so|phan anh|kien nghi|cau hoi|don|viec|vu|nay|do|la|cua|toi|tui|em|con|chau|minh
xin|cho|hoi|muon|can|biet|xem|coi|tra cuu|kiem tra|tim|giup|tinh trang|tien do|ket qua
sao roi|the nao|ra sao|toi dau|den dau|bao gio|chung nao|khi nao|bao lau|thi|moi|co|duoc|da|xong
xong chua|sua chua|lam chua|giai quyet chua|xu li chua|tra loi chua|ket qua chua|tin gi chua|gi chua
sao chua|sua|lam|giai quyet|xu li|tra loi|sao lau|lau|qua|roi|cam on
da|alo|oi|a|ha|nhe|nha|nhi|voi|vay|the|chu|ta|co|anh|chi|bac|ban|ad
"""
_ONE = "|".join(_ASKING.split("\n")[1:-1])
ASKS = re.compile(rf"(?:(?:\w+ ){{1,3}}hoi )?(?:(?:{_ONE})(?: |$))*")
"""Nothing but a question how far it is ("Huy hỏi … tới đâu rồi"); whatever else is said with a code
is kept in that case."""
WITHDRAWS = re.compile(
    rf"{PLEASE}(?:rut|huy)(?: (?:lai|bo|ho so|phan anh|kien nghi|cau hoi|don|viec|ma|so|cua))*"
    rf"{AFTER}(?: (?:vi|do|tai|boi|da|xong|khong can) .*| xong roi)?"
)
"""A wish to take it back; "Huy" may also be who asks."""
_CODE = re.compile(r"\b[a-z]{2} *[0-9]{4} *[a-z0-9]{4}\b")


async def heard(desk: Desk, caller: Caller) -> bool:
    """Do what is meant by hardly more than a code; False: it tells of no case of theirs."""
    words = " ".join(_CODE.sub("", fold(caller.words)).split())
    if caller.message.kind is not Kind.TEXT:
        return await _more(desk, caller)
    if WITHDRAWS.fullmatch(words):
        await withdrawing.by_code(desk, caller, caller.words)
    elif "chua xong" in words:
        await reopening.by_code(desk, caller, caller.words)
    elif ASKS.fullmatch(words) or caller.words.startswith("/"):
        await following.by_code(desk, caller, caller.words)
    else:
        return await _more(desk, caller)
    return True


async def _more(desk: Desk, caller: Caller) -> bool:
    case = await named(desk, caller, caller.words)
    if case is not None:
        await adding.add(desk, caller, case)
    return case is not None
