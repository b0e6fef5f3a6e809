"""The first minute: /start, deep links, small talk, help, and what is no report at all."""

from datetime import timedelta

import pytest

from handlers.residents.door import COMMANDS, PRIVATE_COMMANDS_HELP
from tests.handlers.residents.stories import LAMP, drafts, file, newest_case
from tests.handlers.told import OFFICE, Town


@pytest.mark.parametrize(
    "typed",
    [
        "/start",
        "alo",
        "xin chào",
        "hi",
        "?",
        "chao uy ban",
        "a lô",
        "xin chào UBND phường Hoa Sen",
        "con chào phường Hoa Sen ạ",
    ],
)
async def test_a_greeting_is_answered_and_begins_no_draft(told: Town, typed: str) -> None:
    [welcome] = await told.says("ba", typed)
    assert "trợ lý tự động của UBND phường Hoa Sen" in welcome.text
    assert "113" in welcome.text
    assert len(welcome.text) <= 400
    assert await drafts(told) == []


async def test_a_deep_link_sets_the_area(told: Town) -> None:
    [welcome] = await told.says("ba", "/start kp3")
    assert "Khu phố 3" in welcome.text
    [shown] = await told.says("ba", "đèn đường hư")
    assert "Khu phố 3" in shown.text


async def test_a_deep_link_sets_the_category_which_is_not_asked_again(told: Town) -> None:
    await told.says("ba", "/start cat-rac_ve_sinh")
    await told.says("ba", "đầy quá, ở kp 2")
    await told.presses("ba", told.last("ba"), "gửi")
    assert (await newest_case(told)).category == "rac_ve_sinh"


async def test_an_unknown_link_is_simply_a_greeting(told: Town) -> None:
    [welcome] = await told.says("ba", "/start nowhere-9")
    assert "Đã ghi sẵn" not in welcome.text
    assert await drafts(told) == []


@pytest.mark.parametrize("typed", ["/help", "/trogiup", "trợ giúp", "hướng dẫn"])
async def test_help_is_short_and_names_the_counter(told: Town, typed: str) -> None:
    [help_] = await told.says("ba", typed)
    assert "chưa xong" in help_.text
    assert "0900 000 100" in help_.text


async def test_an_unknown_command_is_a_slip_and_no_report(told: Town) -> None:
    [said] = await told.says("ba", "/abc")
    assert "chưa hiểu lệnh" in said.text
    assert await drafts(told) == []


async def test_a_dossier_code_alone_is_sent_to_the_one_stop_centre(told: Town) -> None:
    [said] = await told.says("ba", "hồ sơ H15.50.05.13-261008-0975 tới đâu rồi")
    assert "Trung tâm Phục vụ hành chính công" in said.text
    assert await drafts(told) == []


async def test_a_complaint_about_a_dossier_is_guided_and_still_a_report(told: Town) -> None:
    guided, shown = await told.says(
        "ba",
        "Hồ sơ của tôi mã H15.50.05.13-261008-0975 hẹn 15/11 tới nay chưa có, ai chịu trách nhiệm?",
    )
    assert "0900 000 104" in guided.text
    assert "Trợ lý đã ghi" in shown.text


async def test_greetings_in_the_midst_of_a_draft_add_nothing_to_it(told: Town) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", "chào phường nhé")
    assert f"«{LAMP}»" in shown.text


@pytest.mark.parametrize(
    ("open_question", "typed", "then"),
    [
        (None, "có", "ở đâu"),
        (None, "không phải", "lĩnh vực nào"),
        ("đúng", "gần chùa Bà", "đã ghi nhận"),
    ],
)
async def test_start_in_the_midst_of_a_question_asks_it_again(
    told: Town, open_question: str | None, typed: str, then: str
) -> None:
    await told.says("ba", "Đèn đường trước nhà hư cả tuần nay")
    [asked] = await told.presses("ba", told.last("ba"), "gửi")
    if open_question:
        [asked] = await told.presses("ba", asked, open_question)
    _, again = await told.says("ba", "/start")
    assert again.text == asked.text
    assert then in (await told.says("ba", typed))[0].text


async def test_start_shows_what_was_not_sent_yet(told: Town) -> None:
    await told.says("ba", LAMP)
    welcome, shown = await told.says("ba", "/start")
    assert "cần giúp việc gì" in welcome.text
    assert f"«{LAMP}»" in shown.text
    await told.says("ba", "1")
    assert "phải không ạ" in told.last("ba").text


@pytest.mark.parametrize("typed", ["xin chào", "dạ", "ok con"])
async def test_a_greeting_after_a_link_is_no_report(told: Town, typed: str) -> None:
    await told.says("ba", "/start kp3")
    await told.says("ba", typed)
    [shown] = await told.says("ba", "đèn đường hư")
    assert "«đèn đường hư»" in shown.text
    assert "Nơi: Khu phố 3" in shown.text


async def test_a_link_that_begins_another_matter_leaves_the_old_question(told: Town) -> None:
    await told.says("ba", "Đèn đường trước nhà hư cả tuần nay")
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    told.now += timedelta(days=2)
    await told.says("ba", "/start cat-rac_ve_sinh")
    [which] = await told.says("ba", "Đầu hẻm dơ quá")
    assert "việc mới, hay bổ sung" in which.text


async def test_a_stale_button_of_long_ago_is_answered_politely(told: Town) -> None:
    await file(told, "ba")
    first = told.said_to("ba")[0]
    for label in ("thêm", "bỏ", "Kiến nghị"):
        assert await told.presses("ba", first, label) == []
        assert "đã gửi rồi" in told.notice


def test_the_menu_names_commands_that_exist() -> None:
    assert {name for name, _ in PRIVATE_COMMANDS_HELP} <= set(COMMANDS)


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("lam sao gap nguoi that", True),
        ("tôi muốn nói chuyện với cán bộ", True),
        ("cho toi gap can bo", True),
        ("ban la nguoi hay may", True),
        ("đây là máy hả", True),
        ("cho hỏi số điện thoại phường", True),
        ("dien thoai cua xa so may", True),
        ("gặp cán bộ địa chính ba lần rồi mà không ai giải quyết", False),
        ("may hay hu o tram bom", False),
        ("số điện thoại cán bộ này đòi tiền tôi là 0912345678", False),
    ],
)
async def test_who_asks_for_a_human_hears_that_this_is_none_and_where_there_are_some(
    told: Town, typed: str, answered: bool
) -> None:
    [said] = await told.says("ba", typed)
    assert ("là máy" in said.text) is answered
    assert (OFFICE.phone in said.text) is answered


@pytest.mark.parametrize("typed", ["toi muon huy", "thoi, bo di", "hủy bỏ nha", "không gửi nữa"])
async def test_a_draft_is_dropped_in_everyday_words(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [said] = await told.says("ba", typed)
    assert "Trợ lý đã ghi" not in said.text
    assert [one.closed_at for one in await drafts(told)] == [told.now]
