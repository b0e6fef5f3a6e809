"""A staff group without buttons and quotes: `#7K4Q …`, numbers, and whose number it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.codes import coded
from handlers.message import Kind
from storage.models import Act, State
from tests.handlers.officials.staff import HIDDEN, LAN, MINH, PHOTO, Shown, Staff

WORDS = "Cột 47 do Điện lực Hoa Sen quản lý, số điện thoại 1900 1006"
PREFIXES = frozenset({"PA", "KN"})


def short(code: str) -> str:
    return f"#{code[-4:]}"


def number(shown: Shown, label: str) -> str:
    """What stands before a label in the numbered list."""
    return str([label in one for one in shown.labels].index(True) + 1)


@pytest.mark.parametrize(
    ("typed", "code", "rest"),
    [
        ("#7K4Q Đã sửa xong", "#7K4Q", "Đã sửa xong"),
        ("#7k4q đã sửa", "#7K4Q", "đã sửa"),
        ("# 7K4Q: đã sửa", "#7K4Q", "đã sửa"),
        ("#7k 4q - đã sửa", "#7K4Q", "đã sửa"),
        ("#7K4Q\nĐã sửa\nsáng nay", "#7K4Q", "Đã sửa\nsáng nay"),
        ("#7K4Q", "#7K4Q", ""),
        ("#7K4Q 1", "#7K4Q", "1"),
        ("#7K4Q 2 bóng đã thay", "#7K4Q", "2 bóng đã thay"),
        ("PA-2611-7K4Q đã sửa", "PA-2611-7K4Q", "đã sửa"),
        ("pa26117k4q đã sửa", "PA-2611-7K4Q", "đã sửa"),
        ("#PA 2611 7K4Q đã sửa", "PA-2611-7K4Q", "đã sửa"),
        ("mã PA-2611-7K4Q đã sửa", "PA-2611-7K4Q", "đã sửa"),
        ("7K4Q đã sửa", None, "7K4Q đã sửa"),
        ("XY-2611-7K4Q đã sửa", None, "XY-2611-7K4Q đã sửa"),
        ("#7K4Qđã sửa", None, "#7K4Qđã sửa"),
        ("#HOT đã sửa", None, "#HOT đã sửa"),
        ("đã sửa #7K4Q", None, "đã sửa #7K4Q"),
        ("Mã số nào vậy?", None, "Mã số nào vậy?"),
        ("", None, ""),
    ],
)
def test_a_code_in_front_is_forgiven_its_spelling(typed: str, code: str | None, rest: str) -> None:
    assert coded(typed, PREFIXES) == (code, rest)


async def answers(staff: Staff, code: str, words: str = WORDS) -> Shown:
    """Minh types an answer under a case's short code; returns what he is shown."""
    await staff.says(MINH, f"{short(code)} {words}")
    return staff.newest("preview")


async def test_words_under_a_code_are_shown_back_and_sent_by_a_number(staff: Staff) -> None:
    code = await staff.files_case()
    preview = await answers(staff, code)
    assert WORDS in preview.text
    assert staff.to_resident("answer") == []
    await staff.says(MINH, number(preview, "Gửi người dân"))
    assert WORDS in staff.to_resident("answer")[0].text
    assert code[-4:] not in staff.to_resident("answer")[0].text.replace(code, "")
    assert (await staff.case(code)).state == State.ANSWERED


async def test_words_that_stick_to_the_code_are_an_answer_and_a_hashtag_is_none(
    staff: Staff,
) -> None:
    code = await staff.files_case()
    before = len(staff.shown)
    for talk in ("#HopGiaoBan 14h", "#vui", "#2026 nhieu viec"):
        await staff.says(MINH, talk)
    assert len(staff.shown) == before
    await staff.says(MINH, f"{short(code)}{WORDS}")
    assert WORDS in staff.newest("preview").text


@pytest.mark.parametrize(
    ("label", "what", "state"),
    [
        ("Gửi người dân", "answer", State.ANSWERED),
        ("Hỏi người dân", "question", State.WAITING_RESIDENT),
        ("Giữ nội bộ", "", State.ASSIGNED),
    ],
)
@pytest.mark.parametrize("way", ["number", "code and number", "word", "code and word"])
async def test_the_three_choices_by_number_and_word(
    staff: Staff, label: str, what: str, state: State, way: str
) -> None:
    code = await staff.files_case()
    preview = await answers(staff, code)
    typed = number(preview, label) if "number" in way else label.lower()
    await staff.says(MINH, f"{short(code)} {typed}" if "code" in way else typed)
    assert len(staff.to_resident("answer") + staff.to_resident("question")) == bool(what)
    assert (await staff.case(code)).state == state
    assert len(await staff.entries(code)) == 2


async def test_a_number_counts_from_the_one_who_was_asked(staff: Staff) -> None:
    code = await staff.files_case()
    preview = await answers(staff, code)
    said = len(staff.shown)
    await staff.says(LAN, number(preview, "Gửi người dân"))
    assert staff.to_resident("answer") == []
    assert len(staff.shown) == said


async def test_two_officials_at_once_each_choose_their_own(staff: Staff) -> None:
    lamp, road = await staff.files_case(), await staff.files_case("Đường lầy lội")
    await staff.says(MINH, f"{short(lamp)} Đèn do điện lực quản lý")
    await staff.says(LAN, f"{short(road)} Đường do tỉnh quản lý")
    await staff.says(MINH, "1")
    await staff.says(LAN, "3")
    assert ["Đèn do điện lực quản lý" in one.text for one in staff.to_resident("answer")] == [True]
    assert (await staff.entries(road))[-1].act == Act.INTERNAL


async def test_of_two_open_questions_to_one_person_it_is_asked_which(staff: Staff) -> None:
    lamp, road = await staff.files_case(), await staff.files_case("Đường lầy lội")
    await staff.says(MINH, f"{short(lamp)} Đèn do điện lực quản lý")
    await staff.says(MINH, f"{short(road)} Đường do tỉnh quản lý")
    await staff.says(MINH, "1")
    assert staff.to_resident("answer") == []
    assert short(lamp) in staff.last().text
    assert short(road) in staff.last().text
    await staff.says(MINH, f"{short(lamp)} 1")
    assert ["Đèn do điện lực quản lý" in one.text for one in staff.to_resident("answer")] == [True]
    await staff.says(MINH, "1")
    assert len(staff.to_resident("answer")) == 1, "it is not certain that the other one is meant"
    assert f"{short(road)} 1" in staff.last().text


async def test_a_number_that_nobody_asked_for_is_passed_over(staff: Staff) -> None:
    code = await staff.files_case()
    said = len(staff.shown)
    await staff.says(MINH, "1")
    assert len(staff.shown) == said
    preview = await answers(staff, code)
    staff.now += timedelta(minutes=11)
    said = len(staff.shown)
    await staff.says(MINH, number(preview, "Gửi người dân"))
    assert len(staff.shown) == said
    assert staff.to_resident("answer") == []


async def test_a_number_twice_does_it_once(staff: Staff) -> None:
    code = await staff.files_case()
    await answers(staff, code)
    await staff.says(MINH, "1")
    said = len(staff.shown)
    await staff.says(MINH, "1")
    assert len(staff.shown) == said
    assert len(staff.to_resident("answer")) == 1


async def test_a_wrong_number_is_answered_and_changes_nothing(staff: Staff) -> None:
    code = await staff.files_case()
    await answers(staff, code)
    await staff.says(MINH, "7")
    assert "từ 1 đến 3" in staff.last().text
    await staff.says(MINH, f"{short(code)} 9")
    assert "từ 1 đến" in staff.last().text
    assert staff.to_resident("answer") == []
    await staff.says(MINH, "1")
    assert len(staff.to_resident("answer")) == 1, "the question stands still"


async def test_a_number_under_a_code_is_an_act_of_its_card(staff: Staff) -> None:
    code = await staff.files_case()
    card = staff.newest("card")
    assert short(code) in card.out.how_to_choose
    await staff.says(MINH, f"{short(code)} {number(card, 'Nhận việc')}")
    case = await staff.case(code)
    assert (case.state, case.holder_id is not None) == (State.IN_PROGRESS, True)


async def test_an_act_by_word(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, f"{short(code)} nhan viec")
    assert (await staff.case(code)).state == State.IN_PROGRESS


async def test_a_transfer_by_numbers(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, f"{short(code)} {number(staff.newest('card'), 'Chuyển')}")
    menu = staff.newest("menu")
    unit = menu.labels[0]
    await staff.says(MINH, "1")
    assert short(code) in staff.newest("prompt.transfer").out.how_to_choose
    await staff.says(MINH, f"{short(code)} Việc này của phòng bên")
    preview = staff.newest("preview")
    assert unit in preview.text
    assert "phòng bên" in preview.text
    await staff.says(MINH, number(preview, "Chuyển"))
    assert (await staff.case(code)).unit != "kinh_te"


async def test_a_refusal_by_numbers(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, f"{short(code)} {number(staff.newest('card'), 'Từ chối')}")
    await staff.says(MINH, number(staff.newest("menu"), "Từ chối, nêu lý do"))
    await staff.says(MINH, f"{short(code)} Đã có kế hoạch sửa trong tháng 12")
    assert (await staff.case(code)).state == State.ASSIGNED
    await staff.says(MINH, "1")
    assert (await staff.case(code)).state == State.REFUSED


async def test_what_one_person_was_asked_for_is_not_anothers_meaning(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, f"{short(code)} {number(staff.newest('card'), 'Từ chối')}")
    await staff.says(MINH, "1")
    await staff.says(LAN, f"{short(code)} {WORDS}")
    assert "Gửi người dân" in staff.newest("preview").labels


async def test_a_code_alone_shows_the_case(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, short(code).lower())
    opened = staff.newest("card.opened")
    assert code in opened.text
    await staff.says(MINH, number(opened, "Nhận việc"))
    assert (await staff.case(code)).state == State.IN_PROGRESS


async def test_a_photo_under_a_code_is_an_answer(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, short(code), files=(PHOTO,))
    await staff.says(MINH, "1")
    assert staff.to_resident("answer")[0].out.attachments == (PHOTO,)


async def test_an_unknown_code_and_another_units_are_told(staff: Staff) -> None:
    await staff.says(MINH, "#2222 đã xong")
    assert "Chưa tìm thấy" in staff.last().text
    code = await staff.files_case(unit="van_hoa")
    await staff.says(MINH, f"{short(code)} đã xong")
    assert f"{code} nay do Phòng Văn hóa - Xã hội phụ trách" in staff.last().text
    assert len(await staff.entries(code)) == 1


async def test_of_two_cases_with_the_same_letters_it_is_asked_which(staff: Staff) -> None:
    one, two = await staff.files_case(), await staff.files_case("Đường lầy lội")
    async with staff.desk() as desk:
        twin = await desk.store.cases.by_code(two)
        assert twin is not None
        twin.code = f"KN-2611-{one[-4:]}"
        desk.store.cases.save(twin)
    await staff.says(MINH, f"{short(one)} {WORDS}")
    assert one in staff.last().text
    assert twin.code in staff.last().text
    await staff.says(MINH, f"{twin.code} {WORDS}")
    assert twin.code in staff.newest("preview").text


async def test_a_number_picks_from_a_list(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(MINH, "/viec")
    await staff.says(MINH, "1")
    assert code in staff.newest("card.opened").text


async def test_a_hidden_admins_number_means_nothing(staff: Staff) -> None:
    code = await staff.files_case()
    await staff.says(HIDDEN, f"{short(code)} {WORDS}")
    said = len(staff.shown)
    await staff.says(HIDDEN, "1")
    assert staff.to_resident("answer") == []
    assert len(staff.shown) == said
    await staff.says(HIDDEN, f"{short(code)} 1")
    assert (await staff.case(code)).state == State.ASSIGNED


async def test_an_edit_of_words_under_a_code_leaves_the_code_out(staff: Staff) -> None:
    code = await staff.files_case()
    message = await staff.says(MINH, f"{short(code)} Đã sửa")
    await staff.edits(MINH, message, f"{short(code)} Đã sửa xong")
    assert "«Đã sửa xong»" in staff.newest("preview").text


async def to_us(staff: Staff, text: str, kind: Kind = Kind.TEXT) -> None:
    """Minh mentions the bot, in a group that brings us nothing else."""
    message = staff._message(MINH, text, "-1001")
    await staff.take(replace(message, kind=kind, to_us=True))


async def test_words_to_us_answer_what_was_asked_for(staff: Staff) -> None:
    code = await staff.files_case()
    await to_us(staff, f"{short(code)} {number(staff.newest('card'), 'Trả lời')}")
    await to_us(staff, WORDS)
    assert WORDS in staff.newest("preview").text
    assert staff.to_resident("answer") == []


async def test_the_first_words_said_to_us_choose_from_the_menu_that_was_asked_for(
    staff: Staff,
) -> None:
    code = await staff.files_case()
    await to_us(staff, f"{short(code)} chuyển")
    await staff.says(MINH, "công an")
    assert "cho đơn vị nào" in staff.last().text, "perhaps they talk among themselves"
    await to_us(staff, "gia hạn")
    assert "Gia hạn hồ sơ" in staff.last().text


@pytest.mark.parametrize("ends", ["chuyển|thôi", "chuyển|công an", "nhận|nhận thay"])
async def test_what_was_chosen_or_dropped_waits_for_no_choice(staff: Staff, ends: str) -> None:
    lamp, road = await staff.files_case(), await staff.files_case("Đường lầy lội")
    if "thay" in ends:
        await staff.says(LAN, f"{short(lamp)} nhận")
    for words in ends.split("|"):
        await to_us(staff, f"{short(lamp)} {words}")
    await to_us(staff, f"{short(road)} chuyển")
    await to_us(staff, number(staff.newest("menu"), "Gia hạn"))
    assert f"Gia hạn hồ sơ \x02{road}" in staff.last().text


async def test_words_to_us_about_nothing_are_asked_for_their_case(staff: Staff) -> None:
    await staff.files_case()
    await to_us(staff, WORDS)
    assert "#7K4Q" in staff.last().text
    await to_us(staff, "", Kind.OTHER)
    assert "video" in staff.last().text


async def test_talk_among_colleagues_stays_unheard(staff: Staff) -> None:
    await staff.files_case()
    said = len(staff.shown)
    for words in (
        "Anh em ơi",
        "3",
        "gửi người dân",
        "7K4Q sao rồi?",
        "PA-2611-7K4Q",
        "#hop",
        WORDS,
    ):
        await staff.says(MINH, words)
    assert len(staff.shown) == said
