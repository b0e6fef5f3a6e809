"""The diary: what it writes, and what it never writes."""

import io
import json
import logging
import re
import tomllib
from typing import Literal

import pytest
import structlog

from bot import logs
from bot.describing import describe

TOKEN = "7411001:" + "Ab_-9" * 7
SECRET = 'a "quoted" secret'
FORMS: tuple[Literal["text", "json"], ...] = ("text", "json")


def written(form: Literal["text", "json"], *secrets: str) -> io.StringIO:
    out = io.StringIO()
    logs.set_up("INFO", form, secrets, out)
    return out


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_gets_into_the_diary_by_any_way(form: Literal["text", "json"]) -> None:
    out = written(form, SECRET)
    log = structlog.get_logger("bot.test")
    log.info(SECRET, url=f"https://api.telegram.org/bot{TOKEN}/getMe")
    log.info("nested", value={"a": [SECRET, (TOKEN,)]}, thing=ValueError(TOKEN))
    logging.getLogger("telegram").warning("calling /bot%s/sendMessage", "odd")
    try:
        raise ValueError(f"{SECRET} and {TOKEN}")  # noqa: TRY301  # to be caught and logged
    except ValueError:
        log.exception("it failed")
        logging.getLogger("some.library").exception("it failed there")
    text = out.getvalue()
    assert "it failed there" in text
    assert text.count(logs.HIDDEN) >= 9
    for hidden in (SECRET, json.dumps(SECRET)[1:-1], TOKEN, "/botodd/"):
        assert hidden not in text


def test_json_is_one_object_a_line_with_time_level_and_event() -> None:
    out = written("json")
    structlog.get_logger("bot.test").warning("sự việc", chat=12)
    line = json.loads(out.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "sự việc", "level": "warning", "chat": 12}


def test_libraries_speak_only_when_something_is_wrong() -> None:
    out = written("text")
    for name in logs.QUIET:
        logging.getLogger(f"{name}.part").info("chatter of %s", name)
    assert out.getvalue() == ""


def test_the_level_is_the_operators() -> None:
    out = io.StringIO()
    logs.set_up("ERROR", "text", (), out)
    structlog.get_logger("bot.test").warning("not this")
    structlog.get_logger("bot.test").error("but this")
    assert "not this" not in out.getvalue()
    assert "but this" in out.getvalue()


def test_trouble_is_told_by_its_sort_and_its_innermost_place_without_words() -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as trouble:
        tomllib.loads("Bà Tư = 0912 345 678")
    assert re.fullmatch(r"TOMLDecodeError at _parser\.py:\d+", describe(trouble.value))
