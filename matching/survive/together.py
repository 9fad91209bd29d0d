"""Fields that survive together: one record gives the whole address, the whole name in parts."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive.cells import UNCHECKED, Cells, Standing, group_values
from matching.survive.policy import SurvivorshipPolicy
from matching.survive.rank import rank_values


@dataclass(frozen=True)
class Representative:
    """For each `customer` (codes) the `row` that gives the group, and the `rule` that chose it."""

    customer: np.ndarray
    row: np.ndarray
    rule: pa.Array


def representative(table: pa.Table, parts: list[str], standing: Standing, policy: SurvivorshipPolicy) -> Representative:
    """Choose among the distinct tuples of `parts` by the rules of the first of them."""
    codes = [_codes(table, name) for name in parts]
    filled = np.sum([c >= 0 for c in codes], axis=0)
    whole = codes[0] + 1
    for code in codes[1:]:
        whole = pd.factorize(whole * (int(code.max(initial=0)) + 2) + code + 1)[0].astype(np.int64)
    rows = np.flatnonzero(filled > 0)
    texts = _texts(table, parts, whole, rows)
    state = np.full(len(rows), UNCHECKED, np.int8)
    how = "parts" if {"given_name", "surname"} <= set(parts) else parts[0]
    cells = Cells(rows, whole[rows], texts, state, np.zeros(len(rows), np.int64), how)
    groups = group_values(cells, replace(standing, filled=filled.astype(np.int64)))
    ranking = rank_values(groups, policy.rules_of(parts[0]), policy.custom)
    best = ranking.order[ranking.first]
    rules = pa.array(ranking.rules, pa.string()).take(pa.array(ranking.rule.astype(np.int64)))
    return Representative(groups.customer[best], groups.row[best], rules)


def without_contradiction(table: pa.Table, parts: list[str], standing: Standing, whole: Representative) -> np.ndarray:
    """Mark the records that nowhere differ from the record that represents their customer."""
    chosen = np.full(int(standing.customer.max(initial=-1)) + 1, -1, np.int64)
    chosen[whole.customer] = whole.row
    at = chosen[standing.customer]
    agrees = at >= 0
    for name in parts:
        code = _codes(table, name)
        agrees &= (code < 0) | (code[at] < 0) | (code == code[at])
    return agrees


def _codes(table: pa.Table, name: str) -> np.ndarray:
    coded = table[name].combine_chunks().cast(pa.string()).dictionary_encode()
    return coded.indices.fill_null(-1).to_numpy().astype(np.int64)


def _texts(table: pa.Table, parts: list[str], whole: np.ndarray, rows: np.ndarray) -> pa.Array:
    """Return the text of each tuple, at the place of its code, for ties and lengths."""
    at = np.full(int(whole.max(initial=-1)) + 1, -1, np.int64)
    at[whole[rows]] = rows
    index = pa.array(at, mask=at < 0)
    pieces = [table[name].combine_chunks().cast(pa.string()).take(index).fill_null("") for name in parts]
    return pc.binary_join_element_wise(*pieces, " ")
