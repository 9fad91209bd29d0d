"""Years of birth: told as years, or worked out from an age and the year it was told in."""

import re
from collections.abc import Iterable, Mapping

import numpy as np

from matching.features.coded import Coded, drop, from_texts

AGE = re.compile(r"(^|[\s_:])(age|alter|edad|idade|[âa]ge)([\s_]|$)|年龄|年齢|岁", re.I)
BIRTH_YEAR = re.compile(r"year_?\s?of_?\s?birth|birth_?\s?(year|yr)|\byob\b|geburtsjahr|出生年|生年$", re.I)
WHOLE = "!"  # behind a year that a whole birth date tells
_YEAR = re.compile(r"year|\byr\b|jahr|ann[eé]e|年|census|survey|wave", re.I)
_EVENTS = ("date", "order_date")  # of the row: an age was told then
_DAY = re.compile(r"^(\d{4})-\d\d-\d\d")
_IN_NAME = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?:[01]\d(?:[0-3]\d)?)?(?!\d)")  # census-1900, voters_20140101
_WRITTEN = ("updated", "last_seen", "created")  # days on which a source was written at: the last tells its year
_LATEST = 0.999  # of these days: what lies behind it is mistyped
_AGE = re.compile(
    r"(\d{1,3})(\.\d+)?\s*(y|yrs?|years?( old)?|j|jahre?|ans?|a[nñ]os|anni|[aå]a?r|лет|岁|歳|세|tuoi|tahun|lat)?\.?",
    re.IGNORECASE,
)
_INFANT = re.compile(  # 7 mo, 3 wks, 5/12 (folded: 5 12), Inf.
    r"\d{1,3}\s*(mo|mos|mths?|months?|m|w|wks?|weeks?|d|dys?|days?|mon|monate?n?|wochen?|tage?n?|mois|semaines?|jours?|"
    r"mes|meses|mesi|mdr|dage|veckor|dagar|个月|天|ヶ月|か月|ヵ月|개월)\.?|\d{1,2}\s*[/ ]\s*12|inf\.?|infants?",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(abt|about|c|ca|circa|approx)\.?\s*(?=\d)", re.IGNORECASE)
_FIRST, _LAST, _OLDEST = 1500, 2200, 125
_NEARLY_ALL = 0.98


def settle_ages(
    columns: Mapping[str, Coded], raw: Mapping[str, Coded]
) -> tuple[dict[str, Coded], Coded | None, Coded | None]:
    """Return the columns without ages and years of birth, the whole birth dates, and the years of birth of all.

    `raw` holds the columns of the table, `birth_date` (digits, year first) among them. A year of birth is `1950`, or
    `1950!` where a whole date tells it: there is none at all (None) where whole dates are all that is known. People
    grow older between two records, so an age compares only with one of the same year; it goes where a birth is known
    beside it, and beside the year of the record (a column, the day of an event, the name of a census) it becomes the
    year of birth. An age of an unknown year stays a column.
    """
    date = raw.get("birth_date")
    rows = len(next(iter(raw.values())).codes) if raw else 0
    named = [name for name in columns if BIRTH_YEAR.search(name) and _within(columns[name], _FIRST, _LAST)]
    ages = [name for name in columns if AGE.search(name) and _within(columns[name], 0, _OLDEST)]
    whole = np.full(rows, np.nan) if date is None else _years_of(date, lambda v: len(v) > len("1950"))
    told = [] if date is None else [_years_of(date, lambda v: len(v) == len("1950"))]
    told += [_numbers(columns[name])[columns[name].flat] for name in named]
    worked_out = _from_ages([columns[n] for n in ages], _told_in(columns, raw, rows)) if ages else np.full(rows, np.nan)
    years = _first([*told, worked_out], rows)
    known = np.isfinite(_first([whole, years], rows))
    gone = {*named, *(n for n in ages if known[columns[n].flat >= 0].all() or np.isfinite(worked_out).any())}
    kept = {name: column for name, column in columns.items() if name not in gone}
    if date is not None and np.isfinite(told[0]).any():
        date = drop(date, np.array([len(v) == len("1950") for v in date.values]))
    if not (np.isnan(whole) & np.isfinite(years)).any():
        return kept, date, None
    return kept, date, from_texts(_written(whole, years))


def _written(whole: np.ndarray, years: np.ndarray) -> np.ndarray:
    texts = np.full(len(whole), None, dtype=object)
    for numbers, mark in ((years, ""), (whole, WHOLE)):
        at = np.flatnonzero(np.isfinite(numbers))
        texts[at] = [f"{int(year)}{mark}" for year in numbers[at]]
    return texts


def _first(columns: Iterable[np.ndarray], rows: int) -> np.ndarray:
    """The first finite number of each row."""
    found = np.full(rows, np.nan)
    for column in columns:
        found = np.where(np.isnan(found), column, found)
    return found


def _years_of(dates: Coded, fits) -> np.ndarray:
    """Year of each row whose digits `fits` accepts, else NaN."""
    years = [float(v[:4]) if fits(v) and v[:4].isdigit() else np.nan for v in dates.values]
    return np.array([*years, np.nan])[dates.flat]


def _within(column: Coded, low: int, high: int) -> bool:
    numbers = _numbers(column)[:-1]
    return bool(len(numbers)) and bool(np.mean((numbers >= low) & (numbers <= high)) >= _NEARLY_ALL)


def _numbers(column: Coded) -> np.ndarray:
    """Numbers of the distinct values, and of none (NaN) last."""
    plain = [float(v) if re.fullmatch(r"\d{1,4}(\.\d+)?", str(v)) else _with_unit(str(v)) for v in column.values]
    return np.array([*plain, np.nan])


def _with_unit(text: str) -> float:
    text = _ABOUT.sub("", text.strip())
    if _INFANT.fullmatch(text):
        return 0.0
    found = _AGE.fullmatch(text)
    return float(found[1]) if found else np.nan


def _from_ages(ages: list[Coded], told_in: np.ndarray) -> np.ndarray:
    age = _first((_numbers(column)[column.flat] for column in ages), len(told_in))
    return told_in - np.floor(age)


def _told_in(columns: Mapping[str, Coded], raw: Mapping[str, Coded], rows: int) -> np.ndarray:
    """Year in which each row was written, NaN where nothing tells: of the row, its event, its source's name or end."""
    years = [n for n in columns if _YEAR.search(n) and not BIRTH_YEAR.search(n) and _within(columns[n], _FIRST, _LAST)]
    found = [_numbers(columns[n])[columns[n].flat] for n in years]
    found += [_named_year(raw[n], _DAY) for n in _EVENTS if n in raw]
    if "source" in raw:
        source = raw["source"]
        days = [_named_year(raw[n], _DAY) for n in _WRITTEN if n in raw]
        found += [_named_year(source, _IN_NAME), _last_year(source.flat, _first(days, rows))]
    return _first(found, rows)


def _last_year(source: np.ndarray, years: np.ndarray) -> np.ndarray:
    """The last year in which each row's source (codes) was written at, NaN where it tells none."""
    last = np.full(len(years), np.nan)
    for code in np.unique(source[np.isfinite(years)]):
        mine = source == code
        last[mine] = np.nanquantile(years[mine], _LATEST, method="higher")
    return last


def _named_year(column: Coded, pattern: str | re.Pattern) -> np.ndarray:
    found = (re.search(pattern, str(v)) for v in column.values)
    return np.array([*(float(m[1]) if m else np.nan for m in found), np.nan])[column.flat]


def of_its_time(name: str) -> bool:
    """Whether a column of this name says in which year its record was written, and not when anybody was born."""
    return bool(_YEAR.search(name)) and not BIRTH_YEAR.search(name)
