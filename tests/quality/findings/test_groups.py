"""Groups of rows by code, against what plain sets say, whatever is sorted at a time."""

from collections import defaultdict
from itertools import combinations

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality import spool
from quality.findings import groups as module
from quality.findings.groups import Groups, components

CODES = st.integers(-1, 6)
ROWS = st.lists(st.tuples(CODES, CODES, CODES), max_size=40)
PARTS = st.integers(1, 9)


def _columns(rows):
    return [np.array(column, np.int32) for column in zip(*rows, strict=True)] or [np.zeros(0, np.int32)] * 3


def _by_code(columns, beside=None):
    found = defaultdict(list)
    for codes in columns:
        for place, code in enumerate(codes.tolist()):
            if code >= 0 and (beside is None or beside[place] >= 0):
                found[code].append(place)
    return found


@settings(deadline=None)
@given(ROWS, PARTS, st.integers(0, 4))
def test_every_group_comes_once_and_whole(rows, part, largest):
    one, other, beside = _columns(rows)
    wanted = {c: p for c, p in _by_code([one, other], beside).items() if 2 <= len(p) <= (largest or 99)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_AT_ONCE", part)
        patch.setattr(spool, "SLICE", part)
        pieces = list(Groups([one, other], beside).pieces(largest))
    found = [(code, place) for codes, places in pieces for code, place in zip(codes, places, strict=True)]
    assert found == [(code, place) for code in sorted(wanted) for place in wanted[code]]


@settings(deadline=None)
@given(ROWS, PARTS)
def test_distinct_neighbours_are_counted(rows, part):
    one, other, beside = _columns(rows)
    met = {c: {int(beside[p]) for p in places} for c, places in _by_code([one, other], beside).items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_AT_ONCE", part)
        found = Groups([one, other]).meetings(beside)
    assert {code: number for code, number in enumerate(found.tolist()) if number} == {c: len(m) for c, m in met.items()}
    assert found[-1] == 0


def test_pairs_are_those_of_all_columns_each_once(monkeypatch):
    from quality.findings.checks.duplicates import _pairs

    monkeypatch.setattr(module, "_AT_ONCE", 3)
    rng = np.random.default_rng(3)
    columns = [rng.integers(-1, 30, 60).astype(np.int32) for _ in range(2)]
    wanted = {pair for p in _by_code(columns).values() for pair in combinations(sorted(set(p)), 2)}
    found = np.concatenate(list(_pairs(columns, 60)))
    assert {divmod(key, 60) for key in found.tolist()} == wanted


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_components_agree_with_networkx(drawn):
    size, edges = drawn
    graph = networkx.Graph(edges)
    graph.add_nodes_from(range(size))
    left, right = (np.array(side, np.int64) for side in (zip(*edges, strict=True) if edges else ([], [])))
    number = {}
    for at, members in enumerate(sorted(networkx.connected_components(graph), key=min)):
        number |= dict.fromkeys(members, at)
    assert components(left, right, size).tolist() == [number[node] for node in range(size)]
