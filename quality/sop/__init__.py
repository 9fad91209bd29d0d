"""The cleaning SOP: what each department mends, in order of cost, as a page and a workbook to fill in."""

from quality.sop.apply import Corrections, apply_corrections, read_corrections
from quality.sop.draft import Department, Task, draft_sop
from quality.sop.write import write_sop

__all__ = ["Corrections", "Department", "Task", "apply_corrections", "draft_sop", "read_corrections", "write_sop"]
