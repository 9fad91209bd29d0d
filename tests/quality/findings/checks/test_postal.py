import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.checks.places import check_places
from quality.findings.values import AuditSource
from quality.findings.view import view


def told(towns, codes, rule="postcode_mismatch"):
    records = pa.table({"record_id": [f"s:{i}" for i in range(len(towns))], "ville": towns, "cp": codes})
    found = check_places(view("s", AuditSource(records, fields={"city": "ville", "postcode": "cp"})), Rulebook())
    return {int(r.partition(":")[2]) for f in found if f.rule.id == rule for r in f.record_ids.to_pylist()}


def test_a_postcode_of_another_town_is_told_by_the_other_rows_of_the_file():
    towns = ["Lyon", "Lille", "Nantes"] * 40 + ["Lyon", "lille"]
    codes = ["69003", "59000", "44100"] * 40 + ["13005", "69001"]
    assert told(towns, codes) == {120, 121}


def test_a_town_of_many_postcodes_is_held_to_what_they_have_in_common():
    towns = ["Berlin"] * 60 + ["Berlin", "Potsdam"]
    codes = [f"1{i % 5}{i:03d}" for i in range(60)] + ["80331", "14467"]
    assert told(towns, codes) == {60}


def test_towns_of_one_name_in_several_regions_are_left_alone():
    assert told(["Neustadt"] * 30, ["31535", "67433", "01844"] * 10) == set()


def test_a_japanese_postcode_that_lost_its_zero():
    codes = [f"{100 + i}-{i:04d}" for i in range(40)] + ["600042"]
    assert told(["東京"] * 41, codes, "lost_leading_zero") == {40}
