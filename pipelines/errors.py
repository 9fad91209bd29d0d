"""What can go wrong on the way, in words a user can act on.

```
PipelineError            the user can mend it; the command ends with exit code 2
├── WorkspaceError       workspace.yaml: file, line, what was expected, nearest valid name
├── MissingInput         a file, folder or earlier step that is not there
└── GateClosed           the work ran and found a gate closed; exit code 1
```
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class PipelineError(Exception):
    """A mistake that the user can mend; `str()` says what, where and what to do next."""

    exit_code = 2


@dataclass
class WorkspaceError(PipelineError):
    """One thing wrong in a workspace file.

    `line` counts from 1; `nearest` is the closest valid name, where one is close.
    """

    file: Path | str
    line: int | None
    problem: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        """Write `file:line: problem. Expected …. Did you mean …?`."""
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        parts = [f"{where}: {self.problem}."]
        if self.expected:
            parts.append(f"Expected {self.expected}.")
        if self.nearest:
            parts.append(f"Did you mean '{self.nearest}'?")
        return " ".join(parts)


@dataclass
class MissingInput(PipelineError):
    """Something the command needs is not there."""

    what: str
    where: str
    next_step: str

    def __str__(self) -> str:
        """Write what is missing, where it was looked for and what to do."""
        return f"{self.what} not found: {self.where}. {self.next_step}"


@dataclass
class GateClosed(PipelineError):
    """The work was done and a gate stayed closed; nothing after it was started."""

    gate: str
    why: str
    next_step: str = ""

    exit_code = 1

    def __str__(self) -> str:
        """Write which gate, why, and what to do."""
        return f"Gate '{self.gate}' is closed: {self.why}. {self.next_step}".strip()
