"""What a column looks like: fill, distinct values, patterns, lengths, ranges. Streamed, in bounded memory."""

from quality.profile.column import ColumnProfile
from quality.profile.table import profile_batches

__all__ = ["ColumnProfile", "profile_batches"]
