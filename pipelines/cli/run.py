"""`mergepoint run`: the main job from exports to promoted waves, with a short summary."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import console, print_json, print_table, progress_bars
from pipelines.cli.speech import say
from pipelines.run import run_all
from pipelines.summary import Summary, summarise

_WIDTH = 15
_READ = "[bold]Read[/bold]     {read:,} rows = {kept:,} kept + {quarantined:,} quarantined"
_MERGED = "[bold]Merged[/bold]   {records:,} records → {customers:,} customers; {review:,} pairs wait for a steward"
_WAITS = "[yellow]Wave {name} waits for approval:[/yellow] mergepoint wave promote {name} --by NAME"


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
    score = say(", health score {score} of 100", score=int(summary.score)) if summary.score is not None else ""
    found = ", ".join(f"{count:,} {say(name)}" for name, count in summary.findings.items())
    console.print("\n" + say(_READ, **rows))
    console.print(say("[bold]Findings[/bold] {found}{score}", found=found, score=score))
    if merged:
        console.print(say(_MERGED, **merged) + "\n")
    totals = list(map(_wave, summary.waves))
    print_table("Waves", ("wave", "state", "rows", "control totals, equal to the cent"), totals)
    for name in waiting:
        console.print(say(_WAITS, name=name))
    console.print(f"{padded(say('Health report'))} {_short(summary.report)}", soft_wrap=True)
    labels = {"ui": "Dagster UI", "review": "Review pairs", "rollback": "Roll back"}
    for name, line in summary.commands.items():
        console.print(f"{padded(say(labels[name]))} {line}", soft_wrap=True)


def padded(label: str) -> str:
    """Fill a label to the width of the longest one; a Chinese character is two wide."""
    return label + " " * max(_WIDTH - cell_len(label), 0)


def _wave(row: dict[str, Any]) -> tuple[str, str, int, str]:
    totals = "; ".join(
        f"{entity} {name.replace('sum:', '').removeprefix('- ')} {value}"
        for entity, sums in row["totals"].items()
        for name, value in sums.items()
        if "sum:" in name
    )
    return row["wave"], say(row["state"]), sum((row.get("rows") or {}).values()), totals


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
