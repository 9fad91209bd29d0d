"""Golden records against a brute-force oracle; provenance, groups, unions, previews."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.survive import SurvivorshipPolicy, preview_policy, survive
from matching.survive.policy import PolicyError

TRUST = {"crm": 0.9, "erp": 0.2}


def make(rows):
    """Build records from (customer, source, name, updated) tuples."""
    columns = list(zip(*rows, strict=True)) if rows else [[], [], [], []]
    ids = [f"{s}:{i}" for i, s in enumerate(columns[1])]
    data = {"record_id": ids, "source": columns[1], "name": columns[2], "updated": columns[3]}
    table = pa.table({k: pa.array(v, pa.string()) for k, v in data.items()})
    who = pa.array([f"C-{c}" for c in columns[0]], pa.string())
    return table, pa.table({"record_id": ids, "customer_id": who, "org_id": pa.nulls(len(ids), pa.string())})


def best(cells, rules):
    """Return the winning name of one customer by the plainest possible reading of the rules."""
    values = {v for v, _, _, _ in cells}
    dates = sorted({d for *_, d, _ in cells if d})

    def score(value):
        mine = [c for c in cells if c[0] == value]
        scores = {
            "most_trusted": max(TRUST.get(s, 0.5) for _, s, _, _ in mine),
            "most_recent": max(dates.index(d) if d else -1 for *_, d, _ in mine),
            "most_complete": max(f for *_, f in mine),
            "most_frequent": len(mine),
            "longest": len(value),
            "shortest": -len(value),
        }
        return tuple(-scores[r] for r in rules)

    return min(values, key=lambda v: (score(v), v))


rule_orders = st.permutations(
    ["most_trusted", "most_recent", "most_complete", "most_frequent", "longest", "shortest"]
).map(lambda p: tuple(p[:3]))
rows = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["crm", "erp", "x"]),
        st.sampled_from([None, "a", "bb", "cc", "王伟"]),
        st.sampled_from([None, "2024-01-02", "2023-12-31"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=50, deadline=None)
@given(rows, rule_orders, st.randoms())
def test_the_winner_is_the_oracles_whatever_the_order_of_rows(data, rules, random):
    policy = SurvivorshipPolicy(rules={"name": rules}, trust=TRUST)
    golden = survive(*make(data), policy)
    for row in golden.records.to_pylist():
        mine = [r for r in data if f"C-{r[0]}" == row["customer_id"]]
        cells = [(n, s, d, (n is not None) + (d is not None)) for _, s, n, d in mine if n]
        assert row["records"] == len(mine)
        assert row["name"] == (best(cells, rules) if cells else None)
    random.shuffle(data)
    again = survive(*make(data), policy).records
    assert again.equals(golden.records)


@settings(max_examples=30, deadline=None)
@given(rows)
def test_every_filled_cell_says_where_it_comes_from(data):
    table, crosswalk = make(data)
    golden = survive(table, crosswalk)
    cells = {(r["record_id"], f): r[f] for r in table.to_pylist() for f in ("name", "updated")}
    told = {(p["customer_id"], p["field"]): p for p in golden.provenance.to_pylist()}
    filled = [(g["customer_id"], f, g[f]) for g in golden.records.to_pylist() for f in ("name", "updated") if g[f]]
    assert len(told) == len(filled)
    owner = dict(zip(*[c.to_pylist() for c in crosswalk.columns[:2]], strict=True))
    for customer, name, value in filled:
        cell = told[customer, name]
        assert cells[cell["record_id"], name] == cell["value"] == value
        others = {v for (r, f), v in cells.items() if f == name and owner[r] == customer and v} - {value}
        assert set(cell["beaten"]) == others
        assert (cell["rule"] == "only_value") == (not others)


def test_multi_valued_fields_are_ranked_unions():
    phones = pa.array([["+1", "+2"], ["+2"], ["+3"], None], pa.list_(pa.string()))
    states = pa.array([["invalid", "valid"], ["valid"], ["valid"], None], pa.list_(pa.string()))
    table = pa.table(
        {"record_id": list("abcd"), "source": ["s"] * 4, "phone": phones, "phone__state": states,
         "tax_id": [None, "T1", None, None]}
    )  # fmt: skip
    crosswalk = pa.table(
        {"record_id": list("abcd"), "customer_id": ["C"] * 3 + ["D"], "org_id": ["O", None, None, None]}
    )
    golden = survive(table, crosswalk)
    first, second = golden.records.to_pylist()
    assert first["phone"] == ["+2", "+3", "+1"]
    assert second["phone"] is None
    assert first["customer_key"] == "+2|T1"
    assert (first["kind"], first["org_id"], second["kind"], second["org_id"]) == (
        "organisation",
        "O",
        "person",
        None,
    )
    union = [p for p in golden.provenance.to_pylist() if p["field"] == "phone"]
    assert [(p["value"], p["rule"]) for p in union] == [("+2", "union"), ("+3", "union"), ("+1", "union")]


def test_an_address_in_parts_comes_from_one_record_and_gaps_only_from_its_friends():
    table = pa.table(
        {
            "record_id": list("abc"),
            "source": ["s"] * 3,
            "street": ["1 Oak", "9 Elm", "1 Oak"],
            "city": ["Leeds", "York", None],
            "state": ["W", None, None],
            "postcode": [None, "Y1", "L1"],
        }
    )
    crosswalk = pa.table({"record_id": list("abc"), "customer_id": ["C"] * 3, "org_id": pa.nulls(3, pa.string())})
    golden = survive(table, crosswalk)
    assert golden.records.select(["street", "city", "state", "postcode"]).to_pylist() == [
        {"street": "1 Oak", "city": "Leeds", "state": "W", "postcode": "L1"}
    ]
    told = {p["field"]: p for p in golden.provenance.to_pylist()}
    assert (told["postcode"]["record_id"], told["postcode"]["rule"]) == ("c", "filled_in")
    assert told["city"]["beaten"] == ["York"]


def test_verified_first_custom_rules_and_unknown_rules():
    table = pa.table(
        {
            "record_id": list("ab"),
            "source": ["s"] * 2,
            "tax_id": ["A9", "B1"],
            "tax_id__state": ["invalid", "valid"],
        }
    )
    crosswalk = pa.table({"record_id": list("ab"), "customer_id": ["C"] * 2, "org_id": pa.nulls(2, pa.string())})
    assert survive(table, crosswalk).records["tax_id"].to_pylist() == ["B1"]
    custom = {"nine": lambda g: np.array([t.endswith("9") for t in g.texts().to_pylist()])}
    policy = SurvivorshipPolicy(rules={"tax_id": "nine"}, custom=custom)
    golden = survive(table, crosswalk, policy)
    assert golden.records["tax_id"].to_pylist() == ["A9"]
    assert golden.provenance["rule"].to_pylist() == ["nine"]
    with pytest.raises(PolicyError, match="most_recent"):
        SurvivorshipPolicy(rules={"name": "most_recnt"})


@settings(max_examples=20, deadline=None)
@given(rows)
def test_a_preview_counts_what_would_change(data):
    table, crosswalk = make(data)
    before, after = (SurvivorshipPolicy(rules={"name": r}) for r in ("longest", "shortest"))
    values = pa.table({"customer_id": ["C-0", "C-1"], "amount": [5.0, 7.0]})
    preview = preview_policy(table, crosswalk, before, after, values)
    old, new = (survive(table, crosswalk, p).records for p in (before, after))
    moved = [a["customer_id"] for a, b in zip(old.to_pylist(), new.to_pylist(), strict=True) if a["name"] != b["name"]]
    everything = preview.summary.to_pylist()[0]
    assert preview.changes["customer_id"].to_pylist() == moved
    assert everything["records"] == sum(Counter(f"C-{r[0]}" for r in data)[c] for c in moved)
    assert everything["amount"] == sum({"C-0": 5.0, "C-1": 7.0}.get(c, 0) for c in moved)


def test_no_records():
    golden = survive(*make([]))
    assert len(golden.records) == len(golden.provenance) == 0


@pytest.mark.parametrize(("rule", "winner"), [("latest", "2025-01-28"), ("earliest", "2018-01-13T09:00")])
def test_what_is_no_date_outlives_no_date(rule, winner):
    texts = ["45889", "2025-01-28", "01/04/2020", "2018-01-13T09:00", "2019", "unknown"]
    table, crosswalk = make([(0, "crm", text, None) for text in texts])
    assert survive(table, crosswalk, SurvivorshipPolicy({"name": rule})).records["name"].to_pylist() == [winner]
    table, crosswalk = make([(0, "crm", "45889", None), (0, "crm", "45001", None)])
    assert survive(table, crosswalk, SurvivorshipPolicy({"name": "latest"})).records["name"].to_pylist() == ["45889"]


def test_a_source_or_a_pattern_may_come_first():
    table, crosswalk = make([(0, "crm", "aa", "2024-01-02"), (0, "erp", "bb", "2023-01-01"), (0, "x", "cc1", None)])

    def winner(*rules):
        policy = SurvivorshipPolicy({"name": rules}, trust=TRUST)
        golden = survive(table, crosswalk, policy)
        told = {r["field"]: r["rule"] for r in golden.provenance.to_pylist()}
        return golden.records["name"][0].as_py(), told["name"]

    assert winner("most_trusted") == ("aa", "most_trusted")
    assert winner("from erp", "most_trusted") == ("bb", "from erp")
    assert winner("from nowhere", "most_trusted") == ("aa", "most_trusted")
    assert winner("matches [0-9]$", "most_trusted") == ("cc1", "matches [0-9]$")
    for wrong, expected in (("from ", "a source"), ("matches (", "regular expression"), ("longst", "longest")):
        with pytest.raises(PolicyError, match=expected):
            SurvivorshipPolicy({"name": wrong})
