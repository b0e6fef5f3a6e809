"""Reads DATABASE_URL, as people write it and as hosts of PostgreSQL hand it out."""

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from storage.dialects import DRIVERS

SECURE = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""What sslmode may be."""
DRIVERS_NAME = {
    "host": "host",
    "port": "port",
    "ssl": "ssl",
    "sslmode": "ssl",
    "target_session_attrs": "target_session_attrs",
    "prepared_statement_cache_size": "prepared_statement_cache_size",
}
"""How the driver calls what may stand behind the question mark of a PostgreSQL."""
PORTS = range(1, 65536)


class WrongAddress(ValueError):
    """Says what is wrong with DATABASE_URL, and nothing of it that could be a password."""


def database_url(url: str) -> URL:
    """Read postgresql://… or sqlite:///file; choose the async drivers. Raises WrongAddress."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # no shape of an address; a port that is no number
        message = "cannot be understood: postgresql://user:password@host:5432/name"
        raise WrongAddress(message) from None
    backend = parsed.get_backend_name()
    if backend not in DRIVERS:
        message = "must begin with postgresql:// or sqlite:///"
        raise WrongAddress(message)
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            message = "must name a file that stays, like sqlite:////srv/desk/desk.db"
            raise WrongAddress(message)
    else:
        parsed = _of_postgres(parsed)
    return parsed.set(drivername=DRIVERS[backend])


def _of_postgres(url: URL) -> URL:
    if "@" in (url.host or ""):
        message = "cannot be understood: in a password, write @ as %40"
        raise WrongAddress(message)
    if url.port is not None and url.port not in PORTS:
        message = "cannot be understood: a port is 1 to 65535"
        raise WrongAddress(message)
    for name, value in url.query.items():
        if name not in DRIVERS_NAME:
            message = f"cannot be understood: leave out {name} behind the question mark"
            raise WrongAddress(message)
        if DRIVERS_NAME[name] == "ssl" and value not in SECURE:
            message = f"cannot be understood: {name} is one of {', '.join(SECURE)}"
            raise WrongAddress(message)
    return url.set(query={DRIVERS_NAME[name]: value for name, value in url.query.items()})
