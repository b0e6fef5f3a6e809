"""Danger, desk-level: whom to call first, who is told, one alarm, a tap that undoes it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from handlers.acts import Act
from handlers.message import AttachmentKind, Incoming, Kind
from handlers.residents import emergency
from handlers.wording import HERE
from storage.models import Case, Role, RoomKind
from storage.people import Identity
from tests.handlers.residents.stories import LAMP, cases, drafts, file
from tests.handlers.told import Heard, Town, open_town

FIRE = "chay nha roi, cuu voi"
NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=HERE)
"""In the small hours of a holiday."""
TOLD = ("duty", "police", "chief")
Thing = TypeVar("Thing")


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Town]:
    """A town with a duty chat, the police's room, its head and a leader who write to us."""
    async with open_town(tmp_path) as town:
        await town.connect("economy", "kinh_te")
        await town.connect("police", "cong_an")
        async with town.desk() as desk:
            duty = await desk.store.people.chat("telegram", "duty", private=False)
            await desk.store.offices.open_room(RoomKind.DUTY, duty.id or 0, None, None, town.now)
            for name, role, unit in (("chief", Role.HEAD, "cong_an"), ("mayor", Role.LEADER, None)):
                chat = await desk.store.people.chat("telegram", name, private=True)
                who = Identity(f"id-{name}", name.capitalize())
                person = await desk.store.people.person("telegram", who, town.now, chat.id)
                await desk.store.people.give_role(person.id or 0, role, town.now, unit)
        yield town


def only(found: Sequence[Thing]) -> Thing:
    """The one that there is."""
    (one,) = found
    return one


def to(said: list[Heard], chat: str, part: str = "") -> list[Heard]:
    """What a chat heard in this turn, with these words."""
    return [one for one in said if one.chat == chat and part in one.text]


async def look(town: Town, minutes: float = 0) -> list[Heard]:
    """Time passes, then the job looks once."""
    town.now += timedelta(minutes=minutes)
    async with town.desk() as desk:
        await emergency.sweep(desk)
    return await town.deliver()


async def acts_of(town: Town, case: Case) -> list[str]:
    async with town.desk() as desk:
        return [one.act for one in await desk.store.cases.history(case.id or 0)]


async def test_the_first_thing_that_is_said_is_whom_to_call(told: Town) -> None:
    told.now = NIGHT
    said = await told.says("tu", FIRE)
    first = to(said, "tu")[0]
    assert first.text.startswith("Xin ông/bà gọi ngay: 114 (cứu hỏa, cứu nạn), 115 (cấp cứu).")
    assert "không gọi thay" in first.text
    assert len(first.text) < 250
    assert not any("đang tới" in one.text or "đang đến" in one.text for one in to(said, "tu"))


async def test_duty_chat_unit_and_whoever_is_first_in_line_read_it_at_any_hour(told: Town) -> None:
    told.now = NIGHT
    said = await told.says("tu", FIRE)
    for chat in TOLD:
        (alarm,) = to(said, chat, "Khẩn cấp: Cháy, nổ")
        assert "02:30 thứ Ba 24/11/2026" in alarm.text
        assert FIRE in alarm.text
        assert alarm.labels == ["✅ Đã nắm", "Không phải khẩn cấp"]
        assert "tu" not in alarm.text.split()
    assert to(said, "mayor") == []
    assert to(said, "economy") == []


async def test_the_draft_is_opened_and_sent_as_usual_and_marked(told: Town) -> None:
    said = await told.says("tu", FIRE)
    shown = to(said, "tu")[-1]
    assert "khẩn cấp" in shown.text
    assert "✅ Gửi" in shown.labels
    await told.presses("tu", shown, "Gửi")
    assert "ở đâu" in told.last("tu").text, "nobody is asked what sort of matter it is"
    said = await told.says("tu", "hem 12 kp3")
    case = only(await cases(told))
    assert (case.emergency, case.urgent, case.unit) == (True, True, "cong_an")
    assert "🚨 Khẩn cấp" in to(said, "police", case.code)[0].text
    assert Act.ALARM in await acts_of(told, case)
    for chat in TOLD:  # where it is cannot wait for the case
        assert to(said, chat, "hem 12 kp3")


async def test_several_messages_raise_one_alarm_and_are_passed_on(told: Town) -> None:
    await told.says("tu", FIRE)
    told.now += timedelta(seconds=20)
    said = await told.says("tu", "chay lon lam o hem 12")
    assert to(said, "duty", "nhắn thêm: chay lon lam o hem 12")
    assert to(said, "duty", "Đã nắm") == []
    assert to(said, "tu", "gọi ngay") == []
    said = await told.pins("tu")
    assert to(said, "duty", "10.031200")
    said = await told.sends("tu", AttachmentKind.PHOTO)
    assert to(said, "duty")[0].out.attachments
    assert len([one for one in told.said_to("duty") if one.labels]) == 1


async def test_another_danger_in_the_same_hour_is_told_its_own_numbers(told: Town) -> None:
    await told.says("tu", FIRE)
    said = await told.says("tu", "co nguoi bi dien giat nua")
    assert to(said, "tu", "ngắt cầu dao trước")
    assert to(said, "duty", "Đã nắm") == []


async def test_the_first_who_takes_it_is_named_to_all_and_nobody_is_called_after(
    told: Town,
) -> None:
    said = await told.says("tu", FIRE)
    said = await told.presses("chief", to(said, "chief")[0], "Đã nắm")
    for chat in TOLD:
        assert to(said, chat, "Chief đã nắm việc khẩn cấp")
    again = [one for one in to(said, "duty") if "Khẩn cấp: Cháy" in one.text]
    assert again[0].labels == ["Không phải khẩn cấp"]
    said = await told.presses("duty", told.said_to("duty")[0], "Đã nắm", by="minh")
    assert "Chief đã nắm" in told.notice
    assert said == []
    assert to(await look(told, 30), "mayor") == []


async def test_unacknowledged_for_ten_minutes_goes_to_the_next_in_line(told: Town) -> None:
    told.now = NIGHT
    await told.says("tu", FIRE)
    assert to(await look(told, 9), "mayor") == []
    said = await look(told, 1)
    assert to(said, "mayor", "Khẩn cấp: Cháy, nổ")[0].labels[0] == "✅ Đã nắm"
    assert to(said, "duty", "báo tiếp Mayor")
    assert to(await look(told, 1), "mayor") == []
    assert to(await look(told, 9), "chief", "Khẩn cấp: Cháy, nổ")
    said = await told.presses("mayor", told.said_to("mayor")[0], "Đã nắm")
    assert await look(told, 60) == []


async def test_nobody_in_line_is_said_where_somebody_may_read_it(tmp_path: Path) -> None:
    async with open_town(tmp_path) as town:
        async with town.desk() as desk:
            duty = await desk.store.people.chat("telegram", "duty", private=False)
            await desk.store.offices.open_room(RoomKind.DUTY, duty.id or 0, None, None, town.now)
        said = await town.says("tu", FIRE)
        assert to(said, "duty", "Khẩn cấp: Cháy, nổ")
        assert to(await look(town, 10), "duty", "không còn ai khác để báo riêng")


async def test_who_says_nothing_more_has_a_case_all_the_same(told: Town) -> None:
    await told.says("tu", FIRE)
    await look(told, 4)
    assert await cases(told) == []
    said = await look(told, 1)
    case = only(await cases(told))
    assert case.emergency
    assert case.text == FIRE
    assert to(said, "tu", case.code)
    assert to(said, "police", case.code)
    assert to(said, "duty", f"đã thành hồ sơ {case.code}")
    assert only(await drafts(told)).case_id == case.id
    assert to(await look(told, 1), "tu") == []
    said = await told.says("tu", "xong roi, khong sao")
    assert to(said, "tu")


async def test_in_the_midst_of_the_questions_it_is_filed_with_what_is_known(told: Town) -> None:
    said = await told.says("tu", FIRE)
    await told.presses("tu", to(said, "tu")[-1], "Gửi")
    await look(told, 5)
    assert only(await cases(told)).emergency
    said = await told.says("tu", LAMP)
    assert "Đây là việc mới" in to(said, "tu")[-1].text


@pytest.mark.parametrize("how", ["tap", "words"])
async def test_the_resident_takes_it_back_and_everybody_hears_so(told: Town, how: str) -> None:
    said = await told.says("tu", "cháy")
    if how == "tap":
        said = await told.presses("tu", to(said, "tu")[-1], "Không phải khẩn cấp")
    else:
        said = await told.says("tu", "dạ không phải khẩn cấp đâu")
    assert to(said, "tu", "đã bỏ dấu khẩn cấp")
    assert "khẩn cấp" not in to(said, "tu")[-1].text
    for chat in TOLD:
        assert to(said, chat, "🟢 Không phải khẩn cấp, người dân báo lại")
        assert all(one.labels == [] for one in to(said, chat))
    assert await look(told, 30) == []
    assert not only(await drafts(told)).emergency
    case = await _sent(told)
    assert not case.emergency


async def test_nobody_else_takes_it_back(told: Town) -> None:
    said = await told.says("tu", FIRE)
    await told.forges("hoa", to(said, "tu")[-1], "alarm.calm:1")
    assert "Không có gì thay đổi" in told.notice
    assert only(await drafts(told)).emergency


async def test_where_nothing_runs_the_words_are_words_like_any(told: Town) -> None:
    said = await told.says("tu", "không phải khẩn cấp")
    assert "không phải khẩn cấp" in to(said, "tu")[-1].text
    assert "✅ Gửi" in " ".join(to(said, "tu")[-1].labels)


async def _sent(told: Town) -> Case:
    await told.presses("tu", told.last("tu"), "Gửi")
    await told.presses("tu", told.last("tu"), "Đúng")
    await told.presses("tu", told.last("tu"), "Bỏ qua")
    return only(await cases(told))


async def test_an_official_calls_it_off_and_the_resident_still_knows_whom_to_call(
    told: Town,
) -> None:
    said = await told.says("tu", FIRE)
    duty = to(said, "duty")[0]
    said = await told.presses("duty", duty, "Không phải khẩn cấp", by="minh")
    assert "như một phản ánh thường" in to(said, "tu")[0].text
    assert "114" in to(said, "tu")[0].text
    assert to(said, "police", "🟢 Không phải khẩn cấp, Minh đã xem")
    said = await told.presses("duty", duty, "Đã nắm", by="minh")
    assert "không còn ở tình trạng khẩn cấp" in told.notice
    assert said == []


async def test_in_a_followed_case_the_case_is_marked_and_a_tap_takes_it_off(told: Town) -> None:
    case = await file(told, "tu")
    receipt = told.last("tu")
    said = await told.says("tu", "trụ đèn bốc cháy rồi cứu với", reply_to=receipt.id)
    assert to(said, "tu")[0].text.startswith("Xin ông/bà gọi ngay: 114")
    marked = to(said, "tu", "đánh dấu hồ sơ")[0]
    assert to(said, "economy", "Khẩn cấp: Cháy, nổ")
    assert only(await cases(told)).emergency
    said = await told.presses("tu", marked, "Không phải khẩn cấp")
    assert not only(await cases(told)).emergency
    assert to(said, "economy", "🟢 Không phải khẩn cấp")
    assert (await acts_of(told, case))[-2:] == [Act.ALARM, Act.CALM]


async def test_who_has_other_cases_is_not_asked_to_which_it_belongs(told: Town) -> None:
    await file(told, "tu")
    said = await told.says("tu", FIRE)
    assert "Đây là việc mới" not in to(said, "tu")[-1].text
    assert "✅ Gửi" in to(said, "tu")[-1].labels


async def test_as_the_answer_to_a_question_it_is_an_emergency_all_the_same(told: Town) -> None:
    await told.says("tu", "Ổ gà to trước nhà")
    await told.presses("tu", told.last("tu"), "Gửi")
    await told.presses("tu", told.last("tu"), "Đúng")
    said = await told.says("tu", "tai nan chet nguoi truoc cho, keu xe cap cuu")
    assert to(said, "tu")[0].text.startswith("Xin ông/bà gọi ngay: 115 (cấp cứu), 113 (công an).")
    assert to(said, "duty", "Tai nạn, người bị nạn")


async def test_small_talk_and_orders_do_not_swallow_it(told: Town) -> None:
    said = await told.says("tu", "xin chao cháy chợ rồi")
    assert to(said, "tu", "gọi ngay")
    assert only(await drafts(told)).emergency


async def test_what_is_over_after_two_hours_is_another_emergency(told: Town) -> None:
    await told.says("tu", FIRE)
    await told.presses("chief", told.said_to("chief")[0], "Đã nắm")
    await look(told, 121)
    said = await told.says("tu", "cháy nữa rồi, cháy lớn")
    assert len(to(said, "duty", "Khẩn cấp: Cháy, nổ")) == 1


async def test_a_word_in_reply_to_an_alarm_is_read_by_all_and_no_report(told: Town) -> None:
    said = await told.says("tu", FIRE)
    mine = to(said, "chief")[0]
    said = await told.says("chief", "cháy thật, đã gọi 114", reply_to=mine.id)
    assert to(said, "duty", "💬 Chief")
    assert len(await drafts(told)) == 1


async def test_others_cannot_touch_it(told: Town) -> None:
    said = await told.says("tu", FIRE)
    alarm, draft = to(said, "duty")[0], to(said, "tu")[-1]
    said = await told.hears(_press(told, "ba", alarm.value("Đã nắm")))
    assert to(said, "duty") == []
    await told.hears(_press(told, "ba", "alarm.calm:1"))
    await told.hears(_press(told, "ba", draft.value("Không phải")))
    assert only(await drafts(told)).emergency
    assert to(await look(told, 10), "mayor")


def _press(told: Town, who: str, choice: str) -> Incoming:
    return replace(told.message(who), kind=Kind.PRESS, choice=choice, pressed_on="1")


async def test_who_is_called_next_reads_where_it_is(told: Town) -> None:
    await told.says("tu", FIRE)
    await told.says("tu", "hẻm 12 khu phố 3, nhà ông Tám")
    said = await look(told, 10)
    (alarm,) = to(said, "mayor", "Khẩn cấp")
    assert "hẻm 12 khu phố 3" in alarm.text
    assert "«chay nha roi, cuu voi»" in to(said, "duty", "báo tiếp")[0].text


@pytest.mark.parametrize(
    "words", ["nhầm", "nham roi a", "Dạ tôi bấm nhầm", "xin lỗi tôi báo nhầm", "nhắn lộn rồi nha"]
)
async def test_a_mistake_may_be_told_in_words(told: Town, words: str) -> None:
    await told.says("tu", FIRE)
    said = await told.says("tu", words)
    assert to(said, "tu", "đã bỏ dấu khẩn cấp")
    assert to(said, "duty", "Không phải khẩn cấp")
    said = await told.says("tu", "có người đang bị đâm ngoài chợ")
    assert "113" in to(said, "tu")[0].text
    assert to(said, "duty", "Khẩn cấp"), "what comes after it is an emergency of its own"


@pytest.mark.parametrize("words", ["lớn rồi", "nhầm chỗ, hẻm 14 chứ không phải hẻm 12"])
async def test_what_only_sounds_like_a_mistake_calls_nothing_off(told: Town, words: str) -> None:
    await told.says("tu", FIRE)
    said = await told.says("tu", words)
    assert to(said, "duty", "nhắn thêm")
    assert not to(said, "tu", "đã bỏ dấu khẩn cấp")


@pytest.mark.parametrize("who", ["police", "tu"])
async def test_what_was_no_emergency_has_the_time_of_any_other_case(told: Town, who: str) -> None:
    said = await told.says("tu", "có ăn trộm vô nhà cứu với")
    alarm = to(said, "police", "Khẩn cấp")[0]
    await look(told, 6)
    filed = only(await cases(told))
    assert filed.urgent
    assert filed.due_at == datetime(2026, 11, 16, 17, tzinfo=HERE)
    if who == "tu":
        said = await told.says("tu", "không phải khẩn cấp")
    else:
        said = await told.presses("police", alarm, "Không phải", by="minh")
    case = only(await cases(told))
    assert (case.urgent, case.emergency) == (False, False)
    assert case.due_at == datetime(2026, 11, 18, 17, tzinfo=HERE)
    assert case.claim_due_at is not None
    assert filed.claim_due_at is not None
    assert case.claim_due_at > filed.claim_due_at
    due = f"Hạn trả lời hồ sơ {case.code}: thứ Tư 18/11/2026 (2 ngày làm việc)."
    assert [one for one in to(said, "tu") if due in one.text]


async def test_what_is_said_besides_is_kept(told: Town) -> None:
    await told.says("tu", "cháy")
    said = await told.says("tu", "không phải khẩn cấp, chỉ là bóng đèn hẻm 12 hư")
    assert to(said, "tu", "đã bỏ dấu khẩn cấp")
    assert "bóng đèn hẻm 12 hư" in to(said, "tu")[-1].text
    assert not only(await drafts(told)).emergency


async def test_danger_in_the_midst_of_another_matter_goes_to_who_helps_in_it(told: Town) -> None:
    await told.says("tu", LAMP)  # kinh_te
    said = await told.says("tu", "Cháy nhà bà Sáu kế bên rồi, cứu với")
    assert to(said, "police", "Cháy nhà bà Sáu")
    assert not to(said, "economy")
