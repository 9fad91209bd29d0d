"""What inference answers: the meaning of columns, of rows, and of references between sources."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ColumnGuess:
    """The field a column holds (see docs/architecture.md), how sure we are (0–1), and why, in words.

    `filled`: the share of the rows that have a value; of two columns for one field the fuller one is meant.
    """

    field: str
    confidence: float
    why: str
    filled: float = 1.0

    @property
    def weight(self) -> float:
        """What the column weighs against another one of the same field."""
        return self.confidence * (0.5 + 0.5 * self.filled)


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
    """`source.column` holds ids of `to_source.to_column`; `overlap` is the share of its values found there.

    `declared`: somebody said so, hence every value that is not found there is an orphan, however many they are.
    """

    source: str
    column: str
    to_source: str
    to_column: str
    overlap: float
    declared: bool = False
