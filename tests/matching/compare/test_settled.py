"""The last word on names of organisations is, for any pair, what the rules say one after the other."""

import numpy as np
import pytest

from matching.compare import settled as s
from matching.compare.organisations import parted
from matching.compare.trades import in_order, usual_trades
from matching.features.fold import has_han
from matching.features.site import is_shop, same_site

BRANDS = ("德航", "林乐华", "深圳市明霞", "成都", "茂名石化实华", "Cook", "Pinnacle", "St. Mary", "SL", "A B")
TRADES = (
    "环保科技",
    "人力资源",
    "科技",
    "家具厂",
    "集团",
    "",
    "Chemicals",
    "Electronics Ltd",
    "Packaging Inc",
    "Holdings",
)
SITES = (
    "有限公司",
    "有限公司上海分公司",
    "(江阴店)",
    "集团有限公司",
    "",
    " GmbH Werk Bonn",
    " plc Leeds branch",
    "2厂",
    " 175",
)


def _names():
    rng = np.random.default_rng(3)
    drawn = ("".join(str(rng.choice(of)) for of in (BRANDS, TRADES, SITES)) for _ in range(400))
    extra = (
        "茂化实华",
        "PP",
        "Pinnacle Packaging",
        "平洋112科技",
        "平洋113科技",
        "株洲南车",
        "中国银行",
        "成都银行",
        "Trsp",
        "",
    )
    return [*dict.fromkeys([*drawn, *extra])]


def _one(a, b, level, family, trades):
    found = _said(a, b, level, family)
    apart = found in (s.ALIKE, s.GOOD, s.FAIR, s.DIFFERS) and trades.sisters(a, b)
    return s.SISTER if apart or trades.of_group(a, b) else found


def _said(a, b, level, family):
    if level in (s.CORE, s.ALIKE, s.GOOD) and not same_site(a.branch, b.branch):
        return s.CONTAINED if is_shop(a.branch + b.branch) and not (a.branch and b.branch) else s.BRANCH
    if level in (s.CORE, s.ALIKE, s.GOOD) and a.numbers != b.numbers:
        return s.NUMBER
    if level == s.CORE and a.region and b.region and a.region != b.region and has_han(a.core):
        return s.FAIR
    if level < s.GOOD or a.branch or b.branch or min(len(a.core), len(b.core)) < 2:
        return level
    short, long = (a, b) if len(a.core) <= len(b.core) else (b, a)
    if _holds(short, long):
        return s.NUMBER if a.numbers != b.numbers else s.FAMILY if family.get(short.core, 0) >= 3 else s.CONTAINED
    return s.SHORTENED if _stands_for(short.core.replace(" ", ""), long) else level


def _holds(short, long):
    if has_han(short.core):
        return short.core in long.core or short.core in long.whole
    words, squeezed = long.core.split(), short.core.replace(" ", "")
    opens = len(short.core) >= 5 and "".join(words).startswith(squeezed)
    return set(short.core.split()) <= set(words) or opens


def _stands_for(said, long):
    if has_han(said):
        full = s.full_core(long)
        return 2 < len(said) < len(full) and said[0] in (long.core[0], full[0]) and in_order(said, full)
    initials = {"".join(w[0] for w in text.split()) for text in (long.core, long.whole)}
    return len(said) >= 2 and len(long.core.split()) >= 2 and said in initials


@pytest.mark.parametrize("level", [s.CORE, s.ALIKE, s.GOOD, s.FAIR, s.DIFFERS])
def test_pairs_are_settled_as_one_by_one(level):
    listed = parted(np.array(_names(), dtype=object))
    parts = np.empty(len(listed), dtype=object)
    parts[:] = listed
    trades, family = usual_trades(listed), {"cook": 3}
    left, right = np.triu_indices(len(parts), 1)
    names = s.names_of(parts, trades)
    found = s.settled(names, (left, right), np.full(len(left), level, dtype=np.uint8), family)
    found = s.sisters(names, (left, right), found, trades)
    told = [_one(parts[a], parts[b], level, family, trades) for a, b in zip(left, right, strict=True)]
    assert found.tolist() == told
    kinds = {s.CORE: 4, s.ALIKE: 4, s.GOOD: 7, s.FAIR: 4, s.DIFFERS: 4}
    assert len(set(told)) >= kinds[level], "the names put every rule to the test"


def test_no_pairs_and_no_names():
    none = np.zeros(0, dtype=np.int64)
    names = s.names_of(np.empty(0, dtype=object), usual_trades([]))
    assert not len(s.settled(names, (none, none), np.zeros(0, np.uint8), {}))
