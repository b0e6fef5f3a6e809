"""Reads what a call to the stand-in for Telegram says: query, form, multipart or JSON."""

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.telegram_errors import bad

OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call or from a person's phone."""

    content: bytes
    name: str = "file"
    mime: str = OCTETS


@dataclass(frozen=True, slots=True)
class Body:
    """Parameters by name (text, or what JSON made of them), and uploaded parts by name."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)


async def read_body(request: Request) -> Body:
    """Read query and body; in the body a name wins over the query's. Raises ApiError."""
    body = Body(dict(parse_qsl(request.url.query, keep_blank_values=True)))
    content = await request.body()
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind == "application/json":
        body.values.update(_json(content))
    elif kind == "multipart/form-data":
        _multipart(content, _header(request.headers["content-type"]), body)
    elif content:
        body.values.update(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
    return body


def _json(content: bytes) -> dict[str, Any]:
    try:
        values = json.loads(content or b"{}")
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad("JSON object expected as request body")
    return {name: value for name, value in values.items() if value is not None}


def _header(text: str, name: str = "content-type") -> Message:
    """The standard library's reader of `value; key="…"; …`."""
    message = Message()
    message[name] = text
    return message


def _multipart(content: bytes, header: Message, body: Body) -> None:
    boundary = str(header.get_param("boundary", "")).encode()
    if not boundary:
        raise bad("multipart body without boundary")
    for part in (b"\r\n" + content).split(b"\r\n--" + boundary)[1:-1]:
        head, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = (line.partition(":") for line in head.decode("utf-8").split("\r\n"))
        headers = {name.strip().lower(): text.strip() for name, _, text in lines}
        disposition = _header(headers.get("content-disposition", ""), "content-disposition")
        name = str(disposition.get_param("name", "", "content-disposition"))
        if (filename := disposition.get_filename()) is None:
            body.values[name] = value.decode("utf-8", "replace")
        else:
            mime = headers.get("content-type", OCTETS)
            body.uploads[name] = Upload(value, filename or "file", mime)
