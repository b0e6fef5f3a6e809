"""What an answer lacks: does it say anything at all, and does it claim that work is done."""

import re
import unicodedata
from enum import StrEnum

from handlers.folding import bare, fold, one_i


class Fact(StrEnum):
    """What a resident wants to read in an answer (domain.md §9.1)."""

    DONE = "done"
    WHEN = "when"
    WHO = "who"
    NEXT = "next"


FEWEST = 3
"""An answer of fewer words of its own than this says nothing to go by."""

# All of this is compared without accents: an official in a hurry types none.
_COURTESIES = (
    "kinh gui", "xin chao", "tran trong", "xin cam on", "cam on", "cam on rat nhieu",
    "xin loi", "mong thong cam", "rat mong", "thong cam", "xin thong bao", "xin tra loi",
    "xin phuc dap", "phan hoi", "tra loi", "theo quy dinh", "theo tham quyen",
    "theo dung quy dinh", "cua phap luat", "trong thoi gian som nhat", "trong thoi gian toi",
    "som nhat", "som nhat co the",
    "trong thoi gian nhanh nhat", "nhanh nhat", "kip thoi", "som", "ngay", "nhanh chong",
    "chung toi", "chung em", "em", "toi", "ben em", "ben toi", "don vi", "co quan", "phuong",
    "xa", "uy ban", "ubnd", "bo phan", "can bo", "phong", "y kien", "phan anh", "kien nghi",
    "noi dung", "thong tin", "ho so", "viec nay", "van de nay", "vu viec", "su viec", "van de",
    "ba con", "ong ba", "ong", "ba", "bac", "anh chi", "anh", "chi", "co", "chu", "quy",
    "nguoi dan",
    "cong dan", "a", "da", "vang", "ok", "oke", "okie", "roi", "nhe", "nha", "nghen", "nhen", "cua",
    "va", "ve", "thi", "la", "se", "dang", "duoc", "cho", "toi noi", "de", "nay", "cac", "nhung",
    "tat ca", "the", "vay", "do", "nha ca", "biet", "rat", "lam", "nhieu", "hien", "hien nay",
    "hien tai", "voi", "xin", "kinh mong", "mong", "tin", "tiep tuc", "yen tam", "cu yen tam",
)  # fmt: skip
_RECEIVED = (
    "tiep nhan", "ghi nhan", "da nhan", "nhan duoc", "nhan", "da biet", "nam thong tin", "da nam",
    "tiep thu", "luu y", "da xem", "da doc", "da ro", "da hieu", "da chuyen", "chuyen",
    "chuyen bo phan lien quan", "chuyen xu li", "bo phan chuyen mon", "chuyen mon", "lien quan",
    "bao cao", "bao cao lanh dao", "lanh dao", "xem xet", "nghien cuu", "kiem tra", "ra soat",
    "xu li", "giai quyet", "khac phuc", "thuc hien", "trien khai", "tham muu", "phoi hop",
    "theo doi", "xac minh", "cho", "doi", "vui long cho", "vui long", "lien he lai", "bao lai",
    "thong bao lai", "phan hoi lai", "tra loi sau", "sau", "lai", "quan tam", "co gang", "no luc",
    "xong", "hoan thanh", "hoan tat", "on", "on roi",
)  # fmt: skip
_EMPTY = sorted(map(fold, {*_COURTESIES, *_RECEIVED}), key=lambda one: -len(one.split()))
_EMPTY_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _EMPTY))})(?!\w)")

_DONE = re.compile(
    r"(?<!\w)(?:"
    r"da (?:duoc |cho |to chuc |tien hanh |kip thoi |cung |den |toi |xuong |cu |nguoi |tho )*"
    r"(?:sua|thay|va|don|thu gom|thong|nao vet|lap|gan|cat|tia|phun|son|boi|quet|trong|xit|"
    r"khac phuc|khoi thong|hoan thanh|xong|xu li xong|giai quyet xong|lam xong|bit|trai|do be tong|"
    r"thao|go|di doi|nang|keo|noi|chinh|cai tao)"
    r"|(?:sua|thay|va|don|lap|lam|xu li|khac phuc|giai quyet|thu gom|thong|cat|don dep|ve sinh)"
    r" (?:\w+ ){0,4}(?:xong|roi|hoan tat)"
    r"|xong (?:roi|het)|hoan thanh (?:\w+ ){0,4}(?:roi|viec)"
    r"|(?:sang|chay|thong|sach|co) (?:tro )?lai"
    r")(?!\w)"
)
_NOT_DONE = re.compile(
    r"(?<!\w)(?:se|chua|dang|sap|du kien|can|phai|khong|neu|khi)"
    r" (?:\w+ ){0,3}(?:sua|thay|va|don|lap|lam|xu li|khac phuc|giai quyet|thong|cat|xong)(?!\w)"
)
_WHEN = re.compile(
    r"\d{1,2} ?[/h:.-] ?\d|(?<!\w)(?:hom (?:nay|qua)|sang|chieu|toi (?:nay|qua)|ngay \d|mai|"
    r"thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|tuan|thang|gio|\d+ ngay)(?!\w)"
)
_WHO = re.compile(
    r"(?<!\w)(?:phong (?!xa)\w+|to (?:dien|ve sinh|cong tac|truong|moi truong)|doi \w+|"
    r"cong (?:an|ti|nhan)|dien luc|ong [a-z]+ [a-z]+|chi [a-z]+|anh [a-z]+|tho|ki thuat)(?!\w)"
)
_NEXT = re.compile(
    r"(?<!\w)(?:se (?!xu li|kiem tra|xem xet|giai quyet)\w+|moi (?:ong|ba|anh|chi|ba con)|"
    r"tiep theo|can (?:mang|nop|bo sung)|lien he so|goi so)(?!\w)"
)
_CODE = re.compile(r"\b[^\W\d_]{2}-\d{4}-\w{4}\b|#\w{4}\b", re.IGNORECASE)
_TELLS = ((Fact.WHEN, _WHEN), (Fact.WHO, _WHO), (Fact.NEXT, _NEXT))


def lacks(words: str, *, files: bool = False, day: bool = False) -> tuple[Fact, ...]:
    """Name what is missing from an answer that holds no fact at all; nothing from any other.

    `files`: something is attached. `day`: a date was noticed in it. Doubt is for the official:
    an answer with words of its own passes.
    """
    if words.rstrip().endswith("?"):  # a question, whatever button it is sent by
        return ()
    told_of = _CODE.sub("", words)
    own = own_words(told_of)
    numbers = any(one.isdecimal() for one in told_of)
    if files or day or numbers or own >= (1 if says_done(words) else FEWEST):
        return ()
    plain = one_i(bare(unicodedata.normalize("NFC", words).lower()))
    told = {fact for fact, pattern in _TELLS if pattern.search(plain)}
    return tuple(fact for fact in Fact if fact not in told)


def own_words(words: str) -> int:
    """Count the words beside courtesies and "received, will be dealt with"."""
    rest = _EMPTY_WORDS.sub(" ", fold(words))
    return len([one for one in rest.split() if len(one) > 1])


def says_done(words: str) -> bool:
    """Say whether an answer claims that work in the field is done."""
    return any(
        _DONE.search(plain) and not _NOT_DONE.search(plain)
        for plain in map(fold, re.split(r"[.!?;,\n]+", words))
    )


def apologises(words: str) -> bool:
    """Say whether the words hold an apology of their own."""
    plain = f" {fold(words)} "
    return any(f" {one} " in plain for one in ("xin loi", "cao loi", "ta loi"))
