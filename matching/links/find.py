"""All links of a run, as one table of suggestions for a steward to confirm."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.links.groups import branch_links, group_links, organisations, parent_links
from matching.links.people import household_links, same_person_links

LINKS = pa.schema(
    [
        ("left", pa.string()),
        ("right", pa.string()),
        ("kind", pa.string()),
        ("evidence", pa.string()),
        ("probability", pa.float64()),
    ]
)
_STRONGEST = ("parent_of", "branch_of", "same_group", "household", "same_person")


def find_links(golden: pa.Table, records: pa.Table, crosswalk: pa.Table) -> pa.Table:
    """Return `left, right, kind, evidence, probability`; never a merge, only a tie with its evidence.

    `left` and `right` are customer or organisation ids: `branch_of` (left is a branch of right),
    `parent_of` (left owns right), `same_group`, `household`, `same_person` (one person, two customers).
    Between two ids only the strongest group tie is kept. `evidence`: `key=value` parts joined by `; `.
    `probability` ranks the ties: a fixed estimate by kind of evidence, not calibrated on any data.
    """
    firms = organisations(golden)
    parts = [
        parent_links(records, crosswalk),
        branch_links(firms),
        group_links(golden, firms),
        household_links(golden),
        same_person_links(golden),
    ]
    links = pa.concat_tables([p.cast(LINKS) for p in parts])
    if not len(links):
        return links
    low, high = pc.min_element_wise(links["left"], links["right"]), pc.max_element_wise(links["left"], links["right"])
    rank = pc.index_in(links["kind"], value_set=pa.array(_STRONGEST)).to_numpy()
    pair = pc.binary_join_element_wise(low, high, ">").combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.lexsort((-links["probability"].to_numpy(), rank, pair))
    first = np.append(True, pair[order][1:] != pair[order][:-1])
    kept = links.take(pa.array(order[first]))
    return kept.sort_by([("kind", "ascending"), ("left", "ascending"), ("right", "ascending")])
