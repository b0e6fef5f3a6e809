"""On Monday at 07:30 each leader reads how the week went, once, even if the bot was down."""

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from tests.conftest import OpenTown
from tests.journeys.scenes import LAMP, RUBBISH, at, heard, reports, staffed


def digests(who: Person) -> list[str]:
    """The weekly digests that a leader got."""
    return [text for text in heard(who) if text.startswith("📊")]


async def test_it_counts_the_week_and_names_nobody(town: Town) -> None:
    staff = await staffed(town)
    boss, lan, ba = (town.telegram.person(name) for name in ("Chủ tịch", "Lan Lan", "Ba Ba"))
    await town.appoint(boss, "leader")
    first = await reports(town, lan, LAMP)
    await reports(town, ba, RUBBISH)
    await town.until(at(17, 9))
    await staff.answers(staff.minh, "Đèn đã sửa xong", first)
    asked = [m for m in lan.messages if "😊 Rất hài lòng" in m.labels][-1]
    await town.presses(lan, asked, "😊 Rất hài lòng")
    await town.presses(lan, asked, "✅ Đã xong")
    await town.presses(lan, asked, "Thân thiện")
    await town.until(at(23, 7, 29))
    assert digests(boss) == []
    await town.until(at(23, 7, 31))
    (digest,) = digests(boss)
    assert "16/11–22/11/2026" in digest
    assert "nhận 2 · đúng hạn 1 · gia hạn 0 · trễ 0 · đang mở 1 · quá hạn 1" in digest
    assert "hỏi 1 · trả lời 1" in digest
    assert "Hài lòng: 1 phiếu, chưa đủ để tính tỷ lệ" in digest
    assert "%" not in digest  # below five answers there is no percentage
    assert "Luôn mỉm cười" not in digest  # one tick is no figure
    assert "Kinh tế - Đô thị: 2 · 1/0/0 · 1 · 1" in digest
    assert "trả lời 1 · có ảnh, giấy tờ kèm 0 · người dân xác nhận xong 1" in digest
    assert "Lan Lan" not in digest
    assert "Ba Ba" not in digest
    await town.until(at(24, 9))
    assert len(digests(boss)) == 1


async def test_a_picture_of_an_answer_that_was_not_accepted_proves_nothing(town: Town) -> None:
    staff, boss = await staffed(town), town.telegram.person("Chủ tịch")
    await town.appoint(boss, "leader")
    lan = town.telegram.person("Lan")
    code = await reports(town, lan)
    staff.minh.sends_photo(
        caption="Đã thay bóng trụ 12 lúc 8 giờ", in_=staff.group, reply_to=staff.card(code)
    )
    await town.settle()
    await town.presses(staff.minh, staff.group.last, "Gửi người dân")
    asked = [m for m in lan.messages if "❗ Chưa xong" in m.labels][-1]
    await town.presses(lan, asked, "Chưa xong")
    await town.until(at(17, 9))
    await staff.answers(staff.minh, "Dây hư, điện lực hẹn sáng mai tới sửa", code)
    await town.until(at(23, 7, 31))
    assert "trả lời 1 · có ảnh, giấy tờ kèm 0" in digests(boss)[-1]


async def test_it_comes_once_for_each_leader_and_week_across_restarts(town: Town) -> None:
    bosses = [town.telegram.person(name) for name in ("Chủ tịch", "Phó chủ tịch")]
    for boss in bosses:
        await town.appoint(boss, "leader")
    await town.until(at(23, 7, 30))
    await town.restart()
    await town.app.tick()
    await town.settle()
    assert [len(digests(boss)) for boss in bosses] == [1, 1]
    await town.until(at(30, 8))
    assert [len(digests(boss)) for boss in bosses] == [2, 2]


async def test_it_is_made_for_the_last_full_week_after_downtime(town: Town) -> None:
    boss = town.telegram.person("Chủ tịch")
    await town.appoint(boss, "leader")
    await reports(town, town.telegram.person("Lan"))
    await town.close()
    town.clock.set(at(25, 15))
    await town.restart()
    await town.app.tick()
    await town.settle()
    (digest,) = digests(boss)
    assert "16/11–22/11/2026" in digest
    assert "nhận 1" in digest


async def test_a_leader_reads_it_when_they_ask_and_nobody_else_does(open_a_town: OpenTown) -> None:
    town = await open_a_town(start=at(25, 9))
    boss, lan = town.telegram.person("Chủ tịch"), town.telegram.person("Lan")
    await town.appoint(boss, "leader")
    assert "Bản tin tuần 16/11–22/11/2026" in (await town.says(boss, "/bantin")).text
    assert "dành cho lãnh đạo" in (await town.says(lan, "/bantin")).text
