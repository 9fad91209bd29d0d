import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.findings.checks.integrity import in_circle


@given(st.integers(1, 30).flatmap(lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n)))
@settings(max_examples=50, deadline=None)
def test_circles_are_those_of_the_graph(parents):
    graph = nx.DiGraph([(child, parent) for child, parent in enumerate(parents) if parent >= 0])
    expected = {node for circle in nx.simple_cycles(graph) for node in circle}
    assert set(np.flatnonzero(in_circle(np.array(parents))).tolist()) == expected
