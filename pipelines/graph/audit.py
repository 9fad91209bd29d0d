"""The audit as assets: one for each source, its rules as checks, and the health of all together."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pyarrow.compute as pc

from pipelines.errors import GateClosed
from pipelines.graph.checks import Results, blocking_rules, known_checks, report_file, report_url, unmeasured
from pipelines.graph.metadata import of_facts, of_table
from pipelines.graph.scope import OPS, Scope


def audit_assets(scope: Scope) -> dg.AssetsDefinition:
    """Make `audit/<source>` with a check for each rule, and `audit/health`; the stage runs once for all."""
    specs = {name: _spec(scope, name) for name in scope.sources}
    health = _health(scope, [spec.key for spec in specs.values()])
    declared = known_checks(scope)

    @dg.multi_asset(
        name="audit_exports", specs=[*specs.values(), health], check_specs=declared, partitions_def=scope.batches
    )
    def audit_exports(context: dg.AssetExecutionContext) -> Iterator[Any]:
        facts = scope.run(scope.stages.audit_exports, scope.of_batch(context.partition_key))
        results = Results.of(scope)
        for name, spec in specs.items():
            yield dg.MaterializeResult(spec.key, results.counts(name))
        yield dg.MaterializeResult(
            health.key, _score(scope) | of_facts(facts) | of_table(scope.table_path("audit/findings"))
        )
        due = {spec.key for spec in declared}
        for check in results.checks():
            key = dg.AssetCheckKey(check.asset_key, check.check_name)
            if key in due:
                due.remove(key)
                yield check
            else:  # a rule that no run had found before; the graph shows it once it is loaded again
                context.log_event(_evaluation(check, context.partition_key))
        yield from map(unmeasured, sorted(due))
        _stop_where_critical(scope, results)

    return audit_exports


def _spec(scope: Scope, name: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        scope.key("audit", name),
        deps=[scope.key("exports", name)],
        description=scope.say("audit", name=name),
        group_name="audit",
        owners=[OPS],
        kinds={"greatexpectations", "parquet"},
        tags={"mergepoint/source": scope.sources[name]},
        metadata={"dagster/table_name": "audit.findings", "dagster/uri": report_file(scope).as_uri(), "source": name},
        partitions_def=scope.batches,
    )


def _health(scope: Scope, after: list[dg.AssetKey]) -> dg.AssetSpec:
    return dg.AssetSpec(
        scope.asset("audit", "health"),
        deps=after,
        description=scope.say("health"),
        group_name="audit",
        owners=[OPS],
        kinds={"html", "parquet"},
        metadata={"dagster/table_name": "audit.summary", "dagster/uri": report_file(scope).as_uri()},
        partitions_def=scope.batches,
    )


def _score(scope: Scope) -> dict[str, Any]:
    score = scope.context.store.read_json("audit/score", {})
    return of_facts(score) | {"report": dg.MetadataValue.url(report_url(scope))}


def _evaluation(result: dg.AssetCheckResult, batch: str) -> dg.AssetCheckEvaluation:
    return dg.AssetCheckEvaluation(
        asset_key=result.asset_key,
        check_name=result.check_name,
        passed=result.passed,
        severity=result.severity,
        description=result.description,
        metadata=result.metadata,
        partition=batch,
    )


def _stop_where_critical(scope: Scope, results: Results) -> None:
    """Close the gate where a rule failed that the workspace itself calls critical."""
    rules = blocking_rules(scope)
    failed = results.summary.filter(pc.invert(results.summary["passed"]))
    stopped = [row for row in failed.to_pylist() if row["rule"] in rules]
    if stopped:
        first = stopped[0]
        why = f"{first['rule']} of {first['source']}: {first['failed']} of {first['checked']} rows fail"
        more = f" and {len(stopped) - 1} more" if len(stopped) > 1 else ""
        closed = GateClosed("audit", why + more, f"See {report_file(scope)}, mend the exports or the rule, run again.")
        scope.failures.append(closed)
        raise closed
