import pytest

from quality.errors import RuleError
from quality.rules import parse_rule, parse_rules
from quality.rules.parse import share


def test_the_design_s_rules_parse():
    phone, ledger = parse_rules(
        [
            {"field": "phone", "must": "be_valid", "severity": "critical", "at_least": "98%"},
            {"table": "orders", "must": "reconcile_with", "ledger": "erp", "by": ["customer", "month"]},
        ]
    )
    assert (phone.id, phone.severity, phone.at_least) == ("phone_invalid", "critical", 0.98)
    assert (ledger.id, ledger.table, ledger.params["ledger"]) == ("ledger_mismatch", "orders", "erp")


@pytest.mark.parametrize(("text", "number"), [("98%", 0.98), ("98 %", 0.98), (0.5, 0.5), ("1", 1.0), (1, 1.0)])
def test_shares(text, number):
    assert share(text) == number


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ({"field": "phone", "must": "be_vaild"}, "be_valid"),
        ({"field": "phone", "must": "be_valid", "severty": "info"}, "severity"),
        ({"field": "phone", "must": "match"}, "pattern"),
        ({"field": "phone", "must": "match", "pattern": "("}, "pattern"),
        ({"field": "phone", "must": "be_valid", "at_least": "150%"}, "98%"),
        ({"must": "be_present"}, "field"),
        ({"field": "notes", "must": "be_valid"}, "match"),
        ({"field": "amount", "must": "be_between"}, "min"),
        ({"rule": "phone_invalied"}, "phone_invalid"),
    ],
)
def test_a_wrong_rule_is_refused_with_the_nearest_word(entry, hint):
    with pytest.raises(RuleError, match=hint):
        parse_rule(entry)


def test_empty_keys_are_passed_over_and_value_is_understood():
    entry = {"must": "be_between", "field": "amount", "value": [0, None], "by": (), "table": None}
    assert parse_rule(entry).params == {"min": 0}
    assert parse_rule({"must": "be_one_of", "field": "status", "value": ["a", "b"]}).params["values"] == ["a", "b"]
