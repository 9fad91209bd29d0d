"""Merge by hand, and take any merge back to exactly what was before; later edits are kept."""

from matching.undo.by_hand import NothingToPart, part_records, unmerge_customer
from matching.undo.holdings import Holdings
from matching.undo.image import MergeImage, images_of, merge, single_records
from matching.undo.unmerge import MergedSince, Unmerged, unmerge

__all__ = [
    "Holdings",
    "MergeImage",
    "MergedSince",
    "NothingToPart",
    "Unmerged",
    "images_of",
    "merge",
    "part_records",
    "single_records",
    "unmerge",
    "unmerge_customer",
]
