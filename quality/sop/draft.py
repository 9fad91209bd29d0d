"""From findings to work: whose rows, in which system, what to do, in order of cost."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.hints import in_language
from quality.findings.values import Audit, AuditSource
from quality.rules.catalog import built_in, wording

_WEIGHTS = {"critical": 4.0, "warning": 2.0, "info": 1.0}


@dataclass(frozen=True)
class Task:
    """One thing to mend in one column of one system; `rows` has `record_id, value, proposal, owner`."""

    rule: str
    severity: str
    source: str
    field: str
    title: str
    why: str
    mend: str
    hours: float
    safe: bool
    rows: pa.Table


@dataclass(frozen=True)
class Department:
    """A department (or, where the data names none, a system) and its tasks, the dearest first."""

    name: str
    tasks: tuple[Task, ...]

    @property
    def hours(self) -> float:
        """A person's hours to mend everything by hand."""
        return sum(task.hours for task in self.tasks)


def draft_sop(audit: Audit, sources: Mapping[str, AuditSource], language: str = "en") -> tuple[Department, ...]:
    """Group the findings by department, then by rule, system and column; the dearest first.

    The department is that of the record (field `department`), else the system it stands in; the owner (field
    `owner`) goes beside each row. A task's rank is its hours weighted by severity.
    """
    findings = in_language(audit.findings, language)
    whose, owner = _of_record(findings, sources, "department"), _of_record(findings, sources, "owner")
    table = findings.append_column("department", pc.coalesce(whose, findings["source"].combine_chunks()))
    table = table.append_column("owner", pc.fill_null(owner, ""))
    keys = ["department", "rule", "source", "field"]
    coded = table.append_column("place", pa.array(np.arange(table.num_rows)))
    groups = coded.group_by(keys, use_threads=False).aggregate([("place", "list"), ("severity", "first")])
    departments: dict[str, list[Task]] = {}
    for group in groups.to_pylist():
        rows = table.take(pa.array(group["place_list"])).select(["record_id", "value", "proposal", "owner"])
        departments.setdefault(group["department"], []).append(_task(group, rows, language))
    return tuple(
        sorted(
            (Department(name, tuple(sorted(tasks, key=_rank))) for name, tasks in departments.items()),
            key=lambda department: -department.hours,
        )
    )


def _of_record(findings: pa.Table, sources: Mapping[str, AuditSource], field: str) -> pa.Array:
    """Return for each finding the value of `field` in its record, null where there is none."""
    ids, parts = findings["record_id"].combine_chunks(), pa.nulls(findings.num_rows, pa.string())
    for source in sources.values():
        columns = source.columns_of(field)
        if columns:
            place = pc.index_in(ids, value_set=source.records["record_id"].combine_chunks())
            text = pc.utf8_trim_whitespace(source.records[columns[0]].combine_chunks()).take(place)
            parts = pc.coalesce(parts, pc.if_else(pc.equal(text, ""), None, text))
    return parts


def _task(group: Mapping, rows: pa.Table, language: str) -> Task:
    said, rule = wording(group["rule"], language), built_in().get(group["rule"])
    minutes, safe = (rule.minutes, rule.safe) if rule else (3.0, False)
    hours = round(rows.num_rows * minutes / 60, 2)
    head = (group["rule"], group["severity_first"], group["source"], group["field"])
    return Task(*head, said.title, said.why, said.mend, hours, safe, rows)


def _rank(task: Task) -> tuple:
    return (-_WEIGHTS[task.severity] * task.hours, task.rule, task.source, task.field)
