"""A kept model comes back from disk as it was."""

from dataclasses import fields, is_dataclass

import numpy as np
import pyarrow as pa
import pytest

import matching
from matching.incremental.saved import ARRAYS, load_model, save_model


@pytest.fixture(scope="module")
def kept():
    names = ["Anna Berg", "Ana Berg", "Bo Lund", "Bo Lundh", "Cy Dahl", "Di Ek"] * 6
    born = [f"19{40 + k // 2:02d}-01-{1 + k % 9:02d}" for k in range(len(names))]
    table = pa.table({"name": names, "birth_date": born, "city": ["Lund", "Visby", "Ystad"] * 12})
    return matching.dedupe(table, keep=True).kept


def _same(one, other) -> None:
    if isinstance(one, np.ndarray):
        assert np.array_equal(one, other)
        assert one.dtype == other.dtype
    elif is_dataclass(one):
        for field in fields(one):
            _same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            _same(one[key], other[key])
    elif isinstance(one, pa.Table):
        assert one.equals(other)
    else:
        assert one == other


def test_what_was_saved_is_loaded(kept, tmp_path):
    save_model(kept, tmp_path / "kept")
    _same(load_model(tmp_path / "kept"), kept)


def test_half_a_model_is_none(kept, tmp_path):
    assert load_model(tmp_path / "none") is None
    save_model(kept, tmp_path / "kept")
    (tmp_path / "kept" / ARRAYS).unlink()
    assert load_model(tmp_path / "kept") is None
