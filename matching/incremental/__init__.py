"""A new batch on top of an earlier run: only the customers it touches are made anew."""

from matching.incremental.renew import renew, touched
from matching.incremental.upsert import upsert

__all__ = ["renew", "touched", "upsert"]
