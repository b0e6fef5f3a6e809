"""Checks a call to the stand-in for Telegram: nothing missing, unknown, of wrong type, too long."""

import json
import re
from collections.abc import Callable

from bot.sandbox.telegram_body import Body, Upload
from bot.sandbox.telegram_errors import ApiError, Json, bad, units
from bot.sandbox.telegram_schema import TYPES, UNIONS, Field

MEDIA = ("photo", "video", "voice", "audio", "document", "animation", "video_note", "sticker")
MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "from_chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_thread_id": "message thread not found",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
    "file_id": "file_id not specified",
    **{kind: f"there is no {kind.replace('_', ' ')} in the request" for kind in MEDIA},
}

_NAMES = {
    "int": "Integer",
    "float": "Number",
    "bool": "Boolean",
    "str": "String",
    "chat": "Integer or String",
    "file": "InputFile or String",
}
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}
_MEMBERS = re.compile(r"[A-Z]?[a-z]+")


def check(fields: dict[str, Field], body: Body) -> Json:
    """Return the parameters as typed values, uploads in the place of what names them.

    Raises ApiError.
    """
    used: set[str] = set()
    parameters: Json = {}
    for name, field in fields.items():
        if name in body.uploads and field.kind == "file":
            parameters[name] = body.uploads[name]
            used.add(name)
        elif name in body.values:
            value = body.values[name]
            typed = _from_text(field, value) if isinstance(value, str) else value
            parameters[name] = _value(field, typed, field.depth, body.uploads, used)
        elif field.required:
            raise bad(MISSING.get(name, f'parameter "{name}" is required'))
    if unknown := (body.values.keys() | body.uploads.keys()) - fields.keys() - used:
        attached = {name for name in unknown if name in body.uploads}
        what = "uploaded part that nothing names" if attached else "unknown parameter"
        raise bad(f'{what} "{min(attached or unknown)}"')
    return parameters


def _from_text(field: Field, text: str) -> object:
    """A form says everything in text: numbers, true and false, objects as JSON."""
    if field.depth or field.kind in TYPES or field.kind in UNIONS:
        try:
            return json.loads(text)
        except ValueError:
            raise bad(f"can't parse {_spoken(field.kind)} JSON object") from None
    reader = _READERS.get(field.kind)
    return reader(text) if reader else text


def _int(text: str) -> object:
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else text


def _float(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _bool(text: str) -> object:
    low = text.lower()
    return True if low in _TRUE else False if low in _FALSE else text


_READERS: dict[str, Callable[[str], object]] = {
    "int": _int,
    "chat": _int,
    "float": _float,
    "bool": _bool,
}


def _value(
    field: Field, value: object, depth: int, uploads: dict[str, Upload], used: set[str]
) -> object:
    """Check one value and return it; lists item by item."""
    if depth:
        if not isinstance(value, list):
            raise _wrong(field, "Array")
        if field.most is not None and len(value) > field.most:
            raise _too_long(field)
        return [_value(field, item, depth - 1, uploads, used) for item in value]
    if field.kind == "no":
        raise bad(f'the sandbox does not play parameter "{field.name}"')
    if field.kind in TYPES or field.kind in UNIONS:
        return _object(field.kind, value, uploads, used)
    if not _fits(field.kind, value):
        raise _wrong(field, _NAMES[field.kind])
    if isinstance(value, str):
        if field.most is not None and not field.depth and units(value) > field.most:
            raise _too_long(field)
        if field.kind == "file" and value.startswith("attach://"):
            return _attached(value.removeprefix("attach://"), uploads, used)
    return value


def _fits(kind: str, value: object) -> bool:
    if isinstance(value, bool):
        return kind == "bool"
    if isinstance(value, int):
        return kind in {"int", "float", "chat"}
    if isinstance(value, float):
        return kind == "float"
    return isinstance(value, str) and kind in {"str", "chat", "file"}


def _attached(name: str, uploads: dict[str, Upload], used: set[str]) -> Upload:
    if name not in uploads:
        raise bad(f"file attached under the name {name} not found")
    used.add(name)
    return uploads[name]


def _object(kind: str, value: object, uploads: dict[str, Upload], used: set[str]) -> Json:
    """Check an object against its type; of a union, against the member that it claims to be."""
    spoken = _spoken(kind)
    if not isinstance(value, dict):
        raise bad(f"object expected as {spoken}")
    if kind in UNIONS:
        by, members = UNIONS[kind]
        kind = members.get(str(value.get(by)), "") if by else _by_presence(members, value)
    fields = TYPES.get(kind)
    if fields is None:
        raise bad(f"can't parse {spoken}: type is unknown")
    try:
        return _fields(fields, value, uploads, used)
    except ApiError as error:
        if error.description.startswith(("Bad Request: F", "Bad Request: Can't find")):
            raise bad(
                f"can't parse {spoken}: " + error.description.removeprefix("Bad Request: ")
            ) from None
        raise


def _fields(
    fields: dict[str, Field], value: Json, uploads: dict[str, Upload], used: set[str]
) -> Json:
    if unknown := value.keys() - fields.keys():
        raise bad(f'Field "{min(unknown)}" is unknown')
    if lacking := [f.name for f in fields.values() if f.required and f.name not in value]:
        raise bad(f'Can\'t find field "{lacking[0]}"')
    return {
        name: _value(fields[name], item, fields[name].depth, uploads, used)
        for name, item in value.items()
    }


def _by_presence(members: dict[str, str], value: Json) -> str:
    return next((member for key, member in members.items() if key in value), "")


def _wrong(field: Field, wanted: str) -> ApiError:
    return bad(f'Field "{field.name}" must be of type {wanted}')


def _too_long(field: Field) -> ApiError:
    return bad(f'Field "{field.name}" is too long')


def _spoken(kind: str) -> str:
    """ "InlineKeyboardButton" → "inline keyboard button"."""
    return " ".join(_MEMBERS.findall(kind)).lower()
