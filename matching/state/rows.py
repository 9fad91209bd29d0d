"""Rows in and out of the database, as Arrow tables; only what differs is written."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

_CHUNK = 20_000


def read(connection: sa.Connection, query: sa.Select, schema: pa.Schema) -> pa.Table:
    """Return the rows of a query as a table; uint64 columns are kept as int64 in the database."""
    rows = connection.execute(query).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([_in(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema)


def _in(values: tuple, type_: pa.DataType) -> pa.Array:
    if pa.types.is_uint64(type_):
        return pa.array(np.array(values, dtype=np.int64).view(np.uint64))
    return pa.array(values, type_)


def insert(connection: sa.Connection, into: sa.Table, table: pa.Table) -> None:
    """Insert every row of `table` (its columns are columns of `into`)."""
    _many(connection, into.insert(), table)


def delete(connection: sa.Connection, from_: sa.Table, keys: pa.Table) -> None:
    """Delete the rows whose key columns equal those of `keys`."""
    where = sa.and_(*(from_.c[name] == sa.bindparam(f"k_{name}") for name in keys.column_names))
    _many(connection, from_.delete().where(where), keys.rename_columns([f"k_{n}" for n in keys.column_names]))


def _many(connection: sa.Connection, statement: sa.Executable, table: pa.Table) -> None:
    """Execute a statement for every row; as the driver's own tuples where it counts its parameters."""
    names = table.column_names
    compiled = statement.compile(dialect=connection.dialect, column_keys=names)
    for start in range(0, len(table), _CHUNK):
        columns = [_out(table[name].slice(start, _CHUNK)) for name in names]
        if compiled.positional:
            at = [names.index(name) for name in compiled.positiontup]
            connection.exec_driver_sql(str(compiled), list(zip(*(columns[i] for i in at), strict=True)))
        else:
            connection.execute(statement, [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)])


def _out(column: pa.ChunkedArray) -> list:
    if pa.types.is_uint64(column.type):
        return column.to_numpy().view(np.int64).tolist()
    return column.to_pylist()


def difference(old: pa.Table, new: pa.Table, keys: tuple[str, ...]) -> tuple[pa.Table, pa.Table]:
    """Return (keys to delete, rows to insert) that turn `old` into `new`; keys are unique and not null."""
    at = pc.index_in(_key(new, keys), value_set=_key(old, keys))
    known = at.is_valid().to_numpy(zero_copy_only=False)
    where = at.fill_null(0).to_numpy()
    changed = ~known
    if len(old):
        for name in new.column_names:
            a, b = new[name].combine_chunks(), old[name].combine_chunks().take(pa.array(where))
            same = pc.or_(pc.fill_null(pc.equal(a, b), False), pc.and_(a.is_null(), b.is_null()))
            changed |= ~same.to_numpy(zero_copy_only=False)
    gone = np.ones(len(old), bool)
    gone[where[known & ~changed]] = False
    return old.filter(pa.array(gone)).select(list(keys)), new.filter(pa.array(changed))


def _key(table: pa.Table, keys: tuple[str, ...]) -> pa.Array:
    columns = [table[name].combine_chunks().cast(pa.string()) for name in keys]
    return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, "\x1f")
