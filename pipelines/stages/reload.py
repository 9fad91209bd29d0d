"""Corrected reject files, back on their way: cells kept with who, when and why, rows into a follow-up wave."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import migration
import quality
from pipelines.errors import MissingInput
from pipelines.stages.clean import clean_source
from pipelines.stages.context import Context
from pipelines.stages.corrections import keep_corrections
from pipelines.stages.follow_log import keep_changes
from pipelines.stages.follow_up import Made, Said, make_wave, promoted_packages
from pipelines.stages.load import build_load_tables
from pipelines.stages.meanings import read_meanings
from pipelines.stages.refused import PREFIX, sheet_name, source_sheets
from pipelines.stages.specs import Mapped
from pipelines.stages.wave_plan import STANDING, load_tables, plan_workspace, states, write_rejects


def reload_rejects(context: Context, file: Path, said: Said) -> dict[str, Any]:
    """Take a corrected file of refused rows: keep its corrections, make a wave of the rows that fit now.

    Returns `cells` (taken), `refused` (place in the file → why, for what was not taken or is still wrong), `wave`
    (None where nothing can move yet), `moving`, `rejects`, and `with_waves`: waves not promoted yet that take
    their rows along when they are packaged again.

    Raises
    ------
    MissingInput
        No rows were refused so far.
    migration.SettingError
        The file is none of ours.
    """
    store = context.store
    refused = store.tables("refused")
    if not refused:
        raise MissingInput("Refused rows", str(store.home / "refused"), "They are listed by: mergepoint wave plan")
    answers = migration.read_rejects(file, refused)
    lost_before = _lost(context)
    of_source = pc.starts_with(answers.changes["entity"], PREFIX)
    cells = keep_changes(store, answers.changes.filter(pc.invert(of_source)), who=said.by, why=said.why)
    cells += _correct_sources(context, answers.changes.filter(of_source), said)
    waited = {key for rows in refused.values() for key in rows["_key"].to_pylist()} | lost_before
    mapped = load_tables(context)
    made, ahead = _follow(context, mapped, waited, said)
    left = {**made.refused, **(_refused_ahead(context) if ahead else {}), **source_sheets(context)}
    rejects = write_rejects(context, left, made.wave or "rejects")
    return {
        "cells": cells,
        "refused": dict([*answers.refused, *_still_wrong(left, answers.changes)]),
        "wave": made.wave,
        "moving": dict(made.moving),
        "rejects": str(rejects) if rejects else None,
        "with_waves": ahead,
    }


def _correct_sources(context: Context, changes: pa.Table, said: Said) -> int:
    """Write corrected cells into the sources, for good, and make the load tables again."""
    meanings, cells = read_meanings(context.store), 0
    for name in context.workspace.sources:
        mine = changes.filter(pc.equal(changes["entity"], sheet_name(name)))
        if mine.num_rows:
            kept = _as_changes(mine, said.by)
            keep_corrections(context, name, kept)
            records = quality.apply_corrections(context.store.read(f"exports/{name}"), kept)
            context.store.write(f"exports/{name}", records)
            cleaned = clean_source(records, meanings[name], context.workspace.sources[name].region)
            context.store.write(f"clean/{name}", cleaned.table)
            context.store.write(f"changes/{name}", cleaned.changes)
            cells += mine.num_rows
    if cells:
        build_load_tables(context)
    return cells


def _as_changes(changes: pa.Table, who: str) -> pa.Table:
    """Corrections by contract "Changes"."""
    fixed = {"rule": f"steward/{who}", "version": "1", "kind": "applied"}
    columns = {
        "record_id": changes["key"],
        "field": changes["column"],
        "column": changes["column"],
        "before": pc.fill_null(changes["before"], ""),
        "after": changes["after"],
    } | {name: pa.repeat(pa.scalar(text), changes.num_rows) for name, text in fixed.items()}
    return pa.table(columns, schema=quality.CHANGES_SCHEMA)


def _lost(context: Context) -> set[str]:
    """Rows that did not become load rows, and those that follow them."""
    store = context.store
    return set(store.read("load_rejected")["record_id"].to_pylist()) if store.has("load_rejected") else set()


def _follow(context: Context, mapped: Mapped, waited: set[str], said: Said) -> tuple[Made, list[str]]:
    """Make a wave of rows that waited and that no promoted wave carried; name the waves that are still ahead.

    Rows of an entity that a wave ahead moves go with that wave.
    """
    known = states(context)
    ahead = [w for w in context.workspace.waves if known.get(w.name, {}).get("state") not in STANDING]
    going = {entity for wave in ahead for entity in wave.load}
    names = [wave.name for wave in ahead]
    if len(ahead) == len(context.workspace.waves):
        return Made(), names
    packages = promoted_packages(context)
    found = migration.delta(packages, {e: rows for e, rows in mapped.rows.items() if e not in going})
    values, picks = pa.array(sorted(waited), pa.string()), {}
    for entity, part in found.items():
        mine = pc.is_in(part.source.keys_at(part.places), value_set=values)
        picks[entity] = part.places[mine.to_numpy(zero_copy_only=False)]
    return make_wave(context, "reload", (packages, mapped, picks), said), names


def _refused_ahead(context: Context) -> dict[str, pa.Table]:
    planned = plan_workspace(context)
    return migration.rejected_rows(planned.plan)


def _still_wrong(left: Mapping[str, pa.Table], changes: pa.Table) -> list[tuple[str, str]]:
    """Cells that were corrected and do not fit even so: their place in the file, and what was expected."""
    cells = {(row["entity"], row["key"], row["column"]): row["cell"] for row in changes.to_pylist()}
    wrong = []
    for sheet, rows in left.items():
        for row in rows.select(["_key", "_reason", "_expected"]).to_pylist():
            told = zip(row["_reason"].split("; "), row["_expected"].split("; "), strict=False)
            for reason, expected in told:
                for column in reason.partition(": ")[2].split(", "):
                    cell = cells.get((sheet, row["_key"], column))
                    wrong += [(cell, f"{reason}: expected {expected}")] if cell else []
    return wrong
