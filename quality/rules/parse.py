"""Rules as a steward writes them, checked and turned into `Rule` values.

    {field: phone, must: be_valid, severity: critical, at_least: 98%}
    {table: orders, must: reconcile_with, ledger: erp_ledger, by: [customer, month, currency]}

A rule that names a built-in id (`rule: phone_invalid`) or that a built-in measures already (`be_valid`,
`be_present`) changes the severity and threshold of that one; all others are measured on their own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from quality.errors import RuleError
from quality.rules.catalog import built_in
from quality.rules.model import SEVERITIES, Rule

# must -> (id of the finding, parameters it needs, parameters it may have)
KINDS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "be_valid": ("", (), ()),
    "be_present": ("value_missing", (), ()),
    "be_unique": ("value_not_unique", (), ()),
    "match": ("value_malformed", ("pattern",), ()),
    "be_one_of": ("value_not_allowed", ("values",), ()),
    "be_between": ("value_out_of_range", (), ("min", "max")),
    "reference": ("orphan_ref", ("to",), ("column",)),
    "reconcile_with": ("ledger_mismatch", ("ledger",), ("by", "tolerance")),
}
_VALUE_OF = {"match": "pattern", "be_one_of": "values", "reference": "to", "reconcile_with": "ledger"}
_COMMON = ("rule", "field", "table", "must", "severity", "at_least", "minutes")
_VALID_OF = {
    "phone": "phone_invalid",
    "tax_id": "tax_id_invalid",
    "national_id": "national_id_invalid",
    "email": "email_invalid",
    "amount": "amount_invalid",
    "quantity": "quantity_invalid",
    "currency": "currency_invalid",
}
_PRESENT_OF = {
    "id": "missing_id",
    "name": "name_missing",
    "phone": "phone_missing",
    "tax_id": "tax_id_missing",
    "email": "email_missing",
    "address": "address_missing",
    "owner": "owner_missing",
    "amount": "amount_missing",
    "customer_ref": "customer_ref_missing",
}
_DATES = ("date", "order_date", "birth_date", "created", "updated", "last_seen")


def parse_rules(entries: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Turn the `rules` of a workspace into `Rule` values.

    Raises `RuleError` naming the rule by its place in the list, what was expected and the nearest word.
    """
    return tuple(parse_rule(entry, f"rule {at}") for at, entry in enumerate(entries, 1))


def parse_rule(entry: Mapping[str, Any], where: str = "rule") -> Rule:
    """Turn one rule into a `Rule`; empty keys are passed over, and `value` stands for the rule's one parameter.

    `value` is the pattern of `match`, the list of `be_one_of`, `[min, max]` of `be_between`, the source of
    `reference`.
    """
    filled = {key: value for key, value in entry.items() if value not in (None, "", (), [], {})}
    value, must = filled.pop("value", None), filled.get("must", "")
    if value is not None and must == "be_between" and isinstance(value, list | tuple) and len(value) == 2:
        filled.update({name: bound for name, bound in zip(("min", "max"), value, strict=True) if bound is not None})
    elif value is not None and must in _VALUE_OF:
        filled.setdefault(_VALUE_OF[must], value)
    elif value is not None:
        filled["value"] = value
    return _parse(filled, where)


def share(value: Any, where: str = "") -> float:
    """Read `98%`, `"98 %"` or `0.98` as a share of 0 to 1."""
    text = str(value).strip()
    try:
        number = float(text.rstrip("% ")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise RuleError(f"at_least {value!r} is no share", rule=where, expected="a share such as 98% or 0.98")
    return number


def _parse(entry: dict[str, Any], where: str) -> Rule:
    if "rule" in entry:
        base = _known(entry["rule"], built_in(), where, "a built-in rule")
        _refuse_unknown(entry, _COMMON, where)
        return _adjusted(built_in()[base], entry, where)
    must = _known(entry.get("must", ""), KINDS, where, "must: one of the known kinds")
    finding, needed, optional = KINDS[must]
    _refuse_unknown(entry, (*_COMMON, *needed, *optional), where)
    missing = [name for name in needed if name not in entry]
    if missing:
        raise RuleError(f"{where} says must: {must} without {missing[0]!r}", rule=where, expected=missing[0])
    if not entry.get("field") and must != "reconcile_with":
        raise RuleError(f"{where} names no field", rule=where, expected="field: a field or a column")
    base = built_in()[_built_in_for(must, entry.get("field", ""), where) or finding]
    params = {name: entry[name] for name in (*needed, *optional) if name in entry}
    _check_params(must, params, where)
    changes = {"kind": must, "field": entry.get("field", ""), "params": params}
    return _adjusted(replace(base, **changes), entry, where)


def _built_in_for(must: str, field: str, where: str) -> str:
    if must == "be_present":
        return _PRESENT_OF.get(field, "")
    if must != "be_valid":
        return ""
    if field in _DATES:
        return "date_invalid"
    if field not in _VALID_OF:
        raise RuleError(
            f"{where}: nothing tells whether {field!r} is valid",
            rule=where,
            expected=f"one of {', '.join((*_VALID_OF, *_DATES))}",
            next_step="Use must: match with a pattern.",
        )
    return _VALID_OF[field]


def _check_params(must: str, params: dict[str, Any], where: str) -> None:
    if must == "match":
        try:
            re.compile(params["pattern"])
        except (re.error, TypeError) as error:
            raise RuleError(f"{where}: the pattern does not compile ({error})", rule=where) from error
    if must == "be_between" and not params:
        raise RuleError(f"{where} gives neither min nor max", rule=where, expected="min and/or max")
    if must == "be_one_of" and not (isinstance(params["values"], list | tuple) and params["values"]):
        raise RuleError(f"{where}: values is no list", rule=where, expected="a list of allowed values")


def _adjusted(rule: Rule, entry: dict[str, Any], where: str) -> Rule:
    severity = _known(entry.get("severity", rule.severity), SEVERITIES, where, "a severity")
    at_least = share(entry.get("at_least", rule.at_least), where)
    minutes = float(entry.get("minutes", rule.minutes))
    table, field = entry.get("table", rule.table), entry.get("field", rule.field)
    return replace(rule, severity=severity, at_least=at_least, minutes=minutes, table=table, field=field)


def _known(word: Any, words: Iterable[str], where: str, what: str) -> str:
    if word in words:
        return word
    near = get_close_matches(str(word), list(words), n=1)
    step = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(words)}."
    raise RuleError(f"{where}: {word!r} is not known", rule=where, expected=what, next_step=step)


def _refuse_unknown(entry: dict[str, Any], known: Iterable[str], where: str) -> None:
    for name in entry:
        if name not in known:
            _known(name, known, where, "a key of this rule")
