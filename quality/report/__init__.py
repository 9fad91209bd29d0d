"""The audit on paper: one self-contained HTML page, a workbook, CSV and JSON."""

from quality.report.write import write_audit

__all__ = ["write_audit"]
