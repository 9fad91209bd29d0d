"""Levels of names of organisations: cores compared, legal forms ignored, branches and numbers kept apart."""

from collections import Counter, defaultdict

import numpy as np
from rapidfuzz import fuzz

from matching.compare.kernel import Judge, measure
from matching.compare.settled import (
    ALIKE,
    BRANCH,
    CORE,
    DIFFERS,
    FAIR,
    GOOD,
    NUMBER,
    SISTER,
    names_of,
    settled,
    sisters,
)
from matching.compare.tokens import cosine, weighted
from matching.compare.trades import usual_trades
from matching.features import organisation
from matching.features.fold import has_han
from matching.features.organisation import OrgName

ORG_LABELS = (
    "exact",
    "same core",
    "alike",
    "contained",
    "abbreviation",
    "good",
    "contained in several",
    "fair",
    "sister",
    "branch",
    "other number",
    "differs",
)
ORG_PRIOR = (0.44, 0.24, 0.12, 0.08, 0.03, 0.04, 0.012, 0.014, 0.004, 0.005, 0.005, 0.01)
ORG_STRANGERS = (0.001, 0.006, 0.006, 0.008, 0.003, 0.03, 0.06, 0.2, 0.05, 0.01, 0.026, 0.6)
OTHERS = (SISTER, BRANCH, NUMBER)  # two firms or sites, whatever else their names share
COMMON_GRAM = 0.004  # part of the names above which a Chinese character pair names a trade, not a company


def grams(core: str) -> list[str]:
    """Character pairs of a Chinese core, padded triples of each Latin word."""
    if has_han(core):
        return [core[k : k + 2] for k in range(len(core) - 1)] + list(core)
    return [f" {w} "[k : k + 3] for w in core.split() for k in range(len(w))]


def parted(values: np.ndarray, heard: int | None = None) -> list[OrgName]:
    """Names taken apart; where only a trade is left of a core (成都 银行) its region is part of the name.

    What a trade is, the first `heard` names tell (None: all).
    """
    parts = [organisation.split(str(v)) for v in values]
    some = parts[:heard]
    held = Counter(g for p in some if has_han(p.core) for g in {p.core[k : k + 2] for k in range(len(p.core) - 1)})
    most = max(3, COMMON_GRAM * len(some))

    def generic(core: str) -> bool:
        return all(held[core[k : k + 2]] > most for k in range(len(core) - 1))

    return [
        p._replace(core=p.region + p.core) if p.region and has_han(p.core) and generic(p.core) else p for p in parts
    ]


def _family_sizes(parts: list[OrgName]) -> dict[str, int]:
    """For each Latin core: how many different words follow it in longer names (Schlumberger: Holdings, Technology…)."""
    follows: dict[str, set[str]] = defaultdict(set)
    cores = {p.core for p in parts}
    for core in cores:
        words = core.split()
        for k in range(1, len(words)):
            head = " ".join(words[:k])
            if head in cores:
                follows[head].add(words[k][:3])
    return {core: len(found) for core, found in follows.items()}


def organisation_judge(values: np.ndarray, heard: int | None = None) -> Judge:
    """Judge of unequal names of organisations; the first `heard` (None: all) tell which words are usual."""
    parts = np.empty(len(values), dtype=object)
    parts[:] = parted(values, heard)
    family, trades = _family_sizes(list(parts[:heard])), usual_trades(list(parts[:heard]))
    cores = [p.core for p in parts]
    bags = np.array([" ".join(sorted(c.split())) for c in cores], dtype=object)
    squeezed = np.array([c.replace(" ", "") for c in cores], dtype=object)
    names, size = names_of(parts, trades), np.array([len(t) for t in squeezed])
    by_gram, by_word = (weighted(list(map(of, cores)), heard) for of in (grams, str.split))

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        shared = cosine(by_gram, left, right)
        alike = np.maximum(shared, cosine(by_word, left, right))
        ratio = measure(bags, left, right, fuzz.ratio) / 100
        alike = np.maximum(alike, np.where(ratio >= 0.8, ratio, 0))
        level = np.full(len(left), DIFFERS, dtype=np.uint8)
        level[alike >= 0.45] = FAIR
        level[alike >= 0.65] = GOOD
        level[alike >= 0.86] = ALIKE
        level[(bags[left] == bags[right]) | (squeezed[left] == squeezed[right])] = CORE
        open_question = (level != DIFFERS) | (shared > 0.1) | (np.minimum(size[left], size[right]) <= 5)
        rows = np.flatnonzero(open_question)
        asked = (left[rows], right[rows])
        level[rows] = sisters(names, asked, settled(names, asked, level[rows], family), trades)
        return level

    return judge
