"""Numbers of persons whose check digit proves that they are written as they were given."""

import re
from collections.abc import Callable

import numpy as np
from stdnum.gb import nhs
from stdnum.iso7064 import mod_11_2
from stdnum.kr import rrn

from matching.features.coded import Coded

MOSTLY = 0.9  # of the numbers of one shape bear the check digit out: one in eleven would by chance
FEWEST = 20  # numbers of one shape: fewer prove nothing of a column

RESIDENT = 18  # signs of a Chinese resident number
_KOREAN = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[1-8](?:\d{6}|\*{6})")


def resident(number: str) -> bool:
    """Whether the check character of a Chinese resident number is right (公民身份号码, GB 11643-1999)."""
    return number[:-1].isascii() and number[:-1].isdigit() and mod_11_2.is_valid(number)


def born(number: str) -> str | None:
    """Birth date (YYYYMMDD) in a Chinese or Korean resident number whose check digit is right; None in any other.

    The last six signs of a Korean one (주민등록번호) may be hidden: the seventh tells century and sex.

    >>> born("11010519491231002X"), born("6411231******")
    ('19491231', '19641123')
    """
    if len(number) == RESIDENT:
        return number[6:14] if resident(number) else None
    korean = _KOREAN.fullmatch(number)
    if not korean or not ("*" in number or rrn.is_valid(number)):
        return None
    return f"{20 if number[6] in '3478' else 19}{number[:6]}"


def health(number: str) -> bool:
    """Whether the check digit of an NHS number is right (England and Wales, modulus 11)."""
    return number.isascii() and number.isdigit() and nhs.is_valid(number)


SHAPES: dict[int, Callable[[str], bool]] = {RESIDENT: resident, 10: health}


def checked(column: Coded) -> np.ndarray:
    """Whole numbers that their check digit proves (bool, one a value; the last stands for "missing").

    Where nearly all numbers of that length in the column have a right one: a number of another kind has it by chance.
    """
    values = [str(v) for v in column.values]
    right = np.array([*(len(v) in SHAPES and SHAPES[len(v)](v) for v in values), False], dtype=bool)
    size = np.array([*map(len, values), 0])
    for length in SHAPES:
        seen = np.flatnonzero(size[: column.heard] == length)
        if len(seen) < FEWEST or right[seen].mean() < MOSTLY:
            right[size == length] = False
    return right
