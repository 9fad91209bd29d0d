"""Clusters against oracles: components as networkx finds them, agglomeration as brute force does."""

import itertools

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.cluster.agglomerate import CLIP, agglomerate
from matching.cluster.components import components, inner_pairs
from matching.cluster.refine import Scored, among_rivals, refine


@st.composite
def graphs(draw):
    size = draw(st.integers(2, 14))
    pairs = list(itertools.combinations(range(size), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=25))
    odds = draw(st.lists(st.integers(-6, 6), min_size=len(chosen), max_size=len(chosen)))
    veto = draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)))
    return size, chosen, odds, veto


@given(graphs())
@settings(max_examples=50, deadline=None)
def test_components_are_those_of_networkx(graph):
    size, pairs, _, _ = graph
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    label = components(size, left, right)
    oracle = nx.Graph(pairs)
    oracle.add_nodes_from(range(size))
    for found in nx.connected_components(oracle):
        assert {label[k] for k in found} == {min(found)}
    wanted = {
        a * size + b
        for c in nx.connected_components(oracle)
        if len(c) > 2
        for a, b in itertools.combinations(sorted(c), 2)
    }
    assert set(inner_pairs(label, size).tolist()) == wanted


def brute(weight, veto):
    groups = [frozenset([k]) for k in range(len(weight))]
    while True:
        best, at = 0.0, None
        for a, b in itertools.combinations(sorted(groups, key=min), 2):
            cross = [(i, j) for i in a for j in b]
            if any(veto[i, j] for i, j in cross):
                continue
            mean = round(float(np.mean([np.clip(weight[i, j], -CLIP, CLIP) for i, j in cross])), 9)
            if mean > best:
                best, at = mean, (a, b)
        if at is None:
            return {frozenset(g) for g in groups}
        groups = [g for g in groups if g not in at] + [at[0] | at[1]]


@given(st.integers(2, 9), st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_agglomeration_is_the_greedy_average_link(size, seed):
    rng = np.random.default_rng(seed)
    weight = rng.normal(0.5, 3, (size, size))
    weight = (weight + weight.T) / 2
    veto = rng.random((size, size)) < 0.15
    veto = veto | veto.T
    np.fill_diagonal(veto, False)
    label = agglomerate(weight, veto)
    found = {frozenset(np.flatnonzero(label == k).tolist()) for k in set(label.tolist())}
    assert found == brute(weight, veto)


@given(graphs(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_vetoes_hold_and_the_order_of_rows_is_immaterial(graph, random):
    size, pairs, odds, veto = graph
    odds = [o + 0.37 * k / len(odds) for k, o in enumerate(odds)]

    def partition(order):
        rows = []
        for (a, b), weight, bar in zip(pairs, odds, veto, strict=True):
            low, high = sorted((order[a], order[b]))
            rows.append((low * size + high, weight, bar))
        rows.sort()
        codes, weights, bars = (np.array(column) for column in zip(*rows, strict=True))

        def complete(more):
            return Scored(size, more, np.full(len(more), -1.0), np.zeros(len(more), dtype=bool))

        label, _ = refine(Scored(size, codes.astype(np.int64), weights.astype(float), bars.astype(bool)), 0.0, complete)
        return [label[order[k]] for k in range(size)]

    plain = partition(list(range(size)))
    for (a, b), v in zip(pairs, veto, strict=True):
        assert not (v and plain[a] == plain[b])
    order = list(range(size))
    random.shuffle(order)
    mixed = partition(order)
    assert all((plain[a] == plain[b]) == (mixed[a] == mixed[b]) for a, b in itertools.combinations(range(size), 2))


def test_namesakes_in_one_source_are_rivals():
    """Record 0 stands in one census; 1 and 2 in the next, 3 in a third."""
    left, right, apart = np.array([0, 0, 0, 1]), np.array([1, 2, 3, 2]), np.array([0, 1, 1, 2])
    odds = among_rivals(left, right, np.array([2.0, 2.0, 2.0, -np.inf]), apart)
    assert odds[0] == odds[1] < 0
    assert odds[2] == 2.0
    clear = among_rivals(left, right, np.array([5.0, 0.0, 2.0, -np.inf]), apart)
    assert clear[0] > 4
    assert clear[1] < -4
