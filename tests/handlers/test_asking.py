"""Who is asked and who is not, by which rule; one reminder; the head hears of an unhappy case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers import acts, asking
from handlers.acts import Act, Actor
from handlers.asking import RULES, Facts, in_daytime
from handlers.reach import Reach
from handlers.residents import unhappy
from handlers.wording import HERE
from storage.models import Case, Chat, Role, RoomKind, State, Survey
from storage.people import Identity
from tests.handlers.casebook import answered, filed, now, survey
from tests.handlers.told import MONDAY, Heard, Town

DAY = timedelta(days=1)
NOBODY = Facts(MONDAY, opted_out=False, unreachable=False, shut=False, asked_at=None)
ZALO = {"zalo_oa": Reach(free=2 * DAY, window=7 * DAY)}


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (NOBODY, None),
        (replace(NOBODY, opted_out=True), "opted_out"),
        (replace(NOBODY, unreachable=True, shut=True), "unreachable"),
        (replace(NOBODY, shut=True, asked_at=MONDAY), "window_closed"),
        (replace(NOBODY, asked_at=MONDAY - 6 * DAY), "asked_lately"),
        (replace(NOBODY, asked_at=MONDAY - 7 * DAY), None),
        (Facts(MONDAY, True, True, True, MONDAY), "opted_out"),
    ],
)
def test_by_which_rule_nobody_is_asked(facts: Facts, rule: str | None) -> None:
    assert next((name for name, holds in RULES.items() if holds(facts)), None) == rule


def here(hour: int, minute: int = 0, day: int = 17) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (here(8), here(8)),
        (here(19, 59), here(19, 59)),
        (here(20), here(8, day=18)),
        (here(23, 30), here(8, day=18)),
        (here(7, 59), here(8)),
        (here(0, 1), here(8)),
    ],
)
def test_people_are_reminded_by_day_only(at: datetime, then: datetime) -> None:
    assert in_daytime(at.astimezone(UTC)) == then


async def skips(told: Town) -> dict[str, int]:
    async with told.desk() as desk:
        return dict(await desk.store.figures.skipped(MONDAY - DAY, MONDAY + 30 * DAY))


async def test_a_second_case_within_a_week_is_not_asked_about_and_that_is_counted(
    told: Town,
) -> None:
    assert await answered(told, await filed(told, "tu")) is not None
    case = await filed(told, "tu")
    told.now += 3 * DAY
    assert await answered(told, case) is None
    assert await skips(told) == {"asked_lately": 1}
    only = told.said_to("tu")[-1]
    assert only.labels == ["✅ Đã xong", "❗ Chưa xong"], "who is not helped still finds the button"
    await told.presses("tu", only, "Chưa xong")
    async with told.desk() as desk:
        reopened = await desk.store.cases.by_id(case.id or 0)
    assert reopened is not None
    assert reopened.state == State.REOPENED


async def test_who_wants_no_surveys_is_counted_too(told: Town) -> None:
    await told.says("tu", "dừng khảo sát")
    assert await answered(told, await filed(told, "tu")) is None
    assert await skips(told) == {"opted_out": 1}


async def test_who_closed_the_chat_is_not_spoken_to(told: Town) -> None:
    case = await filed(told, "tu")
    async with told.desk() as desk:
        chat: Chat = await desk.store.people.chat_by_id(case.chat_id)
        await desk.store.people.close_chat(chat, told.now)
    said = len(told.said_to("tu"))
    assert await answered(told, case) is None
    assert len(told.said_to("tu")) == said
    assert await skips(told) == {"unreachable": 1}


async def on_zalo(told: Town, case: Case) -> Case:
    """The same case, followed from a chat on Zalo since the resident wrote there now."""
    told.channels, told.reach = {"tu_zalo": "zalo_oa"}, dict(ZALO)
    await told.says("tu_zalo", "/start")
    async with told.desk() as desk:
        chat = await desk.store.people.chat("zalo_oa", "tu_zalo", private=True)
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        known.chat_id = chat.id or 0
        desk.store.cases.save(known)
    return known


async def test_whom_the_platform_lets_us_not_write_to_is_not_asked_and_that_is_counted(
    told: Town,
) -> None:
    case = await on_zalo(told, await filed(told, "tu"))
    told.now += 8 * DAY
    assert await answered(told, case) is None
    assert await skips(told) == {"window_closed": 1}
    said = len(told.said_to("tu_zalo"))
    await told.says("tu_zalo", "alo")
    async with told.desk() as desk:
        await asking.ask(desk, await now(told, case))  # as when the answer has arrived
    await told.deliver()
    assert await skips(told) == {}
    assert "😊 Rất hài lòng" in told.said_to("tu_zalo")[-1].labels
    assert len(told.said_to("tu_zalo")) == said + 2


async def test_who_opted_out_in_the_other_chat_is_not_asked_either(told: Town) -> None:
    case = await on_zalo(told, await filed(told, "tu"))
    await told.says("tu_zalo", "dung khao sat")
    assert await answered(told, case) is None
    assert await skips(told) == {"opted_out": 1}


@pytest.mark.parametrize(("act", "words"), [(Act.REFUSE, "giải thích"), (Act.FORWARD, "hướng dẫn")])
async def test_a_refusal_and_a_forwarding_are_asked_about(told: Town, act: Act, words: str) -> None:
    case = await filed(told, "tu")
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(case.id or 0)
        assert known is not None
        assert await acts.move(desk, known, act, Actor(None, "official"))
        await asking.ask(desk, known)
    (question,) = [one for one in await told.deliver() if one.what == "survey"]
    assert words in question.text
    assert len(question.choices) == 5, "there is nothing that could be done or not"


async def reminded(told: Town) -> list[Heard]:
    async with told.desk() as desk:
        await asking.remind(desk)
    return [one for one in await told.deliver() if one.what == "survey"]


async def test_an_open_question_is_put_once_more_after_a_day(told: Town) -> None:
    assert await answered(told, await filed(told, "tu")) is not None
    told.now = MONDAY + DAY - timedelta(minutes=1)
    assert await reminded(told) == []
    told.now = MONDAY + DAY
    (again,) = await reminded(told)
    assert "chỉ nhắc một lần" in again.text
    assert "dừng khảo sát" in again.text
    assert "hôm qua" not in again.text, "it is later when the desk was away, or it was night"
    told.now += 3 * DAY
    assert await reminded(told) == []
    await told.presses("tu", again, "🙂 Hài lòng")
    assert (await survey(told)).satisfaction == 4


async def test_whoever_answered_is_not_reminded(told: Town) -> None:
    question = await answered(told, await filed(told, "tu"))
    assert question is not None
    await told.presses("tu", question, "Bình thường")
    told.now += DAY
    assert await reminded(told) == []


async def test_a_desk_that_was_away_until_the_evening_waits_for_the_morning(told: Town) -> None:
    assert await answered(told, await filed(told, "tu")) is not None
    told.now = here(22, day=18)
    assert await reminded(told) == []
    told.now = here(8, day=19)
    assert len(await reminded(told)) == 1


async def test_two_questions_passed_over_and_nobody_is_reminded_of_a_third(told: Town) -> None:
    for week in range(3):
        told.now = MONDAY + week * 8 * DAY
        assert await answered(told, await filed(told, "tu")) is not None
        told.now += DAY
        assert len(await reminded(told)) == (1 if week < 2 else 0)


async def test_who_only_says_that_it_is_not_done_has_answered(told: Town) -> None:
    for week in range(3):
        told.now = MONDAY + week * 8 * DAY
        question = await answered(told, await filed(told, "tu"))
        assert question is not None
        if week < 2:
            await told.presses("tu", question, "Chưa xong")
    told.now += DAY
    assert len(await reminded(told)) == 1


async def test_nobody_is_reminded_where_nothing_arrives_before_their_next_word(told: Town) -> None:
    case = await on_zalo(told, await filed(told, "tu"))
    told.now += 6 * DAY + timedelta(hours=6)
    assert await answered(told, case) is not None
    told.now += DAY
    assert await reminded(told) == []


async def appoint(told: Town, who: str, role: Role, unit: str | None = None) -> None:
    """A person who has spoken to the bot gets a role."""
    await told.says(who, "/start")
    async with told.desk() as desk:
        person = await desk.store.people.person("telegram", Identity(f"id-{who}"), told.now)
        await desk.store.people.give_role(person.id or 0, role, told.now, unit)


def heads_heard(told: Town) -> list[Heard]:
    return [one for one in told.said_to("head") if one.what == "unhappy"]


async def asked_with_a_head(told: Town) -> Heard:
    await appoint(told, "head", Role.HEAD, "kinh_te")
    question = await answered(told, await filed(told, "tu"))
    assert question is not None
    return question


@pytest.mark.parametrize("label", ["Chưa hài lòng", "❗ Chưa xong"])
async def test_the_head_learns_that_a_case_is_not_well_and_no_more(told: Town, label: str) -> None:
    question = await asked_with_a_head(told)
    await told.presses("tu", question, label)
    (heard,) = heads_heard(told)
    assert "chưa ổn" in heard.text
    assert "hài lòng" not in heard.text
    assert "Tu" not in heard.text.split()
    assert heard.choices == ()


async def test_the_head_is_told_once_however_often_they_tap(told: Town) -> None:
    question = await asked_with_a_head(told)
    await told.presses("tu", question, "Rất không hài lòng")
    await told.presses("tu", told.last("tu"), "một phần")
    await told.presses("tu", told.last("tu"), "Đổi đánh giá")
    face = told.last("tu")
    await told.presses("tu", face, "Chưa hài lòng")
    assert len(heads_heard(told)) == 1


async def test_a_content_resident_is_nobodys_news(told: Town) -> None:
    question = await asked_with_a_head(told)
    await told.presses("tu", question, "Rất hài lòng")
    assert heads_heard(told) == []


async def test_without_a_head_the_leaders_learn_it(told: Town) -> None:
    await appoint(told, "chair", Role.LEADER)
    question = await answered(told, await filed(told, "tu"))
    assert question is not None
    await told.presses("tu", question, "Chưa hài lòng")
    assert [one.what for one in told.said_to("chair")][-1] == "unhappy"


@pytest.mark.parametrize("how", ["closed", "reporter"])
async def test_a_head_who_cannot_hear_it_is_replaced_by_the_leaders(told: Town, how: str) -> None:
    """Closed the chat with us; or is the resident."""
    await appoint(told, "chair", Role.LEADER)
    who = "head" if how == "reporter" else "tu"
    await appoint(told, "head", Role.HEAD, "kinh_te")
    question = await answered(told, await filed(told, who))
    assert question is not None
    if how == "closed":
        async with told.desk() as desk:
            chat = await desk.store.people.chat("telegram", "head", private=True)
            await desk.store.people.close_chat(chat, told.now)
    await told.presses(who, question, "Chưa hài lòng")
    assert [one.what for one in told.said_to("chair")][-1] == "unhappy"


async def test_where_nobody_leads_the_duty_chat_hears_it_once(told: Town) -> None:
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "truc", private=False)
        await desk.store.offices.open_room(RoomKind.DUTY, chat.id or 0, None, None, told.now)
    question = await answered(told, await filed(told, "tu"))
    assert question is not None
    await told.presses("tu", question, "Chưa hài lòng")
    await told.presses("tu", told.last("tu"), "một phần")
    (alert,) = told.said_to("truc")
    assert "chưa ổn" in alert.text


async def again(told: Town, first: Case, *, kind: str = "report", area: str | None = None) -> None:
    """The same person files another one of the same category."""
    new = await filed(told, "tu")
    async with told.desk() as desk:
        known = await desk.store.cases.by_id(new.id or 0)
        assert known is not None
        known.kind, known.area, known.category = kind, area, first.category
        desk.store.cases.save(known)
    async with told.desk() as desk:
        await unhappy.reported_again(desk, known)
    await told.deliver()


@pytest.mark.parametrize(
    ("days", "kind", "area", "told_of"),
    [
        (14, "report", None, 1),
        (15, "report", None, 0),
        (3, "praise", None, 0),
        (3, "question", None, 0),
        (3, "report", "kp3", 0),
    ],
)
async def test_the_head_learns_that_the_same_thing_is_reported_again(
    told: Town, days: int, kind: str, area: str | None, told_of: int
) -> None:
    await appoint(told, "head", Role.HEAD, "kinh_te")
    case = await filed(told, "tu")
    assert await answered(told, case) is not None
    told.now += days * DAY
    await again(told, case, kind=kind, area=area)
    assert len(heads_heard(told)) == told_of
    async with told.desk() as desk:
        found = await desk.store.spots.again(told.now, told.now + DAY)
    assert found == ({case.id} if told_of else set())


async def test_a_survey_holds_where_it_was_asked(told: Town) -> None:
    assert await answered(told, await filed(told, "tu")) is not None
    stored: Survey = await survey(told)
    assert (stored.channel, stored.about, stored.skipped) == ("telegram", "answered", None)


async def test_officials_see_no_single_rating_wherever_they_look(told: Town) -> None:
    """Neither on the card, nor in the case, nor in any list or search of their group."""
    case = await filed(told, "tu")
    question = await answered(told, case)
    assert question is not None
    await told.presses("tu", question, "Rất không hài lòng")
    await told.says("tu", "Nói năng cộc lốc lắm")
    for typed in (f"/hoso {case.code}", "/viec", "/quahan", "/tim đèn", f"/traloi {case.code}"):
        await told.group_says("minh", "economy", typed)
    said = "\n".join(one.text for one in told.said_to("economy")).casefold()
    assert case.code.casefold() in said
    for trace in ("hài lòng", "cộc lốc", "😞", "1/5"):
        assert trace not in said, trace
