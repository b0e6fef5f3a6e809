"""What a resident means by a few words typed alone: good day, thank you, not done."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from unicodedata import normalize

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.folding import fold
from handlers.residents import everyday, reopening, report, start
from handlers.residents.everyday import Said
from handlers.residents.owning import owed_a_word

Answer = Callable[[Desk, Caller], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a whole message looks without accents, in how many words at most, and what it means.

    `act` returns False when, as things stand, it is ordinary speech after all. `never` finds
    what with its accents (apart, NFD) means something else ("gọi đi" is no "gởi đi").
    """

    looks: re.Pattern[str]
    most: int
    act: Answer
    never: re.Pattern[str]


def phrase(looks: str, most: int, act: Answer, never: str = r"(?!)") -> Phrase:
    """Write down one way to say something."""
    return Phrase(re.compile(looks), most, act, re.compile(never))


async def _welcome(desk: Desk, caller: Caller) -> bool:
    await start.start(desk, caller, "")
    return True


async def _nothing_said(desk: Desk, caller: Caller) -> bool:
    """A 👍, a "." or a "dạ" of somebody we know is a nod."""
    nod = caller.person.greeted_at is not None
    return await (_noted if nod else _welcome)(desk, caller)


async def _noted(desk: Desk, caller: Caller) -> bool:
    if await owed_a_word(desk, caller):
        return False  # "dạ" may be the answer
    await desk.tell(caller.spot, "residents.you_are_welcome")
    return True


async def _nothing_asked(desk: Desk, caller: Caller) -> bool:
    """A yes or no to nothing; soon after an answer it may be about that: a person shall read it."""
    return not await reopening.recent(desk, caller) and await _nothing_said(desk, caller)


async def _new_matter(desk: Desk, caller: Caller) -> bool:
    return not await owed_a_word(desk, caller) and await _welcome(desk, caller)


async def _unknown(desk: Desk, caller: Caller) -> bool:
    await desk.tell(caller.spot, "residents.unknown_command")
    return True


ME = "(?:toi|tui|em|con|chau|minh)"
WHOSE = f"(?:{ME}|bac|co|chu|ong|ba|di|cau|thim|anh|chi|ngoai)"
"""What people call themselves here, elders too."""
SOFT = r"(?:(?:da|vang|ok|oke|em|con|chau|toi|tui|minh|xin|rat|van|thoi|the) )*"
"""Small words of politeness before what is meant ("dạ em", "ok", "vẫn")."""
AFTER = (
    "(?: (?:a|nhe|nha|nhen|nghen|nghe|hen|di|voi|giup|gium|dum|ho|luon|ngay|lien|vay|the|day|do|ha"
    f"|ta|nhi|chu|oi|ad|ban|{WHOSE}))*"
)
"""And behind it ("nhé con", "giùm tui")."""
PLEASE = r"(?:(?:xin|hay|em|con|chau|toi|tui|minh|cho|muon|can|giup|da) )*"
_BUT = r"(?!.*\b(?:chua|khong|ko|nhung|ma|sao|dau|van (?:con|tat|hu|ngap|hoi|nghet|vay|nhu))\b)"
_STILL = r"\bva\u0302\u0303n\b|\bco\u0300n\b|\bbo\u0309"
"""Thanks with a "but" are no confirmation ("cảm ơn nhưng đèn chưa sáng", "xong rồi bỏ đó")."""


def _of_the_only_one(act: Answer) -> Answer:
    """Where no other case, open or answered lately, could be meant."""

    async def do(desk: Desk, caller: Caller) -> bool:
        known = await report.joinable(desk, caller.person_id)
        only = len(known) == 1 and known == await reopening.recent(desk, caller)
        return only and await act(desk, caller)

    return do


NOT_DONE = (
    phrase(rf"{SOFT}chua xong.*", 40, reopening.not_done),
    phrase(
        rf"{SOFT}chua (?:duoc|sua|lam|giai quyet)(?: xong| gi| dau| a| nua)*",
        6,
        reopening.not_done,
    ),
    phrase(
        rf"{SOFT}(?:(?:van|con|van con|lai) (?:hu|tat|ngap|hoi|nghet|vay|nhu cu|y nguyen|y vay)"
        r"|(?:hu|tat|ngap) lai|(?:chua (?:thay )?(?:co )?ai (?:toi|den|xuong|lam|sua)"
        rf"|co (?:ai )?(?:lam|sua) gi)(?: gi)?)(?: hoai| roi| het| ca| dau)*{AFTER}",
        8,
        _of_the_only_one(reopening.not_done),
    ),
)
ABOUT_ANSWERS = (
    *NOT_DONE,
    phrase(rf"{_BUT}{SOFT}(?:cam on|cam ta|thank).*", 20, reopening.done, _STILL),
    phrase(rf"{_BUT}{SOFT}(?:da )?(?:xong|sua xong|duoc|tot) roi.*", 12, reopening.done, _STILL),
    phrase(rf"{_BUT}{SOFT}da xong.*", 6, reopening.done),
    phrase(
        rf"{_BUT}{SOFT}(?:(?!(?:het|mat|cup|chay|chet|hu) )\w+ )?(?:da )?"
        r"(?:(?:sang|sach|thong|het (?:ngap|hoi|hu)) roi"
        r"|(?:co nguoi|nguoi ta) (?:toi )?(?:sua|don|lam) roi"
        rf"|(?:tot|hay|gioi) (?:lam|qua))(?: roi| cam on)*{AFTER}",
        7,
        _of_the_only_one(reopening.done),
    ),
)
"""Meant so in a reply about a case; alone only when no draft is open, to which it would belong."""

_WHOM = r"(?: (?:cac|qui|uy ban|ubnd|phuong|xa|can bo|lanh dao|tro li|bot|moi nguoi|ca nha))*"
HELLO = (
    rf"{SOFT}(?:kinh )?chao{_WHOM}(?: buoi (?:sang|trua|chieu|toi))?{AFTER}"
    rf"|(?:a ?lo ?)*(?:co ai(?: o do)? khong|ai do){AFTER}|(?:a ?lo ?)+|hi|hello|hey|test"
    r"|(?:em|ad|shop|anh|chi|con|chau|ban|can bo|phuong|tro li) oi"
    rf"|(?:giup|chi) {ME} (?:voi|chut){AFTER}"
)
THANKS = (
    rf"{SOFT}(?:cam on|cam ta|thanks?(?: you)?)(?: (?:rat|that|nhieu|lam|truoc|da|quan tam|giup do"
    rf"|{WHOSE}))*{_WHOM}(?: (?:rat|that) nhieu| nhieu| lam| truoc)?{AFTER}"
)
"""Greetings and thanks without a word more."""
SMALL_TALK = (
    phrase(HELLO, 6, _welcome),
    phrase(everyday.NOD, 4, _nothing_said),
    phrase(everyday.NEW, everyday.LONGEST, _new_matter),
    *(
        phrase(looks, everyday.LONGEST, _nothing_asked)
        for said, looks in everyday.LOOKS
        if said is not Said.UNSURE
    ),
)
"""Says nothing yet: answered with what can be done here, or with thanks."""


_THINGS = re.compile(
    r"\b(?:ca\u0302\u0300u|o\u0302\u0301ng|co\u0309|\u0111e\u0300n|mo(?:\u031b)?\u0300|a\u0306n"
    r"|chu\u031b\u0303a?|ma[\u0301\u0323]|xa\u0309|ga\u0302\u0301p)(?!\w)"
)
"""A bridge, a pipe, grass, a lamp, dim, to eat, to mend, letters, a mother or seedlings, to spill,
urgent: without accents they read like an uncle, "to", "where", "press", "not yet", "a code"."""


def _said(desk: Desk, words: str) -> str:
    """Without accents; the office's own name reads like that of any office."""
    name, words = fold(desk.office.name), _THINGS.sub("thing", normalize("NFD", words.lower()))
    return fold(words).replace(name, "ubnd").replace(name.partition(" ")[2] or name, "ubnd")


async def answer(desk: Desk, caller: Caller, phrases: Iterable[Phrase]) -> bool:
    """Do what the words mean; False when they are ordinary speech."""
    words, spelt = _said(desk, caller.words), normalize("NFD", caller.words.lower())
    length = len(words.split())
    for one in phrases:
        if length <= one.most and one.looks.fullmatch(words) and not one.never.search(spelt):
            return await one.act(desk, caller)
    return False


async def unknown_command(desk: Desk, caller: Caller) -> bool:
    """One word with a slash that nobody knows is a slip, not a report."""
    if re.fullmatch(r"/\w+", caller.words) is None:
        return False
    return await _unknown(desk, caller)
