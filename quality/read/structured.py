"""Read Parquet files, JSON Lines (or one JSON array of objects) and database tables."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import MissingExport, UnreachableDatabase, UnreadableExport
from quality.read.blocks import escape_bytes
from quality.read.cells import cell_text
from quality.read.encoding import detect_encoding
from quality.read.model import Damage, Progress, RawTable, ReadOptions
from quality.read.octets import decode
from quality.spool import Spool

BATCH = 50_000


def read_parquet(path: Path, progress: Progress) -> RawTable:
    """Read a Parquet file; every value as text (see `quality.read.cells.cell_text`)."""
    import pyarrow.parquet as pq

    try:
        table = _gathered(pq.ParquetFile(path, pre_buffer=False))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableExport(
            f"not a Parquet file ({str(error)[:80]})", file=path.name, next_step="Export it again."
        ) from error
    progress(table.num_rows)
    columns = [_column_text(column) for column in table.columns]
    rows = pa.array(range(1, table.num_rows + 1), pa.int64())
    return RawTable(list(table.column_names), columns, rows, facts={"format": "parquet", "header_row": 0})


def _gathered(file) -> pa.Table:
    return Spool().gathered(file.iter_batches(), file.schema_arrow)


def _column_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _column_text(pc.cast(column, kind.value_type))
    if pa.types.is_string(kind):
        return pc.if_else(pc.equal(column, ""), pa.scalar(None, kind), column)
    if pa.types.is_large_string(kind) or pa.types.is_integer(kind) or pa.types.is_string_view(kind):
        return _column_text(pc.cast(column, pa.string()))
    return pa.chunked_array(
        [pa.array([cell_text(v) for v in c.to_pylist()], pa.string()) for c in column.chunks or [pa.array([], kind)]]
    )


def read_json(data: bytes, options: ReadOptions, progress: Progress) -> RawTable:
    """Read JSON Lines, or one array of objects; a line that is no object is quarantined."""
    encoding = options.encoding or detect_encoding(data)
    text = decode(data, encoding)
    objects, rows, damage = [], [], []
    if text.lstrip()[:1] == "[":
        found = _array(text)
        if found is not None:
            objects, rows = found, list(range(1, len(found) + 1))
            text = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        parsed, reason, detail = _object(line)
        if parsed is None:
            damage.append(Damage(number, reason, detail, escape_bytes(line)))
        else:
            objects.append(parsed)
            rows.append(number)
    progress(len(objects))
    headers = list(dict.fromkeys(key for item in objects for key in item))
    columns = [
        pa.chunked_array([pa.array([cell_text(item.get(key)) for item in objects], pa.string())]) for key in headers
    ]
    facts = {"format": "json", "encoding": encoding, "header_row": 0}
    return RawTable(headers, columns, pa.array(rows, pa.int64()), damage, facts)


def _loads(text: str):
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _array(text: str) -> list[dict] | None:
    try:
        items = _loads(text)
        json.dumps(items, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return items if all(isinstance(item, dict) for item in items) else None


def _object(line: str) -> tuple[dict | None, str, str]:
    try:
        line.encode("utf-8")
        item = _loads(line)
        json.dumps(item, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return None, "bad_bytes", "bytes or escapes that are no text"
    except (ValueError, RecursionError) as error:
        return None, "nul_byte" if "\0" in line else "bad_json", f"expected a JSON object: {str(error)[:80]}"
    if not isinstance(item, dict):
        return None, "bad_json", f"expected a JSON object, found {type(item).__name__}"
    return item, "", ""


def read_database(location: str, progress: Progress) -> RawTable:
    """Read a table of a database; `location` is `<SQLAlchemy URL>#<table>` or `…#<schema>.<table>`."""
    import sqlalchemy as sa

    url, _, table = location.partition("#")
    shown = sa.engine.make_url(url).render_as_string(hide_password=True)
    engine = _engine(url, shown)
    try:
        with engine.connect() as connection:
            statement = sa.text(f"SELECT * FROM {_quoted(engine, table, shown)}")  # noqa: S608
            result = connection.execution_options(stream_results=True).execute(statement)
            headers = list(result.keys())
            chunks = []
            for batch in result.partitions(BATCH):
                chunks.append([pa.array([cell_text(v) for v in c], pa.string()) for c in zip(*batch, strict=True)])
                progress(sum(len(chunk[0]) for chunk in chunks))
    except sa.exc.SQLAlchemyError as error:
        raise UnreachableDatabase(
            f"the database refused ({type(error).__name__})", file=shown, next_step="Check the URL and the rights."
        ) from error
    finally:
        engine.dispose()
    columns = [pa.chunked_array([c[i] for c in chunks], pa.string()) for i in range(len(headers))]
    rows = pa.array(range(1, sum(len(c[0]) for c in chunks) + 1), pa.int64())
    return RawTable(headers, columns, rows, facts={"format": "database", "header_row": 0})


def _engine(url: str, shown: str):
    import sqlalchemy as sa

    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        raise MissingExport("no such database file", file=shown, next_step="Check the path in the URL.")
    try:
        return sa.create_engine(url)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise UnreachableDatabase(
            f"cannot use this URL ({type(error).__name__})", file=shown, next_step="Name the driver in the URL."
        ) from error


def _quoted(engine, table: str, shown: str) -> str:
    """Return the quoted name of a table or view that exists."""
    import sqlalchemy as sa

    schema, _, name = table.rpartition(".")
    try:
        inspector = sa.inspect(engine)
        if name and table in (known := [*inspector.get_table_names(), *inspector.get_view_names()]):
            schema, name = "", table
        else:
            known = [*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)]
    except sa.exc.SQLAlchemyError as error:
        raise UnreachableDatabase(
            f"the database does not answer ({type(error).__name__})", file=shown, next_step="Check the URL."
        ) from error
    if name not in known:
        raise MissingExport(f"no table {table!r}", file=shown, next_step=f"Tables: {', '.join(known[:20])}")
    quote = engine.dialect.identifier_preparer.quote
    return f"{quote(schema)}.{quote(name)}" if schema else quote(name)


def database_tables(url: str) -> list[str]:
    """Return the tables of a database that hold at least one row; UnreadableExport if it does not answer."""
    import sqlalchemy as sa

    engine = _engine(url, url)
    try:
        quote = engine.dialect.identifier_preparer.quote
        with engine.connect() as connection:
            return [
                name
                for name in sa.inspect(engine).get_table_names()
                if connection.execute(sa.text(f"SELECT 1 FROM {quote(name)} LIMIT 1")).first()  # noqa: S608
            ]
    except sa.exc.SQLAlchemyError as error:
        raise UnreadableExport(
            f"not a database ({type(error).__name__})", file=url, next_step="Check the file."
        ) from error
    finally:
        engine.dispose()
