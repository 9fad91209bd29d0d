"""What the audit finds of the defects planted in the shipped demo, kind by kind; the table is kept true here.

Run as a program it prints the table for any generated set: python tests/quality/findings/test_planted.py FOLDER
"""

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from quality.findings import AuditSettings, AuditSource, audit
from quality.read import ReadOptions, read_export
from quality.rules import parse_rules
from quality.semantics import Reference

DEMO = Path(__file__).parents[3] / "examples" / "demo"
DAMAGE = ("bad_bytes", "extra_delimiter", "missing_fields", "nul_byte", "unbalanced_quote")
# planted kind -> the rules that report it
RULES = {
    **dict.fromkeys(DAMAGE, ("quarantined_row",)),
    "date_ambiguous": ("ambiguous_date",),
    "date_future": ("date_future",),
    "date_impossible": ("date_invalid", "placeholder_date", "date_impossible"),
    "date_order": ("date_order",),
    "dormant": ("dormant_customer",),
    "duplicate_id": ("duplicate_id",),
    "email_invalid": ("email_invalid",),
    "full_width": ("full_width",),
    "invisible": ("invisible_characters",),
    "junk": ("placeholder_name", "placeholder_address"),
    "ledger_mismatch": ("ledger_mismatch",),
    "mojibake": ("mojibake",),
    "name_missing": ("name_missing",),
    "order_total_mismatch": ("order_total_mismatch",),
    "orphan": ("orphan_customer_ref", "orphan_order_ref", "orphan_parent_ref"),
    "parent_loop": ("parent_loop",),
    "phone_invalid": ("phone_invalid",),
    "phone_lost_zero": ("lost_leading_zero",),
    "phone_placeholder": ("placeholder_phone",),
    "phone_scientific": ("scientific_notation_phone",),
    "swapped_fields": ("swapped_fields",),
    "tax_id_checksum": ("tax_id_invalid",),
    "tax_id_length": ("tax_id_invalid",),
    "tax_id_placeholder": ("placeholder_tax_id",),
}
# kinds that a person could argue about, found by frequency or by how a name reads -> (rules, recall, precision);
# of two names that are both given name and surname ("Yan Peng") nobody can tell whether they are swapped
JUDGED = {
    "placeholder_unseen": (("placeholder_phone", "placeholder_email"), 0.95, 0.95),
    "shared_line": (("shared_phone",), 0.95, 0.95),
    "swapped_names": (("swapped_fields",), 0.8, 0.98),
}
KINDS = {**RULES, **{kind: rules for kind, (rules, _, _) in JUDGED.items()}}


def measured(folder):
    """Audit a generated set as its workspace says; return kind -> (planted, found, missed, surplus)."""
    workspace = yaml.safe_load((folder / "workspace.yaml").read_text("utf-8"))
    sources, references = {}, []
    for name, said in workspace["sources"].items():
        options = ReadOptions(sheet=said.get("sheet", ""))
        path = folder / workspace["exports"] / said["read"]
        read = read_export(path, source=name, id_columns=(said["id"],), options=options)
        fields = {**said["fields"], "id": said["id"]}
        sources[name] = AuditSource(read.records, read.quarantine, read.facts, said["entity"], fields)
        for column, target in (said.get("refs") or {}).items():
            references.append(Reference(name, column, target, workspace["sources"][target]["id"], 1.0))
    rules = parse_rules(workspace["audit"]["rules"])
    found = audit(sources, references, AuditSettings(as_of=workspace["audit"]["as_of"], rules=rules))
    return compared(found.findings, folder / "truth" / "defects.csv")


def compared(findings, truth):
    cells = defaultdict(set)
    for row in findings.select(["rule", "record_id", "field", "value"]).to_pylist():
        cells[row["rule"]].add((row["record_id"], row["field"]))
    planted = defaultdict(dict)
    with truth.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] != "full_width" or re.search("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]", row["value"]):
                planted[row["kind"]][row["record_id"], row["field"]] = row["value"]
    values = defaultdict(set)
    for row in findings.filter(findings["rule"].to_numpy() == "duplicate_id").to_pylist():
        values[row["record_id"], row["field"]].add(row["value"])
    table = {}
    for kind, rules in KINDS.items():
        reported = set().union(*(cells[rule] for rule in rules))
        sound = set().union(*(planted[k] for k, r in KINDS.items() if set(r) & set(rules)))
        if kind == "duplicate_id":  # the first holder of an id given twice is reported beside the second
            again = set(planted[kind].values())
            sound |= {cell for cell in reported if values[cell] & again}
        table[kind] = (len(planted[kind]), len(reported), set(planted[kind]) - reported, reported - sound)
    return table


@pytest.fixture(scope="module")
def table():
    return measured(DEMO)


@pytest.mark.parametrize("kind", RULES)
def test_deterministic_kinds_are_found_and_nothing_else(table, kind):
    planted, found, missed, surplus = table[kind]
    assert planted, f"the demo plants no {kind}"
    assert len(missed) <= 0.01 * planted, missed
    assert len(surplus) <= 0.02 * found, surplus


@pytest.mark.parametrize("kind", JUDGED)
def test_judged_kinds_are_mostly_found(table, kind):
    planted, found, missed, surplus = table[kind]
    _, recall, precision = JUDGED[kind]
    assert len(missed) <= (1 - recall) * planted
    assert len(surplus) <= (1 - precision) * found


if __name__ == "__main__":
    for kind, (planted, found, missed, surplus) in measured(Path(sys.argv[1])).items():
        recall, precision = 1 - len(missed) / max(1, planted), 1 - len(surplus) / max(1, found)
        print(f"| {kind} | {planted:,} | {recall:.3f} | {precision:.3f} |")
