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
        (("open", "opened"), "status"),
    ],
)  # fmt: skip
def test_categories_that_are_alike_but_not_the_same_stay_apart(texts, field):
    assert variants(list(texts), np.array([60, 5]), field) == [None, None]


def test_columns_of_many_values_are_no_categories():
    names = [f"客户{i}" for i in range(40)] + ["Acme", "ACME"]
    records = pa.table({"record_id": [f"s:{i}" for i in range(42)], "c": names})
    assert check_categories(view("s", AuditSource(records, fields={"category": "c"})), Rulebook()) == []
