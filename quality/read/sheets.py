"""Read a sheet of a workbook (XLSX, XLSM, XLSB, XLS, ODS)."""

from pathlib import Path

import pyarrow as pa

from quality.errors import EmptyExport, MissingExport, UnreadableExport
from quality.read.cell_errors import error_cells
from quality.read.cells import cell_text
from quality.read.dialect import find_header
from quality.read.model import Progress, RawTable, ReadOptions

_OLE = b"\xd0\xcf\x11\xe0"


def open_workbook(path: Path):
    """Open a workbook; UnreadableExport when it is locked, damaged or not a workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        with path.open("rb") as file:
            locked = file.read(4) == _OLE and path.suffix.lower() in {".xlsx", ".xlsm"}
        step = "Remove its password and save it again." if locked else "Open it and save it as .xlsx or CSV."
        what = "the workbook is locked by a password" if locked else f"not a workbook ({error})"
        raise UnreadableExport(what, file=path.name, next_step=step) from error


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets that hold at least one cell, in their order."""
    book = open_workbook(path)
    return [name for name in book.sheet_names if _rows(path, book, name, 1)]


def read_sheet(path: Path, options: ReadOptions, progress: Progress) -> RawTable:
    """Read one sheet: that of `options.sheet`, else the first that holds anything."""
    book = open_workbook(path)
    if options.sheet and options.sheet not in book.sheet_names:
        raise MissingExport(
            f"no sheet {options.sheet!r}", file=path.name, next_step=f"Sheets: {', '.join(book.sheet_names)}"
        )
    names = [options.sheet] if options.sheet else book.sheet_names
    cells = next((rows for rows in (_rows(path, book, name) for name in names) if rows), None)
    if not cells:
        raise EmptyExport("the workbook holds no cell", file=path.name, next_step="Export it again.")
    return table_from_rows(cells, options, progress, "xlsx")


def _rows(path: Path, book, name: str, limit: int | None = None) -> list[list]:
    """Return the cells of a sheet; UnreadableExport where the sheet inside the workbook is damaged."""
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
        if limit is not None:
            return sheet.to_python(nrows=limit)
        cells = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableExport(
            f"the sheet {name!r} is damaged ({error})",
            file=path.name,
            next_step="Repair it: open it and save it again.",
        ) from error
    for (row, column), text in error_cells(path, name).items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = text
    return cells


def table_from_rows(cells: list[list], options: ReadOptions, progress: Progress, kind: str) -> RawTable:
    """Make a table of a grid of typed cells: find its header, leave titles and blank rows out."""
    texts = [[cell_text(cell) for cell in row] for row in cells]
    width = _width(texts)
    texts = [row[:width] + [None] * (width - len(row)) for row in texts]
    filled = [i for i, row in enumerate(texts) if any(cell and cell.strip() for cell in row)]
    first, has_header = find_header([texts[i] for i in filled], width)
    has_header = has_header if options.header is None else options.header
    headers = texts[filled[first]] if has_header and filled else [None] * width
    keep = filled[first + has_header :]
    progress(len(keep))
    columns = [pa.chunked_array([pa.array([texts[i][c] for i in keep], pa.string())]) for c in range(width)]
    facts = {
        "format": kind,
        "header_row": filled[first] + 1 if has_header and filled else 0,
        "titles": [" ".join(filter(None, texts[i])) for i in filled[:first]],
    }
    return RawTable(headers, columns, pa.array([i + 1 for i in keep], pa.int64()), facts=facts)


def _width(texts: list[list]) -> int:
    last = 0
    for row in texts:
        while len(row) > last and any(cell and cell.strip() for cell in row[last:]):
            last += 1
    return last
