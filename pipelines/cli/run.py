"""`mergepoint run`: the main job from exports to promoted waves, with a short summary."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import console, print_json, print_table, progress_bars
from pipelines.run import run_all
from pipelines.summary import Summary, summarise


@click.command("run", short_help="all of it: audit, merge, plan, rehearse, verify, promote")
@click.option("--wait", is_flag=True, help="Stop before each promotion until a person approves it.")
@click.option("--why", default="mergepoint run", help="The reason, for the record.")
@by_option
@workspace_options
@as_json
def command(wait: bool, by: str, why: str, **given: Any) -> None:
    """Do the main job: audit the exports, merge duplicates, move the customers in waves.

    Each wave is sealed, rehearsed in a sandbox (its rollback too), verified to the cent and
    promoted in the name of --by. A run that was stopped goes on where it stood. The Dagster
    UI shows this run: mergepoint ui
    """
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        outcome = run_all(context, by="" if wait else by, why=why)
        summary = summarise(context)
    if given["as_json"]:
        facts = {"run_id": outcome.run_id, "batch": outcome.batch, "failed_checks": outcome.failed_checks}
        print_json({**asdict(summary), **facts, "waiting": list(outcome.waiting)})
    else:
        show(summary, outcome.waiting)


def show(summary: Summary, waiting: tuple[str, ...] = ()) -> None:
    """Print the summary of a run."""
    rows, merged = summary.rows, summary.merged
    score = f", health score {int(summary.score)} of 100" if summary.score is not None else ""
    found = ", ".join(f"{count:,} {name}" for name, count in summary.findings.items())
    console.print(
        f"\n[bold]Read[/bold]     {rows['read']:,} rows = {rows['kept']:,} kept + {rows['quarantined']:,} quarantined"
    )
    console.print(f"[bold]Findings[/bold] {found}{score}")
    if merged:
        console.print(
            f"[bold]Merged[/bold]   {merged['records']:,} records → {merged['customers']:,} customers; "
            f"{merged['review']:,} pairs wait for a steward\n"
        )
    print_table(
        "Waves", ("wave", "state", "rows", "control totals, equal to the cent"), list(map(_wave, summary.waves))
    )
    for name in waiting:
        console.print(f"[yellow]Wave {name} waits for approval:[/yellow] mergepoint wave promote {name} --by NAME")
    console.print(f"Health report   {_short(summary.report)}", soft_wrap=True)
    labels = {"ui": "Dagster UI", "review": "Review pairs", "rollback": "Roll back"}
    for name, line in summary.commands.items():
        console.print(f"{labels[name]:<15} {line}", soft_wrap=True)


def _wave(row: dict[str, Any]) -> tuple[str, str, int, str]:
    totals = "; ".join(
        f"{entity} {name.replace('sum:', '').removeprefix('- ')} {value}"
        for entity, sums in row["totals"].items()
        for name, value in sums.items()
        if "sum:" in name
    )
    return row["wave"], row["state"], sum((row.get("rows") or {}).values()), totals


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
