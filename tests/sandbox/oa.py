"""An app of the Official Account in raw HTTP: it calls, and it takes events at a webhook."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.trust import certificates
from bot.sandbox.serve import serve
from bot.sandbox.zalo_oa import ZaloOaSandbox
from bot.sandbox.zalo_oa_chats import Message

CS, GROUP = "/v3.0/oa/message/cs", "/v3.0/oa/group"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls as an app would, with the token that is valid now."""

    oa: ZaloOaSandbox
    http: httpx.AsyncClient

    async def post(self, path: str, /, **body: Any) -> httpx.Response:  # any JSON
        """POST with JSON."""
        return await self.http.post(path, json=body, headers=self._token)

    async def get(self, path: str, /, **given: Any) -> httpx.Response:  # any JSON
        """GET: groups take plain values, everything else `data` with JSON."""
        query = given if path.startswith(GROUP) else {"data": json.dumps(given)}
        return await self.http.get(path, params=query if given else {}, headers=self._token)

    async def code(self, path: str, /, **body: Any) -> int:
        """The error code of a POST."""
        return int((await self.post(path, **body)).json()["error"])

    async def sends(self, who: str, /, **message: Any) -> int:
        """The error code of a consultation message."""
        return await self.code(CS, recipient={"user_id": who}, message=message)

    async def writes(self, group: str, /, **message: Any) -> int:
        """The error code of a group message."""
        return await self.code(f"{GROUP}/message", recipient={"group_id": group}, message=message)

    async def uploads(self, kind: str, content: bytes, name: str, part: str = "file") -> Json:
        """The answer to an upload."""
        files = {part: (name, content)}
        path = f"/v2.0/oa/upload/{kind}"
        answer: Json = (await self.http.post(path, files=files, headers=self._token)).json()
        return answer

    async def token(self, secret: str | None = None, **form: str) -> Json:
        """The answer of the token endpoint."""
        told = {"app_id": self.oa.app_id, **form}
        key = {"secret_key": self.oa.app_secret if secret is None else secret}
        answer = await self.http.post("/v4/oa/access_token", data=told, headers=key)
        assert answer.status_code == 200
        found: Json = answer.json()
        return found

    async def refresh(self, token: str) -> Json:
        """The answer to a refresh."""
        return await self.token(grant_type="refresh_token", refresh_token=token)

    @property
    def _token(self) -> dict[str, str]:
        return {"access_token": self.oa.access_token}


@dataclass
class Hook:
    """An app's webhook: takes what comes, with the answers that it is told to give."""

    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: Request) -> Response:
        """Note what came."""
        raw = await request.body()
        if request.method == "POST" and raw != b"{}":
            self.got.append((dict(request.headers), raw))
        return Response(status_code=self.status)

    @property
    def events(self) -> list[Json]:
        """What came, without the OA's own echoes."""
        told = [json.loads(raw) for _, raw in self.got]
        return [one for one in told if not one["event_name"].startswith("oa_")]

    @property
    def names(self) -> list[str]:
        """The names of all events that came."""
        return [json.loads(raw)["event_name"] for _, raw in self.got]


@asynccontextmanager
async def open_app(oa: ZaloOaSandbox) -> AsyncIterator[tuple[Caller, Hook]]:
    """The platform with its doors open, and an app whose webhook is saved."""
    hook = Hook()
    app = Starlette(routes=[Route("/zalo", hook.take, methods=["GET", "POST"])])
    async with (
        oa.serve() as url,
        serve(app) as own,
        httpx.AsyncClient(base_url=url, verify=certificates(), trust_env=False) as http,
    ):
        hook.url = f"{own}/zalo"
        await oa.set_webhook(hook.url)
        yield Caller(oa, http), hook


def buttons(*given: Json | str) -> Json:
    """An attachment with buttons; a word stands for a button that says it."""
    made = [
        one if isinstance(one, dict) else {"title": one, "type": "oa.query.show", "payload": one}
        for one in given
    ]
    return {"type": "template", "payload": {"buttons": made}}


def media(**element: object) -> Json:
    """An attachment with a picture."""
    payload = {"template_type": "media", "elements": [{"media_type": "image", **element}]}
    return {"type": "template", "payload": payload}


def form(**element: object) -> Json:
    """A request_user_info."""
    whole = {"title": "t", "subtitle": "s", "image_url": "https://a.vn/x.jpg", **element}
    given = {name: value for name, value in whole.items() if value is not None}
    return {
        "type": "template",
        "payload": {"template_type": "request_user_info", "elements": [given]},
    }


def said(messages: list[Message]) -> list[tuple[str, bool]]:
    """Words, and whether the OA said them."""
    return [(message.text, message.from_bot) for message in messages]
