"""After a breach: who looked at which case, by which way, is told, nobody's name with it."""

from datetime import timedelta

from bot.commands import incident
from bot.sandbox.town import Town
from tests.journeys.scenes import LAMP, reports, staffed
from tests.journeys.test_sealed import confide, recipient

LONG = LAMP + ". Trời tối không thấy đường đi, cụ già mấy lần suýt té." * 50


async def test_every_look_at_a_case_is_named(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan Nguyễn")
    bay, mat = town.telegram.person("Bảy Trần"), town.telegram.person("Mận Lê")
    await town.appoint(bay, "leader")
    await town.appoint(mat, "observer")
    code = await reports(town, lan, LONG)
    await town.pass_time(timedelta(hours=1))
    since = town.clock.now()
    await town.says(staff.minh, f"/hoso {code}", to=staff.group)
    await town.says(staff.hoa, "/tim toi khong thay", to=staff.group)
    card = next(one for one in staff.cards() if "Xem hết" in one.labels)
    await town.presses(staff.minh, card, "Xem hết")
    await town.says(bay, "/baocao tuần này")
    await town.presses(bay, bay.last, "Bảng Excel")
    await town.says(bay, "/gopy")
    await town.says(mat, f"/giamsat {code}")
    said = "\n".join(await incident.told(town.settings, since))
    for how, who in (
        ("hoso by official", "M."),
        ("tim by official", "H."),
        ("card.full by official", "M."),
        ("watch.case by observer", "Mận L."),
    ):
        (line,) = [one for one in said.splitlines() if how in one]
        assert line.endswith(f": {code}")
        assert who in line
    assert "report.front by leader" in said
    assert "gopy by leader" in said
    assert "sheet of " in said
    assert "1 people in 1 cases" in said  # nobody wrote: it is known by the looks alone
    assert "Nguyễn" not in said
    assert "Lan N." in said


async def test_a_reason_that_went_with_the_resident_is_said_to_be_gone(town: Town) -> None:
    staff, lan = await staffed(town), town.telegram.person("Lan Nguyễn")
    await town.appoint(staff.minh, "head", "kinh_te")
    since, code = town.clock.now(), await reports(town, lan)
    await town.says(staff.minh, f"/xemten {code} lý do hẹn bà Lan tới đo đạc")
    await town.says(lan, "xóa dữ liệu của tôi")
    await town.presses(lan, lan.last, "Đúng, xóa hết")
    await town.pass_time(timedelta(hours=1))
    said = "\n".join(await incident.told(town.settings, since))
    assert "Names that were opened: 1" in said
    assert "forgotten with the resident" in said
    assert "None" not in said


async def test_who_confided_what_was_opened_is_counted_and_stays_unnamed(town: Town) -> None:
    await staffed(town)
    hong, lan = await recipient(town), town.telegram.person("Lan Nguyễn")
    await confide(town, lan)
    await town.presses(lan, lan.last, "gửi kín")
    since = town.clock.now()
    await town.presses(hong, hong.last, "Mở xem")
    await town.says(hong, "được giao xem xét tin này")
    said = "\n".join(await incident.told(town.settings, since))
    assert "Sealed reports that were opened: 1" in said
    assert "0 people in 0 cases, and 1 who confided" in said
    assert "Lan" not in said
