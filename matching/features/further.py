"""Further names of one party: former, foreign, short and other ones, in columns of their own or within the name.

A firm that 曾用名, 英文名称 or 简称 names besides, or whose name says it (X（原Y公司）, X formerly Y), is met under
each of them. A further name is written with a mark before it, so that it is never taken for the name itself: a former
name is as good as a name, a short one is what a sister company may bear as well.
"""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from matching.features.coded import Coded, coded

FULL, SHORT = "\x1ef", "\x1es"  # before a further name in a column of codes
MOST = 4  # further names of a record
_SOME, _HALF = 0.3, 0.5
_NAMED = r"(?:name|names|nm|nom|nombre|nome|naam|navn|firma|firm|company|商号|社名|名|称)"
_FULL = re.compile(
    rf"(?:^old|former|previous|ehemalig|frueher|früher|ancien|anterior|precedente|vorig|voormalig).*{_NAMED}|"
    rf"{_NAMED}.*(?:former|previous|anterior|precedent|ancien)|^(?:fka|aka|formerly|alsoknownas|alias(?:es)?)$"
    rf"|曾用|原(?:公司|企业|单位|客户)?名|前身|变更前.*{_NAMED}|历史名|旧(?:公司|企业|单位)?[名称]|旧社名|別名|别[名称]|又名"
    rf"|(?:英文|外文|外语|中文).*[名称]|(?:english|foreign|chinese|latin|local|intl|international).*name|name(?:en|eng|cn|zh)$"
    rf"|(?:other|alternat(?:e|ive)|additional)name",
)
_SHORT = re.compile(
    r"简称|簡稱|略称|缩写|short.*name|nameshort|kurzname|kurzbezeichnung|nomcourt|nombrecorto|abbreviat|acronym"
)
_FIRMS = re.compile(
    r"公司|企业|企業|客户|客戶|单位|單位|供应商|法人|compan|firm|org|business|account|customer|client|cust|vendor"
)
_OTHERS = re.compile(
    r"联系人|聯絡人|姓名|人名|contact|person|father|mother|spouse|first|last|middle|given|surname|产品|商品|product|bank|银行"
)
_OLD = r"formerly(?: known as)?|f\.?/?k\.?/?a\.?|previously(?: known as)?|prev\.|ehemals|vormals|früher|anciennement"
_ALSO = r"a\.?/?k\.?/?a\.?|also known as|auch bekannt als|alias"
_SAID = (
    r"原(?:名(?:称|为)?|公司名称?|企业名称?)?(?![名料创味点装始产浆油木材子址住厂阳平])|曾用名|曾名|前身(?:为|是)?|又名|别名"
    r"|英文(?:名称?)?"
)
_WITHIN = re.compile(
    rf"\s*[（(\[【]\s*(?:(?P<short>简称|缩写)|{_SAID}|{_OLD}|{_ALSO})\s*[:：]?\s*"
    r"[“\"]?(?P<name>[^（()）\]】“”\"]{2,80})[”\"]?\s*[)）\]】]",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"(?<=\S)[\s,;，；]+(?:(?:{_OLD}|{_ALSO})[:：]?\s+|(?:曾用名|原名|又名|别名)[:：]?\s*)(?P<name>\S.{{1,80}})$",
    re.IGNORECASE,
)


def told(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without the further names that it tells, and these, marked.

    >>> told("上海恒达贸易有限公司（原上海新光贸易公司）")
    ('上海恒达贸易有限公司', ('\\x1ef上海新光贸易公司',))
    >>> told("Acme GmbH, formerly Bolt AG"), told("华海制药（原料药分公司）")
    (('Acme GmbH', ('\\x1efBolt AG',)), ('华海制药（原料药分公司）', ()))
    """
    found: list[str] = []
    for pattern in (_WITHIN, _BEHIND):
        match = pattern.search(text)
        while match:
            rest = (text[: match.start()] + text[match.end() :]).strip()
            if len(rest) < 2:
                break
            found.append((SHORT if match.groupdict().get("short") else FULL) + match["name"].strip())
            text, match = rest, pattern.search(rest)
    return text, tuple(found)


def bare(text: str) -> str:
    """Return a further name without its mark."""
    return text[len(FULL) :] if text.startswith((FULL, SHORT)) else text


def kinds(values: Iterable[str]) -> np.ndarray:
    """0 for a name, 1 for a full further one, 2 for a short one (int8, one a value)."""
    return np.array([1 if v.startswith(FULL) else 2 if v.startswith(SHORT) else 0 for v in map(str, values)], np.int8)


def mark_of(column: str) -> str:
    """Return the mark of the further names that a column of unknown meaning (`other:曾用名`) holds, "" for others.

    >>> mark_of("other:Former Name") == FULL, mark_of("other:客户简称") == SHORT, mark_of("other:Household Name")
    (True, True, '')
    """
    header = _plain(column[6:]) if column.startswith("other:") else ""
    return "" if _OTHERS.search(header) else SHORT if _SHORT.search(header) else FULL if _FULL.search(header) else ""


def columns(raw: dict[str, Coded], firmlike) -> dict[str, str]:
    """Return column → mark for the columns of unknown meaning that hold further names of firms, by their headers.

    `firmlike(text)`: whether a text is a firm's name; a header that does not say whose names these are needs a column
    of which three in ten are.
    """
    found = {}
    for name, column in raw.items():
        mark = mark_of(name)
        if not mark or not column.heard:
            continue
        some = [str(v) for v in column.values[: min(column.heard, 400)]]
        alike = np.mean([bool(firmlike(v)) for v in some])
        digits = np.mean([any(c.isdigit() for c in v) for v in some])
        if digits < _HALF and (alike >= _SOME or _FIRMS.search(name) or mark == SHORT):
            found[name] = mark
    return found


def with_further(names: np.ndarray, others: list[np.ndarray]) -> Coded:
    """Code names (texts by record, None where missing), each with those that it and the `others` (marked) tell.

    The name stands first; of a record without one nothing further is kept.
    """
    values, where = np.unique(
        np.array([n for n in names if n is not None], dtype=object).astype(str), return_inverse=True
    )
    parted = [told(v) for v in values]
    first = names.copy()
    rows = np.flatnonzero(np.not_equal(names, None))
    first[rows] = np.array([p[0] for p in parted] + [None], dtype=object)[:-1][where] if len(rows) else []
    slots = [first]
    for k in range(max((len(p[1]) for p in parted), default=0)):
        slot = np.full(len(names), None, dtype=object)
        slot[rows] = np.array([*(p[1][k] if k < len(p[1]) else None for p in parted), None], dtype=object)[where]
        slots.append(slot)
    slots += [_beside(first, other) for other in others]
    matrix = np.stack([s for k, s in enumerate(slots) if k == 0 or np.not_equal(s, None).any()][: MOST + 1], axis=1)
    codes, held = pd.factorize(matrix.ravel(), use_na_sentinel=True)
    return coded(codes.reshape(matrix.shape), np.asarray(held, dtype=object))


def _beside(first: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The further names of the records that have a name, but for those that only say it again."""
    known = np.not_equal(first, None) & np.not_equal(other, None)
    again = np.array(
        [k and bare(o).lower() == f.lower() for k, o, f in zip(known, other, first, strict=True)], dtype=bool
    )
    return np.where(known & ~again, other, None)


def _plain(header: str) -> str:
    return "".join(c for c in header.lower() if c.isalnum())
