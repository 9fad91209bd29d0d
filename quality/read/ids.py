"""Give every record an id that lasts: its native id where the export has one, else its row."""

import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import MissingColumn

RESERVED = ("record_id", "_source", "_file", "_row")


def name_columns(headers: list[str | None]) -> list[str]:
    """Return unique names: repeated headers get `.2`, `.3`; empty ones become `column_<n>`."""
    taken, names = set(RESERVED), []
    for position, header in enumerate(headers, 1):
        base = (header or "").strip() or f"column_{position}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}.{count}"
        taken.add(name)
        names.append(name)
    return names


def resolve_columns(wanted: tuple[str, ...], names: list[str], headers: list[str | None], file: str) -> list[str]:
    """Return the table's names of the columns asked for by header or by name; MissingColumn otherwise."""
    found = []
    for column in wanted:
        stripped = [(header or "").strip() for header in headers]
        if column.strip() in stripped:
            found.append(names[stripped.index(column.strip())])
        elif column in names:
            found.append(column)
        else:
            raise MissingColumn(column, names, file=file)
    return found


def record_ids(columns: list[pa.ChunkedArray], rows: pa.Array, source: str) -> pa.ChunkedArray:
    """Return `<source>:<native id>`; `<source>:#<row>` where the id is missing or an earlier row has it."""
    by_row = pc.binary_join_element_wise(f"{source}:#", pc.cast(rows, pa.string()), "")
    if not columns:
        return pa.chunked_array([by_row])
    trimmed = [pc.utf8_trim_whitespace(column) for column in columns]
    native = trimmed[0] if len(trimmed) == 1 else pc.binary_join_element_wise(*trimmed, "|")
    native = native.combine_chunks() if isinstance(native, pa.ChunkedArray) else native
    usable = pc.fill_null(pc.and_(pc.not_equal(native, ""), pc.invert(pc.starts_with(native, "#"))), False)
    if pc.count_distinct(native).as_py() < len(native):
        codes = pc.fill_null(pc.dictionary_encode(native).indices, -1).to_pandas()
        usable = pc.and_(usable, pa.array(~codes.duplicated().to_numpy()))
    by_id = pc.binary_join_element_wise(f"{source}:", native, "")
    return pa.chunked_array([pc.if_else(usable, by_id, by_row)])
