"""Judge outputs against the truth beside a generated set: clusters, findings, and field accuracy before and after.

Library use: `score_clusters`, `score_findings`, `score_accuracy`; command line: `python -m examples.generator.score`.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .block import FORMATS


@dataclass(frozen=True)
class Agreement:
    """Precision, recall and F1 (0-1) of one grouping against another; NaN where there is nothing to count."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_truth(folder: Path, name: str) -> pd.DataFrame:
    """Return a truth table (`entities`, `forbidden`, `defects` or `golden`) as text, missing values as NaN."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])


def pairwise(truth: pd.Series, found: pd.Series) -> Agreement:
    """Compare two groupings of the same records by the pairs they put together; counts, never lists, pairs."""
    table = pd.DataFrame({"truth": truth, "found": found}).dropna()
    both = _pairs(table.groupby(["truth", "found"]).size())
    return Agreement(
        _share(both, _pairs(table.groupby("found").size())), _share(both, _pairs(table.groupby("truth").size()))
    )


def b_cubed(truth: pd.Series, found: pd.Series) -> Agreement:
    """Compare two groupings record by record (Bagga and Baldwin 1998)."""
    table = pd.DataFrame({"truth": truth, "found": found}).dropna()
    overlap = table.groupby(["truth", "found"]).size().rename("n").reset_index()
    overlap["in_found"] = overlap.groupby("found")["n"].transform("sum")
    overlap["in_truth"] = overlap.groupby("truth")["n"].transform("sum")
    squared = overlap["n"] ** 2
    return Agreement(
        _share((squared / overlap["in_found"]).sum(), len(table)),
        _share((squared / overlap["in_truth"]).sum(), len(table)),
    )


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def score_clusters(truth: Path, clusters: pd.DataFrame, prefix: str = "") -> dict[str, object]:
    """Judge `clusters` (`record_id, customer_id, org_id`) against the truth folder.

    `prefix` is put before the record ids of a run on a single file (`"sales_crm:"`). Returns pairwise and B-cubed
    measures of customers and organisations, forbidden merges by kind, and records the truth does not know.
    """
    found = clusters.assign(record_id=our_ids(prefix + clusters["record_id"].astype(str))).set_index("record_id")
    known = read_truth(truth, "entities").set_index("record_id")
    joined = known.join(found, how="inner")
    result: dict[str, object] = {
        "records": len(joined),
        "not_in_truth": len(found) - len(joined),
        "not_found": 0 if prefix else len(known) - len(joined),
        "customers_true": int(joined["customer_entity"].nunique()),
        "customers_found": int(joined["customer_id"].nunique()),
    }
    measures = {"customers": ("customer_entity", "customer_id"), "organisations": ("org_entity", "org_id")}
    for name, (true, ours) in measures.items():
        if ours in joined and joined[ours].notna().any():
            for kind, compare in (("pairwise", pairwise), ("b_cubed", b_cubed)):
                one = compare(joined[true], joined[ours])
                result[f"{name}_{kind}"] = {"precision": one.precision, "recall": one.recall, "f1": one.f1}
    merged = forbidden_merges(truth, joined["customer_id"])
    result["forbidden"] = {k: int(v) for k, v in merged["kind"].value_counts().items()}
    result["forbidden_examples"] = merged.head(10).to_dict("records")
    return result


def our_ids(record_ids: pd.Series) -> pd.Series:
    """Return record ids with our source for a sheet that a run without a workspace names `<file>_<sheet>`."""
    for source, form in FORMATS.items():
        if form.sheet:
            record_ids = record_ids.str.replace(f"{Path(form.file).stem}_{form.sheet}:", f"{source}:", regex=False)
    return record_ids


def forbidden_merges(truth: Path, customer: pd.Series) -> pd.DataFrame:
    """Return the forbidden pairs (`left, right, kind`) whose records stand under one customer."""
    pairs = read_truth(truth, "forbidden")
    left, right = customer.reindex(pairs["left"]).to_numpy(), customer.reindex(pairs["right"]).to_numpy()
    return pairs[(left == right) & pd.notna(left)]


def missed_and_wrong(truth: Path, clusters: pd.DataFrame, most: int = 20) -> pd.DataFrame:
    """Return examples (`error, left, right`) of records kept apart that are one, and put together that are not."""
    joined = read_truth(truth, "entities").merge(
        clusters.assign(record_id=our_ids(clusters["record_id"])), on="record_id"
    )
    rows = []
    for error, one, other in (
        ("missed", "customer_entity", "customer_id"),
        ("wrong", "customer_id", "customer_entity"),
    ):
        mixed = joined[joined.groupby(one)[other].transform("nunique") > 1]
        for _, group in list(mixed.groupby(one))[:most]:
            first = group.drop_duplicates(other)["record_id"].tolist()
            rows.append({"error": error, "left": first[0], "right": first[1]})
    return pd.DataFrame(rows, columns=["error", "left", "right"])


def main() -> None:
    """Run the command line (imported late: the other judges build on this module)."""
    from .score_cli import command

    command()


if __name__ == "__main__":
    main()
