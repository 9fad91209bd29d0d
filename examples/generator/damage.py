"""Rows that arrive broken: repeated ids, and lines that no longer parse. Each is written down."""

import numpy as np

from .alter import Draft
from .departments import Maker

KINDS = ("extra_delimiter", "missing_fields", "unbalanced_quote", "nul_byte", "bad_bytes")


def repeat_ids(maker: Maker, draft: Draft, referenced: set[str]) -> None:
    """Give some records, to which nothing refers, the id of an earlier record."""
    ids = draft.columns[draft.id_column]
    free = [row for row in range(1, draft.size) if ids[row] not in referenced]
    wanted = max(1, round(draft.size * maker.rates.defect * 0.2))
    taken: set[int] = set()
    for row in maker.rng.permutation(free)[:wanted].tolist():
        earlier = int(maker.rng.integers(0, row))
        if earlier in taken or row in taken or earlier == row:
            continue
        taken |= {row, earlier}
        ids[row] = ids[earlier]
        draft.defects += [("duplicate_id", at, draft.id_column, ids[row]) for at in (earlier, row)]


def damaged_lines(maker: Maker, draft: Draft, delimiter: str, encoding: str) -> list[tuple[int, str, bytes]]:
    """Return broken lines as (row of the draft to stand before, kind, bytes without the line end).

    Each is a copy of a record under an id of its own, so that nothing refers to it and no total depends on it.
    """
    count = max(len(KINDS), round(draft.size * maker.rates.defect * 0.15))
    result = []
    for i, row in enumerate(sorted(maker.rng.integers(1, draft.size, count).tolist())):
        cells = ["" if c is None else _plain(c, delimiter) for c in (cells[row] for cells in draft.columns.values())]
        cells[0] = f"X{maker.block:04d}{i:04d}"
        kind = KINDS[i % len(KINDS)]
        result.append((row, kind, _broken(kind, cells, delimiter, encoding)))
    return result


def _plain(cell: str, delimiter: str) -> str:
    return cell.replace(delimiter, " ").replace('"', "")


def _broken(kind: str, cells: list[str], delimiter: str, encoding: str) -> bytes:
    middle = len(cells) // 2
    if kind == "extra_delimiter":
        cells = [*cells[:2], "副本", *cells[2:]]
    elif kind == "missing_fields":
        cells = cells[:middle]
    elif kind == "unbalanced_quote":
        cells[1] = f'"{cells[1]}'
    line = delimiter.join(cells).encode(encoding)
    at = len(delimiter.join(cells[:2]).encode(encoding))
    if kind == "nul_byte":
        line = line[:at] + b"\x00" + line[at:]
    elif kind == "bad_bytes":
        line = line[:at] + b"\xff\xfe\x80" + line[at:]
    return line


def referenced_ids(*columns: np.ndarray) -> set[str]:
    """Return the ids that other rows point at."""
    return {value for column in columns for value in column.tolist() if value is not None}
