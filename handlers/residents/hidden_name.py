"""A resident wishes, in these words or others, that nobody be told their name."""

import re

from handlers.folding import fold
from handlers.residents.everyday import AFTER

_KEEP_OUT = r"(?:giau|an|kin|giu (?:kin|bi mat)|bao mat)"
_DO_NOT_SAY = (
    r"(?:(?:khong|ko|k|hong|dung|khoi) (?:neu|ghi|noi|de lo|de|tiet lo|cho (?:ai )?biet|lo))"
)
_NAME = r"(?>ho ten|ten tuoi|ten|danh tinh|danh)"
_SENDER = "nguoi (?:gui|phan anh|bao|bao tin|nhan tin|to cao|to giac|viet)"
_OTHERS = (
    r" (?:(?:cho|cua) )?(?:thu pham|hung thu|nghi pham|nan nhan|doi tuong"
    r"|(?:nguoi|ke|dua|thang) (?:bi|gay|pham|vi pham|lam|trom|cuop|gian|xau|danh|do|xa|ban))"
)
"""Whoever it is done by or to: their names are no business of the sender's."""
_ASKED = r"(?:xin|nho|mong|de nghi|vui long|lam on|yeu cau|muon|gui|cho|hay)"
_WHOM = (
    r"(?: (?:can bo|phuong|xa|ubnd|tro li|bot|anh chi|duoc|cho|giup|gium|hay|toi|tui|em|con|chau"
    r"|minh|bac))*"
)
HIDES = re.compile(
    rf"\b(?:{_ASKED}{_WHOM} (?:{_KEEP_OUT}|{_DO_NOT_SAY}) {_NAME}(?!{_OTHERS}\b)"
    rf"|{_KEEP_OUT} {_NAME}(?: (?:cho|cua|giup|gium|dum))* (?:toi|tui|em|con|chau|minh|bac))\b"
)
"""A wish to be named to nobody, among whatever else is said."""
NO_NAME = (
    rf"(?:(?:{_ASKED}|da|toi|tui|em|con|chau|minh){_WHOM} )*"
    rf"(?:{_KEEP_OUT}|{_DO_NOT_SAY})(?: kin)? {_NAME}"
    rf"(?: (?:cho|cua|giup|gium|dum|ho|toi|tui|minh|{_SENDER}))*(?: duoc khong)?{AFTER}"
    rf"|(?:{_ASKED} )?(?:giu )?kin(?: (?:cho|giup|gium|dum|toi|tui))*{AFTER}"
    rf"|(?:{_ASKED} )?dung (?:cho|noi|de)(?: cho)? ai biet(?: (?:ten|la|toi|tui))*{AFTER}"
    rf"|ten (?:toi|tui|em|con) (?:dung|khoi) (?:ghi|noi|neu){AFTER}"
)
"""Nothing but that wish."""


def hides_name(words: str) -> bool:
    """Whether they ask, among other words, that nobody be told their name."""
    return HIDES.search(fold(words)) is not None
