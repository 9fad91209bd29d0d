"""Levels of names of organisations: cores compared, legal forms ignored, branches and numbers kept apart."""

from collections import Counter, defaultdict

import numpy as np
from rapidfuzz import fuzz

from matching.compare.kernel import Judge, measure
from matching.compare.tokens import cosine, weighted
from matching.compare.trades import in_order, usual_trades
from matching.features import organisation
from matching.features.fold import has_han
from matching.features.organisation import OrgName
from matching.features.site import is_shop, same_site

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
CORE, ALIKE, CONTAINED, SHORTENED, GOOD, FAMILY, FAIR, SISTER, BRANCH, NUMBER, DIFFERS = range(2, 13)
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
        open_question = (level != DIFFERS) | (shared > 0.1) | (np.minimum(*_lengths(squeezed, left, right)) <= 5)
        for k in np.flatnonzero(open_question):
            level[k] = settle(parts[left[k]], parts[right[k]], int(level[k]), family)
            one, other = parts[left[k]], parts[right[k]]
            if (level[k] in (ALIKE, GOOD, FAIR, DIFFERS) and trades.sisters(one, other)) or trades.of_group(one, other):
                level[k] = SISTER
        return level

    return judge


def _lengths(texts: np.ndarray, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    size = np.array([len(t) for t in texts])
    return size[left], size[right]


def settle(a: OrgName, b: OrgName, level: int, family: dict[str, int]) -> int:
    """The last word on two names: the parts that text similarity does not see."""
    if level in (CORE, ALIKE, GOOD) and not same_site(a.branch, b.branch):
        return CONTAINED if is_shop(a.branch + b.branch) and not (a.branch and b.branch) else BRANCH
    if level in (CORE, ALIKE, GOOD) and a.numbers != b.numbers:
        return NUMBER
    if level == CORE and a.region and b.region and a.region != b.region and has_han(a.core):
        return FAIR
    if level < GOOD or a.branch or b.branch or min(len(a.core), len(b.core)) < 2:
        return level
    short, long = (a, b) if len(a.core) <= len(b.core) else (b, a)
    if _contains(short, long):
        return NUMBER if a.numbers != b.numbers else FAMILY if family.get(short.core, 0) >= 3 else CONTAINED
    return SHORTENED if _abbreviates(short, long) else level


def _contains(short: OrgName, long: OrgName) -> bool:
    if has_han(short.core):
        return short.core in long.core or short.core in long.whole
    words = long.core.split()
    if all(w in words for w in short.core.split()):
        return True
    return len(short.core) >= 5 and "".join(words).startswith(short.core.replace(" ", ""))


def _abbreviates(short: OrgName, long: OrgName) -> bool:
    """PP for Pinnacle Packaging; 茂化实华 for 茂名石化实华: characters in order, from the first."""
    a, b = short.core.replace(" ", ""), long.core
    if has_han(a):
        full = long.region + b if long.region and not b.startswith(long.region) else b
        return 2 < len(a) < len(full) and a[0] in (b[0], full[0]) and in_order(a, full)
    initials = "".join(w[0] for w in b.split())
    whole = "".join(w[0] for w in long.whole.split())
    return len(a) >= 2 and len(b.split()) >= 2 and a in (initials, whole)
