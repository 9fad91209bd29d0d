"""Numbers of persons: the Chinese resident identity number (GB 11643), US SSN, and others by shape."""

import datetime as dt
import re

from quality.standardise import natural
from quality.standardise.base import INVALID, MISSING, RUINED, VALID, Standard, dominant_shape, shape_of, tidy
from quality.standardise.checks import resident_check

_SEPARATORS = re.compile(r"[\s.\-/_,:·()'\"`]+")
_EIGHTEEN = re.compile(r"[1-9]\d{16}[\dX]")
_FIFTEEN = re.compile(r"[1-9]\d{14}")
_SSN = re.compile(r"(?!000|666|9\d\d)\d{3}(?!00)\d{2}(?!0000)\d{4}")
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()  # noqa: E501
)


def compact(text: str) -> str:
    """Return the number upper case and without separators; one in scientific notation stays.

    >>> compact("420106 19760210 771x"), compact("4.20106E+17")
    ('42010619760210771X', '4.20106E+17')
    """
    text = tidy(text)
    if RUINED.fullmatch(text):  # without its point it would read as another number
        return text
    text = text.upper()
    while True:
        better = tidy(_SEPARATORS.sub("", text)).upper()
        if better == text:
            return text
        text = better


def is_resident(text: str) -> bool:
    """Return whether a compact text is a resident identity number: place, date of birth and check agree."""
    if _EIGHTEEN.fullmatch(text):
        return bool(resident_check([text])[0]) and _born(text[6:14]) and text[:2] in _PROVINCES
    return bool(_FIFTEEN.fullmatch(text)) and _born("19" + text[6:12]) and text[:2] in _PROVINCES


def _born(digits: str) -> bool:
    try:
        born = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1850


def validate(text: str) -> bool:
    """Return whether a compact number is a resident identity number or has the shape of an SSN."""
    return is_resident(text) or bool(_SSN.fullmatch(text))


def format(text: str) -> str:
    """Return the normal form."""
    return compact(text)


def standardise(texts: list[str]) -> Standard:
    """Standardise distinct numbers.

    A column of numbers of an unknown country is judged by the shape that dominates it; a column of Chinese
    numbers by place, birth date and check digit.
    """
    compacted = [compact(text) for text in texts]
    filled = [c for c in compacted if c]
    chinese = sum(bool(_EIGHTEEN.fullmatch(c) or _FIFTEEN.fullmatch(c)) for c in filled) > 0.3 * len(filled)
    american = sum(bool(_SSN.fullmatch(c)) for c in filled) > 0.6 * len(filled)
    shape = None if chinese or american else dominant_shape(filled, 0.5)
    items = []
    for text, value in zip(texts, compacted, strict=True):
        valid = (
            is_resident(value)
            or natural.scheme(value) != ""
            or (bool(_SSN.fullmatch(value)) if american else shape is not None and shape_of(value) == shape)
        )
        state = (VALID if valid else INVALID) if value else MISSING
        rule = "national_id/check" if state == INVALID else "national_id/compact" if value != text else ""
        items.append((value or None, state, rule, None))
    return Standard.of(items)
