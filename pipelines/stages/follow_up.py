"""Follow-up waves: what the legacy system changed since, and refused rows that people corrected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import migration
from pipelines.errors import GateClosed, MissingInput
from pipelines.stages.context import Context
from pipelines.stages.specs import Mapped
from pipelines.stages.target import target_url
from pipelines.stages.wave_plan import (
    FOLLOW,
    STANDING,
    follow_ups,
    load_tables,
    settings_of,
    states,
    write_rejects,
)

CHANGED = ("updated", "last_seen")  # columns of a load table that say when a row was changed


@dataclass(frozen=True)
class Made:
    """A follow-up wave: its name (None where no row is left to move), rows moving by entity, and those refused."""

    wave: str | None = None
    moving: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, pa.Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """Who asks for a follow-up wave, and why; `final` says that it is the cut-over."""

    by: str
    why: str = ""
    final: bool = False


def make_delta(context: Context, said: Said, *, since: str | None = None, dry_run: bool = False) -> dict[str, Any]:
    """Make a wave of what changed since the promoted waves were packaged, by comparison of every value.

    With `since` (ISO date), changed rows whose own time of change is earlier are left out and counted as
    `silent`. Returns `wave` (None where nothing moves), counts by entity, and the file of refused rows. Keys
    that are gone are written to `delta/<entity>_vanished`; nothing is ever deleted.

    Raises
    ------
    GateClosed
        A wave is half-way, or the cut-over is done.
    MissingInput
        Nothing was promoted yet.
    """
    packages, mapped = promoted_packages(context), load_tables(context)
    untouched = _untouched(context, since) if since else None
    found = migration.delta(packages, mapped.rows, untouched)
    waiting = _waiting(context)
    picks, counts = {}, {}
    for entity, part in found.items():
        mine = part.places[~part.is_new] if entity in waiting else part.places
        picks[entity] = mine
        left = int(part.is_new.sum()) if entity in waiting else 0
        context.store.write(f"delta/{entity}_vanished", part.vanished)
        counts[entity] = {
            "new": part.new - left,
            "changed": part.changed,
            "silent": part.silent,
            "left_to_waves": left,
            "vanished": part.vanished.num_rows,
        }
    made = Made() if dry_run else make_wave(context, "delta", (packages, mapped, picks), said)
    file = write_rejects(context, made.refused, made.wave or "delta")
    return {
        "wave": made.wave,
        "dry_run": dry_run,
        "entities": counts,
        "moving": dict(made.moving),
        "refused": {entity: rows.num_rows for entity, rows in made.refused.items()},
        "rejects": str(file) if file else None,
    }


def make_wave(
    context: Context,
    kind: str,
    given: tuple[Sequence[migration.LoadPackage], Mapped, Mapping[str, np.ndarray]],
    said: Said,
) -> Made:
    """Make a follow-up wave of the rows at `picks` of the mapped tables; rows that do not fit are left out."""
    packages, mapped, picks = given
    name, waves = _next_name(context, kind), [package.wave for package in packages]
    chosen = {entity: places for entity, places in picks.items() if len(places)}
    if not chosen:
        return Made()
    spec = migration.follow_up(name, waves, [mapped.specs[entity] for entity in chosen])
    rows = {entity: mapped.rows[entity].at(places) for entity, places in chosen.items()}
    plan = migration.plan([spec], rows, target_url(context), settings_of(context))
    moving = _accepted(plan.wave(name))
    if moving:
        _keep(context, migration.follow_up(name, waves, [mapped.specs[e] for e in moving]), moving, said)
    counts = {entity: table.num_rows for entity, table in moving.items()}
    return Made(name if moving else None, counts, migration.rejected_rows(plan))


def promoted_packages(context: Context) -> list[migration.LoadPackage]:
    """Return the packages of the waves that stand in the target, in the order they were promoted.

    Raises
    ------
    GateClosed
        A wave is half-way, a package is not the one that was promoted, or the cut-over is done.
    MissingInput
        Nothing was promoted, or a package is gone.
    """
    known = states(context)
    for name, row in known.items():
        if row["state"] in ("promoting", "rolling_back"):
            again = "promote" if row["state"] == "promoting" else "rollback"
            raise GateClosed("state", f"wave '{name}' is {row['state']}", f"Finish it: mergepoint wave {again} {name}")
        if row["state"] in STANDING and follow_ups(context.store).get(name, {}).get("final"):
            why = f"'{name}' was the cut-over; the legacy system is closed"
            raise GateClosed("cut-over", why, f"To open it again: mergepoint wave rollback {name} --by NAME")
    done = [row for row in known.values() if row["state"] in STANDING]
    if not done:
        next_step = "Package the waves again to take what changed: mergepoint wave rehearse"
        raise MissingInput("A promoted wave", "the ledger of the new system", next_step)
    return [_package(context, row) for row in done]


def _package(context: Context, row: Mapping[str, Any]) -> migration.LoadPackage:
    place = context.store.home / "packages" / row["wave"]
    if not place.exists():
        raise MissingInput(f"Package of wave {row['wave']}", str(place), "Bring it back from where it was packaged.")
    package = migration.open_package(place)
    if package.digest != row["digest"]:
        why = f"{place} is not the package that was promoted as '{row['wave']}' ({row['digest'][:12]}…)"
        raise GateClosed("package", why, "Bring that package back; what was promoted cannot be compared without it.")
    return package


def _waiting(context: Context) -> set[str]:
    """Entities that a wave of the workspace has still to move: their new rows go with it."""
    known = states(context)
    open_still = [w for w in context.workspace.waves if known.get(w.name, {}).get("state") not in STANDING]
    return {entity for wave in open_still for entity in wave.load}


def _untouched(context: Context, since: str) -> dict[str, np.ndarray]:
    """Rows whose time of change is before `since`; an entity without such a column has none."""
    masks = {}
    for entity, file in context.store.files("load").items():
        rows = migration.LoadRows(file=file)
        column = next((name for name in CHANGED if name in rows.schema.names), None)
        if column is not None:
            masks[entity] = np.zeros(rows.num_rows, bool)
            for start, batch in rows.batches([column]):
                earlier = pc.fill_null(pc.less(batch[column].cast(pa.string()), since), False)
                masks[entity][start : start + batch.num_rows] = earlier.to_numpy()
    return masks


def _next_name(context: Context, kind: str) -> str:
    """`delta-1`, or one more where that stands already."""
    known = states(context)
    taken = [n for n in (*known, *follow_ups(context.store)) if re.fullmatch(rf"{kind}-\d+", n)]
    standing = [int(n.rpartition("-")[2]) for n in taken if known.get(n, {}).get("state") in STANDING]
    return f"{kind}-{max(standing, default=0) + 1}"


def _accepted(wave: migration.PlannedWave) -> dict[str, pa.Table]:
    """The rows that fit, with their keys, of the entities that have any."""
    moving = {}
    for entity in wave.entities:
        keep = ~entity.refusals.rejected
        if keep.any():
            moving[entity.spec.name] = entity.source.table.filter(pa.array(keep))
    return moving


def _keep(context: Context, spec: migration.WaveSpec, tables: Mapping[str, pa.Table], said: Said) -> None:
    store = context.store
    for old in store.folder(f"{FOLLOW}/{spec.name}").glob("*.parquet"):
        old.unlink()
    for entity, table in tables.items():
        store.write(f"{FOLLOW}/{spec.name}/{entity}", table)
    record = {
        "spec": spec.as_dict(),
        "by": said.by,
        "why": said.why,
        "final": said.final,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    waves = {name: kept for name, kept in follow_ups(store).items() if name != spec.name}
    store.write_json(f"{FOLLOW}/waves", {**waves, spec.name: record})
