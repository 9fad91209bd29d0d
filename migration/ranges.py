"""Find the rows that differ without fetching those that do not: digests of key ranges, then of smaller ones.

A digest is taken over the rows' values in order of key, each value as text behind its length, a null by a mark of
its own: ("a", null) and (null, "a"), "ab" + "c" and "a" + "bc" are different texts. Both sides make it, the
database in SQL. Where only the spelling differs (2.50 and 2.5) the rows are fetched and compared as values, so a
digest can make work but no false alarm. The method is that of data-diff and reladiff: compare, part, fetch.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration.databases import Database
from migration.journal import Image
from migration.merge import in_chunk, searching

BLOCK = 1024  # rows under one digest at first
LEAF = 32  # and in a block that differs
NULL = "N"


@dataclass(frozen=True)
class Chunk:
    """A chunk of a package in the database: where, which image, which number."""

    database: Database
    connection: sa.Connection
    image: Image
    number: int


def able(database: Database, image: Image, schema: pa.Schema) -> bool:
    """Whether every column has one text form here and there, and no row was left as it was by rule."""
    plain = all(image.target.column(n).form == "plain" for n in schema.names)
    forms = all(database.canonical(sa.column(f.name), f.type) is not None for f in schema)
    return plain and forms and image.spec.on_conflict != "keep"


def read(chunk: Chunk, expected: pa.Table) -> pa.Table:
    """The chunk as the database has it: `ord`, `op`, columns; only ranges that differ are fetched.

    Rows of equal ranges are those expected.
    """
    texts = row_texts(expected)
    schema = expected.schema
    bad = _differing(digests(chunk, schema, BLOCK, None), texts, BLOCK)
    if not bad:
        return _as_found(expected, np.arange(expected.num_rows))
    leaves = {b * (BLOCK // LEAF) + i for b in bad for i in range(BLOCK // LEAF)}
    if len(bad) * 2 * BLOCK <= expected.num_rows:
        finer = digests(chunk, schema, LEAF, [(b * BLOCK, (b + 1) * BLOCK) for b in bad])
        leaves &= set(_differing(finer, texts, LEAF))
    fetched = rows_of(chunk, schema, _joined(sorted(leaves)))
    ordinals = np.arange(expected.num_rows)
    equal = ordinals[~np.isin(ordinals // LEAF, list(leaves))]
    return _together(_as_found(expected.take(equal), equal), fetched)


def row_texts(rows: pa.Table) -> pa.Array:
    """Each row as the text that its digest is taken of."""
    parts: list[pa.ChunkedArray] = []
    for column in rows.columns:
        text = _local_text(column)
        marked = pc.binary_join_element_wise(pc.utf8_length(text).cast(pa.string()), text, ":")
        parts.append(pc.fill_null(marked, NULL))
    joined = pc.binary_join_element_wise(*parts, "")
    return pa.chunked_array([joined] if isinstance(joined, pa.Array) else joined.chunks, pa.string()).combine_chunks()


def _local_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_boolean(column.type):
        return column.cast(pa.int8()).cast(pa.string())
    if pa.types.is_timestamp(column.type):
        naive = column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us")) if column.type.tz else column
        return pc.strftime(naive.cast(pa.timestamp("us")), "%Y-%m-%d %H:%M:%S")
    return column.cast(pa.string())


def _differing(theirs: dict[int, str], texts: pa.Array, size: int) -> list[int]:
    """Ranges of `size` rows whose digest is not that of our texts."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = memoryview(texts.buffers()[2] or b"")
    bad = []
    for start in range(0, len(texts), size):
        part = data[offsets[start] : offsets[min(start + size, len(texts))]]
        if theirs.get(start // size) != hashlib.md5(part, usedforsecurity=False).hexdigest():
            bad.append(start // size)
    return bad


def digests(chunk: Chunk, schema: pa.Schema, size: int, among: Collection[tuple[int, int]] | None) -> dict[int, str]:
    """Digest of each range of `size` rows of a chunk, as the database has them; `among` these rows only."""
    database, image = chunk.database, chunk.image
    log, target = image.clause, image.target.clause("t")
    texts = []
    for field in schema:
        text = database.canonical(target.c[field.name], field.type)
        marked = sa.cast(sa.func.char_length(text), sa.Text) + sa.literal(":", sa.Text) + text
        texts.append(sa.case((target.c[field.name].is_(None), sa.literal(NULL, sa.Text)), else_=marked))
    row = texts[0]
    for text in texts[1:]:
        row = row + text
    ordinal = sa.type_coerce(log.c.ord, sa.Integer)
    query = (
        sa.select((ordinal // size).label("range"), database.digest(row, ordinal).label("digest"))
        .select_from(sa.join(log, target, image.same_row(log, target)))
        .where(in_chunk(log, chunk.number), _within(log, among))
        .group_by(ordinal // size)
    )
    wanted = pa.schema([("range", pa.int32()), ("digest", pa.string())])
    with searching(database, chunk.connection, image):
        found = database.read(chunk.connection, query, wanted)
    return {int(n): digest for n, digest in zip(found["range"].to_pylist(), found["digest"].to_pylist(), strict=True)}


def rows_of(chunk: Chunk, schema: pa.Schema, among: Collection[tuple[int, int]] | None = None) -> pa.Table:
    """Rows of a chunk as the database has them: `ord`, `op`, then the columns of `schema`."""
    database, image = chunk.database, chunk.image
    log, target = image.clause, image.target.clause("t")
    query = (
        sa.select(log.c.ord, log.c.op, *[target.c[n].label(f"v{i}") for i, n in enumerate(schema.names)])
        .select_from(sa.join(log, target, image.same_row(log, target)))
        .where(log.c.chunk == chunk.number, _within(log, among))
    )
    wanted = pa.schema([("ord", pa.int32()), ("op", pa.string()), *zip(schema.names, schema.types, strict=True)])
    with searching(database, chunk.connection, image):
        return database.read(chunk.connection, query, wanted)


def _within(log: sa.TableClause, among: Collection[tuple[int, int]] | None) -> sa.ColumnElement[bool]:
    if among is None:
        return sa.true()
    return sa.or_(sa.false(), *[sa.and_(log.c.ord >= low, log.c.ord < high) for low, high in among])


def _joined(leaves: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring leaves as one range of rows."""
    ranges: list[tuple[int, int]] = []
    for leaf in leaves:
        low, high = leaf * LEAF, (leaf + 1) * LEAF
        if ranges and ranges[-1][1] == low:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((low, high))
    return ranges


def _as_found(rows: pa.Table, ordinals: np.ndarray) -> pa.Table:
    columns = [pa.chunked_array([pa.array(ordinals, pa.int32())]), pa.chunked_array([pa.repeat("", rows.num_rows)])]
    return pa.table([*columns, *rows.columns], names=["ord", "op", *rows.column_names])


def _together(ours: pa.Table, fetched: pa.Table) -> pa.Table:
    """Both, in order; a column that came back as text because a value did not parse is text in both."""
    columns = []
    for name in ours.column_names:
        left, right = ours[name], fetched[name]
        kind = left.type if left.type == right.type else pa.string()
        columns.append(pa.chunked_array([*left.cast(kind).chunks, *right.cast(kind).chunks], kind))
    return pa.table(columns, names=ours.column_names).sort_by("ord")
