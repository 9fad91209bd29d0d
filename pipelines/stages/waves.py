"""Waves: plan, package, rehearse, verify, promote, roll back, close. The ledger is in the target."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import migration
from pipelines.errors import GateClosed
from pipelines.stages.context import Context
from pipelines.stages.emptied import write_emptied
from pipelines.stages.follow_log import LOG
from pipelines.stages.ledger import agreed_totals
from pipelines.stages.moving import changed_sources, note_sources
from pipelines.stages.refused import source_sheets
from pipelines.stages.target import prepare_target, sandbox_name, target_url
from pipelines.stages.wave_plan import (
    STANDING,
    UNDER_WAY,
    keep_refused,
    known_wave,
    plan_of,
    plan_workspace,
    settings_of,
    state_of,
    states,
    wave_names,
    write_rejects,
)

_DRIFTED = (
    "Read it again: mergepoint run --wait. Or promote what was verified with --despite-drift, "
    "and take the changes afterwards: mergepoint wave delta"
)


def plan_waves(context: Context) -> dict[str, Any]:
    """Plan every wave; nothing is written to the target but its schema, where `target.ddl` says so.

    Writes `waves/plan` and a workbook of refused rows, to be corrected and loaded again; returns the
    plan's rows for the waves still ahead, those that stand already, the columns left out, the workbook,
    what was held back before the plan (frozen, orphaned …) by entity and reason, and cells left empty.
    """
    prepare_target(context)
    planned, standing = plan_workspace(context), _standing(context)
    held_back = _held_back(context)
    ahead = dataclasses.replace(planned.plan, waves=tuple(w for w in planned.plan.waves if w.spec.name not in standing))
    summary = _with_frozen(planned.plan.summary(), held_back)
    summary = summary.filter(pc.invert(pc.is_in(summary["wave"], value_set=pa.array(standing, pa.string()))))
    context.store.write("waves/plan", summary)
    emptied = write_emptied(context.store, planned.rows)
    rows = migration.rejected_rows(ahead) | source_sheets(context)
    file = write_rejects(context, rows) if ahead.waves else None
    return {
        "plan": summary.to_pylist(),
        "standing": standing,
        "left_out": {entity: list(columns) for entity, columns in planned.left_out.items()},
        "rejects": str(file) if file else None,
        "refused": {name: table.num_rows for name, table in rows.items()} if file else {},
        "held_back": held_back,
        "emptied": emptied,
    }


def package_wave(context: Context, wave: str) -> dict[str, Any]:
    """Seal what a wave will write; return its digest, rows and place."""
    prepare_target(context)
    if known_wave(context, wave) and state_of(context, wave) in UNDER_WAY:
        return _already(context, wave)
    planned = plan_of(context, wave)
    package = migration.package(planned.plan, wave, _place(context, wave), fingerprint(context))
    rows = {spec.name: package.about(spec.name)["rows"] for spec in package.entities}
    note_sources(context, wave)
    own = dataclasses.replace(planned.plan, waves=(planned.plan.wave(wave),))
    refused = migration.rejected_rows(own)
    file = keep_refused(context, wave, refused)
    facts = {"digest": package.digest, "rows": rows, "path": str(package.path)}
    counts = {entity: table.num_rows for entity, table in refused.items()}
    return facts | ({"refused": counts, "rejects": str(file)} if file else {})


def rehearse_wave(context: Context, wave: str) -> dict[str, Any]:
    """Load a wave into a fresh sandbox, roll it back, prove nothing is left, load it again."""
    if known_wave(context, wave) and state_of(context, wave) in UNDER_WAY:
        return _already(context, wave)
    package = _package(context, wave)
    clone = context.workspace.target.sandbox == "clone"
    place = migration.make_sandbox(target_url(context), sandbox_name(context, wave), clone=clone)
    context.store.write_json(f"waves/{wave}/sandbox", {"url": place.url})
    rehearsal = migration.rehearse(package, place.url, target=target_url(context), settings=settings_of(context))
    return {
        "sandbox": place.how,
        "rows": rehearsal.promotion.counts,
        "seconds": rehearsal.promotion.seconds,
        "rollback": "left nothing behind" if rehearsal.passed else f"differs in {', '.join(rehearsal.differing)}",
    }


def verify_wave(context: Context, wave: str, *, how: str = "auto") -> dict[str, Any]:
    """Compare the sandbox (or the target, where it stands) with the package; write the certificate, return its totals.

    `how` every row is compared: `rows`, `ranges` or `auto`, see `migration.verify`.

    Raises
    ------
    GateClosed
        A check failed; the message names the first rows.
    """
    state = state_of(context, wave)
    if state in STANDING:
        return _check_target(context, wave, by="mergepoint", how=how)
    package = _package(context, wave)
    place = context.store.read_json(f"waves/{wave}/sandbox", {}).get("url")
    if place is None:
        raise GateClosed("rehearsed", f"wave '{wave}' was not rehearsed", f"Run: mergepoint wave rehearse {wave}")
    totals, counts = _erp_totals(context, package)
    certificate = migration.verify(
        package, place, ledger_totals=totals, target=target_url(context), by="mergepoint", how=how
    )
    return _certified(context, wave, certificate) | counts


def promote_wave(context: Context, wave: str, *, by: str, why: str = "", despite_drift: bool = False) -> dict[str, Any]:
    """Write a verified wave into the target and verify it there; return rows and control totals.

    Exports that changed since the wave was packaged stop it, unless `despite_drift`: a delta wave takes the
    changes then, and the ledger says so.

    Raises
    ------
    migration.Refused
        A gate of the ledger is closed.
    GateClosed
        The target does not hold what the package says.
    """
    package, target = _package(context, wave), target_url(context)
    if _passed_there(context, package):
        return _already(context, wave)
    drifted = ", ".join(changed_sources(context, wave))
    if drifted and not despite_drift:
        raise GateClosed("drift", f"changed since wave '{wave}' was packaged: {drifted}", _DRIFTED)
    why = f"{why} (source moved on: {drifted})".strip() if drifted else why
    progress = context.step(f"promote {wave}")
    promotion = migration.promote(
        package,
        target,
        by=migration.Who(by, why),
        settings=settings_of(context),
        progress=lambda _entity, done, total, _rate: progress(done, total),
        fingerprint=fingerprint(context),
    )
    facts = _check_target(context, wave, by=by)
    done = {"rows": promotion.counts, "seconds": promotion.seconds, "closes_at": promotion.closes_at}
    return done | {"by": by, "why": why} | facts


def _check_target(context: Context, wave: str, *, by: str, how: str = "auto") -> dict[str, Any]:
    """Verify a promoted wave where it stands; certificate and totals as `verify_wave`."""
    package = _package(context, wave)
    totals, counts = _erp_totals(context, package)
    certificate = migration.verify(package, target_url(context), ledger_totals=totals, by=by, how=how)
    return _certified(context, wave, certificate, "target") | counts


def _erp_totals(context: Context, package: migration.LoadPackage) -> tuple[Path | None, dict[str, Any]]:
    """What the ERP says of a wave that carries orders; of another one it says nothing."""
    carries = any(spec.name == "order" for spec in package.entities)
    return agreed_totals(context) if carries else (None, {})


def _passed_there(context: Context, package: migration.LoadPackage) -> bool:
    """Whether this very promotion was verified in the target already."""
    row = states(context).get(package.wave.name, {})
    held = context.store.read_json(f"waves/{package.wave.name}/certificate-target", {})
    same = row.get("state") in STANDING and held.get("digest") == package.digest == row.get("digest")
    return same and bool(held.get("passed")) and held["at"] >= (row["promoted_at"] or 0)


def approve_wave(context: Context, wave: str, *, by: str, why: str = "") -> dict[str, Any]:
    """Record a person's yes to a verified wave."""
    migration.approve(known_wave(context, wave), target_url(context), by=by, why=why)
    return {"wave": wave, "approved_by": by}


def pause_wave(context: Context, wave: str, *, by: str, why: str = "") -> dict[str, Any]:
    """Ask the worker of a wave to stop after its chunk."""
    migration.pause(known_wave(context, wave), target_url(context), by=by, why=why)
    return {"wave": wave, "paused_by": by}


def close_wave(context: Context, wave: str, *, by: str, why: str = "") -> dict[str, Any]:
    """Seal a promoted wave: no way back, before-images pruned."""
    migration.close(known_wave(context, wave), target_url(context), by=by, why=why)
    return {"wave": wave, "closed_by": by}


def wave_status(context: Context) -> list[dict[str, Any]]:
    """What the ledger says of each wave of the workspace, in order; `planned` where it knows none."""
    known, names = states(context), wave_names(context)
    return [known.get(name, {"wave": name, "state": "planned"}) for name in [*names, *(set(known) - set(names))]]


def wave_history(context: Context) -> list[dict[str, Any]]:
    """Every change of state, who made it, when and why."""
    return migration.history(target_url(context))


def fingerprint(context: Context) -> str:
    """SHA-256 of the workspace file, of everything that was read, and of what people corrected in reject files."""
    digest = hashlib.sha256()
    home = context.store.home
    files = [context.workspace.path, *sorted((home / "exports").glob("*.parquet")), home / f"{LOG}.parquet"]
    for path in files:
        if path.is_file():
            with path.open("rb") as file:
                digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _standing(context: Context) -> list[str]:
    known = states(context)
    return [w.name for w in context.workspace.waves if known.get(w.name, {}).get("state") in STANDING]


def _already(context: Context, wave: str) -> dict[str, Any]:
    """What a step says of a wave that stands in the target or is on its way there: its package must stay as it is."""
    state = state_of(context, wave)
    next_step = {"promoting": f"promote {wave}", "rolling_back": f"rollback {wave}"}.get(state, "delta")
    return {"note": f"is {state}; nothing was done. Next: mergepoint wave {next_step}"}


def _held_back(context: Context) -> list[dict[str, Any]]:
    """Rows that were held back before the plan, by entity and reason."""
    if not context.store.has("load_rejected"):
        return []
    return _counted(context.store.read("load_rejected"), ["entity", "reason"])


def _counted(table: pa.Table, by: list[str]) -> list[dict[str, Any]]:
    """Distinct records of each group, in order."""
    counts = table.group_by(by).aggregate([("record_id", "count_distinct")]).rename_columns([*by, "rows"])
    return counts.sort_by([(name, "ascending") for name in by]).to_pylist()


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
    place = _place(context, known_wave(context, wave))
    if not place.exists():
        raise GateClosed("packaged", f"wave '{wave}' was not packaged", f"Run: mergepoint wave rehearse {wave}")
    return migration.open_package(place)


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
