"""Addresses: first form; Chinese blanks taken out, Western spacing and commas put right."""

import re

from quality.standardise.base import MISSING, VALID, Standard, tidy

NORMAL = r"^[\x{4e00}-\x{9fff}A-Za-z0-9#().-]{2,}$|^[A-Za-z0-9#.'-]+( [A-Za-z0-9#.'-]+)+$"


def compact(text: str) -> str:
    """Return the address tidied; no blanks between Chinese characters.

    >>> compact("上海市 浦东新区　张江路 12号"), compact("12 High St. ,London")
    ('上海市浦东新区张江路12号', '12 High St., London')
    """
    text = tidy(text)
    text = re.sub(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿\d])|(?<=\d)\s+(?=[㐀-鿿])", "", text)
    text = re.sub(r"\s*,[\s,]*", ", ", text)
    return tidy(text).strip(" ,")


def validate(text: str) -> bool:
    """Return whether the text can be an address: it holds a letter and is not a bare word of one character."""
    return len(text) >= 2 and any(c.isalpha() for c in text)


def format(text: str) -> str:
    """Return the normal form."""
    return compact(text)


def standardise(texts: list[str]) -> Standard:
    """Standardise distinct addresses."""
    items = []
    for text in texts:
        value = compact(text)
        items.append((value or None, VALID if value else MISSING, "address/tidy" if value != text else "", None))
    return Standard.of(items)
