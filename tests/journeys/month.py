"""A month at the office, played by seeded dice: residents report, officials answer, some late.

What people do are scripts: generators that do one thing, let everything that follows happen
(`yield`), and go on. All scripts of a moment run side by side, as people do.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.channels.telegram import TelegramChannel
from bot.sandbox.telegram import Group, Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from handlers.calendar import Calendar, calendar_of
from handlers.wording import HERE
from tests.journeys.ledger import Ledger
from tests.journeys.scenes import CODE

Script = Iterator[None]
SEED, AGAIN = 2026, 0.1
AT_ONCE = replace(TelegramChannel.limits, private=None, group=None, overall=None)
"""The platform's pace is proven elsewhere; here it would only take time."""

SLOTS = (
    time(7, 35), time(8, 35), time(9, 35), time(10, 35), time(13, 35), time(14, 35), time(15, 35),
    time(16, 35),
)  # fmt: skip
"""When officials look at their chats."""
CLOSED = (time(6, 40), time(12, 15), time(17, 30), time(22, 0))
"""When nobody works and the bot keeps still; residents write at noon and in the evening."""
UNITS = {
    "kinh_te": "Đèn đường trước nhà số {n} hư cả tuần nay, khu phố 3",
    "cong_an": "Quán karaoke số {n} hát tới khuya, khu phố 2 không ai ngủ được",
    "van_hoa": "Muỗi nhiều quá, nhờ trạm y tế phun thuốc muỗi nhà số {n}, khu phố 1",
    "ttpvhcc": "Hồ sơ trễ hẹn, một cửa hẹn trả lần {n} mà chưa có, khu phố 4",
    "van_phong": "Góp ý phát loa phường sớm hơn, nhà số {n}, khu phố 5",
}
SAYS = ("việc mới", "gửi", "đúng", "bỏ qua")
"""What a resident chooses until the receipt comes."""
PLANS = {
    "prompt": 46, "slow": 12, "late": 16, "asked": 8, "silent": 4, "extended": 4, "refused": 3,
    "withdrawn": 3, "forgotten": 4,
}  # fmt: skip
"""What becomes of a case, and how often in a hundred."""
CONTENT = "rất hài lòng"
ANSWER = (
    "Ngày {day} tổ kỹ thuật của phường đã kiểm tra và xử lý xong tại nhà số {n}, xin cảm ơn bác."
)


@dataclass
class Matter:
    """One resident's matter: what is planned for it, and its code once it has one."""

    who: Person
    unit: str
    number: int
    plan: str
    code: str = ""


@dataclass
class Board:
    """A unit's group: what stands there about each case, and who works there."""

    group: Group
    officials: tuple[Person, ...]
    head: Person
    about: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    _seen: int = 0

    def look(self) -> None:
        """Read what is new."""
        last = self.group.chat.last_id
        for number in range(self._seen + 1, last + 1):
            message = self.group.chat.find(number)
            if message and message.from_bot and not message.service:
                for code in set(CODE.findall(message.text)):
                    self.about[code].append(message)
        self._seen = last

    def offers(self, code: str, label: str) -> tuple[Message, str] | None:
        """The newest message about a case that offers this, and the whole label."""
        for message in reversed(self.about[code]):
            named = [one for one in message.labels if label in one.casefold()]
            if named:
                return message, named[0]
        return None


@dataclass
class Month:
    """The play: a town, its boards, the dice, what is still to come."""

    town: Town
    ledger: Ledger
    leader: Person
    boards: dict[str, Board]
    dice: random.Random
    each_day: int
    matters: list[Matter] = field(default_factory=list)
    coming: list[tuple[datetime, int, Callable[[], Script]]] = field(default_factory=list)
    _count: int = 0

    @property
    def calendar(self) -> Calendar:
        """The office's."""
        return calendar_of(self.town.app.office)

    async def play(self, first: date, last: date) -> None:
        """Day after day; residents write on holidays too."""
        day = first
        while day <= last:
            works = self.calendar.is_working_day(day)
            if works or day.isoweekday() < 6:
                self._residents_write(day)
            times = sorted((*SLOTS, *CLOSED)) if works else (time(9, 0), time(15, 0), time(19, 0))
            for at in times:
                await self.moment(datetime.combine(day, at, HERE))
            day += timedelta(days=1)

    async def moment(self, now: datetime) -> None:
        """The bot looks, then everybody does what it is time for."""
        self.town.clock.set(now)
        await self.town.settle(timedelta())
        await self.ledger.tick(self.town)
        ready = [one for one in self.coming if one[0] <= now]
        self.coming = [one for one in self.coming if one[0] > now]
        await self._side_by_side([script() for _, _, script in sorted(ready, key=lambda x: x[:2])])

    async def _side_by_side(self, scripts: list[Script]) -> None:
        while scripts:
            scripts = [one for one in scripts if next(one, self) is not self]
            await self.town.settle()
            for board in self.boards.values():
                board.look()

    def at(self, when: datetime, script: Callable[[], Script]) -> None:
        """Plan something."""
        self._count += 1
        self.coming.append((when, self._count, script))

    def worked(self, hours: float) -> datetime:
        """When officials have worked so long from now on."""
        return self.calendar.add_working_time(self.town.clock.now(), timedelta(hours=hours))

    def _residents_write(self, day: date) -> None:
        # Nobody writes twice on one day, nor anew while a question to them is open.
        asked = {one.who.id for one in self.matters if one.plan in ("asked", "silent")}
        known = [one.who for one in self.matters if one.who.id not in asked]
        known = list({who.id: who for who in known}.values())
        self.dice.shuffle(known)
        for _ in range(self.each_day):
            number = len(self.matters) + 1
            plan = self.dice.choices(list(PLANS), list(PLANS.values()))[0]
            unit = self.dice.choice(list(UNITS))
            again = known and self.dice.random() < AGAIN
            who = known.pop() if again else self.town.telegram.person(f"Lan {number}")
            matter = Matter(who, unit, number, plan)
            self.matters.append(matter)
            at = self.dice.choice((*SLOTS, time(12, 15), time(17, 30), time(22, 0)))
            self.at(datetime.combine(day, at, HERE), lambda m=matter: self.reports(m))  # type: ignore[misc]  # bound here

    # What residents do

    def reports(self, matter: Matter) -> Script:
        """Says it, and says yes until the receipt comes."""
        matter.who.says(UNITS[matter.unit].format(n=matter.number))
        yield
        for _ in range(8):
            last = matter.who.last
            found = next(
                (label for say in SAYS for label in last.labels if say in label.casefold()), None
            )
            if found is None or "tiến độ" in " ".join(last.labels).casefold():
                break
            matter.who.presses(last, found)
            yield
        receipt = CODE.search(matter.who.last.text)
        assert receipt, matter.who.last.text
        matter.code = receipt[0]
        self._plan(matter)

    def says_more(self, matter: Matter) -> Script:
        """Answers the unit's question; then the unit answers."""
        question = [m for m in matter.who.messages if m.from_bot and matter.code in m.text][-1]
        matter.who.says("Dạ nhà cửa xanh, cạnh tiệm tạp hóa", reply_to=question)
        yield
        self.at(self.worked(6), lambda: self.answers(matter))

    def withdraws(self, matter: Matter) -> Script:
        """It is no longer wanted."""
        matter.who.says(f"rút {matter.code}")
        yield
        last = matter.who.last
        if sure := [one for one in last.labels if "đúng, rút" in one.casefold()]:
            matter.who.presses(last, sure[0])
            yield

    def rates(self, matter: Matter, word: str) -> Script:
        """Says how it was, or that it is not done."""
        for message in reversed(matter.who.messages):
            labels = [one for one in message.labels if word in one.casefold()]
            if message.from_bot and labels and matter.code in message.text:
                matter.who.presses(message, labels[0])
                yield
                break
        if word == CONTENT and self.dice.random() < 0.5:
            matter.who.says("Dạ xong rồi, cảm ơn phường")
            yield
        if word == "chưa xong":
            matter.who.says("Dạ đoạn cuối vẫn còn như cũ")
            yield
            self.at(self.worked(10), lambda: self.answers(matter))

    # What officials do

    def _somebody(self, board: Board) -> Person:
        return self.dice.choice(board.officials)

    def claims(self, matter: Matter) -> Script:
        """Takes it in hand."""
        board = self.boards[matter.unit]
        if found := board.offers(matter.code, "nhận việc"):
            self._somebody(board).presses(*found)
            yield

    def answers(self, matter: Matter) -> Script:
        """Answers in reply to the card; what is shown back is sent."""
        board = self.boards[matter.unit]
        who, day = self._somebody(board), f"{self.town.clock.now().astimezone(HERE):%d/%m}"
        found = board.offers(matter.code, "trả lời")
        if found is None:
            return
        words = ANSWER.format(day=day, n=matter.number)
        who.says(words, in_=board.group, reply_to=found[0])
        yield
        for label in ("gửi người dân", "vẫn gửi"):
            if found := board.offers(matter.code, label):
                who.presses(*found)
                yield
        if self.dice.random() < 0.4:
            word = "chưa xong" if self.dice.random() < 0.15 else CONTENT
            self.at(self.worked(self.dice.uniform(0, 8)), lambda: self.rates(matter, word))

    def asks(self, matter: Matter, *, heard: bool) -> Script:
        """Asks the resident; who is silent is asked again by the bot, and it is set aside."""
        board = self.boards[matter.unit]
        who, found = self._somebody(board), board.offers(matter.code, "trả lời")
        if found is None:
            return
        who.says("Xin hỏi nhà bác ở đoạn nào ạ?", in_=board.group, reply_to=found[0])
        yield
        if found := board.offers(matter.code, "hỏi người dân"):
            who.presses(*found)
            yield
        if heard:
            later = self.town.clock.now() + timedelta(hours=self.dice.uniform(2, 70))
            self.at(later, lambda: self.says_more(matter))

    def extends(self, matter: Matter) -> Script:
        """The head asks for a week, and allows it."""
        board = self.boards[matter.unit]
        day = self.calendar.next_working_day(
            self.town.clock.now().astimezone(HERE).date() + timedelta(days=14)
        )
        words = f"/giahan {matter.code} {day:%d/%m} chờ vật tư của điện lực về tới"
        board.head.says(words, in_=board.group)
        yield
        if found := board.offers(matter.code, "gia hạn"):
            board.head.presses(*found)
            yield
        self.at(self.worked(50), lambda: self.answers(matter))

    def refuses(self, matter: Matter) -> Script:
        """Says why it cannot be."""
        board = self.boards[matter.unit]
        who = self._somebody(board)
        for label in ("từ chối", "nêu lý do"):
            if found := board.offers(matter.code, label):
                who.presses(*found)
                yield
        prompt = board.about[matter.code][-1]
        who.says(
            "Việc này thuộc nhà riêng nên phường không làm được", in_=board.group, reply_to=prompt
        )
        yield
        if found := board.offers(matter.code, "từ chối"):
            who.presses(*found)
            yield

    def apologises(self, unit: str) -> Script:
        """Somebody looks at the newest draft of an apology, and sends it."""
        board = self.boards[unit]
        found = [
            m for m in board.group.messages[-60:] if m.from_bot and m.text[:1] == "🙏" and m.labels
        ]
        if found:
            self._somebody(board).presses(found[-1], found[-1].labels[0])
            yield

    def goes_away(self, unit: str, until: date) -> Script:
        """An official is on leave; what they hold goes back to the unit."""
        board = self.boards[unit]
        board.officials[0].says(f"/vang {until:%d/%m}", in_=board.group)
        yield

    def _plan(self, matter: Matter) -> None:
        roll, work = self.dice.uniform, self.worked
        claims = lambda: self.claims(matter)  # noqa: E731  # one word for what follows
        answers = lambda: self.answers(matter)  # noqa: E731  # likewise
        steps: dict[str, list[tuple[datetime, Callable[[], Script]]]] = {
            "prompt": [(work(roll(0.5, 3)), claims), (work(roll(4, 12)), answers)],
            "slow": [(work(roll(4, 12)), claims), (work(roll(13, 24)), answers)],
            "late": [(work(roll(2, 16)), claims), (work(roll(40, 90)), answers)],
            "asked": [(work(roll(1, 8)), lambda: self.asks(matter, heard=True))],
            "silent": [(work(roll(1, 8)), lambda: self.asks(matter, heard=False))],
            "extended": [
                (work(roll(1, 3)), claims),
                (work(roll(4, 10)), lambda: self.extends(matter)),
            ],
            "refused": [(work(roll(2, 10)), lambda: self.refuses(matter))],
            "withdrawn": [(work(roll(1, 10)), lambda: self.withdraws(matter))],
            "forgotten": [],
        }
        for when, script in steps[matter.plan]:
            self.at(when, script)


async def opened(town: Town, *, each_day: int, first: date, last: date) -> Month:
    """Open the office: a leader, five units with a head and two officials each, their leave."""
    telegram = town.telegram
    leader = telegram.person("Chủ tịch")
    await town.appoint(leader, "leader")
    boards = {}
    for unit in UNITS:
        head, hoa, minh = (telegram.person(f"{name} {unit}") for name in ("Trưởng", "Hoa", "Minh"))
        group = telegram.group(unit, admins=[head, hoa], members=[minh])
        await town.settle()
        await town.connect(head, group, unit)
        await town.appoint(head, "head", unit)
        boards[unit] = Board(group, (hoa, minh), head)
    month = Month(town, Ledger(), leader, boards, random.Random(SEED), each_day)  # noqa: S311  # dice
    for n, unit in enumerate(UNITS):
        _plan_unit(month, unit, first + timedelta(days=2 + n), (last - first).days)
    return month


def _plan_unit(month: Month, unit: str, leave: date, days: int) -> None:
    """An official is away for a week; every other day somebody looks at the apologies."""
    back = leave + timedelta(days=5)
    month.at(datetime.combine(leave, time(8), HERE), lambda: month.goes_away(unit, back))
    for day in range(1, days, 2):
        at = datetime.combine(leave + timedelta(days=day), time(9), HERE)
        month.at(at, lambda: month.apologises(unit))


async def balance(month: Month) -> Counter[str]:
    """Close the book; how many cases stand how. What does not balance is in `ledger.faults`."""
    staff = [month.leader, *(board.head for board in month.boards.values())]
    groups = [board.group for board in month.boards.values()]
    codes = [one.code for one in month.matters]
    return await month.ledger.close(month.town, codes, groups, staff)
