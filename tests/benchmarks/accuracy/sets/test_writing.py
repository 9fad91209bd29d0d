"""A set on disk."""

import pandas as pd

from benchmarks.accuracy.sets.writing import Pool, write


def test_a_set_keeps_truth_and_every_forbidden_pair_of_records(tmp_path):
    pool = Pool()
    for entity, name in (("a", "x"), ("a", "X"), ("b", "y")):
        pool.add(entity, {"name": name})
    pool.forbid("a", "b")
    write(pool, tmp_path, 1)
    records, truth, forbidden = (pd.read_csv(tmp_path / f"{n}.csv") for n in ("records", "truth", "forbidden"))
    entity = truth.set_index("record_id")["entity_id"]
    assert len(records) == 3
    assert records["record_id"].is_unique
    assert {(entity[a], entity[b]) for a, b in forbidden.to_numpy()} == {("a", "b")}
    assert len(forbidden) == 2
