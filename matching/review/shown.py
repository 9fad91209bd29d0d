"""What a sheet shows of its records, held against the records themselves."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from matching.explain import shown
from matching.identity.fingerprint import VOLATILE
from matching.review.sheet import LONGEST, neutral
from matching.review.words import field_heading

Side = tuple[str, int]


def side_columns(headings: Sequence[object], records: pa.Table) -> dict[int, Side]:
    """Return the columns of a sheet that show a field of a record: place → (field, 0 left or 1 right).

    Fields that change without the record being another (dates about it, its owner, its status, columns that mean no
    field) are left out: an export since may have renewed them. So is a heading that names two fields.
    """
    names = [n for n in records.column_names if n not in VOLATILE and not n.startswith(("_", "other:"))]
    titles = {(field_heading(name, language), name) for language in ("en", "zh") for name in names}
    every = [(f"{title} {side + 1}", (name, side)) for title, name in titles for side in (0, 1)]
    meant = Counter(text for text, _ in every)
    known = {text: side for text, side in every if meant[text] == 1}
    return {at: known[text] for at, heading in enumerate(headings) if (text := str(heading).strip()) in known}


def changed_cells(
    lines: Sequence[Sequence[object]],
    pairs: Mapping[int, tuple[str, str]],
    sides: Mapping[int, Side],
    records: pa.Table,
) -> list[tuple[int, int]]:
    """Return (row, column) of the cells that do not show what their record holds.

    `lines`: all rows of the sheet. `pairs`: row (from 1, as the spreadsheet counts) → record ids left and right.
    """
    wanted = pa.array(sorted({record for pair in pairs.values() for record in pair}), pa.string())
    held = records.filter(pc.is_in(records["record_id"], value_set=wanted)).to_pylist() if len(wanted) else []
    rows = {row["record_id"]: row for row in held}
    found = []
    for number, pair in pairs.items():
        line = lines[number - 1]
        for at, (field, side) in sides.items():
            cell = line[at] if at < len(line) else ""
            if _plain(cell) != _plain(neutral(shown(rows[pair[side]].get(field))[:LONGEST])):
                found.append((number, at))
    return found


def _plain(value: object) -> str:
    """Return a cell without what a spreadsheet program changes by itself: outer and doubled spaces, a number's .0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(unicodedata.normalize("NFC", "" if value is None else str(value)).split())
    return text.removeprefix("'")
