"""Records are put in the order of their content, equal ones in that of their ids."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.canonical import in_order


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.text("abc", max_size=3)), max_size=30, unique_by=lambda row: row[1]))
def test_equal_prints_stand_in_the_order_of_their_ids(rows):
    prints = np.array([p for p, _ in rows], np.uint64)
    ids = pa.array([i for _, i in rows], pa.string())
    rank = np.empty(len(ids), np.int64)
    rank[pc.sort_indices(ids).to_numpy()] = np.arange(len(ids))
    assert in_order(prints, ids).tolist() == np.lexsort((rank, prints)).tolist()
