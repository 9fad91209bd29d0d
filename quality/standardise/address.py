"""Addresses: blanks and commas put right; Chinese ones resolved against the division codes, old names included."""

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise.base import MISSING, VALID, Standard, tidy
from quality.standardise.divisions import Division, length_of, named, starting, successor

NORMAL = r"^[\x{4e00}-\x{9fff}A-Za-z0-9#().-]{2,}$|^[A-Za-z0-9#.'-]+( [A-Za-z0-9#.'-]+)+$"


_MUNICIPAL = ("11", "12", "31", "50")  # 北京 天津 上海 重庆: a province and a city in one


@dataclass(frozen=True)
class ChineseAddress:
    """A Chinese address taken apart: names of today ("" unknown), the division code, and what is left.

    `old` holds names of the past that were written: 崇文区, 番禺市; `stray` the name of a division that does not lie
    in the one written before it: 广东省杭州市.
    """

    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""
    code: str = ""
    old: tuple[str, ...] = ()
    stray: str = ""


def parse(text: str) -> ChineseAddress:
    """Take a Chinese address apart; levels left out are filled in where the lower one is unambiguous.

    >>> parse("深圳市南山区科技路1号").province, parse("广东省番禺市市桥镇").district
    ('广东省', '番禺区')
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
    now = {level: successor(division) or division for level, division in found.items()}
    full = max((d.code for d in now.values()), key=lambda c: len(c.rstrip("0")))
    province = named(full[:2] + "0000", "province")
    city = province if full[:2] in _MUNICIPAL else named(full[:4] + "00", "city")
    district = named(full, "district") if not full.endswith("00") else None
    old = tuple(d.written for d in found.values() if d.renamed)
    names = (d.name if d else "" for d in (province, city, district))
    return ChineseAddress(*names, left, full, old, "" if "district" in found else _stray(left, full))


def _stray(left: str, code: str) -> str:
    """Return the division `left` starts with where its full name is known, but not within `code`."""
    if not re.match(r"[\u4e00-\u9fff]{2,7}[市区县旗]", left) or re.match(r"[\u4e00-\u9fff]{2,5}新区", left):
        return ""
    for level in ("city", "district"):
        other = starting(left, level, full=True)
        if other is not None and other.name and not other.code.startswith(code.rstrip("0")):
            return other.written
    return ""


HEAD = "^((?:中国|中华人民共和国)?[\u4e00-\u9fff]{1,20}[省市区县旗州盟])"


def heads(texts: pa.Array) -> pa.Array:
    """Return the beginning of each address that can name divisions (null: none), for `parse`: few of many are distinct.

    >>> heads(pa.array(["广东省 深圳市南山区科技路1号", "12 High St"])).to_pylist()
    ['广东省深圳市南山区', None]
    """
    plain = pc.replace_substring_regex(texts, r"[\s\x{3000}\x{a0},，·-]+", "")
    head = pc.struct_field(pc.extract_regex(plain, HEAD.replace("^(", "^(?P<head>", 1)), "head")
    bare = pc.struct_field(pc.extract_regex(plain, "^(?P<head>[\u4e00-\u9fff]{2,9})"), "head")
    return pc.coalesce(head, bare)


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
