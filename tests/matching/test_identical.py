"""Exact likes are never left apart, and nothing else is moved."""

import pandas as pd
import pyarrow as pa

import matching
from matching.identical import identical_together


def table(*rows):
    names = ("record_id", "source", "name", "birth_date")
    return pa.table({n: pa.array([r[i] for r in rows], pa.string()) for i, n in enumerate(names)})


def clusters(*labels):
    ids = [f"s:{k}" for k in range(len(labels))]
    return pa.table({"record_id": ids, "cluster": list(labels), "org": [f"O{label}" for label in labels]})


ROWS = [
    (f"s:{k}", "s", n, d) for k, (n, d) in enumerate([("A", "1"), ("A", "1"), ("A", "2"), ("B", None), ("B", None)])
]


def test_lone_records_join_their_likes():
    got = identical_together(table(*ROWS), clusters("a", "b", "c", "d", "e"))
    assert got["cluster"].to_pylist() == ["a", "a", "c", "d", "e"]
    assert got["org"].to_pylist() == ["Oa", "Oa", "Oc", "Od", "Oe"]


def test_clusters_of_several_stewards_words_and_clean_sources_are_left_alone():
    whole = clusters("a", "b", "a", "b", "e")
    assert identical_together(table(*ROWS), whole)["cluster"].to_pylist() == whole["cluster"].to_pylist()
    apart = pa.table({"left": ["s:0"], "right": ["s:1"], "judgement": ["different"]})
    alone = clusters("a", "b", "c", "d", "e")
    for got in (identical_together(table(*ROWS), alone, apart), identical_together(table(*ROWS), alone, None, ("s",))):
        assert got["cluster"].to_pylist() == alone["cluster"].to_pylist()


def test_likes_that_share_only_a_line_of_many_names_stay_apart():
    names = [f"N{k // 2}" for k in range(60)]
    ids = [f"s:{k}" for k in range(60)]
    records = pa.table({"record_id": ids, "source": ["s"] * 60, "name": names, "phone": ["1"] * 60})
    alone = pa.table({"record_id": ids, "cluster": ids, "org": pa.nulls(60, pa.string())})
    assert identical_together(records, alone)["cluster"].to_pylist() == ids
    own = records.set_column(3, "phone", pa.array(names))
    assert len(set(identical_together(own, alone)["cluster"].to_pylist())) == 30


def test_a_table_of_one_record_over_and_over_is_one_customer():
    frame = pd.DataFrame({"name": ["Ann Lee"] * 60, "phone": ["5551234"] * 60})
    assert len(matching.dedupe(frame).golden) == 1
