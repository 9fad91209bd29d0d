"""`mergepoint wave …`: plan, package, rehearse, verify, promote, roll back, close, erase, status, history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import console, print_json, print_table, progress_bars
from pipelines.cli.speech import say, translated
from pipelines.cli.wave_follow import delta, reload, why_option
from pipelines.cli.wave_text import (
    print_facts,
    print_next,
    print_plan,
    print_rejected,
    print_rollback,
    print_status,
    print_totals,
)
from pipelines.errors import PipelineError
from pipelines.stages import afterwards, waves
from pipelines.stages.context import Context
from pipelines.stages.taking_back import TakeBack, rollback_wave, rollback_waves_after
from pipelines.stages.wave_plan import next_waves, state_of

LIVE_EDITS = ("keep-theirs", "restore-ours", "stop")
HOW = ("auto", "rows", "ranges")


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
      mergepoint wave reload FILE --by NAME    refused rows, corrected
      mergepoint wave delta --by NAME          what the exports say since

    Each may be stopped at any moment and run again: it resumes. Exit code 1: a gate is closed.
    """


def _run(
    given: dict[str, Any], step: Callable[[Context, str], dict], title: str, show: Callable[[dict], None] = print_facts
) -> None:
    """Do a step for each wave named, or for those that can go now; each is shown when it is done."""
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        results = {}
        names, waiting = (given["waves"], {}) if given["waves"] else next_waves(context)
        for name in names:
            results[name] = step(context, name)
            if not given["as_json"]:
                console.print(f"[bold]{name}[/bold]: {say(title) if 'note' not in results[name] else ''}")
                show(results[name])
    if given["as_json"]:
        print_json(results)
        return
    for name, why in waiting.items():
        console.print(f"{name}: {translated(why)}")
    if not names and not waiting:
        console.print(say("Every wave is promoted."))
    stood = {row["wave"]: row["state"] for row in waves.wave_status(context)}
    for name in names:
        if "note" not in results[name]:
            print_next(context, stood.get(name, "planned"), name)


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    return workspace_options(as_json(function))


_waves = click.argument("waves", nargs=-1)


@command.command()
@_shared
def plan(workspace: Path, exports: Path | None, as_json: bool) -> None:
    """Show what each wave would do: rows in, merged, frozen, rejected and why. Writes nothing."""
    with progress_bars() as progress:
        context = open_context(workspace, exports, progress)
        facts = waves.plan_waves(context)
    if as_json:
        print_json(facts)
        return
    print_plan(facts, context)
    first = next((row["wave"] for row in facts["plan"]), None)
    if first:
        print_next(context, state_of(context, first), first)


@command.command()
@_waves
@_shared
def package(**given: Any) -> None:
    """Seal what each wave will write; the same input gives the same bytes."""
    _run(given, waves.package_wave, "packaged", print_rejected)


@command.command()
@_waves
@_shared
def rehearse(**given: Any) -> None:
    """Load each wave into a fresh sandbox, roll it back there, prove that nothing is left."""

    def step(context: Context, wave: str) -> dict[str, Any]:
        sealed = waves.package_wave(context, wave)
        left = {name: sealed[name] for name in ("refused", "rejects") if name in sealed}
        return waves.rehearse_wave(context, wave) | left

    _run(given, step, "rehearsed", print_rejected)


@command.command()
@_waves
@click.option(
    "--how",
    type=click.Choice(HOW),
    default="auto",
    show_default=True,
    help="Fetch every row, or key ranges whose digest differs (auto: where the database is far).",
)
@_shared
def verify(how: str, **given: Any) -> None:
    """Compare each rehearsed wave with its package: rows, values, references, control totals."""

    def step(context: Context, wave: str) -> dict[str, Any]:
        return waves.verify_wave(context, wave, how=how)

    _run(given, step, "verified", print_totals)


@command.command()
@_waves
@by_option
@why_option
@click.option("--despite-drift", is_flag=True, help="Promote though exports changed since; a delta takes the changes.")
@_shared
def promote(by: str, why: str, despite_drift: bool, **given: Any) -> None:
    """Write verified waves into the new system and verify them there."""

    def step(context: Context, wave: str) -> dict[str, Any]:
        return waves.promote_wave(context, wave, by=by, why=why, despite_drift=despite_drift)

    _run(given, step, "promoted", print_totals)


@command.command()
@click.argument("wave", required=False)
@click.option("--to", metavar="WAVE", help="Take back every wave promoted after this one; it stays itself.")
@by_option
@why_option
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
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        reports = _take_back(context, given)
    if given["as_json"]:
        print_json(reports if given["to"] else reports[0])
        return
    for report in reports:
        print_rollback(report)
    if not reports:
        click.echo(say("No wave was promoted after {wave}.", wave=given["to"]))


def _take_back(context: Context, given: dict[str, Any]) -> list[dict[str, Any]]:
    said = TakeBack(given["by"], given["why"], given["dry_run"], given["live_edits"])
    if given["to"]:
        return rollback_waves_after(context, given["to"], said)
    return [rollback_wave(context, given["wave"], said)]


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
        told = "{blanked:,} before-images of {asked:,} rows were blanked, asked by {by}."
        click.echo(say(told, blanked=facts["blanked"], asked=facts["asked"], by=by))


@command.command()
@click.argument("wave")
@by_option
@why_option
@_shared
def close(wave: str, by: str, why: str, **given: Any) -> None:
    """Seal a promoted wave: its before-images are pruned and it can no longer be rolled back."""
    given["waves"] = (wave,)
    _run(given, lambda context, name: waves.close_wave(context, name, by=by, why=why), "closed")


@command.command()
@click.argument("wave")
@by_option
@why_option
@_shared
def approve(wave: str, by: str, why: str, **given: Any) -> None:
    """Say yes to a verified wave, where the workspace asks for more than one person."""
    given["waves"] = (wave,)
    _run(given, lambda context, name: waves.approve_wave(context, name, by=by, why=why), "approved")


@command.command()
@click.argument("wave")
@by_option
@why_option
@_shared
def pause(wave: str, by: str, why: str, **given: Any) -> None:
    """Stop a promotion after its current chunk; `promote` resumes it."""
    given["waves"] = (wave,)
    _run(given, lambda context, name: waves.pause_wave(context, name, by=by, why=why), "asked to pause")


@command.command()
@_shared
def status(workspace: Path, exports: Path | None, as_json: bool) -> None:
    """Tell where each wave stands, as the ledger in the new system has it."""
    context = open_context(workspace, exports, None)
    rows = waves.wave_status(context)
    if as_json:
        print_json(rows)
    else:
        print_status(rows, context)


@command.command()
@_shared
def history(workspace: Path, exports: Path | None, as_json: bool) -> None:
    """List every change of state: when, who, why."""
    rows = waves.wave_history(open_context(workspace, exports, None))
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            f"{datetime.fromtimestamp(row['at']):%Y-%m-%d %H:%M:%S}",
            row["wave"],
            row["step"],
            row["who"],
            row["why"] or "",
        )
        for row in rows
    ]
    print_table("History", ("at", "wave", "step", "who", "why"), shown)


for follow_up in (delta, reload):
    command.add_command(follow_up)
