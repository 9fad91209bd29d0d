"""A file of a folder that cannot be read is told by every command, and never passed over."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.cli import main

CRM = "客户编号,姓名,手机\nC1,王伟,13800001111\nC2,李静,13900002222\nC3,赵敏,13700003333\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "crm.csv").write_text(CRM, encoding="utf-8")
    (exports / "members.xlsx").write_bytes(b"PK\x03\x04 broken")
    (exports / "old.csv").write_bytes(b"%PDF-1.4 ...")
    pq.write_table(pa.table({"name": ["a"] * 999}), exports / "torn.parquet")
    whole = (exports / "torn.parquet").read_bytes()
    (exports / "torn.parquet").write_bytes(whole[: len(whole) // 2])
    return exports


BROKEN = ("members.xlsx", "old.csv", "torn.parquet")


def run(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_audit_tells_what_it_could_not_read(folder, tmp_path):
    result = run("audit", folder, "--out", tmp_path / "health")
    assert result.exit_code == 1
    assert all(f"未能读取：{name}" in result.stderr for name in BROKEN)
    page = (tmp_path / "health" / "report.html").read_text(encoding="utf-8")
    assert all(name in page for name in BROKEN)
    with (tmp_path / "health" / "findings.csv").open(encoding="utf-8-sig") as file:
        told = {row["source"] for row in csv.DictReader(file) if row["rule"] == "unreadable_file"}
    assert told == {"members", "old", "torn"}
    counts = json.loads(run("audit", folder, "--out", tmp_path / "health", "--json").stdout)
    assert counts["score"] < 60
    assert len(counts["unread"]) == 3
    assert counts["rows"]["crm"]["kept"] == 3
    assert counts["rows"]["members"] == {"read": 1, "kept": 0, "quarantined": 1, "balanced": True}


def test_init_and_dedupe_tell_it_too(folder, tmp_path):
    for words in (("init", folder, "--out", tmp_path / "w.yaml"), ("dedupe", folder, "--out", tmp_path / "d")):
        result = run(*words)
        assert result.exit_code == 1
        assert all(f"未能读取：{name}" in result.stderr for name in BROKEN)
    assert "members" not in (tmp_path / "w.yaml").read_text(encoding="utf-8")
    assert len((tmp_path / "d" / "clusters.csv").read_text(encoding="utf-8").split()) == 4


def test_a_folder_of_nothing_readable_stops(folder, tmp_path):
    (folder / "crm.csv").unlink()
    result = run("audit", folder, "--out", tmp_path / "health")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in BROKEN)
