"""What a resident means by a few words typed alone: send it, my cases, not done, thank you."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.folding import fold
from handlers.residents import (
    booking,
    correcting,
    deciding,
    emergency,
    following,
    leaving,
    phone,
    reopening,
    start,
    their_data,
    trust,
    way_on,
    withdrawing,
)
from handlers.residents.owning import owed_a_word

Answer = Callable[[Desk, Caller], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a whole message looks without accents, in how many words at most, and what it means.

    `act` returns False when, as things stand, it is ordinary speech after all.
    """

    looks: re.Pattern[str]
    most: int
    act: Answer


def _phrase(looks: str, most: int, act: Answer) -> Phrase:
    return Phrase(re.compile(looks), most, act)


async def _send(desk: Desk, caller: Caller) -> bool:
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None:
        await deciding.send(desk, caller, str(draft.id))
    return draft is not None


async def _drop(desk: Desk, caller: Caller) -> bool:
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None:
        await deciding.drop(desk, caller, str(draft.id))
        return True
    return await withdrawing.without_code(desk, caller)


async def _mine(desk: Desk, caller: Caller) -> bool:
    await following.mine(desk, caller)
    return True


async def _how_far(desk: Desk, caller: Caller) -> bool:
    known = await desk.store.cases.of_person(caller.person_id)
    return bool(known) and await _mine(desk, caller)


async def _who_saw(desk: Desk, caller: Caller) -> bool:
    await trust.who_saw(desk, caller)
    return True


async def _no_surveys(desk: Desk, caller: Caller) -> bool:
    await trust.no_surveys(desk, caller)
    return True


async def _phone(desk: Desk, caller: Caller) -> bool:
    await phone.ask(desk, caller)
    return True


async def _reception(desk: Desk, caller: Caller) -> bool:
    await booking.mine(desk, caller)
    return True


async def _help(desk: Desk, caller: Caller) -> bool:
    await start.help_(desk, caller)
    return True


def _always(act: Callable[[Desk, Caller], Awaitable[None]]) -> Answer:
    """What is meant whatever stands open."""

    async def do(desk: Desk, caller: Caller) -> bool:
        await act(desk, caller)
        return True

    return do


async def _welcome(desk: Desk, caller: Caller) -> bool:
    await start.start(desk, caller, "")
    return True


async def _nothing_said(desk: Desk, caller: Caller) -> bool:
    """A 👍 or a "." of somebody we know is a nod."""
    nod = caller.person.greeted_at is not None
    return await (_noted if nod else _welcome)(desk, caller)


async def _noted(desk: Desk, caller: Caller) -> bool:
    if await owed_a_word(desk, caller):
        return False  # "dạ" may be the answer
    await desk.tell(caller.spot, "residents.you_are_welcome")
    return True


async def _unknown(desk: Desk, caller: Caller) -> bool:
    await desk.tell(caller.spot, "residents.unknown_command")
    return True


ME = "(?:toi|tui|em|con|chau|minh)"
_SOFT = r"(?:(?:da|vang|ok|oke|em|con|chau|toi|tui|minh|xin|rat|van|thoi|the) )*"
"""Small words of politeness before what is meant ("dạ em", "ok", "vẫn")."""
_BUT = r"(?!.*\b(?:chua|khong|ko|nhung|ma|sao|dau)\b)"
"""Thanks with a "but" are no confirmation ("cảm ơn nhưng đèn chưa sáng", "xong chưa?")."""

_PLEASE = r"(?:(?:xin|hay|em|con|chau|toi|tui|minh|cho|muon|can|giup|da) )*"

ORDERS = (
    _phrase(
        r"(?:.* )?(?:khong|ko|k) (?:phai|co) (?:la )?(?:viec |chuyen |truong hop )?khan cap.*",
        12,
        emergency.said_calm,
    ),
    _phrase(
        rf"{_SOFT}(?:xin loi )?{_SOFT}(?:(?:bao|nhan|gui|bam|go) (?:nham|lon)|nham)"
        r"(?: (?:roi|thoi|a|nhe|nha|so|tin))*",
        8,
        emergency.said_calm,
    ),
    _phrase(r"(?:ok )?gui(?: di| luon| nhe| nha| a| ngay)?", 3, _send),
    _phrase(
        r"xoa(?: (?:het|di|luon|nhe|ngay|noi dung|tin(?: nhan)?|vua (?:gui|nhan)|nay|do|giup))*",
        7,
        way_on.said_erase,
    ),
    _phrase(
        r"(?:cho (?:toi|tui|em|con) |toi |tui |em |con )?(?:xin |muon )?(?:dat |huy |xem |doi )?"
        r"lich (?:hen )?(?:tiep (?:cong )?dan|hen)(?: gap .*| cua toi)?",
        9,
        _reception,
    ),
    _phrase(
        rf"(?:thoi )?{_PLEASE}"
        r"(?:(?:bo|huy)(?: (?:bo|di|het|luon|tin nay|nhe|nha|a))*|khong gui(?: nua)?)",
        6,
        _drop,
    ),
    _phrase(
        rf"{_PLEASE}(?:(?:lam sao|cach nao|de|duoc|co the|o dau) )*"
        r"(?:gap|noi chuyen (?:voi|duoc voi)|goi(?: cho)?) (?:nguoi(?: that)?|can bo|ai)"
        r"(?: (?:that|duoc|khong|o dau|vay|day|a|ha|nhi))*",
        9,
        _always(start.human),
    ),
    _phrase(
        r"(?:day |ban |em |con |chau |co phai )*(?:(?:la )?(?:nguoi|may|robot|bot)(?: that)? "
        r"(?:hay|hay la|khong phai) (?:nguoi|may|robot|bot)|la (?:may|robot|bot|nguoi that))"
        r"(?: (?:that|khong|ha|vay|a|nhi|phai))*",
        9,
        _always(start.human),
    ),
    _phrase(
        rf"{_PLEASE}(?:hoi |xin )*(?:so )?(?:dien thoai|dt)(?: cua)? "
        r"(?:phuong|xa|uy ban|ubnd|can bo)(?: (?:so may|la gi|bao nhieu|may|dau|a|voi|nhe))*",
        9,
        _always(start.human),
    ),
    _phrase(
        rf"(?:.* )?(?:ho so|phan anh|kien nghi|viec) cua {ME}"
        r"(?: (?:toi|den) dau.*| the nao.*| sao roi.*| ra sao.*| (?:da )?xong chua.*| a| voi)?",
        10,
        _mine,
    ),
    _phrase(r"xem ho so.*", 4, _mine),
    _phrase(
        rf"{_PLEASE}(?:rut|huy)(?: lai)?"
        rf"(?: (?:ho so|phan anh|kien nghi|don|viec)(?: (?:nay|do|cua {ME}))?)?"
        r"(?: (?:a|nhe|nha|giup|di|voi|lai))*",
        8,
        withdrawing.without_code,
    ),
    _phrase(r"(?:.* )?(?:toi|den) dau roi(?: .*)?", 6, _how_far),
    _phrase(
        rf"(?:da )?(?:(?:viec|vu|chuyen|ho so|phan anh)(?: (?:nay|do|cua {ME}))? )?"
        r"(?:(?:sao|the nao|ra sao) roi|(?:da )?(?:xong|sua|lam|giai quyet)(?: xong)? chua"
        r"|(?:da )?co (?:ket qua|tra loi|tin)(?: gi)? chua"
        r"|(?:bao gio|chung nao|khi nao) (?:thi )?(?:xong|(?:co )?(?:ket qua|tra loi))"
        r"|(?:da )?gui (?:duoc |di )?chua)"
        r"(?: (?:roi|chu|co|anh|chi|em|con|bac|chau|ban|a|ha|ta|vay|nhi|the|ad))*",
        9,
        _how_far,
    ),
    _phrase(rf"(?:.* )?ai (?:da |)xem ten (?:cua )?{ME}.*", 8, _who_saw),
    _phrase(r"(?:dung|ngung|thoi) (?:gui )?khao sat.*", 5, _no_surveys),
    _phrase(rf"(?:xin |muon )?(?:de lai|doi) so (?:dien thoai|dt)|goi lai cho {ME}.*", 6, _phone),
    _phrase(
        rf"{_PLEASE}xoa (?:het |toan bo |moi )?(?:du lieu|thong tin)"
        rf"(?: ca nhan| cua {ME}| giup| gium| di| voi| nhe| a)*",
        10,
        _always(leaving.ask),
    ),
    _phrase(
        rf"{_PLEASE}(?:rut|huy) (?:lai )?(?:su )?{fold('dong y')}(?: cua {ME}| a| nhe)*",
        8,
        _always(their_data.purposes),
    ),
    _phrase(
        rf"{_PLEASE}sua (?:lai )?(?:du lieu|thong tin|ten)(?: cua {ME}| ca nhan| a| giup)*",
        8,
        _always(correcting.menu),
    ),
    _phrase(
        rf"{_PLEASE}(?:xem )?(?:du lieu|thong tin ca nhan)(?: cua {ME}| ca nhan| a| dau)*",
        8,
        _always(their_data.menu),
    ),
    _phrase(r"tro giup.*|huong dan|giup do", 3, _help),
)
"""Meant so at any time, even while a draft is open."""

NOT_DONE = (
    _phrase(rf"{_SOFT}chua xong.*", 40, reopening.not_done),
    _phrase(
        rf"{_SOFT}chua (?:duoc|sua|lam|giai quyet)(?: xong| gi| dau| a| nua)*",
        6,
        reopening.not_done,
    ),
)
ABOUT_ANSWERS = (
    *NOT_DONE,
    _phrase(rf"{_BUT}{_SOFT}(?:cam on|cam ta|thank).*", 20, reopening.done),
    _phrase(rf"{_BUT}{_SOFT}(?:da )?(?:xong|sua xong|duoc|tot) roi.*", 12, reopening.done),
    _phrase(rf"{_BUT}{_SOFT}da xong.*", 6, reopening.done),
)
"""Meant so in a reply about a case; alone only when no draft is open, to which it would belong."""

SMALL_TALK = (
    _phrase(r"(?:xin )?chao.*", 5, _welcome),
    _phrase(
        r"(?:a ?lo ?)+|hi|hello|hey|test|co ai(?: o do)? khong.*|(?:em|ad|shop|anh|chi) oi",
        6,
        _welcome,
    ),
    _phrase(r"", 0, _nothing_said),
    _phrase(
        rf"(?:(?:da|vang|u|uh|uhm|um|ok|oke|okay|thoi|khong|ko|k|co gi|duoc|roi|biet|hieu|nghe"
        rf"|the|vay|a|nhe|nha|nhen|hen|{ME})(?: |$))+",
        4,
        _noted,
    ),
)
"""Says nothing yet: answered with what can be done here, or with thanks."""


async def answer(desk: Desk, caller: Caller, phrases: Iterable[Phrase]) -> bool:
    """Do what the words mean; False when they are ordinary speech."""
    words = fold(caller.words)
    length = len(words.split())
    for phrase in phrases:
        if length <= phrase.most and phrase.looks.fullmatch(words):
            return await phrase.act(desk, caller)
    return False


async def unknown_command(desk: Desk, caller: Caller) -> bool:
    """One word with a slash that nobody knows is a slip, not a report."""
    if re.fullmatch(r"/\w+", caller.words) is None:
        return False
    return await _unknown(desk, caller)
