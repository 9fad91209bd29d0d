"""Rank the values of each customer by the rules of a field, and say which rule decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.sorting import stable_order
from matching.survive.cells import ValueGroups

_DATE = r"^\d{4}(-\d{2}){0,2}([T ]|$)"  # as cleaning writes it


@dataclass(frozen=True)
class Ranking:
    """`order`: indices of the groups, by customer, best first. `first`: where each customer starts in it.

    `rule`: for each customer that starts there, the code into `rules` of the rule that decided.
    """

    order: np.ndarray
    first: np.ndarray
    rule: np.ndarray
    rules: tuple[str, ...]


def text_rank(groups: ValueGroups) -> np.ndarray:
    """Return the place of each value in the order of their texts."""
    used = np.unique(groups.code)
    rank = np.zeros(len(groups.values) + 1, np.int64)
    rank[used[pc.sort_indices(groups.values.take(pa.array(used))).to_numpy()]] = np.arange(len(used))
    return rank[groups.code]


def date_rank(groups: ValueGroups, sign: int) -> np.ndarray:
    """Return the place of each value by date (`sign` 1 the latest first, -1 the earliest); what is no date is last.

    As text `45889` would be later than any `2025-01-28`, and `01/04/2020` earlier than `2018-01-13`.
    """
    dated = pc.match_substring_regex(groups.values, _DATE).fill_null(False).to_numpy(zero_copy_only=False)
    rank = text_rank(groups)
    return sign * rank + np.where(dated[groups.code], 2 * (len(rank) + len(groups.values)), 0)


def most_agreed(groups: ValueGroups) -> np.ndarray:
    """Return the records, weighed by trust, whose values say what each value says (`Written.votes`)."""
    return groups.written.votes(groups.customer, groups.count * groups.trust)


def best_written(groups: ValueGroups) -> np.ndarray:
    """Return how well each value is written (`Written.quality`)."""
    return groups.written.quality(groups.customer, groups.count * groups.trust)


_BUILT_IN: Mapping[str, Callable[[ValueGroups], np.ndarray]] = {
    "most_trusted": lambda g: g.trust,
    "most_recent": lambda g: g.recency,
    "most_complete": lambda g: g.filled,
    "most_frequent": lambda g: g.count,
    "readable": lambda g: g.readable,
    "most_agreed": most_agreed,
    "best_written": best_written,
    "verified_first": lambda g: g.state,
    "longest": lambda g: g.length,
    "shortest": lambda g: -g.length,
    "earliest": lambda g: date_rank(g, -1),
    "latest": lambda g: date_rank(g, 1),
    "first_listed": lambda g: -g.place,
}


def rank_values(groups: ValueGroups, rules: tuple[str, ...], custom: Mapping) -> Ranking:
    """Order the values of each customer by `rules`; what they leave undecided goes to the smaller text."""
    starts = np.flatnonzero(np.append(True, groups.customer[1:] != groups.customer[:-1]))
    starts = starts if len(groups.customer) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(groups.customer)))
    names = (*(r for r in rules if r != "union"), "first_listed", "smaller_text")
    labels = ("only_value", *names)
    order, rule = np.arange(len(groups.customer)), np.zeros(len(starts), np.int8)
    contested = np.flatnonzero(np.repeat(sizes > 1, sizes))
    if not len(contested):
        return Ranking(order, starts, rule, labels)
    sub = groups.at(contested)
    head = np.flatnonzero(np.append(True, sub.customer[1:] != sub.customer[:-1]))
    scores, place = _scored(sub, head, names, custom)
    ranked = stable_order(place)
    order[contested] = contested[ranked]
    rule[sizes > 1] = _deciding(scores, ranked[head], ranked[head + 1])
    return Ranking(order, starts, rule, labels)


def _scored(
    sub: ValueGroups, head: np.ndarray, names: tuple[str, ...], custom: Mapping
) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the score of each value by each rule, and its place; `head` is where each customer starts.

    A rule is asked only about the customers whose values the rules before it left undecided; for the others its
    score is 0. Values of one place are those that no rule could tell apart.
    """
    owner = np.repeat(np.arange(len(head)), np.diff(np.append(head, len(sub.customer))))
    place, scores = head[owner], []
    part, rows = sub, np.arange(len(owner))
    for name in names:
        score = np.zeros(len(owner))
        scores.append(score)
        if not len(rows):
            continue
        score[rows] = _given(custom[name](sub))[rows] if name in custom else _score(part, name)
        if (score[rows] != score[rows[0]]).any():
            same = _placed(place, score, rows)
            tied = np.zeros(len(head), bool)
            tied[owner[same]] = True
            left = np.flatnonzero(tied[owner[rows]])
            part, rows = part.at(left), rows[left]
    return scores, place


def _placed(place: np.ndarray, score: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Put those of `rows` that share a place in the order of their scores; return some of each place still shared."""
    at = rows[np.lexsort((-score[rows], place[rows]))]
    first = np.append(True, place[at][1:] != place[at][:-1])
    better = first | np.append(True, score[at][1:] != score[at][:-1])
    count = np.arange(len(at))
    home, here = (np.maximum.accumulate(np.where(mark, count, 0)) for mark in (first, better))
    place[at] += here - home
    return at[~better]


def _given(scores: object) -> np.ndarray:
    """Return the scores of a caller's own rule; one that is no number is the least."""
    given = np.asarray(scores, dtype=np.float64)
    return np.where(np.isnan(given), -np.inf, given)


def _score(groups: ValueGroups, name: str) -> np.ndarray:
    if name == "smaller_text":
        return -text_rank(groups)
    return np.asarray(_BUILT_IN[name](groups), dtype=np.float64)


def _deciding(scores: list[np.ndarray], winner: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return for each contest the first rule (counted from 1) that put the winner above the second."""
    decided = np.full(len(winner), len(scores), np.int8)
    for number in range(len(scores), 0, -1):
        above = scores[number - 1][winner] > scores[number - 1][second]
        decided[above] = number
    return decided
