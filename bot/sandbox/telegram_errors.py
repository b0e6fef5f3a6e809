"""How the stand-in for Telegram says no, in the words of the real one."""

from typing import Any

Json = dict[str, Any]
"""An object of the Bot API as its JSON says it."""


class ApiError(Exception):
    """An answer with ok=false: HTTP status, description, and parameters such as retry_after."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The JSON that the caller reads."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


class Impossible(Exception):
    """No app of Telegram would let a person do this (press a button that is not there, …)."""


def bad(text: str, **parameters: int) -> ApiError:
    """400, as almost every refusal."""
    return ApiError(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> ApiError:
    """403: nothing will ever arrive in that chat."""
    return ApiError(403, f"Forbidden: {text}")


def flood(seconds: int) -> ApiError:
    """429: too fast."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def conflict(text: str) -> ApiError:
    """409: somebody else takes this bot's updates."""
    return ApiError(409, f"Conflict: {text}")


def units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)
