"""What the resident reads of an official's words: the same in the preview and when sent."""

from handlers import extending
from handlers.desk import Desk
from storage.models import Case, Entry


def body_and_reason(words: str) -> tuple[str, str]:
    """Split "which body" on the first line from "why" on the others."""
    body, _, reason = words.partition("\n")
    return body.strip(), reason.strip()


def resident_reads(desk: Desk, case: Case, entry: Entry, sort: str) -> str:
    """Write what the resident will get. `sort`: a key of officials.to_resident; "" for none yet."""
    if sort in NOTHING:
        return ""
    if sort == "extend":
        return extending.notice(desk, case, entry)
    words = entry.text or desk.say("officials.to_resident.see_files")
    body, reason = body_and_reason(words)
    unit = desk.office.unit_name(case.unit)
    return desk.say(
        f"officials.to_resident.{sort}",
        code=case.code,
        unit=unit,
        words=words,
        body=body,
        reason=reason,
    )


NOTHING = ("", "ask", "transfer")
"""Words that may yet become several things, or that no resident reads."""
