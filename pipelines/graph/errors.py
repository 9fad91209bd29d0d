"""Errors as Dagster may keep them: its event log must never hold personal data."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.errors import PipelineError

_EXPLAINED = ("pipelines.errors", "quality.errors", "matching.errors", "migration.errors")


@dataclass
class StageFailed(PipelineError):
    """A stage met an error whose text may hold values of the data; only its kind and place are kept."""

    stage: str
    kind: str
    place: str

    exit_code = 2

    def __str__(self) -> str:
        """Write which stage, what kind of error and where."""
        return (
            f"{self.stage} failed with {self.kind} at {self.place}. The full text is kept out of the log because it "
            "may hold personal data. Run the same step from a terminal to see it: mergepoint run"
        )


def is_explained(error: BaseException) -> bool:
    """Tell whether an error comes from one of our hierarchies, whose messages mask personal data."""
    return any(kind.__module__ in _EXPLAINED for kind in type(error).__mro__)
