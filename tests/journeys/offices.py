"""One office, residents on one platform and staff on another: what people do is the same."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from bot.sandbox.telegram_files import picture
from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.scenes import CODE, LAMP, counts

Thing: TypeAlias = Any
"""Each stand-in has its own people, groups and messages."""
PLATFORMS = ("telegram", "zalo_oa", "zalo_bot")


@dataclass
class Office:
    """Residents here, a unit's group there; Hoa and Minh work in it."""

    town: Town
    here: str
    there: str
    group: Thing
    hoa: Thing
    minh: Thing

    def resident(self, name: str) -> Thing:
        """Somebody with a phone."""
        return self.town.stands[self.here].person(name)

    async def choose(
        self, who: Thing, label: str, *, among: Thing = None, about: str = ""
    ) -> Thing:
        """Choose on the newest message that offers it: a tap, or a number where there are none."""
        place = among or who
        for message in reversed(place.messages):
            named = [one for one in message.labels if label.casefold() in one.casefold()]
            if message.from_bot and named and about in message.text:
                return await self.town.presses(who, message, named[0])
        raise AssertionError(f"nobody offered {label!r}: {[m.text for m in place.messages][-3:]}")

    async def act(self, who: Thing, label: str, about: str) -> Thing:
        """An official chooses something in the group, about a case."""
        return await self.choose(who, label, among=self.group, about=about)

    async def write(self, who: Thing, code: str, words: str) -> Thing:
        """An official writes about a case: as a reply to its card, or with its short code."""
        if self.there == "telegram":
            card = next(m for m in reversed(self.group.messages) if m.from_bot and code in m.text)
            return await self.town.replies(who, card, words, where=self.group)
        return await self.town.says(who, f"#{code[-4:].lower()} {words}", to=self.group)

    async def write_reason(self, who: Thing, code: str, words: str) -> Thing:
        """An official answers the bot's request for a reason."""
        if self.there == "telegram":
            return await self.town.replies(who, self.group.last, words, where=self.group)
        return await self.town.says(who, f"#{code[-4:]} {words}", to=self.group)

    async def reports(self, who: Thing, words: str = LAMP) -> str:
        """A resident reports and says yes to what was guessed; returns the code."""
        await self.town.says(who, words)
        await self.choose(who, "Gửi")
        await self.choose(who, "Đúng")
        return self.code_of(who)

    def code_of(self, who: Thing) -> str:
        """The code in the newest message to a resident that has one."""
        return next(
            found[0]
            for message in reversed(who.messages)
            if message.from_bot and (found := CODE.search(message.text))
        )

    def heard(self, who: Thing, part: str) -> list[str]:
        """What the bot said to somebody (or in the group) with these words."""
        return [m.text for m in who.messages if m.from_bot and part in m.text]


def shows_photo(message: Thing) -> bool:
    """Whether a message brings a picture."""
    return bool(getattr(message, "photos", None)) or "photo" in getattr(message, "data", {})


async def open_office(open_a_town: OpenTown, here: str, there: str, **options: Any) -> Office:
    """A town with both platforms, and a unit's group on the second."""
    platforms = tuple(dict.fromkeys((here, there)))
    town = await open_a_town(platforms=platforms, **options)
    stand = town.stands[there]
    hoa, minh = stand.person("Hoa"), stand.person("Minh")
    group = stand.group("Phòng Kinh tế", admins=[hoa], members=[minh])
    await town.settle()
    await town.connect(hoa, group, "kinh_te")
    return Office(town, here, there, group, hoa, minh)


async def everything_in_its_place(office: Office) -> None:
    """Nothing waits, nothing failed: all that came was handled, all that was to be said was."""
    found = await counts(office.town)
    assert found["in failed"] == found["in aside"] == found["in waiting"] == 0
    assert found["out failed"] == found["out queued"] == 0


SAID = [f"Cột thứ {n:02} cũng tắt" for n in range(25)]
"""More than a page of the OA's history."""


async def half_an_hour_away(office: Office, then: timedelta) -> Any:  # noqa: ANN401  # whichever platform's person
    """Lan and an official write while the desk is off; it comes back, and so long goes by."""
    town, lan, nam = office.town, office.resident("Lan"), office.resident("Nam")
    other = await office.reports(nam)
    await town.says(lan, LAMP)
    await town.close()
    for words in SAID:
        lan.says(words)
        town.clock.advance(timedelta(minutes=1))
    lan.sends_photo(picture(5))
    office.hoa.says(f"#{other[-4:]} Mai tổ sẽ tới", in_=office.group)
    town.clock.advance(timedelta(minutes=5))
    await town.restart()
    await town.pass_time(then)
    return lan


def in_order_and_once(said: str) -> None:
    """All that Lan said while the desk was away."""
    places = [said.find(words) for words in SAID]
    assert -1 not in places
    assert places == sorted(places)
    assert all(said.count(words) == 1 for words in SAID)
