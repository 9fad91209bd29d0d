"""Columns of unknown meaning: offered as evidence where they repeat, left out where they cannot speak."""

import numpy as np

from matching.features import further
from matching.features.accounts import account_columns
from matching.features.coded import Coded, remap
from matching.features.fold import fold
from matching.features.japanese import reading_column
from matching.features.organisation import looks_like_organisation
from matching.features.trading import trading_column

KNOWN = frozenset(
    """
    record_id source name org_name person_name contact given_name middle_name surname title name_suffix phone fax
    email tax_id national_id id_tail phone_tail birth_date gender address street_number street locality city
    state postcode country latitude longitude website
    """.split()
)
SILENT = frozenset(
    """
    owner department created updated last_seen id customer_ref parent_ref order_ref product_ref ref order_date date
    amount quantity price currency status text _source _file _row
    """.split()
)


def generic_columns(raw: dict[str, Coded]) -> dict[str, Coded]:
    """Generic attributes: known neither by name nor as bookkeeping, values that repeat."""
    chosen = {}
    told = {trading_column(raw), reading_column(raw), *account_columns(raw)}  # stand in other parts already
    if {"name", "org_name"} & raw.keys():
        told |= further.columns(raw, looks_like_organisation).keys()
    for name, column in raw.items():
        if name in KNOWN or name in SILENT or name in told or not len(column.values):
            continue
        folded = remap(column, fold)
        rows = (folded.codes[: folded.known, 0] >= 0).sum()
        if not rows or folded.filled < 0.02 or not 2 <= folded.heard <= 0.98 * rows:
            continue
        if np.mean([len(v) for v in folded.values[: min(1000, folded.heard)]]) <= 60:
            chosen[name] = folded
    if "source" in raw and 1 < raw["source"].heard <= 20:
        chosen["source"] = raw["source"]
    return chosen
