"""The running bot's diary: one line for each thing that happened, without secrets."""

import json
import logging
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
QUIET = ("aiohttp", "alembic", "apscheduler", "asyncio", "httpcore", "httpx",
         "sqlalchemy", "telegram", "uvicorn")  # fmt: skip
"""Libraries that speak only when something is wrong."""

_TOKEN_IN_PATH = re.compile(r"/bot[^/\s\"']+/")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")


class Scrubber:
    """Hides secrets in whatever is about to be written: our own, and all that look like tokens."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first, so that a secret within another one leaves no rest of it.
        known = {form for one in secrets if one for form in (one, json.dumps(one)[1:-1])}
        self._secrets = sorted(known, key=len, reverse=True)

    def scrub(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKEN.sub(HIDDEN, _TOKEN_IN_PATH.sub(f"/bot{HIDDEN}/", text))

    def __call__(self, _logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        """Scrub every value of an event; what is no plain value is written as text."""
        return {name: self._value(value) for name, value in event.items()}

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, dict):
            return {self.scrub(str(name)): self._value(one) for name, one in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(one) for one in value]
        return self.scrub(value if isinstance(value, str) else repr(value))


def set_up(
    level: str = "INFO",
    form: Literal["text", "json"] = "text",
    secrets: Sequence[str] = (),
    out: TextIO | None = None,
) -> None:
    """Let everything that is logged, ours and the libraries', go to `out` (default: stderr)."""
    stream = out or sys.stderr
    scrubber = Scrubber(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    to_text = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            scrubber,
            _renderer(form, colours=stream.isatty()),
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(to_text)
    logging.root.handlers = [handler]
    logging.root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # tests and demo set it up anew
    )


def _renderer(form: Literal["text", "json"], *, colours: bool) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)
