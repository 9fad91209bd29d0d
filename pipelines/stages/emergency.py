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
    """Write the golden customers, their contacts, open orders and tickets to one file that opens with no server.

    It speaks the workspace's language. An `.xlsx` is encrypted with the password in MERGEPOINT_OFFLINE_PASSWORD;
    a `.db` is SQLite.

    Raises
    ------
    MissingInput
        Nothing was merged yet, or the password is not set.
    migration.SettingError
        The file has another ending.
    """
    password = os.environ.get(PASSWORD)
    if out.suffix == ".xlsx" and not password:
        place = f"environment variable {PASSWORD}"
        raise MissingInput("Password of the workbook", place, f"Set it: export {PASSWORD}=…")
    tables = {name: context.store.read(f"load/{name}") for name in TABLES if context.store.has(f"load/{name}")}
    if not tables:
        raise MissingInput("Golden records", str(context.store.home / "load"), "Run: mergepoint run")
    said = context.workspace
    taken = dt.datetime.now(dt.UTC)
    sheets, notes = migration.emergency_tables(tables, said.language, said.watch.closed, taken.date())
    mark = migration.Watermark(by, taken, taken + valid_for, said.language)
    return migration.offline(sheets, out, mark=mark, password=password, notes=notes)
