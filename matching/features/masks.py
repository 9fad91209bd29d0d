"""Numbers with hidden parts (138****1234, 4401**********1234): held against others where both are seen.

What is left of such a number stands for many, so that it is never equal to another; but a digit that is seen and
differs makes it another number. Whole numbers stand beside them, marked, to be looked at in the same places.
"""

import re

import numpy as np

from matching.features.coded import Coded, remap
from matching.features.tails import WHOLE

MASKS = {"phone_mask": "phone", "id_mask": "national_id", "tax_mask": "tax_id"}  # a part, and that of whole numbers
HIDDEN = "*"
LEAST_SEEN = 4  # signs of a hidden number that must be left, and that two must have in common
_SIGNS = re.compile(r"[^0-9A-Z*]")
_BLOTS = re.compile(r"[＊•●×]")
_CHINA = re.compile(r"^86(?=[1*][0-9*]{10}$)")
_CROSSES = re.compile(r"X{3,}")  # of an id number: XXX-XX-6789


def number(text: str) -> str:
    """Return the letters and digits of a number, capitals, its hidden ones as `*`; of several the first."""
    text = _BLOTS.sub(HIDDEN, text.partition(";")[0].upper())
    return _CROSSES.sub(lambda m: HIDDEN * len(m[0]), _SIGNS.sub("", text))


def is_masked(signs: str) -> bool:
    """Whether a number in letters and digits has hidden parts."""
    return HIDDEN * 2 in signs


def masked(column: Coded) -> Coded | None:
    """Return hidden numbers as they are and whole ones marked (`WHOLE`); None where no number is hidden.

    `column`: the numbers as records have them.
    """
    signs = [_CHINA.sub("", number(str(v))) for v in column.values]
    if not any(map(is_masked, signs[: column.heard])):
        return None
    shown = [s if is_masked(s) else s.replace(HIDDEN, "") + WHOLE for s in signs]
    seen = [len(s.rstrip(WHOLE).replace(HIDDEN, "")) for s in shown]
    return remap(column, lambda _: [s if n >= LEAST_SEEN else None for s, n in zip(shown, seen, strict=True)])


def seen_ends(values: np.ndarray, heard: int) -> list[str | None]:
    """Return of each value what the usual hidden number shows at its two ends; None where a value hides more."""
    hidden = [str(v) for v in values[:heard] if not str(v).endswith(WHOLE)]
    sizes = [(len(v.partition(HIDDEN)[0]), len(v.rpartition(HIDDEN)[2]), len(v)) for v in hidden]
    if not sizes:
        return [None] * len(values)
    head, tail, size = max(set(sizes), key=lambda s: (sizes.count(s), s))
    ends = ((v[:head], v[len(v) - tail :], len(v)) for v in (str(v).rstrip(WHOLE) for v in values))
    return [f"{a}{HIDDEN}{b}" if n == size and HIDDEN not in a + b else None for a, b, n in ends]
