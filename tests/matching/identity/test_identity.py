"""Ids survive shuffles, renames, splits and reclustering; old ids always lead to their records."""

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.identity import IdentityState, UnknownCustomer, identify

NONE = np.array([], dtype=np.int64)


def dense(labels):
    return np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)


def records(count, seed=0, sources=("crm", "erp")):
    rng = np.random.default_rng(seed)
    source = [sources[i] for i in rng.integers(0, len(sources), count)]
    return pa.table(
        {
            "record_id": [f"{s}:{i}" for i, s in enumerate(source)],
            "source": source,
            "name": [f"name {v}" if v else None for v in rng.integers(0, 5, count)],
            "phone": pa.array([[f"+86{v}"] for v in rng.integers(0, 6, count)], pa.list_(pa.string())),
        }
    )


def run(table, labels, previous=None, orgs=None):
    orgs = np.full(len(table), -1) if orgs is None else orgs
    return identify(table, dense(labels), orgs, previous)


def ids_by_native(crosswalk):
    natives = [r.split(":")[1] for r in crosswalk["record_id"].to_pylist()]
    return dict(zip(natives, crosswalk["customer_id"].to_pylist(), strict=True))


@pytest.mark.parametrize("with_state", [True, False])
def test_twenty_reruns_shuffled_renamed_and_split_give_the_same_ids(with_state):
    table, labels = records(300), np.random.default_rng(1).integers(0, 120, 300)
    crosswalk, _, state = run(table, labels)
    first, now = ids_by_native(crosswalk), state
    for rerun in range(20):
        rng = np.random.default_rng(rerun)
        order = rng.permutation(300)
        names = [f"file{rng.integers(0, 3)}_{rerun}" for _ in order]  # every source renamed and split
        again = table.take(pa.array(order))
        ids = [f"{n}:{r.split(':')[1]}" for n, r in zip(names, again["record_id"].to_pylist(), strict=True)]
        again = again.set_column(0, "record_id", pa.array(ids)).set_column(1, "source", pa.array(names))
        crosswalk, events, now = run(again, labels[order], now if with_state else None)
        assert ids_by_native(crosswalk) == first
        if with_state:
            assert len(events) == 0


def test_identical_rows_without_ids_get_different_customers_and_keep_them():
    table = pa.table({"record_id": [f"t:#{i}" for i in range(4)], "source": ["t"] * 4, "name": ["张伟"] * 4})
    crosswalk, _, state = run(table, [0, 1, 2, 3])
    ids = crosswalk["customer_id"].to_pylist()
    assert len(set(ids)) == 4
    shuffled, _, _ = run(table.take(pa.array([2, 0, 3, 1])), [0, 1, 2, 3], state)
    assert dict(zip(shuffled[0].to_pylist(), shuffled[1].to_pylist(), strict=True)) == dict(
        zip(crosswalk[0].to_pylist(), ids, strict=True)
    )


def test_a_record_that_becomes_a_strangers_leaves_by_an_evented_split():
    table = records(5)
    crosswalk, _, state = run(table, [0, 0, 0, 1, 1])
    old = crosswalk["customer_id"].to_pylist()
    moved, events, _ = run(table, [0, 0, 1, 1, 1], state)
    assert moved["customer_id"].to_pylist() == [old[0], old[0], old[3], old[3], old[3]]
    kinds = {(e["kind"], e["customer_id"], e["other_id"]) for e in events.to_pylist()}
    assert kinds == {("split", old[0], old[3]), ("moved", old[0], old[3])}


def test_merge_split_retire_and_return():
    table = records(6)
    crosswalk, _, s1 = run(table, [0, 0, 0, 1, 1, 2])
    a, b, c = (crosswalk["customer_id"].to_pylist()[i] for i in (0, 3, 5))
    _, events, s2 = run(table.slice(0, 5), [0, 0, 0, 0, 0], s1)
    assert [(e["kind"], e["customer_id"], e["other_id"]) for e in events.to_pylist()] == [
        ("merged", b, a),
        ("retired", c, None),
    ]
    assert s2.resolve(b).status == "merged"
    assert s2.resolve(b).customer_id == a
    assert s2.resolve(c).status == "retired"
    back, events, s3 = run(table, [0, 0, 0, 1, 1, 2], s2)
    assert back["customer_id"].to_pylist()[5] == c
    assert "returned" in events["kind"].to_pylist()
    assert s3.resolve(a).parts.keys() == {a, back["customer_id"].to_pylist()[3]}
    with pytest.raises(UnknownCustomer):
        s3.resolve("C-NEVERGIVEN00")


def test_organisations_have_ids_of_their_own():
    table = records(4)
    crosswalk, _, state = run(table, [0, 1, 2, 3], orgs=np.array([0, 0, -1, 1]))
    orgs = crosswalk["org_id"].to_pylist()
    assert orgs[0] == orgs[1] != orgs[3]
    assert orgs[2] is None
    assert orgs[0].startswith("O-")
    _, _, after = run(table, [0, 1, 2, 3], state, np.array([0, 0, -1, 0]))
    assert after.resolve(orgs[3]).customer_id == orgs[0]


labelings = st.lists(st.integers(0, 4), min_size=8, max_size=8)


@settings(max_examples=40, deadline=None)
@given(st.lists(labelings, min_size=2, max_size=5))
def test_every_id_resolves_to_where_its_records_are(history):
    table, state = records(8), None
    members = defaultdict(set)
    for labels in history:
        crosswalk, _, state = run(table, labels, state)
        now = dict(zip(*[c.to_pylist() for c in crosswalk.columns[:2]], strict=True))
        for record, customer in now.items():
            members[customer].add(record)
        assert len(set(zip(dense(labels).tolist(), now.values(), strict=True))) == len(set(now.values()))
    assert len(set(now.values())) == len(set(history[-1]))
    for old, owned in members.items():
        assert state.resolve(old).parts == dict(sorted(Counter(now[r] for r in owned).items()))


@settings(max_examples=40, deadline=None)
@given(labelings, labelings)
def test_inheritance_is_the_greedy_match_by_majority(before, after):
    table = records(8)
    crosswalk, _, state = run(table, before)
    old = crosswalk["customer_id"].to_pylist()
    ids = run(table, after, state)[0]["customer_id"].to_pylist()
    overlap = Counter(zip(after, old, strict=True))
    for label in set(after):
        mine = ids[after.index(label)]
        for other, count in ((o, n) for (lab, o), n in overlap.items() if lab == label):
            if mine != other:  # whoever has `other` instead has no fewer of its records, or `mine` had no fewer
                rival = overlap.get((after[ids.index(other)], other), 0) if other in ids else 0
                assert rival >= count or overlap.get((label, mine), 0) >= count


def test_order_of_rows_does_not_matter_with_state():
    table, rng = records(60), np.random.default_rng(5)
    before, after = rng.integers(0, 20, 60), rng.integers(0, 20, 60)
    _, _, state = run(table, before)
    straight = run(table, after, state)
    order = rng.permutation(60)
    shuffled = run(table.take(pa.array(order)), after[order], state)
    assert dict(zip(*[c.to_pylist() for c in straight[0].columns[:2]], strict=True)) == dict(
        zip(*[c.to_pylist() for c in shuffled[0].columns[:2]], strict=True)
    )
    key = [(n, "ascending") for n in ("kind", "customer_id", "other_id", "record_id")]
    assert straight[1].sort_by(key).equals(shuffled[1].sort_by(key))


def test_no_records_at_all():
    table = records(0)
    crosswalk, events, state = identify(table, NONE, NONE, IdentityState.empty())
    assert len(crosswalk) == len(events) == 0
    assert state.run == 1
