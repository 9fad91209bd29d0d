"""Any bytes are read or refused with a typed error; damage never reaches the neighbours of its row."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quality.errors import ReadError
from quality.read.delimited import read_delimited
from quality.read.dialect import detect_dialect
from quality.read.export import read_export
from quality.read.lines import read_lines
from quality.read.model import ReadOptions

quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALPHABET = st.sampled_from(list("abcXYZ019 _-.王芳é,;|\"'\n\t"))
CELLS = st.text(ALPHABET, max_size=8)


def written(rows, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def read_any(data: bytes, suffix=".csv"):
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        Path(file.name).write_bytes(data)
        return read_export(file.name, source="x")


@quick
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=12), st.sampled_from(",;|\t"))
def test_a_good_file_comes_back_as_it_was_written(rows, delimiter):
    rows = [[f"k{i}", *row] for i, row in enumerate(rows)]
    header = ["id", "name", "phone", "email", "city"]
    reading = read_any(written([header, *rows], delimiter).encode())
    assert reading.facts.quarantined == 0
    found = [list(row.values())[4:] for row in reading.records.to_pylist()]
    assert found == [[cell or None for cell in row] for row in rows]


@quick
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12))
def test_both_paths_agree_on_good_files(rows):
    text = written([["id", "name", "city"], *[[f"k{i}", *row[1:]] for i, row in enumerate(rows)]], ",")
    dialect = detect_dialect(text.split("\n"))
    if dialect.width != 3 or dialect.quoting == "backslash":
        return
    fast = read_delimited(text.encode(), ReadOptions(delimiter=",", header=True), lambda _n: None)
    lines = text.split("\n")
    careful = [(at + 1, fields) for at, _, fields, *_ in read_lines(lines[1:], ",", 3)]
    kept = list(zip(fast.rows.to_pylist(), *(c.to_pylist() for c in fast.columns), strict=True))
    assert not fast.damage
    assert [row[0] for row in kept] == [at + 1 for at, _ in careful]
    assert [list(row[1:]) for row in kept] == [fields for _, fields in careful]


@quick
@given(st.binary(max_size=400), st.sampled_from([".csv", ".txt", ".jsonl", ".xlsx", ".parquet"]))
def test_any_bytes_are_accounted_for_or_refused(data, suffix):
    try:
        reading = read_any(data, suffix)
    except ReadError:
        return
    facts = reading.facts
    assert facts.rows_read == facts.kept + facts.quarantined
    assert facts.kept == reading.records.num_rows
    assert facts.quarantined == reading.quarantine.num_rows


@quick
@given(
    st.integers(9, 60),  # of five rows, three damaged alike would pass for the sound ones
    st.lists(
        st.tuples(st.integers(0, 10_000), st.sampled_from([b'"', b",", b"\0", b"\xff", b"\xc3", b"\\"])), max_size=4
    ),
    st.sampled_from(["utf-8", "gb18030", "utf-8-sig"]),
)
def test_planted_damage_stays_in_its_row(count, damage, encoding):
    encoding, mark_of_order = ("utf-8", b"\xef\xbb\xbf") if encoding == "utf-8-sig" else (encoding, b"")
    lines = [f'{i},张伟{i},"路{i}号, 北京",1380013{i:04d}'.encode(encoding) for i in range(count)]
    hit = set()
    for place, mark in damage:
        row = place % count
        hit.add(row)
        at = len(f"{row},".encode(encoding)) + 4
        lines[row] = lines[row][:at] + mark + lines[row][at:]
    header = mark_of_order + "编号,姓名,地址,手机".encode(encoding)
    reading = read_any(b"\n".join([header, *lines, b""]))
    assert reading.facts.rows_read == count
    kept = set(reading.records["编号"].to_pylist())
    assert {str(i) for i in range(count) if i not in hit} <= kept


@quick
@given(st.binary(min_size=0, max_size=60), st.integers(1, 80))
def test_a_truncated_file_keeps_its_whole_rows(tail, count):
    text = "id,name,city\n" + "".join(f"{i},名{i},城{i}\n" for i in range(count))
    reading = read_any(text.encode() + b"x,y," + tail.replace(b"\n", b"").replace(b"\r", b"")[:20])
    assert set(map(str, range(count))) <= set(reading.records["id"].to_pylist())
