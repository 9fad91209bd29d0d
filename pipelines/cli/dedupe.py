"""`mergepoint dedupe`: merge duplicate customers, with a workspace or with nothing but files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import matching
from pipelines.cli.init import describe, print_found, tell_unread, unknown_columns
from pipelines.cli.options import as_json, open_context, workspace_options
from pipelines.cli.screen import console, print_json, print_table, progress_bars
from pipelines.cli.speech import language, say, speak, translated
from pipelines.errors import PipelineError
from pipelines.garbage import few_collections
from pipelines.stages.dedupe_files import dedupe_files
from pipelines.stages.merge import merge_exports
from pipelines.stages.preview import preview_policy
from pipelines.workspace.write import workspace_yaml


@click.command("dedupe", short_help="merge duplicate customers into golden records")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the results (needed with FILES)."
)
@click.option(
    "--id", "id_column", help="Column that names each row. Else a unique id-like column, else the row number."
)
@click.option(
    "--preview",
    multiple=True,
    metavar="FIELD=RULE",
    help="Show what another survivorship rule would change; repeat it.",
)
@click.option(
    "--since",
    metavar="last|RUN|DATE",
    help="Work only on what is new or changed since the last such run, a run by its number, or the records' own date.",
)
@workspace_options
@as_json
def command(**given: object) -> None:
    """Merge duplicate customers into golden records.

    \b
    With FILES and no set-up at all:
      mergepoint dedupe customers.csv --out result
      mergepoint dedupe crm.csv members.xlsx --out result
    writes clusters.csv (record_id, customer_id, org_id), golden.csv, pairs.parquet
    (scored pairs with their evidence) and the workspace.yaml that was inferred.
    Exit code 1: a file of a folder cannot be read and is left out; it is named.

    \b
    Without FILES, the exports of the workspace:
      mergepoint dedupe --workspace workspace.yaml
    Ids stay from run to run, answers of stewards hold. A batch of new exports costs a fraction with
      mergepoint dedupe --since last          all that is new, changed or gone since the last such run
      mergepoint dedupe --since 12            the same, if run 12 was made under the model that is kept
      mergepoint dedupe --since 2026-06-30    known records dated earlier keep what they said
    The outcome equals a full rerun under the kept model: weights, how rare values are and which values
    strangers share are those of the first such run. Files that did not change are not read, golden
    records nobody touched are taken over. A full run is made, and said, when that model is due.

    \b
    Before you change which value survives:
      mergepoint dedupe --preview name=longest --preview address=most_recent
    tells how many golden cells, records and how much order money it would touch; nothing is changed.
    Several rules: name=verified_first,longest; a source first: "phone=from erp"; another trust: trust.erp=0.9
    """
    if given["since"] and (given["files"] or given["preview"]):
        raise PipelineError("--since speaks of the runs of a workspace: leave it out with FILES and with --preview")
    if given["preview"]:
        _preview(given["workspace"], given["exports"], given["preview"], given["as_json"])
        return
    if not given["files"]:
        _workspace(given["workspace"], given["exports"], given["as_json"], given["since"])
        return
    if given["out"] is None:
        raise PipelineError("Name a folder for the results: mergepoint dedupe FILE… --out DIR")
    _files(list(given["files"]), given["out"], given["id_column"], given["as_json"])


def _files(files: list[Path], out: Path, id_column: str | None, as_json: bool) -> None:
    with few_collections(), progress_bars() as progress:
        done = dedupe_files(files, out, id_column=id_column, progress=progress)
    speak(done.found.workspace.language)
    text = workspace_yaml(done.found.workspace, unknown_columns(done.found))
    (out / "workspace.yaml").write_text(text, encoding="utf-8")
    tell_unread(done.found)
    if as_json:
        told = {"sources": describe(done.found), "report": done.deduped.report, "unread": done.found.problems}
        print_json({**done.counts, "out": str(out), **told})
    else:
        print_found(done.found)
        _summary(done.counts, done.deduped.report)
        click.echo(say("Wrote clusters.csv, golden.csv, pairs.parquet and workspace.yaml to {out}", out=out))
    sys.exit(1 if done.found.unread else 0)


def _preview(workspace: Path, exports: Path | None, rules: tuple[str, ...], as_json: bool) -> None:
    pairs = [rule.partition("=") for rule in rules]
    wrong = next((rule for rule, (name, _, to) in zip(rules, pairs, strict=True) if not name or not to), None)
    if wrong is not None:
        raise PipelineError(f"--preview {wrong}: write FIELD=RULE, such as name=longest")
    found = preview_policy(open_context(workspace, exports, None), {name: to for name, _, to in pairs})
    if as_json:
        print_json(found)
        return
    columns = ("field", "cells", "customers", "records", "amount")
    rows = [[f"{row[c]:,.2f}" if c == "amount" else row[c] for c in columns] for row in found["summary"]]
    print_table("Would change", ("field", "golden cells", "customers", "records", "order money"), rows)
    for row in found["changes"]:
        click.echo(f"{row['customer_id']} {row['field']}: {row['before']} → {row['after']}")
    for note in found["notes"]:
        console.print(f"[yellow]{say('Note:')}[/yellow] {translated(note)}", soft_wrap=True)
    click.echo(say("All changes are in {path}; nothing else was written.", path=found["table"]))


def _workspace(workspace: Path, exports: Path | None, as_json: bool, since: str | None) -> None:
    with progress_bars() as progress:
        context = open_context(workspace, exports, progress)
        counts = merge_exports(context, since)
    if as_json:
        print_json({**counts, "tables": str(context.store.home / "match")})
        return
    _summary(counts, context.store.read_json("match/report", {}))
    click.echo(say("Tables are in {folder}", folder=context.store.home / "match"))


def _summary(counts: dict, report: dict) -> None:
    """Tell what came of it, in the language of the command's other lines."""
    rows = [(say(name.replace("_", " ")), value) for name, value in counts.items()]
    print_table("Merged", ("what", "count"), rows)
    for note in report.get("notes", ()):
        console.print(f"[yellow]{say('Note:')}[/yellow] {matching.in_words(note, language())}", soft_wrap=True)
