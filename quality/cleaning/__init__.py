"""Turn records as found into clean records, and write down every change."""

from quality.cleaning.model import CHANGES_SCHEMA, Cleaned, CleanSettings
from quality.cleaning.records import clean

__all__ = ["CHANGES_SCHEMA", "CleanSettings", "Cleaned", "clean"]
