"""A leader asks, presses, drills down and directs; each sees what is below them, and no more."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers import asking
from handlers.leaders import digest
from handlers.reach import Reach
from handlers.wording import HERE, texts
from storage.models import Role, RoomKind
from tests.handlers.casebook import answered, filed, now
from tests.handlers.told import OFFICE, Heard, Town


def at(day: int, hour: int = 8, month: int = 11, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HERE).astimezone(UTC)


async def appoint(told: Town, who: str, unit: str | None = None) -> None:
    await told.says(who, "/start")
    async with told.desk() as desk:
        channel = told.channels.get(who, "telegram")
        chat = await desk.store.people.chat(channel, who, private=True)
        person = await desk.store.people.person_in(chat.id or 0)
        assert person is not None
        await desk.store.people.give_role(person.id or 0, Role.LEADER, told.now, unit)


async def duty(told: Town) -> None:
    """Where the bot's own alerts go."""
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "truc", private=False)
        await desk.store.offices.open_room(RoomKind.DUTY, chat.id or 0, None, None, told.now)


async def on_monday(told: Town, day: int = 23) -> dict[str, Heard]:
    """The digests, by reader."""
    told.now = at(day, 7, minute=30)
    await digest.weekly(told.desk)
    return {one.chat: one for one in await told.deliver() if one.what == "digest"}


async def test_a_leader_reads_of_the_units_below_them_only(told: Town) -> None:
    await appoint(told, "chu_tich")
    await appoint(told, "pho", "van_hoa")
    await filed(told, "a", due=at(17, 17))
    await filed(told, "b", unit="van_hoa", due=at(30, 17))
    said = await on_monday(told)
    assert "nhận 2" in said["chu_tich"].text
    assert "nhận 1" in said["pho"].text
    culture = OFFICE.unit_name("van_hoa")
    assert culture in said["pho"].text
    assert "Kinh tế" not in said["pho"].text
    assert "Không có hồ sơ nào quá hạn" in said["pho"].text
    (screen,) = await told.presses("pho", said["pho"], "Đơn vị")
    assert len(screen.labels) == 1


async def test_who_leads_two_units_reads_of_both(told: Town) -> None:
    await appoint(told, "pho", "van_hoa")
    await appoint(told, "pho", "cong_an")
    for unit in ("kinh_te", "van_hoa", "cong_an"):
        await filed(told, unit, unit=unit)
    assert "nhận 2" in (await on_monday(told))["pho"].text


@pytest.mark.parametrize(
    ("typed", "period", "n"),
    [
        ("báo cáo tuần", "tuần 16/11–22/11/2026", 1),
        ("bao cao tuan nay", "tuần 23/11–29/11/2026 (tính đến 09:00 thứ Ba 24/11/2026)", 1),
        ("báo cáo tuần 9/11", "tuần 09/11–15/11/2026", 0),
        ("báo cáo tháng này", "tháng 11/2026 (tính đến", 2),
        ("báo cáo quý 4", "quý 4/2026 (tính đến", 2),
        ("/baocao năm", "năm 2026 (tính đến", 2),
        ("báo cáo tháng này kinh tế", "tháng 11/2026", 2),
        ("báo cáo tháng này khu phố 2", "tháng 11/2026", 0),
    ],
)
async def test_a_report_of_any_time_and_place(told: Town, typed: str, period: str, n: int) -> None:
    await appoint(told, "chu_tich")
    await filed(told, "a")
    told.now = at(24, 9)
    await filed(told, "b")
    told.now += timedelta(seconds=1)
    (one,) = await told.says("chu_tich", typed)
    assert f"Bản tin {period}" in one.text
    assert f"nhận {n} ·" in one.text


async def test_a_report_is_asked_after_by_buttons(told: Town) -> None:
    await appoint(told, "chu_tich")
    told.now = at(24)
    (asked,) = await told.says("chu_tich", "báo cáo")
    assert asked.labels == [
        "Tuần vừa qua", "Tháng vừa qua", "Quý vừa qua", "Năm nay, tính đến nay"
    ]  # fmt: skip
    (one,) = await told.says("chu_tich", "2")
    assert "tháng 10/2026" in one.text
    (unknown,) = await told.says("chu_tich", "báo cáo tuần phòng gì đó")
    assert "chưa rõ" in unknown.text
    assert unknown.labels == asked.labels


async def test_what_a_leader_asks_for_opens_no_report_for_a_resident(told: Town) -> None:
    said = await told.says("tu", "báo cáo tuần")
    assert not any("Bản tin" in one.text for one in said)


async def test_a_button_asks_each_time_who_presses(told: Town) -> None:
    await appoint(told, "chu_tich")
    one = (await on_monday(told))["chu_tich"]
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "chu_tich", private=True)
        person = await desk.store.people.person_in(chat.id or 0)
        assert person is not None
        for role in await desk.store.people.roles(person.id or 0, told.now):
            role.until = told.now
            desk.store.session.add(role)
    for label in one.labels:
        said = await told.presses("chu_tich", one, label)
        assert not any("Kinh tế" in screen.text for screen in said)


@pytest.mark.parametrize(
    "value",
    ["report.hot:2026-W99:all", "report.units:x", "report.front:2026-W47:u-nowhere",
     "report.front:2026-W47:a-nowhere", "report.state:2099-W01:all", "report.sheet::"],
)  # fmt: skip
async def test_a_press_that_means_nothing_is_answered_politely(told: Town, value: str) -> None:
    await appoint(told, "chu_tich")
    (one,) = await told.says("chu_tich", "báo cáo tuần")
    forged = Heard(one.chat, one.id, "", (type(one.choices[0])(value, "x"),), "", None, one.out)
    assert await told.presses("chu_tich", forged, "x") == []
    assert told.notice


async def test_a_leader_without_a_way_to_them_is_reported_once(told: Town) -> None:
    await appoint(told, "chu_tich")
    await appoint(told, "vang_mat")
    await duty(told)
    async with told.desk() as desk:
        gone = await desk.store.people.chat("telegram", "vang_mat", private=True)
        await desk.store.people.close_chat(gone, told.now)
    said = await on_monday(told)
    assert said.keys() == {"chu_tich"}
    await digest.weekly(told.desk)
    await told.deliver()
    (alert,) = told.said_to("truc")
    assert "chưa gửi được cho lãnh đạo Vang_mat" in alert.text
    async with told.desk() as desk:
        gone = await desk.store.people.chat("telegram", "vang_mat", private=True)
        await desk.store.people.close_chat(gone, None)
    assert (await on_monday(told)).keys() == {"vang_mat"}, "who comes back still gets it"


async def test_a_leader_to_whom_the_platform_takes_nothing_now_is_reported_and_it_waits(
    told: Town,
) -> None:
    told.channels = {"chu_tich": "zalo_oa"}
    told.reach = {"zalo_oa": Reach(free=timedelta(days=2), window=timedelta(days=7))}
    await duty(told)
    await appoint(told, "chu_tich")
    said = await on_monday(told)
    assert "tuần sau bản tin vẫn tới" in said["chu_tich"].text
    assert told.said_to("truc") == []
    said = await on_monday(told, 30)
    assert "chu_tich" in said, "it is put, and waits for their next word"
    (alert,) = told.said_to("truc")
    assert "còn chờ" in alert.text


async def test_from_the_unit_to_the_case_to_a_direction(told: Town) -> None:
    await appoint(told, "chu_tich")
    case = await filed(told, "a", due=at(17, 17))
    await filed(told, "b", due=at(30, 17))
    one = (await on_monday(told))["chu_tich"]
    (units,) = await told.presses("chu_tich", one, "Đơn vị")
    (cases,) = await told.presses("chu_tich", units, "Kinh tế")
    assert cases.text.index(case.code) < cases.text.index("2. "), "what is overdue comes first"
    (shown,) = await told.presses("chu_tich", cases, case.code[-4:])
    assert case.code in shown.text
    assert any("Chỉ đạo" in label for label in shown.labels)


@pytest.mark.parametrize("start", ["1 ", "dòng 1: ", "1. ", "CODE "])
async def test_a_reply_to_a_line_becomes_a_direction(told: Town, start: str) -> None:
    await appoint(told, "chu_tich")
    case = await filed(told, "a", due=at(17, 17))
    one = (await on_monday(told))["chu_tich"]
    (hot,) = await told.presses("chu_tich", one, "Điểm nóng")
    assert f"1. {case.code}" in hot.text
    words = f"{start.replace('CODE', case.code)}Sửa xong trong tuần này"
    (until,) = await told.says("chu_tich", words, reply_to=hot.id)
    assert "Sửa xong trong tuần này" in until.text
    said = await told.says("chu_tich", "1")
    assert any(one.chat == "economy" and "Sửa xong trong tuần này" in one.text for one in said)
    assert (await now(told, case)).state


@pytest.mark.parametrize("typed", ["9 Sửa ngay", "cảm ơn các đồng chí"])
async def test_a_reply_that_names_no_line_is_asked_after(told: Town, typed: str) -> None:
    await appoint(told, "chu_tich")
    await filed(told, "a", due=at(17, 17))
    one = (await on_monday(told))["chu_tich"]
    (asked,) = await told.says("chu_tich", typed, reply_to=one.id)
    assert "số dòng" in asked.text


async def test_a_change_beyond_chance_is_said_in_words(told: Town) -> None:
    await appoint(told, "chu_tich")
    for number in range(6):
        question = await answered(told, await filed(told, f"x{number}"))
        assert question is not None
        await told.presses(f"x{number}", question, "Rất không hài lòng")
    told.now = at(24)
    for number in range(6):
        question = await answered(told, await filed(told, f"y{number}"))
        assert question is not None
        await told.presses(f"y{number}", question, "Rất hài lòng")
    said = await on_monday(told, 30)
    # 6/6 (61–100 %) after 0/6 (0–39 %): the difference lies between 45 and 100 points
    assert "cao hơn tuần trước, ngoài mức ngẫu nhiên" in said["chu_tich"].text


async def test_the_doubts_are_spelled_out(told: Town) -> None:
    await appoint(told, "chu_tich")
    for number in range(6):
        question = await answered(told, await filed(told, f"x{number}"))
        assert question is not None
        if number < 2:
            await told.presses(f"x{number}", question, "Rất hài lòng")
    await answered(told, await filed(told, "x0"))
    await answered(told, await filed(told, "z", unit="van_hoa"))
    one = (await on_monday(told))["chu_tich"]
    assert "hỏi 7 · trả lời 2" in one.text
    (screen,) = await told.presses("chu_tich", one, "Tin được")
    for part in ("2/7", "1 đã được hỏi trong 7 ngày", "Telegram: 2/7", "Dưới 5 phiếu",
                 "Chưa có phiếu nào: Văn hóa - Xã hội"):  # fmt: skip
        assert part in screen.text.replace("**", ""), part


async def test_a_dialogue_that_was_held_is_counted_in_the_year(told: Town) -> None:
    await appoint(told, "chu_tich")
    told.now = at(24)
    (noted,) = await told.says("chu_tich", "/doithoai 20/11 45 người: rác và nước sạch")
    assert "45 người dự" in noted.text
    for wrong in ("/doithoai", "/doithoai 20/11", "/doithoai 45 người", "/doithoai 25/11 45",
                  "/doithoai 20/11 0 người", "/doithoai 20/11 99999"):  # fmt: skip
        (how,) = await told.says("chu_tich", wrong)
        assert "Ví dụ: /doithoai" in how.text, wrong
    (year,) = await told.says("chu_tich", "báo cáo năm")
    (form,) = await told.presses("chu_tich", year, "dân chủ")
    assert "đối thoại với Nhân dân: 1\n" in form.text
    assert "Số người dự đối thoại: 45" in form.text
    (no,) = await told.says("tu", "/doithoai 20/11 45")
    assert "dành cho lãnh đạo" in no.text


async def test_reporting_the_same_again_counts_as_unhappy(told: Town) -> None:
    await appoint(told, "chu_tich")
    await answered(told, await filed(told, "a"))
    await answered(told, await filed(told, "b"))
    told.now += timedelta(days=2)
    await filed(told, "a", due=at(30, 17))  # the same person, category and area
    for who in ("c", "d"):
        await filed(told, who, due=at(30, 17))
    one = (await on_monday(told))["chu_tich"]
    assert "chưa vừa ý: 1 hồ sơ, đã mở lại 0, phản ánh lại việc cũ 1" in one.text
    told.now = at(23)
    (state,) = await told.presses("chu_tich", one, "Điểm kiểu")
    # five received, one of them complained of again, none overdue: 4/5
    assert "80,00 % (4/5 hồ sơ; sơ bộ)" in state.text


@pytest.mark.parametrize(
    ("content", "others", "sipas", "points", "cases"),
    [
        (0, 0, "chưa có phiếu trả lời", "N/A", "N/A"),
        (1, 0, "1 phiếu, chưa đủ để tính tỷ lệ", "1 phiếu, chưa đủ để tính điểm",
         "1/1 hồ sơ, quá ít để tính tỷ lệ"),
        (4, 2, "66,67 % (4/6 phiếu; sơ bộ, khoảng 30–90 %)", "83,33 điểm (6 phiếu; sơ bộ)",
         "100,00 % (6/6 hồ sơ; sơ bộ)"),
    ],
)  # fmt: skip
async def test_the_states_scores_say_no_more_of_few_than_ours(
    told: Town, content: int, others: int, sipas: str, points: str, cases: str
) -> None:
    """(4 × 100 + 2 × 50) / 6 = 83.33; nobody overdue, unhappy or complaining again: 6 of 6."""
    await appoint(told, "chu_tich")
    for number in range(content + others):
        question = await answered(told, await filed(told, f"x{number}"))
        assert question is not None
        level = "Rất hài lòng" if number < content else "Bình thường"
        await told.presses(f"x{number}", question, level)
    one = (await on_monday(told))["chu_tich"]
    (state,) = await told.presses("chu_tich", one, "Điểm kiểu")
    said = state.text.replace("**", "")
    assert f"5.2 (tiến độ): {cases}\n" in said
    assert f"5.3 (hài lòng): {cases}\n" in said
    assert f"Kiểu SIPAS: {sipas}\n" in said
    assert f"0: {points}.\n" in said


async def test_the_leader_sees_what_became_of_who_was_not_content(told: Town) -> None:
    """And neither who it was nor what they tapped."""
    await appoint(told, "chu_tich")
    cases = [await filed(told, f"dan_{name}") for name in "abc"]
    questions = [await answered(told, one) for one in cases]
    for question, label in zip(questions, ("Rất không", "Chưa xong", "Rất hài lòng"), strict=True):
        assert question is not None
        await told.presses(question.chat, question, label)
    one = (await on_monday(told))["chu_tich"]
    assert "chưa vừa ý: 2 hồ sơ, đã mở lại 1" in one.text
    (screen,) = await told.presses("chu_tich", one, "Chưa vừa ý")
    first, second = screen.text.index(cases[0].code), screen.text.index(cases[1].code)
    assert first < second, "what nobody took up again comes first"
    assert "chưa làm tiếp" in screen.text
    assert "đã mở lại, " in screen.text
    assert cases[2].code not in screen.text
    assert not any(trace in screen.text for trace in ("Rất không", "Dan_", "dan_"))
    await told.says("chu_tich", "2 xin hỏi lại bà con còn thiếu gì", reply_to=screen.id)
    assert "còn thiếu gì" in told.last("chu_tich").text


async def test_all_items_of_the_pledge_have_their_range(told: Town) -> None:
    await appoint(told, "chu_tich")
    for number in range(6):
        question = await answered(told, await filed(told, f"x{number}"))
        assert question is not None
        await told.presses(f"x{number}", question, "🙂 Hài lòng")
        await told.presses(f"x{number}", told.last(f"x{number}"), "Đã xong")
        await told.presses(f"x{number}", told.last(f"x{number}"), "Thân thiện")
        if number < 4:
            await told.presses(f"x{number}", told.last(f"x{number}"), "Chào hỏi")
    one = (await on_monday(told))["chu_tich"]
    # 0/6: up to 39 %; worked with z = 1.96: 3.8416 / (6 + 3.8416)
    assert "ít được ghi nhận nhất là Luôn giúp đỡ" not in one.text
    assert "0 % (0/6 phiếu; sơ bộ, khoảng 0–39 %)" in one.text
    (screen,) = await told.presses("chu_tich", one, "4 xin, 4 luôn")
    assert "Xin chào: 67 % (4/6 phiếu; sơ bộ, khoảng 30–90 %)" in screen.text
    assert "Luôn mỉm cười: 100 % (6/6 phiếu; sơ bộ, khoảng 61–100 %)" in screen.text
    assert "Xin lỗi: chưa có phiếu" in screen.text, "nothing was late"


def test_every_rule_by_which_nobody_is_asked_has_its_words() -> None:
    assert {f"digest.rule.{rule}" for rule in asking.RULES} <= texts().keys()
