"""Where the day, the month and the year stand in the dates of one column, as its own values prove it.

Texts of three numbers leave the order open. A four-digit year, a number above 31 or above 12 settles one text; the
rest of the column follows the order that the settled ones prove, and nothing is settled where they prove none.
"""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quality.standardise.base import tidy

ORDERS = ("ymd", "dmy", "mdy")
TRIPLE = re.compile(r"(\d{1,4})\s*[-/. 年]\s*(\d{1,2})\s*[-/. 月]\s*(\d{1,4})(?!\d)")
_CLEAR = 20  # so many times as many values must speak for an order as against it
_MILD = 3  # values that only look ahead of the clock prove nothing when they are fewer
_ROC = 1911  # year 1 of the Republic is 1912
_ROC_YEARS = range(1, 151)


@dataclass(frozen=True)
class Order:
    """The order of a column.

    `long` is that of texts with four-digit years at the end, `dmy`, `mdy` or "" (unknown); `short` holds the orders
    still possible for two-digit years (`ymd`, `dmy`, `mdy`); `roc` tells that years are those of the Republic.
    """

    long: str = ""
    short: tuple[str, ...] = ORDERS
    roc: bool = False


OPEN = Order()  # nothing is known


@dataclass(frozen=True)
class _Clock:
    """How far two-digit years may reach: the reader's year, whether dates are births, the known years."""

    now: int
    birth: bool
    low: int
    high: int

    def century(self, year: int) -> int:
        """Return the full year of two digits."""
        return full_year(year, self.now, birth=self.birth)


def full_year(year: int, now: int, *, birth: bool) -> int:
    """Two digits: up to ten years ahead is the reader's century; a birth year is never ahead.

    >>> full_year(16, 2026, birth=False), full_year(48, 2026, birth=False), full_year(29, 2026, birth=True)
    (2016, 1948, 1929)
    """
    full = now // 100 * 100 + year
    return full - 100 if full > (now if birth else now + 10) else full


def placed(parts: Sequence[str], order: str) -> tuple[int, int, int]:
    """Return the three numbers as year, month, day; a year of one digit is none, and -1."""
    at = dict(zip(order, parts, strict=True))
    return int(at["y"]) if len(at["y"]) > 1 else -1, int(at["m"]), int(at["d"])


def exists(year: int, month: int, day: int) -> bool:
    """Tell whether there is such a day."""
    return 1 <= month <= 12 and 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]


def roc_date(parts: Sequence[str]) -> tuple[int, int, int] | None:
    """Return year, month, day of a date in years of the Republic (110/09/09); None where it is none.

    >>> roc_date(("110", "09", "09")), roc_date(("168", "09", "09"))
    ((2021, 9, 9), None)
    """
    year, month, day = (int(part) for part in parts)
    known = year in _ROC_YEARS and exists(year + _ROC, month, day)
    return (year + _ROC, month, day) if known else None


def learn(texts: Iterable[str], now: int, *, birth: bool = False) -> Order:
    """Learn the order from the distinct texts of one column, seen from the year `now`."""
    found = [m.groups() for text in texts if (m := TRIPLE.match(tidy(text)))]
    last = [parts for parts in found if len(parts[2]) == 4 and len(parts[0]) <= 2]
    first = [parts for parts in found if len(parts[0]) == 4 and len(parts[2]) <= 2]
    short = [parts for parts in found if len(parts[0]) <= 3 and len(parts[2]) <= 2]
    if _counts_in_republic(short, len(found)):
        return Order(_long(last), ORDERS, True)
    short = [parts for parts in short if len(parts[0]) <= 2]
    years = [int(p[2]) for p in last] + [int(p[0]) for p in first]
    known = len(years) >= _CLEAR
    clock = _Clock(now, birth, min(years) - 1 if known else 0, max(years) + 1 if known else now + 1)
    long = _long(last)
    orders = _possible(short, clock) if short else ORDERS
    usual = long or ("ymd" if len(first) > _CLEAR * len(last) else "")
    if usual in orders:
        orders = (usual,)
    return Order(long or (orders[0] if len(orders) == 1 and orders[0] != "ymd" else ""), orders)


def _counts_in_republic(short: list[tuple[str, ...]], dates: int) -> bool:
    """Whether 95 % of the texts are dates of the Republic, half of them after its year 99 and a fifth of all dates."""
    late = sum(len(parts[0]) == 3 for parts in short)
    return late > 0 and late >= max(len(short) / 2, dates / 5) and sum(map(_is_roc, short)) >= 0.95 * len(short)


def _is_roc(parts: Sequence[str]) -> bool:
    return roc_date(parts) is not None


def _long(last: list[tuple[str, ...]]) -> str:
    """Return what numbers above 12 prove for texts that end in a four-digit year."""
    days = sum(int(p[0]) > 12 >= int(p[1]) for p in last)
    months = sum(int(p[1]) > 12 >= int(p[0]) for p in last)
    if days > _CLEAR * months:
        return "dmy"
    return "mdy" if months > _CLEAR * days else ""


def _possible(short: list[tuple[str, ...]], clock: _Clock) -> tuple[str, ...]:
    """Return the orders that no other one beats."""
    sure = {order: [_real(parts, order, clock) for parts in short] for order in ORDERS}
    likely = {order: [real and clock.low <= real <= clock.high for real in sure[order]] for order in ORDERS}
    beaten = {b for a in ORDERS for b in ORDERS if a != b and _beats((sure[a], sure[b]), (likely[a], likely[b]))}
    return tuple(order for order in ORDERS if order not in beaten) or ORDERS


def _real(parts: Sequence[str], order: str, clock: _Clock) -> int:
    """Return the full year as which an order reads a text, 0 where that is no day."""
    year, month, day = placed(parts, order)
    full = clock.century(year) if 0 <= year < 100 else 0
    return full if exists(full, month, day) else 0


def _beats(sure: tuple[list, list], likely: tuple[list, list]) -> bool:
    """Whether values speak for the first order and, in comparison, none for the second."""
    mine = sum(bool(a and not b) for a, b in zip(*likely, strict=True))
    theirs = sum(bool(b and not a) for a, b in zip(*likely, strict=True))
    certain = any(a and not b for a, b in zip(*sure, strict=True))
    return mine > _CLEAR * theirs and mine >= (1 if certain else _MILD)
