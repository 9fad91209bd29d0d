"""What was understood of each source, for the person at the terminal, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import click

import quality
from pipelines.cli.screen import print_table
from pipelines.stages.meanings import OWN_COLUMNS, Meaning

# (English, 简体中文)
_WORDS = {
    "title": ("What the exports hold", "各数据源识别结果"),
    "heads": (
        ("source", "entity", "rows", "damaged", "read as", "fields"),
        ("数据源", "类型", "行数", "损坏行", "读取方式", "识别出的字段"),
    ),
    "unknown": ("Columns nobody understood", "未识别含义的列"),
    "next": (
        "They are checked as plain text and classes only. Name their fields in workspace.yaml (mergepoint init).",
        "这些列只按普通文本和分类检查。可在 workspace.yaml 中指明其字段（mergepoint init）。",
    ),
}
_ENTITIES = {
    "customer": "客户", "contact": "联系人", "organisation": "组织", "order": "订单", "order_line": "订单明细",
    "payment": "付款", "ticket": "工单", "interaction": "跟进记录", "ledger": "台账", "reference": "参照表",
}  # fmt: skip


class Understood(NamedTuple):
    """The meaning of each source, the sources themselves, and the language (`zh`, `en`) to speak of them in."""

    meanings: Mapping[str, Meaning]
    sources: Mapping[str, quality.AuditSource]
    language: str


def unknown_of(meaning: Meaning, columns: list[str]) -> list[str]:
    """Return those of a source's columns that have neither a field, nor a reference, nor are the id."""
    known = {*OWN_COLUMNS, *meaning.id, *meaning.refs}
    known |= {column for taken in meaning.fields.values() for column in taken}
    return [column for column in columns if column not in known]


def unknown_columns(
    meanings: Mapping[str, Meaning], sources: Mapping[str, quality.AuditSource]
) -> dict[str, list[str]]:
    """Return the columns nobody understood of each source that has any."""
    found = {name: unknown_of(meaning, sources[name].records.column_names) for name, meaning in meanings.items()}
    return {name: columns for name, columns in found.items() if columns}


def show_understood(meanings: Mapping[str, Meaning], sources: Mapping[str, quality.AuditSource], language: str) -> None:
    """Show the entity and fields of each source, how it was read, and the columns nobody understood."""
    at = int(language == "zh")
    rows = [_row(name, meaning, sources[name], at) for name, meaning in meanings.items()]
    print_table(_WORDS["title"][at], _WORDS["heads"][at], rows)
    unknown = unknown_columns(meanings, sources)
    if unknown:
        click.echo(_WORDS["unknown"][at] + ("：" if at else ":"))
        for name, columns in unknown.items():
            click.echo(f"  {name}: " + ("、" if at else ", ").join(columns))
        click.echo(_WORDS["next"][at] + "\n")


def _row(name: str, meaning: Meaning, source: quality.AuditSource, at: int) -> tuple[object, ...]:
    facts = source.facts
    how = " ".join(str(part) for part in (facts.encoding, facts.delimiter) if part).replace("\t", "TAB")
    entity = _ENTITIES.get(meaning.entity, meaning.entity) if at else meaning.entity
    fields = ", ".join(meaning.fields)
    return (name, entity, facts.rows_read, facts.quarantined, how, fields)
