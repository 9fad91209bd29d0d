"""Plan waves: which rows go, in which order, and which would not fit. Reads the target, writes nothing."""

import graphlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from migration import fit, ledger, predicate
from migration.databases import Database, connect, masked, parse_url
from migration.errors import SettingError
from migration.schema import TargetTable, reflect
from migration.values import EntitySpec, Settings, WaveSpec

# rows a second on two shared cores, until the target's own ledger knows better
DEEPEST = 200  # levels of a hierarchy; a circle of parents ends here and must fit into one chunk
USUAL_RATES = {"postgresql": 40_000.0, "sqlite": 120_000.0, "mysql": 20_000.0}


@dataclass(frozen=True)
class PlannedEntity:
    """What a wave will do with one entity.

    `rows`: the load table of accepted rows, in the target's types, parents first; `rejected`: the refused rows
    as they came, with `_row` (int64, position in the load table from 1), `_reason` and `_expected` (string);
    `inserts`, `updates`, `frozen`: rows that are new, that will be merged into a row of the target, and that
    are left alone because the target has them; `creates`: the table will be made by the wave;
    `minor_units`: money columns kept as integers, with their decimal places.
    """

    spec: EntitySpec
    rows: pa.Table
    rejected: pa.Table
    rows_in: int
    inserts: int
    updates: int
    frozen: int
    creates: bool
    minor_units: dict[str, int]


@dataclass(frozen=True)
class PlannedWave:
    """A wave with its entities in load order, and an estimate of its promotion in seconds."""

    spec: WaveSpec
    entities: tuple[PlannedEntity, ...]
    seconds: float


@dataclass(frozen=True)
class Plan:
    """Waves in the order they can be promoted. `target` is the masked URL."""

    waves: tuple[PlannedWave, ...]
    target: str
    chunk_rows: int

    def wave(self, name: str) -> PlannedWave:
        """The wave of that name."""
        for wave in self.waves:
            if wave.spec.name == name:
                return wave
        raise SettingError("wave", f"there is no wave '{name}'; waves: {', '.join(w.spec.name for w in self.waves)}")

    def summary(self) -> pa.Table:
        """A row for each wave and entity: what moves, what does not."""
        rows = [
            {
                "wave": wave.spec.name,
                "entity": entity.spec.name,
                "table": entity.spec.table,
                "rows_in": entity.rows_in,
                "inserts": entity.inserts,
                "merged": entity.updates,
                "frozen": entity.frozen,
                "rejected": entity.rejected.num_rows,
                "creates_table": entity.creates,
                "seconds": round(wave.seconds, 1),
            }
            for wave in self.waves
            for entity in wave.entities
        ]
        return pa.Table.from_pylist(rows)


@dataclass
class _State:
    """What the planning of earlier waves leaves for later ones."""

    database: Database | None
    specs: dict[str, EntitySpec]
    tables: Mapping[str, pa.Table]
    taken: dict[str, np.ndarray]
    keys: dict[str, list[pa.ChunkedArray]]
    loaded: frozenset[str]


def plan(
    waves: Sequence[WaveSpec],
    tables: Mapping[str, pa.Table],
    target_url: str | Database,
    settings: Settings | None = None,
) -> Plan:
    """Plan `waves` of the load `tables` (entity → Arrow table with the target's columns) into a target.

    A row belongs to the first wave that selects it. Raises SettingError for a wave that names an unknown
    entity or wave, SchemaMismatch for a column that the target does not have or must have.
    """
    settings = settings or Settings()
    database = None if _absent(target_url) else connect(target_url)
    try:
        planned = _plan(waves, tables, database)
    finally:
        if database is not None and database is not target_url:
            database.close()
    label = database.label if database else masked(str(target_url))
    return Plan(planned, label, settings.chunk_rows)


def _plan(
    waves: Sequence[WaveSpec], tables: Mapping[str, pa.Table], database: Database | None
) -> tuple[PlannedWave, ...]:
    known = _known_waves(database)
    ordered = order_waves(waves, {row.name for row in known})
    specs = {entity.name: entity for wave in ordered for entity in wave.entities}
    for name in specs:
        if name not in tables:
            raise SettingError(f"entity {name}", f"there is no load table; tables: {', '.join(tables)}")
    before = {spec["name"]: EntitySpec.from_dict(spec) for row in known for spec in row.spec["entities"]}
    taken = {name: np.zeros(tables[name].num_rows, bool) for name in specs}
    loaded = frozenset(row.name for row in known if row.state in {"promoting", *ledger.DONE})
    state = _State(database, before | specs, tables, taken, {name: [] for name in before | specs}, loaded)
    rate = _rate(database)
    return tuple(_plan_wave(wave, state, rate) for wave in ordered)


def _absent(url: str | Database) -> bool:
    """A SQLite file that is not there yet: opening it would create it, and a plan writes nothing."""
    if isinstance(url, Database):
        return False
    parsed = parse_url(url)
    path = parsed.database
    return parsed.get_backend_name() == "sqlite" and bool(path) and path != ":memory:" and not Path(path).exists()


def _rate(database: Database | None) -> float:
    if database is None:
        return USUAL_RATES["sqlite"]
    with database.begin(write=False) as connection:
        measured = ledger.measured_rate(connection) if ledger.exists(connection) else None
    return measured or USUAL_RATES[database.engine.dialect.name]


def _known_waves(database: Database | None) -> list[ledger.WaveRow]:
    """Waves that the target's ledger has: a follow-up wave may come after them and refer to their entities."""
    if database is None:
        return []
    with database.begin(write=False) as connection:
        return ledger.every(connection) if ledger.exists(connection) else []


def order_waves(waves: Sequence[WaveSpec], done: Collection[str] = ()) -> list[WaveSpec]:
    """Waves so that each comes after those it names (or `done` ones), otherwise as written."""
    by_name = {wave.name: wave for wave in waves}
    graph = graphlib.TopologicalSorter()
    for wave in waves:
        graph.add(wave.name)
        for earlier in wave.after:
            if earlier in done and earlier not in by_name:
                continue
            if earlier not in by_name:
                raise SettingError(f"wave {wave.name}", f"comes after '{earlier}', which is not a wave")
            graph.add(wave.name, earlier)
    try:
        return [by_name[name] for name in graph.static_order()]
    except graphlib.CycleError as circle:
        raise SettingError("waves", f"wait for each other: {' → '.join(circle.args[1])}") from None


def order_entities(entities: Sequence[EntitySpec]) -> list[EntitySpec]:
    """Entities so that parents come before what refers to them."""
    by_name = {entity.name: entity for entity in entities}
    graph = graphlib.TopologicalSorter()
    for entity in entities:
        parents = {p for p in entity.references.values() if p in by_name and p != entity.name}
        graph.add(entity.name, *parents)
    try:
        return [by_name[name] for name in graph.static_order()]
    except graphlib.CycleError as circle:
        raise SettingError("entities", f"refer to each other in a circle: {' → '.join(circle.args[1])}") from None


def _plan_wave(wave: WaveSpec, state: _State, rate: float) -> PlannedWave:
    selected: dict[str, np.ndarray] = {}
    entities = []
    for spec in order_entities(wave.entities):
        selected[spec.name] = _select(wave, spec, selected, state) & ~state.taken[spec.name]
        state.taken[spec.name] |= selected[spec.name]
        entities.append(_plan_entity(spec, selected[spec.name], state, wave.name in state.loaded))
    moved = sum(e.inserts + e.updates for e in entities)
    return PlannedWave(wave, tuple(entities), moved / rate)


def _select(wave: WaveSpec, spec: EntitySpec, selected: dict[str, np.ndarray], state: _State) -> np.ndarray:
    """Rows of the wave's segment: by its predicate, or because the row they refer to is in it."""
    table = state.tables[spec.name]
    if not wave.where:
        return np.ones(table.num_rows, bool)
    sample = wave.where.split()
    parents = [(c, p) for c, p in spec.references.items() if p in selected and p != spec.name]
    if parents:
        column, parent = parents[0]
        key = state.specs[parent].key[0]
        chosen = state.tables[parent].filter(pa.array(selected[parent])).select([key])
        return fit.held(table.select([column]), chosen)
    if len(sample) == 2 and sample[0].lower() == "sample" and sample[1].isdigit():
        chosen = np.zeros(table.num_rows, bool)
        chosen[np.flatnonzero(~state.taken[spec.name])[: int(sample[1])]] = True
        return chosen
    return fit.as_mask(predicate.mask(table, wave.where))


def _plan_entity(spec: EntitySpec, chosen: np.ndarray, state: _State, loaded: bool) -> PlannedEntity:
    """`loaded`: the wave's own rows are (partly) in the target already, so that they are no reason to refuse."""
    numbers = np.flatnonzero(chosen)
    source = state.tables[spec.name].take(numbers)
    target = None
    there: pa.Table | None = None
    if state.database is not None:
        with state.database.begin(write=False) as connection:
            target = reflect(connection, spec.table)
            there = _present(state.database, connection, spec, target, source)
    rows, findings = fit.shape(source, spec, target)
    exists = fit.held(rows.select(list(spec.key)), there.select(list(spec.key))) if there else None
    exists = exists if exists is not None else np.zeros(rows.num_rows, bool)
    _uniqueness(rows, spec, target, there, findings)
    if spec.on_conflict == "insert" and not loaded:
        findings.add(exists, ", ".join(spec.key), "exists", "a key that the target does not have yet")
    _orphans(rows, spec, state, findings)
    rejected = findings.rejected
    keep = ~rejected
    rows = parents_first(rows.filter(pa.array(keep)), spec)
    state.keys[spec.name].append(rows[spec.key[0]])
    merged = int((exists & keep).sum())
    return PlannedEntity(
        spec=spec,
        rows=rows,
        rejected=_rejects(source, numbers, findings),
        rows_in=source.num_rows,
        inserts=int(keep.sum()) - merged,
        updates=merged if spec.on_conflict == "update" else 0,
        frozen=merged if spec.on_conflict == "keep" else 0,
        creates=target is None,
        minor_units=fit.minor_units(source, spec, target),
    )


def _present(
    database: Database, connection: sa.Connection, spec: EntitySpec, target: TargetTable | None, source: pa.Table
) -> pa.Table | None:
    """Key and unique columns of all rows in the target, as text."""
    if target is None:
        return None
    wanted = [n for group in (spec.key, spec.unique, *target.unique) for n in group]
    names = [n for n in dict.fromkeys(wanted) if target.column(n) and n in source.column_names]
    table = target.clause()
    kinds = [(n, target.column(n).kind or fit.own_kind(source.schema.field(n).type)) for n in names]
    return database.read(connection, sa.select(*[table.c[n] for n in names]), pa.schema(kinds))


def _uniqueness(
    rows: pa.Table,
    spec: EntitySpec,
    target: TargetTable | None,
    there: pa.Table | None,
    findings: fit.Findings,
) -> None:
    groups = [spec.key, *([tuple(spec.unique)] if spec.unique else []), *(target.unique if target else ())]
    for group in dict.fromkeys(groups):
        if not set(group) <= set(rows.column_names):
            continue
        if there is not None and set(group) != set(spec.key):
            names = list(dict.fromkeys((*group, *spec.key)))
            clash = fit.held(rows.select(list(group)), there.select(list(group)))
            own = fit.held(rows.select(names), there.select(names))
            findings.add(clash & ~own, ", ".join(group), "unique", "a value that no other row of the target has")
        again = fit.repeated(rows, group, ~findings.rejected)
        findings.add(again, ", ".join(group), "unique", "a value that no earlier row has")


def _orphans(rows: pa.Table, spec: EntitySpec, state: _State, findings: fit.Findings) -> None:
    for column, parent in spec.references.items():
        if column not in rows.column_names:
            continue
        filled = ~fit.as_mask(rows[column].is_null())
        known = _known_keys(parent, state)
        found = fit.held(rows.select([column]), pa.table({"key": known}))
        if parent != spec.name:
            findings.add(filled & ~found, column, "orphan", f"the key of a row of {parent}")
            continue
        while True:  # a row whose parent in this very table is rejected goes with it
            accepted = rows.filter(pa.array(~findings.rejected)).select([spec.key[0]])
            lost = filled & ~found & ~fit.held(rows.select([column]), accepted) & ~findings.rejected
            if not lost.any():
                break
            findings.add(lost, column, "orphan", f"the key of a row of {parent}")


def _known_keys(entity: str, state: _State) -> pa.ChunkedArray:
    """Keys (as text) that a reference may point at: accepted by this plan so far, or in the target."""
    spec = state.specs.get(entity)
    if spec is None:
        raise SettingError(f"reference to {entity}", f"is no entity of the waves: {', '.join(state.specs)}")
    parts = [c for keys in state.keys[entity] for c in keys.cast(pa.string()).chunks]
    if state.database is not None:
        with state.database.begin(write=False) as connection:
            target = reflect(connection, spec.table)
            if target is not None and target.column(spec.key[0]):
                kind = target.column(spec.key[0]).kind or pa.string()
                query = sa.select(target.clause().c[spec.key[0]])
                there = state.database.read(connection, query, pa.schema([("key", kind)]))
                parts += there["key"].cast(pa.string()).chunks
    return pa.chunked_array(parts, pa.string())


def parents_first(rows: pa.Table, spec: EntitySpec) -> pa.Table:
    """Rows sorted by key, those that others of the same table refer to first."""
    order = [(name, "ascending") for name in spec.key]
    own = [c for c, parent in spec.references.items() if parent == spec.name and c in rows.column_names]
    if not own or not rows.num_rows:
        return rows.sort_by(order)
    key = rows[spec.key[0]].to_pandas()
    place = dict(zip(key, range(len(key)), strict=True))
    depth = np.zeros(rows.num_rows, np.int64)
    parents = [np.array([place.get(v, -1) for v in rows[c].to_pylist()]) for c in own]
    itself = np.arange(rows.num_rows)
    for _ in range(DEEPEST):
        deeper = np.max([np.where((p >= 0) & (p != itself), depth[p] + 1, 0) for p in parents], axis=0)
        if (deeper == depth).all():
            break
        depth = deeper
    with_depth = rows.append_column("_depth", pa.array(depth))
    return with_depth.sort_by([("_depth", "ascending"), *order]).drop_columns("_depth")


def _rejects(source: pa.Table, numbers: np.ndarray, findings: fit.Findings) -> pa.Table:
    places = np.flatnonzero(findings.rejected)
    why, what = findings.reasons()
    rows = source.take(places)
    for name, values in (("_row", pa.array(numbers[places] + 1)), ("_reason", why), ("_expected", what)):
        column = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
        rows = rows.append_column(name, column)
    return rows
