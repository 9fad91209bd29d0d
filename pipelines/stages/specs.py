"""Which load table goes to which target table, in the words of `migration`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import migration
from pipelines.errors import WorkspaceError
from pipelines.stages.context import Context
from pipelines.stages.follow_log import load_changes
from pipelines.stages.target import target_columns
from pipelines.workspace import TargetTable, Wave, line_in, nearest

KEYS = {"organisation": "org_id", "crosswalk": "record_id"}
TABLES = {"order": "crm_order", "crosswalk": "customer_crosswalk"}  # "order" is a reserved word
DATES = ("order_date", "date", "created")


@dataclass(frozen=True)
class Mapped:
    """Load tables as the target takes them, read batch by batch; their specs, and columns that have no place there."""

    rows: Mapping[str, migration.LoadRows]
    specs: Mapping[str, migration.EntitySpec]
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)


def map_to_target(context: Context, tables: Mapping[str, Path]) -> Mapped:
    """Fit every load table (entity → its Parquet file) to its target table.

    A table that the target does not have is made with all our columns; of one that it has, the
    columns of the same name are filled, or those that the workspace names. What people corrected in
    reject files is put in as the rows are read.

    Raises
    ------
    WorkspaceError
        The workspace maps a column that the load table does not have, or by a step that is not one.
    """
    there, rows, specs, left_out = target_columns(context), {}, {}, {}
    moved = {entity for wave in context.workspace.waves for entity in wave.load}
    for entity, file in tables.items():
        wanted = context.workspace.target.tables.get(entity, TargetTable())
        name = wanted.table or TABLES.get(entity, entity)
        ours = pq.read_schema(file)
        rows[entity] = migration.LoadRows(
            file=file,
            columns=_columns(context, entity, ours, there.get(name)),
            key=_key(entity) if _key(entity) in ours.names else ours.names[0],
            corrections=load_changes(context.store, entity),
        )
        specs[entity] = _spec(entity, name, wanted, rows[entity].schema, moved & set(tables))
        used = {c for made in wanted.columns.values() for c in made.from_} or set(rows[entity].columns)
        left_out[entity] = [c for c in ours.names if c not in used]
    return Mapped(rows, specs, {e: columns for e, columns in left_out.items() if columns})


def _columns(
    context: Context, entity: str, ours: pa.Schema, there: Sequence[str] | None
) -> dict[str, str | migration.Formula]:
    """The target's columns, each by its formula; without a word of the workspace, those of the same name."""
    wanted = context.workspace.target.tables.get(entity, TargetTable())
    if wanted.columns:
        return _formulas(context, entity, ours, wanted)
    return {name: name for name in ours.names if there is None or name in there}


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


def _formulas(context: Context, entity: str, ours: pa.Schema, wanted: TargetTable) -> dict[str, migration.Formula]:
    made = {}
    for target, column in wanted.columns.items():
        line = line_in(context.workspace, "target", "tables", entity, "columns", target)
        for name in column.from_:
            if name not in ours.names:
                problem, close = f"{entity} has no column '{name}'", nearest(name, ours.names)
                raise WorkspaceError(context.workspace.path, line, problem, ", ".join(ours.names), close)
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


def _spec(entity: str, name: str, wanted: TargetTable, rows: pa.Schema, entities: set[str]) -> migration.EntitySpec:
    renamed = _renamed(wanted)
    key = wanted.key or (renamed.get(_key(entity), _key(entity)),)
    references = {
        renamed.get(_key(other), _key(other)): other
        for other in sorted(entities - {entity, "crosswalk"})
        if renamed.get(_key(other), _key(other)) in rows.names
    }
    numbers = tuple(f.name for f in rows if pa.types.is_decimal(f.type))
    is_event = entity not in ("organisation", "customer", "contact", "crosswalk")
    return migration.EntitySpec(
        name=entity,
        table=name,
        key=key,
        references=references,
        amount=numbers,
        customer=_present(rows, renamed, ("customer_id",)) if is_event else None,
        date=_present(rows, renamed, DATES) if is_event else None,
        currency=_present(rows, renamed, ("currency",)) if is_event else None,
        on_conflict=wanted.on_conflict,
    )


def _key(entity: str) -> str:
    return KEYS.get(entity, f"{entity}_id")


def _present(rows: pa.Schema, renamed: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((renamed.get(n, n) for n in names if renamed.get(n, n) in rows.names), None)
