"""China's numbers before and after they grew to 18 characters, as one number.

A tax registration number of before 2015 (division code, organisation code: 15 characters) is characters 3 to 17 of
the firm's unified social credit code (GB 32100-2015); a resident identity number of before 1999 (15 digits) is the
one of today without its century and check character (GB 11643-1999). Exports of different years hold both forms of
one party; only numbers whose longer form is in the same column are taken for it.
"""

from collections.abc import Callable, Sequence

OLD, NEW = 15, 18


def _of_firm(number: str) -> str:
    return number[2:17]


def _of_resident(number: str) -> str:
    return number[:6] + number[8:17]


def _renumbered(numbers: Sequence[str | None], shortened: Callable[[str], str]) -> list[str | None]:
    old = {n for n in numbers if n and len(n) == OLD}
    if not old:
        return list(numbers)
    longer = {short: n for n in sorted({n for n in numbers if n and len(n) == NEW}, reverse=True)
              if (short := shortened(n)) in old}  # fmt: skip
    return [longer.get(n, n) if n else n for n in numbers]


def one_tax_number(numbers: Sequence[str | None]) -> list[str | None]:
    """Return tax numbers (compact, upper case) with those of 15 characters as the code of 18 that holds them.

    A sole trader's is his resident number, in either form. Of two codes that hold one number (one of them mistyped)
    the first in order is taken, whatever the order of rows.

    >>> one_tax_number(["110108717743469", "91110108717743469B", None])
    ['91110108717743469B', '91110108717743469B', None]
    """
    return _renumbered(_renumbered(numbers, _of_firm), _of_resident)


def one_resident_number(numbers: Sequence[str | None]) -> list[str | None]:
    """Return national numbers (compact) with those of 15 digits as the number of 18 that holds them.

    >>> one_resident_number(["110105491231002", "11010519491231002X"])
    ['11010519491231002X', '11010519491231002X']
    """
    return _renumbered(numbers, _of_resident)
