import mmap

import numpy as np
import pyarrow as pa
import pytest

from quality import spool as module
from quality import texts
from quality.spool import Spool, bounds, side_by_side, slices
from quality.texts import plain

TEXTS = pa.array(["a", None, "", "汉字", "x" * 5000, "é", None], pa.string())


@pytest.fixture(autouse=True)
def _map_everything(monkeypatch):
    monkeypatch.setattr(module, "LEAST", 0)


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_texts_come_back_as_they_went_in(rows):
    parts = [part for part, _ in slices(TEXTS, rows)]
    assert Spool().text(parts).equals(TEXTS)
    assert Spool().array(pa.chunked_array(parts)).equals(TEXTS)
    assert Spool().array(TEXTS[2:5]).equals(TEXTS[2:5])


def test_mapped_arrays_survive_release_and_their_spool():
    spool = Spool()
    texts, numbers = spool.array(TEXTS), spool.numbers(np.arange(1000))
    table = spool.table(iter(pa.table({"t": TEXTS}).to_batches()), pa.schema([("t", pa.string())]))
    spool.release()
    del spool
    assert texts.equals(TEXTS)
    assert (numbers == np.arange(1000)).all()
    assert table["t"].combine_chunks().equals(TEXTS)


def test_nothing_makes_empty_arrays():
    assert Spool().text([]).equals(pa.array([], pa.string()))
    assert Spool().join([]).equals(pa.array([], pa.string()))
    assert len(Spool().numbers(np.zeros(0, np.int32))) == 0
    assert list(bounds(0)) == list(slices(pa.array([], pa.string()))) == []


def test_kept_columns_hold_no_memory():
    column = pa.array([f"customer {n}" for n in range(200_000)])
    spool, before = Spool(), pa.total_allocated_bytes()
    kept = spool.array(column)
    assert pa.total_allocated_bytes() - before < 1000
    assert kept.equals(column)


def test_work_side_by_side_keeps_its_order_and_its_errors():
    assert side_by_side(lambda n: n * n, range(20)) == [n * n for n in range(20)]
    assert side_by_side(str, []) == []
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda n: 1 // n, [2, 1, 0])


def test_texts_that_lie_beyond_2_gib_come_as_string(tmp_path):
    end = 3 << 30
    with (tmp_path / "sparse").open("wb+") as file:
        file.seek(end - 7)
        file.write("上海x".encode())
        file.flush()
        held = pa.py_buffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    offsets = pa.py_buffer(np.array([0, 0, end - 7, end - 4, end - 1, end], np.int64))
    values = pa.LargeStringArray.from_buffers(5, offsets, held).slice(2)
    assert [(part.to_pylist(), part.type, at) for part, at in slices(values, 2)] == [
        (["上", "海"], pa.string(), 0),
        (["x"], pa.string(), 2),
    ]
    with pytest.raises(pa.ArrowInvalid, match="3,221,225,465 bytes of text in 1 cells"):
        plain(pa.LargeStringArray.from_buffers(2, offsets, held).slice(1))


def test_a_slice_holds_as_much_text_as_is_worked_on_at_a_time(monkeypatch):
    monkeypatch.setattr(texts, "SMALL", 50)
    values = pa.array(["x" * 30, None, "y" * 30, "z", ""])
    parts = [(part.to_pylist(), at) for part, at in slices(values)]
    assert [text for part, _ in parts for text in part] == values.to_pylist()
    assert [at for _, at in parts] == [0, 2]
