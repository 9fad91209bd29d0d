"""Each rule speaks once of a column, of each record once."""

import numpy as np
import pyarrow as pa

from quality.findings.failure import Failure, pool
from quality.rules.catalog import built_in

RULE = next(iter(built_in().values()))


def failure(*rows, column="phone"):
    ids = pa.array([f"a:{row}" for row in rows], pa.string())
    return Failure(RULE, "a", column, 10, ids, ids, ids, np.array(rows, np.int64))


def test_what_two_checks_found_is_put_together():
    (both,) = pool([failure(1, 2), failure(2, 3)])
    assert both.record_ids.to_pylist() == ["a:1", "a:2", "a:3"]
    assert both.rows.tolist() == [1, 2, 3]
    assert (both.checked, both.failed) == (10, 3)


def test_other_columns_stay_apart():
    assert [f.failed for f in pool([failure(1), failure(2, column="fax"), failure()])] == [1, 1]
