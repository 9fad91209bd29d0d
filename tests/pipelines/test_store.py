"""Results are written whole or not at all."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import MissingInput
from pipelines.store import Store


def test_a_table_comes_back(tmp_path):
    table = pa.table({"record_id": ["a:1", "a:2"], "phone": [["+1"], None]})
    store = Store(tmp_path)
    store.write("clean/a", table)
    assert store.read("clean/a") == table
    assert list(store.tables("clean")) == ["a"]


def test_a_failed_write_leaves_the_old_table(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.write("x", pa.table({"n": [1]}))

    def full_disk(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full_disk)
    with pytest.raises(OSError, match="No space"):
        store.write("x", pa.table({"n": [2]}))
    assert store.read("x")["n"].to_pylist() == [1]
    assert [p.name for p in tmp_path.iterdir()] == ["x.parquet"]


def test_a_missing_table_says_what_to_run(tmp_path):
    with pytest.raises(MissingInput, match="mergepoint run"):
        Store(tmp_path).read("golden")
