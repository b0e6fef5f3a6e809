"""Settings: one field for each line of .env.example."""

import os
import re
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.address import database_url

SHORTEST_SECRET = 8
GOOD_SECRET = 32
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CALLED = (None, 443, 80, 88, 8443)
"""The ports to which Telegram brings webhooks."""
ENV_FILE = Path(".env")
_NAME = re.compile(r"^\s*(?:export\s+)?(\w+)\s*=", re.MULTILINE)


class WrongSettings(Exception):
    """The bot refuses to start; the sentence names what to mend and shows no secret."""


def _address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        message = "must begin with http:// or https://"
        raise ValueError(message)
    return value.rstrip("/")


def _public(value: str) -> str:
    """Where a platform can bring updates to; http is for stand-ins on this machine."""
    parts = urlsplit(value)
    if not value:
        return value
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        message = "must begin with https://: no platform brings anything to another address"
        raise ValueError(message)
    _ = parts.port  # raises ValueError where it is no number
    bare = f"{parts.scheme}://{parts.netloc}{parts.path}"
    if not parts.hostname or "@" in parts.netloc or bare != value or re.search(r"\s", value):
        message = "must be https://, a name, and perhaps a path, like https://desk.example.vn"
        raise ValueError(message)
    return value.rstrip("/")


def _folder(value: Path) -> Path:
    """A folder that is there, or can be made where it is to be."""
    ways = (value, *value.absolute().parents)
    there = next(one for one in ways if os.access(one, os.F_OK))
    if not (there.is_dir() and os.access(there, os.W_OK)):
        message = f"{there} is no folder in which the desk may write"
        raise ValueError(message)
    return value


def _header(value: SecretStr | None, fewest: int) -> SecretStr | None:
    """What comes back in a header must be able to."""
    form = rf"[A-Za-z0-9_-]{{{fewest},256}}"
    if value and not re.fullmatch(form, value.get_secret_value()):
        message = f"must be {fewest} to 256 characters of A-Z a-z 0-9 _ -"
        raise ValueError(message)
    return value


def _database(value: str) -> str:
    if value:
        database_url(value)
    return value


Url = Annotated[str, AfterValidator(_address)]


class Settings(BaseSettings):
    """What an operator decides. Empty means: not used."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    telegram_token: SecretStr | None = Field(
        default=None, description="From @BotFather; set it to use Telegram."
    )
    zalo_bot_token: SecretStr | None = Field(
        default=None, description="From Zalo Bot Creator; set it to use the Zalo Bot Platform."
    )
    zalo_oa_id: str = Field(default="", description="The Official Account, its app and secrets.")
    zalo_app_id: str = ""
    zalo_app_secret: SecretStr | None = None
    zalo_oa_webhook_secret: SecretStr | None = None
    zalo_oa_signature: Literal["log", "enforce"] = Field(
        default="log",
        description="log: take the OA's webhooks and say which signature fits; then enforce.",
    )
    zalo_oa_silence: int = Field(
        default=60,
        ge=5,
        le=10_080,
        description="Minutes without a webhook of the OA, while people write, until an alert.",
    )
    zalo_zbs_template_id: str = Field(
        default="",
        description="Approved ZBS template with one field, code: an answer waits. Empty: none.",
    )
    office_file: Path | None = Field(
        default=None, description="Units, categories, hours, wording: see bot/sandbox/office.toml."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Seals names, phones and chat ids; keep a copy. Make one: openssl rand -hex 32",
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="", description="postgresql://…; empty: SQLite under DATA_DIR."
    )
    data_dir: Annotated[Path, AfterValidator(_folder)] = Field(
        default=Path("data"), description="Database and files lie here."
    )
    public_url: Annotated[str, AfterValidator(_public)] = Field(
        default="", description="https://… of this machine: webhooks. Empty: polling."
    )
    listen: str = Field(
        default="127.0.0.1:8080", description="host:port of webhooks, health, metrics."
    )
    telegram_webhook_secret: Annotated[
        SecretStr | None, AfterValidator(partial(_header, fewest=1))
    ] = Field(default=None, description="Empty: made from SECRET_KEY.")
    zalo_bot_webhook_secret: Annotated[
        SecretStr | None, AfterValidator(partial(_header, fewest=8))
    ] = None
    telegram_api_url: Url = Field(
        default="https://api.telegram.org", description="Hosts of the platforms."
    )
    zalo_bot_api_url: Url = "https://bot-api.zaloplatforms.com"
    zalo_oa_api_url: Url = "https://openapi.zalo.me"
    zalo_oauth_url: Url = "https://oauth.zaloapp.com"
    zalo_media_hosts: str = Field(
        default="*.zdn.vn,*.zadn.vn", description="From where files may be fetched."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @model_validator(mode="after")
    def _sound(self) -> "Settings":
        host, _, port = self.listen.rpartition(":")
        called = urlsplit(self.public_url)
        wrong = {
            "LISTEN must be host:port, for example 127.0.0.1:8080": (
                not host or not port.isdecimal() or not 0 <= int(port) < 65536
            ),
            "ZALO_OA_SIGNATURE=enforce needs ZALO_OA_WEBHOOK_SECRET: nothing would fit": (
                self.zalo_oa_signature == "enforce" and not self.zalo_oa_webhook_secret
            ),
            "PUBLIC_URL: Telegram only calls the ports 443, 80, 88 and 8443": (
                self.telegram_token is not None
                and called.port not in CALLED
                and called.hostname not in LOOPBACK
            ),
        }
        for message, so in wrong.items():
            if so:
                raise ValueError(message)
        return self

    @property
    def address(self) -> tuple[str, int]:
        """LISTEN as host and port."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def database(self) -> str:
        """DATABASE_URL, or the SQLite file under DATA_DIR."""
        return self.database_url or f"sqlite:///{self.data_dir / 'desk.db'}"

    @property
    def secret(self) -> str:
        """SECRET_KEY. Raises WrongSettings."""
        value = self.secret_key.get_secret_value() if self.secret_key else ""
        if len(value) < SHORTEST_SECRET:
            said = "is missing" if not value else f"is shorter than {SHORTEST_SECRET} characters"
            message = f"SECRET_KEY {said}: it seals names; make one with `openssl rand -hex 32`."
            raise WrongSettings(message)
        return value

    def secrets(self) -> list[str]:
        """Everything that must never be printed."""
        fields = (getattr(self, name) for name in type(self).model_fields)
        return [one.get_secret_value() for one in fields if isinstance(one, SecretStr)]


def strange_names(env_file: Path = ENV_FILE) -> list[list[str]]:
    """Names in .env that are no setting, each followed by the one that was probably meant."""
    known = [name.upper() for name in Settings.model_fields]
    lines = env_file.read_text(encoding="utf-8-sig") if env_file.is_file() else ""
    strange = [name for name in _NAME.findall(lines) if name.upper() not in known]
    return [[name, *get_close_matches(name.upper(), known, 1)] for name in strange]


def _can_be_read(env_file: Path | None) -> None:
    """Raises WrongSettings for what would be left out without a word."""
    if env_file is None or not env_file.exists():
        return
    if env_file.is_dir():
        message = f"{env_file} is a folder: the settings stand in a file of that name."
        raise WrongSettings(message)
    with env_file.open(encoding="utf-8") as lines:
        wrong = next((one.original for one in parse_stream(lines) if one.error), None)
    if wrong:
        line = wrong.line + len(wrong.string) - len(wrong.string.lstrip("\n"))
        message = f"{env_file}, line {line} is no NAME=value: is a quotation mark left open?"
        raise WrongSettings(message)


def read_settings(env_file: Path | None = ENV_FILE, **given: object) -> Settings:
    """Read environment and .env. Raises WrongSettings with one sentence for each wrong line."""
    try:
        _can_be_read(env_file)
        return Settings(_env_file=env_file, **given)  # type: ignore[arg-type]  # fields by name
    except UnicodeDecodeError:
        message = f"{env_file} is not written in UTF-8: save it again as UTF-8."
        raise WrongSettings(message) from None
    except ValidationError as error:
        said = []
        for fault in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            reason = fault["msg"].removeprefix("Value error, ")
            said.append(f"{name}: {reason}" if name else reason)
        raise WrongSettings("; ".join(said) + ".") from None
