"""Freeze records by rule: kept, marked, left out of waves until a named person thaws them."""

from quality.freeze.freeze import FROZEN, FreezeRule, freeze_records, frozen_ids, report, state_of, thaw, undo_freeze

__all__ = ["FROZEN", "FreezeRule", "freeze_records", "frozen_ids", "report", "state_of", "thaw", "undo_freeze"]
