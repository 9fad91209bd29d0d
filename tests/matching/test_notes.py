"""Odd tables end sensibly, and a clear word says so, in Chinese too."""

from random import Random

import pandas as pd
import pytest

import matching

FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"


def crowd(count=3000, phone="13816547203"):
    """Persons all on one line, some of one name by chance."""
    draw = Random(3)  # noqa: S311 - no secret
    names = [draw.choice(FAMILY) + draw.choice(GIVEN) + draw.choice(GIVEN) for _ in range(count)]
    return pd.DataFrame({"person_name": names, "phone": [phone] * count})


def noted(table, language):
    found = matching.dedupe(table)
    return found, " ".join(matching.in_words(note, language) for note in found.report["notes"])


def test_strangers_on_a_line_of_all_are_not_merged():
    table = crowd()
    found, words = noted(table, "en")
    customer = found.crosswalk["customer_id"].to_pandas()
    assert table["person_name"].groupby(customer).nunique().max() == 1
    assert "1 value of phone stands under many names (3000 records)" in words
    assert "按缺失处理" in noted(crowd(), "zh")[1]


@pytest.mark.parametrize(
    ("table", "customers", "word", "zh"),
    [
        (pd.DataFrame({"foo": range(50), "bar": [k % 7 for k in range(50)]}), 50, "map the columns", "请指定各列含义"),
        (pd.DataFrame({"name": ["Ann Lee"], "phone": ["+442079460000"]}), 1, "nothing to compare", "无需比对"),
        (pd.DataFrame({"name": ["Ann Lee"] * 99, "phone": ["+442079460000"] * 99}), 1, "one value only", "只有一个值"),
        (
            pd.DataFrame({"name": ["Ann Lee"] * 9, "phone": ["+442079460000"] * 9}),
            1,
            "are one customer",
            "是同一个客户",
        ),
        (pd.DataFrame({"name": ["Ann Lee"] * 9, "city": ["Ulm"] * 9}), 9, "too little to be one", "不足以认定"),
        (pd.DataFrame({"name": [None, None], "phone": [None, None]}), 2, "map the columns", "请指定各列含义"),
    ],
)
def test_a_table_that_says_little_ends_with_a_word_about_it(table, customers, word, zh):
    found, words = noted(table, "en")
    assert len(found.golden) == customers
    assert word in words
    assert zh in noted(table, "zh")[1]


def test_fillers_are_counted():
    table = matching.intake.as_records(crowd(40)).append_column("phone__state", [["placeholder"] * 30 + ["valid"] * 10])
    assert matching.notes.notes_on(table) == ["30 of 40 values of phone are placeholders and count as missing"]
    assert matching.in_words("an unknown note", "zh") == "an unknown note"


def test_fields_go_by_their_names_in_both_languages():
    _, words = noted(pd.DataFrame({"name": ["Ann Lee"] * 9, "phone": ["+442079460000"] * 9}), "en")
    assert "given name holds one value only" in words
    _, words = noted(pd.DataFrame({"name": ["Ann Lee"] * 9, "phone": ["+442079460000"] * 9}), "zh")
    assert "电话只有一个值" in words
