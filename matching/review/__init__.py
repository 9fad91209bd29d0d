"""What to ask a steward, in a spreadsheet, and how the answers come back."""

from matching.review.active import informative
from matching.review.answers import Answers, BadReview, Problem, import_review, read_answers
from matching.review.queue import QUEUE, queue
from matching.review.sheet import export_review

__all__ = [
    "QUEUE",
    "Answers",
    "BadReview",
    "Problem",
    "export_review",
    "import_review",
    "informative",
    "queue",
    "read_answers",
]
