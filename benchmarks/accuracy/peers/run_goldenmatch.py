"""goldenmatch with no configuration. Run in its own environment: INPUT.parquet FOLDER."""

import sys
from pathlib import Path

import goldenmatch
import pyarrow as pa
import pyarrow.parquet as pq

SOURCE, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])


def main() -> None:
    """Dedupe the table as it comes and write the clusters."""
    table = pq.read_table(SOURCE)
    ids = table["record_id"].to_pylist()
    found = goldenmatch.dedupe_df(table.drop_columns(["record_id"]), confidence_required=False)
    rows = [(ids[at], str(name)) for name, cluster in found.clusters.items() for at in cluster["members"]]
    pq.write_table(
        pa.table({"record_id": [r for r, _ in rows], "cluster_id": [c for _, c in rows]}),
        FOLDER / "clusters.parquet",
    )


main()
