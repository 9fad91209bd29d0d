"""Error cells of a workbook (#REF!, #DIV/0!): the fast reader shows them empty, the file tells which they are."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK = PurePosixPath("xl/workbook.xml")
_CELL = re.compile(r"([A-Z]{1,3})(\d+)")


def error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Return the text of each error cell of a sheet by its row and column, both from 0.

    Only workbooks of XML parts (XLSX, XLSM) tell; none are found in others, nor in one that is damaged.
    """
    try:
        with zipfile.ZipFile(path) as book:
            part = _part_of(book, sheet)
            if part is None or not _mentioned(book, part):
                return {}
            with book.open(part) as file:
                return dict(_errors(file))
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, OSError):
        return {}


def _part_of(book: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the name of the part that holds a sheet."""
    tree = ElementTree.fromstring(book.read(str(_BOOK)))  # noqa: S314 - expat of today bounds what entities grow to
    ids = {item.get("name"): item.get(_ID) for item in tree.iter(f"{_MAIN}sheet")}
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {item.get("Id"): item.get("Target", "") for item in links}
    target = targets.get(ids.get(sheet))
    if not target:
        return None
    return target[1:] if target.startswith("/") else str(_BOOK.parent / target)


def _mentioned(book: zipfile.ZipFile, part: str) -> bool:
    """Whether a sheet has error cells at all: a search through its bytes, many times quicker than reading them."""
    end = b""
    with book.open(part) as file:
        while block := file.read(1 << 20):
            if b't="e"' in end + block:
                return True
            end = block[-8:]
    return False


def _errors(file) -> Iterator[tuple[tuple[int, int], str]]:
    """Read a sheet cell by cell; what was read is let go of, so that memory stays flat."""
    for _, element in ElementTree.iterparse(file):  # noqa: S314
        if element.tag == f"{_MAIN}c" and element.get("t") == "e":
            place = _CELL.fullmatch(element.get("r", ""))
            text = element.findtext(f"{_MAIN}v")
            if place and text:
                yield (int(place[2]) - 1, _column(place[1])), text
        elif element.tag == f"{_MAIN}row":
            element.clear()


def _column(letters: str) -> int:
    """Return the number of a column, from 0.

    >>> _column("A"), _column("Z"), _column("AA")
    (0, 25, 26)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
