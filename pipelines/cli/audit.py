"""`mergepoint audit`: the health check, with a workspace or with nothing but files."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from pipelines.cli.audit_words import WORDS
from pipelines.cli.init import tell_unread
from pipelines.cli.options import as_json, by_option, language, open_context, workspace_options
from pipelines.cli.screen import print_json, print_table, progress_bars
from pipelines.cli.speech import speak
from pipelines.cli.understood import Understood, show_understood, unknown_columns
from pipelines.errors import PipelineError
from pipelines.stages.audit import (
    audit_found,
    audit_store,
    counts_of,
    sources_found,
    sources_of_store,
    write_report,
    write_sop,
)
from pipelines.stages.context import Context
from pipelines.stages.corrections import take_corrections
from pipelines.stages.decisions import list_decisions, undo_decision
from pipelines.stages.discover import discover
from pipelines.stages.exports import read_exports
from pipelines.stages.meanings import read_meanings
from pipelines.store import Store, check_writable


@click.command("audit", short_help="health check: findings, score and report")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the report; needed with PATHS."
)
@click.option(
    "--sop", type=click.Path(path_type=Path, file_okay=False), help="Folder for each department's page and workbook."
)
@click.option(
    "--apply", type=click.Path(path_type=Path, dir_okay=False), help="Take a filled workbook back (workspace only)."
)
@click.option("--decisions", is_flag=True, help="List what stewards corrected and accepted, by whom and when.")
@click.option("--undo", metavar="EVENT", help="Take one decision of --decisions back.")
@by_option
@click.option("--unmask", is_flag=True, help="Show personal data whole in the report and in the pages of --sop.")
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
    record), findings.xlsx, profile.json and score.json. Exit code 1: a critical rule failed, or a
    file of a folder cannot be read (the others are audited, it is listed with its reason).
    The screen shows what was understood of each source, and the columns that were not.

    \b
    Let each department mend its own rows, the dearest first:
      mergepoint audit --sop sop                 a page and a workbook for each department
      (fill in Correction, Decision and By in the workbook)
      mergepoint audit --apply sop/Sales.xlsx    checked, taken, applied in every later run
    The exports themselves are never changed. A correction is skipped and reported once its
    cell holds another value. Exit code of --apply is 1 where a correction was refused.
    The workbooks hold personal data unmasked, since their readers mend it.
    What they accept as it is stays silent in later audits until its value changes.

    \b
      mergepoint audit --decisions               what was corrected and accepted
      mergepoint audit --undo crm/3 --by NAME    take one of them back
    """
    if given["decisions"] or given["undo"]:
        _decisions(given)
        return
    if given["apply"] is not None:
        sys.exit(_apply(given))
    counts, out, pages, understood = _files(given) if given["paths"] else _workspace(given)
    if given["as_json"]:
        told = {"unknown_columns": unknown_columns(understood.meanings, understood.sources)}
        print_json({**counts, **told, "out": str(out), "sop": [str(page) for page in pages]})
    else:
        show_understood(*understood)
        show_counts(counts, understood.language)
        say = WORDS[understood.language == "zh"]
        click.echo(say["report"].format(out / "report.html"))
        if pages:
            click.echo(say["sop"].format(len(pages) // 2, given["sop"]))
    sys.exit(1 if counts["critical_failed"] else 0)


def show_counts(counts: dict, language: str = "en") -> None:
    """Show rows read, kept and put aside by source, then findings by severity, in English or Chinese (`zh`)."""
    say = WORDS[language == "zh"]
    rows = [(name, c["read"], c["kept"], c["quarantined"]) for name, c in counts["rows"].items()]
    print_table(say["rows"], say["rows_heads"], rows)
    severities = [(say[name], counts["findings"].get(name, 0)) for name in ("critical", "warning", "info")]
    verdict = say["verdict"] if counts.get("critical_failed") else ""
    print_table(say["score"].format(int(counts["score"])) + verdict, say["score_heads"], severities)


def _files(given: dict) -> tuple[dict, Path, list[Path], Understood]:
    if given["out"] is None:
        raise PipelineError("Name a folder for the report: mergepoint audit PATH… --out DIR")
    check_writable(given["out"])
    with progress_bars() as progress:
        found = discover(list(given["paths"]), progress=progress)
        sources = sources_found(found)
        audit = audit_found(found, sources, Context(found.workspace, Store(given["out"]), progress))
        spoken = given["language"] or found.workspace.language
        speak(spoken)
        write_report(audit, given["out"], language=spoken, mask=not given["unmask"])
        pages = _sop(given, audit, sources, spoken)
    tell_unread(found)
    counts = {**counts_of(audit), **({"unread": found.problems} if found.unread else {})}
    return counts, given["out"], pages, Understood(found.meanings, sources, spoken)


def _workspace(given: dict) -> tuple[dict, Path, list[Path], Understood]:
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        read_exports(context)
        sources = sources_of_store(context)
        audit, counts = audit_store(context, sources)
        spoken = given["language"] or context.workspace.language
        if given["out"] is not None:
            check_writable(given["out"])
            write_report(audit, given["out"], language=spoken, mask=not given["unmask"])
        pages = _sop(given, audit, sources, spoken)
        stale = context.store.read("corrections_skipped").num_rows
    if stale:
        click.echo(WORDS[spoken == "zh"]["stale"].format(stale), err=True)
    understood = Understood(read_meanings(context.store), sources, spoken)
    return counts, given["out"] or context.store.folder("audit"), pages, understood


def _sop(given: dict, audit: Any, sources: Mapping[str, Any], spoken: str) -> list[Path]:
    if given["sop"] is None:
        return []
    check_writable(given["sop"])
    return write_sop(audit, sources, given["sop"], language=spoken, mask=not given["unmask"])


def _decisions(given: dict) -> None:
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        undone = undo_decision(context, given["undo"], by=given["by"]) if given["undo"] else None
        rows = list_decisions(context)
    if given["as_json"]:
        print_json(undone or rows)
    elif undone:
        click.echo(f"Taken back: {undone['event']} ({undone['record_id']}, {undone['field']}). {len(rows):,} hold.")
    else:
        heads = ("event", "decision", "record", "column", "value", "becomes", "who", "at")
        print_table(f"{len(rows):,} decisions hold", heads, [tuple(row.values()) for row in rows])


def _apply(given: dict) -> int:
    if given["paths"] or given["sop"] is not None:
        raise PipelineError("--apply stands alone and needs a workspace: mergepoint audit --apply FILE.xlsx")
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        read_exports(context)
        facts = take_corrections(context, given["apply"])
    if given["as_json"]:
        print_json(facts)
        return 1 if facts["refused"] else 0
    click.echo(
        f"{facts['applied']:,} corrections applied, {facts['known']:,} known already, "
        f"{facts['accepted']:,} values accepted as they are, {len(facts['refused']):,} refused."
    )
    if facts["refused"]:
        rows = [tuple(row.values()) for row in facts["refused"]]
        print_table("Refused", ("record", "column", "why"), rows)
    click.echo("See what they did: mergepoint audit; take them into the customers: mergepoint run")
    return 1 if facts["refused"] else 0
