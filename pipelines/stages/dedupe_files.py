"""Dedupe files with no workspace: everything inferred, the results written to one folder.

The files are a contract: `clusters.csv` (`record_id,customer_id,org_id`, every input row
once), `golden.csv`, `pairs.parquet`, and the inferred `workspace.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import matching
from pipelines.csv_out import write_csv
from pipelines.errors import MissingInput
from pipelines.stages.clean import clean_source, union
from pipelines.stages.context import Progress, silent
from pipelines.stages.discover import Discovered, discover
from pipelines.stages.match import counts_of, policy_of, settings_of, steps_of
from pipelines.stages.meanings import PARTIES
from pipelines.store import check_writable

NO_RECORD = ("footer", "header_repeated", "empty_row")  # what stands in a file and is nobody
IDS = ("record_id", "customer_id", "org_id", "left", "right")


@dataclass(frozen=True)
class DedupedFiles:
    """What was inferred, what came out, and what it counts to."""

    found: Discovered
    deduped: matching.Deduped
    counts: Mapping[str, Any]


def dedupe_files(
    files: list[Path], out: Path, *, id_column: str | None = None, progress: Progress = silent
) -> DedupedFiles:
    """Read, clean, match and merge files; write the contract's files to `out`.

    Every row of every file is a record to match: the caller named the files. Of a workbook with
    several sheets, those that hold customers are taken.

    Raises
    ------
    MissingInput
        A file is not there or holds nothing that can be read.
    """
    check_writable(out)
    found = _as_parties(discover(files, id_column=id_column, progress=progress))
    clean = []
    for done, (name, reading) in enumerate(found.readings.items()):
        progress("clean", done, len(found.readings))
        clean.append(clean_source(reading.records, found.meanings[name], changes=False).table)
    records = union(clean)
    if not records.num_rows:
        damaged = sum(reading.quarantine.num_rows for reading in found.readings.values())
        why = f"all {damaged:,} rows are damaged" if damaged else "there is a header and nothing under it"
        raise MissingInput("Rows", ", ".join(map(str, files)), f"In these files {why}: export them again.")
    deduped = matching.dedupe(
        records,
        settings=settings_of(found.workspace),
        policy=policy_of(found.workspace),
        progress=steps_of(progress),
    )
    _write(deduped, found, out)
    return DedupedFiles(found, deduped, counts_of(deduped))


def _write(deduped: matching.Deduped, found: Discovered, out: Path) -> None:
    """Write the contract's tables, two at a time: Arrow leaves the other core free while it writes."""

    def golden() -> None:
        write_csv(deduped.golden, out / "golden.csv", ids=IDS)

    def clusters() -> None:
        rows = pa.concat_tables([_clusters(deduped, found), _quarantined(found)])
        write_csv(rows, out / "clusters.csv", ids=IDS)

    def pairs() -> None:
        pq.write_table(_renamed(deduped.pairs, found, ("left", "right")), out / "pairs.parquet", compression="zstd")

    with ThreadPoolExecutor(2) as pool:
        for written in [pool.submit(part) for part in (golden, pairs, clusters)]:
            written.result()


def _as_parties(found: Discovered) -> Discovered:
    """Take every file for customers; of a workbook's sheets only those that look like customers, if any do."""
    parties = {name for name, meaning in found.meanings.items() if meaning.entity in PARTIES}
    files = [source.read for source in found.workspace.sources.values()]
    kept = {
        name: source
        for name, source in found.workspace.sources.items()
        if name in parties or files.count(source.read) == 1 or not _siblings(found, source.read) & parties
    }
    meanings = {
        name: found.meanings[name] if name in parties else replace(found.meanings[name], entity="customer")
        for name in kept
    }
    sources = {name: source.model_copy(update={"entity": meanings[name].entity}) for name, source in kept.items()}
    return replace(
        found,
        workspace=found.workspace.model_copy(update={"sources": sources}),
        readings={name: found.readings[name] for name in kept},
        meanings=meanings,
    )


def _siblings(found: Discovered, file: str) -> set[str]:
    return {name for name, source in found.workspace.sources.items() if source.read == file}


def _clusters(deduped: matching.Deduped, found: Discovered) -> pa.Table:
    return _renamed(deduped.crosswalk.select(["record_id", "customer_id", "org_id"]), found, ("record_id",))


def _quarantined(found: Discovered) -> pa.Table:
    """Damaged rows stay customers of their own, so that every record is there once; a total under a table is none."""
    rows = [
        (name, damaged["_row"])
        for name, reading in found.readings.items()
        for damaged in reading.quarantine.select(["_row", "reason"]).to_pylist()
        if damaged["reason"] not in NO_RECORD
    ]
    record_id = [f"#{row}" if len(found.readings) == 1 else f"{_stem(found, name)}:#{row}" for name, row in rows]
    customer = [f"Q-{name}-{row}" for name, row in rows]
    return pa.table(
        {"record_id": record_id, "customer_id": customer, "org_id": [None] * len(rows)},
        schema=pa.schema([(n, pa.string()) for n in ("record_id", "customer_id", "org_id")]),
    )


def _renamed(table: pa.Table, found: Discovered, columns: tuple[str, ...]) -> pa.Table:
    """Name records as the contract does: `<file stem>:<id>` for several files, the id alone for one."""
    for column in columns:
        values = table[column]
        for source in found.readings:
            new = "" if len(found.readings) == 1 else f"{_stem(found, source)}:"
            values = _with_prefix(values, f"{source}:", new)
        table = table.set_column(table.column_names.index(column), column, values)
    return table


def _with_prefix(values: pa.ChunkedArray, old: str, new: str) -> pa.ChunkedArray:
    rest = pc.utf8_slice_codeunits(values, len(old))
    return pc.if_else(pc.starts_with(values, old), pc.binary_join_element_wise(new, rest, ""), values)


def _stem(found: Discovered, source: str) -> str:
    """The file's own stem where it tells the sources apart, else the source's name."""
    stems = {name: Path(s.read).stem for name, s in found.workspace.sources.items()}
    return stems[source] if list(stems.values()).count(stems[source]) == 1 else source
