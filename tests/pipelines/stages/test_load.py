"""Load tables: what hangs on a rejected row does not go without it."""

import pyarrow as pa

from pipelines.stages.load import without_lost


def test_lines_of_a_rejected_order_are_rejected_with_it():
    orders = pa.table({"order_id": ["o:1", "o:3"]})
    lines = pa.table({"order_line_id": ["l:1", "l:2", "l:3", "l:4"], "order_id": ["o:1", "o:2", "o:3", None]})
    kept, refused = without_lost("order_line", lines, {"order": orders})
    assert kept["order_line_id"].to_pylist() == ["l:1", "l:3", "l:4"]
    assert pa.concat_tables(refused).to_pylist() == [
        {"entity": "order_line", "record_id": "l:2", "column": "order_id", "value": "o:2", "reason": "rejected_order"}
    ]
