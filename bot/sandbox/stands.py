"""The stand-ins of a town, one row for each platform, and what the bot is told to reach it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import SecretStr

from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.zalo_bot import ZaloBotSandbox
from bot.sandbox.zalo_oa import ZaloOaSandbox

THIS_MACHINE = "127.0.0.1"


class Message(Protocol):
    """A message as people see it, on whichever platform."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def labels(self) -> list[str]:
        """What it offers: buttons, or the lines of a numbered list."""

    @property
    def thread(self) -> int | None:
        """The topic in which it stands, where there are topics."""

    @property
    def chat(self) -> Any:  # noqa: ANN401  # each stand-in has its own chats
        """Where it stands."""


Said = TypeVar("Said", bound=Message)
Seen = TypeVar("Seen", bound=Message, covariant=True)


class Place(Protocol[Seen]):
    """A person's private chat with the bot, or a group."""

    @property
    def last(self) -> Seen:
        """The newest message. Raises IndexError when nothing was said."""


class Somebody(Place[Seen], Protocol[Seen]):
    """A person with a phone. `says` takes the words, and `in_`, `reply_to`, `topic` if wanted."""

    @property
    def says(self) -> Callable[..., Any]:
        """Type something."""

    @property
    def presses(self) -> Callable[..., Any]:
        """Choose what a message offers, by its label."""


class Stand(Protocol):
    """What the stand-ins have in common."""

    def serve(self, port: int = 0) -> AbstractAsyncContextManager[str]:
        """Open the door; yields the base URL."""

    @property
    def parked(self) -> Any:  # noqa: ANN401  # an event, or nothing
        """What a poll that is under way waits for."""

    @property
    def quiet(self) -> bool:
        """Nothing is under way, and nothing would be brought now."""

    async def wait_quiet(self, timeout: float = 5) -> None:  # noqa: ASYNC109  # real seconds
        """Wait for `quiet`. Raises TimeoutError."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a stand-in is made (with the platform's pace or without), and what Settings then say."""

    make: Callable[[SandboxClock, bool], Any]
    told: Callable[[Any, str], dict[str, Any]]


STANDS: dict[str, Kind] = {
    "telegram": Kind(
        lambda clock, pace: TelegramSandbox(clock, pace=pace),
        lambda stand, url: {
            "telegram_token": SecretStr(stand.token),
            "telegram_api_url": url,
        },
    ),
    "zalo_oa": Kind(
        lambda clock, pace: ZaloOaSandbox(clock, pace=pace),
        lambda stand, url: {
            "zalo_oa_id": stand.oa_id,
            "zalo_app_id": stand.app_id,
            "zalo_app_secret": SecretStr(stand.app_secret),
            "zalo_oa_webhook_secret": SecretStr(stand.webhook_secret),
            "zalo_oa_api_url": url,
            "zalo_oauth_url": url,
        },
    ),
    "zalo_bot": Kind(
        lambda clock, pace: ZaloBotSandbox(clock, pace=pace),
        lambda stand, url: {
            "zalo_bot_token": SecretStr(stand.token),
            "zalo_bot_api_url": url,
        },
    ),
}
