"""The databases that waves run on. `connect` picks the product by its URL."""

import importlib
import os

import sqlalchemy as sa

from migration.databases.base import Database, Probe
from migration.errors import SettingError

_PRODUCTS = {  # the bare name of a URL → module, class, and the driver that our bulk paths need
    "sqlite": ("sqlite", "Sqlite", "sqlite+pysqlite"),
    "postgresql": ("postgres", "Postgres", "postgresql+psycopg"),
    "mysql": ("mariadb", "MariaDb", "mysql+pymysql"),
    "mariadb": ("mariadb", "MariaDb", "mysql+pymysql"),
}

__all__ = ["Database", "Probe", "connect", "masked", "parse_url"]


def connect(url: "str | Database", lock_timeout_s: float = 10.0, probe: Probe | None = None) -> Database:
    """Open a target. `url` is a SQLAlchemy URL, or `env:NAME` to read it from the environment.

    Raises SettingError for a product that waves do not support. A `Database` passes through as it is.
    """
    if isinstance(url, Database):
        return url
    parsed = parse_url(url)
    product = parsed.get_backend_name()
    if product not in _PRODUCTS:
        raise SettingError("target", f"{product} is not supported; use sqlite, postgresql or mysql")
    module, name, driver = _PRODUCTS[product]
    kind = getattr(importlib.import_module(f"migration.databases.{module}"), name)
    return kind(parsed.set(drivername=driver), lock_timeout_s, probe)


def parse_url(text: str) -> sa.URL:
    """The URL itself, or the one that `env:NAME` stands for. Raises SettingError."""
    if text.startswith("env:"):
        name = text.removeprefix("env:")
        if name not in os.environ:
            raise SettingError("target", f"the environment variable {name} is not set")
        text = os.environ[name]
    try:
        return sa.make_url(text)
    except sa.exc.ArgumentError:
        raise SettingError("target", "is not a database URL such as sqlite:///target.db") from None


def masked(url: str) -> str:
    """The URL without its password."""
    return url if url.startswith("env:") else parse_url(url).render_as_string(hide_password=True)
