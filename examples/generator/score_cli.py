"""Command line of the judges: `python -m examples.generator.score --truth DIR …`."""

import json
from pathlib import Path

import click
import pandas as pd

from .score import missed_and_wrong, score_clusters
from .score_accuracy import accuracy
from .score_findings import precision_by_rule, recall_by_kind

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--truth", type=_FOLDER, required=True, help="The truth/ folder of a generated set.")
@click.option("--clusters", type=_FILE, help="clusters.csv of mergepoint dedupe.")
@click.option("--golden", type=_FILE, help="golden.csv beside it: field accuracy before and after.")
@click.option("--findings", type=_FILE, help="findings.csv of mergepoint audit.")
@click.option("--prefix", default="", help="Source put before the record ids of a single file, e.g. sales_crm:")
@click.option("--errors", default=0, help="Show so many wrong and missed merges.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(truth: Path, clusters: Path, golden: Path, findings: Path, **options: object) -> None:
    """Judge results on a generated set against its truth."""
    result: dict[str, object] = {}
    if clusters:
        found = _read(clusters)
        result["clusters"] = score_clusters(truth, found, str(options["prefix"]))
        if golden:
            table = accuracy(truth, truth.parent / "exports", found, _read(golden))
            result["accuracy"] = table.round(4).to_dict("records")
        if options["errors"]:
            result["errors"] = missed_and_wrong(truth, found, int(str(options["errors"]))).to_dict("records")
    if findings:
        table = _read(findings)
        result["recall"] = recall_by_kind(truth, table).round(4).to_dict("records")
        result["precision"] = precision_by_rule(truth, table).round(4).to_dict("records")
    click.echo(json.dumps(result, ensure_ascii=False, indent=1)) if options["as_json"] else _show(result)


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])


def _show(result: dict[str, object]) -> None:
    for title, part in result.items():
        click.secho(title, bold=True)
        rows = part.items() if isinstance(part, dict) else [("", row) for row in part]
        for name, value in rows:
            shown = value.items() if isinstance(value, dict) else [("", value)]
            text = "  ".join(f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in shown)
            click.echo(f"  {name} {text}".rstrip())
