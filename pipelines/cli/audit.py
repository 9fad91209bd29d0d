"""`mergepoint audit`: the health check, with a workspace or with nothing but files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.cli.options import as_json, language, open_context, workspace_options
from pipelines.cli.screen import print_json, print_table, progress_bars
from pipelines.errors import PipelineError
from pipelines.stages.audit import audit_exports, audit_found, counts_of, write_report
from pipelines.stages.context import Context
from pipelines.stages.discover import discover
from pipelines.stages.exports import read_exports
from pipelines.store import Store, check_writable


@click.command("audit", short_help="health check: findings, score and report")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the report (needed with PATHS)."
)
@click.option("--unmask", is_flag=True, help="Show personal data whole in the report.")
@language
@workspace_options
@as_json
def command(**given: object) -> None:
    """Find what is wrong with customer data, what it costs, and how to mend it.

    \b
    With PATHS (files or folders) and no set-up at all:
      mergepoint audit exports/ --out health
    Without PATHS, the exports of the workspace:
      mergepoint audit --workspace workspace.yaml

    Writes report.html (one file, no network), findings.csv (a row for each finding and
    record), findings.xlsx, profile.json and score.json. Exit code 1: a critical rule failed.
    """
    counts, out = _files(given) if given["paths"] else _workspace(given)
    if given["as_json"]:
        print_json({**counts, "out": str(out)})
    else:
        show_counts(counts)
        click.echo(f"Report: {out / 'report.html'}")
    sys.exit(1 if counts["critical_failed"] else 0)


def show_counts(counts: dict) -> None:
    """Show rows read, kept and put aside by source, then findings by severity."""
    rows = [(name, c["read"], c["kept"], c["quarantined"]) for name, c in counts["rows"].items()]
    print_table("Rows", ("source", "read", "kept", "quarantined"), rows)
    severities = [(name, counts["findings"].get(name, 0)) for name in ("critical", "warning", "info")]
    print_table(f"Health score {counts['score']:.0f} of 100", ("findings", "count"), severities)


def _files(given: dict) -> tuple[dict, Path]:
    if given["out"] is None:
        raise PipelineError("Name a folder for the report: mergepoint audit PATH… --out DIR")
    check_writable(given["out"])
    with progress_bars() as progress:
        found = discover(list(given["paths"]), progress=progress)
        audit = audit_found(found, Context(found.workspace, Store(given["out"]), progress))
        spoken = given["language"] or found.workspace.language
        write_report(audit, given["out"], language=spoken, mask=not given["unmask"])
    return counts_of(audit), given["out"]


def _workspace(given: dict) -> tuple[dict, Path]:
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        read_exports(context)
        counts = audit_exports(context)
    folder = context.store.folder("audit")
    return counts, folder
