"""The façade: three lines in a notebook, contract tables out, ids kept, answers obeyed."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import matching

CONTRACT = {
    "crosswalk": ["record_id", "customer_id", "org_id"],
    "provenance": ["customer_id", "field", "value", "record_id", "rule", "beaten"],
    "links": ["left", "right", "kind", "evidence", "probability"],
}


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(3)
    given, family = (
        [f"{a}{b}" for a in ("Mar", "Jo", "Al", "Be", "Cor") for b in ("ina", "rick", "ent", "osa")],
        [f"{a}{b}" for a in ("Hol", "Win", "Bar", "Cran") for b in ("ford", "ter", "well", "stone", "by")],
    )
    rows = []
    for k in range(150):
        row = {
            "Name": f"{rng.choice(given)} {rng.choice(family)}",
            "Phone": f"+1555{rng.integers(10**6, 10**7)}",
            "Email": f"user{k}@example.org",
            "City": str(rng.choice(["Leeds", "York", "Hull"])),
        }
        rows += [row] + [{**row, "City": "Bath"}] * int(k % 3 == 0)
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def found(people):
    return matching.dedupe(people)


def test_tables_are_the_contracts(found, people):
    for name, columns in CONTRACT.items():
        assert getattr(found, name).column_names == columns
    assert found.golden.column_names[:5] == ["customer_id", "org_id", "kind", "records", "customer_key"]
    assert len(found.crosswalk) == len(people)
    assert len(found.golden) == 150
    assert found.report["customers"] == 150
    assert found.events["kind"].to_pylist() == ["created"] * 150


def test_a_rerun_keeps_ids_and_a_stewards_word_outranks_the_model(found, people):
    pair = found.pairs.filter(pa.compute.equal(found.pairs["verdict"], "same")).slice(0, 1).to_pylist()[0]
    decisions = pa.table({"left": [pair["left"]], "right": [pair["right"]], "judgement": ["different"]})
    again = matching.dedupe(people.sample(frac=1, random_state=1), previous=found.identity)
    assert len(again.events) == 0
    parted = matching.dedupe(people, previous=found.identity, decisions=decisions)
    home = dict(zip(*[c.to_pylist() for c in parted.crosswalk.columns[:2]], strict=True))
    assert home[pair["left"]] != home[pair["right"]]
    assert set(parted.events["kind"].to_pylist()) == {"split", "moved"}


def test_an_open_state_serves_a_first_run_and_the_next(people, tmp_path):
    for events in (150, 0):
        with matching.open_state(tmp_path / "state.db") as state:
            got = matching.dedupe(people, previous=state.identity(), decisions=state.decisions())
            state.remember(got)
        assert len(got.events) == events


def test_a_batch_on_top_gives_what_a_full_run_gives(found, people):
    batch = pd.DataFrame(
        {"record_id": ["new:1", "new:2"], "Name": ["Ada Quill", people["Name"][0]], "Phone": ["+1", people["Phone"][0]]}
    )
    after = matching.update(found, batch)
    full = matching.dedupe(after.records, previous=found.identity)
    for name in ("crosswalk", "golden", "provenance", "pairs", "links", "review", "events"):
        assert getattr(after, name).to_pylist() == getattr(full, name).to_pylist(), name
    assert set(found.crosswalk["customer_id"].to_pylist()) <= set(after.crosswalk["customer_id"].to_pylist())


@pytest.mark.parametrize("seed", range(2))
def test_shuffled_renamed_and_split_sources_change_nothing_even_without_state(found, people, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(people))
    again = people.iloc[order].reset_index(drop=True)
    again["source"] = rng.choice(["x", "y", "z"], len(people))
    home = matching.dedupe(again).crosswalk["customer_id"].to_pylist()
    rows = [int(r.split("#")[1]) - 1 for r in found.crosswalk["record_id"].to_pylist()]
    before = dict(zip(rows, found.crosswalk["customer_id"].to_pylist(), strict=True))
    assert home == [before[k] for k in order]


@pytest.mark.parametrize(
    ("frame", "customers", "word"),
    [
        (pd.DataFrame({"name": ["Ann Lee"]}), 1, "nothing to compare"),
        (pd.DataFrame({"name": pd.Series([], dtype="str")}), 0, "nothing to compare"),
        (pd.DataFrame({"column_1": [None, None], "name": ["", " "]}), 2, "no column holds any value"),
    ],
    ids=["one record", "none", "no values"],
)
def test_nothing_to_match_on_is_said_plainly(frame, customers, word):
    got = matching.dedupe(frame)
    assert len(got.golden) == customers
    assert len(got.crosswalk) == len(frame)
    assert word in got.report["notes"][0]
    assert len(got.pairs) == len(got.review) == len(got.links) == 0


def test_functions_keep_their_names_whatever_is_imported_first():
    import matching.dedupe
    import matching.judge

    assert callable(matching.dedupe)
    assert callable(matching.judge)
    with pytest.raises(AttributeError, match="dedup"):
        _ = matching.dedup
