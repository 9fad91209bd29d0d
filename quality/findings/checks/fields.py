"""What a field must be: present, valid, and not a filler."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import DIGIT, LOWER, UPPER
from quality.findings.book import Rulebook
from quality.findings.checks.presence import NAMES, check_presence
from quality.findings.checks.stated import check_stated
from quality.findings.failure import Failure, failing, flagged
from quality.findings.judge import Judge
from quality.findings.masks import mask, matching
from quality.findings.values import Thresholds
from quality.findings.view import Column, View
from quality.standardise.placeholder import is_placeholder, nobodies_given

_PARTS = ("surname", "given_name")
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
_CITY_IS_CODE = r"\d{4,}(-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}"
_NAME_IS_NUMBER = r"\+?\d[\d\s\-()]{6,19}|[159AYN][0-9A-Z]\d{6}[0-9A-HJ-NP-RTUW-Y]{10}"


def check_fields(view: View, judge: Judge, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Check presence, validity and fillers of every mapped column of `view`."""
    failures = [*check_presence(view, book, limits), *check_stated(view, judge, book)]
    for field, rule in _FILLED.items():
        for column in view.of(field):
            rows = column.rows(judge.junk(column) & ~column.blank)
            if field in _PARTS:
                rows = np.union1d(rows, _empty_person(view, column))
            found = book.rule(rule, view.name, field, column.name)
            failures.append(failing(found, (view, column), rows, column.filled))
    for column in view.of(*NAMES, "given_name", "city"):
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
    rows = np.flatnonzero(quiet) if others else np.zeros(0, np.int64)
    return np.union1d(rows, _nobody(view, column)) if column.field == "surname" else rows


def _nobody(view: View, surname: Column) -> np.ndarray:
    """Return the rows whose two names together are nobody's: Mickey Mouse, John Doe, Test User, Guest Customer."""
    given = view.first("given_name")
    if given is None:
        return np.zeros(0, np.int64)
    maybe = given.take(_begins_nobody(given))
    rows = np.flatnonzero(maybe & surname.present)
    full = pc.binary_join_element_wise(
        *(pc.utf8_trim_whitespace(column.text(rows)) for column in (given, surname)), " "
    ).to_pylist()
    return rows[[is_placeholder(name or "", "person_name") for name in full]] if len(rows) else rows


def _begins_nobody(given: Column) -> np.ndarray:
    text = pc.utf8_lower(pc.utf8_trim_whitespace(given.values))
    return mask(pc.is_in(text, value_set=pa.array(nobodies_given(), pa.string())))


def _perhaps_nothing(column: Column) -> np.ndarray:
    text = pc.utf8_lower(pc.utf8_trim_whitespace(column.values))
    return mask(pc.is_in(text, value_set=pa.array(sorted(_PERHAPS_NOTHING)))) | column.blank


def _misplaced_in_name(view: View, column: Column, book: Rulebook) -> list[Failure]:
    number = _CITY_IS_CODE if column.field == "city" else _NAME_IS_NUMBER
    pattern, may = rf"^[^@\s]+@[^@\s]+\.[A-Za-z]{{2,}}$|^({number})$", column.having(DIGIT | UPPER | LOWER)
    stray = matching(column.values, pattern, trim=True, within=may)
    if not stray.any() or column.counts[stray].sum() > 0.2 * column.filled:
        return []
    return [flagged(book.rule("value_in_wrong_field", view.name, column.field), (view, column), stray)]
