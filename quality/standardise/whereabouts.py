"""Province, city and district of a Chinese record, each from what the others and the address say.

Only what leaves one reading is told: the province of a city, the city of a district in a known province, all three
from an address that names them beyond doubt. A district alone tells nothing: its name may be used elsewhere too.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise import chinese_address, place
from quality.standardise.divisions import called, cut, short

FIELDS = ("state", "city", "locality")
Said = tuple[str | None, str | None, str | None]


def told(said: Said, head: str | None = None) -> tuple[str, str, str]:
    """Return province, city and district, "" where nothing tells, from their columns and the head of an address.

    Where what is written disagrees nothing is told.

    >>> told((None, "深圳", None)), told((None, None, None), "广东省深圳市南山区")
    (('广东省', '深圳市', ''), ('广东省', '深圳市', '南山区'))
    >>> told(("广东省", None, "南山区")), told((None, "杭州市", None), "广东省深圳市南山区")
    (('广东省', '深圳市', '南山区'), ('', '', ''))
    """
    meant = [_codes(name, field) for name, field in zip(said, FIELDS, strict=True)]
    found = chinese_address.parse(head) if head else None
    if found is not None and found.code and found.sure:
        meant.append({cut(found.code)})
    elif not any(meant[:2]):
        return "", "", ""
    fitting = _fitting([codes for codes in meant if codes])
    sure = len(fitting) == 1 and not fitting[0].startswith(chinese_address.ELSEWHERE)
    return chinese_address.names_of(fitting[0].ljust(6, "0")) if sure else ("", "", "")


def _codes(name: str | None, field: str) -> set[str]:
    """Return the codes that a name may mean, the levels it does not speak of cut off."""
    name = place.compact(name or "")
    return {cut(d.code) for d in called(name, *place.LEVELS[field])} if place.HAN.fullmatch(name) else set()


def _fitting(options: list[set[str]]) -> list[str]:
    """Return the codes, each the narrowest, that agree with one of every set of possible ones."""
    fitting = {""}
    for codes in options:
        fitting = {max(a, b, key=len) for a in fitting for b in codes if a.startswith(b) or b.startswith(a)}
    return sorted(fitting)


def missing(columns: Mapping[str, pa.Array], address: pa.Array | None = None) -> dict[str, pa.Array]:
    """Return for each of the `columns` (of `FIELDS`; text, null where empty) what its empty rows are told.

    Null where something stands already or nothing tells; names have their tail where most of the column has.
    Each distinct combination is looked at once.
    """
    size = len(next(iter(columns.values())))
    empty = np.flatnonzero(np.logical_or.reduce([c.is_null().to_numpy(zero_copy_only=False) for c in columns.values()]))
    at = pa.array(empty)
    nothing = pa.nulls(len(empty), pa.string())
    parts = [columns[field].take(at) if field in columns else nothing for field in FIELDS]
    parts.append(nothing if address is None else chinese_address.heads(address.take(at)))
    first, code = _combinations(parts)
    combined = [part.take(pa.array(first)).to_pylist() for part in parts]
    names = [told(said, head) for *said, head in zip(*combined, strict=True)]
    found = {}
    for level, field in enumerate(FIELDS):
        if field in columns:
            full = place.writes_full(pc.unique(columns[field].drop_null()).to_pylist(), field)
            words = [(name[level] if full else short(name[level])) or None for name in names]
            fill = pa.array(words, pa.string()).take(pa.array(code))
            fill = pc.if_else(parts[level].is_null(), fill, pa.scalar(None, pa.string()))
            whole = np.full(size, None, object)
            whole[empty] = fill.to_numpy(zero_copy_only=False)
            found[field] = pa.array(whole, pa.string())
    return found


def _combinations(parts: list[pa.Array]) -> tuple[np.ndarray, np.ndarray]:
    """Return (first row of each distinct combination of values, the combination of each row)."""
    code = np.zeros(len(parts[0]), np.int64)
    first = np.zeros(0, np.int64)
    for part in parts:
        encoded = part.dictionary_encode()
        own = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        _, first, code = np.unique(code * (len(encoded.dictionary) + 1) + own, return_index=True, return_inverse=True)
    return first, code
