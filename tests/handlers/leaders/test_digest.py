"""The week on one screen: once per leader and week, honest about small numbers, without names."""

import textwrap
from datetime import UTC, datetime, timedelta

import pytest

from handlers.leaders import digest
from handlers.wording import HERE
from storage.models import Role
from tests.handlers.casebook import answered, filed, survey
from tests.handlers.told import OFFICE, Heard, Town

ACROSS, SCREEN = 42, 34
"""Letters in a line and lines on a phone's screen, at the usual size of Zalo and Telegram."""


def lines_on_a_phone(text: str) -> int:
    return sum(len(textwrap.wrap(line, ACROSS)) or 1 for line in text.split("\n"))


def at(month: int, number: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, month, number, hour, minute, tzinfo=HERE).astimezone(UTC)


async def appoint(told: Town, who: str) -> None:
    await told.says(who, "/start")
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", who, private=True)
        person = await desk.store.people.person_in(chat.id or 0)
        assert person is not None
        assert person.id is not None
        await desk.store.people.give_role(person.id, Role.LEADER, told.now)


async def look(told: Town, now: datetime) -> list[Heard]:
    told.now = now
    count = await digest.weekly(told.desk)
    said = [one for one in await told.deliver() if one.what == "digest"]
    assert len(said) == count
    return said


async def test_each_leader_gets_it_once(told: Town) -> None:
    await appoint(told, "chu_tich")
    await appoint(told, "pho_chu_tich")
    assert await look(told, at(11, 23, 7, 29)) == []
    said = await look(told, at(11, 23, 7, 30))
    assert {one.chat for one in said} == {"chu_tich", "pho_chu_tich"}
    assert await look(told, at(11, 23, 7, 31)) == []
    assert await look(told, at(11, 29, 23, 0)) == []
    assert len(await look(told, at(11, 30, 7, 30))) == 2


async def test_down_on_monday_and_for_weeks_only_the_last_week_is_told(told: Town) -> None:
    await appoint(told, "chu_tich")
    (said,) = await look(told, at(12, 9, 10))  # a Wednesday, three weeks on
    assert "30/11–06/12/2026" in said.text
    assert "chưa gửi được 2 bản tin, các tuần từ ngày 16/11, 23/11" in said.text
    assert await look(told, at(12, 9, 11)) == []
    (asked,) = await told.says("chu_tich", "báo cáo tuần 16/11")
    assert "Bản tin tuần 16/11–22/11/2026" in asked.text
    (said,) = await look(told, at(12, 14, 7, 30))
    assert "chưa gửi được" not in said.text


async def test_who_has_had_all_or_came_later_has_missed_nothing(told: Town) -> None:
    await appoint(told, "chu_tich")
    assert len(await look(told, at(11, 23, 7, 30))) == 1
    told.now = at(11, 30, 12)
    await appoint(told, "moi")
    said = {one.chat: one.text for one in await look(told, at(12, 9, 10))}
    assert "chưa gửi được 1 bản tin, các tuần từ ngày 23/11" in said["chu_tich"]
    assert "chưa gửi được" not in said["moi"]


async def test_who_becomes_a_leader_later_begins_with_the_next(told: Town) -> None:
    told.now = at(11, 24, 9)
    await appoint(told, "moi")
    assert await look(told, at(11, 25, 8)) == []
    assert len(await look(told, at(11, 30, 7, 30))) == 1


async def rate(told: Town, count: int, level: str) -> None:
    for number in range(count):
        who = f"{level}-{number}"
        question = await answered(told, await filed(told, who))
        assert question is not None
        await told.presses(who, question, level)


@pytest.mark.parametrize(
    ("content", "others", "said"),
    [
        (0, 0, "chưa có phiếu trả lời"),
        (4, 0, "Hài lòng: 4 phiếu, chưa đủ để tính tỷ lệ"),
        (4, 1, "80 % (4/5 phiếu; sơ bộ, khoảng 38–96 %)"),
    ],
)
async def test_small_numbers_say_no_more_than_they_know(
    told: Town, content: int, others: int, said: str
) -> None:
    await appoint(told, "chu_tich")
    await rate(told, content, "Rất hài lòng")
    await rate(told, others, "Bình thường")
    (one,) = await look(told, at(11, 23))
    assert said in one.text
    assert f"hỏi {content + others} · trả lời {content + others}" in one.text
    if content + others < 5:
        assert "%" not in one.text


async def test_all_figures_of_a_week(told: Town) -> None:
    await appoint(told, "chu_tich")
    on_time = await filed(told, "a")
    late = await filed(told, "b", due=at(11, 17, 17))
    await filed(told, "c", due=at(11, 18, 17))
    await filed(told, "d", due=at(11, 30, 17), unit="van_hoa")
    question = await answered(told, on_time)
    assert question is not None
    face = (await told.presses("a", question, "🙂 Hài lòng"))[0]
    await told.presses("a", face, "một phần")
    await told.presses("a", told.last("a"), "Chào hỏi")
    another = await filed(told, "a", unit="van_hoa")
    await answered(told, another)
    told.now = at(11, 18)
    await answered(told, late)
    told.now = at(11, 20)
    await filed(told, "e", due=at(11, 27, 17))
    (one,) = await look(told, at(11, 23))
    economy, culture = (OFFICE.unit(code) for code in ("kinh_te", "van_hoa"))
    assert economy is not None
    assert culture is not None
    assert "nhận 6 · đúng hạn 2 · gia hạn 0 · trễ 1 · đang mở 3 · quá hạn 1" in one.text
    assert "hỏi 2 · trả lời 1 · không hỏi 1 (1 đã được hỏi trong 7 ngày)" in one.text
    assert "Việc đã xong, theo người dân: 1 phiếu, chưa đủ" in one.text
    assert f"nhiều nhất: {economy.short or economy.name} (1)" in one.text
    assert f"{economy.short or economy.name}: 4 · 1/0/1 · 2 · 1" in one.text
    assert f"{culture.short or culture.name}: 2 · 1/0/0 · 1 · 0" in one.text
    assert "có lời đáp cho 3 hồ sơ: 2 đúng hạn, 1 trễ hạn." in one.text
    assert "chưa đủ phiếu đánh dấu" in one.text
    assert lines_on_a_phone(one.text) <= SCREEN


async def test_nobody_can_be_recognised(told: Town) -> None:
    await appoint(told, "chu_tich")
    case = await filed(told, "nguyen_van_buoi")
    await answered(told, case)
    await told.deliver()
    (one,) = await look(told, at(11, 23))
    for trace in ("nguyen_van_buoi", "Nguyen_van_buoi", case.code, case.text):
        assert trace not in one.text


async def test_a_leader_can_ask_for_it(told: Town) -> None:
    await appoint(told, "chu_tich")
    told.now = at(11, 24)
    for typed in ("/bantin", "/ban_tin"):
        (one,) = await told.says("chu_tich", typed)
        assert "16/11–22/11/2026" in one.text


@pytest.mark.parametrize("typed", ["quá hạn", "qua han", "việc quá hạn", "/quahan", "/qua_han"])
async def test_what_is_overdue_can_be_asked_for_at_any_time(told: Town, typed: str) -> None:
    await appoint(told, "chu_tich")
    old = await filed(told, "tu")
    told.now = at(11, 26)
    new = await filed(told, "ba")
    told.now += timedelta(hours=1)
    (shown,) = await told.says("chu_tich", typed)
    assert "quá hạn" in shown.text
    assert 0 < shown.text.index(old.code) < shown.text.index(new.code)


async def test_who_leads_nothing_and_says_overdue_begins_a_report(told: Town) -> None:
    (shown,) = await told.says("tu", "quá hạn")
    assert "Trợ lý đã ghi" in shown.text


@pytest.mark.parametrize("typed", ["/bantin", "/gopy"])
async def test_it_is_for_leaders_only(told: Town, typed: str) -> None:
    (one,) = await told.says("tu", typed)
    assert "dành cho lãnh đạo" in one.text


async def test_comments_are_read_by_leaders_without_names(told: Town) -> None:
    await appoint(told, "chu_tich")
    assert "chưa có góp ý" in (await told.says("chu_tich", "/gopy"))[0].text
    question = await answered(told, await filed(told, "tu"))
    assert question is not None
    await told.presses("tu", question, "Chưa hài lòng")
    await told.says("tu", "Đèn sáng một tối rồi lại tắt")
    assert (await survey(told)).comment
    told.now += timedelta(days=7)
    (one,) = await told.says("chu_tich", "/gopy")
    assert "«Đèn sáng một tối rồi lại tắt»" in one.text
    assert "Tu" not in one.text.replace("Tuần", "")
    (one,) = await told.says("chu_tich", "/bantin")
    assert "1 góp ý bằng lời" in one.text


async def test_what_is_added_to_a_text_begins_a_line_of_its_own(told: Town) -> None:
    await appoint(told, "chu_tich")
    question = await answered(told, await filed(told, "tu"))
    assert question is not None
    await told.presses("tu", question, "Chưa hài lòng")
    await told.says("tu", "Chậm quá")
    (one,) = await look(told, at(11, 23))
    assert "\n\n1 góp ý bằng lời" in one.text
