"""One person, two channels: a case is followed from both, and nobody else learns that it exists."""

from datetime import timedelta

import pytest

from handlers import ways, windows
from handlers.desk import Note, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.reach import Reach
from storage.models import Case, Role
from storage.people import Identity
from tests.handlers import casebook
from tests.handlers.told import Heard, Town

DAY = timedelta(days=1)
NOT_YOURS = "PA-2611-2222"


@pytest.fixture
async def case(told: Town) -> Case:
    """Tư's, sent on Telegram; on Zalo Tư is somebody else to us."""
    told.channels = {"tu_zalo": "zalo_oa", "la": "zalo_oa"}
    return await casebook.filed(told, "tu")


async def asks(town: Town, who: str, code: str) -> list[Heard]:
    """Somebody types a code and says that it is theirs."""
    await town.says(who, code)
    return await town.presses(who, town.last(who), "kênh khác")


async def head(town: Town, who: str = "truong") -> None:
    """Somebody is the head of the unit."""
    async with town.desk() as desk:
        person = await desk.store.people.person(
            "telegram", Identity(f"id-{who}", who.capitalize()), desk.now
        )
        await desk.store.people.give_role(person.id or 0, Role.HEAD, desk.now, "kinh_te")


async def tick(town: Town) -> list[Heard]:
    """The job looks."""
    async with town.desk() as desk:
        await ways.sweep(desk)
    return await town.deliver()


def to(heard: list[Heard], who: str) -> list[str]:
    return [one.text for one in heard if one.chat == who]


async def test_a_case_is_followed_from_both_after_a_tap_in_the_old_channel(
    told: Town, case: Case
) -> None:
    heard = await asks(told, "tu_zalo", case.code)
    (question,) = [one for one in heard if one.chat == "tu"]
    assert case.code in question.text
    heard = await told.presses("tu", question, "Đúng là tôi")
    assert "theo dõi được" in to(heard, "tu_zalo")[0]
    assert "cả hai kênh" in to(heard, "tu")[0]
    for who in ("tu_zalo", "tu"):
        assert "Đèn đường hỏng" in to(await told.says(who, case.code), who)[0]
        assert case.code in to(await told.says(who, "hồ sơ của tôi"), who)[0]


async def test_answers_go_where_they_wrote_last(told: Town, case: Case) -> None:
    heard = await asks(told, "tu_zalo", case.code)
    await told.presses("tu", heard[-1], "Đúng là tôi")
    new = await casebook.now(told, case)
    assert new.chat_id != case.chat_id
    await told.says("tu", case.code)
    assert (await casebook.now(told, case)).chat_id == case.chat_id
    status = await told.says("tu_zalo", case.code)
    await told.presses("tu_zalo", status[0], "Bổ sung")
    added = await told.says("tu_zalo", "Trụ số 12 ạ")
    assert any("Trụ số 12" in text for text in to(added, "economy"))
    assert (await casebook.now(told, case)).chat_id == new.chat_id


async def test_the_survey_and_a_reopening_work_in_the_new_chat(told: Town, case: Case) -> None:
    heard = await asks(told, "tu_zalo", case.code)
    await told.presses("tu", heard[-1], "Đúng là tôi")
    asked = await casebook.answered(told, case)
    assert asked is not None
    assert asked.chat == "tu_zalo"
    rated = await told.presses("tu_zalo", asked, "Rất hài lòng")
    assert rated
    assert not any("đã qua rồi" in text for text in to(rated, "tu_zalo"))


async def test_who_says_no_has_changed_nothing_and_the_asker_hears_nothing(
    told: Town, case: Case
) -> None:
    heard = await asks(told, "la", case.code)
    told_owner = await told.presses("tu", heard[-1], "Không phải")
    assert to(told_owner, "la") == []
    assert "không tìm thấy" in to(await told.says("la", case.code), "la")[0]
    assert (await casebook.now(told, case)).chat_id == case.chat_id
    again = await told.presses("tu", heard[-1], "Đúng là tôi")
    assert "đã qua rồi" in "".join(to(again, "tu")) + told.notice
    assert "không tìm thấy" in to(await told.says("la", case.code), "la")[0]


async def test_a_code_of_somebody_and_one_of_nobody_are_answered_alike(
    told: Town, case: Case
) -> None:
    told_of: list[list[str]] = []
    for code in (case.code, NOT_YOURS):
        typed = await told.says("la", code)
        asked = await told.presses("la", told.last("la"), "kênh khác")
        told_of.append([text.replace(code, "?") for text in to([*typed, *asked], "la")])
    assert told_of[0] == told_of[1]
    assert len(told_of[0]) == 2


async def test_guesses_are_politely_limited(told: Town, case: Case) -> None:
    for number in range(2, 7):
        heard = await asks(told, "la", f"PA-2611-222{number}")
        assert "trợ lý đã nhận" in to(heard, "la")[0]
    heard = await asks(told, "la", case.code)
    assert "hỏi nhiều mã" in to(heard, "la")[0]
    assert to(heard, "tu") == []
    told.now += DAY + timedelta(minutes=1)
    heard = await asks(told, "la", case.code)
    assert to(heard, "tu")


async def test_the_owner_is_not_asked_again_and_again(told: Town, case: Case) -> None:
    told.channels |= {f"la{n}": "zalo_oa" for n in range(6)}
    asked = 0
    for number in range(6):
        asked += len(to(await asks(told, f"la{number}", case.code), "tu"))
        asked += len(to(await asks(told, f"la{number}", case.code), "tu"))
    assert asked == 3


async def test_a_stranger_cannot_say_yes(told: Town, case: Case) -> None:
    heard = await asks(told, "la", case.code)
    (question,) = [one for one in heard if one.chat == "tu"]
    for who in ("la", "khac"):
        await told.says(who, "/start")
        await told.presses(who, question, "Đúng là tôi")
    assert "không tìm thấy" in to(await told.says("la", case.code), "la")[0]


async def closed(town: Town, case: Case) -> None:
    async with town.desk() as desk:
        chat = await desk.store.people.chat_by_id(case.chat_id)
        await desk.store.people.close_chat(chat, desk.now)


async def test_where_the_old_channel_is_closed_the_units_head_decides(
    told: Town, case: Case
) -> None:
    await head(told)
    await closed(told, case)
    heard = await asks(told, "tu_zalo", case.code)
    assert to(heard, "tu") == []
    (question,) = [one for one in heard if one.chat == "economy"]
    assert case.code in question.text
    assert not [name for name in ("Tu", "tu_zalo", "id-") if name in question.text]
    refused = await told.presses("economy", question, "Đồng ý", by="minh")
    assert "người đứng đầu" in "".join(to(refused, "economy")) + told.notice
    granted = await told.presses("economy", question, "Đồng ý", by="truong")
    assert "theo dõi được" in to(granted, "tu_zalo")[0]
    assert to(granted, "tu") == [], "it could only fail, and be told as a receipt that did"
    again = await told.presses("economy", question, "Không đồng ý", by="truong")
    assert "quyết định rồi" in "".join(to(again, "economy")) + told.notice
    assert "Đèn đường hỏng" in to(await told.says("tu_zalo", case.code), "tu_zalo")[0]
    async with told.desk() as desk:
        acts = [(one.act, one.role) for one in await desk.store.cases.history(case.id or 0)]
    assert ("follow", "head") in acts


async def test_a_head_who_is_not_sure_changes_nothing(told: Town, case: Case) -> None:
    await head(told)
    await closed(told, case)
    heard = await asks(told, "la", case.code)
    said = await told.presses("economy", heard[-1], "Không đồng ý", by="truong")
    assert to(said, "la") == []
    assert "không tìm thấy" in to(await told.says("la", case.code), "la")[0]


async def test_where_the_old_channel_keeps_silent_the_unit_is_asked_the_next_day(
    told: Town, case: Case
) -> None:
    await asks(told, "tu_zalo", case.code)
    assert to(await tick(told), "economy") == []
    told.now += DAY + timedelta(minutes=1)
    assert len(to(await tick(told), "economy")) == 1
    assert to(await tick(told), "economy") == []


async def test_what_nobody_decides_for_a_week_is_over(told: Town, case: Case) -> None:
    heard = await asks(told, "tu_zalo", case.code)
    told.now += 7 * DAY + timedelta(minutes=1)
    await tick(told)
    late = await told.presses("tu", heard[-1], "Đúng là tôi")
    assert "đã qua rồi" in "".join(to(late, "tu")) + told.notice
    assert "không tìm thấy" in to(await told.says("tu_zalo", case.code), "tu_zalo")[0]


async def test_an_answer_that_cannot_be_brought_takes_the_other_way(told: Town, case: Case) -> None:
    told.reach = {"zalo_oa": Reach(window=7 * DAY)}
    heard = await asks(told, "tu_zalo", case.code)
    await told.presses("tu", heard[-1], "Đúng là tôi")
    told.now += 8 * DAY
    new = await casebook.now(told, case)
    async with told.desk() as desk:
        note = Note(what="answer", case=new)
        await desk.post(Spot(new.chat_id), Outgoing(NOWHERE, "Đã sửa xong"), note=note)
        await windows.shut(desk, new.chat_id)
    assert to(await told.deliver(), "tu") == ["Đã sửa xong"]
    assert (await casebook.now(told, case)).unreached_at is None


async def test_what_waits_in_the_old_channel_follows_to_the_new_one(told: Town, case: Case) -> None:
    await head(told)
    async with told.desk() as desk:
        note = Note(what="answer", case=case)
        await desk.post(Spot(case.chat_id), Outgoing(NOWHERE, "Đã sửa xong"), note=note)
        await windows.shut(desk, case.chat_id, refused_since=desk.now)
    await told.deliver()
    heard = await asks(told, "tu_zalo", case.code)
    (question,) = [one for one in heard if one.chat == "economy"]
    granted = await told.presses("economy", question, "Đồng ý", by="truong")
    assert "Đã sửa xong" in to(granted, "tu_zalo")


async def test_whom_we_know_on_two_channels_is_asked_as_one(told: Town, case: Case) -> None:
    """One rest of seven days, whichever channel the next case comes from."""
    heard = await asks(told, "tu_zalo", case.code)
    await told.presses("tu", heard[-1], "Đúng là tôi")
    another, third = [await casebook.filed(told, who) for who in ("tu_zalo", "tu")]
    assert await casebook.answered(told, case) is not None
    assert await casebook.answered(told, another) is None
    assert (await casebook.survey(told, 2)).skipped == "asked_lately"
    assert await casebook.answered(told, await casebook.filed(told, "la")) is not None
    told.now += 8 * DAY
    assert await casebook.answered(told, third) is not None


async def test_who_wants_no_surveys_is_asked_on_no_channel(told: Town, case: Case) -> None:
    heard = await asks(told, "tu_zalo", case.code)
    await told.presses("tu", heard[-1], "Đúng là tôi")
    await told.says("tu", "dừng khảo sát")
    another = await casebook.filed(told, "tu_zalo")
    assert await casebook.answered(told, another) is None
    assert (await casebook.survey(told)).skipped == "opted_out"
