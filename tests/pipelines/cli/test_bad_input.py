"""A user's mistake: one clear message, exit code 2, no stack trace, nothing half-written."""

import errno
import os

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.cli import main

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
ONE = "name,phone\n王伟,13800001111\n李静,13900002222\n王 伟,138 0000 1111\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in an empty folder; give the exit code and what was written to the standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)

    def call(*words):
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stderr

    return call


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (PNG, "picture"), (b"\x00\x01\x02" * 500, ""), (b"name,phone\n", "nothing under it")],
)
@pytest.mark.parametrize("command", ["dedupe"])
def test_a_file_that_holds_no_table(run, tmp_path, content, says, command):
    (tmp_path / "bad.csv").write_bytes(content)
    code, said = run(command, "bad.csv", "--out", "result")
    assert code == 2
    assert says in said
    assert "bad.csv" in said
    assert not (tmp_path / "result" / "clusters.csv").exists()


@pytest.mark.parametrize(
    "words", [("dedupe", "no.csv", "--out", "o"), ("init", "nowhere"), ("audit", "no", "--out", "o")]
)
def test_a_missing_input(run, words):
    code, said = run(*words)
    assert code == 2
    assert "not found" in said


def test_files_need_a_folder_for_the_results(run, tmp_path):
    (tmp_path / "a.csv").write_text(ONE, encoding="utf-8")
    for command in ("dedupe", "audit"):
        code, said = run(command, "a.csv")
        assert code == 2
        assert "--out" in said


def test_a_folder_that_cannot_be_written(run, tmp_path):
    (tmp_path / "a.csv").write_text(ONE, encoding="utf-8")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    code, said = run("dedupe", "a.csv", "--out", tmp_path / "file" / "result")
    assert code == 2
    assert "file" in said


def test_an_unreachable_database_shows_no_password(run, tmp_path):
    (tmp_path / "a.csv").write_text(ONE, encoding="utf-8")
    (tmp_path / "workspace.yaml").write_text(
        'sources:\n  a: {read: a.csv, entity: customer}\ntarget: {url: "postgresql+psycopg://u:hunter2@127.0.0.1:1/x"}\n'
        "waves:\n  - {name: w, load: [customer]}\n",
        encoding="utf-8",
    )
    code, said = run("wave", "status")
    assert code == 2
    assert "***" in said
    assert "hunter2" not in said


def test_a_full_disk_leaves_the_old_result(run, tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text(ONE, encoding="utf-8")
    assert run("dedupe", "a.csv", "--out", "result")[0] == 0
    before = (tmp_path / "result" / "clusters.csv").read_bytes()

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pyarrow.csv.write_csv", full)
    monkeypatch.setattr(pq, "write_table", full)
    code, said = run("dedupe", "a.csv", "--out", "result")
    assert code == 2
    assert "disk is full" in said
    assert (tmp_path / "result" / "clusters.csv").read_bytes() == before
    assert not list((tmp_path / "result").glob(".*.part"))


def test_a_wave_that_was_not_packaged_is_a_closed_gate(run, tmp_path):
    (tmp_path / "a.csv").write_text(ONE, encoding="utf-8")
    (tmp_path / "workspace.yaml").write_text(
        "sources:\n  a: {read: a.csv, entity: customer}\nwaves:\n  - {name: w, load: [customer]}\n", encoding="utf-8"
    )
    code, said = run("wave", "promote", "w", "--by", "me")
    assert code == 1
    assert "wave rehearse w" in said
    assert "Did you mean 'w'" in run("wave", "promote", "ww", "--by", "me")[1]
