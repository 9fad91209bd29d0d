"""Any merge can be taken back to the byte; later edits and later records stay."""

import os
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from matching.decide import current
from matching.identity import UnknownCustomer, identify
from matching.identity.events import EVENTS
from matching.links import find_links
from matching.state import open_state
from matching.survive import survive
from matching.undo import (
    Holdings,
    MergedSince,
    MergeImage,
    NothingToPart,
    images_of,
    merge,
    part_records,
    single_records,
    unmerge,
    unmerge_customer,
)

MERGES = int(os.environ.get("UNDO_MERGES", "60"))


def legacy(count, seed):
    rng = np.random.default_rng(seed)
    phones = [[f"+1{p}" for p in rng.integers(0, 40, rng.integers(0, 3))] or None for _ in range(count)]
    names = [f"{g} {s}" for g in ("Ann", "Bob") for s in ("Lee", "Roe")]
    return pa.table(
        {
            "record_id": [f"crm:{i}" for i in rng.permutation(count)],
            "source": rng.choice(["crm", "erp"], count),
            "person_name": rng.choice(names, count),
            "phone": pa.array(phones, pa.list_(pa.string())),
            "address": [f"{n} Oak St" if n else None for n in rng.integers(0, 9, count)],
        }
    )


def hold(records, labels):
    crosswalk, _, identity = identify(records, np.unique(labels, return_inverse=True)[1], np.full(len(records), -1))
    golden = survive(records, crosswalk)
    links = find_links(golden.records, records, crosswalk)
    return Holdings(crosswalk, golden.records, golden.provenance, links), identity


def as_bytes(holdings):
    """Write every row of every table in order, as Arrow streams."""
    tables = (holdings.crosswalk, holdings.golden, holdings.provenance, holdings.links)
    plain = Holdings(*(pa.Table.from_pylist(t.to_pylist(), schema=t.schema) for t in tables))
    return MergeImage("x", plain, plain.of([])).to_bytes()


@pytest.mark.parametrize("seed", range(3))
def test_random_merges_undone_restore_every_byte(seed):
    rng, total = np.random.default_rng(seed), 0
    while total < MERGES // 3:
        records = legacy(60, seed * 1000 + total)
        first, _ = hold(records, rng.integers(0, 45, 60))
        now, done = first, []
        while len(ids := now.golden["customer_id"].to_pylist()) > 3:
            now, image = merge(now, records, list(rng.choice(ids, rng.integers(2, 4), replace=False)))
            done.append((image.to_bytes(), now))
        total += len(done)
        for image, after in reversed(done):
            assert as_bytes(now) == as_bytes(after)
            now = unmerge(now, MergeImage.from_bytes(image), records).holdings
        assert as_bytes(now) == as_bytes(first)
    print(f"\n{total:,} random merges undone (seed {seed}): every byte as before")


def test_merges_undone_in_another_order_end_the_same_but_for_links():
    records, rng = legacy(40, 7), np.random.default_rng(7)
    first, _ = hold(records, np.arange(40))
    now, images = first, []
    home = first.golden["customer_id"].to_pylist()[0]
    for other in first.golden["customer_id"].to_pylist()[1:7]:
        now, image = merge(now, records, [home, other])
        home = image.survivor
        images.append(image)
    mine = [i for i in images if i.survivor == home and home in i.before.golden["customer_id"].to_pylist()]
    rest = [i for i in images if i not in mine]
    for at in [*(mine[k] for k in rng.permutation(len(mine))), *reversed(rest)]:
        now = unmerge(now, at, records).holdings
    for name in ("crosswalk", "golden", "provenance"):
        assert getattr(now, name).equals(getattr(first, name)), name


def test_later_edits_and_later_records_stay():
    records = legacy(30, 3)
    first, _ = hold(records, np.arange(30))
    ids = first.golden["customer_id"].to_pylist()
    merged, image = merge(first, records, ids[:2])
    later, _ = merge(merged, records, [image.survivor, ids[5]])
    row = pc.equal(later.golden["customer_id"], image.survivor)
    address = pc.if_else(row, "edited by hand", later.golden["address"])
    at = later.golden.column_names.index("address")
    edited = Holdings(later.crosswalk, later.golden.set_column(at, "address", address), later.provenance, later.links)
    done = unmerge(edited, image, records)
    assert done.kept.to_pylist() == [{"customer_id": image.survivor, "field": "address", "value": "edited by hand"}]
    other = next(i for i in ids[:2] if i != image.survivor)
    assert done.repoint["to_id"].to_pylist() == [other]
    assert done.holdings.of([other]).golden.equals(first.of([other]).golden)
    kept = done.holdings.of([image.survivor])
    assert kept.golden["address"].to_pylist() == ["edited by hand"]
    assert kept.members(image.survivor) == first.members(image.survivor) | first.members(ids[5])


def test_a_customer_that_went_on_into_another_is_parted_from_there_first():
    records = legacy(12, 4)
    first, _ = hold(records, np.array([0, 1, 2, 2, 2, *range(3, 10)]))
    ids = first.golden["customer_id"].to_pylist()
    big = max(ids, key=lambda i: len(first.members(i)))
    small = [i for i in ids if i != big][:2]
    once, image = merge(first, records, small)
    twice, _ = merge(once, records, [big, image.survivor])
    with pytest.raises(MergedSince, match=image.survivor):
        unmerge(twice, image, records)


def test_a_run_that_merges_customers_keeps_their_images():
    records = legacy(10, 5)
    before, identity = hold(records, np.arange(10))
    labels = np.array([0, 0, 0, 1, 1, *range(2, 7)])
    crosswalk, events, _ = identify(records, labels, np.full(10, -1), identity)
    golden = survive(records, crosswalk)
    after = Holdings(crosswalk, golden.records, golden.provenance, find_links(golden.records, records, crosswalk))
    images = [MergeImage.from_bytes(i) for i in images_of(before, after, events)["image"].to_pylist()]
    assert len(images) == 2
    now = after
    for image in images:
        now = unmerge(now, image, records).holdings
    for name in ("crosswalk", "golden", "provenance"):
        assert getattr(now, name).equals(getattr(before, name)), name


def test_a_steward_parts_a_customer_and_a_rerun_keeps_it_parted(tmp_path):
    records = legacy(8, 6)
    labels = np.array([0, 0, 0, 1, 2, 3, 4, 5])
    holdings, identity = hold(records, labels)
    customer = holdings.crosswalk["customer_id"][0].as_py()
    with open_state(tmp_path / "state.db") as state:
        state.remember(SimpleNamespace(identity=identity, events=EVENTS.empty_table(), report={}))
        done = unmerge_customer(state, holdings, records, customer, "kim")
        now = state.identity()
        assert len(done.repoint) == 2
        assert len(now.resolve(customer).parts) == 3
        assert state.trail()["action"].to_pylist().count("judge different") == 3
        apart = {(d["left"], d["right"]) for d in current(state.judgements()).to_pylist()}
        assert apart == {tuple(sorted(p)) for p in done.apart}
        crosswalk, events, _ = identify(records, np.arange(8), np.full(8, -1), now)
        assert len(events) == 0
        assert crosswalk.sort_by("record_id").equals(done.holdings.crosswalk.sort_by("record_id"))
        with pytest.raises(UnknownCustomer):
            unmerge_customer(state, holdings, records, "C-NEVER", "kim")


def test_parted_records_get_ids_never_given_before():
    records = legacy(5, 8)
    holdings, identity = hold(records, np.array([0, 0, 0, 1, 2]))
    customer = holdings.crosswalk["customer_id"][0].as_py()
    image = single_records(holdings, records, customer, identity.ids["id"].combine_chunks())
    ids = image.before.golden["customer_id"].to_pylist()
    assert len(set(ids)) == 3
    assert [i for i in ids if i in identity.ids["id"].to_pylist()] == [customer]


@pytest.fixture
def merged_twice(tmp_path):
    """A customer that took in a second one in run 2 and a third in run 3, as `State` keeps it."""
    records = legacy(8, 6)
    now, identity = hold(records, np.arange(8))
    first = now
    with open_state(tmp_path / "state.db") as state:
        state.remember(SimpleNamespace(identity=identity, events=EVENTS.empty_table(), report={}))
        for labels in ([0, 0, *range(1, 7)], [0, 0, 0, *range(1, 6)]):
            crosswalk, events, identity = identify(records, np.array(labels), np.full(8, -1), identity)
            golden = survive(records, crosswalk)
            links = find_links(golden.records, records, crosswalk)
            after = Holdings(crosswalk, golden.records, golden.provenance, links)
            run = SimpleNamespace(identity=identity, events=events, report={})
            state.remember(run, merges=images_of(now, after, events))
            now = after
        yield SimpleNamespace(state=state, records=records, first=first, now=now)


def test_an_older_merge_is_taken_back_by_the_id_that_it_took_in_and_the_later_one_stays(merged_twice):
    state, records, now = merged_twice.state, merged_twice.records, merged_twice.now
    home = now.crosswalk["customer_id"][0].as_py()
    was = merged_twice.first.crosswalk["customer_id"].to_pylist()[:3]
    in_run_2 = next(i for i in was[:2] if i != home) if home in was[:2] else None
    assert in_run_2 is not None
    done = unmerge_customer(state, now, records, in_run_2, "kim")
    assert done.holdings.crosswalk["customer_id"].to_pylist()[:3] == [i if i == in_run_2 else home for i in was]
    assert done.holdings.of([in_run_2]).golden.equals(merged_twice.first.of([in_run_2]).golden)
    last = unmerge_customer(state, done.holdings, records, was[2], "kim")
    for name in ("crosswalk", "golden", "provenance"):
        assert getattr(last.holdings, name).equals(getattr(merged_twice.first, name)), name
    with pytest.raises(NothingToPart, match="one record"):
        unmerge_customer(state, last.holdings, records, home, "kim")


def test_some_records_leave_together_and_the_others_keep_the_id(merged_twice):
    state, records, now = merged_twice.state, merged_twice.records, merged_twice.now
    home = now.crosswalk["customer_id"][0].as_py()
    members = now.crosswalk["record_id"].to_pylist()[:3]
    with pytest.raises(NothingToPart, match="all of its records"):
        part_records(state, now, records, members, "kim")
    with pytest.raises(NothingToPart, match="not those of one customer"):
        part_records(state, now, records, now.crosswalk["record_id"].to_pylist()[2:4], "kim")
    done = part_records(state, now, records, members[:2], "kim")
    ids = done.holdings.crosswalk["customer_id"].to_pylist()
    assert ids[2] == home
    assert ids[0] == ids[1] != home
    assert {tuple(sorted(pair)) for pair in done.apart} == {tuple(sorted((m, members[2]))) for m in members[:2]}
    assert state.identity().resolve(home).parts == {ids[0]: 2, home: 1}
