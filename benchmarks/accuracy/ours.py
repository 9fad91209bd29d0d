"""mergepoint's own path with no configuration, on one raw export: RECORDS.csv FOLDER."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import quality
from matching import judge

SOURCE = "records"


def clean_records(path: Path) -> tuple[pa.Table, dict[str, list[str]]]:
    """Clean records of a raw export, and the columns found for each field; ids as the export has them."""
    reading = quality.read_export(path, source=SOURCE, id_columns=("record_id",))
    guess = quality.infer_source(reading.records, SOURCE, reading.facts.id_column)
    cleaned = quality.clean(reading.records, guess.fields).table
    bare = pc.replace_substring_regex(cleaned["record_id"], f"^{SOURCE}:", "")
    return cleaned.set_column(cleaned.column_names.index("record_id"), "record_id", bare), guess.fields


def main() -> None:
    """Read, infer, clean, judge; write clusters.parquet (record_id as in the export, cluster_id)."""
    records, folder = Path(sys.argv[1]), Path(sys.argv[2])
    cleaned, fields = clean_records(records)
    judged = judge(cleaned)
    clusters = judged.clusters.select(["record_id", "cluster"]).rename_columns(["record_id", "cluster_id"])
    pq.write_table(clusters, folder / "clusters.parquet")
    report = {"fields": fields, "report": judged.report}
    (folder / "report.json").write_text(json.dumps(report, default=str, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
