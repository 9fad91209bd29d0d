"""The other ways to load the same rows, each from the same Parquet files, batch by batch."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from benchmarks.waves.data import TABLES

BATCH = 20_000
Span = tuple[float, float]


def batches(file: Path, span: Span) -> Iterator[pa.RecordBatch]:
    """The rows between two shares of a file: (0.95, 1) is its last twentieth."""
    with pq.ParquetFile(file) as rows:
        first, last = (int(rows.metadata.num_rows * share) for share in span)
        place = 0
        for batch in rows.iter_batches(BATCH):
            low, high = max(first - place, 0), min(last - place, batch.num_rows)
            if low < high:
                yield batch.slice(low, high - low)
            place += batch.num_rows


def raw(url: str, files: Mapping[str, Path], span: Span) -> None:
    """The product's fastest bulk path with nothing around it: ADBC, LOAD DATA, executemany of the driver."""
    product = sa.make_url(url).get_backend_name()
    (_adbc if product == "postgresql" else _bare)(url, files, span)


def _adbc(url: str, files: Mapping[str, Path], span: Span) -> None:
    import adbc_driver_postgresql.dbapi as adbc

    with adbc.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        for name, table in TABLES.items():
            schema = pq.read_schema(files[name])
            reader = pa.RecordBatchReader.from_batches(schema, batches(files[name], span))
            cursor.adbc_ingest(table, reader, mode="append")
            connection.commit()


def _bare(url: str, files: Mapping[str, Path], span: Span) -> None:
    import migration

    with migration.connect(url) as database:
        for name, table in TABLES.items():
            with database.begin() as connection:
                for batch in batches(files[name], span):
                    database.load(connection, table, batch.schema.names, pa.Table.from_batches([batch]))


def to_sql(url: str, files: Mapping[str, Path], span: Span) -> None:
    """`DataFrame.to_sql` as most people call it, a frame for each batch."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for name, table in TABLES.items():
            kinds = {"amount": sa.Numeric(18, 2)} if name == "order" else None
            for batch in batches(files[name], span):
                batch.to_pandas().to_sql(table, connection, if_exists="append", index=False, dtype=kinds)


def executemany(url: str, files: Mapping[str, Path], span: Span) -> None:
    """SQLAlchemy Core, a list of dictionaries."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for name, table in TABLES.items():
            names = pq.read_schema(files[name]).names
            insert = sa.table(table, *map(sa.column, names)).insert()
            for batch in batches(files[name], span):
                rows = batch.to_pylist()
                if url.startswith("sqlite"):
                    rows = [{**r, "amount": str(r["amount"])} if "amount" in r else r for r in rows]
                connection.execute(insert, rows)
