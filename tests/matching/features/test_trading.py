"""Names that a firm trades under."""

import numpy as np
import pyarrow as pa
import pytest

from matching.features.build import build
from matching.features.coded import from_texts
from matching.features.organisation import split
from matching.features.trading import trading_column, unmarked


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("Leblanc Holdings Inc dba Ace Hardware #5865", "Leblanc Holdings Inc Ace Hardware #5865"),
        ("RAMIREZ ENT., L.L.C. D/B/A ANYTIME FITNESS", "RAMIREZ ENT., L.L.C. ANYTIME FITNESS"),
        ("J Mills Ltd t/a The Corner Shop", "J Mills Ltd The Corner Shop"),
        ("J Mills Ltd (trading as The Corner Shop)", "J Mills Ltd The Corner Shop"),
        ("海口明霞餐饮有限公司（招牌：老王面馆）", "海口明霞餐饮有限公司老王面馆"),
    ],
)
def test_the_mark_between_a_firm_and_its_trading_name_is_no_part_of_either(marked, plain):
    assert split(marked).core == split(plain).core


@pytest.mark.parametrize("name", ["DBA Consulting", "BBVA T/A", "Adba Foods", "字号网络科技有限公司"])
def test_what_only_looks_like_the_mark_stays(name):
    assert unmarked(name) == name


@pytest.mark.parametrize("header", ["OtherOrganizationName", "DBA Name", "trading_as", "招牌名", "Nome Fantasia"])
def test_a_second_column_of_names_is_put_behind_the_first(header):
    named = pa.table(
        {
            "record_id": ["a", "b", "c"],
            "org_name": ["Reyes Dental LLC", "Dogwood Dental", "Reyes Dental LLC"],
            f"other:{header}": ["Dogwood Dental", None, "Reyes Dental"],
        }
    )
    parts = build(named)
    told = np.append(parts["org"].values, [None])[parts["org"].flat]
    assert told.tolist() == ["Reyes Dental LLC dba Dogwood Dental", "Dogwood Dental", "Reyes Dental LLC"]
    assert f"other:{header}" not in parts


def test_other_columns_and_tables_of_persons_have_none():
    column = from_texts(["x", "y"])
    assert trading_column({"org_name": column, "other:Terms": column}) is None
    assert trading_column({"person_name": column, "other:DBA": column}) is None
