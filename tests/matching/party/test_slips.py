"""A file that exchanges whole values by mistake is told from one that holds twins, heirs and borrowed numbers."""

import numpy as np
import pyarrow as pa
import pytest

from matching import judge
from matching.features.build import Parts, build
from matching.party.slips import exchanged, explained

GIVEN = ["mary", "john", "peter", "susan", "linda", "james", "karen", "brian", "agnes", "walter"]
SURNAMES = ["smith", "jones", "brown", "taylor", "wilson", "davies", "evans", "thomas", "morgan", "hughes"]
DATES = ("given_name", "birth_date", "national_id")


def person(k: int, rng: np.random.Generator) -> dict:
    return {
        "given_name": GIVEN[k % 10], "surname": SURNAMES[k // 10 % 10], "address": f"{k + 3} oak street",
        "birth_date": f"{rng.integers(1930, 1999)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}",
        "national_id": f"{rng.integers(10**7, 10**8)}", "postcode": f"{2000 + k}",
    }  # fmt: skip


def file_of(rate: float, twins: float, seed: int = 7, size: int = 600) -> tuple[list[dict], list[int]]:
    """Two records of each person, of which one has exchanged values, and twins of some; the person of each."""
    rng = np.random.default_rng(seed)
    rows, who = [], []
    for k in range(size):
        first = person(k, rng)
        other = person(k + 3, rng)
        rows += [first, first | {n: other[n] for n in DATES if rng.random() < rate}]
        who += [k, k]
        if rng.random() < twins:
            rows.append(first | {"given_name": GIVEN[(k + 5) % 10], "national_id": person(k, rng)["national_id"]})
            who.append(size + k)
    return rows, who


def table_of(rows: list[dict]) -> pa.Table:
    named = [{"record_id": f"r{k:05d}", "source": "s"} | row for k, row in enumerate(rows)]
    return pa.Table.from_pylist(named)


def parts_of(rate: float, twins: float) -> Parts:
    return build(table_of(file_of(rate, twins)[0]))


@pytest.mark.parametrize(("rate", "twins", "slips"), [(0.1, 0.0, True), (0.1, 0.1, False), (0.0, 0.0, False)])
def test_values_exchanged_by_mistake_are_told_from_kin(rate: float, twins: float, slips: bool) -> None:
    assert exchanged(parts_of(rate, twins), "postcode") is slips


def test_a_file_without_numbers_tells_nothing() -> None:
    parts = parts_of(0.1, 0.0)
    assert not exchanged(parts.view(["given", "surname", "birth_date"]), "")


def test_each_kind_of_kin_is_asked_for_by_itself() -> None:
    parts = parts_of(0.1, 0.1)
    assert not explained(parts, ("birth_date", "postcode"), ("given", "national_id"))
    assert explained(parts, ("given", "postcode"), ("birth_date", "national_id"))


@pytest.mark.parametrize("twins", [0.0, 0.1])
def test_two_things_exchanged_join_only_where_no_twins_are(twins: float) -> None:
    rows, who = file_of(0.1, twins)
    label = judge(table_of(rows)).clusters["cluster"].to_pylist()
    merged = [k for k in range(1, len(who)) if label[k] == label[k - 1] and who[k] != who[k - 1]]
    twice = [k for k in range(1, len(who)) if who[k] == who[k - 1] and _exchanged(rows[k - 1], rows[k])]
    assert not merged
    assert any(label[k] == label[k - 1] for k in twice) is not bool(twins)


def _exchanged(one: dict, other: dict) -> bool:
    """Whether a given name and a number differ, and the birth date does not."""
    return [one[n] != other[n] for n in DATES] == [True, False, True]


def test_the_order_of_rows_is_immaterial() -> None:
    rows, _ = file_of(0.1, 0.05)
    answers = {exchanged(build(table_of([rows[k] for k in order])), "postcode") for order in _orders(len(rows))}
    assert len(answers) == 1


def _orders(rows: int) -> list[np.ndarray]:
    return [np.arange(rows), *(np.random.default_rng(seed).permutation(rows) for seed in (1, 2))]
