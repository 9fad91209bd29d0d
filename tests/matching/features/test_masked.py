"""Numbers and mailboxes with hidden parts are no evidence: what is left of them stands for many."""

import pyarrow as pa

from matching.features.build import build


def test_hidden_parts_count_as_missing_and_whole_values_stay() -> None:
    table = pa.table(
        {
            "record_id": ["a", "b", "c"],
            "national_id": ["XXX-XX-4136", "613-69-9254", "***-**-9254"],
            "phone": pa.array([["+1202***0111"], ["+12025550111"], None], pa.list_(pa.string())),
            "email": pa.array([["cat***@example.com"], ["Maxx@Example.com"], ["xxx@x.org"]], pa.list_(pa.string())),
        }
    )
    parts = build(table)
    assert parts["national_id"].values.tolist() == ["613699254"]
    assert parts["phone"].values.tolist() == ["12025550111"]
    assert parts["email"].values.tolist() == ["maxx@example.com"]
