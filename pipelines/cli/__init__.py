"""The command line: `mergepoint COMMAND`. Each command is a file; its imports wait until it is called."""

from __future__ import annotations

from pipelines.cli.main import main

__all__ = ["main"]
