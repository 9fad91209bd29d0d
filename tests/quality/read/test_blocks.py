"""Files are read block by block; where a block ends changes nothing, and memory stays with the block."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality import read_export
from quality import spool as spool_module
from quality.read import blocks, encoding, octets
from quality.read.delimited import read_delimited
from quality.read.encoding import detect_encoding, undecodable
from quality.read.model import ReadOptions
from quality.read.octets import decode, decode_utf8, encode_utf8, utf8_parts

PIECES = st.sampled_from(
    [b'"', b'"', b",", b"\n", b"\r\n", b"a", "中".encode(), "中国".encode("gb18030"), b"\xff", b"\0"]
)
BYTES = st.lists(PIECES, max_size=30).map(b"".join)
ROWS = st.lists(
    st.sampled_from([b"1,Li,Rome", b'2,"Wang, A",Bonn', b'3,"a\nb",x', b'4,"open,y', b"5,x", b"6,\xff,z", b""])
)


def _read(data, **given):
    raw = read_delimited(data, ReadOptions(**given), lambda _rows: None)
    return [column.to_pylist() for column in raw.columns], raw.rows.to_pylist(), raw.damage, raw.facts


@settings(deadline=None)
@given(ROWS, st.integers(1, 40), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_rows_and_damage_do_not_depend_on_the_block(rows, block, end):
    data = end.join([b"id,name,city", *rows, b""])
    whole = _read(data, delimiter=",", header=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(octets, "BLOCK", block)
        assert _read(data, delimiter=",", header=True) == whole


@settings(deadline=None)
@given(BYTES, st.integers(1, 9), st.sampled_from(["gb18030", "utf-16-le", "latin-1"]))
def test_any_bytes_are_read_the_same_in_blocks_of_any_size(data, block, name):
    whole = _read(data, encoding=name, delimiter=",", header=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(octets, "BLOCK", block)
        assert _read(data, encoding=name, delimiter=",", header=False) == whole


@settings(deadline=None)
@given(
    BYTES, st.integers(1, 9), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le"])
)
def test_bytes_decode_the_same_in_blocks_of_any_size(data, block, name):
    data += "😀é".encode("utf-16-be") * (name == "utf-16-be")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(octets, "BLOCK", block)
        part = b"".join(utf8_parts(data, name))
    text = decode(data, name)
    assert decode_utf8(part, name) == text
    assert encode_utf8(text, name) == part


@settings(deadline=None)
@given(BYTES, st.integers(1, 9), st.sampled_from(["utf-8", "gb18030"]))
def test_what_does_not_decode_is_found_in_blocks_of_any_size(data, block, name):
    try:
        wrong = -1 if data.decode(name) is not None else 0
    except UnicodeDecodeError as error:
        wrong = error.start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "SAMPLE", block)
        assert undecodable(data, name) == wrong


def test_one_damaged_row_leaves_the_blocks_around_it_to_arrow(tmp_path, monkeypatch):
    monkeypatch.setattr(octets, "BLOCK", 1 << 12)
    slow = []
    real = blocks.read_lines
    monkeypatch.setattr(blocks, "read_lines", lambda lines, *how: slow.append(len(lines)) or real(lines, *how))
    path = tmp_path / "large.csv"
    rows = [f"{n},customer {n},Bonn" for n in range(20_000)]
    rows[9_000] = "9000,customer"
    path.write_text("\n".join(["no,name,city", *rows, ""]), "utf-8")
    facts = read_export(path, source="large").facts
    assert (facts.kept, facts.quarantined) == (19_999, 1)
    assert sum(slow) < 10_000


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
