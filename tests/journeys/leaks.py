"""Looks through all that a town's bot ever said, filed and logged for what others may not read.

A resident's name, handle, number and chat may stand in nobody else's chat, in no file, in no line
of the log and in no `case CODE`; words that might denounce somebody, and that their author did not
send as a report, in nobody's but a sealed recipient's. The one allowed place is what a head reads
in private after asking with a reason. Where a resident says that something is, perhaps at home, is
for those who see to it: it may stand in no digest, file, picture or log, and before no stranger.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlmodel import select

from bot.sandbox.town import OFFICE, Town
from handlers.folding import fold
from handlers.gate import findings
from handlers.wording import texts
from storage.db import Store
from storage.models import Case, Draft, Entry, Person, PersonRole, Role, Side
from tests.journeys.reached import Diary, Said, Scene, all_said, chats, private

UNMASKED = "🔐 Hồ sơ"
IN_A_ROW = 4
"""So many words one after the other are no chance."""
A_HOME = 3
"""Words that name a place, when so many stand one after the other."""
WORD = re.compile(r"\w+")
Places = dict[str, set[str]]
"""What is somebody's alone, with the chats in which it may stand."""


@dataclass(slots=True)
class Known:
    """Who the residents of a town are, and what is theirs alone; by first words, to be quick."""

    marks: dict[str, Places] = field(default_factory=dict)
    """What tells who somebody is."""
    secret: dict[str, Places] = field(default_factory=dict)
    """Folded runs of words that nobody else may read."""
    homes: dict[str, Places] = field(default_factory=dict)
    """Folded runs that say where something is."""
    heads: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    """Chats of residents."""


async def found_in(town: Town | Scene, diary: Diary | None = None) -> list[str]:
    """All leaks of a town, in words; empty when there are none."""
    scene = town if isinstance(town, Scene) else _scene(town)
    async with scene.database.reading() as store:
        known = await _known(scene, store)
        said = [one async for one in all_said(scene, store, diary)]
    return [leak for one in said for leak in _leaks(known, one)]


def _scene(town: Town) -> Scene:
    return Scene(town.stands, town.app.database, town.app.office)


def _leaks(known: Known, one: Said) -> Iterator[str]:
    if one.words.startswith(UNMASKED) and one.where in known.heads:
        return
    where = f"{one.form} in {one.where}: {one.words[:120]!r}"
    words = set(WORD.findall(one.words))
    folded = f" {fold(one.words)} " if known.secret or known.homes else ""
    for mark in _elsewhere(known.marks, words, one.where):
        if mark in words if mark.isalnum() else mark in one.words:
            yield f"{mark!r} stands as {where}"
    spoken = {*folded.split()}
    for run in _elsewhere(known.secret, spoken, one.where):
        if f" {run} " in folded:
            yield f"words of what nobody may read stand as {where}"
    if one.form in ("words", "paper") and one.where not in known.strangers:
        return
    for run in _elsewhere(known.homes, spoken, one.where):
        if f" {run} " in folded:
            yield f"the place {run!r} stands as {where}"


def _elsewhere(found: Mapping[str, Places], words: Iterable[str], where: str) -> Iterator[str]:
    """What may not stand there, and begins with one of these words."""
    for word in found.keys() & {*words}:
        yield from (one for one, places in found[word].items() if where not in places)


def _keep(into: dict[str, Places], what: str, places: Iterable[str]) -> None:
    first = WORD.search(what)
    if first is not None:
        into.setdefault(first[0], {}).setdefault(what, set()).update(places)


async def _known(scene: Scene, store: Store) -> Known:
    known = Known()
    people = (await store.session.exec(select(Person))).all()
    roles = (await store.session.exec(select(PersonRole))).all()
    entries = (await store.session.exec(select(Entry))).all()
    wrote = {one.author_id for one in entries if one.side == Side.RESIDENT}
    staff = {one.person_id for one in roles}
    staff |= {one.author_id for one in entries if one.side != Side.RESIDENT and one.author_id}
    theirs = {one.id: await _places(store, one) for one in people}
    known.heads = _of(theirs, [one.person_id for one in roles if one.role == Role.HEAD])
    known.strangers = _of(theirs, [one.id for one in people if one.id in wrote - staff])
    said = {one.id: store.places.words(one) for one in entries}
    typed: dict[str, set[int | None]] = {}
    for entry in entries:
        for word in WORD.findall(said[entry.id]):
            typed.setdefault(word, set()).add(entry.author_id)
    by_name: Places = {}
    for one in people:
        by_name.setdefault(store.people.identity(one).name, set()).update(theirs[one.id])
    for one in people:
        if one.id in wrote - staff:
            who = store.people.identity(one)
            for mark in (who.user_id, who.username, who.phone, who.name, *theirs[one.id]):
                if mark and not _ordinary(mark, typed, one.id):
                    _keep(known.marks, mark, by_name[who.name])
    sealed = _of(theirs, [one.person_id for one in roles if one.role == Role.SEALED])
    sent = " ".join(f" {fold(said[one.id])} " for one in entries if one.case_id is not None)
    for where, run in _unsent(scene, sent):
        _keep(known.secret, run, {*sealed, where})
    await _homes(store, known, theirs, entries)
    return known


async def _homes(
    store: Store, known: Known, theirs: Mapping[int | None, set[str]], entries: Iterable[Entry]
) -> None:
    """Where residents said that something is: in their cases, drafts, and answers to us."""
    rows: list[Case | Draft] = [*(await store.session.exec(select(Case))).all()]
    rows += (await store.session.exec(select(Draft))).all()
    for row in rows:
        await _home(store, known, store.places.of(row).words, theirs[row.person_id], row.chat_id)
    for one in entries:
        if one.whereabouts:
            own = theirs.get(one.author_id, set())
            await _home(store, known, store.places.words(one), own, one.chat_id)


async def _home(store: Store, known: Known, words: str, own: set[str], chat_id: int) -> None:
    run = fold(words)
    if len(run.split()) >= A_HOME and f" {run} " not in _of_the_office():
        chat = store.people.unseal_chat(await store.people.chat_by_id(chat_id))
        _keep(known.homes, run, {*own, chat})


async def _places(store: Store, person: Person) -> set[str]:
    if person.chat_id is None:
        return set()
    return {store.people.unseal_chat(await store.people.chat_by_id(person.chat_id))}


def _of(found: Mapping[int | None, set[str]], people: Iterable[int | None]) -> set[str]:
    return {place for one in people for place in found.get(one, ())}


def _ordinary(mark: str, typed: Mapping[str, set[int | None]], whose: int | None) -> bool:
    """A name that is a word of the office's, or that somebody else typed, tells of nobody."""
    return all(
        one in _office_words() or typed.get(one, set()) - {whose} for one in WORD.findall(mark)
    )


@cache
def _office_words() -> frozenset[str]:
    return frozenset(WORD.findall(_office_said()))


@cache
def _of_the_office() -> str:
    """What the office itself writes, folded: its own places are nobody's home."""
    return f" {fold(_office_said())} "


def _office_said() -> str:
    return " ".join([*texts().values(), OFFICE.read_text(encoding="utf-8")])


def _unsent(scene: Scene, sent: str) -> Iterator[tuple[str, str]]:
    """(whose chat, run of words) of what sounds like a denunciation and is in no case."""
    for stand in scene.stands.values():
        for chat in chats(stand):
            for message in chat.messages if private(chat) else ():
                if message.from_bot or "denunciation" not in findings(message.text, scene.office):
                    continue
                words = fold(message.text).split()
                for at in range(len(words) - IN_A_ROW + 1):
                    run = " ".join(words[at : at + IN_A_ROW])
                    if f" {run} " not in sent:
                        yield str(chat.id), run
