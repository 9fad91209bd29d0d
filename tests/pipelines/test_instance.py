"""The instance's storages when several open a fresh DAGSTER_HOME at the same time."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from pipelines.errors import PipelineError
from pipelines.instance import alone_in, make_storages

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]
STORAGES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")


def test_four_that_open_a_fresh_home_at_once_stamp_each_storage_once(tmp_path):
    ready = Barrier(4)

    def open_it(_):
        ready.wait()
        make_storages(tmp_path)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(open_it, range(4))) == [None] * 4
    for path in STORAGES:
        with closing(sqlite3.connect(tmp_path / path)) as kept:
            assert len(kept.execute("SELECT version_num FROM alembic_version").fetchall()) == 1, path


def test_a_second_one_waits_until_the_first_has_opened(tmp_path):
    with ThreadPoolExecutor(1) as pool:
        with alone_in(tmp_path):
            second = pool.submit(make_storages, tmp_path)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
            assert not (tmp_path / STORAGES[0]).exists()
        assert second.result() is None


def test_a_storage_that_does_not_open_is_named_with_its_settings(tmp_path):
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "runs.db").write_text("not a database " * 100, encoding="utf-8")
    with pytest.raises(PipelineError, match=r"does not open \(DatabaseError\).*dagster.yaml"):
        make_storages(tmp_path)
