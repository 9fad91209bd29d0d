"""Ages: worth a year of birth where the year they were told in is known, and nothing beside a birth date."""

import re
from collections.abc import Mapping

import numpy as np

from matching.features.coded import Coded, from_texts

AGE = re.compile(r"(^|[\s_:])(age|alter|edad|idade|[âa]ge)([\s_]|$)|年龄|年齢|岁", re.I)
BIRTH_YEAR = re.compile(r"year_?\s?of_?\s?birth|birth_?\s?(year|yr)|\byob\b|geburtsjahr|出生年|生年$", re.I)
_YEAR = re.compile(r"year|\byr\b|jahr|ann[eé]e|年|census|survey|wave", re.I)
_FIRST, _LAST, _OLDEST = 1600, 2200, 125
_NEARLY_ALL = 0.98


def settle_ages(columns: Mapping[str, Coded], birth_date: Coded | None) -> dict[str, Coded]:
    """Return the columns without the ages that others make needless, years of birth in place of the rest.

    People grow older between two records, so an age compares with an age of the same year only. It goes where a
    birth date or a year of birth stands beside it; beside the year of the record it becomes the year of birth.
    """
    ages = [name for name in columns if AGE.search(name) and _within(columns[name], 0, _OLDEST)]
    if not ages:
        return dict(columns)
    born = [c for name, c in columns.items() if BIRTH_YEAR.search(name)] + [birth_date] * (birth_date is not None)
    told = [n for n in columns if _YEAR.search(n) and not BIRTH_YEAR.search(n) and _within(columns[n], _FIRST, _LAST)]
    age = columns[ages[0]]
    kept = {name: column for name, column in columns.items() if name not in ages}
    if any(column.filled >= age.filled for column in born):
        return kept
    if not told:
        return dict(columns)
    return kept | {"birth_year": _years_of_birth(columns[told[0]], age)}


def _within(column: Coded, low: int, high: int) -> bool:
    numbers = _numbers(column)[:-1]
    return bool(len(numbers)) and bool(np.mean((numbers >= low) & (numbers <= high)) >= _NEARLY_ALL)


def _numbers(column: Coded) -> np.ndarray:
    """Numbers of the distinct values, and of none (NaN) last."""
    plain = [float(v) if re.fullmatch(r"\d{1,4}(\.\d+)?", str(v)) else np.nan for v in column.values]
    return np.array([*plain, np.nan])


def _years_of_birth(told: Coded, age: Coded) -> Coded:
    years = _numbers(told)[told.flat] - np.floor(_numbers(age)[age.flat])
    return from_texts(np.array([None if np.isnan(year) else str(int(year)) for year in years], dtype=object))
