"""Which channels there are: one row for each platform, with its settings and its door."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import Account, ZaloOaChannel
from bot.clock import Clock
from bot.grant import keeper
from bot.media import Shelf
from bot.settings import Settings, WrongSettings
from storage.db import Database
from storage.files import kept_file
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


def kept_files(settings: Settings) -> Callable[[str], Path | bytes]:
    """Where our copy of a file lies; what is sealed is brought unsealed."""
    return partial(kept_file, settings.data_dir / "files", Vault(settings.secret))


def media_hosts(settings: Settings) -> tuple[str, ...]:
    """ZALO_MEDIA_HOSTS as a list of patterns."""
    return tuple(one.strip() for one in settings.zalo_media_hosts.split(",") if one.strip())


def _telegram(settings: Settings, clock: Clock, _database: Database) -> Channel:
    assert settings.telegram_token is not None  # noqa: S101  # PLATFORMS asks first
    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        now=clock.now,
        open_file=kept_files(settings),
        webhook_secret=webhook_secret(settings),
    )


def _zalo_bot(settings: Settings, clock: Clock, _database: Database) -> Channel:
    assert settings.zalo_bot_token is not None  # noqa: S101  # PLATFORMS asks first
    return ZaloBotChannel(
        settings.zalo_bot_token.get_secret_value(),
        api_url=settings.zalo_bot_api_url,
        now=clock.now,
        open_file=kept_files(settings),
        media_url=_media_url(settings, clock),
        media_hosts=media_hosts(settings),
        webhook_secret=webhook_secret(settings, "zalo_bot"),
    )


def _zalo_oa(settings: Settings, clock: Clock, database: Database) -> Channel:
    vault = Vault(settings.secret)
    account = Account(
        oa_id=settings.zalo_oa_id,
        app_id=settings.zalo_app_id,
        app_secret=_shown(settings.zalo_app_secret),
        webhook_secret=_shown(settings.zalo_oa_webhook_secret),
        enforce=settings.zalo_oa_signature == "enforce",
    )
    return ZaloOaChannel(
        account,
        keeper(settings, clock, database),
        now=clock.now,
        mark=lambda user, choice: vault.key("press", user, choice)[:12],
        api_url=settings.zalo_oa_api_url,
        media_hosts=media_hosts(settings),
        open_file=kept_files(settings),
        media_url=_media_url(settings, clock),
        template_id=settings.zalo_zbs_template_id,
    )


def _zalo_oa_doors(settings: Settings) -> tuple[str, ...]:
    """A path that nobody guesses; the plain one only where every request must be signed."""
    plain = "/webhook/zalo-oa"
    secret = f"{plain}/{Vault(settings.secret).key('webhook', 'zalo_oa')}"
    return (secret, plain) if settings.zalo_oa_signature == "enforce" else (secret,)


def _media_url(settings: Settings, clock: Clock) -> Callable[[str], str | None]:
    if not settings.public_url:
        return lambda _sha256: None
    shown = shelf(settings)
    return lambda sha256: shown.address(sha256, clock.now())


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


PLATFORMS: dict[str, Platform] = {
    "zalo_oa": Platform(
        used=lambda settings: bool(settings.zalo_oa_id),
        make=_zalo_oa,
        doors=_zalo_oa_doors,
    ),
    "zalo_bot": Platform(
        used=lambda settings: settings.zalo_bot_token is not None,
        make=_zalo_bot,
        doors=lambda _settings: ("/webhook/zalo-bot",),
    ),
    "telegram": Platform(
        used=lambda settings: settings.telegram_token is not None,
        make=_telegram,
        doors=lambda _settings: ("/webhook/telegram",),
    ),
}


def make_channels(settings: Settings, clock: Clock, database: Database) -> dict[str, Channel]:
    """One for each platform whose settings are there. Raises WrongSettings when there is none."""
    return {
        name: PLATFORMS[name].make(settings, clock, database) for name in used_platforms(settings)
    }


def used_platforms(settings: Settings) -> list[str]:
    """The platforms whose settings are there. Raises WrongSettings when there is none."""
    used = [name for name, one in PLATFORMS.items() if one.used(settings)]
    if not used:
        message = (
            "TELEGRAM_TOKEN is missing, and so are ZALO_BOT_TOKEN and ZALO_OA_ID: "
            "without a channel nobody can reach the desk."
        )
        raise WrongSettings(message)
    return used
