"""Ordered faults of the stand-in for Zalo's OA: what an app must live with."""

import httpx
import pytest

from bot.sandbox.zalo_oa import Person, ZaloOaSandbox
from bot.sandbox.zalo_oa_errors import MESSAGES
from tests.sandbox.oa import CS, Caller

PROFILE = "/v2.0/oa/getoa"


async def test_ordered_errors_come_as_often_as_ordered_and_only_where_ordered(
    oa: ZaloOaSandbox, app: Caller, lan: Person
) -> None:
    minh = oa.person("Minh", follows=True)
    oa.faults.error(-32, path=CS, who=minh.id)
    oa.faults.error(-200, "Send message failed", path=CS, times=2)
    assert [await app.sends(lan.id, text="x") for _ in range(3)] == [-200, -200, 0]
    assert [await app.sends(minh.id, text="x") for _ in range(2)] == [-32, 0]
    assert (await app.get(PROFILE)).json()["error"] == 0
    assert oa.count_limited == 0


@pytest.mark.parametrize("code", sorted(MESSAGES))
async def test_every_error_can_be_ordered(oa: ZaloOaSandbox, app: Caller, code: int) -> None:
    oa.faults.error(code)
    answer = await app.get(PROFILE)
    assert answer.status_code == 200
    assert answer.json() == {"error": code, "message": MESSAGES[code]}


async def test_an_outage_ends(oa: ZaloOaSandbox, app: Caller, lan: Person) -> None:
    oa.faults.outage = True
    url = oa.world.url(lan.sends_photo().files[0].path)
    to = {"recipient": {"user_id": lan.id}, "message": {"text": "x"}}
    answers = [
        await app.post(CS, **to),
        await app.http.get(url),
        await app.http.post("/v4/oa/access_token"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.headers["content-type"][:9]) == (502, "text/html")
    assert not lan.last.from_bot
    assert not oa.calls(CS)[0].ok
    oa.faults.clear()
    assert await app.code(CS, **to) == 0


@pytest.mark.parametrize("done", [False, True])
async def test_a_cut_line_before_and_after_the_deed(
    oa: ZaloOaSandbox, app: Caller, lan: Person, done: bool
) -> None:
    oa.faults.drop(done=done)
    with pytest.raises(httpx.TransportError):
        await app.sends(lan.id, text="x")
    assert lan.last.from_bot is done
    assert await app.sends(lan.id, text="y") == 0


@pytest.mark.parametrize("done", [False, True])
async def test_a_late_answer_before_and_after_the_deed(
    oa: ZaloOaSandbox, app: Caller, lan: Person, done: bool
) -> None:
    oa.faults.late(done=done, path=CS)
    app.http.timeout = httpx.Timeout(0.05)
    with pytest.raises(httpx.ReadTimeout):
        await app.sends(lan.id, text="x")
    assert lan.last.from_bot is done
    await oa.wait_quiet()


@pytest.mark.parametrize("done", [False, True])
async def test_garbage_before_and_after_the_deed(
    oa: ZaloOaSandbox, app: Caller, lan: Person, done: bool
) -> None:
    oa.faults.answer("<html>", done=done, path=CS)
    oa.faults.answer({"errors": []}, 504, done=done, path=CS)
    to = {"recipient": {"user_id": lan.id}, "message": {"text": "x"}}
    first, second = await app.post(CS, **to), await app.post(CS, **to)
    assert (first.status_code, first.text) == (200, "<html>")
    assert (second.status_code, second.json()) == (504, {"errors": []})
    assert len(lan.messages) == (3 if done else 1)
    assert [call.ok for call in oa.calls(CS)] == [False, False]


async def test_files_may_be_out_of_reach(oa: ZaloOaSandbox, app: Caller, lan: Person) -> None:
    url = oa.world.url(lan.sends_photo().files[0].path)
    oa.faults.answer("gone", 404, path="/media")
    assert (await app.http.get(url)).status_code == 404
    assert (await app.http.get(url)).content == lan.last.photos[0]


async def test_what_breaks_inside_leaves_as_it_is(oa: ZaloOaSandbox) -> None:
    async with oa.serve() as url:
        with pytest.raises(OSError, match="in use"):
            async with oa.serve(int(url.rpartition(":")[2])):
                pass
    with pytest.raises(LookupError):
        async with oa.serve():
            raise LookupError


async def test_waiting_for_something_that_does_not_come(oa: ZaloOaSandbox, lan: Person) -> None:
    with pytest.raises(TimeoutError):
        await oa.until(lambda: lan.messages[7], timeout=0.01)
    assert oa.parked is None
