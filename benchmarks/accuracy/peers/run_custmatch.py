"""custmatch with 300 answers taken from truth: 200 of a sample, 100 it asks for itself.

Run in its own environment: INPUT.parquet FOLDER TRUTH.csv.
"""

import csv
import json
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from custmatch import labels, pipeline

SOURCE, FOLDER, TRUTH = (Path(a) for a in sys.argv[1:4])
FIELDS = {
    "given_name": "first_name", "surname": "last_name", "middle": "middle_initial", "dob": "date_of_birth",
    "email": "email", "phone": "phone", "tax_id": "ssn", "address": "address",
}  # fmt: skip


def _source(folder: Path) -> Path:
    """Its required first and last name: the first and the last word where there is one name column."""
    frame = pd.read_parquet(SOURCE)
    if "given_name" not in frame:
        words = frame["name"].fillna("").str.split()
        frame["given_name"], frame["surname"] = words.str[0], words.str[-1]
    frame.to_parquet(folder / "input.parquet", index=False)
    return folder / "input.parquet"


def _config(source: Path, columns: set[str]) -> dict:
    mapped = {"record_id": "record_id"} | {FIELDS[c]: c for c in FIELDS if c in columns}
    extra = [("postcode", "similarity"), ("city", "similarity"), ("state", "exact"), ("gender", "exact")]
    if "name" in columns:
        extra.append(("name", "similarity"))
    known = [(c, kind) for c, kind in extra if c in columns]
    mapped |= {c: c for c, _ in known}
    keys = [["ssn"], ["last_name", "date_of_birth"], ["first_name", "date_of_birth"], ["name"], ["postcode"]]
    return {
        "sources": [{"name": "s", "path": str(source), "columns": mapped}],
        "extra_fields": [{"name": c, "compare": kind} for c, kind in known],
        "extra_blocking": [key for key in keys if all(part in mapped for part in key)],
        "country": "US",
        "normalise": {"nicknames": False},  # its list is fetched from the network
        "max_block": 200,
    }


def _answered(path: Path, truth: dict[str, str]) -> pd.DataFrame:
    asked = pd.read_csv(path, dtype=str, keep_default_na=False)
    pairs = zip(asked["a"], asked["b"], strict=True)
    asked["label"] = [str(int(truth[a.split(":", 1)[1]] == truth[b.split(":", 1)[1]])) for a, b in pairs]
    return asked


def main() -> None:
    """Answer, learn, cluster."""
    with TRUTH.open(encoding="utf-8") as lines:
        truth = {row["record_id"]: row["entity_id"] for row in csv.DictReader(lines)}
    config, first, given = (str(FOLDER / n) for n in ("config.json", "first.csv", "labels.csv"))
    source = _source(FOLDER)
    Path(config).write_text(json.dumps(_config(source, set(pq.read_schema(source).names))))
    labels.sample(config, 200, first)
    answers = _answered(Path(first), truth)
    answers.to_csv(given, index=False)
    for seed in range(6):
        if seed > 1 and len(answers) >= 200:
            break
        more = FOLDER / "more.csv"
        labels.sample_active(config, given, 50, str(more), seed=seed)
        answers = pd.concat([answers, _answered(more, truth)])
        answers.to_csv(given, index=False)
    pipeline.run(config, given, str(FOLDER / "result"))
    found = pd.read_csv(FOLDER / "result" / "clusters.csv", dtype=str)
    column = next(c for c in found.columns if "customer" in c or "cluster" in c)
    records = found["record_id"].str.split(":", n=1).str[-1]
    pq.write_table(
        pa.table({"record_id": records.tolist(), "cluster_id": found[column].tolist()}),
        FOLDER / "clusters.parquet",
    )


main()
