import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality import spool as module
from quality.findings import encode
from quality.findings.encode import counted, distinct, encode_text, in_order
from quality.findings.hashing import hashes
from quality.spool import Spool

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def _whole(values):
    coded = pa.array(values, pa.string()).dictionary_encode()
    return coded.dictionary.to_pylist(), [-1 if code is None else code for code in coded.indices.to_pylist()]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.none() | texts, max_size=40), st.integers(1, 9), st.integers(0, 40))
def test_batches_of_any_size_give_what_the_whole_column_gives(values, rows, cut):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SLICE", rows)
        patch.setattr(module, "LEAST", 0)
        patch.setattr(encode, "_SORTED", rows)
        column = pa.chunked_array([pa.array(values[:cut], pa.string()), pa.array(values[cut:], pa.string())])
        found, codes = encode_text(column, Spool())
    assert (found.to_pylist(), codes.tolist()) == _whole(values)


def test_texts_that_share_a_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr(module, "SLICE", 3)
    monkeypatch.setattr(encode, "hashes", lambda values: np.zeros(len(values), np.uint64))
    values = ["a", "b", None, "a", "c", "b", "d"]
    found, codes = encode_text(pa.array(values), Spool())
    assert (found.to_pylist(), codes.tolist()) == _whole(values)


@settings(deadline=None)
@given(st.lists(texts | st.text("ab", min_size=7, max_size=18), unique=True, max_size=60))
def test_distinct_texts_have_distinct_hashes_wherever_they_stand(values):
    alone = np.concatenate([hashes(pa.array([v], pa.string())) for v in values]) if values else np.zeros(0)
    together = hashes(pa.array(["before", *values], pa.string()).slice(1))
    assert (alone == together).all()
    assert len(set(together.tolist())) == len(values)


@given(st.lists(st.integers(-5, 5)))
def test_distinct_numbers_come_sorted(numbers):
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))


@given(st.lists(st.integers(0, 6)))
def test_counted_and_in_order_agree_with_numpy(numbers):
    codes = np.array(numbers, np.int32)
    values, often = np.unique(codes, return_counts=True)
    assert [found.tolist() for found in counted(codes)] == [values.tolist(), often.tolist()]
    assert in_order(codes).tolist() == np.argsort(codes, kind="stable").tolist()
