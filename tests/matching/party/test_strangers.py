"""Columns of few values never make one person of different names, whatever the model takes for a match."""

import numpy as np
import pyarrow as pa

from matching import judge

GIVEN = "james john mary sarah eliza hannah thomas william george robert martha alice samuel joseph ellen".split()
SURNAMES = "sutcliffe greenwood crossley whitaker pickles ashworth ogden riley bamber hartley metcalfe dawson".split()
PARISHES = "halifax todmorden bacup colne bury rochdale elland".split()
LANES = ("mill row", "bank top", "shore", "northgate", "moor end")


def _census(families: int) -> pa.Table:
    """Families of five as three censuses found them, each time in another house of the same few lanes."""
    draw, rows = np.random.default_rng(5), []
    for _ in range(families):
        surname, names = draw.choice(SURNAMES), draw.choice(GIVEN, 5, replace=False)
        born = draw.integers(1790, 1840, 5)
        for year in (1841, 1851, 1861):
            home = {"address": f"{draw.choice(LANES)} {draw.integers(1, 60)}", "locality": draw.choice(PARISHES)}
            rows += [
                {"given_name": name, "surname": surname, "other:age": str(year - when), "other:census_year": str(year)}
                | home | {"gender": "f" if name.endswith("a") else "m"}
                for name, when in zip(names, born, strict=True) if when < year
            ]  # fmt: skip
    for at, row in enumerate(rows):
        row |= {"record_id": f"r{at:05d}", "source": "census"}
    return pa.Table.from_pylist(rows)


def test_a_customer_of_villagers_has_one_name():
    table = _census(300)
    clusters = judge(table).clusters.to_pandas().set_index("record_id")["cluster"]
    people = table.to_pandas().assign(customer=lambda t: t["record_id"].map(clusters)).groupby("customer")
    assert (people["surname"].nunique() == 1).all()
    assert (people["given_name"].nunique() <= 2).all()
