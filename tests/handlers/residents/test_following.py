"""A resident follows a case, adds to it, takes it back, and says whether it is done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.acts import Act
from handlers.message import Attachment, AttachmentKind, Kind
from storage.models import State
from tests.handlers.residents.stories import (
    LAMP,
    answer,
    ask_back,
    cases,
    drafts,
    entries,
    file,
    newest_case,
    where_it_is,
)
from tests.handlers.told import Town


def _spellings(code: str) -> list[str]:
    return [
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        f"mã {code} tới đâu rồi ad",
    ]


async def test_a_code_in_any_spelling_says_how_the_case_stands(told: Town) -> None:
    case = await file(told, "ba")
    for typed in _spellings(case.code):
        [status] = await told.says("ba", typed)
        assert case.code in status.text
        assert "Hạn trả lời: thứ Năm 19/11/2026" in status.text
        assert "Phòng Kinh tế" in status.text


@pytest.mark.parametrize(
    "typed",
    [
        "{} ạ", "mã hồ sơ của tôi là {}", "hồ sơ {} của tôi sao lâu quá", "{} sửa xong chưa em",
        "cho tôi hỏi {} tới đâu rồi ạ", "{} bao giờ có kết quả", "{} xong rồi cảm ơn",
        "{} sao chưa sửa",
    ],
)  # fmt: skip
async def test_a_code_with_a_question_is_asked_about(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [status] = await told.says("ba", typed.format(case.code))
    assert status.text.startswith(f"Hồ sơ {case.code}")
    assert len(await entries(told, case)) == 1


@pytest.mark.parametrize("typed", ["{} nước cũng bị cúp luôn", "bổ sung {}: hư thêm 2 cột nữa"])
async def test_whatever_else_is_said_with_a_code_goes_into_that_case(
    told: Town, typed: str
) -> None:
    case = await file(told, "ba")
    await told.says("ba", typed.format(case.code.lower()))
    assert f"thêm vào hồ sơ {case.code}" in told.last("ba").text
    assert (await entries(told, case))[-1].text == typed.format(case.code.lower())
    photo = Attachment(AttachmentKind.PHOTO, "p1", "telegram")
    message = replace(told.message("ba", case.code), kind=Kind.MEDIA, attachments=(photo,))
    await told.hears(message)
    assert len(await entries(told, case)) == 3
    assert len(await drafts(told)) == 1  # the one that became the case


async def test_what_is_said_with_a_mistyped_code_is_kept(told: Town) -> None:
    case = await file(told, "ba")
    heard = await told.says("ba", "PA-2611-2222 nước cũng bị cúp luôn")
    assert "Đây là việc mới" in heard[-1].text
    [shown] = await told.says("tu", f"{case.code} nước cũng bị cúp luôn")  # another's
    assert "Trợ lý đã ghi" in shown.text
    assert len(await entries(told, case)) == 1


@pytest.mark.parametrize(
    "typed", ["ok", "Dạ", "vâng ạ", "ừ", "thôi", "dạ biết rồi", "không có gì", "👍"]
)
async def test_a_nod_is_no_report(told: Town, typed: str) -> None:
    await file(told, "ba")
    [heard] = await told.says("ba", typed)
    assert heard.text == "Dạ, xin cảm ơn ông/bà. Khi cần, ông/bà cứ nhắn vào đây ạ."
    assert [one.closed_at for one in await drafts(told) if one.closed_at is None] == []


async def test_anothers_code_is_as_unknown_as_one_that_never_was(told: Town) -> None:
    case = await file(told, "ba")
    [others] = await told.says("tu", case.code)
    [never] = await told.says("tu", "PA-2611-2222")
    assert others.text.replace(case.code, "…") == never.text.replace("PA-2611-2222", "…")
    assert "không tìm thấy" in others.text


@pytest.mark.parametrize(
    "typed", ["hồ sơ của tôi", "ho so cua tui toi dau roi", "/hoso", "tới đâu rồi ạ", "xem hồ sơ"]
)
async def test_all_cases_are_listed_each_at_one_tap(told: Town, typed: str) -> None:
    first = await file(told, "ba")
    second = await file(told, "ba", "Rác đầy cầu kênh 12")
    [listed] = await told.says("ba", typed)
    assert listed.labels == [second.code, first.code]
    [status] = await told.says("ba", "2")
    assert LAMP in status.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sao roi chu", True),
        ("Sao rồi em?", True),
        ("da viec cua toi sao roi", True),
        ("xong chua a", True),
        ("đã sửa xong chưa vậy", True),
        ("có kết quả chưa ạ", True),
        ("chung nao xong vay ta", True),
        ("bao giờ có trả lời ạ", True),
        ("bao gio tra loi", True),
        ("da gui chua", True),
        ("den sao roi ma toi thui", False),
        ("duong nay lam chua xong", False),
        ("chua co nuoc", False),
    ],
)
async def test_how_far_it_is_may_be_asked_in_the_midst_of_another_draft(
    told: Town, typed: str, meant: bool
) -> None:
    case = await file(told, "ba")
    await told.says("ba", "Rác đầy cầu kênh 12")
    await told.presses("ba", told.last("ba"), "Việc mới")
    said = await told.says("ba", typed)
    assert any("Hồ sơ" in one.text and case.code in one.text for one in said) is meant
    assert any("Trợ lý đã ghi" in one.text for one in said) is not meant


async def test_who_has_no_case_is_told_so_and_how_far_alone_is_ordinary_speech(
    told: Town,
) -> None:
    [none] = await told.says("ba", "hồ sơ của tôi")
    assert "chưa gửi hồ sơ nào" in none.text
    [shown] = await told.says("ba", "đường làm tới đâu rồi")
    assert "Trợ lý đã ghi" in shown.text


async def test_an_answered_case_shows_its_answer(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case, "Đã thay bóng đèn sáng 17/11.")
    [status] = await told.says("ba", case.code)
    assert "Đã thay bóng đèn sáng 17/11." in status.text
    assert any("Chưa xong" in label for label in status.labels)


async def test_a_reply_to_the_receipt_goes_into_the_case(told: Town) -> None:
    case = await file(told, "ba")
    await told.sends("ba", AttachmentKind.PHOTO, text="hình đây", reply_to=told.last("ba").id)
    assert f"hồ sơ {case.code}" in told.last("ba").text
    assert [one.text for one in await entries(told, case)] == [LAMP, "hình đây"]
    below = [one for one in told.said_to("economy") if "hình đây" in one.text]
    assert len(below[-1].out.attachments) == 1


async def test_a_reply_to_ones_own_words_goes_into_their_case(told: Town) -> None:
    await told.says("ba", LAMP)
    mine = told.last_id
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.says("ba", "giờ hư hai bóng", reply_to=mine)
    case = await newest_case(told)
    assert [one.text for one in await entries(told, case)] == [LAMP, "giờ hư hai bóng"]


async def test_each_reply_finds_the_right_one_of_two_cases(told: Town) -> None:
    first = await file(told, "ba")
    receipt_one = told.last("ba")
    second = await file(told, "ba", "Rác đầy cầu kênh 12")
    receipt_two = told.last("ba")
    await told.says("ba", "đèn số 7", reply_to=receipt_one.id)
    await told.says("ba", "rác từ chợ", reply_to=receipt_two.id)
    assert [one.text for one in await entries(told, first)][1:] == ["đèn số 7"]
    assert [one.text for one in await entries(told, second)][1:] == ["rác từ chợ"]


async def test_a_pin_in_a_reply_reaches_the_officials(told: Town) -> None:
    case = await file(told, "ba")
    await told.pins("ba", reply_to=told.last("ba").id)
    assert (await where_it_is(told)).pin == (10.0312, 105.7698)
    assert any("10.031200" in one.text for one in told.said_to("economy"))
    assert len(await entries(told, case)) == 2


@pytest.mark.parametrize("typed", ["số 47", "dạ", "đúng rồi"])
async def test_a_word_after_two_questions_is_asked_about_and_the_next_answers_the_other(
    told: Town, typed: str
) -> None:
    lamp = await file(told, "ba")
    rubbish = await file(told, "ba", "Rác đầy cầu kênh 12")
    await ask_back(told, lamp, "Có phải cột 47 không ạ?")
    await ask_back(told, rubbish, "Bên trái hay bên phải ạ?")
    [which] = await told.says("ba", typed)
    assert {lamp.code, rubbish.code} <= set(" ".join(which.labels).replace(":", "").split())
    await told.presses("ba", which, lamp.code)
    assert [one.text for one in await entries(told, lamp)][-1] == typed
    await told.says("ba", "bên phải")
    assert [one.text for one in await entries(told, rubbish)][-1] == "bên phải"
    assert {one.state for one in await cases(told)} == {State.ASSIGNED}


async def test_an_answer_to_the_officials_question_lets_the_case_go_on(told: Town) -> None:
    case = await file(told, "ba")
    question = await ask_back(told, case, "Cột số mấy ạ?")
    assert (await newest_case(told)).state == State.WAITING_RESIDENT
    [status] = await told.says("ba", case.code)
    assert "Cột số mấy ạ?" in status.text
    await told.says("ba", "cột số 7", reply_to=question.id)
    assert "đã trả lời" in told.last("ba").text
    case = await newest_case(told)
    assert case.state == State.ASSIGNED
    assert case.next_reminder_at is not None


async def test_an_edit_after_sending_is_shown_to_the_officials(told: Town) -> None:
    await told.says("ba", LAMP)
    mine = told.last_id
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.edits("ba", mine, "Đèn đường ấp 6 hư")
    case = await newest_case(told)
    assert case.text == "Đèn đường ấp 6 hư"
    assert len(await entries(told, case)) == 2
    assert any("Đèn đường ấp 6 hư" in one.text for one in told.said_to("economy"))


async def test_adding_by_button_and_the_next_code_is_still_a_code(told: Town) -> None:
    case = await file(told, "ba")
    [status] = await told.says("ba", case.code)
    await told.presses("ba", status, "bổ sung")
    [asked] = await told.says("ba", case.code)
    assert "Hạn trả lời" in asked.text
    await told.says("ba", "đèn số 7")
    assert [one.text for one in await entries(told, case)] == [LAMP, "đèn số 7"]


async def test_withdrawing_is_asked_once_and_done_once(told: Town) -> None:
    case = await file(told, "ba")
    [sure] = await told.says("ba", f"rút {case.code}")
    assert "phải không" in sure.text
    await told.presses("ba", sure, "Đúng")
    assert "đã rút" in told.last("ba").text
    assert (await newest_case(told)).state == State.WITHDRAWN
    assert await told.presses("ba", sure, "Đúng") == []
    assert "đã kết thúc" in told.notice
    assert (await newest_case(told)).next_reminder_at is None


@pytest.mark.parametrize(
    "typed",
    ["rut", "Rút hồ sơ", "toi muon rut lai phan anh", "/rut", "hủy", "hủy hồ sơ", "không gửi nữa"],
)
async def test_to_take_back_needs_no_code_where_there_is_one_case(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [asked] = await told.says("ba", typed)
    assert "muốn rút hồ sơ" in asked.text
    assert case.code in asked.text
    await told.presses("ba", asked, "Đúng, rút")
    assert (await newest_case(told)).state == State.WITHDRAWN


async def test_of_several_it_is_asked_which_is_taken_back(told: Town) -> None:
    first = await file(told, "ba")
    second = await file(told, "ba", "Rác đầy cầu kênh 12")
    [asked] = await told.says("ba", "rút")
    assert [label.partition(":")[0] for label in asked.labels] == [second.code, first.code]
    [sure] = await told.says("ba", "2")
    assert first.code in sure.text


async def test_who_has_nothing_to_take_back_hears_so(told: Town) -> None:
    [said] = await told.says("ba", "rút")
    assert "chưa gửi hồ sơ nào" in said.text


async def test_a_case_may_be_kept_after_all(told: Town) -> None:
    case = await file(told, "ba")
    await told.says("ba", f"/rut {case.code}")
    await told.says("ba", "khong, de lai")
    assert (await newest_case(told)).state == State.ASSIGNED


async def test_nobody_withdraws_anothers_case(told: Town) -> None:
    case = await file(told, "ba")
    await told.says("tu", f"rút {case.code}")
    assert "không tìm thấy" in told.last("tu").text


@pytest.mark.parametrize(
    "typed", ["chưa xong", "chua xong dau anh, moi lap dat do dau co doi cong", "dạ chưa xong ạ"]
)
async def test_not_done_reopens_the_only_answered_case(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    told.now += timedelta(days=1)
    await told.says("ba", typed)
    assert "mở lại" in told.last("ba").text
    assert "20/11/2026" in told.last("ba").text
    case = await newest_case(told)
    assert (case.state, case.reopened) == (State.REOPENED, 1)
    assert case.next_reminder_at is not None
    assert case.code in "".join(one.text for one in told.said_to("economy")[-2:])
    asks = "còn thiếu điều gì" in told.last("ba").text
    assert asks is (len(typed.split()) <= 4)  # who has said it is not asked for it
    if not asks:
        assert any("dau co doi cong" in one.text for one in told.said_to("economy"))


async def test_what_is_missing_goes_into_the_reopened_case(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    await told.says("ba", "chưa xong")
    await told.says("ba", "tối qua đèn lại tắt")
    assert [one.text for one in await entries(told, case)][-1] == "tối qua đèn lại tắt"
    assert await drafts(told) == [(await drafts(told))[0]]


async def test_not_done_in_a_reply_reopens_that_case(told: Town) -> None:
    first = await file(told, "ba")
    about_first = await answer(told, first)
    second = await file(told, "ba", "Rác đầy cầu kênh 12")
    await answer(told, second)
    await told.says("ba", "chua xong", reply_to=about_first.id)
    states = [one.state for one in await cases(told)]
    assert states == [State.REOPENED, State.ANSWERED]


async def test_not_done_with_several_answered_cases_is_asked_which(told: Town) -> None:
    first = await file(told, "ba")
    await answer(told, first)
    second = await file(told, "ba", "Rác đầy cầu kênh 12")
    await answer(told, second)
    [asked] = await told.says("ba", "chưa xong")
    assert set(asked.labels) == {first.code, second.code}
    await told.says("ba", first.code)  # the label typed is the choice
    assert [one.state for one in await cases(told)] == [State.REOPENED, State.ANSWERED]


async def test_not_done_with_a_code_reopens_that_case(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    told.now += timedelta(days=20)
    await told.says("ba", f"{case.code} chưa xong")
    assert (await newest_case(told)).state == State.REOPENED


async def test_pressing_not_done_twice_reopens_once(told: Town) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    [status] = await told.says("ba", case.code)
    await told.presses("ba", status, "chưa xong")
    assert await told.presses("ba", status, "chưa xong") == []
    assert "đang được xử lý" in told.notice
    assert (await newest_case(told)).reopened == 1


@pytest.mark.parametrize(
    "typed", ["cảm ơn", "xong roi", "Ok cảm ơn mấy anh chị nhiều nghen, đèn sáng lại rồi"]
)
async def test_thanks_after_an_answer_confirm_it_and_begin_no_draft(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    before = len(await drafts(told))
    await told.says("ba", typed)
    assert (await newest_case(told)).state == State.CONFIRMED
    assert len(await drafts(told)) == before
    assert [one.text for one in await entries(told, case)][-1] == typed


@pytest.mark.parametrize("typed", ["cảm ơn nhưng đèn chưa sáng", "đã xong chưa", "xong rồi sao"])
async def test_thanks_with_a_but_confirm_nothing(told: Town, typed: str) -> None:
    await answer(told, await file(told, "ba"))
    await told.says("ba", typed)
    assert (await newest_case(told)).state == State.ANSWERED


async def test_thanks_out_of_the_blue_are_answered_kindly(told: Town) -> None:
    [kind] = await told.says("ba", "cảm ơn")
    assert "cứ nhắn vào đây" in kind.text
    assert await drafts(told) == []


async def test_a_resident_learns_who_has_seen_the_name(told: Town) -> None:
    case = await file(told, "ba")
    [nobody] = await told.says("ba", "ai đã xem tên tôi")
    assert "Chưa có ai" in nobody.text
    async with told.desk() as desk:
        await desk.store.cases.note(
            case, Act.UNMASK, desk.now, actor_id=1, role="head", note="gọi lại hỏi địa chỉ"
        )
    [seen] = await told.says("ba", "ai da xem ten toi vay")
    assert case.code in seen.text
    assert "gọi lại hỏi địa chỉ" in seen.text
    assert "08:00 thứ Hai 16/11/2026" in seen.text


async def test_surveys_can_be_refused(told: Town) -> None:
    await told.says("ba", "dừng khảo sát")
    async with told.desk() as desk:
        assert (await desk.store.people.person_by_id(1)).surveys_off


async def test_an_invitation_to_add_does_not_swallow_another_matter_days_later(
    told: Town,
) -> None:
    case = await file(told, "ba")
    await answer(told, case)
    await told.says("ba", "chưa xong")
    told.now += timedelta(days=2)
    [asked] = await told.says("ba", "Rác đầy cầu kênh 12")
    assert "việc mới" in asked.text


async def test_a_late_case_is_apologised_for(told: Town) -> None:
    case = await file(told, "ba")
    told.now += timedelta(days=7)
    [status] = await told.says("ba", case.code)
    assert "quá hạn 2 ngày làm việc" in status.text
    assert "xin lỗi" in status.text
    assert len(status.text) <= 400


@pytest.mark.parametrize(
    "typed",
    [
        "Tôi muốn rút hồ sơ {}",
        "cho tôi rút {}",
        "xin hủy {}",
        "rút {} vì đã xong rồi",
        "{} hủy giúp",
    ],
)
async def test_a_wish_to_withdraw_with_a_code_is_no_addition(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [asked] = await told.says("ba", typed.format(case.code))
    assert "muốn rút hồ sơ" in asked.text
    assert len(await entries(told, case)) == 1


@pytest.mark.parametrize("typed", ["Huy hỏi {} tới đâu rồi", "em Huy hỏi {} sao rồi ạ"])
async def test_who_is_called_huy_asks_and_withdraws_nothing(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [status] = await told.says("ba", typed.format(case.code))
    assert f"Hồ sơ {case.code} –" in status.text
