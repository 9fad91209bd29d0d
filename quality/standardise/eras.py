"""Dates counted in eras: Japanese 昭和47年4月27日 and S47.4.27, Taiwanese 民國72年1月2日, as ISO years."""

import datetime as dt
import re

# First day of each Japanese era and its marks (Era Name Act and the calendars before it); the Republic of 1912.
_ERAS = {
    "明治": (dt.date(1868, 1, 25), dt.date(1912, 7, 30)),
    "大正": (dt.date(1912, 7, 30), dt.date(1926, 12, 25)),
    "昭和": (dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    "平成": (dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    "令和": (dt.date(2019, 5, 1), dt.date.max),
    "民国": (dt.date(1912, 1, 1), dt.date.max),
}
_MARKS = {mark: era for era in _ERAS for mark in (era, era[0])} | {
    "民國": "民国", "中華民國": "民国", "中华民国": "民国",
    "M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和",
}  # fmt: skip
_MARKS.pop("民")  # alone it is no era
PATTERN = (
    r"(?:中華民國|中华民国|民國|民国|明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHRmtshr])\s?"
    r"(?:\d{1,3}|元)\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
)
_PARTS = re.compile(r"(\D+?)\s?(\d{1,3}|元)\s?\D\s?(\d{1,2})\s?\D\s?(\d{1,2})\s?日?")
_WHOLE = re.compile(PATTERN)


def era_date(text: str) -> dt.date | None:
    """Return the day that a text names in an era; None where it names none, or one outside its era.

    >>> era_date("S47.4.27"), era_date("平成元年1月8日"), era_date("S70.1.1")
    (datetime.date(1972, 4, 27), datetime.date(1989, 1, 8), None)
    """
    found = _PARTS.fullmatch(text) if _WHOLE.fullmatch(text) else None
    if not found:
        return None
    first, last = _ERAS[_MARKS[found[1].upper()]]
    year = first.year - 1 + (1 if found[2] == "元" else int(found[2]))
    try:
        day = dt.date(year, int(found[3]), int(found[4]))
    except ValueError:
        return None
    return day if first <= day <= last else None
