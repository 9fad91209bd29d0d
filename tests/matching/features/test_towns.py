"""Towns within addresses meet the towns of columns; nothing else is taken from an address."""

import pyarrow as pa

from matching.features.build import build

TOWNS = [
    ("Chicago", "IL", "60619"),
    ("Saint Louis", "MO", "63152"),
    ("San Diego", "CA", "92123"),
    ("Bonn", "NW", "53179"),
]
COLUMNS = ("record_id", "source", "name", "address", "city", "state", "postcode")
APART = [{"address": f"{k + 1} Pine Blvd"} | dict(zip(COLUMNS[4:], TOWNS[k % 4], strict=True)) for k in range(40)]


def parts_of(*cells: dict) -> list[dict]:
    rows = [*APART, *cells]
    held = [{"record_id": f"r{k}", "source": "s", "name": "x"} | row for k, row in enumerate(rows)]
    table = pa.Table.from_pylist(held, schema=pa.schema([(n, pa.string()) for n in COLUMNS]))
    parts = build(table)
    names = ("address", "city", "state", "postcode")
    held = {n: [*parts[n].values, None] for n in names}
    return [{n: held[n][parts[n].flat[k]] for n in names} for k in range(len(rows))][len(APART) :]


def test_a_town_and_postcode_at_the_end_of_an_address_meet_those_of_columns():
    found = parts_of(
        {"address": "4 Pine Blvd, 60619 Chicago"},
        {"address": "4 Pine Blvd, Saint Louis, MO 63152"},
        {"address": "4 Pine Blvd #248, 53180 Bonn"},
    )
    assert [f["city"] for f in found] == ["chicago", "saint louis", "bonn"]
    assert [f["postcode"] for f in found] == ["60619", "63152", "53180"]
    assert found[0]["address"] == found[1]["address"] == found[2]["address"].removesuffix(" 248")
    assert found[1]["state"] == "mo"


def test_town_state_and_postcode_in_the_column_of_towns_are_taken_apart():
    found = parts_of({"city": "San Diego, CA 92107", "address": "1 A"}, {"city": "53179 Kleinort", "address": "2 B"})
    assert found[0] == {"address": "1 a", "city": "san diego", "state": "ca", "postcode": "92107"}
    assert (found[1]["city"], found[1]["postcode"]) == ("kleinort", "53179")


def test_an_address_without_a_known_town_keeps_its_words():
    before = "12 Chicago Avenue Suite 30619"
    found = parts_of({"address": before}, {"address": "Chicago"}, {"address": "5 Main St", "city": "Chicago"})
    assert [f["postcode"] for f in found] == [None, None, None]
    assert "30619" in found[0]["address"]
    assert found[1]["city"] is None
    assert found[2] == {"address": found[2]["address"], "city": "chicago", "state": None, "postcode": None}
