"""What a wave is held against takes no more memory for more rows: neither rows nor crosswalk is held as a whole."""

import pyarrow as pa
import pytest

import migration
from benchmarks.waves import home
from pipelines.stages import ledger
from pipelines.stages.context import Context
from pipelines.store import Store
from pipelines.workspace import load_workspace

PART = 10_000


@pytest.fixture
def small_parts(monkeypatch):
    """Parts and batches so small that the rows are many of them."""
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)
    monkeypatch.setattr(migration, "Settings", lambda: migration.values.Settings(plan_rows=PART), raising=False)
    monkeypatch.setattr(Store.batches, "__defaults__", (PART,))


def peak(folder, orders):
    """Highest number of bytes that Arrow held while the totals of so many orders were agreed."""
    folder.mkdir()
    context = Context.of(load_workspace(home.make(folder, orders // 5, orders)))
    usual = pa.default_memory_pool()
    counted = pa.proxy_memory_pool(usual)
    pa.set_memory_pool(counted)
    try:
        _, counts = ledger.agreed_totals(context)
    finally:
        pa.set_memory_pool(usual)
    assert counts["ledger_groups"] > orders * 0.9
    return counted.max_memory()


@pytest.mark.usefixtures("small_parts")
def test_more_orders_take_a_few_bytes_each(tmp_path):
    """An order's totals alone are some sixty bytes; what may grow are the buffers of the parts on disk."""
    small, large = peak(tmp_path / "small", 60_000), peak(tmp_path / "large", 300_000)
    assert (large - small) / 240_000 < 16
