"""Years of birth: told, worked out from an age, or part of a whole date."""

import numpy as np
import pyarrow as pa

import matching
from matching.compare.amounts import AMOUNT_LABELS
from matching.compare.plan import plan
from matching.features.build import build


def records(**columns):
    size = len(next(iter(columns.values())))
    return pa.table({"record_id": [f"r{k}" for k in range(size)], "source": ["s"] * size} | columns)


def level(table, name):
    comparison = next((c for c in plan(build(table)) if c.name == name), None)
    return None if comparison is None else int(comparison.grade(np.array([0]), np.array([1]))[0][0])


def test_a_year_compares_with_the_year_of_a_whole_date():
    same = records(birth_date=["1950", "1950-09-11"], name=["a", "b"])
    assert (level(same, "birth_year"), level(same, "birth_date")) == (1, 0)
    other = records(birth_date=["1980", "1950-09-11"], name=["a", "b"])
    assert level(other, "birth_year") == len(AMOUNT_LABELS)


def test_whole_dates_are_not_counted_twice():
    table = records(birth_date=["1950-09-11", "1950-09-11", "1960"], name=["a", "b", "c"])
    assert (level(table, "birth_date"), level(table, "birth_year")) == (1, 0)
    assert "birth_year" not in build(table.slice(0, 2))


def test_an_age_and_the_year_it_was_told_in_make_a_year_of_birth():
    table = records(age=["11", "22 år"] * 2, name=["a", "b"] * 2)
    table = table.set_column(1, "source", pa.array(["census_1834", "census_1845"] * 2))
    years = build(table)["birth_year"]
    assert [years.values[c] for c in years.flat] == ["1823"] * 4


def test_the_day_of_the_event_tells_the_year_before_the_name_of_the_source():
    table = records(age=["54", "54", "4"], date=["1856-06-12", "1850-01-01", None], name=["a", "b", "c"])
    table = table.set_column(1, "source", pa.array(["deaths_1900"] * 3))
    years = build(table)["birth_year"]
    assert [years.values[c] for c in years.flat] == ["1802", "1796", "1896"]


def test_a_day_in_the_name_of_a_source_or_its_last_entry_tells_the_year_of_its_ages():
    table = records(age=["22", "22", "30", "30"], created=[None, None, "2009-05-01", "1987-11-23"], name=["a"] * 4)
    table = table.set_column(1, "source", pa.array(["ncvoter_20140101", "roll-201906", "extract", "extract"]))
    years = build(table)["birth_year"]
    assert [years.values[c] for c in years.flat] == ["1992", "1997", "1979", "1979"]


def test_children_of_weeks_and_months_were_born_in_the_year():
    table = records(age=["7 mo", "Inf.", "3 wks", "5/12", "abt 30", "1"] * 2, name=["a"] * 12)
    table = table.set_column(1, "source", pa.array(["census1851"] * 12))
    years = build(table)["birth_year"]
    assert [years.values[c] for c in years.flat] == (["1851"] * 4 + ["1821", "1850"]) * 2


def test_father_and_son_are_told_apart_by_years():
    rng = np.random.default_rng(7)
    given = rng.choice([f"{a}{b}" for a in ("Al", "Be", "Ca", "Do") for b in ("na", "rto", "mir", "vid", "lin")], 400)
    names = [
        f"{g} {s}" for g, s in zip(given, rng.choice([f"Kor{c}son" for c in "abcdefghijklmnop"], 400), strict=True)
    ]
    years = rng.integers(1930, 2000, 400)
    dates = [
        f"{y}-{m:02d}-{d:02d}"
        for y, m, d in zip(years, rng.integers(1, 13, 400), rng.integers(1, 29, 400), strict=True)
    ]
    houses = [f"{n} Elm Street" for n in rng.integers(1, 9000, 400)]
    twice = {
        "person_name": names * 2,
        "birth_date": dates + [str(y) for y in years],
        "address": houses * 2,
    }
    father = {"person_name": names[:1], "birth_date": [str(years[0] - 30)], "address": houses[:1]}
    table = records(**{k: v + father[k] for k, v in twice.items()})
    cluster = dict(
        zip(*(matching.dedupe(table).crosswalk[c].to_pylist() for c in ("record_id", "customer_id")), strict=True)
    )
    assert cluster["r0"] == cluster["r400"] != cluster["r800"]
