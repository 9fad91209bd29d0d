"""The emergency customer table: what sales and service need when no system answers."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import migration
from pipelines.errors import MissingInput
from pipelines.stages.context import Context

PASSWORD = "MERGEPOINT_OFFLINE_PASSWORD"  # noqa: S105 - the name of the variable, not a password
TABLES = ("customer", "contact", "order", "ticket")


def write_offline(context: Context, out: Path, *, by: str, valid_for: dt.timedelta) -> Path:
    """Write the golden customers, their contacts, orders and tickets to one file that opens with no server.

    An `.xlsx` is encrypted with the password in MERGEPOINT_OFFLINE_PASSWORD; a `.db` is SQLite.

    Raises
    ------
    MissingInput
        Nothing was merged yet.
    migration.SettingError
        There is no password, or the file has another ending.
    """
    tables = {name: context.store.read(f"load/{name}") for name in TABLES if context.store.has(f"load/{name}")}
    if not tables:
        raise MissingInput("Golden records", str(context.store.home / "load"), "Run: mergepoint run")
    taken = dt.datetime.now(dt.UTC)
    password = os.environ.get(PASSWORD)
    return migration.offline(tables, out, by=by, taken=taken, valid_for=valid_for, password=password)
