"""Where there is no truth: a stratified sample to verify by hand, and the accuracy it proves."""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.accuracy.interval import wilson

VERDICT = "right"
_YES = ("1", "y", "yes", "true", "right", "是", "对", "正确", "√", "✓")
_NO = ("0", "n", "no", "false", "wrong", "否", "错", "错误", "×", "✗")


def sample_sheet(records: pa.Table, stratum: str, fields: Sequence[str], size: int, seed: int = 0) -> pa.Table:
    """Draw about `size` records, from every value of `stratum` in proportion, and at least two from each.

    Returns a row for each record and field: `record_id, stratum, weight, field, value, right`; `right` is empty
    for the steward to fill, `weight` the records of the stratum that each drawn one stands for.
    """
    rng = np.random.default_rng(seed)
    groups = pc.fill_null(records[stratum].combine_chunks(), "").dictionary_encode()
    codes = groups.indices.to_numpy()
    parts = []
    for code, name in enumerate(groups.dictionary.to_pylist()):
        rows = np.flatnonzero(codes == code)
        wanted = min(len(rows), max(2, round(size * len(rows) / max(1, records.num_rows))))
        drawn = np.sort(rng.choice(rows, wanted, replace=False))
        for field in fields:
            parts.append(
                pa.table(
                    {
                        "record_id": records["record_id"].take(pa.array(drawn)),
                        "stratum": [name] * wanted,
                        "weight": [len(rows) / wanted] * wanted,
                        "field": [field] * wanted,
                        "value": records[field].take(pa.array(drawn)).cast(pa.string()),
                        VERDICT: pa.nulls(wanted, pa.string()),
                    }
                )
            )
    return pa.concat_tables(parts)


def sampled_accuracy(sheet: pa.Table) -> list[dict]:
    """Return `field, checked, right, accuracy, low, high` from a filled sheet.

    Shares are weighted by stratum; the interval is Wilson's on the effective size of the sample (Kish, Survey
    Sampling, 1965, 11.7). Cells without a verdict are not counted.
    """
    said = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(sheet[VERDICT].cast(pa.string()), "")))
    yes, no = (pc.is_in(said, value_set=pa.array(words)).to_numpy() for words in (_YES, _NO))
    fields, weight = np.array(sheet["field"].to_pylist()), sheet["weight"].to_numpy()
    return [
        _weighted(str(field), yes & (fields == field), no & (fields == field), weight) for field in np.unique(fields)
    ]


def _weighted(field: str, yes: np.ndarray, no: np.ndarray, weight: np.ndarray) -> Mapping:
    judged = yes | no
    heap = weight[judged].sum()
    share = float(weight[yes].sum() / heap) if heap else 0.0
    effective = float(heap**2 / (weight[judged] ** 2).sum()) if heap else 0.0
    low, high = wilson(round(share * effective), round(effective)) if effective >= 1 else (0.0, 1.0)
    if effective:
        low, high = min(low, share), max(high, share)
    return {
        "field": field,
        "checked": int(judged.sum()),
        "right": int(yes.sum()),
        "accuracy": share,
        "low": low,
        "high": high,
        "margin": (high - low) / 2,
        "error": sqrt(share * (1 - share) / effective) if effective else 0.0,
    }
