"""What a user should know about the records of a run, and every note in Chinese."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from matching.explain.words import COMPARISONS
from matching.identical import MARKS, NAMES

MANY_FILLERS = 0.2  # of the values that a field holds
_WHO = frozenset((*NAMES, *MARKS))
_CHECKED = ("phone", "email", "tax_id", "national_id", "birth_date")
_NOBODY = (
    "no column is known to say who a customer is (a name, phone, email, number, birth date or address): "
    "map the columns, or nothing can be merged with confidence"
)
_ZH: Mapping[str, str] = MappingProxyType(
    {
        re.escape(
            _NOBODY
        ): "没有一列能说明客户是谁（名称、电话、邮箱、证件号、生日、地址）：请指定各列含义，否则无法可靠合并",
        r"(\d+) of (\d+) values of (\w+) are placeholders and count as missing": (
            r"\3：\2 个值中有 \1 个是占位内容，按缺失处理"
        ),
        r"(\d+) values? of (\w+) stands? under many names \((\d+) records\) and counts? as missing": (
            r"\2：有 \1 个值被许多不同名称共用（\3 条记录），按缺失处理"
        ),
        r"(\d+) (?:records|record\(s\)): nothing to compare": r"只有 \1 条记录，无需比对",
        r"no column can tell records apart: .*": "没有一列能区分记录：请指定名称、电话、邮箱、证件号、生日或地址",
        r"no two records share any value worth comparing: .*": "没有两条记录有可比的共同内容：每条记录各为一个客户",
        r"(.+) holds one value only and tells nobody apart": r"\1只有一个值，无法用来区分客户",
        r"all (\d+) records say the same: they are one customer": r"全部 \1 条记录内容相同：是同一个客户",
        r"all (\d+) records say the same, and too little to be one customer": (
            r"全部 \1 条记录内容相同，但内容太少，不足以认定为同一客户"
        ),
        r"all records were judged again: (\d+) records are new or changed since a model of (\d+)": (
            r"已重新判断全部记录：自以 \2 条记录建立模型以来，有 \1 条记录新增或变化"
        ),
        r"all records were judged again: no model was kept": "已重新判断全部记录：没有保留的模型",
        r"all records were judged again: many new records share one value": (
            "已重新判断全部记录：大量新增记录共用同一个值"
        ),
        r"all records were judged again: (.+) holds several values a record now, or did before": (
            r"已重新判断全部记录：\1 现在或以前每条记录有多个值"
        ),
        r"no column holds any value to match on, .*": "各列均无可比对的内容，每条记录各为一个客户；请指定各列含义",
    }
)


def notes_on(records: pa.Table) -> list[str]:
    """Return notes on clean records: nothing says who a customer is; fillers stand in for many values."""
    held = {n for n in records.column_names if records[n].null_count < len(records)}
    found = [] if held & _WHO or len(records) < 2 else [_NOBODY]
    for name in _CHECKED:
        if f"{name}__state" in held:
            state = records[f"{name}__state"].combine_chunks()
            state = pc.list_flatten(state) if pa.types.is_list(state.type) else state
            counts = dict(zip(*(c.to_pylist() for c in pc.value_counts(state).flatten()), strict=True))
            fillers, all_ = (
                counts.get("placeholder", 0),
                sum(c for s, c in counts.items() if s not in (None, "missing")),
            )
            if fillers > MANY_FILLERS * all_:
                found.append(f"{fillers} of {all_} values of {name} are placeholders and count as missing")
    return found


def in_words(note: str, language: str) -> str:
    """Return a note in `zh` or `en`; one that has no translation stays as it is.

    >>> in_words("given name holds one value only and tells nobody apart", "zh")
    '名只有一个值，无法用来区分客户'
    """
    if language == "zh":
        for pattern, words in _ZH.items():
            found = re.fullmatch(pattern, note)
            if found:
                return re.sub(r"\\(\d)", lambda gap, told=found: _in_chinese(told[int(gap[1])]), words)
    return note


def _in_chinese(gap: str) -> str:
    """Return the Chinese for a field or comparison, named by its key or its English word; else what stands there."""
    return next((zh for key, (en, zh) in COMPARISONS.items() if gap in (key, en)), gap)


def all_alike(records: pa.Table, customers: int) -> list[str]:
    """Return a note where all records say the same: that they are one of the `customers`, or too little to be."""
    if len(records) < 2 or any(_distinct(records[n]) for n in records.column_names if n not in ("record_id", "source")):
        return []
    if customers == 1:
        return [f"all {len(records)} records say the same: they are one customer"]
    return [f"all {len(records)} records say the same, and too little to be one customer"]


def _distinct(column: pa.ChunkedArray) -> bool:
    texts = column.combine_chunks()
    texts = pc.binary_join(texts, "\x1f") if pa.types.is_list(texts.type) else texts
    return any(pc.count_distinct(part, mode="all").as_py() > 1 for part in (texts.slice(0, 1000), texts))
