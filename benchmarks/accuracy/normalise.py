"""What the peers are given: the same records, already normalised the way their own guides ask.

Lower case, accents folded, telephone and tax numbers as digits and letters only, dates in ISO. mergepoint
is given the raw text and has to do this itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

DATES = (
    (re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})$"), (1, 2, 3)),
    (re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})$"), (1, 2, 3)),
    (re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$"), (3, 1, 2)),
    (re.compile(r"^(\d{1,2})[.-](\d{1,2})[.-](\d{4})$"), (3, 2, 1)),
)
CODES = {"phone", "tax_id", "postcode", "age"}


def plain(text: str) -> str:
    """Lower case without accents or signs, one space between words."""
    folded = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return " ".join(kept.split())


def iso_date(text: str) -> str:
    """A date as YYYY-MM-DD where its form is known, else the text."""
    for pattern, (year, month, day) in DATES:
        found = pattern.match(text.strip())
        if found:
            return f"{found[year]}-{int(found[month]):02d}-{int(found[day]):02d}"
    return text.strip()


def _code(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def for_peers(records: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Records with the peers' field names, normalised; null where nothing is left.

    Args:
        records: raw text with `record_id`.
        columns: header, or headers joined by a space, by field name.
    """
    made = {"record_id": records["record_id"].astype(str)}
    for name, headers in columns.items():
        known = [headers] if headers in records.columns else headers.split(" ")
        text = records[known].fillna("").agg(" ".join, axis=1).str.strip()
        rule = {"dob": iso_date, "email": lambda t: t.lower().strip()}.get(name, _code if name in CODES else plain)
        forms = {value: rule(value) for value in text.unique()}
        made[name] = text.map(forms).replace("", None)
    return pd.DataFrame(made)
