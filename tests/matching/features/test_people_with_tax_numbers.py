"""A tax number makes no company of a person where all names are persons'."""

import pyarrow as pa

from matching.features.build import build
from matching.prepare import prepare


def test_a_column_of_persons_stays_persons_beside_tax_numbers():
    table = pa.table(
        {
            "record_id": ["a", "b", "c", "d"],
            "source": ["s"] * 4,
            "name": ["Amber Suarez", "Suarez Amber", "Mark Winters", "Karl Auer"],
            "birth_date": ["1978-04-28", "1978-04-28", "1960-01-02", "1970-03-04"],
            "tax_id": ["970602321", None, "725731553", None],
        }
    )
    parts = build(prepare(table))
    assert "org" not in parts
    assert (parts["surname"].flat >= 0).all()
