"""What a field must be: present, valid, and not a filler."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing, flagged
from quality.findings.judge import Judge, Judged
from quality.findings.masks import among_flagged, by_slices, mask, matching
from quality.findings.values import Thresholds
from quality.findings.view import Column, View
from quality.standardise import national_id, tax_id

PARTIES = ("customer", "contact", "organisation")
SCIENTIFIC = r"^\s*[+-]?\d([.,]\d+)?[eE]\+?\d+\s*$"
_NAMES = ("name", "org_name", "person_name", "surname", "contact")
_OWN_NAMES = ("name", "org_name", "person_name", "surname")  # the party's; a contact may be unknown
_STATED = {
    "phone": ("phone_invalid", "placeholder_phone"),
    "fax": ("phone_invalid", "placeholder_phone"),
    "tax_id": ("tax_id_invalid", "placeholder_tax_id"),
    "national_id": ("national_id_invalid", "placeholder_national_id"),
    "email": ("email_invalid", "placeholder_email"),
}
_PARTS = ("surname", "given_name")
# Addresses that cleaning puts right and no mail server would: a gap inside, a dot at an end or twice in a row.
_UNDELIVERABLE = r"^[^\s;,<]+\s[^;,<]*$|^[^\s;,<]*([.。]$|\.\.)|^\."
# Words for nothing that are somebody's name too: they count where the rest of the name says nothing either.
_PERHAPS_NOTHING = frozenset(
    "null test na nan none unknown sample tester testing x xx xxx 空 缺 略 客户 先生 女士 其他".split()
)
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
_ALWAYS = 0.99  # a column filled this often is never left empty on purpose
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
            rows = column.rows(judge.junk(column) & ~column.blank)
            if field in _PARTS:
                rows = np.union1d(rows, _empty_person(view, column))
            found = book.rule(rule, view.name, field, column.name)
            failures.append(failing(found, (view, column), rows, column.filled))
    for column in view.of(*_NAMES, "given_name", "city"):
        failures += _misplaced_in_name(view, column, book)
    for column in view.of("category", "status", "text", "other", "website", "city", "state", "owner"):
        junk = judge.junk(column) & ~column.blank
        if junk.any() and column.counts[junk].sum() <= 0.2 * column.filled:
            failures.append(flagged(book.rule("placeholder_value", view.name, column.field), (view, column), junk))
    return failures


def _empty_person(view: View, column: Column) -> np.ndarray:
    """Return the rows where a part of a name may say nothing, and the other parts are empty or say nothing too."""
    others = [other for field in _PARTS for other in view.of(field) if other.name != column.name]
    quiet = column.take(_perhaps_nothing(column))
    for other in others:
        quiet &= ~other.present | other.take(_perhaps_nothing(other))
    return np.flatnonzero(quiet) if others else np.zeros(0, np.int64)


def _perhaps_nothing(column: Column) -> np.ndarray:
    text = pc.utf8_lower(pc.utf8_trim_whitespace(column.values))
    return mask(pc.is_in(text, value_set=pa.array(sorted(_PERHAPS_NOTHING)))) | column.blank


def _stated(view: View, column: Column, judge: Judge, book: Rulebook, rules: tuple[str, str]) -> list[Failure]:
    """Tell apart what is wrong with values that a standardiser refuses."""
    judged, where = judge.of(view, column), (view, column)
    names = (view.name, column.field, column.name)
    filler = judged.placeholder
    wrong = judged.invalid & ~filler
    if column.field == "email":  # cleaning closes the gap, but as it stands no mail goes there
        wrong |= judged.valid & matching(column.values, _UNDELIVERABLE, trim=True)
    ruined = matching(column.values, SCIENTIFIC, within=wrong)
    if column.field in ("phone", "fax"):
        zeros = _typed_out(column)
        ruined, filler, wrong = ruined | zeros, filler & ~zeros, wrong & ~zeros | (wrong & ruined)
    stray = among_flagged(column.values, wrong & ~ruined, lambda part: _stray(column.field, part))
    short, padded = _lost_zero(view, column, judge, wrong & ~ruined & ~stray)
    ruined_rule = f"scientific_notation_{'phone' if column.field == 'fax' else column.field}"
    if column.field not in ("phone", "fax", "tax_id"):
        ruined_rule = "scientific_notation"
    left = wrong & ~ruined & ~stray & ~short
    found = [
        (rules[0], left, _mended(judged, left)),
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


def _mended(judged: Judged, flags: np.ndarray) -> pa.Array:
    """Return what is suggested for the flagged values, or the normal form of those that are valid."""
    at = np.flatnonzero(flags)
    normal = pc.if_else(pa.array(judged.valid[at]), judged.normal.take(pa.array(at)), None)
    return pc.coalesce(judged.suggestion.take(pa.array(at)), normal)


def _typed_out(column: Column) -> np.ndarray:
    """Flag mobiles whose digits after the third or fourth are zeros, where several different ones occur, each seldom.

    A cell that held 1.36E+10 gives 13600000000 once it is read as a number; a filler is one number, used often.
    """
    seldom = by_slices(column.values, lambda part: mask(pc.match_substring(part, "0000000"))) & (column.counts <= 2)
    zeros = matching(column.values, r"^\s*1[3-9]\d{1,2}0{7,8}\s*$", within=seldom)
    return zeros if zeros.sum() >= 2 else np.zeros(len(zeros), bool)


def _stray(field: str, values: pa.Array) -> np.ndarray:
    """Flag texts that plainly belong to another column: an email among phones, a phone among emails."""
    text = pc.utf8_trim_whitespace(values)
    email = mask(pc.match_substring_regex(text, r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"))
    if field == "tax_id":  # a mobile, or a landline with its dash: no tax number is written so
        return email | mask(pc.match_substring_regex(text, r"^(\+?86[- ]?)?1[3-9]\d{9}$|^\(?0\d{2,3}[-)]\d{7,8}$"))
    number = mask(pc.match_substring_regex(text, r"^\+?[\d\s\-()]{7,20}$"))
    words = mask(pc.match_substring_regex(text, r"^[^\d@]*\p{L}{2}[^\d@]*$"))
    if field in ("phone", "fax"):
        code = mask(pc.match_substring_regex(text, "^[159AYN][0-9A-Z]\\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$"))
        code &= mask(pc.match_substring_regex(text, "[A-Z]"))
        return email | words | code
    if field == "email":
        return number
    return email | words if field == "national_id" else email


def _misplaced_in_name(view: View, column: Column, book: Rulebook) -> list[Failure]:
    number = r"\d{4,}(-\d{4})?" if column.field == "city" else r"\+?\d[\d\s\-()]{6,19}"
    stray = matching(column.values, rf"^[^@\s]+@[^@\s]+\.[A-Za-z]{{2,}}$|^{number}$", trim=True)
    if not stray.any() or column.counts[stray].sum() > 0.2 * column.filled:
        return []
    return [flagged(book.rule("value_in_wrong_field", view.name, column.field), (view, column), stray)]


def _lost_zero(view: View, column: Column, judge: Judge, wrong: np.ndarray) -> tuple[np.ndarray, pa.Array | None]:
    """Flag invalid values that become valid with a zero in front, and propose that."""
    if column.field in ("phone", "fax"):  # its standardiser knows area codes and tells
        judged = judge.of(view, column)
        return wrong & judged.because("phone/lost_zero"), judged.suggestion
    short = np.zeros(len(column.values), bool)
    digits = matching(column.values, r"^\s*[1-9][\d ]{4,}\s*$", within=wrong)
    at = np.flatnonzero(digits)
    if not len(at):
        return short, None
    padded = pc.binary_join_element_wise("0", pc.utf8_trim_whitespace(column.values.take(pa.array(at))), "")
    regions = ["" if column.regions is None else column.regions[i] for i in at]
    short[at] = [
        _checks_out(column.field, text, region or judge.region(view))
        for text, region in zip(padded.to_pylist(), regions, strict=True)
    ]
    return short, padded.filter(pa.array(short[at]))


def _checks_out(field: str, text: str, region: str) -> bool:
    """Tell whether a number with a zero put in front is valid by its own rules, not by its column's usual shape.

    No USCC and no resident identity number begins with 0: one of 17 digits lost its last.
    """
    if field == "tax_id":
        number = tax_id.compact(text)
        return len(number) != 18 and tax_id.validate(number, region)
    number = national_id.compact(text)
    return len(number) != 18 and national_id.validate(number)


def _presence(view: View, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Find records without a value in any column of a field that this source usually fills."""
    failures = _names_present(view, book) if view.entity in PARTIES else []
    for field, (rule, entities) in _REQUIRED.items():
        columns = view.of(field) or _instead(view, field)
        if not columns or view.entity not in entities:
            continue
        failures += _absent(view, columns, (rule, field), book, limits)
        if field == "amount" and len(columns) > 1:
            failures += _gaps(view, columns, (rule, field), book)
    return failures


def _instead(view: View, field: str) -> list[Column]:
    """Return what takes the place of a field that is not mapped: the street, or the only date of an order."""
    if field == "address":
        return view.of("street")
    dates = view.of("date") if field == "order_date" and not view.of("created") else []
    return dates if len(dates) == 1 and dates[0].filled >= _ALWAYS * view.rows else []


def _gaps(view: View, columns: list[Column], what: tuple[str, str], book: Rulebook) -> list[Failure]:
    """Find rows that lack one of several amounts (subtotal, tax, total) that practically every row has."""
    rule, field = what
    some = np.logical_or.reduce([column.present for column in columns])
    return [
        failing(book.rule(rule, view.name, field, column.name), (view, column), rows, view.rows)
        for column in columns
        if column.filled >= _ALWAYS * view.rows and len(rows := np.flatnonzero(some & ~column.present))
    ]


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
    """A party needs one name of any sort, and its own name wherever a column of names is filled nearly always."""
    columns = view.of(*_NAMES, "given_name")
    if not columns or not view.rows:
        return []
    usual = {c.name: c for c in view.of(*_OWN_NAMES) if c.filled >= 0.9 * view.rows}
    best = max(
        columns, key=lambda column: (column.filled, -_NAMES.index(column.field) if column.field in _NAMES else -9)
    )
    present = np.logical_or.reduce([column.present for column in columns])
    failures = []
    for column in usual.values() or (best,):
        rule = book.rule("name_missing", view.name, column.field, column.name)
        rows = np.flatnonzero(~(present & column.present if usual else present))
        failures.append(failing(rule, (view, column), rows, view.rows))
    return failures
