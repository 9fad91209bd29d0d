"""A notebook's table becomes clean records: meanings by header or by word, lists, ids, nulls."""

import pandas as pd
import pyarrow as pa
import pytest

from matching.intake import as_records


def test_headers_are_understood_and_the_rest_is_kept():
    frame = pd.DataFrame(
        {"姓名": ["王伟 ", ""], "手机": ["１38", None], "Tel": ["139", "139"], "Zip Code": [1.0, None], "x": ["1", "2"]}
    )
    got = as_records(frame)
    assert got.to_pydict() == {
        "record_id": ["table:#1", "table:#2"],
        "source": ["table", "table"],
        "person_name": ["王伟", None],
        "phone": [["138", "139"], ["139"]],
        "postcode": ["1", None],
        "other:x": ["1", "2"],
    }


def test_given_meanings_ids_and_sources():
    table = pa.table({"id": ["7", "8", "8", None], "source": ["a", "a", "a", "b"], "k1": ["x", "y", None, "z"]})
    got = as_records(table, {"name": "k1", "id": "id"})
    assert got["record_id"].to_pylist() == ["a:7", "a:#2", "a:#3", "b:#4"]
    assert got["name"].to_pylist() == ["x", "y", None, "z"]
    with pytest.raises(KeyError, match="k9"):
        as_records(table, {"name": "k9"})


def test_clean_records_pass_unchanged():
    table = pa.table(
        {
            "record_id": ["a:1"],
            "source": ["a"],
            "name": ["Ann"],
            "phone": pa.array([["+1", "+2"]], pa.list_(pa.string())),
            "phone__state": pa.array([["valid", "invalid"]], pa.list_(pa.string())),
            "other:colour": ["red"],
        }
    )
    assert as_records(table).equals(table)
