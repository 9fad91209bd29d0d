"""A dry run of going back over several waves says what going back then does."""

from dataclasses import asdict

import pyarrow as pa
import pytest

import migration
from migration import promotion
from tests.migration import shop


def load(target, folder, name, table):
    wave = migration.WaveSpec(name, (shop.CUSTOMER,))
    package = migration.package(migration.plan([wave], {"customer": table}, target, shop.SMALL), name, folder / name)
    with migration.connect(target) as database:
        promotion.run(package, database, "wang", promotion.Options(shop.SMALL, rehearsal=True))


def said(table, column, text):
    return table.set_column(table.column_names.index(column), column, pa.array([text] * table.num_rows))


@pytest.mark.parametrize("live_edits", ["keep-theirs", "restore-ours"])
def test_rows_that_a_later_wave_changed_are_no_live_edits(target, tmp_path, live_edits):
    rows = shop.customers(12)
    load(target, tmp_path, "one", rows.slice(0, 6))
    load(target, tmp_path, "two", said(rows, "region", "two"))  # six known, six new
    load(target, tmp_path, "three", said(said(rows.slice(4, 5), "region", "three"), "name", "N"))
    load(target, tmp_path, "four", said(rows.slice(5, 2), "region", "four"))
    shop.run(target, "UPDATE customers SET region = 'live' WHERE customer_id IN ('C-001', 'C-005')")
    dry = migration.rollback_to("one", target, by="wang", dry_run=True, live_edits=live_edits)
    done = migration.rollback_to("one", target, by="wang", live_edits=live_edits)
    plain = [[{**asdict(report), "dry_run": None} for report in reports] for reports in (dry, done)]
    assert plain[0] == plain[1]
    assert {edit.key for report in dry for edit in report.edits} == {'["C-001"]', '["C-005"]'}
