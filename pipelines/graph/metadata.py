"""Metadata of assets and checks: numbers that plot, column schemas, masked rows. No personal data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.graph.mask import mask, mask_record_id, redact

MOST_ROWS = 25
Metadata = dict[str, Any]


def of_table(path: Path) -> Metadata:
    """Describe a Parquet file by its footer: rows and columns; empty where it is not there."""
    if not path.exists():
        return {}
    footer = pq.read_metadata(path)
    return {
        "dagster/row_count": footer.num_rows,
        "dagster/column_schema": column_schema(pq.read_schema(path)),
        "megabytes": round(path.stat().st_size / 1e6, 3),
    }


def column_schema(schema: pa.Schema) -> dg.TableSchema:
    """Return an Arrow schema as Dagster shows it."""
    columns = [dg.TableColumn(field.name, str(field.type)) for field in schema if field.name]
    return dg.TableSchema(columns)


def of_facts(facts: Mapping[str, Any] | None) -> Metadata:
    """Turn a stage's facts into metadata: numbers stay numbers, nested facts get dotted names.

    Text keeps no long number and no address; lists are counted, not shown.
    """
    found: Metadata = {}
    for name, value in (facts or {}).items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{inner}": plain for inner, plain in of_facts(value).items()}
        elif isinstance(value, list | tuple | set):
            found[name] = len(value)
        elif value is not None:
            found[name] = plain_value(value)
    return found


def plain_value(value: Any) -> bool | int | float | str:
    """Return a value as Dagster takes it: its metadata refuses the numbers of NumPy."""
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, bool | int | float) else redact(str(value))


def of_findings(findings: pa.Table) -> dg.TableMetadataValue:
    """Show at most 25 findings: where the row is, and its value masked."""
    rows = findings.slice(0, MOST_ROWS).to_pylist()
    return table_of(
        {
            "record": mask_record_id(row["record_id"]),
            "field": row["field"] or "",
            "value": mask(row["value"]),
            "proposal": mask(row["proposal"]),
        }
        for row in rows
    )


def table_of(rows: Iterable[Mapping[str, Any]]) -> dg.TableMetadataValue:
    """Make table metadata of rows that hold nothing personal."""
    records = [dg.TableRecord({name: str(value) for name, value in row.items()}) for row in rows]
    names = list(records[0].data) if records else ["nothing"]
    return dg.MetadataValue.table(records, schema=dg.TableSchema([dg.TableColumn(name) for name in names]))


def public_url(url: str | None) -> str:
    """Return a database URL without its password; `env:NAME` stays as it is."""
    if not url or "://" not in url:
        return url or ""
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)
