"""Puts the Official Account's token keeper and its consent page together from the settings."""

from bot.channels.zalo_consent import Consenting
from bot.channels.zalo_token import ZaloApp, ZaloToken
from bot.clock import Clock
from bot.settings import Settings, WrongSettings
from handlers.wording import Wording
from storage.db import Database

CALLBACK = "/zalo/callback"
"""Below PUBLIC_URL; the same address is registered at developers.zalo.me."""


def zalo_app(settings: Settings) -> ZaloApp:
    """The app that the settings name. Raises WrongSettings."""
    secret = settings.zalo_app_secret.get_secret_value() if settings.zalo_app_secret else ""
    if not settings.zalo_app_id or not secret:
        message = "ZALO_APP_ID and ZALO_APP_SECRET are missing: they are at developers.zalo.me."
        raise WrongSettings(message)
    redirect = f"{settings.public_url}{CALLBACK}" if settings.public_url else ""
    return ZaloApp(settings.zalo_app_id, secret, settings.zalo_oauth_url, redirect)


def consenting(settings: Settings, clock: Clock, database: Database) -> Consenting:
    """Who makes consent pages and takes up what comes back. Raises WrongSettings."""
    # Its pages are Zalo's own and not the office's: they need none of the office's words.
    return Consenting(zalo_app(settings), database, clock, Wording(), settings.zalo_oa_id)


def keeper(settings: Settings, clock: Clock, database: Database) -> ZaloToken:
    """Who keeps the pair alive. Raises WrongSettings."""
    pages = consenting(settings, clock, database)
    return ZaloToken(pages.app, database, clock, pages.link_for_alarm)
