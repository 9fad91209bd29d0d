"""What a field must be: present, valid, and not a filler."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing, flagged
from quality.findings.judge import Judge, Judged
from quality.findings.masks import mask
from quality.findings.values import Thresholds
from quality.findings.view import Column, View
from quality.standardise.surnames import split_chinese_name

PARTIES = ("customer", "contact", "organisation")
SCIENTIFIC = r"^\s*[+-]?\d([.,]\d+)?[eE]\+?\d+\s*$"
ORGANISATION = (
    r"(?i)公司|有限|集团|工厂|厂$|商行|商店|经营部|合作社|事务所|研究院|研究所|医院|学校|大学|银行|中心|工作室|門市部|门市部|"
    r"\b(ltd|limited|inc|corp|corporation|llc|llp|gmbh|ag|kg|sarl|sas|srl|spa|bv|nv|plc|pty|oy|ab|co)\b\.?"
)
_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_LATIN_PERSON = re.compile(r"[A-Z][a-z]+([ -][A-Z][a-z]+){0,2}|[a-z]+ [a-z]+")
_NAMES = ("name", "org_name", "person_name", "surname", "contact")
_STATED = {
    "phone": ("phone_invalid", "placeholder_phone"),
    "fax": ("phone_invalid", "placeholder_phone"),
    "tax_id": ("tax_id_invalid", "placeholder_tax_id"),
    "national_id": ("national_id_invalid", "placeholder_national_id"),
    "email": ("email_invalid", "placeholder_email"),
}
_FILLED = {
    "name": "placeholder_name",
    "org_name": "placeholder_name",
    "person_name": "placeholder_name",
    "contact": "placeholder_name",
    "surname": "placeholder_name",
    "given_name": "placeholder_name",
    "address": "placeholder_address",
    "street": "placeholder_address",
}
# field -> (rule, entities it must be present in); names are handled apart
_REQUIRED = {
    "phone": ("phone_missing", PARTIES),
    "tax_id": ("tax_id_missing", PARTIES),
    "email": ("email_missing", PARTIES),
    "address": ("address_missing", PARTIES),
    "owner": ("owner_missing", PARTIES),
    "customer_ref": ("customer_ref_missing", ("order", "payment", "ticket", "interaction", "ledger")),
    "order_ref": ("ref_missing", ("order_line", "payment")),
    "order_date": ("date_missing", ("order",)),
    "amount": ("amount_missing", ("order", "order_line", "payment", "ledger")),
}


def check_fields(view: View, judge: Judge, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Check presence, validity and fillers of every mapped column of `view`."""
    failures = _presence(view, book, limits)
    for field, (wrong, filler) in _STATED.items():
        for column in view.of(field):
            failures += _stated(view, column, judge, book, (wrong, filler))
    for field, rule in _FILLED.items():
        for column in view.of(field):
            junk = judge.junk(column) & ~column.blank
            failures.append(flagged(book.rule(rule, view.name, field, column.name), (view, column), junk))
            failures += _misplaced_in_name(view, column, book)
    for column in view.of("category", "status", "text", "other", "website", "city", "state", "owner"):
        junk = judge.junk(column) & ~column.blank
        if junk.any() and column.counts[junk].sum() <= 0.2 * column.filled:
            failures.append(flagged(book.rule("placeholder_value", view.name, column.field), (view, column), junk))
    return failures + _swapped(view, book)


def _swapped(view: View, book: Rulebook) -> list[Failure]:
    """Find rows whose company stands in the contact's column and the contact in the company's."""
    company, contact = view.first("org_name", "name"), view.first("contact", "person_name")
    if company is None or contact is None:
        return []
    firm_there = contact.take(_firm(contact))
    if not firm_there.any():
        return []
    if firm_there.sum() > 0.2 * max(1, contact.filled):
        return []
    at = np.flatnonzero(firm_there & company.take(~_firm(company)))
    rows = at[[_person(text or "") for text in company.text(at).to_pylist()]] if len(at) else at
    if not len(rows):
        return []
    rule = book.rule("swapped_fields", view.name, company.field, company.name)
    return [failing(rule, (view, company), rows, company.filled, contact.text(rows))]


def _firm(column: Column) -> np.ndarray:
    """Flag texts that name an organisation: by a word of that kind, or Han too long for a person."""
    named = mask(pc.match_substring_regex(column.values, ORGANISATION))
    long = mask(pc.match_substring_regex(column.values, "^[\u4e00-\u9fff]{5,}"))
    return named | (long & ~mask(pc.match_substring_regex(column.values, "(先生|女士|小姐|经理|主任|老师|总)$")))


def _person(text: str) -> bool:
    text = _GAP.sub("", text.strip())
    return split_chinese_name(text) is not None or _LATIN_PERSON.fullmatch(text) is not None


def _stated(view: View, column: Column, judge: Judge, book: Rulebook, rules: tuple[str, str]) -> list[Failure]:
    """Tell apart what is wrong with values that a standardiser refuses."""
    judged, where = judge.of(view, column), (view, column)
    names = (view.name, column.field, column.name)
    filler = judged.placeholder
    wrong = judged.invalid & ~filler
    if column.field == "email":  # cleaning closes the gap, but as it stands no mail goes there
        wrong |= judged.valid & mask(
            pc.match_substring_regex(pc.utf8_trim_whitespace(column.values), r"^[^\s;,<]+\s[^;,<]*$")
        )
    ruined = wrong & mask(pc.match_substring_regex(column.values, SCIENTIFIC))
    stray = wrong & ~ruined & _stray(column)
    short, padded = _lost_zero(view, column, judge, wrong & ~ruined & ~stray)
    ruined_rule = f"scientific_notation_{'phone' if column.field == 'fax' else column.field}"
    if column.field not in ("phone", "fax", "tax_id"):
        ruined_rule = "scientific_notation"
    mended = pc.if_else(pa.array(judged.valid), judged.normal, None)
    found = [
        (rules[0], wrong & ~ruined & ~stray & ~short, pc.coalesce(judged.suggestion, mended)),
        (rules[1], filler, None),
        (ruined_rule, ruined, None),
        ("value_in_wrong_field", stray, None),
        ("lost_leading_zero", short, padded),
    ]
    needed = rules[:1]
    return [
        flagged(book.rule(rule, *names), where, hits, proposal)
        for rule, hits, proposal in found
        if hits.any() or rule in needed
    ]


def _stray(column: Column) -> np.ndarray:
    """Flag values that plainly belong to another column: an email among phones, a phone among emails."""
    text = pc.utf8_trim_whitespace(column.values)
    email = mask(pc.match_substring_regex(text, r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"))
    number = mask(pc.match_substring_regex(text, r"^\+?[\d\s\-()]{7,20}$"))
    words = mask(pc.match_substring_regex(text, r"^[^\d@]*\p{L}{2}[^\d@]*$"))
    if column.field in ("phone", "fax"):
        return email | words
    if column.field == "email":
        return number
    return email | words if column.field == "national_id" else email


def _misplaced_in_name(view: View, column: Column, book: Rulebook) -> list[Failure]:
    if column.field not in _NAMES:
        return []
    text = pc.utf8_trim_whitespace(column.values)
    stray = mask(pc.match_substring_regex(text, r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"))
    stray |= mask(pc.match_substring_regex(text, r"^\+?\d[\d\s\-()]{6,19}$"))
    if not stray.any() or column.counts[stray].sum() > 0.2 * column.filled:
        return []
    return [flagged(book.rule("value_in_wrong_field", view.name, column.field), (view, column), stray)]


def _lost_zero(view: View, column: Column, judge: Judge, wrong: np.ndarray) -> tuple[np.ndarray, pa.Array | None]:
    """Flag invalid values that become valid with a zero in front, and propose that."""
    if column.field in ("phone", "fax"):  # its standardiser knows area codes and tells
        judged = judge.of(view, column)
        return wrong & judged.because("phone/lost_zero"), judged.suggestion
    short = np.zeros(len(column.values), bool)
    digits = wrong & mask(pc.match_substring_regex(column.values, r"^\s*[1-9][\d\- ]{4,}\s*$"))
    at = np.flatnonzero(digits)
    if not len(at):
        return short, None
    padded = pc.binary_join_element_wise("0", pc.utf8_trim_whitespace(column.values.take(pa.array(at))), "")
    regions = None if column.regions is None else [column.regions[i] for i in at]
    verdict: Judged = judge.again(view, column, padded, regions)
    short[at[verdict.valid]] = True
    proposals = pc.replace_with_mask(pa.nulls(len(short), pa.string()), pa.array(digits), padded)
    return short, proposals


def _presence(view: View, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Find records without a value in any column of a field that this source usually fills."""
    failures = _names_present(view, book) if view.entity in PARTIES else []
    for field, (rule, entities) in _REQUIRED.items():
        columns = view.of(field)
        if not columns or view.entity not in entities:
            continue
        failures += _absent(view, columns, (rule, field), book, limits)
    return failures


def _absent(
    view: View, columns: list[Column], what: tuple[str, str], book: Rulebook, limits: Thresholds
) -> list[Failure]:
    rule, field = what
    present = np.logical_or.reduce([column.present for column in columns])
    wanted = book.wants(rule, view.name, field, *(c.name for c in columns))
    if not wanted and present.mean() < limits.expected_fill:
        return []
    best = max(columns, key=lambda column: column.filled)
    found = book.rule(rule, view.name, field, best.name)
    return [failing(found, (view, best), np.flatnonzero(~present), view.rows)]


def _names_present(view: View, book: Rulebook) -> list[Failure]:
    """A party needs one name of any sort; a column of names filled nearly always needs it in every row."""
    columns = view.of(*_NAMES, "given_name")
    if not columns or not view.rows:
        return []
    best = max(
        columns, key=lambda column: (column.filled, -_NAMES.index(column.field) if column.field in _NAMES else -9)
    )
    present = np.logical_or.reduce([column.present for column in columns])
    rule = book.rule("name_missing", view.name, best.field, best.name)
    if best.filled >= 0.9 * view.rows:
        present &= best.present
    return [failing(rule, (view, best), np.flatnonzero(~present), view.rows)]
