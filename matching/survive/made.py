"""Rules with a word of their own: `from <source>`, `matches <pattern>`."""

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive.cells import ValueGroups

FROM, MATCHES = "from ", "matches "
MOST_SOURCES = 62  # a bit each in an int64
Scorer = Callable[[ValueGroups], np.ndarray]


def expected_of(rule: str) -> str | None:
    """Say what is wrong with a rule of this kind; "" where nothing is, None where it is of another kind."""
    if rule.startswith(FROM):
        return "" if rule.removeprefix(FROM).strip() else "'from' and a source, such as 'from erp'"
    if not rule.startswith(MATCHES):
        return None
    try:
        pc.match_substring_regex(pa.array([""]), rule.removeprefix(MATCHES))
    except pa.ArrowInvalid:
        return "'matches' and a regular expression (RE2), such as 'matches ^[+]861'"
    return ""


def sources_named(rules: Iterable[str]) -> tuple[str, ...]:
    """Return the sources that `from` rules name, in the order of their names."""
    named = {rule.removeprefix(FROM).strip() for rule in rules if rule.startswith(FROM)}
    return tuple(sorted(named))[:MOST_SOURCES]


def scorer_of(rule: str, sources: tuple[str, ...]) -> Scorer:
    """Return the function of a rule: 1.0 for values that a record of the source has, or that match; else 0.0."""
    if rule.startswith(FROM):
        place = sources.index(rule.removeprefix(FROM).strip())
        return lambda groups: ((groups.held >> place) & 1).astype(np.float64)
    pattern = rule.removeprefix(MATCHES)

    def matching(groups: ValueGroups) -> np.ndarray:
        hit = pc.match_substring_regex(groups.values, pattern).fill_null(False)
        return hit.to_numpy(zero_copy_only=False)[groups.code].astype(np.float64)

    return matching


def held_by_sources(source: pa.ChunkedArray, sources: tuple[str, ...]) -> np.ndarray:
    """Return for each record the bit of its source (int64), 0 where no rule names it."""
    at = pc.index_in(source.combine_chunks().cast(pa.string()), value_set=pa.array(sources, pa.string()))
    place = at.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.where(place >= 0, np.int64(1) << np.maximum(place, 0), np.int64(0))
