"""Find out what the columns of an export mean, what its rows are, and which sources refer to which."""

from quality.semantics.model import ColumnGuess, Reference, SourceGuess
from quality.semantics.references import infer_references, settle_references
from quality.semantics.source import infer_source

__all__ = ["ColumnGuess", "Reference", "SourceGuess", "infer_references", "infer_source", "settle_references"]
