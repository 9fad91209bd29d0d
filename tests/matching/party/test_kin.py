"""Kin under one roof and houses with one contact stay apart."""

import numpy as np
import pyarrow as pa

from matching import judge


def crowd(count: int = 60) -> list[dict]:
    rng = np.random.default_rng(3)
    given = ["mary", "john", "peter", "susan", "linda", "james", "karen", "brian"]
    surnames = ["smith", "jones", "brown", "taylor", "wilson", "davies", "evans", "thomas"]
    rows = []
    for k in range(count):
        person = {
            "given_name": given[k % 8], "surname": surnames[k // 8],
            "birth_date": f"{1940 + k % 50}-0{1 + k % 9}-{10 + k % 18}", "address": f"{k + 3} oak street",
            "phone": [f"+1202555{rng.integers(1000, 9999)}"],
        }  # fmt: skip
        rows += [person, dict(person)]
    return rows


def clusters(rows: list[dict]) -> dict[str, str]:
    table = pa.Table.from_pylist([r | {"record_id": f"r{k:03d}", "source": "s"} for k, r in enumerate(rows)])
    found = judge(table).clusters
    return dict(zip(found["record_id"].to_pylist(), found["cluster"].to_pylist(), strict=True))


def test_father_and_son_of_one_name_in_one_house_stay_two() -> None:
    rows = crowd()
    father = {
        "given_name": "rebekah",
        "surname": "shannon",
        "address": "5384 richardson row",
        "phone": ["+12025550111"],
    }
    rows += [father | {"birth_date": "1970-04-05"}, father | {"birth_date": "1999-12-07"}]
    found = clusters(rows)
    assert found["r120"] != found["r121"]


def test_a_couple_that_shares_telephone_and_mailbox_stays_two() -> None:
    rows = [row | {"email": [f"guest{k // 2}@mail.org"]} for k, row in enumerate(crowd())]
    home = {"surname": "smith", "address": "77 elm road", "phone": ["+12025550122"], "email": ["smiths@mail.org"]}
    rows += [
        home | {"given_name": "mary", "birth_date": "1961-02-03"},
        home | {"given_name": "james", "birth_date": "1958-11-30"},
    ]
    found = clusters(rows)
    assert found["r120"] != found["r121"]


def test_sisters_on_one_telephone_stay_two() -> None:
    rows = crowd()
    home = {"surname": "smith", "address": "77 elm road", "phone": ["+12025550122"]}
    rows += [home | {"given_name": "mary"}, home | {"given_name": "susan"}]
    found = clusters(rows)
    assert found["r120"] != found["r121"]
