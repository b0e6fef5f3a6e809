"""Who may do what, cell by cell, through the channel: allowed happens, refused changes nothing.

The table below is the office's, written anew: it is not the program's own (handlers.roles).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox.telegram import Group, Person
from bot.sandbox.town import Town
from storage.sealed import Confided, Word
from tests.journeys.scenes import CODE, case_of, heard, history_of, reports, staffed

WHO = (
    "resident", "stranger", "official", "official elsewhere", "duty", "head", "head elsewhere",
    "leader", "leader elsewhere", "sealed", "observer", "admin", "proxy",
)  # fmt: skip
BY_NAME = {
    "head": ("head", "kinh_te"), "head elsewhere": ("head", "van_hoa"), "leader": ("leader", None),
    "sealed": ("sealed", None), "observer": ("observer", None), "admin": ("admin", None),
    "proxy": ("proxy", None),
}  # fmt: skip
ADVERT = "Vay tiền nhanh không thế chấp, lãi thấp, lh 0901234567 giải ngân ngay"
CONFIDED = "kế toán bỏ túi tiền quỹ"
FRESH = 2
"""Acts in the history of a case that nobody has touched: sent, assigned."""
REASON = "lý do cần hẹn gặp để đo đạc"


@dataclass
class Hall:
    """A town with somebody in each role, and a case of the resident's in the unit kinh_te."""

    town: Town
    people: dict[str, Person]
    groups: dict[str, Group]
    code: str = ""
    number: int = 0

    async def new_case(self) -> None:
        """A case that nobody has touched."""
        self.people["resident"] = self.town.telegram.person(f"Bà con {self.number}")
        self.code = await reports(self.town, self.people["resident"])
        self.number = (await case_of(self.town, self.code)).id or 0

    async def types(self, who: str, text: str, *, in_group: bool = False) -> str:
        """In private, or in the group in which they are; returns what the bot said to it."""
        group = self.groups.get(who) if in_group else None
        place = group or self.people[who]
        before = len(place.messages)
        await self.town.says(self.people[who], text, to=group)
        return "\n".join(one.text for one in place.messages[before:] if one.from_bot)

    async def taps(self, who: str, data: str, *, in_group: bool = False) -> str:
        """A button with this content, however they came by it; returns what was said to it."""
        group = self.groups.get(who) if in_group else None
        place = group or self.people[who]
        before = len(place.messages)
        on = [one for one in place.messages if one.from_bot][-1]
        press = self.people[who].presses(on, data, stale=True)
        await self.town.settle()
        said = [one.text for one in place.messages[before:] if one.from_bot]
        return "\n".join([*said, press.notice or ""])

    async def stands(self) -> tuple[object, ...]:
        """All of the case that an act can change."""
        case = await case_of(self.town, self.code)
        return len(await history_of(self.town, self.code)), case.model_dump()


async def _confide(town: Town) -> None:
    async with town.app.open_desk() as desk:
        said = Confided(None, (Word("resident", desk.now.isoformat(), CONFIDED),))
        await desk.store.sealed.add(
            1, said, desk.now, due_at=desk.now + timedelta(days=7), next_at=desk.now
        )


async def hall_of(town: Town) -> Hall:
    staff = await staffed(town)
    other = await staffed(town, "van_hoa", "Văn hóa")
    people = {who: town.telegram.person(who.title()) for who in WHO}
    duty = town.telegram.group("Trực ban", admins=[people["duty"]])
    await town.settle()
    await town.says(people["duty"], f"/ketnoi {await town.invite('duty')}", to=duty)
    for who, (what, unit) in BY_NAME.items():
        await town.appoint(people[who], what, unit)
    async with town.app.open_desk() as desk:
        code = await desk.store.offices.invite("leader", "van_hoa", desk.now)
    await town.says(people["leader elsewhere"], f"/ketnoi {code}")
    for who in WHO:
        if not heard(people[who]):
            await town.says(people[who], "/start")
    groups = {"official": staff.group, "head": staff.group, "duty": duty,
              "official elsewhere": other.group, "head elsewhere": other.group}  # fmt: skip
    for who, group in groups.items():
        if who != "duty":
            group.joins(people[who])
    await town.settle()
    hall = Hall(town, people, groups)
    await town.says(town.telegram.person("Người bán"), ADVERT)
    await _confide(town)
    await hall.new_case()
    return hall


Probe = Callable[[Hall, str], Awaitable[str]]


async def did(hall: Hall, act: str, reply: str) -> str:
    """What was said, if the act stands in the history now; "" otherwise."""
    return reply if act in [one.act for one in await history_of(hall.town, hall.code)] else ""


async def claim(hall: Hall, who: str) -> str:
    await hall.taps(who, f"card.claim:{hall.number}", in_group=True)
    return await did(hall, "claim", "done")


async def internal(hall: Hall, who: str) -> str:
    await hall.types(who, f"/traloi {hall.code} Đã cử người tới xem", in_group=True)
    async with hall.town.app.database.reading() as store:
        entries = await store.drafts.of_case(hall.number)
    return "done" if any(one.side == "official" for one in entries) else ""


async def unmask(hall: Hall, who: str) -> str:
    return await did(hall, "unmask", await hall.types(who, f"/xemten {hall.code} {REASON}"))


async def urge(hall: Hall, who: str) -> str:
    return await did(hall, "urge", await hall.taps(who, f"lead.urge:{hall.number}"))


async def take_over(hall: Hall, who: str) -> str:
    await hall.taps(who, f"lead.take:{hall.number}")
    return await did(hall, "claim", "done")


async def look(hall: Hall, who: str) -> str:
    said = await hall.taps(who, f"lead.open:{hall.number}")
    return said if hall.code in said else ""


async def direct(hall: Hall, who: str) -> str:
    said = await hall.taps(who, f"lead.direct:{hall.number}")
    person = hall.people[who]
    if hall.code in said and "chỉ đạo" in said.casefold():
        await hall.town.says(person, "/start")
        return said
    return ""


async def digest(hall: Hall, who: str) -> str:
    said = await hall.types(who, "/bantin")
    return said if "Bản tin tuần" in said else ""


async def observe(hall: Hall, who: str) -> str:
    said = await hall.types(who, f"/giamsat {hall.code}")
    return said if "Diễn biến" in said else ""


async def follow(hall: Hall, who: str) -> str:
    said = await hall.types(who, hall.code)
    return said if "Hạn trả lời" in said else ""  # who may look at a case reads another screen


async def withdraw(hall: Hall, who: str) -> str:
    await hall.taps(who, f"case.withdrawn:{hall.number}")
    return await did(hall, "withdraw", "done")


async def file_for(hall: Hall, who: str) -> str:
    said = await hall.types(who, "/nhapho")
    if "Xin hỏi bà con tên gì" not in said:
        return ""
    person = hall.people[who]
    await hall.town.says(person, "không")
    await hall.town.says(person, "Đèn hư")
    await hall.town.presses(person, person.last, "Bỏ")
    return said


async def look_over(hall: Hall, who: str) -> str:
    said = await hall.types(who, "/tinrac", in_group=True)
    return said if "không thế chấp" in said else ""


async def open_sealed(hall: Hall, who: str) -> str:
    asked = await hall.taps(who, "kin.open:1")
    if "lý do" not in asked:
        return ""
    said = await hall.types(who, "được giao xem xét tin này")
    return said if CONFIDED in said else ""


async def extend(hall: Hall, who: str) -> str:
    said = await hall.types(who, f"/giahan {hall.code} 30/11 chờ vật tư về", in_group=True)
    place = hall.groups.get(who) or hall.people[who]
    shown = place.messages[-1]
    yes = [one for one in shown.labels if "gia hạn" in one.casefold()]
    if not yes:
        return ""
    await hall.town.presses(hall.people[who], shown, yes[0])
    return await did(hall, "extend", said)


async def file(hall: Hall, who: str) -> str:
    person = hall.people[who]
    await hall.town.says(person, "Đèn đường trước nhà hư, khu phố 3")
    if "Việc mới" in " ".join(person.last.labels):  # their first matter is still open
        await hall.town.presses(person, person.last, "Việc mới")
    await hall.town.presses(person, person.last, "Gửi")
    await hall.town.presses(person, person.last, "Đúng")
    return "done" if CODE.search(person.last.text) else ""


TABLE: tuple[tuple[Probe, set[str]], ...] = (
    (follow, {"resident"}),
    (unmask, {"head"}),
    (look, {"leader", "head"}),
    (urge, {"leader", "head"}),
    (direct, {"leader"}),
    (take_over, {"leader"}),
    (digest, {"leader", "leader elsewhere"}),
    (observe, {"observer"}),
    (claim, {"official", "head", "duty"}),
    (internal, {"official", "head", "duty"}),
    (extend, {"leader", "head"}),
    (withdraw, {"resident"}),
    (look_over, {"duty", "admin"}),
    (open_sealed, {"sealed"}),
    (file_for, {"proxy"}),
    (file, set(WHO)),
)


async def test_every_cell_of_the_table(town: Town) -> None:
    hall = await hall_of(town)
    wrong = []
    for probe, may in TABLE:
        for who in sorted(set(WHO) - may):
            before = await hall.stands()
            if await probe(hall, who) or await hall.stands() != before:
                wrong.append(f"{who} must not {probe.__name__}")
        for who in sorted(may):
            if not await probe(hall, who):
                wrong.append(f"{who} may {probe.__name__}")
            if len(await history_of(town, hall.code)) > FRESH:
                await hall.new_case()
    assert wrong == []
