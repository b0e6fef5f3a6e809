"""Looking: open cases most urgent first, late ones, one case, search without accents."""

from datetime import timedelta

import pytest

from handlers import acts
from tests.handlers.officials.staff import DUTY_GROUP, HIDDEN, LAN, OTHER_GROUP, Staff


async def test_open_cases_come_most_urgent_first(staff: Staff) -> None:
    late = await staff.files_case("Rác", days=-4)
    calm = await staff.files_case("Đường", days=7)
    soon = await staff.files_case("Cống", days=1)
    other = await staff.files_case("Loa", unit="van_hoa")
    await staff.says(LAN, "/viec")
    text = staff.last().text
    assert text.index(late) < text.index(soon) < text.index(calm)
    assert other not in text
    assert "3 hồ sơ đang mở" in text
    assert "1 quá hạn" in text
    assert "quá hạn" in text.splitlines()[1]
    assert [one[-4:] for one in staff.last().labels] == [late[-4:], soon[-4:], calm[-4:]]


async def test_a_case_without_a_place_is_told_by_its_first_words(staff: Staff) -> None:
    words = "Cống trước chợ nghẹt từ hôm mưa lớn đầu tuần, nước tràn vô nhà"
    await staff.files_case(words, place="")
    await staff.says(LAN, "/viec")
    assert "Cống trước chợ nghẹt từ hôm mưa lớn…" in staff.last().text.splitlines()[1]


async def test_a_case_of_a_list_opens_at_one_tap(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(LAN, "/viec")
    await staff.presses(LAN, staff.last(), code[-4:])
    opened = staff.newest("card.opened")
    assert opened.out.edits is None
    await staff.presses(LAN, opened, "Nhận việc")
    assert staff.last().out.edits == opened.external_id


async def test_of_two_cards_the_older_one_points_to_the_newer(staff: Staff) -> None:
    code = await staff.files_case()
    first = staff.newest("card")
    await staff.says(LAN, "/viec")
    await staff.presses(LAN, staff.last(), code[-4:])
    opened, pointer = staff.newest("card.opened"), staff.last()
    assert pointer.out.edits == first.external_id
    assert code in pointer.text
    assert "thẻ mới ở bên dưới" in pointer.text
    assert pointer.labels == []
    await staff.says(LAN, "Tổ điện đang sửa", to=pointer)
    assert "chưa gửi" in staff.last().text, "a reply to it is still about the case"
    await staff.presses(LAN, first, "Nhận việc")  # a phone that still shows the button
    assert staff.last().out.edits == opened.external_id
    assert "Lan" in staff.last().text
    edits = [one for one in staff.in_chat() if one.out.edits == first.external_id]
    assert edits == [pointer], "an edit counts too: one is enough"


async def test_a_card_that_changes_on_its_way_down_comes_there_once(staff: Staff) -> None:
    code = await staff.files_case()
    first = staff.newest("card")
    await staff.says(LAN, "/viec")
    staff.delivers = False
    await staff.presses(LAN, staff.last(), code[-4:])
    await staff.presses(LAN, first, "Nhận việc")
    await staff.deliver()
    opened, pointer = staff.in_chat()[-2:]
    assert (opened.out.edits, pointer.out.edits) == (None, first.external_id)
    assert "Lan" in opened.text
    assert pointer.labels == []


async def test_a_case_of_a_list_opens_by_its_number(staff: Staff) -> None:
    await staff.files_case()
    await staff.says(LAN, "/viec")
    await staff.says(LAN, "1", to=staff.last())
    assert staff.newest("card.opened").out.edits is None


async def test_a_long_list_has_pages_of_eight(staff: Staff) -> None:
    codes = [await staff.files_case(f"Việc {n}", days=n) for n in range(1, 12)]
    await staff.says(LAN, "/viec")
    first = staff.last()
    assert codes[7] in first.text
    assert codes[8] not in first.text
    assert first.labels[-1] == "Trang sau ›"
    assert len(first.labels) == 9
    await staff.presses(LAN, first, "Trang sau")
    assert staff.last().out.edits == first.external_id
    assert "9. " in staff.last().text
    assert codes[10] in staff.last().text
    assert staff.last().labels[-1] == "‹ Trang trước"


@pytest.mark.parametrize(
    ("command", "days", "none"),
    [("/viec", 4, "không còn hồ sơ nào"), ("/quahan", -4, "Không có hồ sơ nào")],
)
async def test_a_list_that_shrank_shows_its_last_page(
    staff: Staff, command: str, days: int, none: str
) -> None:
    codes = [await staff.files_case(f"Việc {n}", days=days + n / 100) for n in range(10)]
    await staff.says(LAN, command)
    first = staff.last()
    await ends(staff, codes[:3])
    await staff.presses(LAN, first, "Trang sau")
    assert staff.notices == []
    assert staff.last().out.edits == first.external_id
    assert [one[-4:] for one in staff.last().labels] == [code[-4:] for code in codes[3:]]
    await ends(staff, codes[3:])
    await staff.presses(LAN, first, "Trang sau")
    assert none in staff.notices[-1]


async def ends(staff: Staff, codes: list[str]) -> None:
    """The residents take them back."""
    for code in codes:
        async with staff.desk() as desk:
            case = await desk.store.cases.by_code(code)
            assert case is not None
            await acts.move(desk, case, acts.Act.WITHDRAW)


async def test_late_cases_alone(staff: Staff) -> None:
    late = await staff.files_case(days=-4)
    fine = await staff.files_case(days=4)
    await staff.says(LAN, "/quahan")
    assert late in staff.last().text
    assert fine not in staff.last().text


@pytest.mark.parametrize(
    ("command", "said"), [("/viec", "không còn hồ sơ nào"), ("/quahan", "Không có hồ sơ nào")]
)
async def test_empty_lists_are_said_kindly(staff: Staff, command: str, said: str) -> None:
    await staff.says(LAN, command)
    assert said in staff.last().text


async def test_one_case_shows_its_history_and_talk(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Nhận việc")
    await staff.says(LAN, "Gọi điện lực rồi", to=staff.newest("card"))
    await staff.presses(LAN, staff.last(), "Giữ nội bộ")
    staff.now += timedelta(hours=1)
    await staff.says(LAN, f"/hoso {code}")
    text = staff.last().text
    assert "Lan nhận việc" in text
    assert "người dân gửi hồ sơ" in text
    assert "nội bộ): Gọi điện lực rồi" in text
    await staff.presses(LAN, staff.last(), "Đăng lại thẻ")
    assert staff.newest("card.opened").out.edits is None


@pytest.mark.parametrize("words", ["/tim den duong", "/tim ĐÈN ĐƯỜNG", "/hoso đèn đường hẻm"])
async def test_search_forgives_accents(staff: Staff, words: str) -> None:
    code = await staff.files_case("Đèn đường hẻm 12 hư")
    await staff.files_case("Rác đầu cầu")
    await staff.says(LAN, words)
    assert code in staff.last().text
    assert len(staff.last().labels) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("/tim voi nuoc", "Chưa thấy hồ sơ nào"),
        ("/tim", "ví dụ /tim"),
        ("/hoso", "ví dụ /hoso"),
        ("/hoso PA-2611-ZZZZ", "Chưa tìm thấy"),
    ],
)
async def test_what_is_not_found_is_said_kindly(staff: Staff, words: str, said: str) -> None:
    await staff.says(LAN, words)
    assert said in staff.last().text


async def test_another_units_case_is_not_shown(staff: Staff) -> None:
    code = await staff.files_case()
    for words in (f"/hoso {code}", f"/nhan {code}", f"/traloi {code} Xong", "/tim den"):
        await staff.says(LAN, words, chat=OTHER_GROUP)
        assert "hẻm 12" not in staff.last(OTHER_GROUP).text
    assert (await staff.case(code)).holder_id is None


async def test_the_duty_desk_sees_all_units(staff: Staff) -> None:
    codes = [await staff.files_case(unit=unit) for unit in ("kinh_te", "van_hoa")]
    await staff.says(LAN, "/viec", chat=DUTY_GROUP)
    assert all(code in staff.last(DUTY_GROUP).text for code in codes)
    await staff.says(LAN, f"/hoso {codes[0]}", chat=DUTY_GROUP)
    assert "hẻm 12" in staff.last(DUTY_GROUP).text


async def test_a_search_says_that_there_are_more(staff: Staff) -> None:
    for n in range(8):
        await staff.files_case(f"Đèn số {n} hư")
    await staff.says(LAN, "/tim den")
    assert "gõ thêm từ" not in staff.last().text, "all are shown"
    await staff.files_case("Đèn cuối hư")
    await staff.says(LAN, "/tim den")
    assert len(staff.last().labels) == 8
    assert "Còn hồ sơ khác nữa" in staff.last().text.splitlines()[-1]


async def test_a_hidden_admin_may_look(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(HIDDEN, "/viec")
    await staff.says(HIDDEN, "1", to=staff.last())
    assert staff.newest("card.opened").out.edits is None
    await staff.says(HIDDEN, f"/hoso {code}")
    assert code in staff.last().text
