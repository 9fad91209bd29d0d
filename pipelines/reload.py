"""Definitions that follow the data: when a workspace or what its audit measures changes, the UI loads it again."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import PipelineError
from pipelines.graph.names import slug
from pipelines.stages.context import Context

EVERY = 2.0  # seconds between two looks
_RELOAD = "mutation ($name: String!) { reloadRepositoryLocation(repositoryLocationName: $name) { __typename } }"
_FAILED = """{ workspaceOrError { ... on Workspace { locationEntries {
  name locationOrLoadError { __typename } } } } }"""
_TRIES = 3  # a code server that was slow to start is asked again, one whose workspace is wrong not for ever
_CHECKS = ["rule", "source", "field", "severity"]


@dataclass(frozen=True)
class Shown:
    """A workspace in the UI: its file, the name of its code location, and its MERGEPOINT_HOME."""

    workspace: Path
    name: str
    home: Path

    @classmethod
    def of(cls, context: Context) -> Shown:
        """Show the workspace of a context."""
        return cls(context.workspace.path, context.workspace.workspace, context.store.home)

    @property
    def slug(self) -> str:
        """The name as addresses and asset keys have it."""
        return slug(self.name)

    def definitions(self) -> tuple[object, ...]:
        """Return what the definitions are made from: the file's time of change, and the rules measured last."""
        with suppress(OSError, pa.ArrowException):
            rows = pq.read_table(self.home / "audit" / "summary.parquet", columns=_CHECKS).to_pylist()
            return self._changed(), frozenset(tuple(row.values()) for row in rows)
        return self._changed(), frozenset()

    def _changed(self) -> int:
        try:
            return self.workspace.stat().st_mtime_ns
        except OSError:
            return 0


def refuse_doubles(shown: Sequence[Shown]) -> None:
    """See that workspaces which share a UI can be told apart.

    Raises
    ------
    PipelineError
        Two have one name, or keep their results in one place.
    """
    for what, values in (("name", [s.slug for s in shown]), ("MERGEPOINT_HOME", [str(s.home) for s in shown])):
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            mend = "Give each its own `workspace:` name" if what == "name" else "Unset MERGEPOINT_HOME, or set `home:`"
            raise PipelineError(f"Two workspaces have the same {what}: {twice}. {mend}.")


@dataclass
class Watcher:
    """Asks the web server to load a code location again when its definitions have changed."""

    address: str
    shown: Sequence[Shown]
    _known: dict[str, tuple[object, ...]] = field(default_factory=dict)
    _next: float = 0.0
    _tries: int = 0

    def __post_init__(self) -> None:
        """Take what is there now as loaded."""
        self._known = {one.name: one.definitions() for one in self.shown}

    def look(self) -> list[str]:
        """Load again what has changed since the last look; return the names. Looks at most every two seconds."""
        if time.monotonic() < self._next:
            return []
        self._next = time.monotonic() + EVERY
        late = self._ask_late_ones() if self._tries < _TRIES else []
        return [*late, *(one.name for one in self.shown if self._renew(one))]

    def _ask_late_ones(self) -> list[str]:
        """Load again what the web server could not load when it started."""
        failed = failed_locations(self.address)
        self._tries = self._tries + 1 if failed else _TRIES
        return [name for name in failed if reload_location(self.address, name)]

    def _renew(self, one: Shown) -> bool:
        found = one.definitions()
        if found == self._known[one.name] or not reload_location(self.address, one.name):
            return False
        self._known[one.name] = found
        return True


def failed_locations(address: str) -> list[str]:
    """Name the code locations that the web server could not load; none where it does not answer."""
    entries = (_ask(address, _FAILED).get("workspaceOrError") or {}).get("locationEntries") or []
    return [e["name"] for e in entries if (e["locationOrLoadError"] or {}).get("__typename") == "PythonError"]


def reload_location(address: str, name: str) -> bool:
    """Ask the web server to load a code location again; tell whether it heard."""
    return bool(_ask(address, _RELOAD, name=name))


def _ask(address: str, query: str, **variables: str) -> dict[str, Any]:
    data = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{address}/graphql", data, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - our own address
            found = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return {}
    return {} if "errors" in found else found["data"]
