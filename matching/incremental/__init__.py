"""A new batch on top of an earlier run: only the customers it touches are made anew."""

from matching.incremental.renew import Outcome, renew, said_by, touched
from matching.incremental.upsert import upsert

__all__ = ["Outcome", "renew", "said_by", "touched", "upsert"]
