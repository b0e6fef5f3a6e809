"""Roles are given until a day, ended by the operator, and lost with the group that one leaves."""

from datetime import UTC, datetime, timedelta

from bot.commands.role import end_of, listed
from bot.sandbox.town import Town as RealTown
from handlers.wording import HERE
from storage.places import Whereabouts
from tests.handlers.casebook import answered, filed, put_down
from tests.handlers.told import Town
from tests.journeys.scenes import acts_of, case_of, reports, staffed

REASON = "lý do cần hẹn gặp để đo đạc"


async def appointed(told: Town, who: str, what: str, until: datetime | None = None) -> str:
    async with told.desk() as desk:
        code = await desk.store.offices.invite(what, None, desk.now, role_until=until)
    return (await told.says(who, f"/ketnoi {code}"))[-1].text


async def test_a_role_ends_with_its_last_day(told: Town) -> None:
    said = await appointed(told, "bay", "observer", end_of("2026-11-18", "--until"))
    assert "có hiệu lực đến hết thứ Tư 18/11/2026" in said
    assert "Bản tin" in (await told.says("bay", "/giamsat"))[0].text
    told.now = datetime(2026, 11, 18, 23, 59, tzinfo=HERE).astimezone(UTC)
    assert "Bản tin" in (await told.says("bay", "/giamsat"))[0].text
    told.now += timedelta(minutes=1)
    assert "phần giám sát dành cho" in (await told.says("bay", "/giamsat"))[0].text


async def test_the_operator_sees_who_holds_what_and_ends_it(told: Town) -> None:
    await appointed(told, "bay", "leader")
    await appointed(told, "sau", "proxy", end_of("2027-06-30", "--until"))
    async with told.desk() as desk:
        lines = await listed(desk.store, told.now)
    assert lines == [
        "1  leader, all units: B., since 2026-11-16",
        "2  proxy, all units: S., since 2026-11-16 until 2027-06-30",
    ]
    assert "Bản tin tuần" in (await told.says("bay", "/bantin"))[0].text
    async with told.desk() as desk:
        assert await desk.store.people.end_role(1, told.now)
        assert not await desk.store.people.end_role(1, told.now)
        assert not await desk.store.people.end_role(9, told.now)
    assert "dành cho lãnh đạo" in (await told.says("bay", "/bantin"))[0].text
    async with told.desk() as desk:
        assert len(await listed(desk.store, told.now)) == 1


async def test_an_invitation_of_the_same_role_moves_its_end(told: Town) -> None:
    await appointed(told, "bay", "proxy", end_of("2026-11-18", "--until"))
    await appointed(told, "bay", "proxy")
    async with told.desk() as desk:
        assert await listed(desk.store, told.now) == ["1  proxy, all units: B., since 2026-11-16"]


async def test_who_left_the_group_has_no_right_in_it_any_more(town: RealTown) -> None:
    staff, tu = await staffed(town), town.telegram.person("Tư")
    head = town.telegram.person("Tám")
    staff.group.joins(head)
    await town.appoint(head, "head", "kinh_te")
    code = await reports(town, tu)
    await town.says(staff.minh, "/viec", to=staff.group)
    staff.group.leaves(staff.minh)
    staff.group.leaves(head)
    await town.settle()

    press = staff.minh.presses(staff.card(code), "Nhận việc")
    await town.settle()
    assert "đã rời nhóm" in (press.notice or "")
    await town.says(head, f"/xemten {code} {REASON}")
    assert "Chỉ người đứng đầu đơn vị" in head.last.text
    assert (await case_of(town, code)).holder_id is None
    assert await acts_of(town, code) == ["send", "assign"]

    staff.group.joins(staff.minh)
    staff.group.joins(head)
    await town.settle()
    await staff.presses(staff.minh, "Nhận việc", code)
    await town.says(head, f"/xemten {code} {REASON}")
    assert await acts_of(town, code) == ["send", "assign", "claim", "unmask"]


async def test_an_observer_learns_of_nobody(told: Town) -> None:
    await appointed(told, "bay", "observer")
    case = await filed(told, "tu")
    async with told.desk() as desk:
        secret = await put_down(
            desk, "nam", told.now + timedelta(days=3), text="Cán bộ nhũng nhiễu"
        )
        secret.category = "can_bo"
        again = await desk.store.cases.by_id(case.id or 0)
        assert again is not None
        again.text, again.area = "Nhà bà Tư 0912 345 678", "kp3"
        desk.store.places.file(again, Whereabouts("hẻm 12 nhà bà Tư"), "hem 12 nha ba tu")
    await told.deliver()
    await answered(told, case)
    said = await told.says("bay", "/giamsat")
    (listed_,) = await told.presses("bay", said[-1], "Tuần vừa qua")
    assert listed_.labels
    told.now += timedelta(days=7)
    said = await told.says("bay", "/giamsat")
    (shown,) = await told.presses("bay", said[-1], "Hồ sơ trong kỳ")
    assert case.code in shown.text
    assert secret.code not in shown.text
    (one,) = await told.presses("bay", shown, case.code)
    assert "Điện" in one.text
    assert "cán bộ" in one.text
    everything = "\n".join(one.text for one in told.said_to("bay"))
    for word in ("bà Tư", "0912", "hẻm 12", "Tu", "nhũng nhiễu"):
        assert word not in everything
    for asked in (f"/giamsat {secret.code}", f"/giamsat {secret.code[-4:]}"):
        (no,) = await told.says("bay", asked)
        assert "không có hồ sơ nào như vậy" in no.text
    (empty,) = await told.presses("bay", said[-1], "Văn hóa")
    assert "không có hồ sơ nào" in empty.text
