"""What each source means: its entity, its id, its fields and references.

The steward's word in the workspace wins; what it leaves out is inferred from the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import pyarrow as pa

import quality
from pipelines.errors import WorkspaceError
from pipelines.store import Store
from pipelines.workspace import Source, Workspace, line_in, nearest

PARTIES = ("customer", "contact", "organisation")
OWN_COLUMNS = ("record_id", "_source", "_file", "_row")


@dataclass(frozen=True)
class Meaning:
    """The meaning of one source. `fields` maps a field to columns, `refs` a column to sources."""

    entity: str
    id: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, name: str) -> str | None:
        """Return the first column of a field, or None."""
        return next(iter(self.fields.get(name, ())), None)


def infer_meanings(workspace: Workspace, records: Mapping[str, pa.Table]) -> dict[str, Meaning]:
    """Complete the meaning of every source from its records.

    Raises
    ------
    WorkspaceError
        A column named in the workspace is not in its source.
    """
    sources = {name: as_read(workspace, name, records[name]) for name in workspace.sources}
    if all(is_complete(source) for source in sources.values()):
        return {name: Meaning(s.entity, s.id, s.fields, s.refs or {}) for name, s in sources.items()}
    guesses = {name: quality.infer_source(t, name, next(iter(sources[name].id), None)) for name, t in records.items()}
    references = quality.infer_references(guesses, records)
    guesses, inferred = quality.settle_references(guesses, references), _refs(references)
    return {
        name: Meaning(
            entity=source.entity or guesses[name].entity,
            id=source.id or _tuple(guesses[name].id_column),
            fields=source.fields if source.fields is not None else _guessed(guesses[name].fields, records[name]),
            refs=source.refs if source.refs is not None else inferred.get(name, {}),
        )
        for name, source in sources.items()
    }


def is_complete(source: Source) -> bool:
    """Tell whether the steward said everything; parties need no references."""
    needs_refs = source.entity not in (*PARTIES, "reference")
    return bool(
        source.entity and source.id and source.fields is not None and (source.refs is not None or not needs_refs)
    )


def write_meanings(store: Store, meanings: Mapping[str, Meaning]) -> None:
    """Keep the meanings for the steps that follow."""
    store.write_json("exports/meanings", {name: asdict(meaning) for name, meaning in meanings.items()})


def read_meanings(store: Store) -> dict[str, Meaning]:
    """Read the meanings that the exports step kept; empty before it ran."""
    return {
        name: Meaning(m["entity"], tuple(m["id"]), _named(m["fields"]), _named(m["refs"]))
        for name, m in store.read_json("exports/meanings", {}).items()
    }


def sources_of(meanings: Mapping[str, Meaning], *entities: str) -> list[str]:
    """Names of the sources whose rows are one of these entities, in order."""
    return [name for name, meaning in meanings.items() if meaning.entity in entities]


def _guessed(fields: Mapping[str, object], table: pa.Table) -> dict[str, tuple[str, ...]]:
    """Guessed fields in the order of their columns; the id and the unknown are no fields of a workspace."""
    named = {name: columns for name, columns in _named(fields).items() if name not in ("id", "other")}
    order = {column: index for index, column in enumerate(table.column_names)}
    return dict(sorted(named.items(), key=lambda item: order.get(item[1][0], 0)))


def _named(columns: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: _tuple(value) for name, value in columns.items()}


def _tuple(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _refs(references: list[quality.Reference]) -> dict[str, dict[str, tuple[str, ...]]]:
    refs: dict[str, dict[str, tuple[str, ...]]] = {}
    for reference in references:
        columns = refs.setdefault(reference.source, {})
        columns[reference.column] = (*columns.get(reference.column, ()), reference.to_source)
    return refs


def as_read(workspace: Workspace, name: str, table: pa.Table) -> Source:
    """Return a source with its columns named as in its table: a header of ours, such as record_id, gets `.2`.

    Raises
    ------
    WorkspaceError
        A column named in the workspace is not in the source.
    """
    source = workspace.sources[name]
    headers = [column for column in table.column_names if column not in OWN_COLUMNS]

    def find(part: str, column: str) -> str:
        if column in headers:
            return column
        if column in OWN_COLUMNS and f"{column}.2" in headers:
            return f"{column}.2"
        line, valid = line_in(workspace, "sources", name, part), "one of " + ", ".join(headers)
        problem = f"the source '{name}' has no column '{column}'"
        raise WorkspaceError(workspace.path, line, problem, valid, nearest(column, headers))

    fields, refs = source.fields, source.refs
    if fields is not None:
        fields = {field: tuple(find("fields", c) for c in columns) for field, columns in fields.items()}
    if refs is not None:
        refs = {find("refs", column): targets for column, targets in refs.items()}
    ids = tuple(find("id", column) for column in source.id)
    return source.model_copy(update={"id": ids, "fields": fields, "refs": refs})
