"""An office on the Zalo Bot Platform alone: no buttons, no quotes, no edits, and it works."""

import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.town import Town
from bot.sandbox.zalo_bot import Group, Message, Person, ZaloBotSandbox
from storage.models import Case, State, Taken
from tests.conftest import OpenTown
from tests.journeys.scenes import at

CODE = re.compile(r"\bPA-\d{4}-([0-9A-Z]{4})\b")
LAMP = "Đèn đường trước nhà hư cả tuần nay, khu phố 3"


@dataclass(frozen=True, slots=True)
class Office:
    """A town whose people have only Zalo's bot, and what they mostly do there."""

    town: Town

    @property
    def zalo(self) -> ZaloBotSandbox:
        return self.town.zalo_bot

    async def says(self, who: Person, text: str, *, to: Group | None = None) -> Message:
        return await self.town.says(who, text, to=to)

    async def presses(self, who: Person, message: Message, label: str) -> Message:
        return await self.town.presses(who, message, label)

    async def staffed(self, unit: str = "kinh_te") -> tuple[Group, Person, Person]:
        hoa, minh = self.zalo.person("Hoa"), self.zalo.person("Minh")
        group = self.zalo.group("Phòng Kinh tế", admins=[hoa], members=[minh])
        await self.town.connect(hoa, group, unit)
        return group, hoa, minh

    async def reports(self, who: Person, text: str = LAMP) -> str:
        """A resident reports something by words and numbers; returns the short code."""
        await self.says(who, text)
        await self.presses(who, who.last, "Gửi")
        receipt = await self.presses(who, who.last, "Đúng")
        found = CODE.search(receipt.text)
        assert found, receipt.text
        return found[1]

    async def case(self, short: str) -> Case:
        async with self.town.app.database.reading() as store:
            return (await store.cases.by_short_code(short))[0]


@pytest.fixture
async def office(open_a_town: OpenTown) -> Office:
    return Office(await open_a_town(platforms=("zalo_bot",)))


def heard(chat: Person | Group, part: str = "") -> list[Message]:
    return [one for one in chat.messages if one.from_bot and part in one.text]


async def test_a_whole_case_by_words_and_numbers(office: Office) -> None:
    group, _, minh = await office.staffed()
    lan = office.zalo.person("Lan")
    lan.sends_photo(caption=LAMP)
    await office.town.settle()
    assert "1. ✅ Gửi" in lan.last.text
    assert "số" in lan.last.text.splitlines()[-1]
    await office.says(lan, "1")
    receipt = await office.presses(lan, lan.last, "Đúng")
    short = CODE.findall(receipt.text)[0]
    card = next(one for one in heard(group) if "Tình trạng" in one.text)
    assert f"#{short} 1" in card.text
    assert group.messages[-1].photos == lan.messages[0].photos
    await office.says(minh, f"#{short.lower()} Bóng đèn do điện lực quản lý 1900 1006", to=group)
    assert "chưa gửi" in group.last.text
    assert heard(lan, "Bóng đèn") == []
    await office.presses(minh, group.last, "Gửi người dân")
    assert len(heard(lan, "Bóng đèn do điện lực")) == 1
    assert (await office.case(short)).state == State.ANSWERED
    assert "Lan" not in "".join(one.text for one in heard(group))


async def test_claim_refuse_list_and_search_are_typed(office: Office) -> None:
    group, _, minh = await office.staffed()
    short = await office.reports(office.zalo.person("Lan"))
    await office.says(minh, f"#{short} 1", to=group)
    assert (await office.case(short)).state == State.IN_PROGRESS
    listed = await office.says(minh, "/viec", to=group)
    assert short in listed.text
    await office.presses(minh, listed, short)
    assert "Tình trạng" in group.last.text
    assert short in (await office.says(minh, "/tim den duong", to=group)).text
    card = next(one for one in reversed(heard(group)) if "Từ chối" in one.labels)
    await office.presses(minh, card, "Từ chối")
    await office.presses(minh, group.last, "nêu lý do")
    await office.says(minh, "Đường này do tỉnh quản lý, đã báo tỉnh", to=group)
    assert (await office.case(short)).state == State.IN_PROGRESS
    await office.presses(minh, group.last, "Từ chối")
    assert (await office.case(short)).state == State.REFUSED


@pytest.mark.parametrize("sent", ["document", "video", "location", "contact"])
async def test_what_does_not_arrive_is_explained_and_the_case_goes_on(
    office: Office, sent: str
) -> None:
    lan = office.zalo.person("Lan")
    await office.says(lan, LAMP)
    getattr(lan, f"sends_{sent}")()
    await office.town.settle()
    explained = heard(lan)[-2]
    assert "gửi ảnh, hoặc mô tả bằng lời" in explained.text.lower()
    assert "✅ Gửi, tôi đồng ý" in lan.last.labels
    await office.presses(lan, lan.last, "Gửi")
    receipt = await office.presses(lan, lan.last, "Đúng")
    assert CODE.search(receipt.text)


async def test_first_word_in_a_form_that_does_not_arrive(office: Office) -> None:
    lan = office.zalo.person("Lan")
    lan.sends_location()
    await office.town.settle()
    assert len(heard(lan)) == 1
    await office.reports(lan)


async def test_what_the_group_cannot_show_is_there_to_be_fetched(office: Office) -> None:
    group, _, _ = await office.staffed()
    lan = office.zalo.person("Lan")
    voice = b"a spoken report"
    lan.sends_voice(voice)
    await office.town.settle()
    await office.reports(lan)
    told = heard(group, "1 tin nhắn thoại: http")[0].text
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(told.rpartition(" ")[2])).content == voice


async def test_colleagues_numbers_are_their_own(office: Office) -> None:
    group, hoa, minh = await office.staffed()
    lan = office.zalo.person("Lan")
    short = await office.reports(lan)
    await office.says(minh, f"#{short} Việc này do tỉnh quản lý", to=group)
    await office.says(hoa, "1", to=group)
    assert heard(lan, "do tỉnh quản lý") == []
    await office.says(minh, "1", to=group)
    assert len(heard(lan, "do tỉnh quản lý")) == 1


async def test_nothing_is_lost_or_doubled_when_zalo_takes_nothing_for_hours(
    office: Office,
) -> None:
    _, _, minh = await office.staffed()
    lan = office.zalo.person("Lan")
    short = await office.reports(lan)
    said = len(heard(lan))
    office.zalo.faults.outage(502, times=10_000, method="sendMessage")
    lan.says(f"PA-2611-{short} tới đâu rồi?")
    await office.town.pass_time(timedelta(hours=6))
    assert len(heard(lan)) == said
    office.zalo.faults.clear()
    await office.town.pass_time(timedelta(minutes=10))
    assert len(heard(lan)) == said + 1
    assert minh.messages == []


async def test_each_update_counts_once_however_often_it_comes(office: Office) -> None:
    office.zalo.world.twice = True
    lan = office.zalo.person("Lan")
    await office.says(lan, LAMP)
    assert len(heard(lan)) == 1


async def test_what_cannot_be_read_holds_up_nobody(office: Office) -> None:
    lan = office.zalo.person("Lan")
    office.zalo.poison()
    office.zalo.poison({"event_name": "message.image.received", "message": {"chat": 7}})
    await office.says(lan, LAMP)
    assert len(heard(lan)) == 1
    async with office.town.app.database.reading() as store:
        assert await store.inbox.count(Taken.ASIDE) == 2


async def test_a_restart_forgets_nothing(office: Office) -> None:
    group, _, minh = await office.staffed()
    lan = office.zalo.person("Lan")
    short = await office.reports(lan)
    await office.says(minh, f"#{short} Việc này do tỉnh quản lý", to=group)
    await office.town.restart()
    await office.says(minh, "1", to=group)
    assert len(heard(lan, "do tỉnh quản lý")) == 1


async def test_nobody_is_called_in_a_group_by_a_residents_words(office: Office) -> None:
    group, _, _ = await office.staffed()
    await office.reports(office.zalo.person("Lan"), f"{LAMP} [@all] [@123]")
    assert heard(group, "all")
    assert heard(group, "[@") == []


async def test_a_number_means_what_stands_on_the_card_that_people_read(office: Office) -> None:
    group, _, minh = await office.staffed()
    short = await office.reports(office.zalo.person("Lan"))
    await office.says(minh, f"#{short} Việc này do tỉnh quản lý", to=group)
    await office.says(minh, "1", to=group)
    assert (await office.case(short)).state == State.ANSWERED
    cards = [one for one in heard(group, "Tình trạng") if one.labels]
    assert len(cards) == 1, "what happens since is told in short lines"
    office.town.clock.advance(timedelta(minutes=15))
    told = await office.says(minh, f"#{short} 1", to=group)
    assert cards[0].labels[0] == "Nhận việc"
    assert "Không có gì thay đổi" in told.text


async def test_a_leader_without_buttons_is_asked_again_and_decides_with_a_number(
    office: Office,
) -> None:
    group, hoa, minh = await office.staffed()
    boss, lan = office.zalo.person("Hùng"), office.zalo.person("Hạnh")
    await office.town.appoint(boss, "leader")
    await office.town.appoint(hoa, "head", "kinh_te")
    short = await office.reports(lan)
    await office.says(minh, f"/nhan {short}", to=group)
    for wish in ("23/11 chờ bóng đèn mới", "27/11 bóng đèn chưa về"):
        await office.says(hoa, f"/giahan {short} {wish}", to=group)
        await office.says(hoa, "1", to=group)
    await office.town.until(at(17, 9))
    assert "vẫn chờ ý kiến" in boss.last.text
    assert heard(group, "Hùng chưa trả lời việc xin gia hạn")
    await office.says(boss, "1")
    assert (await office.case(short)).due_at == at(27, 17)
    assert heard(group, "Lãnh đạo đã gia hạn")
    assert heard(group, "đã được quyết định") == [], "they have just heard it"
    await office.says(boss, "1")
    assert (await office.case(short)).extensions == 2


async def test_where_nothing_can_be_answered_by_a_reply_an_apology_asks_for_none(
    office: Office,
) -> None:
    group, _, minh = await office.staffed()
    lan = office.zalo.person("Lan")
    short = await office.reports(lan)
    await office.town.until(at(20, 8))
    (draft,) = heard(group, "Trợ lý soạn sẵn lời xin lỗi")
    assert "(reply)" not in draft.text
    assert f"@Bot #{short} 1" in draft.text
    await office.says(minh, f"#{short} chọn lý do", to=group)
    await office.says(minh, f"#{short} chờ xe cẩu", to=group)
    await office.says(minh, f"#{short} gửi lời xin lỗi", to=group)
    assert "Lý do: chờ xe cẩu." in heard(lan, "thành thật xin lỗi")[0].text
