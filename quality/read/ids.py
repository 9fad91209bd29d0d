"""Give every record an id that lasts: its native id where the export has one, else its row."""

import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import MissingColumn
from quality.read.model import RawTable
from quality.semantics.headers import header_words, match_header

RESERVED = ("record_id", "_source", "_file", "_row")
_ID_WORDS = {"id", "no", "nr", "num", "number", "code", "key", "rowid", "uid", "uuid", "guid", "ref", "编号", "编码"}
_ID_WORDS |= {"代码", "号", "bh", "序号", "流水号", "bm", "oid", "sid", "kunnr", "pk", "numero", "nummer", "codigo"}
_NO_ID = {"phone", "email", "tax_id", "national_id", "fax", "postcode", "website", "address", "birth_date"}
NEARLY = 0.9  # share of rows that a column with an id's name must tell apart to count as the id


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


def find_id_column(raw: RawTable, names: list[str], source: str) -> str | None:
    """Return the unique column that looks like the record's own id, None if there is none."""
    rows = len(raw.rows)
    if not rows:
        return None
    own = set(header_words(source)) | {word.rstrip("s") for word in header_words(source)}
    best = (0.0, None)
    for position, (name, column) in enumerate(zip(names, raw.columns, strict=True)):
        likeness = _likeness(name.removesuffix(".2"), own)
        if likeness <= 0 or likeness * 2 - position * 0.02 <= best[0]:
            continue
        apart = pc.count_distinct(column, mode="only_valid").as_py() / rows
        if apart == 1 or (apart >= NEARLY and likeness >= 0.8):
            best = (likeness * 2 - position * 0.02, name)
    return best[1] or _unnamed(raw, names)


def _likeness(name: str, own: set[str]) -> float:
    """How far a header says: I am the id of this row (0–1)."""
    words = header_words(name)
    fields = match_header(name)
    top = next(iter(fields), "")
    if not words or words[0] == "fk" or (top in _NO_ID and fields[top] > 0.6):
        return 0
    if fields.get("id", 0) >= 0.8 and len(words) == 1:
        return 1
    if words[-1] in _ID_WORDS or fields.get("id", 0) >= 0.6:
        stems = {word for word in words if word not in _ID_WORDS}
        return 0.95 if stems & own or not stems else 0.5 if fields.get("id", 0) < 0.8 else 0.85
    return 0


def _unnamed(raw: RawTable, names: list[str]) -> str | None:
    """A file without headers: its first column, if it holds unique short codes of one shape."""
    if not raw.columns or not (names[0].startswith("column_") or len(names[0]) <= 2):
        return None
    column = raw.columns[0]
    if column.null_count or pc.count_distinct(column).as_py() < len(column):
        return None
    codes = pc.match_substring_regex(column, r"^[A-Za-z]{0,4}[-_]?\d+$|^[0-9a-fA-F-]{32,36}$")
    return names[0] if pc.all(codes).as_py() and len(column) > 1 else None


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
