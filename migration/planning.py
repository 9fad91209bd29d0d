"""Plan waves: which rows go, in which order, and which would not fit. Reads the target, writes nothing there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from migration import admission, fit, ledger
from migration.databases import Database, connect, masked, parse_url
from migration.errors import SettingError
from migration.ordering import needed, order_entities, order_waves
from migration.planned import Plan, PlannedEntity, PlannedWave
from migration.schema import check_table, reflect
from migration.selection import select
from migration.sources import Given, LoadRows
from migration.spool import Parted, Spool, as_text, by_text
from migration.values import EntitySpec, Settings, WaveSpec

# rows a second on two shared cores, until the target's own ledger knows better
USUAL_RATES = {"postgresql": 40_000.0, "sqlite": 120_000.0, "mysql": 20_000.0}


@dataclass
class _State:
    """What the planning of earlier waves leaves for later ones.

    `keys`: those admitted so far, by entity, as text; `there`: those that the target has, read once.
    """

    database: Database | None
    specs: dict[str, EntitySpec]
    tables: Mapping[str, LoadRows]
    spool: Spool
    taken: dict[str, np.ndarray]
    keys: dict[str, list[Parted]]
    loaded: frozenset[str]
    there: dict[str, Parted] = field(default_factory=dict)


def plan(
    waves: Sequence[WaveSpec],
    tables: Mapping[str, Given],
    target_url: str | Database,
    settings: Settings | None = None,
    only: str | None = None,
) -> Plan:
    """Plan `waves` of the load `tables` (entity → Arrow table, Parquet file or LoadRows) into a target.

    A row belongs to the first wave that selects it. `only` plans that wave, and before it those it hangs on, as far
    as they are not in the target yet: the rows of one that was promoted are its own, and what may be referred to is
    what the target holds.
    Memory does not grow with the rows of tables given as files: they are parted on disk meanwhile, at most
    `settings.plan_rows` of a table in memory at once. Raises SettingError for a wave that names an unknown entity
    or wave, SchemaMismatch for a column that the target does not have or must have, Refused (gate `table`) for
    a table that takes part in no transaction, DiskFull or ReadOnly for the temporary folder.
    """
    settings = settings or Settings()
    database = None if _absent(target_url) else connect(target_url)
    try:
        rows = {name: LoadRows.of(given) for name, given in tables.items()}
        planned = _plan((waves, only), rows, database, settings)
    finally:
        if database is not None and database is not target_url:
            database.close()
    label = database.label if database else masked(str(target_url))
    return Plan(planned, label, settings.chunk_rows)


def _plan(
    asked: tuple[Sequence[WaveSpec], str | None],
    tables: Mapping[str, LoadRows],
    database: Database | None,
    settings: Settings,
) -> tuple[PlannedWave, ...]:
    waves, only = asked
    known = _known_waves(database)
    ordered = order_waves(waves, {row.name for row in known})
    specs = {entity.name: entity for wave in ordered for entity in wave.entities}
    for name in specs:
        if name not in tables:
            raise SettingError(f"entity {name}", f"there is no load table; tables: {', '.join(tables)}")
    ordered = ordered if only is None else needed(ordered, only)
    before = {spec["name"]: EntitySpec.from_dict(spec) for row in known for spec in row.spec["entities"]}
    sizes = {name: tables[name].num_rows for name in specs}
    taken = {name: np.zeros(size, bool) for name, size in sizes.items()}
    loaded = frozenset(row.name for row in known if row.state in {"promoting", *ledger.DONE})
    spool = Spool(max(sizes.values(), default=0), settings.plan_rows)
    state = _State(database, before | specs, tables, spool, taken, {n: [] for n in before | specs}, loaded)
    rate, planned = _rate(database), []
    done = {row.name for row in known if row.state in ledger.DONE}
    for wave in ordered:
        if only is None or wave.name == only or wave.name not in done:
            planned.append(_plan_wave(wave, state, rate))
        else:
            for _ in _selected(wave, state):
                pass
    return tuple(planned)


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


def _plan_wave(wave: WaveSpec, state: _State, rate: float) -> PlannedWave:
    loaded = wave.name in state.loaded
    entities = [_plan_entity(spec, mine, state, loaded) for spec, mine in _selected(wave, state)]
    moved = sum(e.inserts + e.updates for e in entities)
    return PlannedWave(wave, tuple(entities), moved / rate)


def _selected(wave: WaveSpec, state: _State) -> Iterator[tuple[EntitySpec, np.ndarray]]:
    """Each entity of a wave in load order with the mask of its rows, which no later wave takes."""
    selected: dict[str, np.ndarray] = {}
    for spec in order_entities(wave.entities):
        taken = state.taken[spec.name]
        mine = select(wave, spec, selected, state.tables, (taken, state.specs, state.spool)) & ~taken
        selected[spec.name] = mine
        taken |= mine
        yield spec, mine


def _plan_entity(spec: EntitySpec, chosen: np.ndarray, state: _State, loaded: bool) -> PlannedEntity:
    """`loaded`: the wave's own rows are (partly) in the target already, so that they are no reason to refuse."""
    source, database = state.tables[spec.name], state.database
    target, there = None, {}
    if database is not None:
        with database.begin(write=False) as connection:
            check_table(database, connection, spec.table)
            target = reflect(connection, spec.table)
    rules = admission.Rules.of(spec, target, database)
    intake, refusals = admission.take_in(source, chosen, rules, state.spool)
    if database is not None and target is not None:
        with database.begin(write=False) as connection:
            there = admission.there_already(database, connection, rules, intake)
    exists = admission.check_unique(rules, intake, there, refusals)
    if spec.on_conflict == "insert" and not loaded:
        refusals.add(np.flatnonzero(exists), ", ".join(spec.key), "exists", "a key that the target does not have yet")
    known = {parent: _known_keys(parent, state) for parent in dict.fromkeys(spec.references.values())}
    admission.check_references(spec, intake, known, refusals)
    _remember(spec, intake, refusals, state)
    admitted = int(chosen.sum()) - int(refusals.rejected.sum())
    merged = int((exists & ~refusals.rejected).sum())
    return PlannedEntity(
        spec=spec,
        rows_in=int(chosen.sum()),
        inserts=admitted - merged,
        updates=merged if spec.on_conflict == "update" else 0,
        frozen=merged if spec.on_conflict == "keep" else 0,
        creates=target is None,
        minor_units=fit.minor_units(source.schema.empty_table(), spec, target),
        source=source,
        intake=intake,
        refusals=refusals,
        depth=admission.levels(spec, intake, refusals.rejected),
    )


def _known_keys(entity: str, state: _State) -> list[Parted]:
    """Keys (as text) that a reference may point at: admitted by this plan so far, or in the target."""
    spec = state.specs.get(entity)
    if spec is None:
        raise SettingError(f"reference to {entity}", f"is no entity of the waves: {', '.join(state.specs)}")
    if state.database is not None and entity not in state.there:
        with state.database.begin(write=False) as connection:
            state.there[entity] = admission.key_parts(state.database, connection, spec, state.spool)
    there = state.there.get(entity)
    return [*state.keys[entity], *([there] if there else [])]


def _remember(spec: EntitySpec, intake: admission.Intake, refusals: admission.Refusals, state: _State) -> None:
    """Keep the admitted keys for those that refer to them."""
    if not any(spec.name in other.references.values() for other in state.specs.values()):
        return
    keys = Parted(state.spool)
    for part in intake.rows.filled():
        texts = as_text(part, spec.key[:1]).filter(np.logical_not(refusals.rejected[part["_row"].to_numpy()]))
        keys.add(texts, by_text(texts["0"], state.spool.parts))
    state.keys[spec.name].append(keys)
