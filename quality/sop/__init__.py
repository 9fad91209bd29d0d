"""The cleaning SOP: what each department mends, in order of cost, as a page and a workbook to fill in."""

from quality.sop.accept import ACCEPTED, accept, accepted_now, withdraw
from quality.sop.apply import Corrections, apply_corrections, read_corrections
from quality.sop.draft import Department, Task, draft_sop
from quality.sop.write import write_sop

__all__ = [
    "ACCEPTED",
    "Corrections",
    "Department",
    "Task",
    "accept",
    "accepted_now",
    "apply_corrections",
    "draft_sop",
    "read_corrections",
    "withdraw",
    "write_sop",
]
