"""Errors as a user sees them: one message, no stack trace, an exit code that means something."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys

import click

from pipelines.cli.speech import say, translated
from pipelines.errors import PipelineError

_LIBRARIES = ("quality.errors", "matching.errors", "migration.errors")
_FULL, _READ_ONLY = {errno.ENOSPC, errno.EDQUOT}, {errno.EROFS, errno.EACCES, errno.EPERM}

_REFUSED_BY_SYSTEM = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


def explain(error: BaseException) -> int | None:
    """Tell the user about an error; return the exit code, or None for a defect of ours.

    Set MERGEPOINT_DEBUG=1 to see the stack trace of any error.
    """
    message, code = _describe(error)
    if message is None or os.environ.get("MERGEPOINT_DEBUG"):
        return None
    click.echo(click.style(say("Error: "), fg="red", bold=True) + translated(message), err=True)
    return code


def _describe(error: BaseException) -> tuple[str | None, int]:
    if isinstance(error, PipelineError):
        return str(error), error.exit_code
    if _is_library_error(error):
        return str(error), 1 if _is_refusal(error) else 2
    if isinstance(error, OSError):
        return _describe_os(error), 2
    kept = _of_own_database(error)
    return (_describe_os(kept), 2) if kept else (None, 2)


def _of_own_database(error: BaseException) -> OSError | None:
    """Return what the system refused to one of our SQLite files, whatever library the error came through."""
    seen: BaseException | None = error
    while seen is not None:
        found = getattr(seen, "orig", seen)
        if isinstance(found, sqlite3.Error):
            number = _REFUSED_BY_SYSTEM.get(getattr(found, "sqlite_errorcode", 0) & 0xFF)
            return OSError(number, os.strerror(number)) if number else None
        seen = seen.__cause__ or seen.__context__
    return None


def _is_library_error(error: BaseException) -> bool:
    # Looked up by name: importing a library only to compare classes would slow every command. A module may draw
    # its own error from its library's base, so the whole line of descent counts.
    return any(kind.__module__ in _LIBRARIES for kind in type(error).__mro__)


def _is_refusal(error: BaseException) -> bool:
    """Tell whether the ledger closed a gate: the work was understood and not done."""
    migration = sys.modules.get("migration.errors")
    return migration is not None and isinstance(error, migration.Refused)


def _describe_os(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return f"the disk is full{where}. Free some space and run the same command again: it resumes."
    if error.errno in _READ_ONLY:
        return f"no permission{where}. Name a folder you may write to: --out DIR, or MERGEPOINT_HOME for the state."
    return f"{error.strerror or error}{where}. Check the name and that the folder above it is there."
