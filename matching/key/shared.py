"""Values that many strangers share, learned from the data: placeholders, agents' lines, a shop's own phone."""

import numpy as np

from matching.features.build import Parts
from matching.features.coded import drop

FIELDS = ("phone", "email", "tax_id", "national_id", "bank_account")
FEWEST_RECORDS = 8
FEWEST_NAMES = 5
MANY_NAMES = 20
LEAST_SPREAD = 0.4


def without_shared(parts: Parts) -> Parts:
    """The parts with shared values counted as missing, and a note for each field that had any.

    A value is shared when at least `FEWEST_RECORDS` records hold it under at least `FEWEST_NAMES` different names,
    and the names are at least `LEAST_SPREAD` of those records, or `MANY_NAMES`: one customer's records repeat its name.
    """
    names = _names(parts)
    if names is None:
        return parts
    cleaned = Parts(parts.rows, dict(parts.columns), list(parts.notes), parts.readings)
    for field in FIELDS:
        if field in parts:
            column = parts[field]
            shared = shared_values(column.codes[: column.known], names[: column.known], len(column.values))
            if shared.any():
                del cleaned.columns[field]
                cleaned.add(field, drop(column, shared))
                records = int(np.isin(column.codes, np.flatnonzero(shared)).any(axis=1).sum())
                many = int(shared.sum())
                s, verb = ("", "s") if many == 1 else ("s", "")
                told = f"{many} value{s} of {field} stand{verb} under many names ({records} records)"
                cleaned.notes.append(f"{told} and count{verb} as missing")
    return cleaned


def _names(parts: Parts) -> np.ndarray | None:
    """Code of each record's name (the person's, else the organisation's), -1 where it has none."""
    names = None
    for part in ("given", "surname"):
        if part in parts:
            code = parts[part].flat.astype(np.int64)
            none = code < 0 if names is None else (names < 0) & (code < 0)
            joined = code if names is None else (names + 1) * (len(parts[part].values) + 1) + code + 1
            names = np.where(none, -1, joined)
    if "org" in parts:
        code = parts["org"].flat.astype(np.int64)
        beyond = 0 if names is None else int(names.max(initial=0)) + 1
        names = code if names is None else np.where(names >= 0, names, np.where(code >= 0, code + beyond, -1))
    return None if names is None else np.unique(names, return_inverse=True)[1] - int((names < 0).any())


def shared_values(codes: np.ndarray, names: np.ndarray, values: int) -> np.ndarray:
    """Which values (bool, one per code) are held under many names; `codes` (records, k), `names` (records,)."""
    row, slot = np.nonzero((codes >= 0) & (names >= 0)[:, None])
    held, name = codes[row, slot].astype(np.int64), names[row].astype(np.int64)
    records = np.bincount(held, minlength=values)
    distinct = np.unique(held * (name.max(initial=0) + 1) + name)
    spread = np.bincount(distinct // (name.max(initial=0) + 1), minlength=values)
    wide = (spread >= LEAST_SPREAD * records) | (spread >= MANY_NAMES)
    return (records >= FEWEST_RECORDS) & (spread >= FEWEST_NAMES) & wide
