"""Values that a source nearly always has and that some of its rows lack."""

import numpy as np

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.values import Thresholds
from quality.findings.view import Column, View

PARTIES = ("customer", "contact", "organisation")
NAMES = ("name", "org_name", "person_name", "surname", "contact")
_OWN_NAMES = ("name", "org_name", "person_name", "surname")  # the party's; a contact may be unknown
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


def check_presence(view: View, book: Rulebook, limits: Thresholds) -> list[Failure]:
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
    columns = view.of(*NAMES, "given_name")
    if not columns or not view.rows:
        return []
    usual = {c.name: c for c in view.of(*_OWN_NAMES) if c.filled >= 0.9 * view.rows}
    best = max(columns, key=lambda column: (column.filled, -NAMES.index(column.field) if column.field in NAMES else -9))
    present = np.logical_or.reduce([column.present for column in columns])
    failures = []
    for column in usual.values() or (best,):
        rule = book.rule("name_missing", view.name, column.field, column.name)
        rows = np.flatnonzero(~(present & column.present if usual else present))
        failures.append(failing(rule, (view, column), rows, view.rows))
    return failures
