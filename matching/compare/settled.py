"""The last word on pairs of organisations' names: the parts of a name that the likeness of texts does not see.

Parts are compared as codes. What letters or codes cannot rule out (a name inside another, an abbreviation, two trades
of one brand) is few, and is looked at text by text.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching.compare.screen import Letters, letters, word_bits
from matching.compare.trades import Trades, in_order
from matching.features.fold import has_han
from matching.features.organisation import OrgName
from matching.features.site import is_shop, same_site

CORE, ALIKE, CONTAINED, SHORTENED, GOOD, FAMILY, FAIR, SISTER, BRANCH, NUMBER, DIFFERS = range(2, 13)
_CLOSE = (CORE, ALIKE, GOOD)
_OPEN = (ALIKE, GOOD, FAIR, DIFFERS)
_OPENING = 5  # letters from which a Latin name may open another

Pairs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Names:
    """Names of organisations taken apart, by value.

    `codes`: int64 by name of the part, -1 where it is empty; `core`, `whole`, `tight` (a core without blanks), `full`
    (a core behind its region): their letters; `words`: of the core, in 64 bits; `han`, `several` (bool): a Chinese
    core, one of several words; `school` (int64): levels of school, a bit each.
    """

    parts: np.ndarray
    codes: Mapping[str, np.ndarray]
    core: Letters
    whole: Letters
    tight: Letters
    full: Letters
    words: np.ndarray
    han: np.ndarray
    several: np.ndarray
    school: np.ndarray


def names_of(parts: np.ndarray, trades: Trades) -> Names:
    """Code names taken apart (objects, `OrgName`)."""
    tight = [p.core.replace(" ", "") for p in parts]
    full = [full_core(p) for p in parts]
    codes = {name: _coded([getattr(p, name) for p in parts])[0] for name in ("branch", "numbers", "region")}
    short_forms = (tight, [_initials(p.core) for p in parts], [_initials(p.whole) for p in parts])
    codes |= dict(zip(("tight", "initials", "whole initials"), _coded(*short_forms), strict=True))
    codes |= dict(zip(("first", "full first"), _coded([t[:1] for t in tight], [f[:1] for f in full]), strict=True))
    codes["brand"] = _coded([trades.brand_mark(p) for p in parts])[0]
    codes["head"], codes["group"] = (
        _coded([p.core[:2] for p in parts])[0],
        _coded([trades.group_mark(p) for p in parts])[0],
    )
    texts = ([p.core for p in parts], [p.whole for p in parts], tight, full)
    made = (letters(np.array(text, dtype=object)) for text in texts)
    han = np.array([has_han(p.core) for p in parts], dtype=bool)
    several = np.array([len(p.core.split()) > 1 for p in parts], dtype=bool)
    school = np.array([p.school for p in parts], dtype=np.int64)
    return Names(parts, codes, *made, word_bits(np.array(texts[0], dtype=object)), han, several, school)


def _coded(*lists: Iterable[str]) -> list[np.ndarray]:
    """Codes of texts, the same in all lists; -1 for an empty one."""
    held = [list(texts) for texts in lists]
    codes = pd.factorize(np.array([t or None for texts in held for t in texts], dtype=object))[0]
    return np.split(codes.astype(np.int64), np.cumsum([len(texts) for texts in held])[:-1])


def _initials(text: str) -> str:
    return "".join(w[0] for w in text.split())


def full_core(name: OrgName) -> str:
    """The core behind its region, where it does not open with that."""
    return name.region + name.core if name.region and not name.core.startswith(name.region) else name.core


def settled(names: Names, pairs: Pairs, level: np.ndarray, family: Mapping[str, int]) -> np.ndarray:
    """Levels (uint8) of pairs of names, given those that the likeness of their texts tells.

    `family`: how many different words follow a Latin core in longer names.
    """
    left, right = pairs
    out = level.copy()
    same = {name: code[left] == code[right] for name, code in names.codes.items()}
    close = np.isin(level, _CLOSE)
    rows = np.flatnonzero(close & ~same["branch"])
    out[rows] = _sites(names, left[rows], right[rows], level[rows])
    done = np.zeros(len(level), dtype=bool)
    done[rows] = np.isin(out[rows], (CONTAINED, BRANCH))
    other = close & ~done & ~same["numbers"]
    out[other] = NUMBER
    region, branch = names.codes["region"], names.codes["branch"]
    moved = (region[left] >= 0) & (region[right] >= 0) & ~same["region"] & names.han[left]
    moved &= ~done & ~other & (level == CORE)
    out[moved] = FAIR
    asked = ~done & ~other & ~moved & (level >= GOOD) & (branch[left] < 0) & (branch[right] < 0)
    rows = np.flatnonzero(asked & (np.minimum(names.core.size[left], names.core.size[right]) >= 2))
    swap = names.core.size[left[rows]] > names.core.size[right[rows]]
    short, long = np.where(swap, right[rows], left[rows]), np.where(swap, left[rows], right[rows])
    out[rows] = _cut_short(names, (short, long), out[rows], family)
    return out


def _sites(names: Names, left: np.ndarray, right: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Levels of names alike whose sites are written differently, each pair of sites looked at once."""
    branch = names.codes["branch"]
    key = branch[left] * (branch.max(initial=0) + 2) + branch[right]
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    told = np.zeros(len(first), dtype=np.uint8)
    for k, at in enumerate(first):
        a, b = names.parts[left[at]].branch, names.parts[right[at]].branch
        if not same_site(a, b):
            told[k] = CONTAINED if is_shop(a + b) and not (a and b) else BRANCH
    return np.where(told[back] > 0, told[back], level)


def _cut_short(names: Names, pairs: Pairs, level: np.ndarray, family: Mapping[str, int]) -> np.ndarray:
    """Levels of pairs (short, long) of which one may be said in the other, or stand for it."""
    short, long = pairs
    out, parts = level.copy(), names.parts
    held = _true(_contains, names, pairs, np.flatnonzero(_may_contain(names, short, long)))
    larger = np.array([family.get(parts[k].core, 0) >= 3 for k in short[held]], dtype=bool)
    tails = (_closes(parts[a].core, parts[b].core) for a, b in zip(short[held], long[held], strict=True))
    larger &= ~np.fromiter(tails, dtype=bool, count=len(held))
    numbers = names.codes["numbers"]
    out[held] = np.where(larger, FAMILY, CONTAINED)
    out[held[numbers[short[held]] != numbers[long[held]]]] = NUMBER
    left = _may_abbreviate(names, short, long)
    left[held] = False
    out[_true(_abbreviates, names, pairs, np.flatnonzero(left))] = SHORTENED
    return out


def _true(rule: Callable[[OrgName, OrgName], bool], names: Names, pairs: Pairs, rows: np.ndarray) -> np.ndarray:
    """The rows of pairs of which a rule holds."""
    one, other = names.parts[pairs[0][rows]], names.parts[pairs[1][rows]]
    return rows[np.fromiter(map(rule, one, other), dtype=bool, count=len(rows))]


def sisters(names: Names, pairs: Pairs, level: np.ndarray, trades: Trades) -> np.ndarray:
    """Levels of pairs with those told as sisters: one brand with other trades, group and firm, two levels of school."""
    left, right = pairs
    out, codes = level.copy(), names.codes
    brand, grouped = codes["brand"], codes["group"] >= 0
    maybe = np.isin(level, _OPEN) & (brand[left] == brand[right]) & (brand[left] >= 0)
    out[_true(trades.sisters, names, pairs, np.flatnonzero(maybe))] = SISTER
    maybe = (grouped[left] != grouped[right]) & (codes["head"][left] == codes["head"][right])
    out[_true(trades.of_group, names, pairs, np.flatnonzero(maybe))] = SISTER
    out[other_school(names.school, left, right) & (level < SISTER)] = SISTER
    return out


def other_school(school: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs (bool) of which both names tell levels of school, and none in common: a High School, a Middle School."""
    return (school[left] > 0) & (school[right] > 0) & ((school[left] & school[right]) == 0)


def _within(one: Letters, other: Letters, short: np.ndarray, long: np.ndarray) -> np.ndarray:
    """Pairs (bool) of which all letters of one text may be letters of the other; of no other pair are they."""
    return ((one.bits[:, short] & ~other.bits[:, long]) == 0).all(axis=0)


def _may_contain(names: Names, short: np.ndarray, long: np.ndarray) -> np.ndarray:
    inside = _within(names.core, names.core, short, long) | _within(names.core, names.whole, short, long)
    worded = (names.words[short] & ~names.words[long]) == 0
    opens = (names.core.size[short] >= _OPENING) & _within(names.tight, names.tight, short, long)
    return np.where(names.han[short], inside, worded | opens)


def _contains(short: OrgName, long: OrgName) -> bool:
    if has_han(short.core):
        return short.core in long.core or short.core in long.whole
    words = long.core.split()
    if all(w in words for w in short.core.split()):
        return True
    return len(short.core) >= _OPENING and "".join(words).startswith(short.core.replace(" ", ""))


def _closes(short: str, long: str) -> bool:
    """Whether one core closes the other, which then names no further member of a family: Royal Philips Electronics."""
    return long.endswith(f" {short}")


def _may_abbreviate(names: Names, short: np.ndarray, long: np.ndarray) -> np.ndarray:
    codes, size = names.codes, names.tight.size[short]
    first = (codes["first"][short] == codes["first"][long]) | (codes["first"][short] == codes["full first"][long])
    han = first & (size > 2) & (size < names.full.size[long]) & _within(names.tight, names.full, short, long)
    said = codes["tight"][short]
    latin = (said == codes["initials"][long]) | (said == codes["whole initials"][long])
    return np.where(names.han[short], han, latin & (size >= 2) & names.several[long])


def _abbreviates(short: OrgName, long: OrgName) -> bool:
    """PP for Pinnacle Packaging; 茂化实华 for 茂名石化实华: characters in order, from the first."""
    a, b = short.core.replace(" ", ""), long.core
    if has_han(a):
        full = full_core(long)
        return 2 < len(a) < len(full) and a[0] in (b[0], full[0]) and in_order(a, full)
    return len(a) >= 2 and len(b.split()) >= 2 and a in (_initials(b), _initials(long.whole))
