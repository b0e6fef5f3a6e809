"""How an official behaves goes past that unit to the leaders, is never public, and never named."""

from bot.sandbox.telegram import Group, Person
from bot.sandbox.town import Town
from handlers.leaders.notice import gathered
from handlers.leaders.periods import Span, period_of
from handlers.leaders.views import ALL, View
from storage.scope import Scope
from tests.journeys.scenes import acts_of, case_of, code_in, heard, history_of, reports, staffed

RUDE = "Cán bộ một cửa quát dân, thái độ hách dịch"


async def files_conduct(town: Town, who: Person, words: str = RUDE) -> str:
    """A resident says yes to what was guessed; the place is no matter."""
    await town.says(who, words)
    await town.presses(who, who.last, "Gửi")
    assert "Chỉ Lãnh đạo UBND phường đọc việc này" in who.last.text
    await town.presses(who, who.last, "Đúng")
    if "ở đâu" in who.last.text:
        await town.presses(who, who.last, "Bỏ qua")
    return code_in(who.last)


async def duty_chat(town: Town, who: Person) -> Group:
    """The duty chat of the whole office."""
    group = town.telegram.group("Trực ban", admins=[who])
    await town.settle()
    await town.says(who, f"/ketnoi {await town.invite('duty')}", to=group)
    return group


def said_in(group: Group) -> str:
    """All that the bot ever said in a group."""
    return "\n".join(one.text for one in group.messages if one.from_bot)


async def test_it_reaches_leaders_only_however_others_look_for_it(town: Town) -> None:
    lan, boss, clerk = (town.telegram.person(one) for one in ("Lan", "Chủ tịch", "Trực"))
    counter, duty = await staffed(town, "ttpvhcc", "Một cửa"), await duty_chat(town, clerk)
    await town.appoint(boss, "leader")
    code = await files_conduct(town, lan)
    assert "không được xem tên" in lan.last.text
    card = next(m for m in boss.messages if m.from_bot and code in m.text)
    assert "hách dịch" in card.text
    assert "invite unit lanh_dao" in card.text
    assert "Lan" not in card.text
    number = (await case_of(town, code)).id
    for who, group in ((counter.hoa, counter.group), (clerk, duty)):
        for words in ("/viec", f"/hoso {code}", f"/hoso {code[-4:]}", "/tim hach dich", "/hen",
                      f"#{code[-4:]}", f"#{code[-4:]} Đã nhắc nhở", f"/nhan {code}",
                      f"/xemten {code} lý do cần gặp người gửi"):  # fmt: skip
            await town.says(who, words, to=group)
        on = [m for m in group.messages if m.from_bot][-1]
        for verb in ("open", "full", "claim", "answer", "transfer", "refuse"):
            press = who.presses(on, f"card.{verb}:{number}", stale=True)
            await town.settle()
            assert code not in (press.notice or "")
        await town.until(town.clock.now().replace(hour=16))
    for group in (counter.group, duty):
        assert code not in said_in(group)
        assert "quát dân" not in said_in(group)
    assert "claim" not in await acts_of(town, code)


async def test_reminders_go_to_the_leaders_and_no_one_else(town: Town) -> None:
    lan, boss, clerk = (town.telegram.person(one) for one in ("Lan", "Chủ tịch", "Trực"))
    counter, duty = await staffed(town, "ttpvhcc", "Một cửa"), await duty_chat(town, clerk)
    await town.appoint(boss, "leader")
    code = await files_conduct(town, lan)
    cards = len(heard(boss))
    await town.until(town.clock.now().replace(day=26, hour=10))  # three days late
    assert [text for text in heard(boss)[cards:] if code in text]
    assert code not in said_in(duty) + said_in(counter.group)


async def test_the_leaders_open_a_desk_of_their_own_and_answer_there(town: Town) -> None:
    lan, boss, clerk = (town.telegram.person(one) for one in ("Lan", "Chủ tịch", "Trực"))
    duty = await duty_chat(town, clerk)
    code = await files_conduct(town, lan)
    assert "chưa lãnh đạo nào kết nối" in said_in(duty)  # and of the case nothing
    assert code not in said_in(duty)
    await town.appoint(boss, "leader")
    assert any(code in text for text in heard(boss))
    leaders = await staffed(town, "lanh_dao", "Lãnh đạo phường")
    await leaders.answers(leaders.hoa, "Đã làm việc với cán bộ ngày 16/11, xin lỗi bà con", code)
    assert any("xin lỗi bà con" in text for text in heard(lan))


async def test_a_road_that_was_taken_for_conduct_moves_on_by_a_second_tap(town: Town) -> None:
    lan = town.telegram.person("Lan")
    leaders, roads = await staffed(town, "lanh_dao", "Lãnh đạo"), await staffed(town)
    code = await files_conduct(town, lan)
    before = len(roads.group.messages)
    menu = await leaders.presses(leaders.hoa, "Chuyển", code)
    warned = await town.presses(leaders.hoa, menu, "Phòng Kinh tế, Hạ tầng và Đô thị")
    assert "mọi người trong nhóm của đơn vị đó đọc được" in warned.text
    assert (await case_of(town, code)).unit == "lanh_dao"
    await town.presses(leaders.hoa, warned, "Đã rõ, vẫn chuyển")
    await town.replies(leaders.hoa, leaders.group.last, "Việc ổ gà", where=leaders.group)
    await town.presses(leaders.hoa, leaders.group.last, "Chuyển")
    assert (await case_of(town, code)).unit == "kinh_te"
    assert len(roads.group.messages) > before
    notes = [one.note for one in await history_of(town, code) if one.act == "override"]
    assert notes == ["readers: kinh_te"]
    # Its own head may still not learn who wrote: it stands as conduct.
    head = town.telegram.person("Trưởng phòng")
    await town.appoint(head, "head", "kinh_te")
    told = await town.says(head, f"/xemten {code} lý do cần hẹn gặp để đo đạc")
    assert "Chỉ người đứng đầu đơn vị phụ trách" in told.text


async def test_what_is_late_is_listed_to_nobody_of_the_unit_it_is_about(town: Town) -> None:
    lan, boss, clerk = (town.telegram.person(one) for one in ("Lan", "Chủ tịch", "Trực"))
    counter, duty = await staffed(town, "ttpvhcc", "Một cửa"), await duty_chat(town, clerk)
    leaders = await staffed(town, "lanh_dao", "Lãnh đạo phường")
    await town.appoint(boss, "leader")
    code = await files_conduct(town, lan)
    await town.until(town.clock.now().replace(day=26, hour=10))  # three days late
    for who, group in ((counter.hoa, counter.group), (clerk, duty)):
        assert "hồ sơ nào quá hạn" in (await town.says(who, "/quahan", to=group)).text
        assert code not in said_in(group)
    assert code in (await town.says(leaders.hoa, "/quahan", to=leaders.group)).text


async def test_a_leader_passes_it_on_in_private_by_a_second_tap(town: Town) -> None:
    lan, boss = town.telegram.person("Lan"), town.telegram.person("Chủ tịch")
    roads = await staffed(town)
    await town.appoint(boss, "leader")
    code = await files_conduct(town, lan)
    number = (await case_of(town, code)).id
    before = len(roads.group.messages)
    warned = await forged(town, boss, f"lead.to:{number}:kinh_te")
    assert "mọi người trong nhóm của đơn vị đó đọc được" in warned
    assert (await case_of(town, code)).unit == "lanh_dao"
    assert len(roads.group.messages) == before
    await town.presses(boss, boss.last, "Đã rõ, vẫn chuyển")
    await town.says(boss, "Việc ổ gà, không phải thái độ")
    assert (await case_of(town, code)).unit == "kinh_te"
    assert any(code in one.text for one in roads.group.messages[before:])
    notes = [one.note for one in await history_of(town, code) if one.act == "override"]
    assert notes == ["readers: kinh_te"]


async def forged(town: Town, who: Person, data: str) -> str:
    """A button with this content; returns what was said to it."""
    who.presses([m for m in who.messages if m.from_bot][-1], data, stale=True)
    await town.settle()
    return who.last.text


async def test_observers_and_the_public_page_leave_it_out(town: Town) -> None:
    lan, ba, front = (town.telegram.person(one) for one in ("Lan", "Ba", "Mặt trận"))
    await staffed(town)
    await town.appoint(front, "observer")
    code, open_to_all = await files_conduct(town, lan), await reports(town, ba)
    shown = await town.says(front, "/giamsat tuần này")
    assert "nhận 1 ·" in shown.text
    assert "Lãnh đạo" not in shown.labels
    listed = await town.presses(front, shown, "Hồ sơ trong kỳ")
    assert open_to_all in listed.text
    await town.says(front, f"/giamsat {code}")
    assert code not in "\n".join(heard(front))
    week = period_of(Span.WEEK, town.clock.now().date())
    async with town.app.open_desk() as desk:
        page = await gathered(desk, week, View(ALL, Scope()))
    assert "1 phản ánh" in " ".join(page.words)
    assert "Không gồm những việc chỉ lãnh đạo đọc" in page.foot
