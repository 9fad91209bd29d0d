"""What to ask a steward, in a spreadsheet, and how the answers come back."""

from matching.review.queue import QUEUE, queue

__all__ = ["QUEUE", "queue"]
