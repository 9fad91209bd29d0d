"""Registered names join what is one firm; a branch, a namesake elsewhere and two tax ids do not."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.features.build import Parts
from matching.features.coded import from_texts
from matching.party.key import spoken
from matching.party.registered import joined_by_name, registered_names


def names(*texts: str, state: list[str | None] | None = None) -> list[int]:
    columns = {"org": from_texts(list(texts))}
    if state is not None:
        columns["state"] = from_texts(state)
    return registered_names(Parts(len(texts), columns)).tolist()


def test_a_chinese_name_with_its_legal_form_is_registered_and_a_short_one_or_a_branch_is_not():
    full, again, short, branch = names(
        "贵阳达华鑫物业管理有限公司", "贵阳达华鑫物业管理有限公司", "达华鑫物业", "贵阳达华鑫物业管理有限公司遵义分公司"
    )
    assert full == again >= 0
    assert short == branch == -1


def test_a_latin_name_is_registered_in_its_state():
    ohio, same, texas, nowhere = names(*["Acme Tools Inc"] * 4, state=["OH", "OH", "TX", None])
    assert ohio == same >= 0
    assert texas not in (ohio, -1)
    assert nowhere == -1
    assert names("Acme Tools", "Acme Tools", state=["OH", "OH"]) == [-1, -1]


rows = st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 3), st.integers(-1, 2)), min_size=1, max_size=14)


@settings(max_examples=200, deadline=None)
@given(rows)
def test_clusters_of_one_name_are_one_unless_two_tax_ids_would_meet(drawn):
    clusters = [c for c, _, _ in drawn]
    label = np.array([clusters.index(c) for c in clusters], dtype=np.int64)
    name, tax = (np.array([row[k] for row in drawn], dtype=np.int64) for k in (1, 2))
    graph = nx.Graph()
    graph.add_nodes_from(("firm", c) for c in label.tolist())
    graph.add_edges_from(
        (("firm", c), ("name", n)) for c, n in zip(label.tolist(), name.tolist(), strict=True) if n >= 0
    )
    said = dict(zip(*(x.tolist() for x in spoken(label, tax)), strict=True))
    wanted = {}
    for part in nx.connected_components(graph):
        firms = [c for kind, c in part if kind == "firm"]
        apart = len({said[c] for c in firms if c in said}) > 1
        wanted |= {c: c if apart else min(firms) for c in firms}
    assert joined_by_name(label, name, tax).tolist() == [wanted[c] for c in label.tolist()]
