"""State, city, district, address and postcode must be of one place.

Chinese names are resolved against the division codes, names of the past included (`standardise.divisions`);
postcodes against the tables of their countries. What no table knows is learned from the source itself: a city
belongs to the state that it stands with nearly always, and a row that says otherwise, against many, is reported.
"""

import numpy as np
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.checks.beginnings import beginnings
from quality.findings.checks.postal import check_postal
from quality.findings.checks.whereabouts import Place, against_many, disagree
from quality.findings.failure import Failure, failing
from quality.findings.view import Column, View
from quality.spool import bounds
from quality.standardise import address, divisions
from quality.standardise.base import tidy

_WRONG_AT_MOST = 0.2  # more disagreement than this: the columns do not mean what they are taken for
_LEVELS = {
    "state": ("province", "city", "district"),
    "city": ("city", "province", "district"),
    "locality": ("district", "city"),
}


def check_places(view: View, book: Rulebook) -> list[Failure]:
    """Report rows whose state, city, district, address and postcode are not of one place."""
    named = {field: _named(column, field) for field in _LEVELS if (column := view.first(field)) is not None}
    written = view.first("address", "street")
    lies, stray = (None, []) if written is None else _written(view, written)
    failures = _pairs(view, named, lies, book)
    if lies is not None:
        failures += _strays(view, lies, stray, book)
    return failures + _learned(view, named, book) + check_postal(view, named, book)


def _pairs(view: View, named: dict[str, Place], lies: Place | None, book: Rulebook) -> list[Failure]:
    """Compare city with state, district with city (or state), and the address with the narrowest of them."""
    city, state = named.get("city"), named.get("state")
    found = [(city, state), (named.get("locality"), city or state), (city, lies), (state, lies)]
    failures, told = [], np.zeros(view.rows, bool)
    for one, other in found:
        if one is None or other is None:
            continue
        rows, hints, checked = disagree(one, other)
        new = ~told[rows]
        told[rows] = True
        if checked:
            rule = book.rule("city_district_mismatch", view.name, one.column.field, one.column.name)
            hints = [hint for hint, wanted in zip(hints, new, strict=True) if wanted]
            failures.append(failing(rule, (view, one.column), rows[new], checked, hints))
    return failures


def _named(column: Column, field: str) -> Place:
    """Resolve the names of divisions in a column of states, cities or districts."""
    meanings, says = [], []
    for text in column.values.to_pylist():
        found = _called(tidy(text or ""), field)
        once = divisions.past(tidy(text or ""), *_LEVELS[field]) if found else []  # what it was called is no mistake
        meanings.append(tuple(divisions.cut(d.code) for d in [*found, *once]))
        says.append("/".join(d.name for d in found))
    return Place(column, column.codes, [*meanings, ()], [*says, ""])


def _called(text: str, field: str) -> list[divisions.Division]:
    if not "\u4e00" <= text[:1] <= "\u9fff" or len(text) > 24:
        return []
    known = divisions.called(text, *_LEVELS[field])
    if known:
        return known
    parsed = address.parse(text)
    whole = parsed.code and not parsed.rest and not parsed.stray
    return [divisions.Division(parsed.code, parsed.district or parsed.city or parsed.province, text)] if whole else []


def _written(view: View, column: Column) -> tuple[Place, list[str]]:
    """Resolve the divisions that addresses begin with, once for each distinct beginning; return the stray ones too."""
    parsed, place = beginnings(view, column)
    meanings = [(divisions.cut(p.code),) if p.code and not p.stray else () for p in parsed]
    says = ["".join(dict.fromkeys((p.province, p.city, p.district))) for p in parsed]
    codes = view.spool.numbers(column.spread(place, -1))
    return Place(column, codes, [*meanings, ()], [*says, ""]), [p.stray for p in parsed]


def _strays(view: View, lies: Place, told: list[str], book: Rulebook) -> list[Failure]:
    """Report addresses whose own parts do not belong together: 广东省杭州市."""
    column, stray = lies.column, np.append(np.array([bool(s) for s in told], bool), False)
    if not stray.any():
        return []
    rows = np.concatenate([np.flatnonzero(stray[lies.codes[a:b]]) + a for a, b in bounds(view.rows)])
    if not len(rows) or len(rows) > _WRONG_AT_MOST * column.filled:
        return []
    rule = book.rule("city_district_mismatch", view.name, column.field, column.name)
    return [failing(rule, (view, column), rows, column.filled, [told[lies.codes[row]] for row in rows])]


def _learned(view: View, named: dict[str, Place], book: Rulebook) -> list[Failure]:
    """Report rows whose city, unknown to the tables, stands nearly always with another state."""
    city, state = named.get("city"), named.get("state")
    if city is None or state is None:
        return []
    unknown = np.array([not m for m in city.meanings])[city.codes] & city.column.present & state.column.present
    inner, outer = (np.where(unknown, p.column.codes, -1) for p in (city, state))
    odd, usual = against_many(inner, outer)
    if not len(odd):
        return []
    rule = book.rule("city_district_mismatch", view.name, "city", city.column.name)
    hints = pc.binary_join_element_wise(state.column.name, state.column.taken(usual), ": ")
    return [failing(rule, (view, city.column), odd, int(unknown.sum()), hints)]
