"""Casts that say nothing of what they drop: a time of day, a number behind true, digits that a float has not."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SURE_DIGITS = 15  # a double gives so many back as they were (IEEE 754)
_AROUND = r"^[+-]?[0.]*|\.|[eE].*$"
_ENDLESS = r"^[+-]?(?i:inf|infinity)$"


def lossy(before: pa.Array, after: pa.Array) -> np.ndarray:
    """Mask of the values of `before` that `after`, the same cast to another type, does not tell any more.

    >>> lossy(pa.array([2, 1]), pa.array([True, True])).tolist()
    [True, False]
    >>> lossy(pa.array(["0.1", "12345678901234567.89"]), pa.array([0.1, 12345678901234567.89])).tolist()
    [False, True]
    """
    kind, made = before.type, after.type
    if pa.types.is_date(made) and pa.types.is_timestamp(kind):
        return _mask(pc.not_equal(after.cast(pa.timestamp(kind.unit)), before.cast(pa.timestamp(kind.unit))))
    if pa.types.is_boolean(made) and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return _mask(pc.not_equal(after.cast(pa.int8()).cast(kind), before))
    if pa.types.is_floating(made) and (pa.types.is_decimal(kind) or pa.types.is_string(kind)):
        return _rounded(before.cast(pa.string()), after)
    return np.zeros(len(before), bool)


def _rounded(texts: pa.Array, floats: pa.Array) -> np.ndarray:
    """Texts of numbers whose digits the floats do not give back, or that are too large for one."""
    told, kept = _digits(texts), _digits(floats.cast(pa.string()))
    many = pc.greater(pc.utf8_length(told), SURE_DIGITS)
    gone = pc.and_(pc.is_inf(floats), pc.invert(pc.match_substring_regex(texts, _ENDLESS)))
    return _mask(pc.or_(pc.and_(many, pc.not_equal(told, kept)), gone))


def _digits(texts: pa.Array) -> pa.Array:
    return pc.utf8_rtrim(pc.replace_substring_regex(texts, _AROUND, ""), "0")


def _mask(values: pa.Array) -> np.ndarray:
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), bool)
