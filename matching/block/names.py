"""Block keys of organisations: core, rare words and grams, initials, and neighbouring names."""

import numpy as np

from matching.block.groups import group, unroll, window
from matching.block.neighbours import neighbours, spread
from matching.compare.organisations import grams, parted
from matching.compare.tokens import weighted
from matching.features.coded import Coded, remap
from matching.features.fold import has_han
from matching.features.sound import skeleton

RARE_WORDS = 3


def organisation_pairs(column: Coded, cap: int, records: int) -> list[np.ndarray]:
    """Candidate pairs among the records' organisation names (int64 codes), one array a key."""
    parts = parted(column.values)
    cores = remap(column, lambda _: [p.core for p in parts])
    whole = group((cores.flat.astype(np.int64) + 1).astype(np.uint64))
    found = [unroll(*whole, cap, records), window(*whole, cap, 4, records)]
    found.append(_same(column, ["".join(sorted(p.core.replace(" ", ""))) for p in parts], cap, records))
    found.append(_same(column, [skeleton(p.core.split()[0]) if p.core.split() else "" for p in parts], cap, records))
    found.append(_same(column, [p.core[:3] if has_han(p.core) else "" for p in parts], cap, records))
    slots = _rare_words([p.core for p in parts])
    keys = np.zeros((len(column.codes), RARE_WORDS), dtype=np.uint64)
    for k in range(RARE_WORDS):
        keys[:, k] = np.append(slots[:, k], np.uint64(0))[column.flat]
    found.append(_multi(keys, cap, records))
    if len(parts) <= 60_000:
        left, right = neighbours(weighted([grams(p.core) for p in parts]), 0.25, 30)
        found.append(spread(column.flat, left, right, max(4, cap // 8)))
    return found


def _same(column: Coded, texts: list[str], cap: int, records: int) -> np.ndarray:
    shaped = remap(column, lambda _: texts)
    keys = (shaped.flat.astype(np.int64) + 1).astype(np.uint64)
    return unroll(*group(keys), cap, records)


def _rare_words(cores: list[str]) -> np.ndarray:
    """Per value its rarest words (Chinese: character pairs) that another value shares, as uint64 keys."""
    lists = [[c[k : k + 2] for k in range(len(c) - 1)] if has_han(c) else c.split() for c in cores]
    code: dict[str, int] = {}
    coded = [[code.setdefault(t, len(code)) for t in dict.fromkeys(words)] for words in lists]
    held = np.bincount(np.array([t for words in coded for t in words], dtype=np.int64), minlength=len(code) + 1)
    slots = np.zeros((len(cores), RARE_WORDS), dtype=np.uint64)
    for row, words in enumerate(coded):
        for k, token in enumerate(sorted((t for t in words if held[t] > 1), key=lambda t: (held[t], t))[:RARE_WORDS]):
            slots[row, k] = token + 1
    return slots


def _multi(keys: np.ndarray, cap: int, records: int) -> np.ndarray:
    """Pairs of records that share a key in any slot."""
    flat = keys.T.ravel()
    order, sizes = group(flat)
    rows = order % len(keys)
    codes = unroll(rows, sizes, cap, records)
    return codes[codes // records != codes % records]
