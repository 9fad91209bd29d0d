"""Exports as assets: one for each source, all read in one step, rows that must add up."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.graph.metadata import of_facts, of_table, public_url
from pipelines.graph.scope import OPS, Scope
from pipelines.workspace import Source

_KINDS = {".csv": "csv", ".txt": "csv", ".xlsx": "excel", ".xls": "excel", ".parquet": "parquet", ".jsonl": "json"}


def export_assets(scope: Scope) -> dg.AssetsDefinition:
    """Make `exports/<source>` for every source."""
    workspace = scope.context.workspace
    specs = {name: _spec(scope, name, source) for name, source in workspace.sources.items()}
    checks = [
        dg.AssetCheckSpec(
            "rows_add_up",
            asset=spec.key,
            blocking=True,
            description=scope.say("rows_add_up"),
            partitions_def=scope.batches,
        )
        for spec in specs.values()
    ]

    @dg.multi_asset(name="read_exports", specs=[*specs.values()], check_specs=checks, partitions_def=scope.batches)
    def read_exports(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        batch = scope.of_batch(context.partition_key)
        facts = scope.run(scope.stages.read_exports, batch)
        for name in workspace.sources:
            metadata = of_facts(facts.get(name)) | of_table(scope.table_path(f"exports/{name}"))
            key = specs[name].key
            yield dg.MaterializeResult(key, metadata, [_adds_up(key, facts.get(name) or {})])

    return read_exports


def kind_of(source: Source) -> str:
    """Name what a source is kept in, as Dagster shows it."""
    if "://" in source.read:
        return source.read.partition("://")[0].partition("+")[0]
    return _KINDS.get(Path(source.read).suffix.lower(), "file")


def _spec(scope: Scope, name: str, source: Source) -> dg.AssetSpec:
    return dg.AssetSpec(
        scope.key("exports", name),
        description=scope.say("export", name=name, entity=source.entity or "?"),
        group_name="exports",
        owners=[OPS],
        kinds={kind_of(source)},
        tags={"mergepoint/source": scope.sources[name], "mergepoint/entity": source.entity or "unknown"},
        metadata={
            "dagster/table_name": f"exports.{scope.sources[name]}",
            "dagster/uri": _uri(scope, source),
            "source": name,
        },
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=scope.context.workspace.watch.fresh_within),
        partitions_def=scope.batches,
    )


def _uri(scope: Scope, source: Source) -> str:
    if "://" in source.read:
        return public_url(source.read.partition("#")[0])
    return (scope.context.workspace.exports_folder / source.read).as_uri()


def _adds_up(key: dg.AssetKey, facts: Mapping[str, Any]) -> dg.AssetCheckResult:
    read, kept, quarantined = (int(facts.get(n) or 0) for n in ("rows_read", "kept", "quarantined"))
    return dg.AssetCheckResult(
        asset_key=key,
        check_name="rows_add_up",
        passed=read == kept + quarantined,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"read": read, "kept": kept, "quarantined": quarantined},
    )
