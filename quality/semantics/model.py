"""What inference answers: the meaning of columns, of rows, and of references between sources."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ColumnGuess:
    """The field a column holds (see docs/architecture.md), how sure we are (0–1), and why, in words."""

    field: str
    confidence: float
    why: str


@dataclass(frozen=True)
class SourceGuess:
    """What a source is: its entity, its id column (None: row numbers), its fields and every column's guess.

    `fields` gives the columns of a field, best first; columns whose meaning is unknown are under `other`.
    """

    entity: str
    id_column: str | None
    fields: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, ColumnGuess] = field(default_factory=dict)


@dataclass(frozen=True)
class Reference:
    """`source.column` holds ids of `to_source.to_column`; `overlap` is the share of its values found there."""

    source: str
    column: str
    to_source: str
    to_column: str
    overlap: float
