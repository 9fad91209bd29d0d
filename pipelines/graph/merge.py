"""From exports to golden records: clean records, matched customers, golden records, load tables."""

from collections.abc import Iterator

import dagster as dg

from pipelines.graph.metadata import of_facts, of_table
from pipelines.graph.scope import STEWARD, Scope
from pipelines.workspace.settings import PARTIES

PAIRS, CUSTOMERS, GOLDEN = ("match", "pairs"), ("match", "customers"), ("golden", "records")
_TABLES = {PAIRS: "match/pairs", CUSTOMERS: "match/crosswalk", GOLDEN: "match/golden"}


def merge_assets(scope: Scope) -> list[dg.AssetsDefinition]:
    """Make the assets of the steward: clean, match, golden."""
    return [_clean(scope), _customers(scope), _load_tables(scope)]


def load_tables(scope: Scope) -> dg.AssetKey:
    """Return the key of what the waves are planned from."""
    return scope.asset("golden", "load_tables")


def _clean(scope: Scope) -> dg.AssetsDefinition:
    specs = {
        name: dg.AssetSpec(
            scope.key("clean", name),
            deps=[scope.key("exports", name), scope.key("audit", name)],
            description=scope.say("clean", name=name),
            group_name="clean",
            owners=[STEWARD],
            kinds={"parquet"},
            tags={"mergepoint/source": scope.sources[name]},
            metadata=_place(scope, f"clean/{name}", f"clean.{scope.sources[name]}"),
        )
        for name in scope.sources
    }

    @dg.multi_asset(name="clean_exports", specs=[*specs.values()])
    def clean_exports() -> Iterator[dg.MaterializeResult]:
        facts = scope.run(scope.stages.clean_exports, scope.context)
        for name, spec in specs.items():
            kept = of_table(scope.table_path(f"clean/{name}")) if scope.context.store.has(f"clean/{name}") else {}
            yield dg.MaterializeResult(spec.key, of_facts(facts.get(name)) | kept)

    return clean_exports


def _customers(scope: Scope) -> dg.AssetsDefinition:
    parties = (None, *PARTIES)
    cleaned = [scope.key("clean", name) for name, source in scope.settings.items() if source.entity in parties]
    specs = {
        PAIRS: _spec(scope, PAIRS, "pairs", cleaned),
        CUSTOMERS: _spec(scope, CUSTOMERS, "customers", [scope.asset(*PAIRS)]),
        GOLDEN: _spec(scope, GOLDEN, "golden", [scope.asset(*CUSTOMERS)]),
    }

    @dg.multi_asset(name="match_customers", specs=[*specs.values()])
    def match_customers() -> Iterator[dg.MaterializeResult]:
        facts = of_facts(scope.run(scope.stages.match_customers, scope.context))
        for path, spec in specs.items():
            yield dg.MaterializeResult(spec.key, facts | of_table(scope.table_path(_TABLES[path])))

    return match_customers


def _load_tables(scope: Scope) -> dg.AssetsDefinition:
    spec = dg.AssetSpec(
        load_tables(scope),
        deps=[
            scope.asset(*GOLDEN),
            *(scope.key("clean", n) for n, source in scope.settings.items() if source.entity not in PARTIES),
        ],
        description=scope.say("load_tables"),
        group_name="golden",
        owners=[STEWARD],
        kinds={"parquet"},
        metadata={"dagster/uri": (scope.context.store.home / "load").as_uri()},
    )

    @dg.multi_asset(name="build_load_tables", specs=[spec])
    def build_load_tables() -> dg.MaterializeResult:
        return dg.MaterializeResult(spec.key, of_facts(scope.run(scope.stages.build_load_tables, scope.context)))

    return build_load_tables


def _spec(scope: Scope, path: tuple[str, str], text: str, deps: list[dg.AssetKey]) -> dg.AssetSpec:
    return dg.AssetSpec(
        scope.asset(*path),
        deps=deps,
        description=scope.say(text),
        group_name=path[0],
        owners=[STEWARD],
        kinds={"parquet"},
        metadata=_place(scope, _TABLES[path], ".".join(path)),
    )


def _place(scope: Scope, table: str, name: str) -> dict[str, str]:
    return {"dagster/table_name": name, "dagster/uri": scope.table_path(table).as_uri()}
