"""How accurate fields are: against truth, or against a sample verified by hand."""

from quality.accuracy.interval import wilson
from quality.accuracy.measure import compare_accuracy, field_accuracy
from quality.accuracy.sample import sample_sheet, sampled_accuracy

__all__ = ["compare_accuracy", "field_accuracy", "sample_sheet", "sampled_accuracy", "wilson"]
