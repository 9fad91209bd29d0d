"""Dates in many formats to ISO; the order of day and month is settled for the whole column."""

import datetime as dt
import re
from dataclasses import dataclass

from quality.standardise.base import INVALID, MISSING, VALID, Standard, tidy
from quality.standardise.date_order import OPEN, ORDERS, Order, full_year, learn, placed, roc_date
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
_YEAR_FIRST = re.compile(rf"(\d{{2,3}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TIME}", re.I)
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

    `order` is that of the column; `birth` reads two-digit years as past ones; `year` is the year of
    the reader (0: `USUAL_YEAR`); `serials` tells that the column holds spreadsheet serials, `years` that four
    digits are a year: in a column of births they are, unless its other numbers are serials.
    """

    order: Order = OPEN
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
    """Return ISO where the text is one date for certain (given `order`, one of `ORDERS`), else the tidied text."""
    return _one(tidy(text), Reading(_told(order) if order else OPEN))[0]


def _told(order: str) -> Order:
    return Order("" if order == "ymd" else order, (order,))


def standardise(texts: list[str], order: str = "", *, birth: bool = False, year: int = 0) -> Standard:
    """Standardise distinct texts of one column; `order` is one of `ORDERS` or "" (learned from the column).

    For `birth` and `year` see `Reading`.
    A birth of which only the year is known is that year (`1950`), and valid. An ambiguous day and month keeps its
    text, is invalid, and carries the rule `date/ambiguous`; so do Excel serials where they are not what most of the
    column holds.
    """
    serials = sum(bool(_SERIAL.fullmatch(t)) for t in texts) > 0.6 * len(texts) > 0
    years = birth and sum(bool(_BORN.fullmatch(t)) for t in texts) >= sum(bool(_LATE.fullmatch(t)) for t in texts)
    learned = _told(order) if order else learn(texts, year or USUAL_YEAR, birth=birth)
    reading = Reading(learned, birth, year, serials, years)
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
    found = _DMY.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if found:
        return _numeric(found, reading, text)
    found = _DAY_WORD.fullmatch(text)
    if found and _month(found[2]):
        return _iso(_full(int(found[3]), reading), _month(found[2]), found[1], text)
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
    """Read three numbers in every order that the column leaves open; the day is known where they agree on it."""
    parts = found.groups()
    counted = roc_date(parts) if reading.order.roc and len(parts[2]) < 4 else None
    if counted:
        return _iso(*counted, text)
    if len(parts[0]) > 2:
        return text, "date/unreadable"
    if "年" in text:
        left_open = ORDERS[:1]
    elif len(parts[2]) < 4:
        left_open = reading.order.short
    else:
        left_open = (reading.order.long,) if reading.order.long else ORDERS[1:]
    told = {_iso(_full(year, reading), month, day, text) for year, month, day in (placed(parts, o) for o in left_open)}
    sure = [day for day in told if not day[1]]
    if len(sure) == 1:
        return sure[0]
    return text, "date/ambiguous" if sure else "date/impossible"


def _month(word: str) -> int | None:
    return _MONTHS.get(word.lower().strip("."))


def _full(year: int, reading: Reading) -> int:
    """Return a year in full: of two digits, as it is seen from the reader's own; -1 stays no year."""
    return full_year(year, reading.year or USUAL_YEAR, birth=reading.birth) if 0 <= year < 100 else year


def _iso(year, month, day, text: str) -> tuple[str, str]:
    found = _date(year, month, day)
    return (found.isoformat(), "") if found else (text, "date/impossible")


def _date(year, month, day) -> dt.date | None:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
