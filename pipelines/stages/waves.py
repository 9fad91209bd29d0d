"""Waves: plan, package, rehearse, verify, promote, roll back, close. The ledger is in the target."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

import migration
from pipelines.errors import GateClosed, MissingInput
from pipelines.stages.context import Context
from pipelines.stages.ledger import agreed_totals
from pipelines.stages.specs import map_to_target, wave_specs
from pipelines.stages.target import prepare_target, sandbox_name, target_url
from pipelines.workspace import nearest


def settings_of(context: Context) -> migration.Settings:
    """How waves run, as far as the workspace says anything."""
    return migration.Settings(window=context.workspace.rollback.window)


def plan_waves(context: Context) -> dict[str, Any]:
    """Plan every wave; nothing is written to the target but its schema, where `target.ddl` says so.

    Writes `waves/plan` and a file of rejected rows for each entity, to be corrected and loaded
    again; returns the plan's rows, the columns left out, those files, and what was held back before
    the plan (frozen, orphaned …) by entity and reason.
    """
    prepare_target(context)
    plan, left_out = _plan(context)
    held_back = _held_back(context)
    summary = _with_frozen(plan.summary(), held_back)
    context.store.write("waves/plan", summary)
    rejects = migration.write_rejects(plan, context.store.folder("rejects"))
    return {
        "plan": summary.to_pylist(),
        "left_out": {entity: list(columns) for entity, columns in left_out.items()},
        "rejects": {entity: str(path) for entity, path in rejects.items()},
        "held_back": held_back,
    }


def package_wave(context: Context, wave: str) -> dict[str, Any]:
    """Seal what a wave will write; return its digest, rows and place."""
    prepare_target(context)
    plan, _ = _plan(context)
    package = migration.package(plan, _known(context, wave), _place(context, wave), fingerprint(context))
    rows = {spec.name: package.about(spec.name)["rows"] for spec in package.entities}
    return {"digest": package.digest, "rows": rows, "path": str(package.path)}


def rehearse_wave(context: Context, wave: str) -> dict[str, Any]:
    """Load a wave into a fresh sandbox, roll it back, prove nothing is left, load it again."""
    package = _package(context, wave)
    place = migration.sandbox(target_url(context), sandbox_name(context, wave))
    context.store.write_json(f"waves/{wave}/sandbox", {"url": place})
    rehearsal = migration.rehearse(package, place, target=target_url(context), settings=settings_of(context))
    return {
        "rows": rehearsal.promotion.counts,
        "seconds": rehearsal.promotion.seconds,
        "rollback": "left nothing behind" if rehearsal.passed else f"differs in {', '.join(rehearsal.differing)}",
    }


def verify_wave(context: Context, wave: str) -> dict[str, Any]:
    """Compare the sandbox with the package row by row; write the certificate; return its totals.

    Raises
    ------
    GateClosed
        A check failed; the message names the first rows.
    """
    package = _package(context, wave)
    place = context.store.read_json(f"waves/{wave}/sandbox", {}).get("url")
    if place is None:
        raise GateClosed("rehearsed", f"wave '{wave}' was not rehearsed", f"Run: mergepoint wave rehearse {wave}")
    totals, counts = agreed_totals(context)
    certificate = migration.verify(package, place, ledger_totals=totals, target=target_url(context), by="mergepoint")
    return _certified(context, wave, certificate) | counts


def promote_wave(context: Context, wave: str, *, by: str, why: str = "") -> dict[str, Any]:
    """Write a verified wave into the target and verify it there; return rows and control totals.

    Raises
    ------
    migration.Refused
        A gate of the ledger is closed.
    GateClosed
        The target does not hold what the package says.
    """
    package, target = _package(context, wave), target_url(context)
    progress = context.step(f"promote {wave}")
    promotion = migration.promote(
        package,
        target,
        by=by,
        settings=settings_of(context),
        progress=lambda _entity, done, total, _rate: progress(done, total),
        fingerprint=fingerprint(context),
    )
    totals, _ = agreed_totals(context)
    certificate = migration.verify(package, target, ledger_totals=totals, by=by)
    facts = _certified(context, wave, certificate, "target")
    return {"rows": promotion.counts, "seconds": promotion.seconds, "by": by, "why": why} | facts


def rollback_wave(
    context: Context, wave: str, *, by: str, dry_run: bool = False, live_edits: str | None = None
) -> dict[str, Any]:
    """Take a promoted wave back, or say what that would do."""
    report = migration.rollback(
        _known(context, wave),
        target_url(context),
        by=by,
        dry_run=dry_run,
        live_edits=live_edits,
        settings=settings_of(context),
    )
    return asdict(report)


def rollback_waves_after(
    context: Context, wave: str, *, by: str, live_edits: str | None = None
) -> list[dict[str, Any]]:
    """Take back every wave promoted after `wave`, the latest first; `wave` itself stays.

    Raises
    ------
    migration.Refused
        `wave` was never promoted, or the window of a later one has closed.
    """
    reports = migration.rollback_to(
        _known(context, wave), target_url(context), by=by, live_edits=live_edits, settings=settings_of(context)
    )
    return [asdict(report) for report in reports]


def approve_wave(context: Context, wave: str, *, by: str) -> dict[str, Any]:
    """Record a person's yes to a verified wave."""
    migration.approve(_known(context, wave), target_url(context), by=by)
    return {"wave": wave, "approved_by": by}


def pause_wave(context: Context, wave: str, *, by: str) -> dict[str, Any]:
    """Ask the worker of a wave to stop after its chunk."""
    migration.pause(_known(context, wave), target_url(context), by=by)
    return {"wave": wave, "paused_by": by}


def close_wave(context: Context, wave: str, *, by: str, why: str = "") -> dict[str, Any]:
    """Seal a promoted wave: no way back, before-images pruned."""
    migration.close(_known(context, wave), target_url(context), by=by, why=why)
    return {"wave": wave, "closed_by": by}


def wave_status(context: Context) -> list[dict[str, Any]]:
    """What the ledger says of each wave of the workspace, in order; `planned` where it knows none."""
    known = {row["wave"]: row for row in migration.status(target_url(context))}
    names = [wave.name for wave in context.workspace.waves]
    return [known.get(name, {"wave": name, "state": "planned"}) for name in [*names, *(set(known) - set(names))]]


def wave_history(context: Context) -> list[dict[str, Any]]:
    """Every change of state, who made it, when and why."""
    return migration.history(target_url(context))


def fingerprint(context: Context) -> str:
    """SHA-256 of the workspace file and of everything that was read."""
    digest = hashlib.sha256()
    files = [context.workspace.path, *sorted((context.store.home / "exports").glob("*.parquet"))]
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _plan(context: Context) -> tuple[migration.Plan, Mapping[str, Any]]:
    tables = context.store.tables("load")
    if not tables:
        raise MissingInput("Load tables", str(context.store.home / "load"), "Run: mergepoint run")
    mapped = map_to_target(context, tables)
    plan = migration.plan(wave_specs(context, mapped), mapped.tables, target_url(context), settings_of(context))
    return plan, mapped.left_out


def _held_back(context: Context) -> list[dict[str, Any]]:
    """Rows that were held back before the plan, by entity and reason."""
    if not context.store.has("load_rejected"):
        return []
    rows = (
        context.store.read("load_rejected").group_by(["entity", "reason"]).aggregate([("record_id", "count_distinct")])
    )
    rows = rows.rename_columns(["entity", "reason", "rows"])
    return rows.sort_by([("entity", "ascending"), ("reason", "ascending")]).to_pylist()


def _with_frozen(summary: pa.Table, held_back: list[dict[str, Any]]) -> pa.Table:
    """Count frozen rows in the first wave that loads their entity: they came in and stay behind."""
    frozen = {row["entity"]: row["rows"] for row in held_back if row["reason"] == "frozen"}
    rows = summary.to_pylist()
    for row in rows:
        count = frozen.pop(row["entity"], 0)
        row["rows_in"] += count
        row["frozen"] += count
    return pa.Table.from_pylist(rows, schema=summary.schema)


def _place(context: Context, wave: str) -> Path:
    return context.store.path(f"packages/{wave}")


def _package(context: Context, wave: str) -> migration.LoadPackage:
    place = _place(context, _known(context, wave))
    if not place.exists():
        raise GateClosed("packaged", f"wave '{wave}' was not packaged", f"Run: mergepoint wave package {wave}")
    return migration.open_package(place)


def _known(context: Context, wave: str) -> str:
    names = [w.name for w in context.workspace.waves]
    if wave not in names:
        close = nearest(wave, names)
        hint = f"Did you mean '{close}'?" if close else f"There are: {', '.join(names)}."
        raise MissingInput("Wave", f"'{wave}' in {context.workspace.path}", hint)
    return wave


def _certified(
    context: Context, wave: str, certificate: migration.Certificate, where: str = "sandbox"
) -> dict[str, Any]:
    for ending, text in (("json", certificate.to_json()), ("html", certificate.to_html())):
        context.store.path(f"waves/{wave}/certificate-{where}.{ending}").write_text(text, encoding="utf-8")
    if not certificate.passed:
        first = certificate.failures[0]
        rows = f"; first: {first.rows[0]}" if first.rows else ""
        why = f"{first.name} in the {where}: expected {first.expected}, found {first.found}{rows}"
        page = context.store.path(f"waves/{wave}/certificate-{where}.html")
        raise GateClosed("verified", why, f"All checks: {page}")
    return {"checks": len(certificate.checks), "totals": certificate.totals}
