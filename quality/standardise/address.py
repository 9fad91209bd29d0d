"""Addresses: blanks and commas put right; Chinese ones with the divisions of today, Western ones written one way."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise import chinese_address, western_address
from quality.standardise.base import MISSING, VALID, Standard, tidy

_PLAIN = r"^[\x{4e00}-\x{9fff}A-Za-z0-9#().-]{2,}$|^[A-Za-z0-9#.'-]+( [A-Za-z0-9#.'-]+)+$"
_HAN = re.compile("[\u4e00-\u9fff]")
_ODD = r"^[\x{4e00}-\x{9fff}]+[-.]|\.,|\.$"
_WESTERN = r"(?i)^#?\d.*\s[a-z]|box|[a-z][0-9][a-z0-9]? ?[0-9][a-z]{1,2}$|[a-z][0-9][a-z] ?[0-9][a-z][0-9]$"


def parse(text: str) -> chinese_address.ChineseAddress:
    """Take a Chinese address apart; levels left out are filled in where the lower one is unambiguous.

    >>> parse("深圳市南山区科技路1号").province, parse("广东省番禺市市桥镇").district
    ('广东省', '番禺区')
    """
    return chinese_address.parse(compact(text))


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
    """Return the normal form: what leaves no doubt about divisions and streets is written as it is today.

    >>> format("广东省 番禺市 市桥镇"), format("12 High St. ,London")
    ('广东省广州市番禺区市桥镇', '12 High Street, London')
    """
    return _standard(text, False)[0] or ""


def unsettled(texts: pa.Array) -> np.ndarray:
    """Flag the texts that may not be their own normal form (bool).

    Of a million Chinese addresses few beginnings are distinct: each is looked at once.
    """
    plain = pc.match_substring_regex(texts, _PLAIN)
    settled = pc.and_not(plain, pc.match_substring_regex(texts, _ODD))
    settled = pc.and_not(settled, pc.match_substring_regex(texts, _WESTERN))
    heads = pc.dictionary_encode(chinese_address.heads(texts, longer=True))
    moved = [chinese_address.resolve(head)[1:] != ("", None) for head in heads.dictionary.to_pylist()]
    place = pc.fill_null(heads.indices, len(moved)).to_numpy(zero_copy_only=False)
    return ~pc.fill_null(settled, False).to_numpy(zero_copy_only=False) | np.array([*moved, False], bool)[place]


def standardise(texts: list[str], *, short: bool | None = None) -> Standard:
    """Standardise distinct addresses; a column that writes its streets `short` goes on doing so (None: look)."""
    if short is None:
        short = western_address.writes_short(pa.array(texts, pa.string()))
    return Standard.of([_standard(text, short) for text in texts])


def _standard(text: str, short: bool) -> tuple[str | None, str, str, str | None]:
    plain = compact(text)
    if not plain:
        return None, MISSING, "", None
    if _HAN.search(plain):
        value, rule, hint = chinese_address.resolve(plain)
    else:
        value, hint = western_address.format(plain, short=short), None
        rule = "address/street" if value != plain else ""
    return value, VALID, rule or ("address/tidy" if value != text else ""), hint
