"""recordlinkage's unsupervised EM classifier on its guide's blocks. INPUT.parquet FOLDER."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import recordlinkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

SOURCE, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])
KEYS = (
    ("tax_id",), ("phone",), ("email",), ("dob",), ("given_name", "surname"), ("surname", "postcode"),
    ("given_name", "postcode"), ("address",), ("name",),
)  # fmt: skip
TEXT = ("given_name", "surname", "name", "contact", "address", "city", "tax_id", "phone", "email", "dob")


def main() -> None:
    """Index, compare, classify, connect."""
    frame = pd.read_parquet(SOURCE).set_index("record_id")
    index = recordlinkage.Index()
    for key in KEYS:
        if all(part in frame.columns for part in key):
            index.block(list(key))
    pairs = index.index(frame)
    compare = recordlinkage.Compare(n_jobs=1)
    for name in frame.columns:
        if name in TEXT:
            compare.string(name, name, method="jarowinkler", threshold=0.85, label=name)
        else:
            compare.exact(name, name, label=name)
    levels = compare.compute(pairs, frame)
    model = recordlinkage.ECMClassifier()
    matches = model.fit_predict(levels)
    place = {record: at for at, record in enumerate(frame.index)}
    left = np.fromiter((place[a] for a, _ in matches), int, len(matches))
    right = np.fromiter((place[b] for _, b in matches), int, len(matches))
    links = coo_matrix((np.ones(len(left)), (left, right)), shape=(len(frame), len(frame)))
    _, clusters = connected_components(links, directed=False)
    pq.write_table(
        pa.table({"record_id": list(frame.index), "cluster_id": [str(c) for c in clusters]}),
        FOLDER / "clusters.parquet",
    )


main()
