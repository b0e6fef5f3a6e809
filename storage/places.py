"""Where a matter is: perhaps somebody's home. Words and pin lie sealed, keyed hashes find them."""

import json
from dataclasses import dataclass

from storage.models import Case, Draft, Entry
from storage.vault import Vault

SAYS_WHERE = frozenset({"report.place", "location", "data.place"})
"""Forms of a resident's entry whose words only say where."""
LONG = 12
"""Hex digits of a word's hash: 48 bits, enough among some thousand words."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place in words, and its point on the map (degrees WGS84)."""

    words: str = ""
    pin: tuple[float, float] | None = None

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self.words) or self.pin is not None


NOWHERE = Whereabouts()


class Places:
    """Seals and opens places, in one transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._opened: dict[bytes, str] = {}

    def of(self, row: Draft | Case) -> Whereabouts:
        """Where it is."""
        if not row.whereabouts:
            return NOWHERE
        held = json.loads(self._open(row.whereabouts))
        return Whereabouts(held["words"], tuple(held["pin"]) if held["pin"] else None)

    def words(self, entry: Entry) -> str:
        """What an entry says, be it sealed or not."""
        return self._open(entry.whereabouts) if entry.whereabouts else entry.text

    def put(self, draft: Draft, there: Whereabouts) -> None:
        """The draft is about this place."""
        if there != self.of(draft):
            draft.whereabouts = self._seal(held(there)) if there else None

    def file(self, case: Case, there: Whereabouts, folded: str) -> None:
        """The case is there. `folded`: its words as the search and the leaders' figures compare."""
        if there == self.of(case):
            return
        case.whereabouts = self._seal(held(there, folded)) if there else None
        case.place_key, case.place_words = found_by(self._vault, folded if there else "")

    def seal_words(self, words: str) -> bytes:
        """What an entry keeps of words that say where."""
        return self._seal(words)

    def folded(self, case: Case) -> str:
        """The words of its place as they are compared."""
        return str(json.loads(self._open(case.whereabouts))["folded"]) if case.whereabouts else ""

    def _seal(self, words: str) -> bytes:
        cell = self._vault.seal(words.encode())
        self._opened[cell] = words
        return cell

    def _open(self, cell: bytes) -> str:
        if cell not in self._opened:
            self._opened[cell] = self._vault.unseal(cell).decode()
        return self._opened[cell]


def held(there: Whereabouts, folded: str = "") -> str:
    """What the seal of a place holds."""
    said = {"words": there.words, "pin": there.pin, "folded": folded}
    return json.dumps(said, ensure_ascii=False)


def found_by(vault: Vault, folded: str) -> tuple[str | None, str | None]:
    """The hash of the whole, by which the same place is known, and those of its words, sorted."""
    if not folded:
        return None, None
    words = sorted({word_key(vault, one) for one in folded.split()})
    return vault.key("place", folded), " ".join(words)


def word_key(vault: Vault, word: str) -> str:
    """Under which hash a word of a place is found: whole words only."""
    return vault.key("place word", word)[:LONG]
