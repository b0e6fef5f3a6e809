"""The history of the cases: every act is an event, chained to the one before, never changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from storage import hot, sayings
from storage.chain import START, hash_of, sealed_note
from storage.changes import Changes, look, together
from storage.models import Case, Chain, Event
from storage.sayings import SAID
from storage.session import Session
from storage.vault import Vault

UNTOLD = "change"
"""The act of an event that only says what changed: nobody had written an act of its own."""
ABOUT_CHAIN, ABOUT_EVENT = hot.table(Chain), hot.table(Event)
HEADS = (
    select(ABOUT_CHAIN.c.case_id, ABOUT_CHAIN.c.number, ABOUT_CHAIN.c.sha256)
    .where(ABOUT_CHAIN.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(ABOUT_CHAIN.c.case_id)  # always in one order: who waits here holds no later row
    .with_for_update()
)
KNOWN_KEYS = select(ABOUT_EVENT.c.key).where(
    ABOUT_EVENT.c.key.in_(bindparam("keys", expanding=True))
)
ADDED, BEGUN = ABOUT_EVENT.insert(), ABOUT_CHAIN.insert()
GOES_ON = (
    update(ABOUT_CHAIN)
    .where(ABOUT_CHAIN.c.case_id == bindparam("of_case"))
    .values(number=bindparam("to_number"), sha256=bindparam("to_sha256"))
)


class History:
    """The events of one transaction: noted one by one, written together before it commits."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._sayings = sayings.of(session)
        self._changes: Changes = session.sync_session.info.setdefault("changes", Changes())
        self._noted: list[dict[str, Any]] = []
        self._heads: dict[int, tuple[int, str]] = {}
        self._begun: set[int] = set()
        self.now: datetime | None = None
        """When this transaction happens, for a change that nobody told of."""

    def opened(self, case: Case) -> None:
        """A case begins; its first event says all that it is."""
        assert case.id is not None  # noqa: S101  # it is stored
        self._changes.opened(case)
        self._begun.add(case.id)

    def note(self, event: Mapping[str, Any]) -> None:
        """Take an event (fields of Event) with all that changed of its case until now."""
        defaults = dict.fromkeys(("actor_id", "before", "after", "note", "key"))
        changed = self._changes.take(event["case_id"])
        self._noted.append(
            {"role": "bot"} | defaults | dict(event) | {"changes": together(None, changed)}
        )

    async def note_once(self, events: Sequence[Mapping[str, Any]]) -> set[str]:
        """Take those whose key was never noted, and return their keys; the others change nothing.

        Nobody else adds to these cases until this transaction ends.
        """
        if not events:
            return set()
        await self._look_up({one["case_id"] for one in events})
        found = await hot.run(self._session, KNOWN_KEYS, {"keys": [one["key"] for one in events]})
        known = {*found.scalars(), *(one["key"] for one in self._noted)}
        fresh = {one["key"]: one for one in events if one["key"] not in known}
        for one in fresh.values():
            self.note(one)
        return set(fresh)

    async def write(self) -> None:
        """Let the events that were noted be seen by the questions that follow."""
        if not self._noted:
            return
        await self._session.flush()
        await self._session.catch_up()  # what was said in the cases is among what waits
        noted, self._noted = self._noted, []
        last = {one["case_id"]: one for one in noted}
        said = await self._sayings.tell(self._session, self._vault, last.keys())
        for case_id, prints in said.items():
            last[case_id]["changes"] = together(last[case_id]["changes"], {SAID: prints})
        cases = {*last}
        await self._look_up(cases)
        await hot.run(self._session, ADDED, [self._chained(one) for one in noted])
        await self._go_on(cases)

    async def finish(self) -> None:
        """Write all down before a commit."""
        self.tell()
        await self._session.flush()
        await self.write()

    def tell(self) -> None:
        """No change of a case goes without an event: what none has said belongs to its last one.

        Nor does a change of words that were said in it.
        """
        look(self._session.sync_session)
        told_of = {one["case_id"] for one in self._noted}
        for case_id in sorted(self._sayings.untold() - told_of):
            self._untold(case_id)
        for case_id, changed in self._changes.untold().items():
            told = next((one for one in reversed(self._noted) if one["case_id"] == case_id), None)
            if told is None:
                told = self._untold(case_id)
            told["changes"] = together(told["changes"], changed)

    def _untold(self, case_id: int) -> dict[str, Any]:
        """The event of a change that no act tells of."""
        assert self.now is not None, "a case was changed, and no event says by whom"  # noqa: S101
        self.note({"case_id": case_id, "act": UNTOLD, "at": self.now})
        return self._noted[-1]

    async def forget_notes(self, person_id: int) -> int:
        """Forget the words in the history of a person's cases, and in what that person did.

        For the erasure of a person. The acts stay (who: a number, when, what), and so does the
        chain: it holds only the salted hash of a note, and the salt goes with the note. This is
        the one change that the triggers let pass. Returns how many notes were forgotten.
        """
        await self.write()
        theirs = select(hot.table(Case).c.id).where(hot.table(Case).c.person_id == person_id)
        result = await self._session.exec(
            update(Event)
            .where(or_(col(Event.case_id).in_(theirs), col(Event.actor_id) == person_id))
            .where(col(Event.note).is_not(None))
            .values(note=None, salt=None)
        )
        return int(result.rowcount)

    async def of_case(self, case_id: int) -> list[Event]:
        """List the events of a case, in order."""
        await self.write()
        query = select_rows(Event).where(Event.case_id == case_id).order_by(col(Event.number))
        return list((await self._session.exec(query)).all())

    def _chained(self, noted: Mapping[str, Any]) -> dict[str, Any]:
        """The row of an event, behind the newest of its case."""
        case_id = noted["case_id"]
        number, previous = self._heads.get(case_id, (0, START))
        salt, note_sha256 = sealed_note(noted["note"])
        row = dict(noted) | {
            "number": number + 1,
            "previous": previous,
            "salt": salt,
            "note_sha256": note_sha256,
        }
        row["sha256"] = hash_of(row)
        self._heads[case_id] = (number + 1, row["sha256"])
        return row

    async def _look_up(self, cases: Iterable[int]) -> None:
        """Lock and learn how far the histories go that are not known yet."""
        unknown = sorted({*cases} - self._heads.keys() - self._begun)
        if unknown:
            found = await hot.run(self._session, HEADS, {"cases": unknown})
            self._heads |= {one.case_id: (one.number, one.sha256) for one in found}
            self._begun |= {*unknown} - self._heads.keys()

    async def _go_on(self, cases: set[int]) -> None:
        new = sorted(cases & self._begun)
        if new:
            rows = [
                {"case_id": one, "number": self._heads[one][0], "sha256": self._heads[one][1]}
                for one in new
            ]
            await hot.run(self._session, BEGUN, [one | {"sealed": 0} for one in rows])
            self._begun -= cases
        old = sorted(cases - {*new})
        if old:
            values = [
                {"of_case": one, "to_number": self._heads[one][0], "to_sha256": self._heads[one][1]}
                for one in old
            ]
            await hot.run(self._session, GOES_ON, values)
