"""Cells with several numbers, and cells that say nothing."""

import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.fields import check_fields
from quality.findings.judge import Judge
from quality.findings.values import AuditSource, Thresholds
from quality.findings.view import view


def found(field, texts):
    """Return {rule: values found} for a column of `field`."""
    rows = len(texts)
    records = pa.table({"record_id": [f"s:{i}" for i in range(rows)], "_row": range(rows), "c": texts})
    source = view("s", AuditSource(records, fields={field: "c"}))
    failures = check_fields(source, Judge(2024), Rulebook(), Thresholds())
    return {f.rule.id: set(f.values.to_pylist()) for f in failures if f.failed}


USUAL = [f"138{i:04d}{(i * 7919) % 10000:04d}" for i in range(1000, 1060)]


@pytest.mark.parametrize("mark", ["/", ",", ";", "、", " ", "，", "；"])
def test_two_valid_phones_in_one_cell_are_no_finding(mark):
    assert found("phone", [*USUAL, f"15515652832{mark}010-62256813", f"010-62256813{mark}15515652832"]) == {}
    assert found("phone", [*USUAL, f"15515652832{mark}1361234"]) == {"phone_invalid": {f"15515652832{mark}1361234"}}


@pytest.mark.parametrize("nothing", ["n/a", "N/A", "/", "-", "无", "--", "—"])
def test_signs_and_words_for_nothing_are_fillers(nothing):
    assert found("phone", [*USUAL, nothing]) == {"placeholder_phone": {nothing}}
    assert found("tax_id", [*["91350100M000100Y43"] * 9, nothing]) == {"placeholder_tax_id": {nothing}}
    assert found("national_id", [*["11010519491231002X"] * 9, nothing]) == {"placeholder_national_id": {nothing}}


def gaps_of(entity, fields, **columns):
    """Return the findings of missing values as (rule, column, records)."""
    rows = len(next(iter(columns.values())))
    records = pa.table({"record_id": [f"s:{i}" for i in range(rows)], **columns})
    source = view("s", AuditSource(records, entity=entity, fields=fields))
    failures = check_fields(source, Judge(2024), Rulebook(), Thresholds())
    return [(f.rule.id, f.column, f.record_ids.to_pylist()) for f in failures if f.failed and "missing" in f.rule.id]


def test_an_amount_that_every_row_has_is_missing_though_another_amount_is_there():
    sub, total, off = ["9.00"] * 200, [*["10.00"] * 199, None], ["1.00", None] * 100
    fields = {"amount": ["sub", "total", "off"]}
    assert gaps_of("order", fields, sub=sub, total=total, off=off) == [("amount_missing", "total", ["s:199"])]
    assert gaps_of("order", fields, sub=[*sub[1:], None], total=total, off=off[::-1]) == [
        ("amount_missing", "sub", ["s:199"]),
        ("amount_missing", "total", ["s:199"]),
    ]
    assert gaps_of("order", {"amount": ["sub", "total"]}, sub=[*sub[1:], None], total=total) == [
        ("amount_missing", "sub", ["s:199"])
    ]


def test_the_only_date_of_an_order_must_be_there():
    dates = [*["2024-05-06"] * 199, None]
    assert gaps_of("order", {"date": "paid"}, paid=dates) == [("date_missing", "paid", ["s:199"])]
    assert gaps_of("order", {"date": ["paid", "sent"]}, paid=dates, sent=dates) == []
    assert gaps_of("order", {"date": "paid"}, paid=[*dates[:150], *[None] * 50]) == []


def test_two_names_that_together_are_nobodys():
    surname = ["Doe", "User", "Mouse", "Doe", "Mustermann", "Smith"]
    given = ["John", "Test", "Mickey", "Janet", "Max", "Mickey"]
    records = pa.table({"record_id": [f"s:{i}" for i in range(6)], "last": surname, "first": given})
    seen = view("s", AuditSource(records, fields={"surname": "last", "given_name": "first"}))
    found = check_fields(seen, Judge(), Rulebook(), Thresholds())
    told = {
        r for f in found if f.rule.id == "placeholder_name" and f.column == "last" for r in f.record_ids.to_pylist()
    }
    assert told == {"s:0", "s:1", "s:2", "s:4"}


def test_numbers_and_postcodes_among_names_and_towns():
    names = [*[f"Firma {c} GmbH" for c in "ABCDEFGHIJ"], "91110000600037341L"]
    towns = [*["London"] * 9, "N20 2ZN", "SW1A 1AA"]
    records = pa.table({"record_id": [f"s:{i}" for i in range(11)], "name": names, "town": towns * 1})
    seen = view("s", AuditSource(records, fields={"org_name": "name", "city": "town"}))
    found = check_fields(seen, Judge(), Rulebook(), Thresholds())
    told = {(f.column, r) for f in found if f.rule.id == "value_in_wrong_field" for r in f.record_ids.to_pylist()}
    assert told == {("name", "s:10"), ("town", "s:9"), ("town", "s:10")}
