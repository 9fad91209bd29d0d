"""State, city and district must be of one place. What belongs together is learned from the source itself.

No table of divisions is asked: names change and foreign places have none. A city belongs to the state that it
stands with nearly always, a district likewise to its city; a row that says otherwise, against many, is reported.
District names that many cities share (鼓楼区, 朝阳区 …) prove nothing and are passed over.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.view import Column, View

_CITY = "^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?P<part>[\u4e00-\u9fff]{2,7}?)市"
_DISTRICT = "(?:市|自治州|盟|^)[ ]*(?P<part>[\u4e00-\u9fff]{2,4}?[区县])"
_SHARED = (
    "鼓楼 朝阳 城关 新华 桥西 桥东 长安 和平 河东 河西 南山 西湖 东湖 江北 普陀 宝山 白云 永定 铁西 铁东 海州 通州 "
    "青山 新城 市中 城 郊 城中 城西 城东 城北 城南 东 西 南 北 向阳 西安 江宁 龙华 南沙 矿 新兴 高新 开发 经济开发 新 "
    "工业园 高新技术产业开发 西工 建华 龙沙 大通 清河 金州 双桥 裕华 古城 雨山 花山 中原 龙湖 金山 宣州 兴宁 桃城"
).split()
_LEAST, _SURE, _RARE = 8, 0.95, 3


def check_places(view: View, book: Rulebook) -> list[Failure]:
    """Report rows whose city contradicts the state beside it, the city in the address, or the district there."""
    city = view.first("city")
    if city is None or not city.filled:
        return []
    rule = book.rule("city_district_mismatch", view.name, "city", city.name)
    named = _codes(_rows(city, pc.replace_substring_regex(_trimmed(city), "市$", "")))
    wrong, hints = np.zeros(view.rows, bool), np.full(view.rows, None, object)
    state, address = view.first("state"), view.first("address", "street")
    if state is not None:
        _learn(named, _codes(_rows(state, _trimmed(state))), (wrong, hints))
    if address is not None:
        _stated(named, _codes(_rows(address, _part(address, _CITY))), (wrong, hints))
        district = _rows(address, _part(address, _DISTRICT))
        shared = pc.is_in(pc.replace_substring_regex(district, "[区县]$", ""), value_set=pa.array(_SHARED))
        _learn(_codes(pc.if_else(pc.fill_null(shared, True), None, district)), named, (wrong, hints))
    rows = np.flatnonzero(wrong & city.present)
    return [failing(rule, (view, city), rows, city.filled, list(hints[rows]))]


def _trimmed(column: Column) -> pa.Array:
    return pc.utf8_trim_whitespace(column.values)


def _part(column: Column, pattern: str) -> pa.Array:
    return pc.struct_field(pc.extract_regex(column.values, pattern), "part")


def _rows(column: Column, values: pa.Array) -> pa.Array:
    blank = pc.equal(values, "")
    values = pc.if_else(pc.fill_null(blank, True), None, values)
    return values.take(pa.array(column.codes, mask=column.codes < 0))


def _codes(values: pa.Array) -> pa.DictionaryArray:
    return values.dictionary_encode()


def _numbers(values: pa.DictionaryArray) -> np.ndarray:
    return pc.fill_null(values.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)


def _learn(part: pa.DictionaryArray, whole: pa.DictionaryArray, found: tuple[np.ndarray, np.ndarray]) -> None:
    """Flag rows whose `part` stands nearly always with another `whole`."""
    inner, outer, width = _numbers(part), _numbers(whole), len(whole.dictionary) + 1
    used = (inner >= 0) & (outer >= 0)
    pairs, place, often = np.unique(inner * width + outer, return_inverse=True, return_counts=True)
    pairs = np.where(np.bincount(place, used, len(pairs)) > 0, pairs, -1)
    seen = np.bincount(inner[used], minlength=len(part.dictionary))
    usual = np.full(len(part.dictionary), -1)
    order = np.argsort(often, kind="stable")
    order = order[pairs[order] >= 0]
    usual[pairs[order] // width] = order
    best = usual[np.maximum(inner, 0)]
    sure = used & (best >= 0) & (seen[np.maximum(inner, 0)] >= _LEAST)
    sure &= often[best] >= _SURE * seen[np.maximum(inner, 0)]
    odd = sure & (place != best) & (often[place] <= _RARE)
    names, wholes = part.dictionary.to_pylist(), whole.dictionary.to_pylist()
    for row in np.flatnonzero(odd):
        found[0][row] = True
        found[1][row] = f"{names[inner[row]]}: {wholes[pairs[best[row]] % width]}"


def _stated(city: pa.DictionaryArray, told: pa.DictionaryArray, found: tuple[np.ndarray, np.ndarray]) -> None:
    """Flag rows whose address names another city that this column knows too."""
    known = pc.index_in(told.dictionary, value_set=city.dictionary)
    lookup = np.append(pc.fill_null(known, -1).to_numpy(zero_copy_only=False), -1)
    there, here = lookup[_numbers(told)], _numbers(city)
    odd = (there >= 0) & (here >= 0) & (there != here)
    if odd.sum() > 0.1 * max(1, (there >= 0).sum()):
        return
    names = city.dictionary.to_pylist()
    for row in np.flatnonzero(odd):
        found[0][row] = True
        found[1][row] = f"address: {names[there[row]]}"
