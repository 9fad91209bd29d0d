"""What every stage is given: the workspace, the store, and a way to show progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pipelines.store import Store, home_of
from pipelines.workspace import Workspace

Progress = Callable[[str, float, float | None], None]


def silent(_what: str, _done: float, _total: float | None) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Context:
    """The workspace and store of one job; `progress(what, done, total)` may be called often."""

    workspace: Workspace
    store: Store
    progress: Progress = field(default=silent)

    @classmethod
    def of(cls, workspace: Workspace, progress: Progress = silent) -> Context:
        """Make the context of a workspace, its store in the usual place."""
        return cls(workspace, Store(home_of(workspace.folder, workspace.home)), progress)

    def step(self, what: str) -> Callable[[float, float | None], None]:
        """Return the progress of one named step, as the libraries call it."""
        return lambda done, total=None: self.progress(what, done, total)
