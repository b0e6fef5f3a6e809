"""Zalo's Official Account in bad weather: nothing is lost or comes twice, somebody is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox import telegram
from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_oa import Person
from storage.models import Act, Side
from tests.conftest import OpenTown
from tests.journeys.offices import (
    Office,
    everything_in_its_place,
    half_an_hour_away,
    in_order_and_once,
    open_office,
)
from tests.journeys.scenes import LAMP, RUBBISH, acts_of, case_of, counts

OA = "zalo_oa"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(open_a_town: OpenTown) -> Office:
    """Residents and staff on the OA."""
    return await open_office(open_a_town, OA, OA)


async def said_in(office: Office, code: str) -> list[str]:
    """What the resident said in a case, in order."""
    case = await case_of(office.town, code)
    async with office.town.app.database.reading() as store:
        entries = await store.drafts.of_case(case.id or 0)
    return [one.text for one in entries if one.side == Side.RESIDENT and one.text]


async def sends(office: Office, who: Person) -> str:
    """The resident says yes to all that was gathered; returns the code."""
    await office.choose(who, "Gửi")
    await office.choose(who, "Đúng")
    return office.code_of(who)


async def test_what_comes_twice_and_in_another_order_is_in_its_case_once(office: Office) -> None:
    lan: Person = office.resident("Lan")
    webhook = office.town.zalo_oa.webhook
    await office.town.says(lan, LAMP)
    webhook.twice = True
    webhook.hold()
    for words in ("một", "hai", "ba"):
        lan.says(f"Cột số {words} cũng tắt")
        office.town.clock.advance(timedelta(seconds=1))
    webhook.release()
    await office.town.settle(MINUTE)
    said = "\n".join(await said_in(office, await sends(office, lan)))
    assert [said.count(f"số {word}") for word in ("một", "hai", "ba")] == [1, 1, 1]
    places = [said.find(f"số {word}") for word in ("một", "hai", "ba")]
    assert places == sorted(places), "in the order in which it was said"
    await everything_in_its_place(office)


async def test_half_an_hour_away_and_everything_is_there_in_order_and_once(
    office: Office,
) -> None:
    lan = await half_an_hour_away(office, timedelta(hours=2))
    code = await sends(office, lan)
    said = "\n".join(await said_in(office, code))
    in_order_and_once(said)
    assert office.heard(office.group, "Mai tổ sẽ tới")
    await everything_in_its_place(office)


async def test_a_lost_webhook_is_made_up_for_and_the_duty_chat_hears_of_it(
    open_a_town: OpenTown,
) -> None:
    office = await open_office(open_a_town, OA, "telegram")
    town, lan = office.town, office.resident("Lan")
    chief = town.telegram.person("Trực")
    await town.appoint(chief, "duty")
    await town.says(lan, "Chào phường")
    await town.pass_time(timedelta(minutes=15))
    town.zalo_oa.webhook.lose = True
    lan.says(LAMP)
    await town.pass_time(timedelta(minutes=15))
    assert office.heard(lan, "khu phố 3")
    assert not told(chief)
    await town.pass_time(timedelta(minutes=60))
    assert len(told(chief)) == 1
    await town.pass_time(timedelta(hours=3))
    assert len(told(chief)) == 1
    await everything_in_its_place(office)


def told(chief: telegram.Person) -> list[str]:
    """The alerts of silence."""
    return [one.text for one in chief.messages if "Zalo không tự chuyển tin" in one.text]


async def test_silence_alone_alarms_nobody(open_a_town: OpenTown) -> None:
    office = await open_office(open_a_town, OA, "telegram")
    chief = office.town.telegram.person("Trực")
    await office.town.appoint(chief, "duty")
    await office.reports(office.resident("Lan"))
    await office.town.pass_time(timedelta(hours=5))
    assert not told(chief)


async def test_a_history_that_cannot_be_read_now_is_read_later(office: Office) -> None:
    town, lan = office.town, office.resident("Lan")
    await town.says(lan, "Chào phường")
    town.zalo_oa.webhook.lose = True
    lan.says(LAMP)
    town.zalo_oa.faults.outage = True
    await town.pass_time(timedelta(minutes=30))
    assert not office.heard(lan, "khu phố 3")
    town.zalo_oa.faults.clear()
    await town.pass_time(timedelta(minutes=30))
    assert office.heard(lan, "khu phố 3")


GARBLED: dict[str, object] = {
    "no list": {"chats": []},
    "nothing that is a message": [{"foo": 1}],
    "a time that is none": [{"time": "x", "from_id": "1", "message_id": "2"}],
    "words": "[]",
    "numbers": [7],
}


@pytest.mark.parametrize("where", ["/v2.0/oa/listrecentchat", "/v2.0/oa/conversation"])
@pytest.mark.parametrize("name", GARBLED)
async def test_a_garbled_history_is_read_again_later(office: Office, name: str, where: str) -> None:
    town, lan = office.town, office.resident("Lan")
    await town.says(lan, "Chào phường")
    town.zalo_oa.webhook.lose = True
    lan.says(LAMP)
    town.zalo_oa.faults.answer({"error": 0, "data": GARBLED[name]}, path=where)
    await town.pass_time(timedelta(minutes=30))
    assert not office.heard(lan, "khu phố 3")
    await town.pass_time(timedelta(minutes=30))
    assert office.heard(lan, "khu phố 3")


async def test_a_garbled_history_keeps_no_door_shut(office: Office) -> None:
    await office.town.close()
    office.town.zalo_oa.faults.answer({"error": 0, "data": [7]}, path="/v2.0/oa/listrecentchat")
    await office.town.restart()
    lan = office.resident("Lan")
    await office.town.says(lan, LAMP)
    assert office.heard(lan, "khu phố 3")


@pytest.mark.parametrize("src", [True, False])
async def test_a_history_tells_every_kind_of_message(office: Office, src: bool) -> None:
    town, lan = office.town, office.resident("Lan")
    town.zalo_oa.wire.recent_src = src
    await town.says(lan, "Chào phường")
    town.zalo_oa.webhook.lose = True
    lan.sends_photo(picture(4))
    lan.sends_audio()
    lan.sends_document(name="đơn.pdf")
    lan.sends_location(10.7, 106.6)
    lan.sends_link("https://bao.vn/rac")
    await town.settle()
    await town.pass_time(timedelta(minutes=30))
    await town.settle(MINUTE)
    await everything_in_its_place(office)
    assert any("1 ảnh" in one.text for one in lan.messages if one.from_bot)


async def test_a_whole_day_of_gateway_errors_delays_and_loses_nothing(office: Office) -> None:
    town, lan = office.town, office.resident("Lan")
    code = await office.reports(lan)
    await office.write(office.minh, code, "Đèn đã thay bóng.")
    town.zalo_oa.faults.outage = True
    await office.act(office.minh, "Gửi người dân", "thay bóng")
    lan.says("Cám ơn phường")
    await town.pass_time(timedelta(hours=24))
    assert not office.heard(lan, "thay bóng")
    town.zalo_oa.faults.clear()
    await town.pass_time(timedelta(minutes=30))
    assert len(office.heard(lan, "thay bóng")) == 1
    await everything_in_its_place(office)


async def test_what_a_person_writes_in_the_console_is_in_the_case(office: Office) -> None:
    town, lan = office.town, office.resident("Lan")
    first = await office.reports(lan)
    await office.town.says(lan, RUBBISH)
    await office.choose(lan, "Việc mới")
    second = await sends(office, lan)
    town.zalo_oa.admin_writes(lan, "Tổ thu gom sẽ tới sáng mai")
    await town.settle(MINUTE)
    case = await case_of(town, second)
    async with town.app.database.reading() as store:
        entries = await store.drafts.of_case(case.id or 0)
    assert [(one.side, one.act) for one in entries if "sáng mai" in one.text] == [
        (Side.OFFICIAL, Act.ANSWER)
    ]
    assert (await acts_of(town, second)).count("console") == 1
    assert "console" not in await acts_of(town, first)
    told = [one.text for one in office.group.messages if "không qua trợ lý" in one.text]
    assert any("sáng mai" in one and first in one for one in told)
    assert not [one for one in lan.messages if "không qua trợ lý" in one.text]


async def test_a_console_message_to_somebody_without_a_case_does_no_harm(office: Office) -> None:
    lan = office.resident("Lan")
    await office.town.says(lan, "Chào phường")
    office.town.zalo_oa.admin_writes(lan, "Chào bà")
    office.town.zalo_oa.admin_writes(office.resident("Nam"), "Chào ông")
    await office.town.settle(MINUTE)
    await everything_in_its_place(office)


async def test_our_own_words_that_come_back_change_nothing(office: Office) -> None:
    lan = office.resident("Lan")
    before = (await counts(office.town))["in done"]
    await office.town.says(lan, "Chào phường")
    await office.town.settle(MINUTE)
    assert (await counts(office.town))["in done"] == before + 1


@pytest.mark.parametrize("platform", ["zalo_oa", "zalo_bot", "telegram"])
async def test_a_number_to_be_called_back_at_is_kept_and_nothing_else_is_taken_for_one(
    open_a_town: OpenTown, platform: str
) -> None:
    office = await open_office(open_a_town, platform, platform)
    town, lan, nam = office.town, office.resident("Lan"), office.resident("Nam")
    await town.says(lan, "gọi lại cho tôi")
    await town.says(lan, "dạ số 0912 345 678 nha")
    assert office.heard(lan, "được giữ kín, chỉ dùng khi cần gọi lại")
    await town.says(nam, "/sodienthoai")
    await town.says(nam, LAMP)
    assert not office.heard(nam, "được giữ kín, chỉ dùng khi cần gọi lại")
    assert office.heard(nam, "khu phố 3")
    await town.says(nam, "/sodienthoai +84 912 345 679")
    assert office.heard(nam, "được giữ kín, chỉ dùng khi cần gọi lại")
    async with town.app.database.reading() as store:
        numbers = [
            store.people.identity(await store.people.person_by_id(n)).phone for n in (1, 2, 3)
        ]
    assert sorted(filter(None, numbers)) == ["+84912345679", "0912345678"]


async def test_the_form_brings_the_number_by_itself(office: Office) -> None:
    lan = office.resident("Lan")
    await office.town.says(lan, "/sodienthoai")
    assert any(one.asks_info for one in lan.messages)
    lan.submits_info("Lan", "0912345678")
    await office.town.settle(MINUTE)
    assert office.heard(lan, "chỉ dùng khi cần gọi lại")
    await everything_in_its_place(office)


async def test_a_platform_that_is_away_keeps_the_others_open(open_a_town: OpenTown) -> None:
    office = await open_office(open_a_town, OA, "telegram")
    await office.town.close()
    office.town.telegram.faults.error(502, times=50, method="getMe")
    await office.town.restart()
    lan = office.resident("Lan")
    await office.town.says(lan, LAMP)
    assert office.heard(lan, "khu phố 3")


async def test_who_writes_without_an_account_is_told_what_works_and_the_duty_chat_hears_once_a_day(
    open_a_town: OpenTown,
) -> None:
    office = await open_office(open_a_town, OA, "telegram")
    town = office.town
    chief, (one, other) = town.telegram.person("Trực"), (town.zalo_oa.visitor() for _ in "12")
    await town.appoint(chief, "duty")
    one.says("Chào phường, đèn đường hư")
    one.sends_photo()
    other.says("Có ai không")
    await town.settle(MINUTE)
    for visitor in (one, other):
        (said,) = [m.text for m in visitor.messages if m.from_bot]
        assert "đăng nhập" in said
        assert "{" not in said
    assert len(office.heard(chief, "chưa đăng nhập Zalo")) == 1
    assert not office.heard(office.group, "đèn đường hư")
    await town.pass_time(timedelta(hours=24))
    one.says("Alo")
    await town.settle(MINUTE)
    assert len([m for m in one.messages if m.from_bot]) == 2
    assert len(office.heard(chief, "chưa đăng nhập Zalo")) == 2
    await everything_in_its_place(office)


async def test_what_nobody_can_read_is_kept_and_told_of_the_next_morning_with_a_count(
    open_a_town: OpenTown,
) -> None:
    office = await open_office(open_a_town, OA, "telegram")
    town, chief = office.town, office.town.telegram.person("Trực")
    await town.appoint(chief, "duty")
    for n in range(3):
        town.zalo_oa.poison({"event_name": "user_sends_a_dream", "timestamp": str(n)})
    await town.pass_time(timedelta(hours=23))
    assert not office.heard(chief, "không đọc được")
    await town.pass_time(timedelta(days=3))
    (told_of,) = office.heard(chief, "không đọc được")
    assert "3 tin" in told_of
    assert (await counts(town))["in aside"] == 3


WINDOW: dict[
    str, tuple[Callable[[Person], object], bool]
] = {  # what a person does, and whether Zalo counts it as an interaction (zalo.md §B4)
    "says": (lambda one: one.says("Đèn hư"), True),
    "follows": (lambda one: one.follows(), True),
    "calls and is heard": (lambda one: one.calls(60), True),
    "is called and answers": (lambda one: one.calls(60, rung=True), True),
    "calls in vain": (lambda one: one.calls(0), False),
    "is called in vain": (lambda one: one.calls(0, rung=True), False),
    "taps the button that begins a chat": (lambda one: one.opens_chat(), True),
    "sends a picture": (lambda one: one.sends_photo(), True),
    "speaks": (lambda one: one.sends_voice(), True),
    "sends a sticker": (lambda one: one.sends_sticker(), True),
    "sends a place": (lambda one: one.sends_location(10.7, 106.6), True),
    "sends a card": (lambda one: one.sends_business_card("Sáu", "0912345678"), True),
    "unfollows": (lambda one: one.unfollows(), False),
    "reads": (lambda one: one.reads(one.last), False),
    "puts a sign under a message": (lambda one: one.reacts(one.last), False),
}


async def test_every_interaction_opens_the_window_and_nothing_else_does(office: Office) -> None:
    town = office.town
    people = {name: office.resident(f"Người {n}") for n, name in enumerate(WINDOW)}
    for one in people.values():
        one.says("Chào phường")
    await town.settle(MINUTE)
    before = town.clock.now()
    town.clock.advance(timedelta(days=8))
    for name, one in people.items():
        WINDOW[name][0](one)
    await town.settle(MINUTE)
    opened = {}
    async with town.app.database.reading() as store:
        for name, one in people.items():
            (chat,) = await store.people.expect_chats([(OA, one.id)])
            assert chat is not None
            assert chat.heard_at is not None
            opened[name] = chat.heard_at > before
            assert (one.account.heard > before) is opened[name], "the stand-in counts as we do"
    assert opened == {name: opens for name, (_, opens) in WINDOW.items()}
