"""Every kind of defect that the demo does not hold, planted into sound exports beside look-alikes that are none.

Together with `test_planted.py` and `test_planted_cells.py` each built-in rule is proved so, or says here why not.
Run as a program it prints the table: python -m tests.quality.findings.test_planted_rows
"""

from collections import defaultdict

import pytest

from quality.findings import AuditSettings, audit
from quality.rules import parse_rules
from quality.rules.catalog import built_in
from tests.quality.findings import sound, test_planted, test_planted_cells
from tests.quality.findings.kinds import ALIKE, CELLS, ROWS, ROWS_ALIKE, STEWARDS, gone

EACH, FREE = 12, 1000  # so many of each kind; rows from there on are doubled
NOT_CELLS = {
    "unreadable_file": "a whole file and no row: tests/quality/read",
    "source_shrunk": "a whole source and no row: tests/quality/findings/checks/test_volume.py",
    "coordinate_invalid": "two columns that tell together: tests/quality/findings/checks/test_coordinates.py",
    "footer_row": "the reader puts it aside: tests/quality/read/test_footer.py plants it with its look-alikes",
}


def planted():
    """Return the sources with all defects, and rule -> the places (source, row) of its own."""
    table, where = sound.rows(), defaultdict(set)
    free = {name: list(range(FREE)) for name in table}
    for rule, source, column, change in [(rule, *cell) for rule, cell in CELLS.items()] + list(ALIKE):
        wrong = (source, column, change) == CELLS[rule]
        for k in range(EACH):
            at = next(at for at in free[source] if _may_become(change, table[source][at], column, k))
            free[source].remove(at)
            table[source][at][column] = change(table[source][at][column], table[source][at], k)
            where[rule] |= {(source, at)} if wrong else set()
    for rule, (make, numbers, both) in ROWS.items():
        for k in numbers:
            source, row = make(k)
            where[rule] |= {(source, len(table[source]))} | ({(source, k)} if both else set())
            table[source].append(row)
    for _, make, numbers in ROWS_ALIKE:
        for source, row in map(make, numbers):
            table[source].append(row)
    where["duplicate_customer"] |= where["duplicate_row"] | {("customers", k) for k in ROWS["duplicate_row"][1]}
    where["orders_without_ledger"] = {("shop", at) for _, at in where["ledger_without_orders"]}
    return sound.sources(table), where


def _may_become(change, row, column, k):
    return change is gone or column == "email" or change(row[column], row, k) is not None


def found(sources):
    """Audit; return rule -> the places it reports."""
    settings = AuditSettings(as_of=sound.AS_OF, rules=parse_rules(STEWARDS))
    place = {}
    for name, source in sources.items():
        ids = source.records["record_id"].to_pylist()
        place |= {(name, record_id): (name, at) for at, record_id in enumerate(ids)}
    told = defaultdict(set)
    for row in audit(sources, sound.REFERENCES, settings).findings.to_pylist():
        told[row["rule"]].add(place[row["source"], row["record_id"]])
    return told


@pytest.fixture(scope="module")
def table():
    sources, where = planted()
    told = found(sources)
    return {rule: (places, places - told[rule], told[rule] - places) for rule, places in where.items()}


def test_sound_exports_hold_nothing():
    assert not found(sound.sources(sound.rows()))


@pytest.mark.parametrize("rule", [*CELLS, *ROWS, "orders_without_ledger"])
def test_what_is_planted_is_found_and_no_look_alike(table, rule):
    places, missed, surplus = table[rule]
    assert len(places) >= EACH
    assert not missed
    assert not surplus


def test_every_built_in_rule_is_planted_or_says_why_not():
    proved = {rule for rules in test_planted.KINDS.values() for rule in rules}
    proved |= {rule for _, _, rule, _ in test_planted_cells.KINDS.values()}
    proved |= {*CELLS, *ROWS, "orders_without_ledger"}
    assert set(built_in()) - proved - set(NOT_CELLS) == set()
    assert not proved & set(NOT_CELLS)


if __name__ == "__main__":
    sources, where = planted()
    told = found(sources)
    for rule, places in where.items():
        hit = len(places & told[rule])
        print(f"| {rule} | {len(places)} | {hit / len(places):.3f} | {hit / max(1, len(told[rule])):.3f} |")
