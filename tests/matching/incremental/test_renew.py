"""A batch touches only its customers, and what comes out is what a full run gives."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.identity import identify
from matching.incremental import renew, touched, upsert
from matching.survive import survive

NONE = np.int64(-1)


class Before:
    def __init__(self, records, labels, previous=None):
        codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
        self.records = records
        self.crosswalk, _, self.identity = identify(records, codes, np.where(codes % 2, codes // 2, NONE), previous)
        made = survive(records, self.crosswalk)
        self.golden, self.provenance = made.records, made.provenance


def table(rows, extra=False):
    columns = {
        "record_id": [f"s:{r[0]}" for r in rows],
        "source": ["s"] * len(rows),
        "name": [r[1] for r in rows],
        "updated": [r[2] for r in rows],
        "phone": [[p] if p else None for p in (r[3] for r in rows)],
    }
    types = {"phone": pa.list_(pa.string())}
    made = pa.table({n: pa.array(v, types.get(n, pa.string())) for n, v in columns.items()})
    return made.append_column("city", pa.array([r[1] for r in rows], pa.string())) if extra else made


row = st.tuples(
    st.sampled_from([None, "a", "bb", "c"]),
    st.sampled_from([None, "2024-01-01", "2025-01-01"]),
    st.sampled_from([None, "+1", "+2"]),
)
rows = st.dictionaries(st.integers(0, 9), row, min_size=1, max_size=10).map(lambda d: [(k, *v) for k, v in d.items()])


@settings(max_examples=25, deadline=None)
@given(rows, rows, st.booleans(), st.lists(st.integers(0, 3), min_size=20, max_size=20))
def test_what_a_batch_gives_is_what_a_full_run_gives(old, new, extra, labels):
    before = Before(table(old), labels[: len(old)])
    records = upsert(before.records, table(new, extra))
    after = Before(records, labels[-len(records) :], before.identity)
    got = renew(before, records, after.crosswalk)
    assert got.records.equals(after.golden)
    assert got.provenance.to_pylist() == after.provenance.to_pylist()


def test_only_the_customers_of_the_batch_are_touched():
    before = Before(table([(k, "a", None, None) for k in range(6)]), [0, 0, 1, 1, 2, 3])
    records = upsert(before.records, table([(2, "edited", None, None), (9, "new", None, None)]), removed=["s:5"])
    labels = {"s:0": 0, "s:1": 0, "s:2": 1, "s:3": 1, "s:4": 2, "s:9": 4}
    after = Before(records, [labels[r] for r in records["record_id"].to_pylist()], before.identity)
    home = dict(zip(*[c.to_pylist() for c in after.crosswalk.columns[:2]], strict=True))
    assert set(touched(before, records, after.crosswalk).to_pylist()) == {home["s:2"], home["s:9"]}


def test_an_upsert_replaces_adds_and_removes():
    got = upsert(
        table([(1, "a", None, "+1"), (2, "b", None, None)]),
        table([(2, "c", None, None), (3, "d", None, "+3")]),
        ["s:1"],
    )
    assert got.select(["record_id", "name"]).to_pylist() == [
        {"record_id": "s:2", "name": "c"},
        {"record_id": "s:3", "name": "d"},
    ]
