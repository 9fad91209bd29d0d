"""Block keys of organisations: core, rare words and grams, initials, and neighbouring names."""

import numpy as np
from scipy import sparse

from matching.block.groups import group, unroll, window
from matching.block.neighbours import neighbours, spread
from matching.compare.organisations import grams, parted
from matching.compare.tokens import weighted
from matching.features.coded import Coded, remap
from matching.features.fold import has_han
from matching.features.organisation import OrgName
from matching.features.sound import skeleton

RARE_WORDS = 3
MOST_NAMES = 60_000  # whose grams are all held against one another
LEAST_ALIKE = 0.25  # cosine of neighbours
USUAL = 400  # names that may hold a gram, where names are all there is


def organisation_pairs(column: Coded, cap: int, records: int, alone: bool = False) -> list[np.ndarray]:
    """Candidate pairs among the records' organisation names (int64 codes), one array a key.

    `alone`: no other key finds a pair, so that a party with hundreds of spellings must be met in all of them.
    """
    parts = parted(column.values)
    cores = remap(column, lambda _: [p.core for p in parts])
    whole = _grouped(cores)
    found = [unroll(*whole, cap, records), window(*whole, cap, 4, records)]
    found.extend(_same(column, texts, cap, records) for texts in _likenesses(parts))
    slots = _rare_words([p.core for p in parts])
    found.append(_multi(np.stack(_words(column, slots), axis=1), cap, records))
    held, texts = (cores, list(cores.values)) if alone else (column, [p.core for p in parts])
    if len(texts) <= MOST_NAMES:  # where names are alone, ways to write one core are one neighbour
        left, right = neighbours(weighted([grams(t) for t in texts]), LEAST_ALIKE, 30, USUAL if alone else 30)
        found.append(spread(held.codes.T.ravel(), left, right, max(4, cap // 8), records))
    return [codes[codes // records != codes % records] for codes in found]  # a record meets itself by its other name


def _grouped(column: Coded) -> tuple[np.ndarray, np.ndarray]:
    """Rows by what they hold in any slot, and the size of each group."""
    order, sizes = group((column.codes.T.ravel().astype(np.int64) + 1).astype(np.uint64))
    return order % len(column.codes), sizes


def _words(column: Coded, slots: np.ndarray) -> list[np.ndarray]:
    """Keys (uint64 by record) of the rarest words of every name of a record."""
    return [np.append(slots[:, k], np.uint64(0))[mine] for mine in column.codes.T for k in range(RARE_WORDS)]


def _likenesses(parts: list[OrgName]) -> tuple[list[str], ...]:
    """Texts that names alike have in common: their letters in order, how the first word sounds, three characters."""
    return (
        ["".join(sorted(p.core.replace(" ", ""))) for p in parts],
        [skeleton(p.core.split()[0]) if p.core.split() else "" for p in parts],
        [p.core[:3] if has_han(p.core) else "" for p in parts],
    )


def _same(column: Coded, texts: list[str], cap: int, records: int) -> np.ndarray:
    return unroll(*_grouped(remap(column, lambda _: texts)), cap, records)


def _rare_words(cores: list[str], heard: int | None = None) -> np.ndarray:
    """Per value its rarest words (Chinese: character pairs) that another value shares, as uint64 keys.

    `heard`: how many values, from the first, tell what is rare; then a word need not be shared yet.
    """
    lists = [[c[k : k + 2] for k in range(len(c) - 1)] if has_han(c) else c.split() for c in cores]
    code: dict[str, int] = {}
    coded = [[code.setdefault(t, len(code)) for t in dict.fromkeys(words)] for words in lists]
    seen = np.array([t for words in coded[:heard] for t in words], dtype=np.int64)
    held, least = np.bincount(seen, minlength=len(code) + 1), 1 if heard is None else -1
    slots = np.zeros((len(cores), RARE_WORDS), dtype=np.uint64)
    for row, words in enumerate(coded):
        for k, token in enumerate(
            sorted((t for t in words if held[t] > least), key=lambda t: (held[t], t))[:RARE_WORDS]
        ):
            slots[row, k] = token + 1
    return slots


def _multi(keys: np.ndarray, cap: int, records: int) -> np.ndarray:
    """Pairs of records that share a key in any slot."""
    flat = keys.T.ravel()
    order, sizes = group(flat)
    rows = order % len(keys)
    return unroll(rows, sizes, cap, records)


def organisation_keys(column: Coded) -> list[np.ndarray]:
    """Keys (uint64) by which a name that came later is found: those of `organisation_pairs`, counted on what was heard.

    Where records have several names, or words, a column holds these one after the other (times records).
    """
    parts = parted(column.values, column.heard)
    texts = ([p.core for p in parts], *_likenesses(parts))
    whole = [remap(column, lambda _, t=t: t).codes.T.ravel().astype(np.int64) + 1 for t in texts]
    slots = _rare_words([p.core for p in parts], column.heard)
    return [*(codes.astype(np.uint64) for codes in whole), np.concatenate(_words(column, slots))]


def organisation_neighbours(column: Coded, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of names (codes) with rare grams in common, one of them `asked` for; grams are as rare as was heard."""
    parts = parted(column.values, column.heard)
    if column.heard > MOST_NAMES or not len(asked):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    matrix = weighted([grams(p.core) for p in parts], column.heard)
    held = np.bincount(matrix.indices[: matrix.indptr[column.heard]], minlength=matrix.shape[1])
    slim = sparse.csr_matrix(matrix @ sparse.diags((held <= max(30, column.heard // 20)).astype(float)))
    near = (slim[asked] @ sparse.csr_matrix(slim.T)).tocoo()
    keep = near.data >= LEAST_ALIKE
    return asked[near.row[keep]], near.col[keep].astype(np.int64)
