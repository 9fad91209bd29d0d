"""What stands under a table: a row of totals, a line to sign, a remark, a count of rows."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from quality.read.model import Damage, RawTable

TOTALS = re.compile(
    r"(?:(?:本页|本月|本年|全部|金额)?\s*(?:合\s*计|总\s*计|小\s*计|累\s*计|共\s*计|合\s*計|総\s*計|小\s*計|總\s*計)"
    r"|(?:grand |sub)?totals?|summe|gesamt|gesamtsumme|suma|somme|totale)\s*[:：]?",
    re.I,
)
_SIGNED = re.compile(
    r"(?:(?:填表|填报|制表|制单|审核|复核|审批|批准|经办|打印|导出|编制|报送|製表|審核|覆核|列印|作成|出力|印刷)"
    r"(?:人|员|者|日|日期|时间|日時|單位|单位|部门)?\s*[:：]|共\s*计?\s*\d+\s*[条行笔个户]\b|"
    r"(?:备注|说明|注|備註|註|note|notes|remark|hinweis)\s*[:：]|"
    r"(?:prepared|printed|exported|generated|checked|approved|created|erstellt|gedruckt|exportiert)"
    r" (?:by|on|at|am|von)\b)",
    re.I,
)
_NUMBER = r"^[-+]?[0-9]+(\.[0-9]+)?$"
_SPACERS = r"[,，\s¥￥$€£]"
_DEEPEST, _SAMPLE, _FEWEST, _MOST = 8, 1000, 3, 0.6


def take_footer(raw: RawTable) -> RawTable:
    """Put aside the last rows that are no records, with the reason `footer`.

    Such a row fills far fewer cells than usual, and begins with a word of a signature or a remark, or with one for
    a total; under a total every other cell is a number that can be a sum. Rows are looked at from the last one
    upwards, until one is a record.
    """
    count = len(raw.rows)
    if raw.facts.get("format") not in ("delimited", "xlsx") or count <= _FEWEST or len(raw.columns) < _FEWEST:
        return raw
    usual = sum(_filled(column.slice(0, _SAMPLE)) for column in raw.columns) / min(count, _SAMPLE)
    first = max(_FEWEST, count - _DEEPEST)
    tail = list(zip(*(column.slice(first).to_pylist() for column in raw.columns), strict=True))
    keep = count
    while keep > first and _is_footer(raw, tail[keep - 1 - first], keep, usual):
        keep -= 1
    if keep == count:
        return raw
    rows = raw.rows.slice(keep).to_pylist()
    detail = "a row under the table, no record"
    damage = [
        Damage(row, "footer", detail, "\t".join(cell or "" for cell in cells))
        for row, cells in zip(rows, tail[keep - first :], strict=True)
    ]
    columns = [column.slice(0, keep) for column in raw.columns]
    return replace(raw, columns=columns, rows=raw.rows.slice(0, keep), damage=[*raw.damage, *damage])


def _filled(column: pa.ChunkedArray) -> int:
    return pc.sum(pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False)).as_py() or 0


def _is_footer(raw: RawTable, cells: tuple[str | None, ...], keep: int, usual: float) -> bool:
    filled = [(at, cell.strip()) for at, cell in enumerate(cells) if cell and cell.strip()]
    if not filled or len(filled) > _MOST * usual:
        return False
    label = filled[0][1]
    if TOTALS.fullmatch(label):
        return all(_sums_up(raw.columns[at].slice(0, keep), text) for at, text in filled[1:])
    return _SIGNED.match(label) is not None


def _sums_up(column: pa.ChunkedArray, text: str) -> bool:
    """Whether a text is a number that can be the sum of its column: none is larger, and it is twice their mean.

    The phone of a customer named Total may be the largest of its column, but by no such distance.
    """
    text = re.sub(_SPACERS, "", text)
    if not re.match(_NUMBER, text):
        return False
    plain = pc.replace_substring_regex(column, _SPACERS, "")
    numbers = pc.cast(plain.filter(pc.match_substring_regex(plain, _NUMBER)), pa.float64())
    total, others = float(text), len(numbers) - 1
    mean = (pc.sum(numbers).as_py() - total) / max(1, others)
    return others < 1 or (total >= pc.max(numbers).as_py() and total >= 2 * mean)
