"""A judge that reads only the values it is asked about says what one says that has read all."""

from random import Random

import numpy as np
import pyarrow as pa

from matching.compare.evidence import evidence
from matching.compare.plan import plan
from matching.features.build import build
from matching.features.horizon import horizon


def records(count):
    dice = Random(9)  # noqa: S311 - made up
    names, streets = ("anna anne hanna 王伟 王玮 wang peter petra".split(), "High Main Station Mill 世纪大道".split())
    rows = [
        {
            "given_name": dice.choice(names),
            "surname": dice.choice("smith smyth schmidt 李 li".split()),
            "address": f"{dice.randint(1, 40)} {dice.choice(streets)} {dice.choice(('Street', 'St', 'Road'))}",
            "email": f"{dice.choice(names[:3])}{dice.randint(1, 9)}@{dice.choice(('a.com', 'b.com'))}",
            "phone": f"+4930{dice.randint(1000, 1100)}",
            "birth_date": f"19{dice.randint(50, 59)}-0{dice.randint(1, 9)}-11",
            "other:trade": dice.choice(("baker", "bakery", "smith of tools")),
            "other:wage": str(dice.randint(100, 140)),
        }
        for _ in range(count)
    ]
    table = pa.Table.from_pylist(rows)
    return table.add_column(0, "record_id", [[f"s:{k}" for k in range(count)]])


def test_levels_are_the_same():
    with horizon(300):
        parts = build(records(330))
        left, right = np.triu_indices(330, 1)
        chosen = np.flatnonzero((left * 7 + right) % 11 == 0)
        whole = evidence(plan(parts), left[chosen], right[chosen])
        few = evidence(plan(parts, few=True), left[chosen], right[chosen])
    assert np.array_equal(whole.levels, few.levels)
    assert np.array_equal(whole.rarity, few.rarity)
    assert len(set(whole.levels[:, 0])) > 3
