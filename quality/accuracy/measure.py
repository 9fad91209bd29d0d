"""Field accuracy of records against their truth, before and after."""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from quality.accuracy.interval import wilson
from quality.findings.masks import mask
from quality.findings.script import folded

Normaliser = Callable[[pa.Array], pa.Array]


def field_accuracy(
    records: pa.Table, truth: pa.Table, fields: Sequence[str], normal: Mapping[str, Normaliser] | None = None
) -> list[dict]:
    """Compare `fields` of `records` with `truth`, joined on `record_id`.

    Both tables hold text columns named by field. A value is right where it equals the truth after `normal`
    (by default: width, case, script, spaces and punctuation folded away); where the truth is null the cell
    must be empty. Returns for each field, and for `record` (every field right), `field, checked, right,
    accuracy, low, high` with the 95 % Wilson interval. Records without truth are not counted.
    """
    place = pc.index_in(records["record_id"], value_set=truth["record_id"].combine_chunks())
    known = mask(pc.is_valid(place))
    ours, theirs = records.filter(pa.array(known)), truth.take(place.filter(pa.array(known)))
    whole, result = None, []
    for field in fields:
        fold = (normal or {}).get(field, folded)
        mine, right = (fold(side[field].combine_chunks().cast(pa.string())) for side in (ours, theirs))
        same = mask(pc.equal(mine, right)) | (mask(mine.is_null()) & mask(right.is_null()))
        whole = same if whole is None else whole & same
        result.append(_line(field, int(same.sum()), len(same)))
    if whole is not None:
        result.append(_line("record", int(whole.sum()), len(whole)))
    return result


def compare_accuracy(before: Sequence[Mapping], after: Sequence[Mapping]) -> list[dict]:
    """Put two measurements side by side: `field, before, after, gain, sure` (`sure`: the intervals are apart)."""
    later = {line["field"]: line for line in after}
    return [
        {
            "field": line["field"],
            "before": line["accuracy"],
            "after": later[line["field"]]["accuracy"],
            "gain": later[line["field"]]["accuracy"] - line["accuracy"],
            "sure": later[line["field"]]["low"] > line["high"] or later[line["field"]]["high"] < line["low"],
        }
        for line in before
        if line["field"] in later
    ]


def _line(field: str, right: int, checked: int) -> dict:
    low, high = wilson(right, checked)
    share = right / checked if checked else 0.0
    return {"field": field, "checked": checked, "right": right, "accuracy": share, "low": low, "high": high}
