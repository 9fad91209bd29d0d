"""Files are looked at block by block; where a block ends changes nothing, and memory stays with the block."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality import read_export
from quality import spool as spool_module
from quality.read import delimited, encoding
from quality.read.delimited import _balanced, _utf8
from quality.read.encoding import detect_encoding, undecodable

PIECES = st.sampled_from([b'"', b'"', b",", b"\n", b"\r\n", b"a", "中".encode(), "中国".encode("gb18030"), b"\xff"])
BYTES = st.lists(PIECES, max_size=30).map(b"".join)


@settings(deadline=None)
@given(BYTES, st.integers(1, 9))
def test_quotes_balance_the_same_in_blocks_of_any_size(data, block):
    whole = _balanced(memoryview(data), ord(","))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        assert _balanced(memoryview(data), ord(",")) == whole


@settings(deadline=None)
@given(BYTES, st.integers(1, 9), st.sampled_from(["utf-8", "gb18030", "utf-8-sig"]))
def test_bytes_decode_the_same_in_blocks_of_any_size(data, block, name):
    try:
        wrong, text = -1, data.decode("gb18030" if name == "gb18030" else "utf-8")
    except UnicodeDecodeError as error:
        wrong, text = error.start, None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        patch.setattr(encoding, "SAMPLE", block)
        assert undecodable(data, "gb18030" if name == "gb18030" else "utf-8") == wrong
        if name == "utf-8-sig":
            data = b"\xef\xbb\xbf" + data
        if name != "utf-8":
            assert _utf8(data, name) == (None if text is None else text.encode())


@pytest.mark.parametrize("rows", [3])
def test_a_cell_of_thousands_of_lines_is_one_cell(tmp_path, rows):
    note = "备注,\n内容" * 2400
    path = tmp_path / "notes.csv"
    path.write_text("id,name,note\n" + "".join(f'{n},客户{n},"{note}"\n' for n in range(rows)), "utf-8")
    reading = read_export(path, source="notes")
    assert (reading.facts.rows_read, reading.facts.kept) == (rows, rows)
    assert set(reading.records["note"].to_pylist()) == {note}
    assert reading.records["_row"].to_pylist() == [2 + n * 2401 for n in range(rows)]


def test_rows_swallowed_by_a_quote_are_still_found(tmp_path):
    path = tmp_path / "quote.csv"
    path.write_text('id,name,city\n1,"open,x\n2,Bob,Rome\n3,"b",c"\n4,Dan,Bonn\n' * 3, "utf-8")
    facts = read_export(path, source="quote").facts
    assert facts.kept >= 6
    assert facts.rows_read == facts.kept + facts.quarantined


def test_records_of_a_file_are_mapped_not_held(tmp_path, monkeypatch):
    monkeypatch.setattr(spool_module, "LEAST", 1 << 16)
    path = tmp_path / "large.csv"
    path.write_text("no,name\n" + "".join(f"{n},customer number {n}\n" for n in range(40_000)), "utf-8")
    before = pa.total_allocated_bytes()
    reading = read_export(path, source="large")
    assert reading.records.num_rows == 40_000
    assert reading.records.nbytes > 5 * (pa.total_allocated_bytes() - before)


def test_the_encoding_is_found_beyond_the_first_block():
    late = b"id,name\n" + b"1,abc\n" * 200_000 + "2,中国客户资料\n".encode("gb18030") * 50
    assert detect_encoding(late) == "gb18030"
