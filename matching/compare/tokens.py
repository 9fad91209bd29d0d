"""Levels of texts made of many words: addresses and names of organisations, words weighed by rarity."""

import numpy as np
from rapidfuzz import fuzz
from scipy import sparse

from matching.compare.kernel import Judge, measure
from matching.features import organisation, place

ADDRESS_LABELS = ("exact", "same", "alike", "other number", "related", "differs")
ADDRESS_PRIOR = (0.62, 0.14, 0.08, 0.02, 0.04, 0.10)


def weighted(lists: list[list[str]]) -> sparse.csr_matrix:
    """Rows of unit length, one a value: its tokens weighed by inverse document frequency."""
    vocabulary: dict[str, int] = {}
    columns = [vocabulary.setdefault(t, len(vocabulary)) for tokens in lists for t in tokens]
    starts = np.cumsum([0, *(len(t) for t in lists)])
    matrix = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(lists), max(len(vocabulary), 1)))
    matrix.sum_duplicates()
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    weight = np.log((1 + len(lists)) / np.maximum(held, 1)) + 0.3
    matrix = matrix @ sparse.diags(weight)
    norm = (
        np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
        if hasattr(matrix, "A1")
        else np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    )
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(norm, 1e-9)) @ matrix)


def cosine(matrix: sparse.csr_matrix, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Cosine of the rows left[k] and right[k]."""
    step = 500_000
    parts = [
        np.asarray(matrix[left[s : s + step]].multiply(matrix[right[s : s + step]]).sum(axis=1)).ravel()
        for s in range(0, len(left), step)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def address_judge(values: np.ndarray) -> Judge:
    """Judge of unequal tidied addresses: words weighed by rarity, house numbers apart."""
    matrix = weighted([place.tokens(v) for v in values])
    figures = np.array([place.numbers(v) for v in values], dtype=object)
    number_of = {s: k for k, s in enumerate(dict.fromkeys(figures))}
    coded = np.array([number_of[s] for s in figures])
    empty = np.array([not s for s in figures], dtype=bool)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        alike = cosine(matrix, left, right)
        close = np.flatnonzero(alike < 0.9)
        ratio = measure(values, left[close], right[close], fuzz.token_sort_ratio) / 100
        alike[close] = np.maximum(alike[close], np.where(ratio > 0.75, ratio, 0))
        same = coded[left] == coded[right]
        clash = ~same & ~empty[left] & ~empty[right]
        doubt = np.flatnonzero(clash & (alike >= 0.5))
        for k in doubt:
            clash[k] = not (figures[left[k]] & figures[right[k]])
        level = np.full(len(left), 6, dtype=np.uint8)
        level[alike >= 0.5] = 5
        level[(alike >= 0.7) & clash] = 4
        level[(alike >= 0.7) & ~clash] = 3
        level[(alike >= 0.88) & ~clash & (same | empty[left] | empty[right])] = 2
        return level

    return judge


ORG_LABELS = (
    "exact",
    "same core",
    "alike",
    "contained",
    "good",
    "abbreviation",
    "fair",
    "branch",
    "other number",
    "differs",
)
ORG_PRIOR = (0.50, 0.17, 0.10, 0.07, 0.04, 0.03, 0.03, 0.01, 0.01, 0.04)


def _grams(core: str) -> list[str]:
    han = organisation.has_han(core)
    if han:
        return [core[k : k + 2] for k in range(len(core) - 1)] + list(core)
    return [f" {w} "[k : k + 3] for w in core.split() for k in range(len(w))]


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


def _abbreviates(short: organisation.OrgName, long: organisation.OrgName) -> bool:
    """PP for Pinnacle Packaging; 工行 style subsequences that open with the same character."""
    a, b = short.core.replace(" ", ""), long.core
    if organisation.has_han(a):
        return (
            2 < len(a) < len(b) and (a[0] == b[0] or long.region.startswith(a[0])) and _subsequence(a, long.region + b)
        )
    initials = "".join(w[0] for w in b.split())
    whole = "".join(w[0] for w in long.whole.split())
    return len(a) >= 2 and len(b.split()) >= 2 and a in (initials, whole)


def _contains(a: organisation.OrgName, b: organisation.OrgName) -> bool:
    short, long = (a, b) if len(a.core) <= len(b.core) else (b, a)
    if organisation.has_han(short.core):
        return short.core in long.core or (short.region + short.core) in long.whole
    words = long.core.split()
    joined = "".join(words)
    return all(w in words for w in short.core.split()) or (
        len(short.core) >= 5 and joined.startswith(short.core.replace(" ", ""))
    )


def organisation_judge(values: np.ndarray) -> Judge:
    """Judge of unequal names of organisations; cores compared, branch and numbers kept apart."""
    parts = np.array([None] * len(values), dtype=object)
    parts[:] = [organisation.split(v) for v in values]
    cores = np.array([p.core for p in parts], dtype=object)
    bags = np.array([" ".join(sorted(c.split())) for c in cores], dtype=object)
    matrix = weighted([_grams(c) for c in cores])
    words = weighted([c.split() if not organisation.has_han(c) else [c] for c in cores])
    squeezed = np.array([c.replace(" ", "") for c in cores], dtype=object)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        grams = cosine(matrix, left, right)
        alike = np.maximum(grams, cosine(words, left, right))
        ratio = measure(bags, left, right, fuzz.ratio) / 100
        alike = np.maximum(alike, np.where(ratio >= 0.8, ratio, 0))
        level = np.full(len(left), 10, dtype=np.uint8)
        level[alike >= 0.45] = 7
        level[alike >= 0.65] = 5
        level[alike >= 0.86] = 3
        level[(bags[left] == bags[right]) | (squeezed[left] == squeezed[right])] = 2
        for k in range(len(left)):
            if (level[k] >= 2 and grams[k] > 0.02) or level[k] == 10:
                level[k] = _settle(parts[left[k]], parts[right[k]], level[k])
        return level

    return judge


def _settle(a: organisation.OrgName, b: organisation.OrgName, level: int) -> int:
    """The last word on two names: parts that text similarity does not see."""
    if level in (2, 3, 5) and (a.branch != b.branch):
        return 8
    if level in (2, 3, 5) and a.numbers != b.numbers:
        return 9
    if level == 2 and a.region and b.region and a.region != b.region and len(a.core) < 3:
        return 10
    if level >= 5 and len(a.core) >= 2 and len(b.core) >= 2 and not (a.branch or b.branch):
        if _contains(a, b):
            return 4
        short, long = (a, b) if len(a.core) < len(b.core) else (b, a)
        if _abbreviates(short, long):
            return 6
    return level
