"""Decisions, identities and the audit trail, kept in SQLite or PostgreSQL."""

from matching.state.open import open_state
from matching.state.store import State

__all__ = ["State", "open_state"]
