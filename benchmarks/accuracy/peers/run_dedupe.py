"""dedupe 3 with 300 answers taken from truth. Run in its own environment: INPUT.parquet FOLDER TRUTH.csv."""

import csv
import random
import sys
from pathlib import Path

import dedupe
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SOURCE, FOLDER, TRUTH = (Path(a) for a in sys.argv[1:4])
ANSWERS = 300
CODES = {"postcode", "tax_id", "dob", "phone", "age", "gender"}


def _teach(model: "dedupe.Dedupe", truth: dict[str, str]) -> None:
    given = 0
    while given < ANSWERS:
        for left, right in model.uncertain_pairs():
            same = truth[left["_id"]] == truth[right["_id"]]
            pair = [(left, right)]
            model.mark_pairs({"match": pair if same else [], "distinct": [] if same else pair})
            given += 1


def main() -> None:
    """Learn from the answers, then cluster."""
    random.seed(1)
    np.random.seed(1)
    with TRUTH.open(encoding="utf-8") as lines:
        truth = {row["record_id"]: row["entity_id"] for row in csv.DictReader(lines)}
    rows = {row["record_id"]: row for row in pq.read_table(SOURCE).to_pylist()}
    for key, row in rows.items():
        row["_id"] = row.pop("record_id")
        assert row["_id"] == key
    fields = [name for name in next(iter(rows.values())) if name != "_id"]
    variables = [
        (dedupe.variables.ShortString if name in CODES else dedupe.variables.String)(name, has_missing=True)
        for name in fields
        if any(row[name] for row in rows.values())
    ]
    model = dedupe.Dedupe(variables, num_cores=1, in_memory=True)
    model.prepare_training(rows, sample_size=1500)
    _teach(model, truth)
    model.train(recall=1.0, index_predicates=True)
    model.cleanup_training()
    found = [(str(r), str(i)) for i, (ids, _) in enumerate(model.partition(rows, 0.5)) for r in ids]
    pq.write_table(
        pa.table({"record_id": [r for r, _ in found], "cluster_id": [c for _, c in found]}),
        FOLDER / "clusters.parquet",
    )


if __name__ == "__main__":
    main()
