import numpy as np
import pyarrow as pa
import pytest

from quality.findings.book import Rulebook
from quality.findings.checks.categories import check_categories, variants
from quality.findings.values import AuditSource
from quality.findings.view import view


@pytest.mark.parametrize(
    ("usual", "odd", "field"),
    [
        ("A类", ("a类", "A", "a（重点）"), "category"),
        ("北京市", ("北京", "beijing", "Beijing"), "city"),
        ("男", ("M", "male", "Male"), "gender"),
        ("Industrie", ("industrie", "INDUSTRIE ", "Indusrtie", "Industrei"), "category"),
        ("批发零售业", ("批发零受业",), "category"),
        ("经销商", ("經銷商", "经销啇", "经销"), "category"),
        ("钻石会员", ("钻石会圆", "鑽石會員"), "category"),
        ("ゴールド", ("ゴルド", "ゴールト"), "category"),
        ("Basic", ("Baic", "Basc", "BASIC"), "category"),
    ],
)
def test_other_ways_to_write_a_category_lead_to_the_usual_one(usual, odd, field):
    texts = [usual, "Handwerk", *odd]
    counts = np.array([60, 50, *[2] * len(odd)])
    assert variants(texts, counts, field) == [None, None, *[usual] * len(odd)]


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (("VIP1", "VIP2"), "category"), (("金牌", "银牌"), "category"), (("山西省", "陕西省"), "state"),
        (("A", "B"), "other"), (("2023Q1", "2023Q2"), "other"), (("Level 1", "Level 2"), "category"),
        (("open", "opened"), "status"), (("New", "Net"), "status"), (("ITC", "IT"), "category"),
        (("省代理", "市代理"), "category"), (("经销商", "代销商"), "category"), (("金卡会员", "银卡会员"), "category"),
    ],
)  # fmt: skip
def test_categories_that_are_alike_but_not_the_same_stay_apart(texts, field):
    assert variants(list(texts), np.array([600, 2]), field) == [None, None]


def test_columns_of_many_values_are_no_categories():
    names = [f"客户{i}" for i in range(40)] + ["Acme", "ACME"]
    records = pa.table({"record_id": [f"s:{i}" for i in range(42)], "c": names})
    assert check_categories(view("s", AuditSource(records, fields={"category": "c"})), Rulebook()) == []


def found_in(column):
    records = pa.table({"record_id": [f"s:{i}" for i in range(len(column))], "plan": column})
    return [pair for f in check_categories(view("s", AuditSource(records)), Rulebook()) for pair in pairs(f)]


def pairs(failure):
    return list(zip(failure.values.to_pylist(), failure.proposals.to_pylist(), strict=True))


def test_a_column_of_unknown_meaning_and_few_values_is_a_category():
    odd = ["basic", "SILVER", "Silvr", "Tier  1"]
    usual = ["Basic", "Silver", "Silver", "Tier 1"]
    assert found_in(["Basic", "Silver", "Tier 1"] * 60 + odd) == list(zip(odd, usual, strict=True))


@pytest.mark.parametrize(
    "values",
    [
        ["15", "1.5"], ["1/11", "11/1"], ["AB-1", "A-B1"], ["a", "A"] * 2, ["Smith", "Smyth"] * 2,
    ],
)  # fmt: skip
def test_what_may_be_a_value_of_its_own_stays_in_a_column_of_unknown_meaning(values):
    usual, rare = values[0], values[1]
    many = 90 if len(values) > 2 else 3
    assert found_in([usual] * 100 + ["Other"] * 100 + [rare] * many) == []
