"""Recall by planted kind, and the findings that nobody planted."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

# planted kind → the rules that may report it
RULES = {
    "phone missing": {"phone_missing"}, "phone placeholder": {"placeholder_phone"}, "phone invalid": {"phone_invalid"},
    "phone of many strangers": {"placeholder_phone", "shared_phone"},
    "spreadsheet ruined it": {"scientific_notation_phone"}, "tax id missing": {"tax_id_missing"},
    "tax id placeholder": {"placeholder_tax_id"}, "tax id invalid": {"tax_id_invalid"},
    "name missing": {"name_missing"}, "name is junk": {"placeholder_name"}, "garbled": {"mojibake"},
    "owner missing": {"owner_missing"}, "email invalid": {"email_invalid"}, "email placeholder": {"placeholder_email"},
    "postcode without its zero": {"lost_leading_zero"}, "day in the future": {"date_future"},
    "day not in calendar": {"date_invalid", "date_impossible"}, "day placeholder": {"placeholder_date"},
    "orphan": {"orphan_customer_ref", "orphan_order_ref", "orphan_ref"},
    "reference missing": {"customer_ref_missing", "ref_missing"}, "order total": {"order_total_mismatch"},
    "currency unknown": {"currency_invalid"},
}  # fmt: skip


class Kind(NamedTuple):
    """How much of a planted kind was found; `missed` are the cells that were not."""

    planted: int
    found: int
    missed: list[tuple[str, str]]


def by_kind(truth: Iterable[tuple[str, str, str]], findings: Iterable[dict[str, str]]) -> dict[str, Kind]:
    """Compare planted (kind, record, column) with findings (`rule`, `record_id`, `field`)."""
    reported, planted = defaultdict(set), defaultdict(set)
    for row in findings:
        reported[row["rule"]].add((row["record_id"], row["field"]))
    for kind, record, column in truth:
        planted[kind].add((record, column))
    result = {}
    for kind, cells in sorted(planted.items()):
        seen = cells & set().union(*(reported[rule] for rule in RULES[kind]))
        result[kind] = Kind(len(cells), len(seen), sorted(cells - seen))
    return result


def surplus(truth: Iterable[tuple[str, str, str]], findings: Iterable[dict[str, str]]) -> dict[str, list[dict]]:
    """Return, by rule, findings in cells where nothing was planted: each is for a person to judge.

    A finding in a damaged cell is no surplus, whatever its rule: one defect may rightly have two names.
    """
    damaged, extra = {(record, column) for _, record, column in truth}, defaultdict(list)
    for row in findings:
        if (row["record_id"], row["field"]) not in damaged:
            extra[row["rule"]].append(row)
    return dict(sorted(extra.items()))
