"""Fields that survive together: one record gives the whole address, the whole name in parts."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive.cells import UNCHECKED, Cells, Columns, Standing, group_values
from matching.survive.policy import SurvivorshipPolicy
from matching.survive.rank import rank_values


@dataclass(frozen=True)
class Representative:
    """For each `customer` (codes, in order) the `row` that gives the group, and its `rule`, a code into `rules`."""

    customer: np.ndarray
    row: np.ndarray
    rule: np.ndarray
    rules: tuple[str, ...]


def representative(
    columns: Columns, parts: list[str], standing: Standing, policy: SurvivorshipPolicy
) -> Representative:
    """Choose among the distinct tuples of `parts` by the rules of the first of them."""
    codes = [columns.codes(name) for name in parts]
    filled = np.sum([c >= 0 for c in codes], axis=0)
    alone = np.flatnonzero((filled > 0) & ~standing.several)
    rows = np.flatnonzero((filled > 0) & standing.several)
    whole = codes[0][rows].astype(np.int64) + 1
    for code in codes[1:]:
        whole = pd.factorize(whole * (int(code.max(initial=0)) + 2) + code[rows] + 1)[0].astype(np.int64)
    texts = _texts(columns, parts, whole, rows)
    state = np.broadcast_to(np.int8(UNCHECKED), len(rows))
    how = "parts" if {"given_name", "surname"} <= set(parts) else parts[0]
    cells = Cells(rows, whole, texts, state, np.broadcast_to(np.int32(0), len(rows)), how)
    groups = group_values(cells, replace(standing, filled=filled.astype(np.int64)))
    ranking = rank_values(groups, policy.rules_of(parts[0]), policy.scorers)
    best = ranking.order[ranking.first]
    row = np.full(standing.count, -1, np.int64)
    rule = np.zeros(standing.count, np.int8)
    row[standing.customer[alone]] = alone
    row[groups.customer[best]], rule[groups.customer[best]] = groups.row[best], ranking.rule
    customer = np.flatnonzero(row >= 0)
    return Representative(customer, row[customer], rule[customer], ranking.rules)


def without_contradiction(columns: Columns, parts: list[str], standing: Standing, whole: Representative) -> np.ndarray:
    """Mark the records, of several of one customer, that nowhere differ from the record that represents it."""
    chosen = np.full(standing.count, -1, np.int64)
    chosen[whole.customer] = whole.row
    rows = np.flatnonzero(standing.several)
    at = chosen[standing.customer[rows]]
    agrees = at >= 0
    for name in parts:
        code = columns.codes(name)
        own, other = code[rows], code[at]
        agrees &= (own < 0) | (other < 0) | (other == own)
    marked = np.zeros(len(standing.customer), bool)
    marked[rows[agrees]] = True
    return marked


def _texts(columns: Columns, parts: list[str], whole: np.ndarray, rows: np.ndarray) -> pa.Array:
    """Return the text of each tuple, at the place of its code, for ties and lengths."""
    at = np.zeros(int(whole.max(initial=-1)) + 1, np.int64)
    at[whole] = rows
    pieces = [columns.column(name).take(pa.array(at)).fill_null("") for name in parts]
    return pc.binary_join_element_wise(*pieces, " ")
