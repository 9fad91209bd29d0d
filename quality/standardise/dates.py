"""Dates in many formats to ISO; the order of day and month is settled for the whole column."""

import datetime as dt
import re
from dataclasses import dataclass

from quality.standardise.base import INVALID, MISSING, VALID, Standard, tidy
from quality.standardise.eras import era_date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro januari jän jänner ene janv",
            "feb february februar fevrier février febrero febbraio fevereiro februari fév févr fev",
            "mar march märz maerz mars marzo março maart mrz mär",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio maio mei mag",
            "jun june juni juin junio giugno junho giu",
            "jul july juli juillet julio luglio julho juil lug",
            "aug august août aout agosto augustus ago",
            "sep sept september septembre septiembre settembre setembro set",
            "oct october oktober octobre octubre ottobre outubro okt ott out",
            "nov november novembre noviembre novembro",
            "dec december dezember décembre decembre diciembre dicembre dezembro dez dic déc",
        ),
        1,
    )
    for name in names.split()
}
_TIME = r"(?:[ T,]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:[.,]\d+)?秒?)?\s*(?:[AP]M|上午|下午)?\s*(?:Z|UTC|GMT)?(?:[+-]\d{2}:?\d{2})?)?"  # noqa: E501
_YMD = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TIME}", re.I)
_DMY = re.compile(rf"(\d{{1,2}})\s*[-/. ]\s*(\d{{1,2}})\s*[-/. ]\s*(\d{{4}}|\d{{2}}){_TIME}", re.I)
_DAY_WORD = re.compile(
    rf"(?:[^\W\d]+,?\s+)?(\d{{1,2}})(?:st|nd|rd|th|er)?\.?[\s\-/]*(?:de )?([^\W\d_]+)\.?[\s\-/,]*(?:de )?(\d{{4}}|\d{{2}}){_TIME}",  # noqa: E501
    re.I,
)
_WORD_DAY = re.compile(rf"(?:[^\W\d]+,?\s+)?([^\W\d_]+)\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.I)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_SERIAL = re.compile(r"\d{4,5}(\.\d+)?")
_BORN = re.compile(r"(1[5-9]\d{2}|20\d{2})(?:\.0+)?\s*年?")  # a year of birth, as numbers or as floats
_FULL_WIDTH = str.maketrans("〇零一二三四五六七八九", "00123456789")
_LATE = re.compile(r"\d{5}(\.\d+)?")
CLOCK = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$"
FIRST_YEAR, LAST_YEAR = 1800, 2200
USUAL_YEAR = 2025  # two-digit years are read as seen from here where the caller names no year
EXCEL_EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Reading:
    """What a text leaves open.

    `order` is `dmy`, `mdy` or "" (unknown); `birth` reads two-digit years as past ones; `year` is the year of
    the reader (0: `USUAL_YEAR`); `serials` tells that the column holds spreadsheet serials, `years` that four
    digits are a year: in a column of births they are, unless its other numbers are serials.
    """

    order: str = ""
    birth: bool = False
    year: int = 0
    serials: bool = False
    years: bool = False


def compact(text: str) -> str:
    """Return the text tidied."""
    return tidy(text)


def validate(text: str) -> bool:
    """Return whether the text is an ISO date that exists."""
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and _date(text[:4], text[5:7], text[8:]) is not None


def format(text: str, order: str = "") -> str:
    """Return ISO where the text is one date for certain (given `order`, `dmy` or `mdy`), else the tidied text."""
    return _one(tidy(text), Reading(order))[0]


def column_order(texts: list[str]) -> str:
    """Return `dmy` or `mdy`, as values above 12 prove for the column; "" where nothing or both are proved."""
    day_first = month_first = 0
    for text in texts:
        found = _DMY.fullmatch(tidy(text))
        if found:
            day_first += int(found[1]) > 12 >= int(found[2])
            month_first += int(found[2]) > 12 >= int(found[1])
    if day_first > 20 * month_first:
        return "dmy"
    return "mdy" if month_first > 20 * day_first else ""


def standardise(texts: list[str], order: str = "", *, birth: bool = False, year: int = 0) -> Standard:
    """Standardise distinct texts of one column; for `order`, `birth` and `year` see `Reading`.

    A birth of which only the year is known is that year (`1950`), and valid. An ambiguous day and month keeps its
    text, is invalid, and carries the rule `date/ambiguous`; so do Excel serials where they are not what most of the
    column holds.
    """
    serials = sum(bool(_SERIAL.fullmatch(t)) for t in texts) > 0.6 * len(texts) > 0
    years = birth and sum(bool(_BORN.fullmatch(t)) for t in texts) >= sum(bool(_LATE.fullmatch(t)) for t in texts)
    reading = Reading(order or column_order(texts), birth, year, serials, years)
    items = []
    for text in texts:
        plain = tidy(text)
        if not plain:
            items.append((None, MISSING, "", None))
            continue
        value, rule = _one(plain, reading)
        state = VALID if rule in {"", "date/iso"} else INVALID
        items.append(
            (value, state, "date/iso" if state == VALID and value != text else rule if state == INVALID else "", None)
        )
    return Standard.of(items)


def _one(text: str, reading: Reading) -> tuple[str, str]:  # noqa: PLR0911
    for pattern in (_YMD, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            return _iso(found[1], found[2], found[3], text)
    found = _DMY.fullmatch(text)
    if found:
        return _numeric(found, reading, text)
    found = _DAY_WORD.fullmatch(text)
    if found and _month(found[2]):
        return _iso(_year(found[3], reading), _month(found[2]), found[1], text)
    found = _WORD_DAY.fullmatch(text)
    if found and _month(found[1]):
        return _iso(found[3], _month(found[1]), found[2], text)
    born = reading.years and _BORN.fullmatch(text)
    if born and int(born[1]) <= (reading.year or USUAL_YEAR) + 1:
        return born[1], ""
    if _SERIAL.fullmatch(text):
        days = int(float(text))
        if reading.serials and 1000 < days < 80000:
            return (EXCEL_EPOCH + dt.timedelta(days)).isoformat(), ""
        return text, "date/serial"
    if _MONTH.fullmatch(text):
        return text, "date/no_day"
    counted = era_date(text)
    if counted:
        return counted.isoformat(), ""
    chinese = text.translate(_FULL_WIDTH)
    if chinese != text and _YMD.fullmatch(chinese):
        return _one(chinese, reading)
    return text, "date/unreadable"


def _numeric(found: re.Match, reading: Reading, text: str) -> tuple[str, str]:
    first, second, year = int(found[1]), int(found[2]), _year(found[3], reading)
    large, small = (second, first) if reading.order == "dmy" else (first, second)
    if reading.order and large > 12 >= small:  # 12.13.2010 where the others say that the day comes first
        return text, "date/impossible"
    if first > 12 >= second or first == second:
        return _iso(year, second, first, text)
    if second > 12 >= first:
        return _iso(year, first, second, text)
    if not reading.order:
        return text, "date/ambiguous" if first <= 12 and second <= 12 else "date/impossible"
    day, month = (first, second) if reading.order == "dmy" else (second, first)
    return _iso(year, month, day, text)


def _month(word: str) -> int | None:
    return _MONTHS.get(word.lower().strip("."))


def _year(text: str, reading: Reading) -> str:
    """Two digits: up to ten years ahead is the reader's century; a birth year is never ahead."""
    if len(text) == 4:
        return text
    now = reading.year or USUAL_YEAR
    year = now // 100 * 100 + int(text)
    return str(year - 100 if year > (now if reading.birth else now + 10) else year)


def _iso(year, month, day, text: str) -> tuple[str, str]:
    found = _date(year, month, day)
    return (found.isoformat(), "") if found else (text, "date/impossible")


def _date(year, month, day) -> dt.date | None:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
