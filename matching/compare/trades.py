"""Trades in names of organisations: learned from the names, and what tells sister companies of one brand apart."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

from matching.features.fold import has_han
from matching.features.organisation import OrgName

_KINDS = ("厂", "商行", "事务所", "合作社", "工作室")  # they close a whole name as a legal form does
_GROUP = "集团"
_LONGEST = 6  # characters of a Chinese trade: 国际货运代理


@dataclass(frozen=True)
class Trades:
    """What names a trade: Latin `words` (Chemicals, Logistics), ends of Chinese names (环保科技, 装饰)."""

    words: frozenset[str]
    ends: frozenset[str]

    def sisters(self, one: OrgName, other: OrgName) -> bool:
        """Whether two names are of one brand and differ in their trades: Cook Chemicals, Cook Electronics.

        Chinese names must be whole, with their legal form or kind (厂): what is cut short may be anything. A firm with
        what it trades under has words of two names, and those that one of them lacks tell nothing.
        """
        if one.traded or other.traded:
            return False
        a, b = one.core, other.core
        if has_han(a) or has_han(b):
            return has_han(a) and has_han(b) and _whole(one) and _whole(other) and self._han(_bare(a), _bare(b))
        ours, theirs = a.split(), b.split()
        if len(ours) < 2 or len(theirs) < 2:
            return False
        mine = [w for w in ours if w not in theirs and w in self.words]
        yours = [w for w in theirs if w not in ours and w in self.words]
        return any(all(not _same_word(x, y) for y in theirs) for x in mine) and any(
            all(not _same_word(y, x) for x in ours) for y in yours
        )

    def brand_mark(self, name: OrgName) -> str:
        """What two names have in common that may be `sisters`; "" for a name that can be none."""
        if name.traded:
            return ""
        if has_han(name.core):
            return _bare(name.core)[:2] if _whole(name) else ""
        words = name.core.split()
        return " " if len(words) > 1 and any(w in self.words for w in words) else ""

    @staticmethod
    def group_mark(name: OrgName) -> str:
        """The mark of a group, "" for a name without."""
        return _GROUP if _GROUP in name.legal else ""

    def of_group(self, one: OrgName, other: OrgName) -> bool:
        """Whether one is a group (集团) and the other a company of its brand: 德航集团, 德航汽车零部件有限公司."""
        head, member = (one, other) if _GROUP in one.legal else (other, one)
        return (
            _GROUP in head.legal
            and _GROUP not in member.legal
            and member.core.startswith(head.core)
            and len(head.core) in self._brands(_bare(member.core))
        )

    def _han(self, a: str, b: str) -> bool:
        """林乐华环保科技 and 林乐华人力资源; not 林乐华科技, which may be the former said in short."""
        brands = [k for k in self._brands(a) & self._brands(b) if a[:k] == b[:k]]
        if not brands:
            return False
        one, other = a[min(brands) :], b[min(brands) :]
        slip = len(one) == len(other) and sum(x != y for x, y in zip(one, other, strict=True)) < 2  # 科技, 料技
        if slip or one[:2] == other[:2]:
            return False
        short, long = sorted((one, other), key=len)
        return not in_order(short, long)

    def _brands(self, core: str) -> set[int]:
        """Lengths of the brands that may open a Chinese core, its trade behind them."""
        return {k for k in range(2, len(core) - 1) if core[k:] in self.ends}


def usual_trades(parts: list[OrgName]) -> Trades:
    """Learn the words that many names hold, and the ends that many Chinese names share behind different brands."""
    most = max(4, 0.002 * len(parts))
    cores = {_bare(p.core) for p in parts}
    words = _often((w for c in cores if not has_han(c) for w in set(c.split())), most)
    ends = ((c[k:], c[:k]) for c in cores if has_han(c) for k in range(max(2, len(c) - _LONGEST), len(c) - 1))
    return Trades(words, _often((end for end, _ in set(ends)), most))


def _whole(name: OrgName) -> bool:
    return bool(name.legal) or name.core.endswith(_KINDS)


def _bare(core: str) -> str:
    """A core without the kind of firm that closes it: 禾诚家具厂 is 禾诚家具."""
    kind = next((k for k in _KINDS if core.endswith(k)), "")
    return core.removesuffix(kind) if len(core) >= len(kind) + 4 else core


def _often(found: Iterable[str], most: float) -> frozenset[str]:
    return frozenset(w for w, count in Counter(found).items() if count >= most)


def _same_word(a: str, b: str) -> bool:
    """Whether one word is a slip or an abbreviation of the other: Transports, Trsp."""
    short, long = sorted((a, b), key=len)
    return JaroWinkler.similarity(a, b) >= 0.85 or (short[0] == long[0] and in_order(short, long))


def in_order(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in their order."""
    rest = iter(long)
    return all(c in rest for c in short)
