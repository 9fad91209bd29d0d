"""Amounts: sign, currency marks and the decimal mark of either style; exact, as plain decimal text."""

import re
from decimal import Decimal, InvalidOperation

from quality.standardise.base import INVALID, MISSING, VALID, Standard, tidy

_MARKS = {
    "¥": "CNY",
    "￥": "CNY",
    "RMB": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "US$": "USD",
    "HK$": "HKD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
}
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
NORMAL = r"^-?[0-9]+(\.[0-9]+)?$"
_NUMBER = re.compile(r"\d[\d.,' ]*")


def compact(text: str) -> str:
    """Return the amount as plain decimal text, the tidied text where it is none.

    >>> compact("￥1,234.50"), compact("(1.234,5 €)"), compact("3万元"), compact("about five")
    ('1234.50', '-1234.5', '30000', 'about five')
    """
    text = tidy(text)
    if _PLAIN.fullmatch(text):
        return text
    found = _parse(text)
    return text if found is None else f"{found:f}"


def currency_of(text: str) -> str:
    """Return the ISO code of the currency that the text names, "" if none."""
    text = tidy(text).upper()
    code = re.search(r"\b(CNY|USD|EUR|GBP|JPY|HKD|CHF|AUD|CAD|KRW|SGD|TWD)\b", text)
    return code[1] if code else next((iso for mark, iso in _MARKS.items() if mark in text), "")


def _parse(text: str) -> Decimal | None:
    bare = re.sub(r"(?i)[¥￥$€£元整]|人民币|RMB|\b[A-Z]{3}\b|US|HK", "", text).strip()
    scale = 1
    for unit, times in (("亿", 10**8), ("万", 10**4), ("千", 10**3)):
        if bare.endswith(unit):
            bare, scale = bare[:-1].strip(), times
            break
    negative = bare.startswith(("-", "(", "−")) or bare.endswith("-")
    bare = bare.strip("()-−+ ")
    if not _NUMBER.fullmatch(bare) or len(bare) > 40 or not bare.isascii():
        return None
    try:
        value = Decimal(_dotted(bare.replace(" ", "").replace("'", ""))) * scale
    except InvalidOperation:
        return None
    return -value if negative else value


def _dotted(number: str) -> str:
    """Return the number with a decimal point and no thousands marks."""
    comma, dot = number.rfind(","), number.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands = "," if dot > comma else "."
        return number.replace(thousands, "").replace(",", ".")
    mark = "," if comma >= 0 else "."
    grouped = re.fullmatch(rf"\d{{1,3}}(\{mark}\d{{3}})+", number)
    if grouped and (mark == "," or number.count(mark) > 1):
        return number.replace(mark, "")
    return number.replace(",", ".") if number.count(",") == 1 else number.replace(",", "")


def validate(text: str) -> bool:
    """Return whether the text is plain decimal text."""
    return _PLAIN.fullmatch(text) is not None


def format(text: str) -> str:
    """Return the normal form."""
    return compact(text)


def standardise(texts: list[str]) -> Standard:
    """Standardise distinct amounts."""
    items = []
    for text in texts:
        value = compact(text)
        state = (VALID if validate(value) else INVALID) if value else MISSING
        rule = "money/unreadable" if state == INVALID else "money/plain" if value != text else ""
        items.append((value or None, state, rule, None))
    return Standard.of(items)
