"""Cleaning is the same whatever the number of rows that are worked on at a time, and wherever columns are kept."""

import datetime as dt

import pyarrow as pa
import pytest

from benchmarks.audit.data import FIELDS, table
from quality import CleanSettings, clean, spool
from quality.cleaning.told import told
from quality.standardise import tax_id

SEVERAL = ["13800138001;13900139002", "a@b.com, c@d.org", "0755-26771234 转 12", "", " ", "x;y"]


def _records():
    rows = table(600)
    odd = table(60, seed=8, start=700)
    for name in ("手机", "电话", "邮箱"):
        cells = [SEVERAL[at % len(SEVERAL)] for at in range(odd.num_rows)]
        odd = odd.set_column(odd.column_names.index(name), name, pa.array(cells))
    many = pa.concat_tables([rows, odd, rows.slice(0, 1).take([0] * 40)])  # a phone that forty rows share
    return many.append_column("国家", pa.array(["CN", "US", None, "Germany"] * (many.num_rows // 4)))


def _cleaned(fields):
    done = clean(_records(), fields, CleanSettings(today=dt.date(2026, 6, 30)))
    return done.table.to_pylist(), sorted(done.changes.to_pylist(), key=str), done.region


@pytest.mark.parametrize("fields", [FIELDS, {**FIELDS, "country": "国家", "fax": "电话"}], ids=["plain", "countries"])
def test_rows_and_changes_do_not_depend_on_the_part(fields, monkeypatch):
    whole = _cleaned(fields)
    assert {change["kind"] for change in whole[1]} >= {"applied"}
    monkeypatch.setattr(spool, "SLICE", 53)
    monkeypatch.setattr(spool, "LEAST", 0)
    assert _cleaned(fields) == whole


def test_tax_ids_are_told_as_the_whole_column_would(monkeypatch):
    sound = table(80)["税号"].to_pylist()
    texts = pa.array(
        [t for t in dict.fromkeys([*sound, "9131", "91310000MA1FL0000X", "税号 9111 0000 6000 37341L"]) if t]
    )
    monkeypatch.setattr(spool, "SLICE", 16)
    found, wanted = (
        told("tax_id", texts, None, ("CN", "", 2026)),
        tax_id.standardise(texts.to_pylist(), ["CN"] * len(texts)),
    )
    for name in ("values", "states", "rules", "suggestions"):
        assert getattr(found, name).to_pylist() == getattr(wanted, name)
