"""People who share a house: couples, twins, father and son, in one column of names; none of them may merge."""

import csv
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

from benchmarks.exam import values as v


def make(file: Path, seed: int = 3, houses: int = 500) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Write one file; return record → person, and the pairs of records that must stay apart."""
    r, rows, person, apart = Random(seed), [], {}, set()
    for house in range(houses):
        records: dict[str, list[str]] = {}
        shared, members = _house(r), _members(r)
        for number, (name, born) in enumerate(members):
            mine = records.setdefault(f"{house}/{number}", [])
            for _ in range(r.choice([1, 1, 2])):
                mine.append(str(10_000 + len(rows)))
                rows.append([mine[-1], name, born.strftime("%d.%m.%Y") if r.random() < 0.7 else "", *shared])
                person[mine[-1]] = f"{house}/{number}"
        apart |= {(a, b) for one, other in combinations(records.values(), 2) for a in one for b in other}
    r.shuffle(rows)
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["Kundennr", "Name", "Geburtsdatum", "Straße", "PLZ", "Ort", "Telefon"], *rows])
    return person, apart


def _house(r: Random) -> list[str]:
    city, postcode, area = r.choice(v.CITIES)
    return [f"{r.choice(v.STREETS)} {r.randint(1, 190)}", postcode, city, f"{area} {r.randint(100_000, 9_999_999)}"]


def _members(r: Random) -> list[tuple[str, date]]:
    surname, (one, other), born = r.choice(v.LAST), r.sample(v.FIRST, 2), v.day(r, date(1940, 1, 1), date(1985, 1, 1))
    kind = r.choice(["single", "single", "couple", "twins", "junior"])
    if kind == "single":
        return [(f"{one} {surname}", born)]
    if kind == "couple":
        return [(f"{one} {surname}", born), (f"{other} {surname}", v.day(r, date(1940, 1, 1), date(1985, 1, 1)))]
    if kind == "twins":
        return [(f"{one} {surname}", born), (f"{other} {surname}", born)]
    return [(f"{one} {surname} sen.", born), (f"{one} {surname} jun.", born + timedelta(days=9500))]
