"""Who knocks at the OA's webhook: every documented signature fits, a forged one is refused."""

import json
from itertools import product
from typing import Any, Literal

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Forged, Unreadable
from bot.channels.zalo_oa_door import Doorkeeper
from bot.sandbox.zalo_oa import NOBODY
from bot.sandbox.zalo_oa_wire import Signing
from tests.channels.conftest import Oa

BODY = json.dumps(
    {"event_name": "user_send_text", "timestamp": "1795482000001", "message": {"text": "Đèn hư"}},
    ensure_ascii=False,
).encode()
First = Literal["app_id", "oa_id"]
Stamp = Literal["body", "header"]
Secret = Literal["oa", "app"]


def keeper(*, enforce: bool = True, secrets: tuple[str, str] | None = None) -> Doorkeeper:
    given = secrets or (NOBODY.webhook_secret, NOBODY.app_secret)
    return Doorkeeper((NOBODY.app_id, NOBODY.oa_id), given, enforce)


def signed(signing: Signing, body: bytes = BODY) -> dict[str, str]:
    headers = signing.headers(NOBODY, body, "1795482000001")
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("first", "stamp", "secret", "prefix"),
    list(product(("app_id", "oa_id"), ("body", "header"), ("oa", "app"), (True, False))),
)
def test_every_variant_of_the_signature_fits_and_is_named(
    first: First, stamp: Stamp, secret: Secret, prefix: bool
) -> None:
    with capture_logs() as logs:
        assert keeper().let_in(signed(Signing(first, stamp, secret, prefix)), BODY) == [
            json.loads(BODY)
        ]
    (said,) = [one["fits"] for one in logs]
    assert said.split(", ") == [
        {"app_id": "app id", "oa_id": "OA id"}[first],
        {"body": "body's time", "header": "header's time"}[stamp],
        {"oa": "OA secret key", "app": "app secret"}[secret],
    ]
    assert NOBODY.webhook_secret not in repr(logs)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-zevent-signature": ""},
        {"x-zevent-signature": "mac="},
        {"x-zevent-signature": "ệ"},
        signed(Signing(key="wrong")),
        signed(Signing(), BODY + b" "),
    ],
)
def test_what_nobody_has_signed_is_refused_or_only_told(headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        keeper().let_in(headers, BODY)
    with capture_logs() as logs:
        door = keeper(enforce=False)
        assert door.let_in(headers, BODY) == door.let_in(headers, BODY) == [json.loads(BODY)]
    assert [(one["log_level"], one["fits"]) for one in logs] == [("warning", "none")]


def test_a_change_of_the_variant_is_told_once_each_time() -> None:
    door = keeper(enforce=False)
    with capture_logs() as logs:
        for signing in (Signing(), Signing(), Signing(first="oa_id"), Signing(key="wrong")):
            door.let_in(signed(signing), BODY)
    assert [one["fits"] for one in logs] == [
        "app id, body's time, OA secret key",
        "OA id, body's time, OA secret key",
        "none",
    ]


def test_an_empty_secret_signs_nothing() -> None:
    nobody = type(NOBODY)(NOBODY.app_id, "", NOBODY.oa_id, "", "")
    headers = Signing().headers(nobody, BODY, "1795482000001")
    with pytest.raises(Forged):
        keeper(secrets=("", "")).let_in({name.lower(): one for name, one in headers.items()}, BODY)


@pytest.mark.parametrize("enforce", [False, True])
@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n"])
def test_a_probe_is_never_signed_and_brings_nothing(enforce: bool, body: bytes) -> None:
    assert keeper(enforce=enforce).let_in({}, body) == []


@pytest.mark.parametrize("body", [b"{", b"[1]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_event_is_kept_as_it_came(oa: Oa, body: bytes) -> None:
    with pytest.raises(Forged):
        keeper().let_in({}, body)
    (raw,) = keeper(enforce=False).let_in({}, body)
    with pytest.raises(Unreadable):
        oa.channel.read(raw)
    assert json.dumps(raw)


@pytest.mark.parametrize("signing", [Signing(), Signing(stamp="header")])
def test_the_bytes_are_what_is_signed(signing: Signing) -> None:
    spaced: Any = json.dumps(json.loads(BODY), indent=1).encode()
    with pytest.raises(Forged):
        keeper().let_in(signed(signing), spaced)
