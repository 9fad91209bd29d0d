"""Ids through the real matcher, on the shipped demo: shuffled rows, renamed sources, split files, a stranger's data.

`make identity-proof` runs it twenty times on all of the demo.
"""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import matching
from pipelines.stages.clean import clean_source, union
from pipelines.stages.discover import discover
from pipelines.stages.meanings import PARTIES

FILES = ("erp_customers.txt", "members.csv", "sales_crm.csv")
RERUNS = int(os.environ.get("IDENTITY_RERUNS", "1"))
ROWS = None if "IDENTITY_RERUNS" in os.environ else 500
EXPORTS = Path(__file__).parents[3] / "examples" / "demo" / "exports"


@pytest.fixture(scope="module")
def records():
    found = discover([EXPORTS / name for name in FILES])
    parties = {n: m for n, m in found.meanings.items() if m.entity in PARTIES}
    table = union([clean_source(found.readings[n].records, m).table for n, m in parties.items()])
    return table.slice(len(table) - (ROWS or len(table)))


@pytest.fixture(scope="module")
def first(records):
    return matching.dedupe(records)


def renamed(records, number):
    """The records in another order, their sources under new names, each split in two."""
    draw = np.random.default_rng(number)
    table = records.take(pa.array(draw.permutation(len(records))))
    half = pa.array(np.where(draw.random(len(table)) < 0.5, "north", "south").astype(object), pa.string())
    source = pc.binary_join_element_wise(table["source"].combine_chunks(), half, str(number), "_")
    native = pc.replace_substring_regex(table["record_id"].combine_chunks(), "^[^:]*", "")
    ids = pc.binary_join_element_wise(source, native, "")
    columns = dict(zip(table.column_names, table.columns, strict=True))
    return pa.table({**columns, "record_id": ids, "source": source}), table["record_id"].to_pylist()


def ids_of(found):
    return dict(zip(found.crosswalk["record_id"].to_pylist(), found.crosswalk["customer_id"].to_pylist(), strict=True))


@pytest.mark.parametrize("with_state", [False, True])
def test_reruns_shuffled_renamed_and_split_give_the_same_ids(records, first, with_state):
    expected = ids_of(first)
    for number in range(RERUNS):
        again, old = renamed(records, number)
        found = matching.dedupe(again, previous=first.identity if with_state else None)
        given = ids_of(found)
        new = again["record_id"].to_pylist()
        assert {o: given[n] for o, n in zip(old, new, strict=True)} == expected
        if with_state:
            assert found.events.num_rows == 0
    how = "with the state of the run before" if with_state else "from nothing"
    print(
        f"\n{RERUNS} reruns of {len(records):,} records {how}, shuffled, renamed and split: {len(expected):,} ids alike"
    )


def test_a_record_whose_data_become_a_strangers_leaves_by_a_split(records, first):
    ids = ids_of(first)
    held = first.crosswalk["customer_id"].value_counts().to_pylist()
    home = next(v["values"] for v in held if v["counts"] == 2)
    stranger = next(v["values"] for v in held if v["counts"] == 1)
    moving, target = (next(r for r, c in ids.items() if c == customer) for customer in (home, stranger))
    names = records["record_id"].to_pylist()
    at = np.arange(len(names))
    at[names.index(moving)] = names.index(target)
    swapped = records.take(pa.array(at)).set_column(
        records.column_names.index("record_id"), "record_id", records["record_id"]
    )
    found = matching.dedupe(swapped, previous=first.identity)
    now = ids_of(found)
    assert now[moving] != home
    stayed = next(r for r, c in ids.items() if c == home and r != moving)
    assert now[stayed] == home
    told = [e for e in found.events.to_pylist() if e["record_id"] == moving]
    assert {e["kind"] for e in told} == {"moved"}  # as a customer, and in its organisation
    print(f"\nthe record that took a stranger's data left {home} by a split; {stayed} stayed")
    assert "split" in {e["kind"] for e in found.events.to_pylist() if home in (e["customer_id"], e["other_id"])}
