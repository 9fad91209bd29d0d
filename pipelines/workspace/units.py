"""Durations and shares as people write them: `3 years`, `72h`, `98%`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

_HOURS = {
    "s": 1 / 3600,
    "second": 1 / 3600,
    "min": 1 / 60,
    "minute": 1 / 60,
    "h": 1,
    "hour": 1,
    "d": 24,
    "day": 24,
    "week": 168,
    "month": 730.5,
    "year": 8766,
}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+?)s?", re.IGNORECASE)


def parse_duration(value: Any) -> timedelta:
    """Read a duration; a month is a twelfth of a year of 365.25 days.

    >>> parse_duration("72h").days
    3
    """
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(str(value).strip())
    if not match or match[2].lower() not in _HOURS:
        raise ValueError("a duration such as 72h, 14 days or 3 years")
    return timedelta(hours=float(match[1]) * _HOURS[match[2].lower()])


def parse_share(value: Any) -> float:
    """Read a share between 0 and 1, also written as a percentage.

    >>> parse_share("98%")
    0.98
    """
    text = str(value).strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError("a share such as 98% or 0.98") from None
    if not 0 <= share <= 1:
        raise ValueError("a share between 0 and 1 (or 0% and 100%)")
    return share


def as_tuple(value: Any) -> Any:
    """Let one value stand for a list of one."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Share = Annotated[float, BeforeValidator(parse_share)]
Names = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
