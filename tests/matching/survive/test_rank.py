"""Values are ranked as by all rules at once, although a rule is asked only where those before it left ties."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.survive import rank
from matching.survive.cells import ValueGroups

RULES = ("verified_first", "most_trusted", "most_agreed", "best_written", "most_frequent", "longest", "own")
VALUES = pa.array(["Anna Lee", "ANNA LEE", "lee anna", "王伟", "王偉", "Wang Wei", "x@y", "Li", "李"])


def own(groups):
    return np.where(groups.count > 2, np.nan, groups.count)


def groups_of(rows):
    """Groups of `(customer, code, count, trust, state)`, one for each value of each customer."""
    rows = sorted({(c, v): (c, v, n, t, s) for c, v, n, t, s in rows}.values())
    customer, code, count, trust, state = (np.array([r[k] for r in rows], np.int64) for k in range(5))
    none = np.zeros(len(rows), np.int64)
    return ValueGroups(customer, code, VALUES, count, trust / 2, none, none, state, none, none, none, "name")


def at_once(groups):
    """Order by all rules in one sort, and the first rule that puts each winner above the second."""
    names = (*RULES, "first_listed", "smaller_text")
    scores = [np.nan_to_num(own(groups), nan=-np.inf) if n == "own" else rank._score(groups, n) for n in names]
    order = np.lexsort((*[-s for s in reversed(scores)], groups.customer))
    rules = {}
    for at in range(len(order)):
        customer = groups.customer[order[at]]
        if customer in rules:
            continue
        rest = [k for k in order[at + 1 :] if groups.customer[k] == customer][:1]
        above = [n for n, s in zip(names, scores, strict=True) if rest and s[order[at]] > s[rest[0]]]
        rules[customer] = above[0] if above else "only_value"
    return order, list(rules.values())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(*(st.integers(0, n) for n in (3, 8, 3, 2, 3))), min_size=1, max_size=16))
def test_the_order_is_that_of_all_rules_at_once(rows):
    groups = groups_of(rows)
    found = rank.rank_values(groups, RULES, {"own": own})
    order, rules = at_once(groups)
    assert found.order.tolist() == order.tolist()
    assert [found.rules[r] for r in found.rule] == rules
