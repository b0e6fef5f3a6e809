"""Who knocks at the OA's webhook: the signature's many variants, and what is in the request."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from itertools import product
from typing import Any

import structlog

from bot.channels.base import Forged, Raw

NO_EVENT = "unreadable"
"""Under this key lies the text of a request that is no event at all."""

log = structlog.get_logger(__name__)


@dataclass
class Doorkeeper:
    """Looks at signatures (zalo.md §B8). `enforce`: who has none is not let in.

    `firsts` are the app's and the OA's id, `secrets` the OA's secret key and the app's: reports
    differ on which of them are signed.
    """

    firsts: tuple[str, ...]
    secrets: tuple[str, ...]
    enforce: bool = False
    _seen: str = field(default="nothing yet")

    def let_in(self, headers: Mapping[str, str], body: bytes) -> list[Raw]:
        """The event in a request; none in a probe, which is never signed. Raises Forged."""
        event = _parsed(body)
        if event == {}:
            return []
        self._look(headers, body, event)
        if isinstance(event, dict):
            return [event]
        return [{"event_name": NO_EVENT, NO_EVENT: body.decode("utf-8", "replace")}]

    def _look(self, headers: Mapping[str, str], body: bytes, event: object) -> None:
        """Say in the diary which variant fits, whenever that changes."""
        variant = self._variant(headers, body, event)
        if variant is None and self.enforce:
            log.warning("a webhook of the OA is signed by nobody we know: refused")
            raise Forged
        news = variant or "none"
        if news != self._seen:
            self._seen = news
            told = log.info if variant else log.warning
            told("signature of the OA's webhooks", fits=news)

    def _variant(self, headers: Mapping[str, str], body: bytes, event: object) -> str | None:
        given = headers.get("x-zevent-signature", "").strip().lower().removeprefix("mac=").encode()
        if not given:
            return None
        terms = product(self._firsts(), self._stamps(headers, event), self._secrets())
        for (who, first), (where, stamp), (which, secret) in terms:
            signed = b"".join((first.encode(), body, stamp.encode(), secret.encode()))
            if compare_digest(sha256(signed).hexdigest().encode(), given):
                return f"{who}, {where}, {which}"
        return None

    def _firsts(self) -> Iterator[tuple[str, str]]:
        return zip(("app id", "OA id"), self.firsts, strict=False)

    def _secrets(self) -> Iterator[tuple[str, str]]:
        named = zip(("OA secret key", "app secret"), self.secrets, strict=False)
        return ((name, secret) for name, secret in named if secret)

    def _stamps(self, headers: Mapping[str, str], event: object) -> Iterator[tuple[str, str]]:
        if stamp := headers.get("x-zevent-timestamp"):
            yield "header's time", stamp
        if isinstance(event, dict) and "timestamp" in event:
            yield "body's time", str(event["timestamp"])


def _parsed(body: bytes) -> Any:  # noqa: ANN401  # any JSON
    """What the body says; {} when it is empty, None when it is no JSON."""
    if not body.strip():
        return {}
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
