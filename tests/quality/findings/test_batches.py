"""The audit is the same whatever the number of rows that are worked on at a time, and wherever columns are kept."""

import datetime as dt

import pyarrow as pa
import pytest

import quality
from benchmarks.audit.data import FIELDS, table
from quality import spool, texts

SETTINGS = quality.AuditSettings(as_of=dt.date(2026, 6, 30))


def _sources():
    customers = table(700)
    customers = pa.concat_tables([customers, customers.slice(3, 5)])  # rows that are there twice
    orders = {
        "record_id": [f"orders:{n}" for n in range(500)],
        "_row": list(range(2, 502)),
        "no": [str(n) for n in range(500)],
        "customer": [f"C{n * 7 % 730:08d}" for n in range(500)],
        "when": [f"202{n % 9}-0{1 + n % 9}-11" for n in range(500)],
        "total": [f"{n / 4:.2f}" if n % 90 else "x" for n in range(500)],
    }
    fields = {"id": "no", "customer_ref": "customer", "order_date": "when", "amount": "total"}
    return {
        "crm": quality.AuditSource(customers, entity="customer", fields=FIELDS),
        "orders": quality.AuditSource(pa.table(orders), entity="order", fields=fields),
    }


def _audit():
    references = [quality.Reference("orders", "customer", "crm", "客户编号", 1.0)]
    found = quality.audit(_sources(), references, SETTINGS)
    return found.findings.to_pylist(), found.summary.to_pylist(), found.profile, found.score, found.duplicates


@pytest.fixture(scope="module")
def whole():
    return _audit()


@pytest.mark.parametrize("rows", [97])
def test_findings_profile_and_score_do_not_depend_on_the_batch(whole, rows, monkeypatch):
    monkeypatch.setattr(spool, "SLICE", rows)
    monkeypatch.setattr(spool, "LEAST", 0)
    for ours, theirs in zip(_audit(), whole, strict=True):
        assert ours == theirs


def test_columns_of_more_text_than_one_array_holds_give_the_same(whole, monkeypatch):
    monkeypatch.setattr(spool, "SLICE", 97)
    monkeypatch.setattr(spool, "LEAST", 0)
    monkeypatch.setattr(texts, "SMALL", 5_000)
    monkeypatch.setattr(texts, "MOST", 10_000)  # bytes, instead of 2 GiB: names, addresses, mail, tax ids and remarks
    for ours, theirs in zip(_audit(), whole, strict=True):
        assert ours == theirs


def test_the_sample_finds_something_of_every_kind(whole):
    kinds = {row["dimension"] for row in whole[1] if row["failed"]}
    assert kinds >= {"completeness", "validity", "placeholder", "uniqueness", "duplication", "integrity", "timeliness"}
