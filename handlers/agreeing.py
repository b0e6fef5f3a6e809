"""For which purposes a person has allowed us to use their data, in whose words, since when.

Handling a case rests on the office's public duty (Luật 91/2025/QH15 Đ.19); the law wants the
person told, and the name is only kept when they agree. A point on the map, a voice or a face, and
notices want a yes of their own: it is asked when there is one for the first time, and once. In an
emergency nobody is asked (Đ.19). No word is no.
"""

from hashlib import sha256

from handlers.desk import Desk
from handlers.message import Attachment, AttachmentKind
from storage.models import Agreement, Person

HANDLING, PLACE, LIKENESS, NOTICES = "handling", "place", "likeness", "notices"
A_YEAR = 365
"""Days, of which people say years."""
PURPOSES = {
    HANDLING: "data.notice",
    PLACE: "data.ask_place",
    LIKENESS: "data.ask_likeness",
    NOTICES: "data.ask_notices",
}
"""Each purpose and the words that are put to a person, in the order in which they are shown."""
LIKENESSES = frozenset(
    {
        AttachmentKind.PHOTO,
        AttachmentKind.VIDEO,
        AttachmentKind.VIDEO_NOTE,
        AttachmentKind.VOICE,
        AttachmentKind.AUDIO,
    }
)
"""What may show a face or let a voice be known (domain.md §7.2)."""


def version(desk: Desk, purpose: str) -> str:
    """Tells one wording of a purpose from another: who has answered an older one is asked anew."""
    return sha256(_words(desk, purpose).encode()).hexdigest()[:8]


def _words(desk: Desk, purpose: str) -> str:
    """As they are put to everybody: a person's own form of address makes no other version."""
    said = desk.wording.template(PURPOSES[purpose])
    return said.replace("{keeping}", keeping(desk))


def keeping(desk: Desk) -> str:
    """How long data about a person is kept, in words."""
    days = desk.office.privacy.kept("silent")
    if not days:
        return desk.say("data.kept_by_rules")
    if days % A_YEAR == 0:
        return desk.say("data.kept_years", years=days // A_YEAR)
    return desk.say("data.kept_days", days=days)


async def said(desk: Desk, person_id: int, purpose: str) -> bool | None:
    """Yes or no to a purpose as it is worded now; None: they have not said."""
    newest = await desk.store.agreements.newest(person_id, purpose)
    if newest is None or newest.version != version(desk, purpose):
        return None
    return newest.granted


async def decide(desk: Desk, person: Person, purpose: str, channel: str, *, granted: bool) -> None:
    """Write down a yes or no; without a yes to the handling no name is kept."""
    await desk.store.agreements.note(
        Agreement(
            person_id=person.id or 0,
            purpose=purpose,
            granted=granted,
            version=version(desk, purpose),
            words=_words(desk, purpose),
            channel=channel,
            said_at=desk.now,
        )
    )
    if purpose != HANDLING:
        return
    if granted:
        person.nameless = False
        desk.store.people.save(person)
    else:
        desk.store.people.lose_name(person)


def purpose_of(files: tuple[Attachment, ...], *, pinned: bool) -> list[str]:
    """For what a yes is wanted before something is shown to officials."""
    found = [PLACE] if pinned else []
    return [*found, LIKENESS] if any(one.kind in LIKENESSES for one in files) else found
