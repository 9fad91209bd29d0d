"""Judge an audit's findings against the planted defects: recall by kind, precision by rule."""

from pathlib import Path

import pandas as pd

from .score import our_ids, read_truth

_DAMAGED = ("quarantined_row",)
ACCEPTED: dict[str, tuple[str, ...]] = {
    "name_missing": ("name_missing",),
    "phone_invalid": ("phone_invalid",),
    "phone_scientific": ("scientific_notation_phone", "scientific_notation"),
    "phone_lost_zero": ("lost_leading_zero", "phone_invalid"),
    "phone_placeholder": ("placeholder_phone",),
    "placeholder_unseen": ("placeholder_phone", "placeholder_email", "shared_phone"),
    "tax_id_checksum": ("tax_id_invalid",),
    "tax_id_length": ("tax_id_invalid",),
    "tax_id_placeholder": ("placeholder_tax_id",),
    "email_invalid": ("email_invalid",),
    "date_impossible": ("date_invalid", "date_impossible", "placeholder_date"),
    "date_future": ("date_future",),
    "date_ambiguous": ("ambiguous_date",),
    "date_order": ("date_order",),
    "mojibake": ("mojibake",),
    "full_width": ("full_width",),
    "invisible": ("invisible_characters",),
    "junk": ("placeholder_name", "placeholder_address", "placeholder_value"),
    "swapped_fields": ("swapped_fields", "value_in_wrong_field"),
    "swapped_names": ("swapped_fields",),
    "duplicate_id": ("duplicate_id",),
    "orphan": ("orphan_customer_ref", "orphan_order_ref", "orphan_parent_ref", "orphan_ref"),
    "parent_loop": ("parent_loop",),
    "order_total_mismatch": ("order_total_mismatch",),
    "ledger_mismatch": ("ledger_mismatch",),
    "dormant": ("dormant_customer",),
    "shared_line": ("shared_phone",),
    "extra_delimiter": _DAMAGED,
    "missing_fields": _DAMAGED,
    "unbalanced_quote": _DAMAGED,
    "nul_byte": _DAMAGED,
    "bad_bytes": _DAMAGED,
}
"""For each planted kind the audit's rules that name it."""
TOLERATED = {"mojibake": ("full_width", "traditional_characters")}
"""Rules that are not wrong on a record with this defect, but do not name it."""


def recall_by_kind(truth: Path, findings: pd.DataFrame) -> pd.DataFrame:
    """Return `kind, planted, found, recall, missed` (examples); a defect is found by an accepted rule on its record."""
    defects = read_truth(truth, "defects")
    seen = set(zip(findings["rule"], our_ids(findings["record_id"].astype(str)), strict=True))
    hit = [
        any((rule, record) in seen for rule in ACCEPTED[kind])
        for kind, record in zip(defects["kind"], defects["record_id"], strict=True)
    ]
    defects = defects.assign(hit=hit)
    rows = []
    for kind, group in defects.groupby("kind", sort=True):
        missed = group[~group["hit"]].head(5)
        shown = [f"{r} {f}={v}" for r, f, v in zip(missed["record_id"], missed["field"], missed["value"], strict=True)]
        rows.append((kind, len(group), int(group["hit"].sum()), group["hit"].mean(), shown))
    return pd.DataFrame(rows, columns=["kind", "planted", "found", "recall", "missed"])


def precision_by_rule(truth: Path, findings: pd.DataFrame) -> pd.DataFrame:
    """Return `rule, findings, right, precision, wrong` for the rules that answer to a planted kind.

    A finding is right when a defect was planted in its record that its rule is accepted for.
    """
    defects = read_truth(truth, "defects")
    right = {
        (rule, record)
        for kind, record in zip(defects["kind"], defects["record_id"], strict=True)
        for rule in (*ACCEPTED[kind], *TOLERATED.get(kind, ()))
    }
    rules = {rule for accepted in ACCEPTED.values() for rule in accepted}
    judged = findings[findings["rule"].isin(rules)]
    judged = judged.assign(record_id=our_ids(judged["record_id"].astype(str)))
    judged = judged.assign(right=[pair in right for pair in zip(judged["rule"], judged["record_id"], strict=True)])
    rows = []
    for rule, group in judged.groupby("rule", sort=True):
        wrong = group[~group["right"]].head(5)
        shown = [f"{r} {f}={v}" for r, f, v in zip(wrong["record_id"], wrong["field"], wrong["value"], strict=True)]
        rows.append((rule, len(group), int(group["right"].sum()), group["right"].mean(), shown))
    return pd.DataFrame(rows, columns=["rule", "findings", "right", "precision", "wrong"])
