"""The exam's own arithmetic, and that what it says is planted is in the files."""

import csv

import pytest

from benchmarks.exam import chinese, german, households
from benchmarks.exam.scoring import RULES, by_kind, surplus

TRUTH = {("name missing", "a:1", "Name"), ("name missing", "a:2", "Name"), ("garbled", "a:3", "Name")}


def finding(rule, record, field="Name"):
    return {"rule": rule, "record_id": record, "field": field, "value": ""}


def test_recall_counts_a_kind_only_by_its_own_rules():
    table = by_kind(TRUTH, [finding("name_missing", "a:1"), finding("mojibake", "a:2"), finding("mojibake", "a:3")])
    assert table["name missing"] == (2, 1, [("a:2", "Name")])
    assert table["garbled"] == (1, 1, [])


def test_a_finding_where_nothing_was_planted_is_surplus():
    extra = surplus(
        TRUTH, [finding("mojibake", "a:1"), finding("mojibake", "a:9"), finding("phone_invalid", "a:1", "Tel")]
    )
    assert {rule: [row["record_id"] for row in rows] for rule, rows in extra.items()} == {
        "mojibake": ["a:9"],
        "phone_invalid": ["a:1"],
    }


@pytest.mark.parametrize("make", [chinese.make, german.make])
def test_a_folder_is_the_same_every_time_and_its_kinds_have_rules(tmp_path, make):
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    truth = make(first, size=200)
    assert make(again, size=200) == truth
    assert {file.name: file.read_bytes() for file in first.iterdir()} == {
        file.name: file.read_bytes() for file in again.iterdir()
    }
    assert {kind for kind, _, _ in truth} <= RULES.keys()


def test_what_is_planted_stands_in_the_file(tmp_path):
    truth = german.make(tmp_path, size=200)
    with (tmp_path / "KNA1.txt").open(encoding="utf-8", newline="") as stream:
        rows = {f"KNA1:{row['KUNNR']}": row for row in csv.DictReader(stream, delimiter="|")}
    assert all(rows[record]["PSTLZ"] in ("4109", "1067") for kind, record, _ in truth if "postcode" in kind)
    assert all(rows[record][column] == "" for kind, record, column in truth if "missing" in kind)


def test_households_keep_their_people_apart(tmp_path):
    person, apart = households.make(tmp_path / "kunden.csv", houses=60)
    assert apart
    assert all(person[a] != person[b] for a, b in apart)
    with (tmp_path / "kunden.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["Kundennr"] for row in csv.DictReader(stream)} == person.keys()
