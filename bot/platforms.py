"""Which channels there are: one row for each platform, with its settings and its door."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.media import Shelf
from bot.settings import Settings, WrongSettings
from storage.db import Database
from storage.files import file_path
from storage.vault import Vault

Make = Callable[[Settings, Clock, Database], Channel]
MakeChannels = Callable[[Settings, Clock, Database], dict[str, Channel]]


@dataclass(frozen=True, slots=True)
class Platform:
    """`used` says whether its settings are there; `doors` are the paths of its webhook."""

    used: Callable[[Settings], bool]
    make: Make
    doors: Callable[[Settings], tuple[str, ...]]


def webhook_secret(settings: Settings, name: str = "telegram") -> str:
    """The secret that was set, or one made from SECRET_KEY (1-256 of [A-Za-z0-9_-])."""
    given = {
        "telegram": settings.telegram_webhook_secret,
        "zalo_bot": settings.zalo_bot_webhook_secret,
    }.get(name)
    if given is not None and given.get_secret_value():
        return given.get_secret_value()
    return Vault(settings.secret).key("webhook", name)


def shelf(settings: Settings) -> Shelf:
    """Where kept files are shown to platforms that fetch by address."""
    return Shelf(settings.public_url, Vault(settings.secret), settings.data_dir / "files")


def media_hosts(settings: Settings) -> tuple[str, ...]:
    """ZALO_MEDIA_HOSTS as a list of patterns."""
    return tuple(one.strip() for one in settings.zalo_media_hosts.split(",") if one.strip())


def _telegram(settings: Settings, clock: Clock, _database: Database) -> Channel:
    assert settings.telegram_token is not None  # noqa: S101  # PLATFORMS asks first
    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        now=clock.now,
        open_file=partial(file_path, settings.data_dir / "files"),
        webhook_secret=webhook_secret(settings),
    )


PLATFORMS: dict[str, Platform] = {
    "telegram": Platform(
        used=lambda settings: settings.telegram_token is not None,
        make=_telegram,
        doors=lambda _settings: ("/webhook/telegram",),
    ),
}


def make_channels(settings: Settings, clock: Clock, database: Database) -> dict[str, Channel]:
    """One for each platform whose settings are there. Raises WrongSettings when there is none."""
    channels = {
        name: one.make(settings, clock, database)
        for name, one in PLATFORMS.items()
        if one.used(settings)
    }
    if not channels:
        message = (
            "TELEGRAM_TOKEN is missing, and so are ZALO_BOT_TOKEN and ZALO_OA_ID: "
            "without a channel nobody can reach the desk."
        )
        raise WrongSettings(message)
    return channels
