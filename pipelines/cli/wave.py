"""`mergepoint wave …`: plan, package, rehearse, verify, promote, roll back, close, delta, erase, status, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import console, print_json, print_table, progress_bars
from pipelines.cli.wave_text import print_plan, print_rollback, print_status, print_totals
from pipelines.errors import PipelineError
from pipelines.stages import afterwards, waves
from pipelines.stages.context import Context

LIVE_EDITS = ("keep-theirs", "restore-ours", "stop")


@click.group("wave", short_help="plan, rehearse, verify, promote and roll back waves")
def command() -> None:
    """Move the golden records in waves, each proved in a sandbox, each with a way back.

    \b
    The order of the work:
      mergepoint wave plan                 rows in, merged, rejected and why; writes nothing
      mergepoint wave rehearse             seal a package, load a sandbox, roll it back there
      mergepoint wave verify               every row and control total; the certificate
      mergepoint wave promote --by NAME    into the new system, verified packages only
      mergepoint wave rollback WAVE --by NAME [--dry-run]
      mergepoint wave delta                what the exports say since

    Each may be stopped at any moment and run again: it resumes. Exit code 1: a gate is closed.
    """


def _each(context: Context, names: Sequence[str], step: Callable[[Context, str], dict]) -> dict[str, dict]:
    wanted = names or [wave.name for wave in context.workspace.waves]
    return {name: step(context, name) for name in wanted}


def _run(
    given: dict[str, Any], step: Callable[[Context, str], dict], title: str, show: Callable[[dict], None] | None = None
) -> None:
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        results = _each(context, given["waves"], step)
    if given["as_json"]:
        print_json(results)
        return
    for name, facts in results.items():
        console.print(f"[bold]{name}[/bold]: {title}")
        (show or _facts)(facts)


def _facts(facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        console.print(f"  {name}: {value}")


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    return workspace_options(as_json(function))


_waves = click.argument("waves", nargs=-1)


@command.command()
@_shared
def plan(workspace: Path, exports: Path | None, as_json: bool) -> None:
    """Show what each wave would do: rows in, merged, frozen, rejected and why. Writes nothing."""
    with progress_bars() as progress:
        facts = waves.plan_waves(open_context(workspace, exports, progress))
    if as_json:
        print_json(facts)
    else:
        print_plan(facts)


@command.command()
@_waves
@_shared
def package(**given: Any) -> None:
    """Seal what each wave will write; the same input gives the same bytes."""
    _run(given, waves.package_wave, "packaged")


@command.command()
@_waves
@_shared
def rehearse(**given: Any) -> None:
    """Load each wave into a fresh sandbox, roll it back there, prove that nothing is left."""

    def step(context: Context, wave: str) -> dict[str, Any]:
        waves.package_wave(context, wave)
        return waves.rehearse_wave(context, wave)

    _run(given, step, "rehearsed")


@command.command()
@_waves
@_shared
def verify(**given: Any) -> None:
    """Compare each rehearsed wave with its package: rows, values, references, control totals."""
    _run(given, waves.verify_wave, "verified", print_totals)


@command.command()
@_waves
@by_option
@click.option("--why", default="", help="The reason, for the record.")
@_shared
def promote(by: str, why: str, **given: Any) -> None:
    """Write verified waves into the new system and verify them there."""
    _run(given, lambda context, wave: waves.promote_wave(context, wave, by=by, why=why), "promoted", print_totals)


@command.command()
@click.argument("wave", required=False)
@click.option("--to", metavar="WAVE", help="Take back every wave promoted after this one; it stays itself.")
@by_option
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option(
    "--live-edits", type=click.Choice(LIVE_EDITS), help="Rows that users changed since. [default: keep-theirs]"
)
@_shared
def rollback(**given: Any) -> None:
    """Take a promoted wave back, within its window; later edits of live users are kept and listed.

    \b
      mergepoint wave rollback orders --dry-run
      mergepoint wave rollback orders --by NAME
      mergepoint wave rollback --to customers --by NAME     all after customers, the latest first
    """
    if bool(given["wave"]) == bool(given["to"]):
        raise PipelineError("Name the wave to take back, or the wave to go back to with --to.")
    if given["to"] and given["dry_run"]:
        raise PipelineError("--dry-run looks at one wave: name the latest instead of --to. See: mergepoint wave status")
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        reports = _take_back(context, given)
    if given["as_json"]:
        print_json(reports if given["to"] else reports[0])
        return
    for report in reports:
        print_rollback(report)
    if not reports:
        click.echo(f"No wave was promoted after {given['to']}.")


def _take_back(context: Context, given: dict[str, Any]) -> list[dict[str, Any]]:
    options = {key: given[key] for key in ("by", "live_edits")}
    if given["to"]:
        return waves.rollback_waves_after(context, given["to"], **options)
    return [waves.rollback_wave(context, given["wave"], dry_run=given["dry_run"], **options)]


@command.command()
@_shared
def delta(workspace: Path, exports: Path | None, as_json: bool) -> None:
    """Show what changed since the waves were packaged. Writes nothing to the new system.

    Read and merge fresh exports first (mergepoint run --wait). New and changed rows are written
    to delta/<entity>, keys that are gone to delta/<entity>_vanished; nothing is ever deleted.
    """
    with progress_bars() as progress:
        facts = afterwards.compare_with_packages(open_context(workspace, exports, progress))
    if as_json:
        print_json(facts)
        return
    headers = ("entity", "new", "changed", "vanished", "rows")
    print_table("Since the packages were sealed", headers, [(e, *row.values()) for e, row in facts.items()])


@command.command()
@click.argument("entity")
@click.argument("keys", nargs=-1, required=True)
@by_option
@_shared
def erase(entity: str, keys: tuple[str, ...], by: str, **given: Any) -> None:
    """Forget rows on request: blank their before-images in every wave that can be rolled back.

    \b
      mergepoint wave erase customer CU-1 CU-2 --by NAME

    KEYS are the rows' keys in the new system. A rollback then leaves these rows alone. The rows
    themselves, the exports and the sealed packages are erased where they are kept.
    """
    context = open_context(given["workspace"], given["exports"], None)
    facts = afterwards.erase_images(context, entity, keys, by=by)
    if given["as_json"]:
        print_json(facts)
    else:
        click.echo(f"{facts['blanked']:,} before-images of {facts['asked']:,} rows were blanked, asked by {by}.")


@command.command()
@click.argument("wave")
@by_option
@click.option("--why", default="", help="The reason, for the record.")
@_shared
def close(wave: str, by: str, why: str, **given: Any) -> None:
    """Seal a promoted wave: its before-images are pruned and it can no longer be rolled back."""
    given["waves"] = (wave,)
    _run(given, lambda context, name: waves.close_wave(context, name, by=by, why=why), "closed")


@command.command()
@click.argument("wave")
@by_option
@_shared
def approve(wave: str, by: str, **given: Any) -> None:
    """Say yes to a verified wave, where the workspace asks for more than one person."""
    given["waves"] = (wave,)
    _run(given, lambda context, name: waves.approve_wave(context, name, by=by), "approved")


@command.command()
@click.argument("wave")
@by_option
@_shared
def pause(wave: str, by: str, **given: Any) -> None:
    """Stop a promotion after its current chunk; `promote` resumes it."""
    given["waves"] = (wave,)
    _run(given, lambda context, name: waves.pause_wave(context, name, by=by), "asked to pause")


@command.command()
@_shared
def status(workspace: Path, exports: Path | None, as_json: bool) -> None:
    """Tell where each wave stands, as the ledger in the new system has it."""
    rows = waves.wave_status(open_context(workspace, exports, None))
    if as_json:
        print_json(rows)
    else:
        print_status(rows)


@command.command()
@_shared
def history(workspace: Path, exports: Path | None, as_json: bool) -> None:
    """List every change of state: when, who, why."""
    rows = waves.wave_history(open_context(workspace, exports, None))
    if as_json:
        print_json(rows)
        return
    shown = [(row["at"], row["wave"], row["step"], row["who"], row["why"] or "") for row in rows]
    print_table("History", ("at", "wave", "step", "who", "why"), shown)
