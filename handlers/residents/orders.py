"""What a resident orders in a few words, whatever stands open: send it, drop it, my cases."""

from collections.abc import Awaitable, Callable
from functools import partial

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents import (
    booking,
    correcting,
    following,
    gating,
    leaving,
    obeying,
    start,
    survey,
    their_data,
    way_on,
    who_saw,
    withdrawing,
)
from handlers.residents.everyday import BEFORE, NOT, SKIP
from handlers.residents.hidden_name import NO_NAME
from handlers.residents.phrases import (
    AFTER,
    HELLO,
    ME,
    PLEASE,
    SOFT,
    THANKS,
    WHOSE,
    Answer,
    answer,
    phrase,
)


def _always(act: Callable[[Desk, Caller], Awaitable[None]]) -> Answer:
    """What is meant whatever stands open."""

    async def do(desk: Desk, caller: Caller) -> bool:
        await act(desk, caller)
        return True

    return do


_CALL, _SEND = r"\bgo[\u0300\u0301\u0303\u0309\u0323]i", r"\bgo\u031b"
"""An o without its horn but with a tone is no "gởi"; with a horn it is no "gọi"."""
_YES = r"\bu(?:\u031b\u0300)?a\b"
""" "Ừa", or without its accents, is rather a yes than "ủa"."""
_NOT_DROP = r"\bbo[\u0300\u0301\u0302\u0303\u031b\u0323]"
"""An ox, a father, an edge: "bò", "bố", "bờ"."""
_GONE = r"\b\u0111a\u0303 "
""" "Đã rút": the water is gone; "dạ rút" is an order."""
_NOT = "(?:khong|ko|k|hong|hok|hem|khoi)"
_LOOK = (
    r"(?:(?:xem|coi|tra cuu|kiem tra|theo doi|hoi|biet|duoc|lai|ve|danh sach|thong tin|tinh trang"
    r"|tien do|ket qua|ma|so|cac|nhung|may|tat ca|het|moi|cho) )*"
)
_MATTER = "(?:ho so|phan anh|kien nghi|cau hoi|don|viec|vu|chuyen)"
_HOW_FAR = (
    r"(?:(?:(?:gio|nay|hien|da|lam|giai quyet|xu li) )*(?:(?:toi|den) dau|toi mo)(?: roi)?"
    r"|(?:sao|the nao|ra sao) roi|the nao|ra sao|(?:da )?(?:xong|sua|lam|giai quyet)(?: xong)? chua"
    r"(?! (?:giup|gium|dum|ho|di)\b)"
    r"|(?:da )?co (?:ket qua|tra loi|tin)(?: gi)? chua"
    r"|(?:bao gio|chung nao|khi nao) (?:thi )?(?:xong|sua|(?:co )?(?:ket qua|tra loi))"
    r"|(?:da )?gui (?:duoc |di )?chua|(?:da |co )*nhan (?:duoc )?(?:tin )?(?:chua|khong)"
    r"|ai (?:xu li|phu trach|lo)|co ai (?:doc|xem|lo) (?:chua|khong)|(?:coi|doc|duyet) chua"
    r"|(?:bao gio|chung nao|khi nao) (?:moi )?(?:co nguoi )?toi(?: sua| lam)?"
    r"|con lau khong|bao lau)"
)
"""Only polite words stand around an order: whatever else is said makes it a report, which a
person reads ("cán bộ làm mất hồ sơ của tôi")."""

HIDE_NAME = phrase(NO_NAME, 10, obeying.no_name)
_BUTTON = "(?:nut|cai|cho|o|vo|vao|cai nut)"
_LOST = (
    rf"(?:{_NOT} (?:biet|ro) )?(?:phai )?(?:bam|an|nhan|chon) (?:{_BUTTON} )*(?:nao|dau|gi|sao)"
    rf"|(?:sao )?(?:{_NOT} (?:thay|co) nut(?: (?:nao|gi))?|(?:bam|an) {_NOT} duoc)"
    rf"|(?:{_NOT} (?:biet )?)?(?:lam|gui|bam|nhan) (?:lam )?sao(?: (?:day|gio|bay gio))?|cach gui"
    rf"|lam (?:cach|the) nao|{_NOT} hieu(?: gi)?(?: het)?|(?:noi )?(?:cai )?gi (?:vay|the)|la sao"
    rf"|(?:muon )?gui (?:o dau|cho nao|cho ai|thi sao)|sao gui"
    rf"|(?:ghi am|noi(?: bang mieng)?|goi(?: dien)?(?: thoai)?|gui hinh) duoc {_NOT}"
    r"|ha|ua|noi lai(?: coi| di)?|hoi gi(?: vay)?"
)
"""Does not know which button, or what was said."""

NOTHING_MORE = (
    HIDE_NAME,
    phrase(
        rf"{BEFORE}(?:(?:day|no|cai nay|viec nay|chuyen nay) )*{NOT} phai (?:la )?(?:don |tin )?"
        rf"(?:{'|'.join(way_on.SAYS.values())})(?: dau)?{AFTER}",
        10,
        way_on.said_neither,
    ),
)
"""What the gate would ask about, though nothing else is said."""
ORDERS = (
    *NOTHING_MORE,
    phrase(
        r"(?:.* )?(?:khong|ko|k) (?:phai|co) (?:la )?(?:viec |chuyen |truong hop )?khan cap.*",
        12,
        obeying.calm,
    ),
    phrase(
        rf"{SOFT}(?:xin loi )?{SOFT}(?:(?:bao|nhan|gui|goi|bam|go) (?:nham|lon)|nham)"
        rf"(?: (?:roi|thoi|so|tin|tin nhan))*{AFTER}",
        8,
        obeying.by_mistake,
        _CALL,
    ),
    phrase(
        rf"(?:(?:u|uh|cu|ok|oke|da|vang|xong|roi|bam|an|nhan|nut|{ME}) )*"
        rf"(?:gui(?: lai)?|goi){AFTER}",
        7,
        obeying.send_or_sent,
        _CALL,
    ),
    phrase(rf"{SOFT}(?:(?:da|bam|an) )*gui (?:xong |di )?roi(?: ma)?{AFTER}", 7, obeying.says_sent),
    phrase(
        rf"xoa(?: (?:het|noi dung|tin(?: nhan)?|vua (?:gui|nhan)|nay|do))*{AFTER}",
        7,
        obeying.erase,
    ),
    phrase(
        r"(?!.*(?<!duoc )\b(?:khong|ko|bi|ma|hoai|chua|nhung)\b)"
        r"(?:cho (?:toi|tui|em|con) |toi |tui |em |con )?(?:xin |muon )?(?:dat |huy |xem |doi )?"
        r"lich (?:(?:hen )?(?:tiep (?:cong )?dan|hen)(?: gap .*| cua toi)?"
        r"|gap (?:chu tich|bi thu|lanh dao|can bo).*)",
        9,
        _always(booking.mine),
    ),
    phrase(
        rf"(?:thoi )?{PLEASE}(?:(?:bo|huy)(?: (?:bo|tin nay|het))*|{_NOT} gui(?: nua| dau| het)*)"
        rf"{AFTER}",
        7,
        obeying.drop,
        _NOT_DROP,
    ),
    phrase(SKIP, 6, obeying.pass_over, _NOT_DROP),
    phrase(
        rf"{SOFT}(?:(?:{_NOT}|het) (?:can|muon)(?: (?:gui|bao|phan anh|sua|lam))? nua"
        rf"|{_NOT} (?:thua|kien|bao) nua|khoi (?:sua|lam) nua|doi i(?: roi)?)(?: dau)?{AFTER}",
        8,
        obeying.no_need,
    ),
    phrase(
        rf"{SOFT}(?:con nua|(?:noi |viet |nhan )?them(?: nua| chut)?|bo sung(?: them)?){AFTER}",
        6,
        obeying.more,
    ),
    phrase(HELLO, 6, obeying.show_again),
    phrase(THANKS, 8, obeying.show_again),
    phrase(rf"dung gui(?: nua)?{AFTER}", 5, obeying.drop, r"(?:\bdu\u0301|\bdung\b)"),
    phrase(rf"(?:(?:da|u|uh|vang|ok|{ME}) )*dong i(?: gui)?{AFTER}", 6, obeying.agreed),
    phrase(rf"thoi khoi{AFTER}", 5, obeying.let_be),
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
        r"(?: (?:that|khong|ha|vay|a|nhi|phai))*"
        rf"|(?:day |ban |em |con |chau )*(?:la )?ai (?:vay|the|day|do){AFTER}"
        rf"|(?:con|em|chau|ban|day) la ai{AFTER}|may (?:tra loi )?(?:ha|phai khong){AFTER}"
        rf"|(?:co )?phai (?:phuong|xa|uy ban|ubnd|can bo) khong{AFTER}",
        9,
        _always(start.human),
    ),
    phrase(
        rf"{PLEASE}(?:hoi |xin )*(?:so )?(?:dien thoai|dt)(?: cua)? "
        r"(?:phuong|xa|uy ban|ubnd|can bo)(?: (?:so may|la gi|bao nhieu|may|dau|a|voi|nhe))*"
        rf"|(?:cho|xin) (?:{ME} )?(?:xin )?so (?:dien thoai|dt){AFTER}"
        rf"|(?:phuong|xa|uy ban|ubnd) (?:o dau|cho nao){AFTER}",
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
        rf"{PLEASE}(?:xem|coi|danh sach)(?: lai)?(?: cac)? ho so{AFTER}",
        6,
        _always(following.mine),
    ),
    phrase(
        rf"{PLEASE}(?:(?:rut|huy)(?: lai)?|xoa(?= {_MATTER}))"
        rf"(?: {_MATTER}(?: (?:nay|do|cua {WHOSE}))?)?{AFTER}",
        8,
        obeying.take_back,
        _GONE,
    ),
    phrase(rf"{PLEASE}rut (?:lai )?(?:cai|{_MATTER}) .+", 12, withdrawing.named),
    phrase(
        rf"{SOFT}(?:{_MATTER}(?: (?:nay|do|kia|(?:cua )?{WHOSE}))? )?{_HOW_FAR}(?: roi)?{AFTER}",
        9,
        obeying.how_far,
    ),
    phrase(rf"{PLEASE}{_LOOK}(?:ho so|tien do|tinh trang){AFTER}", 6, obeying.how_far),
    phrase(
        rf"{SOFT}(?:(?:quen|mat|{_NOT} (?:nho|thay|co)) ma(?: so| ho so)*|ma so(?: ho so)?"
        rf"(?: la)?(?: gi| may| bao nhieu)?)(?: roi)?{AFTER}",
        8,
        obeying.how_far,
    ),
    phrase(
        rf"{PLEASE}(?:(?:xem|coi|hoi|biet|la|co|nhung) )*ai (?:da |tung |duoc )*"
        rf"(?:xem|coi|biet|thay)(?: duoc)? ten (?:cua )?{WHOSE}(?: (?:khong|chua|roi))?{AFTER}",
        10,
        _always(who_saw.who_saw),
    ),
    phrase(
        rf"{PLEASE}(?:dung|ngung|thoi) (?:(?:gui|hoi) )?khao sat(?: nua)?{AFTER}",
        6,
        _always(survey.no_more),
    ),
    phrase(
        rf"{PLEASE}(?:(?:de lai|doi) so (?:dien thoai|dt)|goi (?:lai )?cho {WHOSE})"
        rf"(?: (?:so|qua so|theo so|so moi|la))*(?: \d+)*{AFTER}",
        12,
        obeying.leave_phone,
        _SEND,
    ),
    phrase(
        rf"(?:(?:so|sdt|dt|dien thoai|may|cua|la|{WHOSE}) )*\d[\d ]*{AFTER}", 12, obeying.number
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
        rf"{PLEASE}sua (?:lai )?(?:du lieu|thong tin)(?: cua {ME}| ca nhan| a| giup)*",
        8,
        _always(correcting.menu),
    ),
    phrase(
        rf"(?!.* {WHOSE} {ME}\b){PLEASE}(?:sua|doi) (?:lai )?(?:ho )?ten"
        rf"(?: (?:cua|cho) {ME})?{AFTER}",
        8,
        _always(correcting.name),
    ),
    phrase(
        rf"{PLEASE}(?:xem )?(?:du lieu|thong tin ca nhan)(?: cua {ME}| ca nhan| a| dau)*",
        8,
        _always(their_data.menu),
    ),
    phrase(rf"(?:tro giup|huong dan|giup do){AFTER}", 5, _always(start.help_)),
    phrase(
        rf"{PLEASE}(?:bat dau(?: lai)?|menu|(?:quay|tro) lai(?: dau)?){AFTER}",
        6,
        _always(partial(start.start, payload="")),
    ),
    phrase(rf"{SOFT}(?:{_LOST}){AFTER}", 8, obeying.lost, _YES),
)


async def heard(desk: Desk, caller: Caller) -> bool:
    """Do what is ordered, before any step takes the words for an answer; False: it is no order.

    Words of danger, or about somebody's guilt, are never taken for another one.
    """
    sealed = caller.about is not None and caller.about.what == "sealed"
    if caller.message.kind is not Kind.TEXT or sealed:
        return False
    if caller.message.edits is not None:
        return await answer(desk, caller, (HIDE_NAME,))
    return await answer(desk, caller, NOTHING_MORE if gating.weighs(desk, caller.words) else ORDERS)
