"""Addresses: blanks and commas put right; Chinese ones resolved against the division codes, old names included."""

import re
from dataclasses import dataclass

from quality.standardise.base import MISSING, VALID, Standard, tidy
from quality.standardise.divisions import Division, length_of, named, starting

NORMAL = r"^[\x{4e00}-\x{9fff}A-Za-z0-9#().-]{2,}$|^[A-Za-z0-9#.'-]+( [A-Za-z0-9#.'-]+)+$"


_MUNICIPAL = ("11", "12", "31", "50")  # 北京 天津 上海 重庆: a province and a city in one


@dataclass(frozen=True)
class ChineseAddress:
    """A Chinese address taken apart: names of today ("" unknown), the division code, and what is left.

    `old` holds names of the past that were written: 崇文区, 番禺市.
    """

    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""
    code: str = ""
    old: tuple[str, ...] = ()


def parse(text: str) -> ChineseAddress:
    """Take a Chinese address apart; levels left out are filled in where the lower one is unambiguous.

    >>> parse("深圳市南山区科技路1号")
    ChineseAddress(province='广东省', city='深圳市', district='南山区', rest='科技路1号', code='440305', old=())
    """
    left = re.sub(r"^(中国|中华人民共和国)", "", compact(text))
    found: dict[str, Division] = {}
    code = ""
    for level, width in (("province", 2), ("city", 4), ("district", 6)):
        if level == "city" and code in _MUNICIPAL:
            # 北京市北京市朝阳区 and 重庆市市辖区 repeat themselves.
            left = re.sub(rf"^({found['province'].name}|市辖区)", "", left)
            continue
        division = starting(left, level, code, full=level == "district")
        if division is None:
            continue
        found[level], code = division, division.code[:width]
        left = left[length_of(left, division) :].lstrip("-,，· ")
    if not found:
        return ChineseAddress(rest=left)
    full = max((d.code for d in found.values()), key=lambda c: len(c.rstrip("0")))
    province = found.get("province") or named(full[:2] + "0000", "province")
    city = found.get("city") or (province if full[:2] in _MUNICIPAL else named(full[:4] + "00", "city"))
    district = found.get("district")
    old = tuple(d.written for d in found.values() if d.renamed)
    return ChineseAddress(*(d.name if d else "" for d in (province, city, district)), left, full, old)


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
