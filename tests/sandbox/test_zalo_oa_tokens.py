"""The token endpoint of the stand-in for Zalo's OA: consent, single use, expiry, lost answers."""

import hmac
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.zalo_oa import ZaloOaSandbox
from bot.sandbox.zalo_oa_tokens import challenge_of
from tests.sandbox.oa import Caller, Json

VERIFIER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
CALLBACK = "https://phuong.example.vn/zalo/callback"
ENDPOINT, PROFILE = "/v4/oa/access_token", "/v2.0/oa/getoa"


async def works(app: Caller, token: str) -> int:
    """The error code of a call with this token."""
    answer = await app.http.get(PROFILE, headers={"access_token": token})
    return int(answer.json()["error"])


async def consents(app: Caller, **query: str) -> httpx.Response:
    """The OA's admin opens the consent link and agrees."""
    asked = {"app_id": app.oa.app_id, "redirect_uri": CALLBACK, **query}
    return await app.http.get("/v4/oa/permission", params=asked)


async def a_code(app: Caller) -> str:
    """The code that comes back from a consent."""
    answer = await consents(app, code_challenge=challenge_of(VERIFIER))
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def redeems(app: Caller, code: str, verifier: str = VERIFIER) -> Json:
    """Exchange a code."""
    return await app.token(grant_type="authorization_code", code=code, code_verifier=verifier)


async def test_a_refresh_gives_a_new_pair_once_and_ends_the_old_one(
    oa: ZaloOaSandbox, app: Caller
) -> None:
    old = oa.tokens.pair
    told = await app.refresh(old.refresh)
    assert told == {
        "access_token": oa.access_token, "refresh_token": oa.refresh_token, "expires_in": "90000",
    }  # fmt: skip
    assert (await works(app, old.access), await works(app, oa.access_token)) == (-216, 0)
    again = await app.refresh(old.refresh)
    assert (again["error"], again["error_name"]) == (-14020, "Invalid refresh token")
    assert "access_token" not in again
    assert await works(app, told["access_token"]) == 0


async def test_tokens_die_in_time(oa: ZaloOaSandbox, app: Caller, clock: SandboxClock) -> None:
    clock.advance(timedelta(hours=25) - timedelta(seconds=1))
    assert await works(app, oa.access_token) == 0
    clock.advance(timedelta(seconds=1))
    assert await works(app, oa.access_token) == -220
    clock.advance(timedelta(days=89))
    assert (await app.refresh(oa.refresh_token))["error"] == -14020
    oa.faults.expired_as_401 = True
    answer = await app.http.get(PROFILE, headers={"access_token": oa.access_token})
    assert (answer.status_code, answer.json()["error"]) == (401, -220)


async def test_a_token_may_be_ended_before_its_time(oa: ZaloOaSandbox, app: Caller) -> None:
    oa.tokens.expire()
    assert await works(app, oa.access_token) == -220
    assert await works(app, (await app.refresh(oa.refresh_token))["access_token"]) == 0


async def test_a_withdrawn_permission_needs_a_new_consent(oa: ZaloOaSandbox, app: Caller) -> None:
    old = oa.tokens.pair
    oa.revoke()
    assert await works(app, old.access) == -216
    assert (await app.refresh(old.refresh))["error"] == -14020
    assert oa.webhook.told[-1]["event_name"] == "permission_revoked"
    told = await redeems(app, await a_code(app))
    assert await works(app, told["access_token"]) == 0


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"grant_type": "refresh_token"}, -14020),
        ({"grant_type": "refresh_token", "refresh_token": ""}, -14020),
        ({"grant_type": "password"}, -14002),
        ({}, -14002),
        ({"grant_type": "refresh_token", "app_id": "1"}, -14002),
        ({"grant_type": "authorization_code", "code": "x", "code_verifier": VERIFIER}, -14012),
        ({"grant_type": "authorization_code", "code": "x"}, -14012),
    ],
)
async def test_wrong_requests_fail_with_status_200(
    app: Caller, form: dict[str, str], code: int
) -> None:
    assert (await app.token(**form))["error"] == code


async def test_form_and_secret_are_needed(oa: ZaloOaSandbox, app: Caller) -> None:
    form = {"app_id": oa.app_id, "grant_type": "refresh_token", "refresh_token": oa.refresh_token}
    assert (await app.token(secret="x", **form))["error"] == -14002
    sent = await app.http.post(ENDPOINT, json=form, headers={"secret_key": oa.app_secret})
    assert sent.json()["error"] == -14002
    assert (await app.http.get(ENDPOINT, params=form)).status_code == 404
    oa.tokens.active = False
    assert (await app.token(**form))["error"] == -14002
    assert oa.refresh_token == form["refresh_token"]  # nothing was used up


async def test_consent_leads_back_with_a_code_for_ten_minutes_and_one_use(
    oa: ZaloOaSandbox, app: Caller, clock: SandboxClock
) -> None:
    answer = await consents(app, code_challenge=challenge_of(VERIFIER), state="s t")
    assert answer.status_code == 302
    url = urlsplit(answer.headers["location"])
    query = parse_qs(url.query)
    assert f"{url.scheme}://{url.netloc}{url.path}" == CALLBACK
    assert (query["oa_id"], query["state"]) == ([oa.oa_id], ["s t"])
    assert (await redeems(app, query["code"][0], "x" * 43))["error"] == -14024
    assert (await redeems(app, query["code"][0], "x" * 42))["error"] == -14024
    assert (await redeems(app, query["code"][0]))["refresh_token"] == oa.refresh_token
    assert (await redeems(app, query["code"][0]))["error"] == -14012
    late = await a_code(app)
    clock.advance(timedelta(minutes=10))
    assert (await redeems(app, late))["error"] == -14012


async def test_the_consent_link_is_checked(oa: ZaloOaSandbox, app: Caller) -> None:
    challenge = challenge_of(VERIFIER)
    oa.tokens.callback_url = CALLBACK
    wrong: list[tuple[dict[str, str], int]] = [
        ({"app_id": "1", "code_challenge": challenge}, -14002),
        ({"redirect_uri": "https://a.vn", "code_challenge": challenge}, -14003),
        ({}, -14024),
        ({"code_challenge": f"{challenge}="}, -14024),  # padding
    ]
    for query, code in wrong:
        assert (await consents(app, **query)).json()["error"] == code
    oa.tokens.console_challenge = challenge  # the console's own pair
    assert (await consents(app)).status_code == 302


async def test_a_proof_may_be_required(oa: ZaloOaSandbox, app: Caller) -> None:
    oa.tokens.proof = True
    proof = hmac.new(oa.app_secret.encode(), oa.access_token.encode(), sha256).hexdigest()
    for given, code in ((proof, 0), ("x", -242), ("", -242)):
        headers = {"access_token": oa.access_token, "appsecret_proof": given}
        assert (await app.http.get(PROFILE, headers=headers)).json()["error"] == code


async def test_an_answer_may_be_lost_after_the_pair_was_made(
    oa: ZaloOaSandbox, app: Caller, clock: SandboxClock
) -> None:
    old = oa.refresh_token
    oa.faults.late(path=ENDPOINT)
    with pytest.raises(httpx.ReadTimeout):
        await app.http.post(
            ENDPOINT,
            data={"app_id": oa.app_id, "grant_type": "refresh_token", "refresh_token": old},
            headers={"secret_key": oa.app_secret},
            timeout=0.05,
        )
    assert oa.refresh_token != old
    assert (await app.refresh(old))["error"] == -14020
    oa.tokens.grace = timedelta(minutes=1)  # a platform that allows a way back
    assert (await app.refresh(old))["refresh_token"] == oa.refresh_token
    clock.advance(timedelta(minutes=1))
    assert (await app.refresh(old))["error"] == -14020


async def test_other_answers_of_the_endpoint(oa: ZaloOaSandbox, app: Caller) -> None:
    old = oa.refresh_token
    oa.faults.answer({"error": -14002, "error_name": "x"}, path=ENDPOINT)
    assert (await app.refresh(old))["error"] == -14002
    oa.faults.answer({}, done=True, path=ENDPOINT)
    assert await app.refresh(old) == {}
    assert oa.refresh_token != old
