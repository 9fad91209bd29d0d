"""The table of rules in docs/audit.md is the catalogue."""

import re
from pathlib import Path

from quality.rules import built_in

PAGE = (Path(__file__).parents[3] / "docs" / "audit.md").read_text("utf-8")


def test_the_page_lists_every_rule_under_its_dimension_and_no_other():
    table = PAGE[PAGE.index("| dimension | rules |") :].split("\n\n")[0].splitlines()[2:]
    told = {line.split("|")[1].strip(): re.findall(r"`(\w+)`", line) for line in table}
    listed = [(dimension, rule) for dimension, rules in told.items() for rule in rules]
    assert sorted(listed) == sorted((rule.dimension, rule.id) for rule in built_in().values())


def test_the_page_names_what_cleaning_mends_by_itself():
    line = next(line for line in PAGE.splitlines() if line.startswith("Cleaning applies the mend"))
    assert set(re.findall(r"`(\w+)`", line)) == {rule.id for rule in built_in().values() if rule.safe}
