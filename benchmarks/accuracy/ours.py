"""mergepoint's own zero-config path on one raw export: RECORDS.csv FOLDER."""

from __future__ import annotations


def main() -> None:
    """Read, infer, clean, judge; write clusters.parquet (record_id as in the file, cluster_id)."""
    raise SystemExit("not wired yet")


main()
