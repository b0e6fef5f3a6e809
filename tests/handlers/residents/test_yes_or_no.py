"""Where a yes or a no was asked for last, yes and no are heard as people say them."""

import pytest

from handlers.message import AttachmentKind
from handlers.residents.hidden_name import hides_name
from storage.models import State
from tests.handlers.residents.stories import (
    LAMP,
    ask_back,
    drafts,
    entries,
    file,
    newest_case,
    where_it_is,
)
from tests.handlers.told import Town

YES = ["đúng", "dạ đúng rồi con", "có", "phải", "ừ", "tôi đồng ý", "được"]
NO = ["không", "dạ thôi con", "đừng", "thôi để lại", "hong can dau", "thôi không rút nữa"]


@pytest.mark.parametrize("typed", [*YES, "rút", "ừ rút đi", "Đúng, rút", "đúng rút đi con"])
async def test_a_case_is_withdrawn_by_any_yes(told: Town, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", "rút")
    await told.says("ba", typed)
    assert (await newest_case(told)).state == State.WITHDRAWN


@pytest.mark.parametrize("typed", [*NO, "đừng rút", "không rút nữa", "không biết", "đèn vẫn tắt"])
async def test_no_and_anything_else_withdraws_nothing(told: Town, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", "rút")
    await told.says("ba", typed)
    case = await newest_case(told)
    assert case.state == State.ASSIGNED
    assert typed in NO or case.code not in told.last("ba").text or "rút" in typed


@pytest.mark.parametrize("typed", NO)
async def test_who_says_no_sees_how_the_case_stands(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    await told.says("ba", "rút")
    [status] = await told.says("ba", typed)
    assert f"Hồ sơ {case.code}" in status.text
    assert len(await drafts(told)) == 1


async def test_rut_without_accents_after_dung_is_rather_do_not(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "rut")
    [status] = await told.says("ba", "dung rut")
    assert "rút hồ sơ này" not in status.text
    assert (await newest_case(told)).state == State.ASSIGNED


async def test_a_nod_at_what_was_said_since_is_no_yes_to_what_was_asked_before(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "rút")
    await told.says("ba", "ai đã xem tên tôi")
    await told.says("ba", "ok")
    assert (await newest_case(told)).state == State.ASSIGNED


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(one, 1) for one in [*YES, "cho phép", "cho xem"]]
    + [(one, 0) for one in ("không", "không đồng ý", "không cho phép")],
)
async def test_pictures_are_allowed_in_words(told: Town, typed: str, kept: int) -> None:
    told.willing = False
    await told.sends("ba", AttachmentKind.PHOTO, text=LAMP)
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.says("ba", typed)
    case = await newest_case(told)
    assert case.text == LAMP
    assert [len(one.attachments or []) for one in await entries(told, case)] == [kept]


@pytest.mark.parametrize("typed", ["có", "đúng", "xóa", "xóa hết đi con"])
async def test_all_is_erased_by_any_yes(told: Town, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", "xóa hết dữ liệu của tôi")
    [said] = await told.says("ba", typed)
    assert "XD-2611" in said.text or "xóa" in said.text
    async with told.desk() as desk:
        assert (await desk.store.people.person_by_id(1)).leaving_at is not None


@pytest.mark.parametrize("typed", ["không", "đừng xóa", "dung xoa", "dung", "thôi"])
async def test_nothing_is_erased_by_a_no(told: Town, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", "xóa hết dữ liệu của tôi")
    await told.says("ba", typed)
    async with told.desk() as desk:
        assert (await desk.store.people.person_by_id(1)).leaving_at is None
    assert len(await drafts(told)) == 1


@pytest.mark.parametrize("typed", ["gọi giúp bác", "dung gui", "gói"])
async def test_what_may_mean_another_thing_sends_and_drops_nothing(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", typed)
    assert f"{LAMP} {typed}" in shown.text


async def test_agreeing_to_the_category_is_a_yes(told: Town) -> None:
    await told.says("ba", LAMP)
    await told.says("ba", "gửi")
    await told.says("ba", "đồng ý")
    assert (await newest_case(told)).category == "dien_chieu_sang"


@pytest.mark.parametrize(
    "typed", ["xin giấu tên giúp tôi", "ẩn danh", "gửi kín tên", "cho tôi giấu tên nha", "an danh"]
)
async def test_who_wants_no_name_on_it_is_heard(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", typed)
    assert "Gửi không nêu tên." in shown.text
    await told.presses("ba", shown, "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    case = await newest_case(told)
    assert case.anonymous
    assert case.text == LAMP


async def test_the_wish_among_other_words_is_kept_and_so_are_the_words(told: Town) -> None:
    words = "Đèn đường ấp 5 hư cả tuần, xin giấu tên tôi"
    [shown] = await told.says("ba", words)
    assert "Gửi không nêu tên." in shown.text
    assert words in shown.text
    [named] = await told.presses("ba", shown, "nêu tên như")
    assert "Gửi không nêu tên." not in named.text
    [still] = await told.says("ba", "hư lâu rồi")
    assert "Gửi không nêu tên." not in still.text


@pytest.mark.parametrize(
    ("typed", "hides"),
    [
        ("nhờ phường giữ kín tên tôi", True), ("xin đừng nêu tên", True),
        ("xin được ẩn danh", True),
        ("mong giữ bí mật danh tính giúp em", True), ("giau ten toi nha", True),
        ("cán bộ không ghi tên tôi vào danh sách hộ nghèo", False),
        ("con tôi bị đánh ở trường", False), ("quán ẩn danh bán hàng giả", False),
        ("sao không có tên tôi", False), ("xin giấu tên thủ phạm", False),
        ("xin giấu danh tính kẻ trộm", False), ("xin giấu tên người bị hại giúp tôi", False),
        ("xin giấu tên, người ta trả thù", True), ("xin giấu tên người phản ánh", True),
        ("mong giấu tên kẻo tụi nó biết", True),
    ],
)  # fmt: skip
def test_the_wish_is_told_from_other_words_about_names(typed: str, hides: bool) -> None:
    assert hides_name(typed) is hides


@pytest.mark.parametrize("typed", ["đúng rồi", "có", "không phải"])
async def test_a_yes_or_no_to_which_matter_it_is_is_asked_again(told: Town, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", "Rác đầu hẻm chưa ai thu gom")
    [again] = await told.says("ba", typed)
    assert "việc mới" in again.text
    [shown] = await told.says("ba", "việc mới")
    assert "«Rác đầu hẻm chưa ai thu gom»" in shown.text


async def test_a_yes_that_a_unit_waits_for_is_kept_beside_a_draft(told: Town) -> None:
    case = await file(told, "ba")
    await told.says("ba", "Rác đầu hẻm chưa ai thu gom")
    await told.says("ba", "việc mới")
    await ask_back(told, case, "Đèn còn hư không ạ?")
    await told.says("ba", "có")
    await told.presses("ba", told.last("ba"), case.code)
    assert "có" in [one.text for one in await entries(told, case)]


async def test_a_yes_said_twice_is_no_place(told: Town) -> None:
    await told.says("ba", "Đèn đường trước nhà hư")
    await told.says("ba", "gửi")
    await told.says("ba", "đúng")
    [again] = await told.says("ba", "đúng")
    assert "ở đâu" in again.text
    await told.says("ba", "gần chùa")
    assert (await where_it_is(told)).words == "gần chùa"


@pytest.mark.parametrize("typed", ["không phải, việc khác", "không, việc mới", "là việc khác con"])
async def test_no_another_matter_is_a_new_one(told: Town, typed: str) -> None:
    await file(told, "ba")
    await told.says("ba", "Rác đầu hẻm chưa ai thu gom")
    [shown] = await told.says("ba", typed)
    assert "«Rác đầu hẻm chưa ai thu gom»" in shown.text


async def test_a_new_matter_said_after_start_is_no_part_of_a_report(told: Town) -> None:
    await file(told, "ba")
    await told.says("ba", "Rác đầu hẻm chưa ai thu gom")
    await told.says("ba", "/start")
    [shown] = await told.says("ba", "việc mới")
    assert "«Rác đầu hẻm chưa ai thu gom»" in shown.text
