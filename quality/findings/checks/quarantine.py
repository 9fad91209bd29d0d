"""Rows that could not be read, and whether every row is accounted for."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure
from quality.findings.values import AuditSource


def count_rows(source: AuditSource) -> dict[str, Any]:
    """Return read, kept and quarantined rows, and whether read = kept + quarantined."""
    kept = source.records.num_rows
    quarantined = 0 if source.quarantine is None else source.quarantine.num_rows
    facts = source.facts
    stated = facts.get("rows_read") if isinstance(facts, Mapping) else getattr(facts, "rows_read", None)
    read = kept + quarantined if stated is None else int(stated)
    return {"read": read, "kept": kept, "quarantined": quarantined, "balanced": read == kept + quarantined}


def check_quarantine(name: str, source: AuditSource, book: Rulebook) -> list[Failure]:
    """Report every quarantined row under `<source>:#<row>`, with its reason."""
    rows, rule = source.quarantine, book.rule("quarantined_row", name)
    if rows is None or not rows.num_rows:
        empty = pa.array([], pa.string())
        return [Failure(rule, name, "", source.records.num_rows, empty, empty, empty, np.zeros(0, np.int64))]
    ids = pc.binary_join_element_wise(f"{name}:#", pc.cast(rows["_row"], pa.string()), "")
    why = pc.binary_join_element_wise(pc.fill_null(rows["reason"], ""), pc.fill_null(rows["detail"], ""), ": ")
    return [
        Failure(
            rule,
            name,
            "",
            source.records.num_rows + rows.num_rows,
            ids.combine_chunks(),
            rows["raw"].combine_chunks(),
            why.combine_chunks(),
            np.zeros(0, np.int64),
        )
    ]
