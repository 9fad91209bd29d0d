"""Chinese places that go by a name of the past, and empty provinces, cities and districts that the row tells."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.checks.beginnings import beginnings
from quality.findings.failure import Failure, failing, flagged
from quality.findings.masks import mask
from quality.findings.view import Column, View
from quality.standardise import address, place, whereabouts

_COLUMN_FILLED = 0.3  # a column of places filled less is not kept at all


def check_divisions(view: View, book: Rulebook) -> list[Failure]:
    """Report names of the past in columns of places and in addresses, and places left empty that the row tells."""
    failures = []
    for field in whereabouts.FIELDS:
        failures += [found for column in view.of(field)[:1] for found in _old_names(view, column, book)]
    for column in view.of("address", "street")[:1]:
        failures += _old_addresses(view, column, book)
    return failures + _untold(view, book)


def _old_names(view: View, column: Column, book: Rulebook) -> list[Failure]:
    standard = place.standardise(column.values.to_pylist(), column.field)
    told = list(zip(standard.values, standard.rules, standard.suggestions, strict=True))
    better = [hint or (value if rule == "place/old_name" else None) for value, rule, hint in told]
    old = np.array([name is not None for name in better], bool)
    rule = book.rule("old_place_name", view.name, column.field, column.name)
    return [flagged(rule, (view, column), old, pa.array(better, pa.string()))] if old.any() else []


def _old_addresses(view: View, column: Column, book: Rulebook) -> list[Failure]:
    """Look at each distinct beginning once; the whole address is proposed."""
    parsed, places = beginnings(view, column)
    old = np.array([bool(p.old and not p.stray) for p in parsed] + [False])  # the last one is of place -1
    at = np.flatnonzero(old[places])
    if not len(at):
        return []
    texts = column.taken(at).to_pylist()
    standard = address.standardise(texts)
    told = zip(at.tolist(), texts, standard.values, standard.rules, standard.suggestions, strict=True)
    better = np.full(len(column.values), None, object)
    for position, text, value, rule, hint in told:
        better[position] = hint or (value if rule == "address/old_name" and value != text else None)
    proposals = pa.array(better, pa.string())
    rule = book.rule("old_place_name", view.name, column.field, column.name)
    hits = mask(proposals.is_valid())
    return [flagged(rule, (view, column), hits, proposals)] if hits.any() else []


def _untold(view: View, book: Rulebook) -> list[Failure]:
    """Report the empty places that the other columns of the row tell."""
    columns = {field: column for field in whereabouts.FIELDS if (column := view.first(field)) is not None}
    columns = {f: c for f, c in columns.items() if c.filled >= _COLUMN_FILLED * view.rows}
    if not columns or not view.rows:
        return []
    rows = np.flatnonzero(np.logical_or.reduce([~column.present for column in columns.values()]))
    written = view.first("address")
    head = None if written is None else _texts(written, rows)
    found = whereabouts.missing({field: _texts(column, rows) for field, column in columns.items()}, head)
    failures = []
    for field, column in columns.items():
        told = np.flatnonzero(mask(found[field].is_valid()))
        if len(told):
            rule = book.rule("place_missing", view.name, field, column.name)
            hints = found[field].take(pa.array(told))
            failures.append(failing(rule, (view, column), rows[told], view.rows, hints))
    return failures


def _texts(column: Column, rows: np.ndarray) -> pa.Array:
    """Return the texts of `rows`, blanks as null."""
    present = pa.array(column.present[rows])
    return pc.if_else(present, column.text(rows), pa.scalar(None, pa.string()))
