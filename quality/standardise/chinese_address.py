"""Chinese addresses taken apart by the division codes (GB/T 2260), and written with the divisions of today."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import HAN, holding
from quality.standardise.divisions import Division, is_full, length_of, moved_surely, named, short, starting, successor

MUNICIPAL = ("11", "12", "31", "50")  # 北京 天津 上海 重庆: a province and a city in one
_LEVELS = (("province", 2), ("city", 4), ("district", 6))
_COUNTRY = re.compile(r"^(?:中国|中华人民共和国)[-,，·/|\s]*")
_BETWEEN = "-,，·/|_ "
ELSEWHERE = ("71", "81", "82")  # 台湾 香港 澳门 write their addresses another way
# What follows a short name that may be a division, and never the name of a building: 海南大厦
_OFTEN = 5  # times that a division may be said on end
_PLACE_FOLLOWS = re.compile(
    r"(?!.{0,2}(?:大厦|酒店|宾馆|饭店|商场|广场|医院|大学|学院|银行|公司))(?=.*[区县镇乡村路街道巷弄号])"
)


@dataclass(frozen=True)
class ChineseAddress:
    """A Chinese address taken apart: names of today ("" unknown), the division code, and what is left.

    `old` holds names of the past that were written: 崇文区, 番禺市; `stray` the name of a division that does not lie
    in the one written before it: 广东省杭州市. `sure` tells that the names written leave no other reading: a short
    name alone (朝阳大厦) does not, nor one of the past whose successor is a guess.
    """

    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""
    code: str = ""
    old: tuple[str, ...] = ()
    stray: str = ""
    sure: bool = False


def parse(text: str) -> ChineseAddress:
    """Take a compact Chinese address apart; levels left out are filled in where the lower one is unambiguous."""
    found, left = _read(_COUNTRY.sub("", text))
    if not found:
        return ChineseAddress(rest=left)
    now = {level: successor(division) or division for level, (division, _) in found.items()}
    full = max((d.code for d in now.values()), key=lambda c: len(c.rstrip("0")))
    old = tuple(d.written for d, _ in found.values() if d.renamed)
    stray = "" if "district" in found else _stray(left, full)
    return ChineseAddress(*names_of(full), left, full, old, stray, not stray and _sure(found))


def names_of(code: str) -> tuple[str, str, str]:
    """Return province, city and district of a division code as they are called today, "" where there is none.

    >>> names_of("440305"), names_of("110105")[:2], names_of("429004")
    (('广东省', '深圳市', '南山区'), ('北京市', '北京市'), ('湖北省', '', '仙桃市'))
    """
    province = named(code[:2] + "0000", "province")
    city = province if code[:2] in MUNICIPAL else named(code[:4] + "00", "city")
    district = named(code, "district") if not code.endswith("00") else None
    return tuple(d.name if d else "" for d in (province, city, district))


def _read(text: str) -> tuple[dict[str, tuple[Division, bool]], str]:
    """Read the divisions a text begins with: level → (division, whether written in full); and what is left."""
    found: dict[str, tuple[Division, bool]] = {}
    left, code = text, ""
    for level, width in _LEVELS:
        if level == "city" and code in MUNICIPAL:
            # 北京市北京市朝阳区 and 重庆市市辖区 repeat themselves.
            left = re.sub(rf"^({found['province'][0].name}|市辖区)", "", left).lstrip(_BETWEEN)
            continue
        division = starting(left, level, code, full=level == "district")
        if division is None:
            continue
        size = length_of(left, division)
        found[level], code = (division, is_full(left[:size])), division.code[:width]
        name, left = left[:size], left[size:].lstrip(_BETWEEN)
        while is_full(name) and left.startswith(name):  # 深圳市深圳市南山区
            left = left[size:].lstrip(_BETWEEN)
    return found, left


def _sure(found: dict[str, tuple[Division, bool]]) -> bool:
    """Tell whether the divisions read are meant: the narrowest is named in full or lies in one named before it."""
    narrowest = list(found)[-1]
    alone = len(found) == 1 and (narrowest == "district" or not found[narrowest][1])
    return not alone and all(moved_surely(division) for division, _ in found.values() if division.renamed)


def _stray(left: str, code: str) -> str:
    """Return the division `left` starts with where its full name is known, but not within `code`."""
    if not re.match(r"[\u4e00-\u9fff]{2,7}[市区县旗]", left) or re.match(r"[\u4e00-\u9fff]{2,5}新区", left):
        return ""
    for level in ("city", "district"):
        other = starting(left, level, full=True)
        if other is not None and other.name and not other.code.startswith(code.rstrip("0")):
            return other.written
    return ""


@lru_cache(maxsize=1 << 16)
def resolve(text: str) -> tuple[str, str, str | None]:
    """Write a compact address with the divisions of today; return (address, rule, suggestion).

    What leaves no doubt is written, what may be meant is suggested, what is not known stays as it is.

    >>> resolve("深圳南山区科技路1号")[:2], resolve("北京市崇文区前门大街1号")[0]
    (('广东省深圳市南山区科技路1号', 'address/divisions'), '北京市东城区前门大街1号')
    >>> resolve("朝阳大厦5层")
    ('朝阳大厦5层', '', None)
    >>> resolve("东莞南城鸿福路1号")[2]
    '广东省东莞市南城鸿福路1号'
    """
    found = parse(text)
    if not found.code or found.stray or found.code[:2] in ELSEWHERE or _unknown(found):
        return text, "", None
    better = _written(found, text)
    if better == text:
        return text, "", None
    if found.sure:
        return _settled(better), "address/old_name" if found.old else "address/divisions", None
    lone = not found.old and (text.startswith(found.district or "\0") or not _PLACE_FOLLOWS.match(found.rest))
    return text, "", None if lone else better


def _settled(text: str) -> str:
    """Write a text again until it stays: what is said twice (广东深圳深圳市) shows once the first is written out."""
    for _ in range(_OFTEN):
        found = parse(text)
        better = text if not found.sure or found.stray or _unknown(found) else _written(found, text)
        if better == text:
            break
        text = better
    return text


def _written(found: ChineseAddress, text: str) -> str:
    """Write what was found; a county may stand without its city (江苏省昆山市), a city's district may not."""
    country = _COUNTRY.match(text)
    city = found.city
    county = found.district and not found.district.endswith("区")
    if county and not found.old and short(city) not in text[: len(text) - len(found.rest)]:
        city = ""
    parts = [country[0].strip(_BETWEEN) if country else "", found.province, city, found.district]
    return "".join(dict.fromkeys(parts)) + found.rest


def _unknown(found: ChineseAddress) -> bool:
    """A division of the past whose successor nobody lists: its name must not get lost."""
    return not found.province or (not found.code.endswith("00") and not found.district)


HEAD = "^((?:中国|中华人民共和国)?[\u4e00-\u9fff]{1,20}[省市区县旗州盟])"
_GAP = 1
_GAPS = bytes(_GAP if byte in b"\t\n\x0c\r ,-" or 0xC0 <= byte < 0xE4 or byte > 0xE9 else 0 for byte in range(256))
_LONGER = "[\u4e00-\u9fff]{0,9}"  # room for a short name behind it


def heads(texts: pa.Array, *, longer: bool = False) -> pa.Array:
    """Return the beginning of each address that can name divisions (null: none), for `parse`: few of many are distinct.

    `longer` takes in what may be a division without its tail: 广东省深圳.

    >>> heads(pa.array(["广东省 深圳市南山区科技路1号", "12 High St"])).to_pylist()
    ['广东省深圳市南山区', None]
    """
    han = pa.array(holding(texts, HAN))
    plain = _together(texts.filter(han))
    whole = HEAD.replace("^(", "^(?P<head>", 1)
    whole = whole.replace("])", f"]{_LONGER})") if longer else whole
    head = pc.struct_field(pc.extract_regex(plain, whole), "head")
    rest = head.is_null()
    bare = f"^(?P<head>[\u4e00-\u9fff]{{2,{18 if longer else 9}}})"
    bare = pc.struct_field(pc.extract_regex(plain.filter(rest), bare), "head")
    head = pc.replace_with_mask(head, rest, bare)
    return pc.replace_with_mask(pa.nulls(len(texts), pa.string()), han, head)


def _together(texts: pa.Array) -> pa.Array:
    """Take blanks, commas, points and hyphens out of texts."""
    apart = pa.array(holding(texts, _GAP, _GAPS))
    if not pc.any(apart).as_py():
        return texts
    better = pc.replace_substring_regex(texts.filter(apart), r"[\s\x{3000}\x{a0},，·-]+", "")
    return pc.replace_with_mask(texts, apart, better)
