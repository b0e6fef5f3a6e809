"""Before an answer goes out: is it a promise, does it hold a fact, is there a photo of the work."""

import pytest

from handlers.message import Attachment, AttachmentKind
from handlers.officials.checking import NOTHING_DECIDED, Decided
from storage.models import Promise, Role, State
from tests.handlers.officials.staff import HAI, LAN, MINH, PHOTO, Shown, Staff

DATED = "Đội điện đã kiểm tra cột 47, sẽ thay bóng trước 30/11"
EMPTY = "Đã tiếp nhận, sẽ xử lý"
DONE = "Đã thay bóng đèn cột 47"
PLAIN_LABELS = ["Gửi người dân", "Hỏi người dân", "Giữ nội bộ"]
DOCUMENT = Attachment(AttachmentKind.DOCUMENT, "doc-1", "telegram")


async def preview_of(staff: Staff, words: str, **how: object) -> tuple[str, Shown]:
    code = await staff.files_case(**how)  # type: ignore[arg-type]  # passed on as it is
    await staff.says(LAN, words, to=staff.newest("card"))
    return code, staff.newest("preview")


async def promises_of(staff: Staff, code: str) -> list[Promise]:
    case = await staff.case(code)
    async with staff.database.reading() as store:
        return await store.owed.promises_of(case.id or 0)


async def notes_of(staff: Staff, code: str, act: str) -> list[str]:
    return [one.note or "" for one in await staff.history(code) if one.act == act]


async def test_a_decent_answer_gets_no_extra_tap(staff: Staff) -> None:
    code, shown = await preview_of(staff, "Cột 47 do điện lực quản lý, phường đã báo điện lực")
    assert shown.labels == PLAIN_LABELS
    assert "📅" not in shown.text
    await staff.presses(LAN, shown, "Gửi người dân")
    assert (await staff.case(code)).state == State.ANSWERED
    assert await promises_of(staff, code) == []
    assert await notes_of(staff, code, "override") == []


async def test_a_date_is_asked_about_and_sent_with_the_same_tap(staff: Staff) -> None:
    code, shown = await preview_of(staff, DATED)
    assert "lời hẹn với người dân tới \x02thứ Hai 30/11/2026\x03" in shown.text
    assert shown.labels[:3] == [
        "Gửi người dân, hẹn 30/11", "Gửi người dân, không hẹn", "Hẹn ngày khác",
    ]  # fmt: skip
    await staff.presses(MINH, shown, "hẹn 30/11")
    (promise,) = await promises_of(staff, code)
    assert f"{promise.due_on}" == "2026-11-30"
    assert promise.words == DATED
    assert promise.made_by is not None
    got = staff.to_resident("answer")[0]
    assert "Lời hẹn: \x02thứ Hai 30/11/2026 (9 ngày làm việc, không tính Ngày Văn hóa" in got.text
    assert await notes_of(staff, code, "promise") == ["2026-11-30"]


async def test_a_date_that_is_no_promise(staff: Staff) -> None:
    code, shown = await preview_of(staff, DATED)
    await staff.presses(LAN, shown, "không hẹn")
    assert (await staff.case(code)).state == State.ANSWERED
    assert await promises_of(staff, code) == []
    assert "Lời hẹn" not in staff.to_resident("answer")[0].text


async def test_another_date_is_typed(staff: Staff) -> None:
    code, shown = await preview_of(staff, DATED)
    await staff.presses(LAN, shown, "Hẹn ngày khác")
    asked = staff.last()
    assert asked.out.asks_reply
    await staff.says(LAN, "hôm qua", to=asked)
    assert "chưa hiểu ngày hẹn" in staff.last().text
    await staff.says(LAN, "thu sau tuan sau", to=staff.last())
    again = staff.newest("preview")
    assert again.labels[0] == "Gửi người dân, hẹn 27/11"
    await staff.presses(LAN, again, "Gửi người dân")
    (promise,) = await promises_of(staff, code)
    assert f"{promise.due_on}" == "2026-11-27"
    assert "27/11/2026" in staff.to_resident("answer")[0].text


async def test_a_will_without_a_date_may_go_as_it_is(staff: Staff) -> None:
    code, shown = await preview_of(staff, "Trụ 47 cháy bóng, đội điện sẽ thay bóng mới")
    assert "chữ «sẽ» mà chưa có ngày" in shown.text
    assert shown.labels[:2] == ["Gửi người dân", "Hẹn ngày"]
    await staff.presses(LAN, shown, "Gửi người dân")
    assert (await staff.case(code)).state == State.ANSWERED
    assert await promises_of(staff, code) == []


async def test_a_will_without_a_date_can_get_one(staff: Staff) -> None:
    code, shown = await preview_of(staff, "Trụ 47 cháy bóng, đội điện sẽ thay bóng mới")
    await staff.presses(LAN, shown, "Hẹn ngày")
    await staff.says(LAN, "3 ngày làm việc nữa", to=staff.last())
    await staff.presses(LAN, staff.newest("preview"), "hẹn 19/11")
    assert len(await promises_of(staff, code)) == 1


async def test_an_answer_without_a_fact_is_shown_back_with_what_is_missing(staff: Staff) -> None:
    code, shown = await preview_of(staff, EMPTY)
    assert "Còn thiếu: đã làm gì, khi nào, ai làm, bước tiếp theo" in shown.text
    assert "Vẫn gửi người dân" in shown.labels
    assert "Gửi người dân" not in shown.labels
    assert staff.to_resident("answer") == []
    await staff.presses(LAN, shown, "Vẫn gửi")
    assert (await staff.case(code)).state == State.ANSWERED
    assert await notes_of(staff, code, "override") == ["facts: done, when, who, next"]


@pytest.mark.parametrize("kind", [AttachmentKind.STICKER, AttachmentKind.COPY])
async def test_a_sticker_or_a_poll_is_no_answer(staff: Staff, kind: AttachmentKind) -> None:
    await staff.files_case()
    await staff.says(LAN, "", to=staff.newest("card"), files=(Attachment(kind, "1", "telegram"),))
    assert "Còn thiếu" in staff.newest("preview").text


async def test_it_can_be_overridden_by_a_typed_word(staff: Staff) -> None:
    code, shown = await preview_of(staff, EMPTY)
    await staff.says(LAN, "vẫn gửi người dân", to=shown)
    assert (await staff.case(code)).state == State.ANSWERED
    assert len(await notes_of(staff, code, "override")) == 1


async def test_mending_the_words_needs_no_override(staff: Staff) -> None:
    code = await staff.files_case()
    said = await staff.says(LAN, EMPTY, to=staff.newest("card"))
    await staff.edits(LAN, said, "Đội điện đang tới cột 47 kiểm tra")
    assert staff.newest("preview").labels == PLAIN_LABELS
    await staff.presses(LAN, staff.newest("preview"), "Gửi")
    assert await notes_of(staff, code, "override") == []


async def test_an_old_button_does_not_get_round_the_question(staff: Staff) -> None:
    """As a preview of the day before yesterday, or a made-up press, would send it."""
    code, shown = await preview_of(staff, EMPTY)
    entry, seen = shown.value("Vẫn gửi").split(":")[1:3]
    await staff.presses_value(LAN, shown, f"reply.send:{entry}:{seen}")
    await staff.presses_value(LAN, shown, f"reply.send:{entry}:{seen}:p0.nonsense")
    assert staff.to_resident("answer") == []
    assert (await staff.case(code)).state == State.ASSIGNED


async def test_thanks_for_praise_need_no_facts(staff: Staff) -> None:
    _, shown = await preview_of(staff, "Cảm ơn bà con", kind="praise")
    assert shown.labels == PLAIN_LABELS


async def test_a_question_needs_no_facts(staff: Staff) -> None:
    await staff.files_case()
    await staff.presses(LAN, staff.newest("card"), "Hỏi lại")
    await staff.says(LAN, "Cụ thể ạ", to=staff.last())
    shown = staff.newest("preview")
    assert shown.labels[:2] == ["Hỏi người dân", "Gửi người dân"]
    await staff.presses(LAN, shown, "Gửi người dân")  # but as an answer it does
    assert "Còn thiếu" in staff.newest("preview").text
    await staff.presses(LAN, staff.newest("preview"), "Hỏi người dân")
    assert len(staff.to_resident("question")) == 1


async def test_work_in_the_field_wants_a_photo(staff: Staff) -> None:
    _, shown = await preview_of(staff, DONE)
    assert "xin kèm ảnh" in shown.text
    assert shown.labels[:3] == [
        "Gửi người dân, không có gì để chụp",
        "Gửi người dân, ảnh lộ nhà riêng",
        "Kèm ảnh / lý do khác",
    ]


async def test_a_photo_answers_at_once(staff: Staff) -> None:
    await staff.files_case()
    await staff.says(LAN, DONE, to=staff.newest("card"), files=(PHOTO,))
    assert staff.newest("preview").labels == PLAIN_LABELS


async def test_a_document_is_no_photo(staff: Staff) -> None:
    await staff.files_case()
    await staff.says(LAN, DONE, to=staff.newest("card"), files=(DOCUMENT,))
    assert "xin kèm ảnh" in staff.newest("preview").text


async def test_work_at_a_desk_wants_none(staff: Staff) -> None:
    _, shown = await preview_of(staff, "Đã sửa xong giấy khai sinh", category="ho_tich_chung_thuc")
    assert shown.labels == PLAIN_LABELS


async def test_a_reason_of_the_list_why_there_is_no_photo(staff: Staff) -> None:
    code, shown = await preview_of(staff, DONE)
    await staff.presses(LAN, shown, "không có gì để chụp")
    assert (await staff.case(code)).state == State.ANSWERED
    assert await notes_of(staff, code, "override") == ["photo: không có gì để chụp"]


async def test_own_words_why_there_is_no_photo(staff: Staff) -> None:
    code, shown = await preview_of(staff, DONE)
    await staff.presses(LAN, shown, "lý do khác")
    await staff.says(LAN, "Điện thoại hết pin", to=staff.last())
    await staff.presses(LAN, staff.newest("preview"), "Gửi người dân")
    assert (await staff.case(code)).state == State.ANSWERED
    assert await notes_of(staff, code, "override") == ["photo: Điện thoại hết pin"]
    assert "hết pin" not in staff.to_resident("answer")[0].text


@pytest.mark.parametrize("way", ["asked for", "in reply to the preview"])
async def test_a_photo_that_comes_after(staff: Staff, way: str) -> None:
    code, shown = await preview_of(staff, DONE)
    if way == "asked for":
        await staff.presses(LAN, shown, "Kèm ảnh")
        shown = staff.last()
    await staff.says(LAN, "", to=shown, files=(PHOTO,))
    again = staff.newest("preview")
    assert again.labels == PLAIN_LABELS
    assert "+ 1 ảnh" in again.text
    await staff.presses(LAN, again, "Gửi người dân")
    got = staff.to_resident("answer")[0]
    assert got.out.attachments == (PHOTO,)
    assert "Đã thay bóng đèn cột 47" in got.text
    assert await notes_of(staff, code, "override") == []


async def test_a_promise_and_a_photo_are_asked_one_after_the_other(staff: Staff) -> None:
    code, shown = await preview_of(staff, "Đã vá xong ổ gà. Ngày 30/11 sơn lại vạch")
    await staff.presses(LAN, shown, "hẹn 30/11")
    assert staff.to_resident("answer") == []
    again = staff.newest("preview")
    assert "xin kèm ảnh" in again.text
    await staff.presses(LAN, again, "không có gì để chụp")
    assert len(await promises_of(staff, code)) == 1
    assert len(await notes_of(staff, code, "override")) == 1


async def test_what_happened_meanwhile_is_told_and_the_promise_not_forgotten(staff: Staff) -> None:
    code, shown = await preview_of(staff, DATED)
    await staff.presses(MINH, staff.newest("card"), "Nhận việc")
    await staff.presses(LAN, shown, "hẹn 30/11")
    warned = staff.newest("preview")
    assert "Minh nhận việc" in warned.text
    await staff.presses(LAN, warned, "Vẫn gửi")
    assert len(await promises_of(staff, code)) == 1


async def test_a_second_press_promises_nothing_twice(staff: Staff) -> None:
    code, shown = await preview_of(staff, DATED)
    value = shown.value("hẹn 30/11")
    await staff.presses_value(LAN, shown, value)
    await staff.presses_value(MINH, shown, value)
    assert len(await promises_of(staff, code)) == 1
    assert "đã được quyết định" in staff.notices[-1]


async def test_a_date_of_a_correction_moves_what_was_promised(staff: Staff) -> None:
    code, shown = await preview_of(staff, DATED)
    await staff.presses(LAN, shown, "hẹn 30/11")
    await staff.says(LAN, "Xin đính chính: bóng về trễ, sẽ thay ngày 2/12", to=staff.newest("card"))
    assert staff.last().labels[0] == "Gửi đính chính, hẹn 02/12"
    await staff.presses(LAN, staff.last(), "Gửi đính chính")
    first, second = await promises_of(staff, code)
    assert (first.outcome, first.moved_to, first.next_at) == ("moved", second.id, None)
    assert second.settled_at is None


async def test_moving_it_again_is_a_leaders(staff: Staff) -> None:
    code, shown = await preview_of(staff, DATED)
    await staff.presses(LAN, shown, "hẹn 30/11")
    for day in ("2/12", "4/12"):
        await staff.says(LAN, f"Bóng về trễ, sẽ thay ngày {day}", to=staff.newest("card"))
        await staff.presses(LAN, staff.last(), "Gửi đính chính, hẹn")
    assert "phải do lãnh đạo" in staff.notices[-1]
    assert len(await promises_of(staff, code)) == 2
    await staff.appoints(HAI, Role.LEADER, None, chat=True)
    await staff.presses(HAI, staff.newest("preview"), "Gửi đính chính, hẹn")
    assert [one.outcome for one in await promises_of(staff, code)] == ["moved", "moved", None]


@pytest.mark.parametrize(
    "value",
    ["promise.date:", "promise.date:x:1:", "promise.photo:999:1:", "reply.send:1:1:p999999",
     "promise.kept:", "promise.failed:77", "promise.not_yet:x"],
)  # fmt: skip
async def test_nonsense_is_answered_politely(staff: Staff, value: str) -> None:
    await staff.files_case()
    await staff.presses_value(LAN, staff.newest("card"), value)
    assert "Không có gì thay đổi" in staff.notices[-1]


async def test_a_photo_for_what_was_sent_meanwhile_changes_nothing(staff: Staff) -> None:
    _, shown = await preview_of(staff, DONE)
    await staff.presses(LAN, shown, "Kèm ảnh")
    prompt = staff.last()
    await staff.presses(MINH, shown, "không có gì để chụp")
    await staff.says(LAN, "", to=prompt, files=(PHOTO,))
    assert "đã được gửi hoặc đã thay đổi" in staff.last().text
    assert len(staff.to_resident("answer")) == 1


@pytest.mark.parametrize(
    "decided",
    [NOTHING_DECIDED, Decided("261130"), Decided("0", "1", bare=True), Decided(photo="e12")],
)
def test_what_was_decided_fits_on_a_button(decided: Decided) -> None:
    assert Decided.of(decided.code) == decided
    assert (
        len(f"promise.photo:{10**9}:{10**9}:{Decided('261130', 'e' + '9' * 9, bare=True).code}")
        <= 64
    )


@pytest.mark.parametrize("code", ["", "p", "pxx.n", "....", "zzz", "p261399"])
def test_a_made_up_decision_promises_nothing(code: str) -> None:
    assert Decided.of(code).promised() is None
