"""The line to Zalo's OA: errors mean what the table says, tokens are renewed, files are safe."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.base import Refused, RetryLater, SendError, WindowShut
from bot.channels.zalo_oa_errors import NOTICES, TABLE, Failed, Sort, explained
from bot.channels.zalo_oa_line import Line
from bot.sandbox.zalo_oa import picture
from handlers.message import Attachment, AttachmentKind, Outgoing
from handlers.wording import HERE
from tests.channels.conftest import Keeper, Oa

CS = "/v3.0/oa/message/cs"
NOON = datetime(2026, 11, 24, 12, 0, 20, tzinfo=HERE)
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=HERE)

# What zalo.md §B9 says of each code: R, T, W, C, P and what is particular.
CLASSES = {
    Sort.RENEW: {-216, -220, -124},
    Sort.MINUTE: {-32},
    Sort.UPLOAD: {-100},
    Sort.DAY: {-211, -144, -147},
    Sort.LATER: {-214},
    Sort.TWICE: {-200},
    Sort.MORNING: {-234, -133},
    Sort.WINDOW: {
        -213, -217, -218, -227, -230, -231, -232, -244, -305, -311,
        -114, -118, -119, -139, -140, -141,
    },
    Sort.CONFIG: {
        -204, -205, -209, -212, -219, -221, -223, -224, -235, -237, -238, -241, -242, -320, -321,
        -403, -115, -117, -126, -127, -131, -135, -1351, -136, -137, -146, -1241,
    },
    Sort.NEVER: {-201, -210, -233, -240, -248, -249, -108, -109, -112, -1121, -1122, -1124, -132},
}  # fmt: skip


def test_the_table_holds_every_code_in_its_class() -> None:
    found = {sort: {code for code, row in TABLE.items() if row.sort is sort} for sort in Sort}
    assert found == CLASSES


async def refusal(oa: Oa) -> SendError:
    with pytest.raises(SendError) as failed:
        await oa.channel.send(Outgoing(oa.home, "Dạ"))
    assert oa.zalo.access_token not in repr(failed.value)
    return failed.value


@pytest.mark.parametrize("code", sorted(CLASSES[Sort.WINDOW]))
async def test_what_the_persons_state_forbids_waits_for_the_person(oa: Oa, code: int) -> None:
    oa.zalo.faults.error(code, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, WindowShut)
    assert str(code) in failed.reason


@pytest.mark.parametrize("code", sorted(CLASSES[Sort.CONFIG]))
async def test_what_only_a_person_can_mend_is_kept_and_alarms(oa: Oa, code: int) -> None:
    oa.zalo.faults.error(code, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert failed.alarm
    assert failed.after == timedelta(minutes=30)


@pytest.mark.parametrize("code", sorted(CLASSES[Sort.NEVER]))
async def test_what_will_never_go_is_refused_and_the_chat_stays_open(oa: Oa, code: int) -> None:
    oa.zalo.faults.error(code, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, Refused)
    assert not failed.closed


@pytest.mark.parametrize("code", [*sorted(CLASSES[Sort.TWICE]), -99999, 12])
async def test_what_fails_without_a_reason_is_tried_a_few_times(oa: Oa, code: int) -> None:
    oa.zalo.faults.error(code, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert failed.at_most == 3


async def test_what_passes_by_itself_is_tried_for_ever(oa: Oa) -> None:
    oa.zalo.faults.error(-214, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert (failed.at_most, failed.alarm, failed.unsure) == (None, False, False)


@pytest.mark.parametrize("code", sorted(CLASSES[Sort.RENEW]))
async def test_a_token_that_is_over_is_renewed_once_and_the_call_repeated(
    oa: Oa, code: int
) -> None:
    oa.zalo.faults.error(code, path=CS)
    await oa.channel.send(Outgoing(oa.home, "Dạ"))
    assert (oa.lan.last.text, oa.tokens.asked) == ("Dạ", 1)
    oa.zalo.faults.error(code, path=CS, times=2)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert failed.alarm
    assert oa.tokens.asked == 2


@pytest.mark.parametrize("as_401", [False, True])
async def test_a_stale_token_is_found_out_either_way(oa: Oa, as_401: bool) -> None:
    oa.zalo.faults.expired_as_401 = as_401
    oa.tokens.stale = "stale"
    await oa.channel.send(Outgoing(oa.home, "Dạ"))
    assert (oa.lan.last.text, oa.tokens.asked) == ("Dạ", 1)


async def test_after_too_many_calls_nobody_calls_before_the_next_minute(oa: Oa) -> None:
    oa.zalo.faults.error(-32, path=CS)
    first = await refusal(oa)
    calls = len(oa.zalo.history)
    again = await refusal(oa)
    assert len(oa.zalo.history) == calls
    assert isinstance(first, RetryLater)
    assert isinstance(again, RetryLater)
    assert first.after is not None
    assert timedelta() < first.after <= timedelta(seconds=61)
    oa.clock.advance(first.after)
    await oa.channel.send(Outgoing(oa.home, "Dạ"))
    assert oa.lan.last.text == "Dạ"


async def test_http_429_means_the_same(oa: Oa) -> None:
    oa.zalo.faults.answer({"error": -32}, 429, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert failed.after is not None


@pytest.mark.parametrize("code", sorted(CLASSES[Sort.DAY]))
async def test_what_the_package_does_not_pay_waits_for_the_persons_word(oa: Oa, code: int) -> None:
    oa.zalo.faults.error(code, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, WindowShut)
    assert failed.alarm


@pytest.mark.parametrize("code", sorted(CLASSES[Sort.WINDOW] | CLASSES[Sort.DAY]))
async def test_a_group_has_no_window(oa: Oa, code: int) -> None:
    group = oa.zalo.group("Tổ", members=[oa.lan])
    oa.zalo.faults.error(code, path="/v3.0/oa/group/message")
    with pytest.raises(RetryLater) as failed:
        await oa.channel.send(Outgoing(oa.place(group), "Dạ"))
    assert failed.value.alarm


@pytest.mark.parametrize(
    ("code", "now", "after"),
    [
        (-32, NOON, timedelta(seconds=41)),
        (-234, NIGHT, timedelta(hours=7, minutes=5)),
        (-133, NIGHT + timedelta(hours=4), timedelta(hours=3, minutes=5)),
        (-144, NOON, timedelta(hours=12, minutes=4, seconds=40)),
        (-147, NOON, timedelta(hours=12, minutes=4, seconds=40)),
    ],
)
def test_it_is_known_when_to_come_again(code: int, now: datetime, after: timedelta) -> None:
    told = explained(Failed(code), now.astimezone(UTC), NOTICES)
    assert isinstance(told, RetryLater)
    assert told.after == after
    assert told.alarm is (code in CLASSES[Sort.DAY])


@pytest.mark.parametrize(
    ("status", "body", "unsure"),
    [
        (502, "<html>Bad Gateway</html>", False),
        (200, "<html>maintenance</html>", True),
        (200, "", True),
        (200, {"error": "x"}, True),
        (200, {"error": True}, True),
        (200, {"error": None}, True),
        (503, {"error": 0}, False),
        (404, {"message": "Empty api"}, False),
    ],
)
async def test_whatever_else_answers_is_tried_again_and_it_is_said_what_may_have_arrived(
    oa: Oa, status: int, body: str, unsure: bool
) -> None:
    oa.zalo.faults.answer(body, status, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert failed.unsure is unsure


@pytest.mark.parametrize("done", [False, True])
async def test_a_cut_line_leaves_it_open_whether_it_arrived(oa: Oa, done: bool) -> None:
    oa.zalo.faults.drop(done=done, path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert failed.unsure
    oa.zalo.faults.late(path=CS)
    failed = await refusal(oa)
    assert isinstance(failed, RetryLater)
    assert failed.unsure


async def test_who_cannot_be_reached_has_not_heard_us(oa: Oa) -> None:
    line = Line("http://127.0.0.1:9", Keeper(oa.zalo), oa.clock.now)
    with pytest.raises(RetryLater) as failed:
        await line.post(CS, {})
    assert not failed.value.unsure
    await line.close()


async def test_an_answer_without_an_id_is_no_failure(oa: Oa) -> None:
    oa.zalo.faults.answer({"error": 0, "message": "Success"}, path=CS)
    assert (await oa.channel.send(Outgoing(oa.home, "Dạ"))).external_ids == ()


async def test_an_upload_without_an_id_is_tried_again(oa: Oa) -> None:
    oa.zalo.faults.answer({"error": 0, "data": {}}, path="/v2.0/oa/upload/image")
    with pytest.raises(RetryLater):
        await oa.channel.line.upload("image", "a.png", picture(1), "image/png")


async def test_who_we_are_is_asked_and_a_missing_answer_keeps_nobody_closed(oa: Oa) -> None:
    facts = await oa.channel.describe()
    assert (facts.oa_id, facts.verified, facts.package) == (oa.zalo.oa_id, True, "Growth")
    oa.zalo.faults.outage = True
    await oa.channel.start()
    oa.zalo.faults.clear()
    oa.zalo.faults.error(-224, path="/v2.0/oa/getoa")
    await oa.channel.start()


async def test_there_are_no_topics_and_a_press_needs_no_answer(oa: Oa) -> None:
    with pytest.raises(Refused):
        await oa.channel.make_topic(oa.home, "Tổ")
    oa.lan.says("a")
    await oa.channel.answer_press(oa.news, "Dạ")


def stored(url: str, channel: str = "zalo_oa") -> Attachment:
    return Attachment(AttachmentKind.PHOTO, url, channel)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a.jpg",
        "https://zdn.vn.evil.example/a.jpg",
        "http://a.zdn.vn/a.jpg",  # not behind https
        "file:///etc/passwd",
        "https://[::1/",
        "",
    ],
)
async def test_a_file_elsewhere_is_never_asked_for(oa: Oa, url: str) -> None:
    with pytest.raises(Refused):
        await oa.channel.fetch(stored(url))


async def test_a_file_that_leads_elsewhere_or_in_circles_is_not_followed(oa: Oa) -> None:
    async def away(_request: Request) -> Response:
        return RedirectResponse("https://evil.example/a.jpg")

    async def round_and_round(_request: Request) -> Response:
        return RedirectResponse("/round")

    async def near(_request: Request) -> Response:
        return RedirectResponse("/plain")

    async def plain(_request: Request) -> Response:
        return Response(b"photo")

    doors = {"away": away, "round": round_and_round, "near": near, "plain": plain}
    oa.zalo.app.routes[:0] = [Route(f"/{path}", answer) for path, answer in doors.items()]
    assert await oa.channel.fetch(stored(f"{oa.url}/near")) == b"photo"
    for path in ("away", "round"):
        with pytest.raises(Refused):
            await oa.channel.fetch(stored(f"{oa.url}/{path}"))


async def test_a_file_that_is_gone_too_large_or_late_is_told_apart(oa: Oa) -> None:
    with pytest.raises(Refused):
        await oa.channel.fetch(stored(f"{oa.url}/media/none"))
    oa.lan.sends_photo(picture(1))
    (photo,) = oa.news.attachments
    with pytest.raises(Refused):
        await oa.channel.line.fetch(photo.remote, 10)
    oa.zalo.faults.answer("away", 503, path="/media")
    with pytest.raises(RetryLater):
        await oa.channel.fetch(photo)
    oa.zalo.faults.drop(path="/media")
    with pytest.raises(RetryLater):
        await oa.channel.fetch(photo)
    with pytest.raises(Refused):
        await oa.channel.fetch(stored(photo.remote, "telegram"))


async def test_a_name_is_asked_once_and_its_absence_too(oa: Oa) -> None:
    oa.lan.says("Đèn hư")
    news = oa.news
    assert not oa.channel.knows(news)
    assert (await oa.channel.complete(news)).sender.name == "Lan"
    assert oa.channel.knows(news)
    await oa.channel.complete(news)
    assert len(oa.zalo.calls("/v3.0/oa/user/detail")) == 1
    nam = oa.zalo.person("Nam")
    nam.says("Rác")
    oa.zalo.faults.outage = True
    assert (await oa.channel.complete(oa.news)).sender.name == ""
    oa.zalo.faults.clear()
    assert (await oa.channel.complete(oa.news)).sender.name == ""
    oa.clock.advance(timedelta(hours=2))
    assert (await oa.channel.complete(oa.news)).sender.name == "Nam"


async def test_names_in_a_group_come_with_the_members(oa: Oa) -> None:
    people = [oa.zalo.person(f"Cán bộ {n}") for n in range(60)]
    group = oa.zalo.group("Tổ", members=people)
    people[59].says("#7K4Q", in_=group)
    assert (await oa.channel.complete(oa.news)).sender.name == "Cán bộ 59"
    people[0].says("#7K4Q", in_=group)
    assert (await oa.channel.complete(oa.news)).sender.name == "Cán bộ 0"
    assert len(oa.zalo.calls("/v3.0/oa/user/detail")) == 0


async def test_a_follow_needs_no_name(oa: Oa) -> None:
    assert oa.channel.knows(oa.news)
    assert await oa.channel.complete(oa.news) == oa.news
