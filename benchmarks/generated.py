"""Audit and merge generated sets at each noise level, and judge the results against their truth.

    python -m benchmarks.generated --customers 5000

No workspace for merging, the demo's workspace for the audit; prints one row for each noise level.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import pandas as pd

from examples.generator import NOISES, Settings, generate
from examples.generator.score import read_truth, score_clusters
from examples.generator.score_accuracy import accuracy
from examples.generator.score_findings import precision_by_rule, recall_by_kind

ROOT = Path(__file__).parents[1]
CUSTOMER_FILES = ("sales_crm.csv", "service_desk.xlsx", "members.csv", "erp_customers.txt")
CALL = "import sys; from pipelines.cli.main import main; sys.argv[0] = 'mergepoint'; main()"


def _mergepoint(*arguments: str | Path, expect: tuple[int, ...] = (0,)) -> float:
    """Run a command of ours; return its seconds."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CALL, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode not in expect:
        raise click.ClickException(done.stdout[-500:] + done.stderr[-1500:])
    return time.perf_counter() - start


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])


def judge(folder: Path) -> dict[str, object]:
    """Merge and audit the generated set in `folder`; return its measures."""
    exports, truth = folder / "exports", folder / "truth"
    merge_seconds = _mergepoint("dedupe", *(exports / name for name in CUSTOMER_FILES), "--out", folder / "merged")
    clusters = _read(folder / "merged" / "clusters.csv")
    scores = score_clusters(truth, clusters)
    fields = accuracy(truth, exports, clusters, _read(folder / "merged" / "golden.csv")).set_index("field")
    audit_seconds = _mergepoint("audit", exports, "--out", folder / "audit", expect=(0, 1))
    findings = _read(folder / "audit" / "findings.csv")
    recall, precision = recall_by_kind(truth, findings), precision_by_rule(truth, findings)
    return {
        "records": scores["records"],
        "customers F1": scores["customers_pairwise"]["f1"],
        "precision": scores["customers_pairwise"]["precision"],
        "recall": scores["customers_pairwise"]["recall"],
        "organisations F1": scores.get("organisations_pairwise", {}).get("f1"),
        "forbidden": f"{sum(scores['forbidden'].values())} of {len(read_truth(truth, 'forbidden'))}",
        "accuracy": f"{fields.loc['all', 'before']:.3f} → {fields.loc['all', 'after']:.3f}",
        "defects found": recall["found"].sum() / recall["planted"].sum(),
        "findings right": precision["right"].sum() / precision["findings"].sum(),
        "merge s": round(merge_seconds, 1),
        "audit s": round(audit_seconds, 1),
    }


@click.command()
@click.option("--customers", default=2_500, show_default=True, help="Customers of each generated set.")
@click.option("--seed", default=11, show_default=True)
@click.option("--noise", type=click.Choice(list(NOISES)), multiple=True, help="Levels to run; all by default.")
def main(customers: int, seed: int, noise: tuple[str, ...]) -> None:
    """Print a table of measures, one row for each noise level."""
    rows = {}
    for level in noise or NOISES:
        with tempfile.TemporaryDirectory() as name:
            generate(Settings(customers, seed, level), Path(name))
            rows[level] = judge(Path(name))
    click.echo(pd.DataFrame(rows).to_string(float_format="{:.4f}".format))


if __name__ == "__main__":
    main()
