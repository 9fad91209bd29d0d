"""Records as findings name them: by the id that stands in the row, also where another row has it too."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.values import AuditSource
from quality.findings.view import View
from quality.spool import bounds

NAMES = pa.schema([("record_id", pa.string()), ("named", pa.string())])


def native_names(views: Iterable[View]) -> pa.Table:
    """Return `record_id, named` of the rows that have a native id and are known by their row number.

    A record id is unique, so the second row with an id is `<source>:#<row>`; `named` is `<source>:<native id>`.
    An id that itself begins with `#` stays as it is: it would read like a row number.
    """
    parts = [part for view in views if view.rows and view.columns for part in _of_view(view)]
    return pa.concat_tables([NAMES.empty_table(), *parts])


def _of_view(view: View) -> Iterable[pa.Table]:
    columns = [view.columns[name] for name in _id_columns(view.source)]
    for start, end in bounds(view.rows) if columns else ():
        ids = view.record_ids.slice(start, end - start)
        rows = np.flatnonzero(pc.starts_with(ids, f"{view.name}:#").to_numpy(zero_copy_only=False))
        if not len(rows):
            continue
        texts = [pc.utf8_trim_whitespace(column.text(rows + start)) for column in columns]
        native = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, "|")
        usable = pc.fill_null(pc.and_(pc.not_equal(native, ""), pc.invert(pc.starts_with(native, "#"))), False)
        named = pc.binary_join_element_wise(f"{view.name}:", native, "")
        yield pa.table([ids.take(pa.array(rows)), named], schema=NAMES).filter(usable)


def _id_columns(source: AuditSource) -> tuple[str, ...]:
    """Return the columns that the record ids were made of, else those that are mapped as the id."""
    facts = source.facts
    told = facts.get("id_column") if isinstance(facts, dict) else getattr(facts, "id_column", None)
    columns = source.records.column_names
    for made_of in ((told,), tuple((told or "").split("|"))):
        if set(made_of) <= set(columns):
            return made_of
    return source.columns_of("id")


def by_native_id(findings: pa.Table, names: pa.Table | None) -> pa.Table:
    """Return findings (or a slice of them) with each record named as `native_names` says."""
    if names is None or not names.num_rows or not findings.num_rows:
        return findings
    ids = findings["record_id"].combine_chunks()
    place = pc.index_in(ids, value_set=names["record_id"].combine_chunks())
    named = pc.coalesce(names["named"].combine_chunks().take(place), ids)
    return findings.set_column(findings.column_names.index("record_id"), "record_id", named)
