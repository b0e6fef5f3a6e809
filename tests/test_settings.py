"""Settings: .env.example is their mirror, and what is wrong is said without a secret."""

from pathlib import Path

import pytest

from bot.settings import Settings, WrongSettings, read_settings, strange_names

EXAMPLE = Path(__file__).parent.parent / ".env.example"
SECRET = "a secret that nobody may see, not even here"


def test_the_example_has_every_setting_in_order_with_its_default_and_description() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    given = [line.partition("=")[::2] for line in lines if line and not line.startswith("#")]
    assert given == [
        (name.upper(), "" if one.default is None else str(one.default))
        for name, one in Settings.model_fields.items()
    ]
    for name, one in Settings.model_fields.items():
        if one.description:
            place = lines.index(f"# {one.description}")
            assert lines[place + 1].startswith(f"{name.upper()}=")


def test_the_example_as_it_is_means_the_defaults() -> None:
    assert read_settings(EXAMPLE) == read_settings(None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"listen": "8080"}, "LISTEN"),
        ({"listen": "127.0.0.1:http"}, "LISTEN"),
        ({"public_url": "bot.example.vn"}, "PUBLIC_URL"),
        ({"telegram_api_url": "localhost:8081"}, "TELEGRAM_API_URL"),
        ({"log_level": "loud"}, "LOG_LEVEL"),
        ({"log_format": "xml"}, "LOG_FORMAT"),
        ({"zalo_oa_signature": "maybe"}, "ZALO_OA_SIGNATURE"),
        ({"zalo_oa_signature": "enforce"}, "ZALO_OA_WEBHOOK_SECRET"),
        ({"zalo_oa_silence": "1"}, "ZALO_OA_SILENCE"),
        ({"zalo_oa_silence": "9" * 23}, "ZALO_OA_SILENCE"),
        ({"zalo_oa_silence": "9" * 5000}, "ZALO_OA_SILENCE"),
        *(
            ({"public_url": one}, "PUBLIC_URL")
            for one in (
                "http://bot.example.vn",
                "https://",
                "https:///path",
                "https://bot.example.vn?x=1",
                "https://bot.example.vn#f",
                "https:// bot.example.vn",
                "https://bot.example.vn/ x",
                f"https://user:{SECRET}@bot.example.vn",
                "https://bot.example.vn:port",
                "https://[x",
            )
        ),
        ({"public_url": "https://bot.example.vn:8080", "telegram_token": "1:x"}, "PUBLIC_URL"),
        *(
            ({"database_url": one}, "DATABASE_URL")
            for one in (
                "desk.db",
                "oracle://x",
                "sqlite://",
                "sqlite:///",
                "sqlite:///:memory:",
                f"postgresql://u:{SECRET}@127.0.0.1:port/x",
                f"postgresql://u:{SECRET}@h:99999/x",
                f"postgresql://u:pa55w@{SECRET}@h/x",
                f"postgresql://u:{SECRET}@h/x?foo=bar",
                f"postgresql://u:{SECRET}@h/x?sslmode=yes",
            )
        ),
        ({"data_dir": "pyproject.toml"}, "DATA_DIR"),
        ({"data_dir": "pyproject.toml/desk"}, "DATA_DIR"),
        ({"telegram_webhook_secret": "has space"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_webhook_secret": "x" * 257}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"zalo_bot_webhook_secret": "short"}, "ZALO_BOT_WEBHOOK_SECRET"),
        ({"zalo_bot_webhook_secret": "bí mật"}, "ZALO_BOT_WEBHOOK_SECRET"),
    ],
)
def test_a_wrong_setting_is_named_in_a_sentence(given: dict[str, str], said: str) -> None:
    with pytest.raises(WrongSettings, match=said) as caught:
        read_settings(None, secret_key=SECRET, **given)
    assert str(caught.value).endswith(".")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"public_url": "https://bot.example.vn/desk/"},
        {"public_url": "https://bot.example.vn:8443", "telegram_token": "1:x"},
        {"public_url": "https://bot.example.vn:8080", "zalo_bot_token": "1:x"},
        {"public_url": "http://127.0.0.1:8080", "telegram_token": "1:x"},
        {"database_url": "postgresql://u:x%40y@h:6543/x?sslmode=verify-full"},
        {"database_url": "postgresql:///x?host=/run/postgresql"},
        {"database_url": "sqlite:////srv/desk/desk.db"},
        {"telegram_webhook_secret": "A-z_9"},
    ],
)
def test_what_works_is_taken(given: dict[str, str]) -> None:
    read_settings(None, **given)


def test_a_file_that_some_windows_wrote_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("LOG_LEVEL=INFO\n", encoding="utf-16")
    with pytest.raises(WrongSettings, match=r"\.env is not written in UTF-8"):
        read_settings(file)


def test_a_file_that_is_left_out_in_part_or_whole_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"LOG_LEVEL=INFO\n\nSECRET_KEY='{SECRET}\nDATA_DIR=x\n", encoding="utf-8")
    with pytest.raises(WrongSettings, match=r"\.env, line 3 is no NAME=value") as caught:
        read_settings(file)
    assert SECRET not in str(caught.value)
    file.unlink()
    file.mkdir()
    with pytest.raises(WrongSettings, match=r"\.env is a folder"):
        read_settings(file)


def test_names_that_are_no_setting_are_found_with_what_was_meant(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert strange_names(file) == []
    file.write_text("# X=1\nexport TELEGRAM_TOKN=1\nlog_level=INFO\nFOO = 1\n", encoding="utf-8")
    assert strange_names(file) == [["TELEGRAM_TOKN", "TELEGRAM_TOKEN"], ["FOO"]]


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_secret_that_is_missing_or_too_short_is_refused(secret: str) -> None:
    with pytest.raises(WrongSettings, match="SECRET_KEY"):
        _ = read_settings(None, secret_key=secret).secret


def test_settings_print_without_secrets_and_can_list_them() -> None:
    settings = read_settings(None, secret_key=SECRET, telegram_token="1:token")
    assert SECRET not in repr(settings)
    assert settings.secrets() == ["1:token", SECRET]


@pytest.mark.parametrize(
    ("given", "database"),
    [
        ({}, "sqlite:///data/desk.db"),
        ({"data_dir": f"{Path.cwd()}/srv"}, f"sqlite:///{Path.cwd()}/srv/desk.db"),
        ({"database_url": "postgresql://desk@db/desk"}, "postgresql://desk@db/desk"),
    ],
)
def test_without_a_database_url_the_desk_keeps_its_own_file(
    given: dict[str, str], database: str
) -> None:
    assert read_settings(None, **given).database == database


@pytest.mark.parametrize(
    ("listen", "address"),
    [("127.0.0.1:8080", ("127.0.0.1", 8080)), ("[::1]:80", ("::1", 80))],
)
def test_listen_is_a_host_and_a_port(listen: str, address: tuple[str, int]) -> None:
    assert read_settings(None, listen=listen).address == address
