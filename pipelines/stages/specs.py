"""Which load table goes to which target table, in the words of `migration`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

import migration
from pipelines.errors import WorkspaceError
from pipelines.stages.context import Context
from pipelines.stages.follow_log import load_changes
from pipelines.stages.target import target_columns
from pipelines.workspace import TargetTable, Wave, line_in, nearest

KEYS = {"organisation": "org_id", "crosswalk": "record_id"}
TABLES = {"order": "crm_order", "crosswalk": "customer_crosswalk"}  # "order" is a reserved word
DATES = ("order_date", "date", "created")


EMPTIED = pa.schema([(n, pa.string()) for n in ("entity", "key", "column", "value")])


@dataclass(frozen=True)
class Mapped:
    """Load tables as the target takes them, their specs, and the columns that have no place there.

    `keys` names each row for good (the key of the load table); `refused` are rows that no step of the workspace
    could transform, or that a correction made worse; `emptied` names cells that were left empty since no
    step could take their value (`entity, key, column, value`).
    """

    tables: Mapping[str, pa.Table]
    specs: Mapping[str, migration.EntitySpec]
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    keys: Mapping[str, pa.ChunkedArray] = field(default_factory=dict)
    refused: Mapping[str, migration.Findings] = field(default_factory=dict)
    emptied: pa.Table = field(default_factory=EMPTIED.empty_table)

    @property
    def rows(self) -> dict[str, migration.LoadRows]:
        """The tables with what is refused of them already, for a plan."""
        return {e: migration.LoadRows(table=t, refused=self.refused.get(e)) for e, t in self.tables.items()}


def map_to_target(context: Context, tables: Mapping[str, pa.Table]) -> Mapped:
    """Fit every load table to its target table.

    A table that the target does not have is made with all our columns; of one that it has, the
    columns of the same name are filled, or those that the workspace names. What people corrected in
    reject files is in the tables.

    Raises
    ------
    WorkspaceError
        The workspace maps a column that the load table does not have, or by a step that is not one.
    """
    there, mapped, specs, left_out = target_columns(context), {}, {}, {}
    keys, refused, emptied = {}, {}, [EMPTIED.empty_table()]
    moved = {entity for wave in context.workspace.waves for entity in wave.load}
    for entity, table in tables.items():
        wanted = context.workspace.target.tables.get(entity, TargetTable())
        name = wanted.table or TABLES.get(entity, entity)
        keys[entity] = table[_key(entity)] if _key(entity) in table.column_names else table.column(0)
        fitted, refused[entity] = _fitted(context, entity, table, there.get(name), emptied)
        mapped[entity] = fitted
        specs[entity] = _spec(entity, name, wanted, fitted, moved & set(tables))
        used = {c for made in wanted.columns.values() for c in made.from_} or set(fitted.column_names)
        left_out[entity] = [c for c in table.column_names if c not in used]
    return Mapped(
        mapped,
        specs,
        {e: columns for e, columns in left_out.items() if columns},
        keys,
        refused,
        pa.concat_tables(emptied),
    )


def _fitted(
    context: Context, entity: str, table: pa.Table, columns: Sequence[str] | None, emptied: list[pa.Table]
) -> tuple[pa.Table, migration.Findings]:
    """A load table with the target's columns, corrections in it, and what did not go; adds to `emptied`."""
    wanted = context.workspace.target.tables.get(entity, TargetTable())
    keys = table[_key(entity)] if _key(entity) in table.column_names else table.column(0)
    if wanted.columns:
        formulas = _formulas(context, entity, table, wanted)
        ours = table
        table, found, empty = migration.transform(ours, formulas)
        emptied += [
            _emptied(entity, (name, mask), keys, ours[formulas[name].sources[0]]) for name, mask in empty.items()
        ]
    else:
        table, found = _same_names(table, columns), migration.Findings(table.num_rows)
    table, worse, mended = migration.apply_changes(table, keys, load_changes(context.store, entity))
    found = migration.without(found, mended)
    found.found += worse.found
    return table, found


def wave_specs(context: Context, mapped: Mapped) -> list[migration.WaveSpec]:
    """The workspace's waves with the entities that there are rows for."""
    return [
        migration.WaveSpec(
            name=wave.name,
            entities=tuple(mapped.specs[entity] for entity in wave.load if entity in mapped.specs),
            after=wave.after,
            where=wave.where,
            accept=dict(wave.accept),
            approvals=max(wave.approvals, context.workspace.rollback.approvals),
        )
        for wave in _with_rows(context.workspace.waves, mapped)
    ]


def _with_rows(waves: Sequence[Wave], mapped: Mapped) -> list[Wave]:
    return [wave for wave in waves if any(entity in mapped.specs for entity in wave.load)]


def _same_names(table: pa.Table, columns: Sequence[str] | None) -> pa.Table:
    return table if columns is None else table.select([c for c in table.column_names if c in columns])


def _emptied(entity: str, cell: tuple[str, np.ndarray], keys: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.Table:
    column, mask = cell
    rows = pa.table({"key": keys, "value": values.cast(pa.string())}).filter(pa.array(mask))
    fixed = {
        "entity": pa.repeat(pa.scalar(entity), rows.num_rows),
        "column": pa.repeat(pa.scalar(column), rows.num_rows),
    }
    return pa.table({n: fixed[n] if n in fixed else rows[n] for n in EMPTIED.names}, schema=EMPTIED)


def _formulas(context: Context, entity: str, table: pa.Table, wanted: TargetTable) -> dict[str, migration.Formula]:
    made = {}
    for target, column in wanted.columns.items():
        line = line_in(context.workspace, "target", "tables", entity, "columns", target)
        for ours in column.from_:
            if ours not in table.column_names:
                problem, close = f"{entity} has no column '{ours}'", nearest(ours, table.column_names)
                raise WorkspaceError(context.workspace.path, line, problem, ", ".join(table.column_names), close)
        made[target] = migration.Formula(column.from_, column.steps, column.value, column.if_wrong == "empty")
        try:
            migration.check(made[target])
        except migration.SettingError as error:
            raise WorkspaceError(context.workspace.path, line, f"column '{target}' of {entity}: {error}") from None
    return made


def _renamed(wanted: TargetTable) -> dict[str, str]:
    """Our column → the target's that holds it; where several do, the one that has it as it is."""
    single = sorted(wanted.columns.items(), key=lambda item: -len(item[1].steps))
    return {column.from_[0]: target for target, column in single if len(column.from_) == 1}


def _spec(entity: str, name: str, wanted: TargetTable, table: pa.Table, entities: set[str]) -> migration.EntitySpec:
    renamed = _renamed(wanted)
    key = wanted.key or (renamed.get(_key(entity), _key(entity)),)
    references = {
        renamed.get(_key(other), _key(other)): other
        for other in sorted(entities - {entity, "crosswalk"})
        if renamed.get(_key(other), _key(other)) in table.column_names
    }
    numbers = tuple(f.name for f in table.schema if pa.types.is_decimal(f.type))
    is_event = entity not in ("organisation", "customer", "contact", "crosswalk")
    return migration.EntitySpec(
        name=entity,
        table=name,
        key=key,
        references=references,
        amount=numbers,
        customer=_present(table, renamed, ("customer_id",)) if is_event else None,
        date=_present(table, renamed, DATES) if is_event else None,
        currency=_present(table, renamed, ("currency",)) if is_event else None,
        on_conflict=wanted.on_conflict,
    )


def _key(entity: str) -> str:
    return KEYS.get(entity, f"{entity}_id")


def _present(table: pa.Table, renamed: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((renamed.get(n, n) for n in names if renamed.get(n, n) in table.column_names), None)
