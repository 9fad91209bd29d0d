"""What every asset of a graph is built from: the workspace's context, its stages, its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.graph.errors import StageFailed, is_explained
from pipelines.graph.names import slug, slugs
from pipelines.graph.stages import STAGES, Stages
from pipelines.graph.words import say
from pipelines.instance import is_shared
from pipelines.stages.context import Context
from pipelines.workspace import Source

STEWARD, OPS, MIGRATION = "team:data-stewards", "team:ops", "team:migration"


@dataclass(frozen=True)
class Scope:
    """One workspace as a graph. `failures` gathers the errors that Dagster sees only masked.

    `prefix` stands before every asset key where several workspaces share one instance.
    """

    context: Context
    stages: Stages = STAGES
    failures: list[BaseException] = field(default_factory=list)
    prefix: tuple[str, ...] = ()

    @classmethod
    def of(cls, context: Context) -> Scope:
        """Make the scope of a workspace; its name is the prefix in an instance that is not its own."""
        return cls(context, prefix=(slug(context.workspace.workspace),) if is_shared(context.store) else ())

    @property
    def name(self) -> str:
        """The graph's name of the workspace."""
        return slug(self.context.workspace.workspace)

    @cached_property
    def batches(self) -> dg.DynamicPartitionsDefinition:
        """The batches of exports; an instance knows partitions by name, so a prefix makes them the workspace's own."""
        return dg.DynamicPartitionsDefinition(name="_".join([*self.prefix, "batches"]))

    @cached_property
    def sources(self) -> dict[str, str]:
        """The graph's name of every source of the workspace."""
        return slugs(self.context.workspace.sources)

    @property
    def settings(self) -> Mapping[str, Source]:
        """The settings of every source, by the workspace's name."""
        return self.context.workspace.sources

    @cached_property
    def waves(self) -> dict[str, str]:
        """The graph's name of every wave of the workspace."""
        return slugs(wave.name for wave in self.context.workspace.waves)

    def say(self, key: str, **values: object) -> str:
        """Return a text of the graph in the workspace's language."""
        return say(key, self.context.workspace.language, **values)

    def asset(self, *path: str) -> dg.AssetKey:
        """Return an asset key of this workspace."""
        return dg.AssetKey([*self.prefix, *path])

    def key(self, step: str, name: str) -> dg.AssetKey:
        """Return the asset key of a source's or wave's step."""
        return self.asset(step, self.sources[name])

    def wave_key(self, wave: str, step: str) -> dg.AssetKey:
        """Return the asset key of one step of a wave."""
        return self.asset("waves", self.waves[wave], step)

    def wave_group(self, wave: str) -> str:
        """Return the group of a wave: numbered, so that the groups stand in the order of the work."""
        return f"wave_{list(self.waves).index(wave) + 1}_{self.waves[wave]}"

    def table_path(self, name: str) -> Path:
        """Return where a table of the store is, whether it is there or not."""
        return self.context.store.home / f"{name}.parquet"

    def of_batch(self, batch: str | None) -> Context:
        """Return the context of a batch: its own files where the inbox delivered some."""
        files = self.context.store.home / "batches" / (batch or "") / "files"
        if not batch or not files.is_dir():
            return self.context
        workspace = self.context.workspace.model_copy(update={"exports": str(files)})
        return replace(self.context, workspace=workspace)

    def run(self, stage: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Call a stage. An error that is not made for people reaches Dagster without its text.

        The whole error stays in `failures`, for the terminal that started the run.
        """
        try:
            return stage(*args, **options)
        except Exception as error:
            self.failures.append(error)
            if is_explained(error):
                raise
            failure = StageFailed(getattr(stage, "__name__", "stage"), type(error).__name__, _place(error))
        raise failure


def _place(error: BaseException) -> str:
    """Return file and line where an error was raised; no values of the data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
