"""Read exports of any format as text: every row kept, or quarantined with the reason."""

from quality.read.export import read_export, unread
from quality.read.folder import Export, find_exports
from quality.read.model import ReadFacts, Reading, ReadOptions

__all__ = ["Export", "ReadFacts", "ReadOptions", "Reading", "find_exports", "read_export", "unread"]
