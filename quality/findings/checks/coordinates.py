"""Places on the globe: beyond its degrees, at the point 0/0, latitude and longitude in each other's column."""

import numpy as np

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.numbers import parse
from quality.findings.view import Column, View

_LIMITS = {"latitude": 90.0, "longitude": 180.0}
_USUAL, _NEAR = 0.05, 1.0  # a share of the rows; degrees around where the others lie
_LEAST = 20


def check_coordinates(view: View, book: Rulebook) -> list[Failure]:
    """Check latitude and longitude (degrees, WGS 84), each by itself and both together."""
    columns = {field: column for field in _LIMITS if (column := view.first(field)) is not None}
    degrees = {field: column.spread(parse(column.values), np.nan) for field, column in columns.items()}
    wrong = {field: np.abs(values) > _LIMITS[field] for field, values in degrees.items()}
    if len(columns) == len(_LIMITS):
        both = _nowhere(*degrees.values()) | _swapped(*degrees.values())
        wrong = {field: flags | both for field, flags in wrong.items()}
    return [
        _failure(view, columns[field], flags, book) for field, flags in wrong.items() if _seldom(flags, degrees[field])
    ]


def _seldom(flags: np.ndarray, degrees: np.ndarray) -> bool:
    """Else the column holds no degrees but metres of a map, or 0 stands for nothing throughout."""
    return bool(flags.any()) and flags.sum() <= max(2, _USUAL * (~np.isnan(degrees)).sum())


def _nowhere(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    return (latitude == 0) & (longitude == 0)


def _swapped(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Flag the rows that lie outside the region of the others and inside it the other way round."""
    known = ~np.isnan(latitude) & ~np.isnan(longitude)
    if known.sum() < _LEAST:
        return np.zeros(len(known), bool)
    high, wide = (np.quantile(part[known], (_USUAL / 2, 1 - _USUAL / 2)) for part in (latitude, longitude))
    return ~_within(latitude, high) & ~_within(longitude, wide) & _within(longitude, high) & _within(latitude, wide)


def _within(degrees: np.ndarray, limits: np.ndarray) -> np.ndarray:
    return (degrees >= limits[0] - _NEAR) & (degrees <= limits[1] + _NEAR)


def _failure(view: View, column: Column, flags: np.ndarray, book: Rulebook) -> Failure:
    rule = book.rule("coordinate_invalid", view.name, column.field, column.name)
    return failing(rule, (view, column), np.flatnonzero(flags), column.filled)
