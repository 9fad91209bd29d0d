"""Errors of `quality`.

QualityError
├── ReadError            an export cannot be read at all
│   ├── MissingExport    no such file, folder, sheet or table
│   ├── EmptyExport      nothing in it
│   ├── UnreadableExport not of the type it claims to be, locked, or not a table
│   └── UnreachableDatabase
├── MissingColumn        a column that was named is not there
└── RuleError            an audit rule cannot be understood
"""

from difflib import get_close_matches


class QualityError(Exception):
    """An error a user can mend: what happened, where, and what to do next.

    `file`, `row`, `column`, `rule` say where; `expected` says what was expected; `next_step` what to do.
    Each is empty (or None) where it does not apply.
    """

    def __init__(self, message: str, **fields):
        """Take the message and any of the fields named above."""
        self.message = message
        self.file = str(fields.pop("file", "") or "")
        self.row = fields.pop("row", None)
        self.column = fields.pop("column", "")
        self.rule = fields.pop("rule", "")
        self.expected = fields.pop("expected", "")
        self.next_step = fields.pop("next_step", "")
        if fields:
            raise TypeError(f"unknown error fields: {sorted(fields)}")
        super().__init__(self._text())

    def _text(self) -> str:
        where = [self.file, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        place = ", ".join(part for part in where if part)
        text = f"{place}: {self.message}" if place else self.message
        if self.expected:
            text += f"; expected {self.expected}"
        return f"{text}. {self.next_step}" if self.next_step else text


class ReadError(QualityError):
    """An export cannot be read."""


class MissingExport(ReadError):
    """The file, folder, sheet or table is not there."""


class EmptyExport(ReadError):
    """The export holds no row."""


class UnreadableExport(ReadError):
    """The export is not what its name says, is locked, or holds no table."""


class UnreachableDatabase(ReadError):
    """The database does not answer."""


class MissingColumn(QualityError):
    """A column that was asked for is not in the table."""

    def __init__(self, column: str, columns: list[str], **fields):
        """Name the nearest of `columns` as the next step."""
        near = get_close_matches(column, columns, n=1, cutoff=0.5)
        step = f"Did you mean {near[0]!r}?" if near else f"Columns: {', '.join(columns[:20])}"
        super().__init__(f"no column {column!r}", column=column, next_step=step, **fields)


class RuleError(QualityError):
    """An audit rule cannot be understood."""
