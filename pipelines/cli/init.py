"""`mergepoint init`: read the exports, write the workspace a steward edits."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from pipelines.cli.options import as_json
from pipelines.cli.screen import print_json, print_table, progress_bars
from pipelines.cli.speech import say, speak, translated
from pipelines.cli.understood import unknown_of
from pipelines.errors import PipelineError
from pipelines.stages.discover import Discovered, discover
from pipelines.workspace.write import workspace_yaml


@click.command("init", short_help="read the exports and write a commented workspace.yaml")
@click.argument("exports_dir", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=Path("workspace.yaml"), show_default=True)
@click.option("--force", is_flag=True, help="Write over a workspace file that is there.")
@as_json
def command(exports_dir: Path, out: Path, force: bool, as_json: bool) -> None:
    """Read every export in EXPORTS_DIR and write a commented workspace.yaml.

    Encodings, delimiters, ids, the meaning of each column (Chinese or English headers, or
    none), references between files and a wave for each tier are found in the data.
    Edit the file, then: mergepoint run
    Exit code 1: a file cannot be read and is left out; it is named.
    """
    if out.exists() and not force:
        raise PipelineError(f"{out} is there already. Choose another name with --out, or write over it with --force.")
    with progress_bars() as progress:
        found = discover([exports_dir], progress=progress)
    speak(found.workspace.language)
    workspace = found.workspace.model_copy(update={"exports": _seen_from(out, Path(found.workspace.exports))})
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(workspace_yaml(workspace, unknown_columns(found)), encoding="utf-8")
    tell_unread(found)
    if as_json:
        print_json({"workspace": str(out), "sources": describe(found), "unread": found.problems})
    else:
        print_found(found)
        click.echo(say("Wrote {out}. Edit it, then run: mergepoint run --workspace {out}", out=out))
    sys.exit(1 if found.unread else 0)


def tell_unread(found: Discovered) -> None:
    """Say which files of a folder could not be read: none of their rows is in what follows."""
    for problem in found.problems:
        click.echo(click.style(say("Not read: "), fg="red", bold=True) + translated(problem), err=True)


def unknown_columns(found: Discovered) -> dict[str, list[str]]:
    """Columns of each source that have neither a field, nor a reference, nor are the id."""
    return {
        name: unknown_of(meaning, found.readings[name].records.column_names) for name, meaning in found.meanings.items()
    }


def describe(found: Discovered) -> list[dict[str, object]]:
    """What was found in each source, for machines."""
    return [
        {
            "source": name,
            "read": found.workspace.sources[name].read,
            "entity": meaning.entity,
            "rows": reading.facts.rows_read,
            "quarantined": reading.facts.quarantined,
            "encoding": reading.facts.encoding,
            "delimiter": reading.facts.delimiter,
            "id": list(meaning.id),
            "fields": {field: list(columns) for field, columns in meaning.fields.items()},
            "refs": {column: list(targets) for column, targets in meaning.refs.items()},
        }
        for name, meaning in found.meanings.items()
        for reading in [found.readings[name]]
    ]


def print_found(found: Discovered) -> None:
    """Show what was found in each source."""
    rows = []
    for source in describe(found):
        fields = ", ".join(source["fields"])
        how = " ".join(str(source[key]) for key in ("encoding", "delimiter") if source[key]).replace("\t", "TAB")
        rows.append((source["source"], source["entity"], source["rows"], source["quarantined"], how, fields))
    print_table("What the exports hold", ("source", "entity", "rows", "damaged", "read as", "fields"), rows)


def _seen_from(out: Path, folder: Path) -> str:
    """Return the folder of the exports relative to the workspace file, where that is near."""
    relative = os.path.relpath(folder, out.resolve().parent)
    return str(folder) if relative.startswith("../../..") else relative
