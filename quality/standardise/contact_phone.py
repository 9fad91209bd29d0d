"""A contact and his number in one cell: 张三 13812345678, 0755-26771234（李经理）."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise.surnames import split_chinese_name

_TITLE = "(?:先生|女士|小姐|太太|经理|总监|主任|老师|总|工|会计|财务|采购)"
_NAME = rf"(?P<name>\p{{Han}}{{1,4}}?{_TITLE}|\p{{Han}}{{2,4}}|[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){{1,2}})"
_NUMBER = r"(?P<number>\+?\(?[\d０-９][\d０-９ ()（）\-－]{5,20}[\d０-９])"
_BETWEEN = r"[\s:：,，;；/、()（）\-]*"
_FIRST = rf"^\s*{_NAME}{_BETWEEN}{_NUMBER}\s*[)）]?\s*$"
_LAST = rf"^\s*{_NUMBER}{_BETWEEN}{_NAME}\s*[)）]?\s*$"


_NOBODY = frozenset("白天 平时 晚上 单位 公司 家里 住宅 宿舍 方便 温馨".split())
_NO_WORD = re.compile(r"(?i)\b(line|phone|mobile|office|home|tel|fax|work|cell|direct|main|desk|hotline|switchboard)\b")


def names_in(cells: pa.Array) -> pa.Array:
    """Return the contact whom a cell names beside one number, null where it names none.

    >>> names_in(pa.array(["张三 13812345678", "0755-26771234（李经理）", "手机13812345678"])).to_pylist()
    ['张三', '李经理', None]
    """
    size = len(cells)
    found = np.full(size, None, object)
    at = np.flatnonzero(
        pc.fill_null(pc.match_substring_regex(cells, r"\p{Han}|[A-Z][a-z]"), False).to_numpy(zero_copy_only=False)
    )
    some = cells.take(pa.array(at))
    for pattern in (_FIRST, _LAST):
        names = pc.struct_field(pc.extract_regex(some, pattern), "name").to_pylist()
        for place, name in zip(at.tolist(), names, strict=True):
            if name and found[place] is None and _is_person(name):
                found[place] = name
    return pa.array(found, pa.string())


def _is_person(name: str) -> bool:
    if name in _NOBODY or _NO_WORD.search(name):
        return False
    return name.isascii() or split_chinese_name(name) is not None or split_chinese_name(name[:1] + "某") is not None
