"""What stands out, told without anybody's name."""

from datetime import timedelta

from handlers.folding import fold
from storage.places import Whereabouts
from tests.handlers.casebook import answered, filed
from tests.handlers.leaders.test_reports import appoint, at, on_monday
from tests.handlers.told import Heard, Town


async def hot(told: Town, day: int = 23) -> Heard:
    one = (await on_monday(told, day))["chu_tich"]
    (screen,) = await told.presses("chu_tich", one, "Điểm nóng")
    return screen


async def report(told: Town, who: str, place: str = "", **changes: object) -> None:
    case = await filed(told, who)
    async with told.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        for name, value in changes.items():
            setattr(fresh, name, value)
        desk.store.places.file(fresh, Whereabouts(place), fold(place))
        desk.store.cases.save(fresh)


async def test_a_quiet_week_says_so(told: Town) -> None:
    await appoint(told, "chu_tich")
    assert "Không có gì nổi bật" in (await hot(told)).text


async def test_what_rose_is_named_with_what_is_usual(told: Town) -> None:
    await appoint(told, "chu_tich")
    told.now = at(28, month=9)
    await report(told, "x0", category="rac_ve_sinh", area="kp2")
    told.now = at(17)
    for number in range(5):
        await report(told, f"y{number}", category="rac_ve_sinh", area="kp2")
    screen = await hot(told)
    # the desk's first case came on 28/09, 48 full days before the week: 1 in 49 days, 5 in 7
    assert "so với 48 ngày liền trước" in screen.text
    assert "Khu phố 2: 5 hồ sơ, bình thường khoảng 0,1" in screen.text


async def test_the_first_weeks_of_a_desk_are_no_rise(told: Town) -> None:
    await appoint(told, "chu_tich")
    for number in range(6):
        await report(told, f"y{number}", category="rac_ve_sinh", area="kp2")
    assert "Tăng rõ" not in (await hot(told)).text


async def test_what_only_few_may_read_is_no_hot_spot(told: Town) -> None:
    await appoint(told, "chu_tich")
    told.now = at(28, month=9)
    await report(told, "x0")
    told.now = at(17)
    async with told.desk() as desk:
        closed = [one.code for one in desk.office.categories if one.restricted]
    for number in range(6):
        await report(told, f"y{number}", category=closed[0], area="kp2", place="Cổng trường")
    screen = await hot(told)
    assert "Tăng rõ" not in screen.text
    assert "Cùng một nơi" not in screen.text


async def test_the_same_place_however_it_is_written(told: Town) -> None:
    await appoint(told, "chu_tich")
    for place in ("Hẻm 47, nhà ông Sáu Kiệt", "hẻm 47 nhà ông sáu kiệt"):
        await report(told, "x", area="kp3", place=place)
    told.now = at(18)
    await report(told, "y", area="kp3", place="Hem 47 nha ong Sau Kiet")
    screen = await hot(told)
    assert "Khu phố 3: lần thứ 3, mới nhất PA-" in screen.text
    assert "Kiệt" not in screen.text
    assert "47" not in screen.text.replace("PA-2611-", "").split("Chờ lâu")[0].partition("lần")[0]


async def test_a_place_of_long_ago_is_none_of_this_week(told: Town) -> None:
    await appoint(told, "chu_tich")
    for _ in range(3):
        await report(told, "x", area="kp3", place="Cầu Đỏ")
    told.now += timedelta(days=7)
    assert "Cùng một nơi" not in (await hot(told, 30)).text


async def test_sixty_days_are_looked_at_for_the_same_place(told: Town) -> None:
    await appoint(told, "chu_tich")
    told.now = at(20, month=9)
    await report(told, "x", area="kp3", place="Cầu Đỏ")
    told.now = at(28, month=9)
    await report(told, "y", area="kp3", place="cau do")
    told.now = at(18)
    for who in ("z", "w"):
        await report(told, who, area="kp3", place="Cầu Đỏ")
    assert "Khu phố 3: lần thứ 3, mới nhất PA-" in (await hot(told)).text


async def test_the_longest_waiting_are_named_the_oldest_first(told: Town) -> None:
    await appoint(told, "chu_tich")
    cases = []
    for day in (3, 9, 12, 16):
        told.now = at(day)
        cases.append(await filed(told, f"x{day}"))
    await answered(told, cases[1])
    _, _, waiting = (await hot(told)).text.partition("Chờ lâu nhất")
    places = [waiting.find(case.code) for case in cases]
    assert places[1] == -1, "it was answered"
    assert 0 < places[0] < places[2] < places[3]
    assert waiting[places[0] :].splitlines()[0].endswith(": 19 ngày")


async def test_praise_is_told_by_the_unit_without_names(told: Town) -> None:
    await appoint(told, "chu_tich")
    await report(
        told, "buoi", kind="praise", text="Cảm ơn anh Minh đã sửa đèn rất nhanh, tôi vui lắm"
    )
    await report(told, "kiet", kind="praise", text="Nguyễn Văn Kiệt 0912345678")
    screen = await hot(told)
    assert "Lời khen (2)" in screen.text
    assert "Kinh tế - Đô thị: «Cảm ơn anh … đã sửa đèn rất nhanh, tôi vui lắm»" in screen.text
    assert "Minh" not in screen.text
    assert "Kiệt" not in screen.text


async def test_the_weakest_item_has_one_example_without_names(told: Town) -> None:
    await appoint(told, "chu_tich")
    for number in range(5):
        who = f"x{number}"
        question = await answered(told, await filed(told, who))
        assert question is not None
        (face, *_) = await told.presses(who, question, "🙂 Hài lòng")
        (face, *_) = await told.presses(who, face, "một phần")
        (face, *_) = await told.presses(who, face, "Chào hỏi")
        if number == 4:
            (face, *_) = await told.presses(who, told.last(who), "Xong")
            await told.says(who, "Chị Becgie ở quầy nói khó hiểu quá, tôi phải hỏi lại")
    screen = await hot(told)
    assert "Điều ít được ghi nhận nhất" in screen.text
    assert "0 % (0/5 phiếu; sơ bộ" in screen.text
    assert "«Chị … ở quầy nói khó hiểu quá, tôi phải hỏi lại»" in screen.text
