"""One group with a topic for each unit: what is asked of a unit stands in its own topic."""

from dataclasses import dataclass

from bot.sandbox.telegram import Group, Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from tests.journeys.scenes import PAST_PACE, at, reports

DRAFT = "Trợ lý soạn sẵn lời xin lỗi"


@dataclass
class Forum:
    """The office's one group; Hoa is an admin of it, Minh works in all its topics."""

    town: Town
    group: Group
    hoa: Person
    minh: Person

    async def desk(self, unit: str) -> int:
        """A new topic becomes a unit's desk."""
        topic = self.group.make_topic(unit)
        await self.town.settle()
        code = await self.town.invite("unit", unit)
        self.hoa.says(f"/ketnoi {code}", in_=self.group, topic=topic)
        await self.town.settle()
        return topic

    def said(self, topic: int, part: str) -> list[Message]:
        """The bot's messages in a topic with these words."""
        here = [one for one in self.group.messages if one.from_bot and one.thread == topic]
        return [one for one in here if part in one.text]

    async def transfers(self, topic: int, code: str, to: str, why: str) -> None:
        """Minh gives a case away."""
        card = next(one for one in self.said(topic, code) if "Tình trạng:" in one.text)
        menu = await self.town.presses(self.minh, card, "Chuyển, gia hạn")
        prompt = await self.town.presses(self.minh, menu, to)
        preview = await self.town.replies(self.minh, prompt, why, where=self.group)
        await self.town.presses(self.minh, preview, "Chuyển")


async def forum_of(town: Town) -> Forum:
    hoa, minh = town.telegram.person("Hoa"), town.telegram.person("Minh")
    group = town.telegram.group("UBND phường", admins=[hoa], members=[minh], forum=True)
    await town.settle()
    return Forum(town, group, hoa, minh)


async def test_the_topic_that_gets_a_late_case_gets_its_draft_too(town: Town) -> None:
    forum, lan = await forum_of(town), town.telegram.person("Lan")
    lamps, police = await forum.desk("kinh_te"), await forum.desk("cong_an")
    code = await reports(town, lan)
    await town.until(at(20, 8))
    (old,) = forum.said(lamps, DRAFT)
    await forum.transfers(lamps, code, "Công an phường", "Thuộc công an")
    await town.until(at(20, 16))
    assert "đã chuyển sang Công an phường" in old.text
    assert old.labels == [], "who lost the case sends nothing in its name"
    (draft,) = forum.said(police, DRAFT)
    await town.presses(forum.minh, draft, "Gửi lời xin lỗi")
    assert draft.labels == []
    assert any("thành thật xin lỗi" in one.text for one in lan.messages)


async def test_a_desk_that_moves_to_another_topic_reads_its_draft_there(town: Town) -> None:
    forum, lan = await forum_of(town), town.telegram.person("Lan")
    before = await forum.desk("kinh_te")
    await reports(town, lan)
    await town.until(at(20, 8))
    assert forum.said(before, DRAFT)
    after = await forum.desk("kinh_te")
    (draft,) = forum.said(after, DRAFT)
    await town.presses(forum.minh, draft, "Gửi lời xin lỗi")
    assert any("thành thật xin lỗi" in one.text for one in lan.messages)


async def test_a_command_beside_the_desks_hears_where_they_are(town: Town) -> None:
    forum = await forum_of(town)
    await town.says(forum.minh, "/viec", to=forum.group)
    assert "chưa được kết nối" in forum.group.last.text
    lamps = await forum.desk("kinh_te")
    for beside in (None, forum.group.make_topic("Chuyện trò")):
        forum.minh.says("/viec", in_=forum.group, topic=beside)
        await town.settle()
        assert forum.group.last.thread == beside
        assert "gõ trong chủ đề của đơn vị mình" in forum.group.last.text
    forum.minh.says("/viec", in_=forum.group, topic=lamps)
    await town.settle()
    assert "không còn hồ sơ nào" in forum.said(lamps, "")[-1].text


async def test_of_two_desks_that_lost_their_topics_only_one_has_the_group(town: Town) -> None:
    forum, duty = await forum_of(town), town.telegram.person("Trực")
    await town.appoint(duty, "duty")
    lamps, police = await forum.desk("kinh_te"), await forum.desk("cong_an")
    for topic in (lamps, police):
        forum.group.close_topic(topic)
    first = await reports(town, town.telegram.person("Lan"))
    (card,) = [one for one in forum.group.messages if first in one.text and one.labels]
    menu = await town.presses(forum.minh, card, "Chuyển, gia hạn")
    prompt = await town.presses(forum.minh, menu, "Công an phường")
    preview = await town.replies(forum.minh, prompt, "Thuộc công an", where=forum.group)
    await town.presses(forum.minh, preview, "Chuyển")
    await town.settle(PAST_PACE)
    assert not [one for one in forum.group.messages if first in one.text and one.labels]
    (there,) = [one for one in duty.messages if first in one.text and "Tình trạng" in one.text]
    assert "Công an phường chưa có nhóm" in there.text
    assert [one for one in duty.messages if "không còn ở trong nhóm của Công an" in one.text]
