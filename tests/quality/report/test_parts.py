import pyarrow as pa

from quality import spool
from quality.report.export import write_csv


def test_findings_are_written_the_same_in_parts(tmp_path, monkeypatch):
    table = pa.table({"rule": ["a", "b", "c"] * 5, "value": ["=1+1", "x,y", None] * 5})
    write_csv(table, tmp_path / "whole.csv")
    monkeypatch.setattr(spool, "SLICE", 2)
    write_csv(table, tmp_path / "parts.csv")
    write_csv(table.slice(0, 0), tmp_path / "empty.csv")
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert (tmp_path / "empty.csv").read_text() == "rule,value\n"
