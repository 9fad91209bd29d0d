"""Any two records can be explained, in both languages, from the tables of a run."""

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.explain import Case, reasons_in_words, spread, why, why_not
from matching.explain.case import UnknownRecord, _widest
from matching.explain.words import COMPARISONS, LEVELS, SENTENCES

RECORDS = pa.table(
    {
        "record_id": ["crm:1", "crm:2", "erp:3", "erp:4"],
        "source": ["crm", "crm", "erp", "erp"],
        "org_name": ["上海云杉有限公司", "上海云杉公司", "云杉", "Zenith Ltd"],
        "phone": pa.array([["+861"], ["+861", "+862"], None, ["+449"]], pa.list_(pa.string())),
    }
)
CROSSWALK = pa.table({"record_id": RECORDS["record_id"], "customer_id": ["C-A", "C-A", "C-A", "C-B"]})
PAIRS = pa.table(
    {
        "left": ["crm:1", "crm:2", "crm:1"],
        "right": ["crm:2", "erp:3", "erp:3"],
        "probability": [0.99, 0.9, 0.2],
        "weight": [7.0, 3.2, -2.0],
        "verdict": ["same", "review", "different"],
        "reason": ["model"] * 3,
        "level:org": ["same core", "contained", "fair"],
        "level:phone": ["exact", "missing", "missing"],
    }
)
WEIGHTS = [{"comparison": "org", "level": "fair", "bits": -1.0}, {"comparison": "phone", "level": "exact", "bits": 8.0}]
CASE = Case(RECORDS, CROSSWALK, PAIRS, None, WEIGHTS)


def test_a_pair_is_explained_with_its_values_levels_and_weights():
    found = why(CASE, "crm:2", "crm:1")
    assert found.same
    assert found.evidence.to_pylist()[0] == {
        "comparison": "phone", "left": "+861, +862", "right": "+861", "level": "exact", "bits": 8.0
    }  # fmt: skip
    assert found.text.splitlines()[0] == "crm:2 and crm:1 are one customer (C-A)."
    assert "+ phone: the same (+861, +862 / +861)" in found.lines
    assert "+ 电话：相同（+861, +862 / +861）" in why(CASE, "crm:2", "crm:1", "zh").lines


def test_records_joined_through_others_show_the_path():
    found = why(CASE, "crm:1", "erp:3")
    assert found.path == (("crm:2", 0.99), ("erp:3", 0.9))
    assert found.lines[-1] == "They are joined through: crm:1 → crm:2 (99.0%) → erp:3 (90.0%)."


def test_a_stewards_word_is_named_and_strangers_are_compared_on_the_spot():
    said = {"left": ["crm:1"], "right": ["erp:4"], "judgement": ["different"], "who": ["kim"], "at": ["2026-01-02"]}
    case = Case(RECORDS, CROSSWALK, PAIRS, pa.table(said | {"why": ["a reissued number"]}), WEIGHTS)
    found = why_not(case, "erp:4", "crm:1")
    assert not found.same
    assert "kim decided that they are different, on 2026-01-02 (a reissued number)" in found.text
    assert {e["comparison"]: e["level"] for e in found.evidence.to_pylist()}["phone"] == "differs"


def test_unknown_records_are_named_with_their_likely_neighbours():
    with pytest.raises(UnknownRecord, match="erp:4"):
        why(CASE, "epr:4", "crm:1")


def test_a_native_id_that_one_record_has_names_it_and_one_that_two_have_does_not():
    assert why(CASE, "3", "1").text == why(CASE, "erp:3", "crm:1").text
    more = pa.concat_tables([RECORDS, RECORDS.slice(0, 1).set_column(0, "record_id", pa.array(["erp:1"]))])
    with pytest.raises(UnknownRecord, match="crm:1 or erp:1"):
        why(Case(more, CROSSWALK, PAIRS, None, WEIGHTS), "1", "erp:3")


def test_everything_is_said_in_both_languages():
    for table in (COMPARISONS, LEVELS, SENTENCES):
        assert all(len(words) == 2 and all(words) for words in table.values())


edges = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), max_size=12)


@settings(max_examples=50, deadline=None)
@given(edges)
def test_the_path_is_the_widest(found):
    graph = nx.Graph()
    graph.add_nodes_from(range(6))
    for a, b, p in found:
        if a != b:
            graph.add_edge(a, b, p=p / 10)
    table = {n: [(m, d["p"]) for m, d in graph[n].items()] for n in graph}
    path = _widest(table, 0, 5)
    tree = nx.maximum_spanning_tree(graph, weight="p")
    if not nx.has_path(graph, 0, 5):
        assert path == []
        return
    best = min(tree.edges[e]["p"] for e in nx.utils.pairwise(nx.shortest_path(tree, 0, 5)))
    assert min(p for _, p in path) == best
    assert path[-1][0] == 5


def test_a_number_that_other_customers_hold_too_is_called_shared():
    numbers = pa.array([["+861"], ["+861", "+862"], ["+861"], ["+861"]], pa.list_(pa.string()))
    records = RECORDS.set_column(3, "phone", numbers)
    crosswalk = pa.table({"record_id": RECORDS["record_id"], "customer_id": ["C-A", "C-B", "C-C", "C-C"]})
    case = Case(records, crosswalk, PAIRS, None, WEIGHTS)
    assert "+ phone: the same, but 3 customers share it (+861 / +861, +862)" in why(case, "crm:1", "crm:2").lines
    told = why(case, "crm:1", "erp:3", "zh").text
    assert "电话：相同，但为总机或共用号码（3个客户），按缺失处理（+861 / +861）" in told
    assert spread(case, [(case.row("crm:1"), case.row("crm:2"))]) == [{"phone": 3}]
    alone = Case(records, crosswalk, PAIRS.drop_columns(["level:phone"]), None, WEIGHTS)
    assert "电话：相同，但为总机或共用号码（3个客户），按缺失处理" in why(alone, "crm:1", "crm:2", "zh").text
    words = reasons_in_words([("phone", "exact"), ("org", "missing")], "zh", {"phone": 3})
    assert words == "电话相同，但为共用（3个客户）"


def test_a_stewards_word_does_not_change_what_the_pair_says_alone():
    said = {"left": ["crm:1"], "right": ["erp:3"], "judgement": ["same"], "who": ["kim"], "at": ["2026-01-02"]}
    at = PAIRS.column_names.index("probability")
    pairs = PAIRS.set_column(at, "probability", pa.array([0.99, 0.9, 1.0]))
    case = Case(RECORDS, CROSSWALK, pairs, pa.table(said | {"why": [""]}), WEIGHTS)
    assert "a probability of 20.0% (-2.0 bits)" in why(case, "crm:1", "erp:3").text
