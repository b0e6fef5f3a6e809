"""What a resident orders in a few words, whatever stands open: send it, drop it, my cases."""

from collections.abc import Awaitable, Callable

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents import (
    awaiting,
    booking,
    correcting,
    deciding,
    emergency,
    filing,
    following,
    gating,
    leaving,
    missing,
    on_behalf,
    phone,
    start,
    taken_back,
    their_data,
    trust,
    way_on,
    withdrawing,
)
from handlers.residents.hidden_name import NO_NAME, only_hides_name
from handlers.residents.owning import owed_a_word
from handlers.residents.phrases import AFTER, ME, PLEASE, SOFT, WHOSE, Answer, answer, phrase

OF_A_DRAFT = frozenset({*filing.STEPS, *deciding.STEPS, *on_behalf.STEPS, "case.answer"})
"""Steps that "drop it" does not end by itself: it means the draft, or the case."""

HARDLY_MORE = 7
"""Words of a message that only says that it is no emergency."""
OF_THEMSELVES = frozenset({*correcting.STEPS, *their_data.STEPS})


async def _send(desk: Desk, caller: Caller) -> bool:
    """Send it; who is asked something meanwhile wants no more questions."""
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is None:
        return False
    if draft.touched_at <= desk.said_at and missing.may_stay_open(caller.person, draft):
        await filing.left(desk, caller, draft)
    else:  # also what was sent before it was asked
        await deciding.send(desk, caller, str(draft.id))
    return True


async def _send_or_sent(desk: Desk, caller: Caller) -> bool:
    """The same, said once more when it is gone already, or was taken back."""
    if await _send(desk, caller):
        return True
    known = await desk.store.cases.of_person(caller.person_id)
    if not known or caller.person.step or await owed_a_word(desk, caller):
        return False
    if not await taken_back.goes_on(desk, caller, known[0], told=False):
        await desk.tell(caller.spot, "residents.sent_already", code=known[0].code)
    return True


async def _calm(desk: Desk, caller: Caller) -> bool:
    """No emergency; what is said besides is told like anything else."""
    calmed = await emergency.said_calm(desk, caller)
    return calmed and len(caller.words.split()) <= HARDLY_MORE


async def _agreed(desk: Desk, caller: Caller) -> bool:
    """ "Tôi đồng ý" under a draft sends it; to a question it is a yes."""
    return caller.person.step not in filing.STEPS and await _send(desk, caller)


async def _no_name(desk: Desk, caller: Caller) -> bool:
    """Without the name; what was sent before is a matter of what they have allowed."""
    if caller.person.step in on_behalf.STEPS:
        return False  # that is who it is for
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None:
        await deciding.anonymous(desk, caller, f"{draft.id}:yes")
    elif await desk.store.cases.of_person(caller.person_id):
        await their_data.purposes(desk, caller)
    else:
        return False
    return True


async def _drop(desk: Desk, caller: Caller) -> bool:
    """What was asked last, the draft, or a case."""
    if caller.person.step in OF_THEMSELVES:
        await awaiting.keep(desk, caller)
        return True
    if caller.person.step and caller.person.step not in OF_A_DRAFT:
        caller.person.step = None
        desk.store.people.save(caller.person)
        await desk.tell(caller.spot, "residents.left_alone")
        return True
    if not (await _drop_draft(desk, caller) or await withdrawing.without_code(desk, caller)):
        await desk.tell(caller.spot, "residents.left_alone")
    return True


async def _take_back(desk: Desk, caller: Caller) -> bool:
    """A case; who has none that can be taken back means the draft."""
    return await withdrawing.without_code(desk, caller) or await _drop_draft(desk, caller)


async def _drop_draft(desk: Desk, caller: Caller) -> bool:
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None:
        await deciding.drop(desk, caller, str(draft.id))
    return draft is not None


async def _erase(desk: Desk, caller: Caller) -> bool:
    return await way_on.said_erase(desk, caller) or await _drop_draft(desk, caller)


async def _how_far(desk: Desk, caller: Caller) -> bool:
    known = await desk.store.cases.of_person(caller.person_id)
    if known:
        await following.mine(desk, caller)
    return bool(known)


async def _phone(desk: Desk, caller: Caller) -> bool:
    await phone.ask(desk, caller, caller.words)
    return True


def _always(act: Callable[[Desk, Caller], Awaitable[None]]) -> Answer:
    """What is meant whatever stands open."""

    async def do(desk: Desk, caller: Caller) -> bool:
        await act(desk, caller)
        return True

    return do


_CALL, _SEND = r"\bgo[\u0300\u0301\u0303\u0309\u0323]i", r"\bgo\u031b"
"""An o without its horn but with a tone is no "gởi"; with a horn it is no "gọi"."""
_NOT_DROP = r"\bbo[\u0300\u0301\u0302\u0303\u031b\u0323]"
"""An ox, a father, an edge: "bò", "bố", "bờ"."""
_NOT = "(?:khong|ko|k|hong|hok|hem|khoi)"
_LOOK = (
    r"(?:(?:xem|coi|tra cuu|kiem tra|theo doi|hoi|biet|duoc|lai|ve|danh sach|thong tin|tinh trang"
    r"|tien do|ket qua|ma|so|cac|nhung|may|tat ca|het|moi|cho) )*"
)
_MATTER = "(?:ho so|phan anh|kien nghi|cau hoi|don|viec|vu|chuyen)"
_HOW_FAR = (
    r"(?:(?:(?:gio|nay|hien|da|lam|giai quyet|xu li) )*(?:toi|den) (?:dau|mo)(?: roi)?"
    r"|(?:sao|the nao|ra sao) roi|the nao|ra sao|(?:da )?(?:xong|sua|lam|giai quyet)(?: xong)? chua"
    r"|(?:da )?co (?:ket qua|tra loi|tin)(?: gi)? chua"
    r"|(?:bao gio|chung nao|khi nao) (?:thi )?(?:xong|sua|(?:co )?(?:ket qua|tra loi))"
    r"|(?:da )?gui (?:duoc |di )?chua)"
)
"""Only polite words stand around an order: whatever else is said makes it a report, which a
person reads ("cán bộ làm mất hồ sơ của tôi")."""

ORDERS = (
    phrase(
        r"(?:.* )?(?:khong|ko|k) (?:phai|co) (?:la )?(?:viec |chuyen |truong hop )?khan cap.*",
        12,
        _calm,
    ),
    phrase(
        rf"{SOFT}(?:xin loi )?{SOFT}(?:(?:bao|nhan|gui|bam|go) (?:nham|lon)|nham)"
        r"(?: (?:roi|thoi|a|nhe|nha|so|tin))*",
        8,
        emergency.said_calm,
    ),
    phrase(
        rf"(?:(?:u|uh|cu|ok|oke|da|vang|{ME}) )*(?:gui(?: lai)?|goi){AFTER}",
        7,
        _send_or_sent,
        _CALL,
    ),
    phrase(
        rf"xoa(?: (?:het|noi dung|tin(?: nhan)?|vua (?:gui|nhan)|nay|do))*{AFTER}",
        7,
        _erase,
    ),
    phrase(
        r"(?:cho (?:toi|tui|em|con) |toi |tui |em |con )?(?:xin |muon )?(?:dat |huy |xem |doi )?"
        r"lich (?:hen )?(?:tiep (?:cong )?dan|hen)(?: gap .*| cua toi)?",
        9,
        _always(booking.mine),
    ),
    phrase(
        rf"(?:thoi )?{PLEASE}(?:(?:bo|huy)(?: (?:bo|tin nay|het))*|{_NOT} gui(?: nua| dau| het)*)"
        rf"{AFTER}",
        7,
        _drop,
        _NOT_DROP,
    ),
    phrase(rf"dung gui(?: nua)?{AFTER}", 5, _drop_draft, r"(?:\bdu\u0301|\bdung\b)"),
    phrase(rf"(?:(?:da|u|uh|vang|ok|{ME}) )*dong i(?: gui)?{AFTER}", 6, _agreed),
    phrase(NO_NAME, 10, _no_name),
    phrase(rf"thoi khoi{AFTER}", 5, _drop_draft),
    phrase(
        rf"{PLEASE}(?:(?:lam sao|cach nao|de|duoc|co the|o dau) )*"
        r"(?:gap|noi chuyen (?:voi|duoc voi)|goi(?: cho)?) (?:nguoi(?: that)?|can bo|ai)"
        r"(?: (?:that|duoc|khong|o dau|vay|day|a|ha|nhi))*",
        9,
        _always(start.human),
    ),
    phrase(
        r"(?:day |ban |em |con |chau |co phai )*(?:(?:la )?(?:nguoi|may|robot|bot)(?: that)? "
        r"(?:hay|hay la|khong phai) (?:nguoi|may|robot|bot)|la (?:may|robot|bot|nguoi that))"
        r"(?: (?:that|khong|ha|vay|a|nhi|phai))*",
        9,
        _always(start.human),
    ),
    phrase(
        rf"{PLEASE}(?:hoi |xin )*(?:so )?(?:dien thoai|dt)(?: cua)? "
        r"(?:phuong|xa|uy ban|ubnd|can bo)(?: (?:so may|la gi|bao nhieu|may|dau|a|voi|nhe))*",
        9,
        _always(start.human),
    ),
    phrase(
        rf"{PLEASE}{_LOOK}{_MATTER} (?:cua {WHOSE}|{ME} (?:da )?g[uo]i)"
        rf"(?: {_HOW_FAR}| dau(?: roi)?)?(?: khong)?{AFTER}",
        14,
        _always(following.mine),
    ),
    phrase(
        rf"{PLEASE}(?:xem|coi|danh sach)(?: lai)?(?: cac)? ho so{AFTER}", 6, _always(following.mine)
    ),
    phrase(
        rf"{PLEASE}(?:(?:rut|huy)(?: lai)?|xoa(?= {_MATTER}))"
        rf"(?: {_MATTER}(?: (?:nay|do|cua {WHOSE}))?)?{AFTER}",
        8,
        _take_back,
    ),
    phrase(
        rf"{SOFT}(?:{_MATTER}(?: (?:nay|do|kia|(?:cua )?{WHOSE}))? )?{_HOW_FAR}(?: roi)?{AFTER}",
        9,
        _how_far,
    ),
    phrase(rf"{PLEASE}{_LOOK}(?:ho so|tien do|tinh trang){AFTER}", 6, _how_far),
    phrase(
        rf"{PLEASE}(?:(?:xem|coi|hoi|biet|la|co|nhung) )*ai (?:da |tung |duoc )*"
        rf"(?:xem|coi|biet|thay)(?: duoc)? ten (?:cua )?{WHOSE}(?: (?:khong|chua|roi))?{AFTER}",
        10,
        _always(trust.who_saw),
    ),
    phrase(
        rf"{PLEASE}(?:dung|ngung|thoi) (?:(?:gui|hoi) )?khao sat(?: nua)?{AFTER}",
        6,
        _always(trust.no_surveys),
    ),
    phrase(
        rf"{PLEASE}(?:(?:de lai|doi) so (?:dien thoai|dt)|goi lai cho {WHOSE})"
        rf"(?: (?:so|qua so|theo so|so moi|la))*(?: \d+)*{AFTER}",
        12,
        _phone,
        _SEND,
    ),
    phrase(
        rf"{PLEASE}xoa (?:het |toan bo |moi )?(?:du lieu|thong tin)"
        rf"(?: ca nhan| cua {ME}| giup| gium| di| voi| nhe| a)*",
        10,
        _always(leaving.ask),
    ),
    phrase(
        rf"{PLEASE}(?:rut|huy) (?:lai )?(?:su )?{fold('dong y')}(?: cua {ME}| a| nhe)*",
        8,
        _always(their_data.purposes),
    ),
    phrase(
        rf"{PLEASE}sua (?:lai )?(?:du lieu|thong tin|ten)(?: cua {ME}| ca nhan| a| giup)*",
        8,
        _always(correcting.menu),
    ),
    phrase(
        rf"{PLEASE}(?:xem )?(?:du lieu|thong tin ca nhan)(?: cua {ME}| ca nhan| a| dau)*",
        8,
        _always(their_data.menu),
    ),
    phrase(rf"(?:tro giup|huong dan|giup do){AFTER}", 5, _always(start.help_)),
)


async def heard(desk: Desk, caller: Caller) -> bool:
    """Do what is ordered, before any step takes the words for an answer; False: it is no order.

    Words of danger, or about somebody's guilt, are never taken for one.
    """
    message = caller.message
    speaks = message.kind is Kind.TEXT and message.edits is None
    sealed = caller.about is not None and caller.about.what == "sealed"
    if not speaks or sealed:
        return False
    if gating.weighs(desk, caller.words) and not only_hides_name(caller.words):
        return False
    return await answer(desk, caller, ORDERS)
