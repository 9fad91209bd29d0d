"""What each wave would do: the workspace's waves from the load tables, a follow-up wave from its own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

import migration
from pipelines.errors import MissingInput
from pipelines.stages.context import Context
from pipelines.stages.specs import Mapped, map_to_target, wave_specs
from pipelines.stages.target import target_url
from pipelines.store import Store
from pipelines.workspace import nearest

FOLLOW = "follow"
STANDING = ("promoted", "closing", "closed")
UNDER_WAY = ("promoting", "rolling_back", *STANDING)


@dataclass(frozen=True)
class WavePlan:
    """A plan, the rows it was made of, and columns that have no place in the new system."""

    plan: migration.Plan
    rows: Mapping[str, migration.LoadRows]
    left_out: Mapping[str, Sequence[str]]


def settings_of(context: Context) -> migration.Settings:
    """How waves run, as far as the workspace says anything."""
    said = context.workspace
    return migration.Settings(window=said.rollback.window, error_rate=said.breaker.error_rate)


def load_tables(context: Context) -> Mapped:
    """Return the load tables as the target takes them; they are read when they are asked for, batch by batch.

    Raises
    ------
    MissingInput
        There are none yet.
    """
    tables = context.store.files("load")
    if not tables:
        raise MissingInput("Load tables", str(context.store.home / "load"), "Run: mergepoint run --wait")
    return map_to_target(context, tables)


def plan_workspace(context: Context, only: str | None = None) -> WavePlan:
    """Plan every wave of the workspace, or `only` one and those it hangs on."""
    mapped = load_tables(context)
    specs = wave_specs(context, mapped)
    plan = migration.plan(specs, mapped.rows, target_url(context), settings_of(context), only)
    return WavePlan(plan, mapped.rows, mapped.left_out)


def plan_of(context: Context, wave: str) -> WavePlan:
    """Plan one wave, of the workspace or a follow-up."""
    if wave not in follow_ups(context.store):
        return plan_workspace(context, wave)
    rows = {entity: _followed(file) for entity, file in context.store.files(f"{FOLLOW}/{wave}").items()}
    spec = migration.WaveSpec.from_dict(follow_ups(context.store)[wave]["spec"])
    return WavePlan(migration.plan([spec], rows, target_url(context), settings_of(context)), rows, {})


def _followed(file: Path) -> migration.LoadRows:
    """Rows of a follow-up wave, as it was kept."""
    names = [name for name in pq.read_schema(file).names if name != migration.ROW_KEY]
    return migration.LoadRows(file=file, columns=dict(zip(names, names, strict=True)), key=migration.ROW_KEY)


def follow_ups(store: Store) -> dict[str, dict[str, Any]]:
    """Return the follow-up waves that were made, oldest first: name → its record."""
    return store.read_json(f"{FOLLOW}/waves", {})


def wave_names(context: Context) -> list[str]:
    """Return the workspace's waves and the follow-ups, in the order they can be promoted."""
    return [*(wave.name for wave in context.workspace.waves), *follow_ups(context.store)]


def next_waves(context: Context) -> tuple[list[str], dict[str, str]]:
    """Return the waves that can be worked on now, and those that wait: name → why."""
    known, follow = states(context), follow_ups(context.store)
    after = {wave.name: wave.after for wave in context.workspace.waves}
    after |= {name: tuple(record["spec"]["after"]) for name, record in follow.items()}
    done = {name for name, row in known.items() if row["state"] in STANDING}
    ahead = [name for name in wave_names(context) if name not in done]
    waits = {name: [earlier for earlier in after[name] if earlier not in done] for name in ahead}
    told = {name: f"waits for {', '.join(earlier)}" for name, earlier in waits.items() if earlier}
    return [name for name in ahead if name not in told], told


def known_wave(context: Context, wave: str) -> str:
    """Return the wave's name.

    Raises
    ------
    MissingInput
        Neither the workspace nor a follow-up has it.
    """
    names = wave_names(context)
    if wave not in names:
        close = nearest(wave, names)
        hint = f"Did you mean '{close}'?" if close else f"There are: {', '.join(names)}."
        raise MissingInput("Wave", f"'{wave}' in {context.workspace.path}", hint)
    return wave


def states(context: Context) -> dict[str, dict[str, Any]]:
    """Return what the ledger says of each wave it knows, in order of promotion; asks, and never makes a database."""
    url = sa.make_url(target_url(context))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return {}
    return {row["wave"]: row for row in migration.status(target_url(context))}


def state_of(context: Context, wave: str) -> str:
    """Return the ledger's state of one wave; `planned` where it has none."""
    return str(states(context).get(wave, {}).get("state", "planned"))


def write_rejects(context: Context, rows: Mapping[str, pa.Table], name: str = "rejects") -> Path | None:
    """Write refused rows to a workbook and remember them, so that it can be read back; None where there are none."""
    for entity, table in rows.items():
        kept = context.store.read(f"refused/{entity}") if context.store.has(f"refused/{entity}") else None
        context.store.write(f"refused/{entity}", _replaced(kept, table))
    return next(iter(migration.write_rejects(rows, context.store.path(f"rejects/{name}.xlsx")).values()), None)


def keep_refused(context: Context, wave: str, rows: Mapping[str, pa.Table]) -> Path | None:
    """Remember which rows a packaged wave leaves behind, and write them to a workbook; see `write_rejects`."""
    store = context.store
    for before in store.files(f"waves/{wave}/refused").values():
        before.unlink()
    for entity, table in rows.items():
        store.write(f"waves/{wave}/refused/{entity}", table.select(["_key"]))
    return write_rejects(context, rows, f"rejects-{wave}")


def refused_keys(context: Context, entity: str) -> pa.Array:
    """Return the keys of an entity's rows that the packaged waves leave behind, and no follow-up carries."""
    store, carried = context.store, {"rehearsed", "verified", "promoting", *STANDING}
    refused = _keys(store, [f"waves/{wave}/refused/{entity}" for wave in wave_names(context)]).unique()
    moved = [name for name in follow_ups(store) if len(refused) and state_of(context, name) in carried]
    moved_keys = _keys(store, [f"{FOLLOW}/{name}/{entity}" for name in moved])
    left = refused.filter(pc.invert(pc.is_in(refused, value_set=moved_keys)))
    return left.take(pc.sort_indices(left))


def _keys(store: Store, names: Sequence[str]) -> pa.Array:
    """`_key` of those of these tables that there are."""
    parts = [store.read(name, ["_key"])["_key"].cast(pa.string()) for name in names if store.has(name)]
    return pa.chunked_array([c for part in parts for c in part.chunks], pa.string()).combine_chunks()


def _replaced(kept: pa.Table | None, rows: pa.Table) -> pa.Table:
    """Rows known before and these, which replace those of the same key."""
    if kept is None or kept.column_names != rows.column_names:
        return rows
    old = [key not in set(rows["_key"].to_pylist()) for key in kept["_key"].to_pylist()]
    return pa.concat_tables([kept.filter(pa.array(old, pa.bool_())), rows])
