"""Rows that could not be read, and whether every row is accounted for."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure
from quality.findings.values import AuditSource
from quality.rules.model import Rule


def count_rows(source: AuditSource) -> dict[str, Any]:
    """Return read, kept and quarantined rows, and whether read = kept + quarantined."""
    kept = source.records.num_rows
    quarantined = 0 if source.quarantine is None else source.quarantine.num_rows
    facts = source.facts
    stated = facts.get("rows_read") if isinstance(facts, Mapping) else getattr(facts, "rows_read", None)
    read = kept + quarantined if stated is None else int(stated)
    return {"read": read, "kept": kept, "quarantined": quarantined, "balanced": read == kept + quarantined}


_OWN_RULE = {"footer": "footer_row", "unreadable_file": "unreadable_file"}


def check_quarantine(name: str, source: AuditSource, book: Rulebook) -> list[Failure]:
    """Report every quarantined row under `<source>:#<row>`, with its reason.

    What stood under the table, and a file that could not be read at all, are no damaged rows and have their own rules.
    """
    rows, rule = source.quarantine, book.rule("quarantined_row", name)
    if rows is None or not rows.num_rows:
        empty = pa.array([], pa.string())
        return [Failure(rule, name, "", source.records.num_rows, empty, empty, empty, np.zeros(0, np.int64))]
    reasons = pc.fill_null(rows["reason"], "")
    found = []
    for reason, own in _OWN_RULE.items():
        some = rows.filter(pc.equal(reasons, reason))
        if some.num_rows:
            found.append(_put_aside(book.rule(own, name), name, source, some))
    rest = rows.filter(pc.invert(pc.is_in(reasons, value_set=pa.array(list(_OWN_RULE)))))
    return [*found, _put_aside(rule, name, source, rest)]


def _put_aside(rule: Rule, name: str, source: AuditSource, rows: pa.Table) -> Failure:
    ids = pc.binary_join_element_wise(f"{name}:#", pc.cast(rows["_row"], pa.string()), "")
    why = pc.binary_join_element_wise(pc.fill_null(rows["reason"], ""), pc.fill_null(rows["detail"], ""), ": ")
    checked = source.records.num_rows + rows.num_rows
    told = (ids.combine_chunks(), rows["raw"].combine_chunks(), why.combine_chunks())
    return Failure(rule, name, "", checked, *told, np.zeros(0, np.int64))
