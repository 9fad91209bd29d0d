"""What changed since the last audit: rules, fill, patterns, volume."""

from quality.drift.compare import compare, snapshot

__all__ = ["compare", "snapshot"]
