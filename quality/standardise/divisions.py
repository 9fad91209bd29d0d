"""Provinces, cities and districts of China: division codes with the names they have and have had (GB/T 2260).

The table is the one python-stdnum ships for resident identity numbers; nothing is downloaded.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LINE = re.compile(r'^(\s*)(\d+)\s+(?:province|county)="([^"]+)"')
_NAME = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[\]]+)")
_PEOPLES = (
    "壮|回|藏|苗|彝|羌|侗|傣|白|满|瑶|畲|黎|水|怒|佤|土家|布依|蒙古|哈尼|景颇|傈僳|朝鲜|仡佬|纳西|拉祜|东乡|保安|撒拉|裕固|"
    "锡伯|毛南|仫佬|普米|独龙|土|各|维吾尔|哈萨克|塔吉克|达斡尔|鄂温克|鄂伦春|柯尔克孜|布朗|俄罗斯"
)
_TAILS = re.compile(rf"(特别行政区|((?<=..)({_PEOPLES})族?)*自治[区州县旗]|省|市|地区|盟|区|县|旗)$")
_LOWER = frozenset("区县旗")
# 南京东路 and 广州大道 are streets; they do not speak of the city.
_STREET = re.compile(r"[东西南北中前后上下大新老一二三四五六七八九十]{0,2}(?:路|街|道|巷|弄|胡同|桥|门|站)")
_FILLERS = frozenset(
    {
        "市辖区",
        "县",
        "市区",
        "省直辖县级行政区划",
        "省直辖县级行政单位",
        "自治区直辖县级行政单位",
        "省直辖行政单位",
        "自治区直辖县级行政区划",
        "郊区",
        "城区",
        "矿区",
    }
)


@dataclass(frozen=True)
class Division:
    """A division: six-digit code, name of today ("" where it was dissolved), and the name that was asked for."""

    code: str
    name: str
    written: str

    @property
    def renamed(self) -> bool:
        """Whether the written name is one of the past."""
        return self.name != self.written


@cache
def _table() -> dict[str, dict[str, list[Division]]]:
    """Return level (`province`, `city`, `district`) → full name → divisions that have or had it."""
    found: dict[str, dict[str, list[Division]]] = {"province": {}, "city": {}, "district": {}}
    head = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text("utf-8").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        if not match[1]:
            head = match[2]
        code = (match[2] if not match[1] else head + match[2]).ljust(6, "0")
        names = [(end, name.strip()) for _, end, name in _NAME.findall(match[3])]
        today = next((name for end, name in names if not end), "")
        level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "district"
        for _, name in names:
            if name not in _FILLERS and not any(d.code == code for d in found[level].get(name, ())):
                found[level].setdefault(name, []).append(Division(code, today, name))
    return found


@cache
def _short(level: str) -> dict[str, list[Division]]:
    """Names without their tail (广东, 深圳, 南山), where two characters or more are left, and the full ones."""
    names: dict[str, list[Division]] = {}
    for name, divisions in _table()[level].items():
        names.setdefault(name, []).extend(divisions)
        short = _TAILS.sub("", name)
        if len(short) >= 2 and short != name:
            names.setdefault(short, []).extend(divisions)
    return names


def starting(text: str, level: str, within: str = "", *, full: bool = False) -> Division | None:
    """Return the division of a level whose name `text` starts with, the longest name first.

    `within` is the beginning of the code it must have; `full` asks for the name with its tail (区, 县 …).
    Among several of one name, that of today wins; None where none or several fit.
    """
    names = _table()[level] if full else _short(level)
    for size in range(min(len(text), 14), 1, -1):
        if text[:size] not in names:
            continue
        if text[:size] not in _table()[level] and text[size : size + 1] in _LOWER:
            continue  # 朝阳区 does not speak of the city 朝阳, nor 长沙县 of 长沙
        fitting = [d for d in names.get(text[:size], ()) if d.code.startswith(within)]
        if text[:size] not in _table()[level] and _STREET.match(text[size:]):
            continue
        today = [d for d in fitting if not d.renamed or d.name.startswith(text[:size])]
        fitting = today or fitting
        if len({d.code for d in fitting}) == 1:
            chosen = fitting[0]
            return Division(chosen.code, chosen.name, text[:size] if chosen.renamed else chosen.written)
        if fitting:
            return None
    return None


def length_of(text: str, division: Division) -> int:
    """Return how many characters of `text` name the division: its full name if it stands there, else the short."""
    return len(division.written) if text.startswith(division.written) else len(_TAILS.sub("", division.written))


def is_full(name: str) -> bool:
    """Return whether a name of a division has its tail: 深圳市, not 深圳."""
    return (_TAILS.search(name) is not None and len(name) > 2) or name in _table()["district"]


def short(name: str) -> str:
    """Return a name without its tail where two characters or more are left: 深圳市 → 深圳, 辽县 → 辽县."""
    stem = _TAILS.sub("", name)
    return stem if len(stem) >= 2 else name


@cache
def named(code: str, level: str) -> Division | None:
    """Return the division of today with this code."""
    for divisions in _table()[level].values():
        for division in divisions:
            if division.code == code and not division.renamed:
                return division
    return None


@cache
def _merged() -> dict[str, str]:
    lines = files("quality.standardise").joinpath("merged.txt").read_text("utf-8").splitlines()
    return {line.split()[0]: line.split()[2] for line in lines if not line.startswith("#")}


@cache
def successor(division: Division) -> Division | None:
    """Return the division of today that a division of the past became, itself where it still exists.

    A county or city that became a district keeps its stem within the same city, else within the same province
    (番禺市 → 番禺区, 莱芜市 → 莱芜区); merged districts are listed in `merged.txt`. None where that does not tell.
    """
    if division.name:
        return division
    code, merged = division.code, _merged().get(division.code)
    if merged:
        return _only(_table()["district"].get(merged, ()), code[:4])
    stem = _TAILS.sub("", division.written)
    names = [stem + tail for tail in ("区", "市", "县")] if len(stem) >= 2 else [division.written]
    heirs = [d for name in names for d in _table()["district"].get(name, ()) if d.name == d.written]
    return _only(heirs, code[:4]) or _only(heirs, code[:2])


def moved_surely(division: Division) -> bool:
    """Return whether what became of a division of the past is beyond doubt.

    It is where the division only changed its name, where `merged.txt` lists it, or where the one of its stem lies in
    the same city or has the same full name; one of the same stem elsewhere in the province is likely only.
    """
    heir = successor(division)
    if heir is None:
        return False
    listed = division.name or division.code in _merged()
    return bool(listed) or heir.code[:4] == division.code[:4] or heir.name == division.written


def _only(divisions, within: str) -> Division | None:
    found = {d.code: d for d in divisions if d.name and d.code.startswith(within)}
    return next(iter(found.values())) if len(found) == 1 else None


def called(name: str, *levels: str) -> list[Division]:
    """Return the divisions of today that a name, full or without its tail, may mean at the first level that knows it.

    Names of the past give what became of them. A district is meant by its short name only where it is a city of
    county rank (昆山).

    >>> [d.name for d in called("番禺市", "city", "district")], [d.code for d in called("广东", "province")]
    (['番禺区'], ['440000'])
    """
    today = map(today_of, known(name, *levels))
    return list({d.code: d for d in today if d is not None}.values())


def known(name: str, *levels: str) -> list[Division]:
    """Return the divisions that have or had a name, as `called` reads it: those of today alone where there are any."""
    for level in levels:
        table = _table()[level]
        found = table.get(name, ()) or (
            table.get(f"{name}市", ()) if level == "district" else _short(level).get(name, ())
        )
        fitting = [d for d in found if not d.renamed] or [d for d in found if successor(d) is not None]
        if fitting:
            return fitting
    return []


def cut(code: str) -> str:
    """Cut the levels that are not named off a code of six digits.

    >>> cut("440000"), cut("440300"), cut("440305")
    ('44', '4403', '440305')
    """
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def past(name: str, *levels: str) -> list[Division]:
    """Return the divisions of the past that had a full name at the first level that knows it, with their own codes.

    >>> sorted(d.code for d in past("江北区", "district"))
    ['500105', '510211']
    """
    for level in levels:
        if name in _table()[level]:
            return [d for d in _table()[level][name] if d.renamed]
    return []


def today_of(division: Division) -> Division | None:
    """Return the division of today that carries on one: itself under its name of today, else its successor."""
    return division if not division.renamed else successor(division)
