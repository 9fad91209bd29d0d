"""Postcodes against the states and towns beside them, and postcodes that lost their leading zero."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.regions import region_codes
from quality.findings.book import Rulebook
from quality.findings.checks.whereabouts import LEAST, Place, against_many, disagree
from quality.findings.failure import Failure, failing
from quality.findings.masks import by_slices, mask
from quality.findings.view import Column, View
from quality.standardise import postcodes

_ZEROES_AT_MOST = 0.4
_STRANGE = 0.05  # of the postcodes, at most: more, and towns are not where the file makes believe
_HEADS = (2, 1)  # characters of a postcode that may belong to a town


def check_postal(view: View, named: dict[str, Place], book: Rulebook) -> list[Failure]:
    """Compare postcodes with the states or towns beside them, and look for lost zeros."""
    failures = _posted(view, named, book)
    return [*failures, *([] if failures else _in_town(view, book)), *check_postcodes(view, book)]


def _posted(view: View, named: dict[str, Place], book: Rulebook) -> list[Failure]:
    """Compare the postcode with the state (China: with the province of state or city) beside it."""
    code = view.first("postcode")
    if code is None:
        return []
    failures = []
    for country in postcodes.SHAPES:
        lies = _zones(code, country)
        stated = named.get("state") or named.get("city") if country == "CN" else _states(view.first("state"), country)
        if stated is None or not any(lies.meanings) or not any(stated.meanings):
            continue
        rows, hints, checked = disagree(_province(stated), lies)
        if checked and checked >= LEAST:
            hints = np.array([hint.partition(": ")[2] for hint in hints], object)
            odd = _state_is_odd(stated, named.get("city"), lies, rows)
            rule = book.rule("postcode_mismatch", view.name, "postcode", code.name)
            failures.append(failing(rule, (view, code), rows[~odd], checked, hints[~odd].tolist()))
            if odd.any():
                rule = book.rule("city_district_mismatch", view.name, stated.column.field, stated.column.name)
                failures.append(failing(rule, (view, stated.column), rows[odd], checked, hints[odd].tolist()))
            break
    return failures


def _state_is_odd(stated: Place, city: Place | None, lies: Place, rows: np.ndarray) -> np.ndarray:
    """Tell for rows whose postcode and state disagree whether the city sides with the postcode: the state is wrong.

    A city lies where most of its other rows say.
    """
    if city is None or city.column.name == stated.column.name or not len(rows):
        return np.zeros(len(rows), bool)
    width = len(stated.meanings) + 1
    used = (city.column.codes >= 0) & (stated.codes >= 0)
    pairs, often = np.unique(city.column.codes[used].astype(np.int64) * width + stated.codes[used], return_counts=True)
    usual = np.full(len(city.column.values) + 1, -1)
    order = np.argsort(often, kind="stable")
    usual[pairs[order] // width] = pairs[order] % width
    home, posted = usual[city.column.codes[rows]], lies.codes[rows]
    sides = [
        h >= 0 and not set(stated.meanings[h]).isdisjoint(lies.meanings[p])
        for h, p in zip(home.tolist(), posted.tolist(), strict=True)
    ]
    return np.array(sides, bool)


def _in_town(view: View, book: Rulebook) -> list[Failure]:
    """Report postcodes that do not begin as the postcodes of their town nearly always do, as the file itself shows."""
    code, town = view.first("postcode"), view.first("city")
    if code is None or town is None:
        return []
    towns = pc.utf8_lower(pc.utf8_trim_whitespace(town.values)).dictionary_encode()
    part = town.spread(towns.indices.to_numpy(zero_copy_only=False).astype(np.int32), -1)
    part = np.where(town.present, part, -1)
    text = pc.replace_substring_regex(pc.utf8_upper(code.values), r"[^0-9A-Z]", "")
    hints: dict[int, str] = {}
    for size in _HEADS:
        heads = pc.utf8_slice_codeunits(text, 0, size).dictionary_encode()
        whole = code.spread(heads.indices.to_numpy(zero_copy_only=False).astype(np.int32), -1)
        odd, usual = against_many(part, np.where(code.present, whole, -1))
        told = heads.dictionary.take(pa.array(usual)).to_pylist()
        hints |= {row: f"{town.name}: {head}…" for row, head in zip(odd.tolist(), told, strict=True)} | hints
    rows = np.array(sorted(hints), np.int64)
    if not len(rows) or len(rows) > _STRANGE * code.filled:
        return []
    rule = book.rule("postcode_mismatch", view.name, "postcode", code.name)
    return [failing(rule, (view, code), rows, code.filled, [hints[row] for row in rows.tolist()])]


def check_postcodes(view: View, book: Rulebook) -> list[Failure]:
    """Find postcodes one digit short of nearly all others of their country that a leading zero would make whole."""
    failures, country = [], view.first("country")
    for column in view.of("postcode"):
        length = column.spread(by_slices(column.values, _digits), 0)
        groups = np.zeros(view.rows, np.int64)
        if country is not None:
            _, code = np.unique(region_codes(country.values), return_inverse=True)
            groups = np.append(code, -1)[country.codes]
        rows = [_one_short(length, groups == group) for group in np.unique(groups).tolist()]
        rows = np.sort(np.concatenate(rows)) if rows else np.zeros(0, np.int64)
        if len(rows):
            rule = book.rule("lost_leading_zero", view.name, "postcode", column.name)
            padded = pc.binary_join_element_wise("0", pc.utf8_trim_whitespace(column.text(rows)), "")
            failures.append(failing(rule, (view, column), rows, column.filled, padded))
    return failures


def _digits(values: pa.Array) -> np.ndarray:
    """Return how many digits a text has that is nothing but three to seven digits, 0 for others."""
    text = pc.utf8_trim_whitespace(values)
    text = pc.replace_substring_regex(text, r"^(\d{3})-(\d{4})$", r"\1\2")  # Japan
    digits = mask(pc.match_substring_regex(text, r"^\d{3,7}$"))
    return np.where(digits, pc.fill_null(pc.utf8_length(text), 0).to_numpy(zero_copy_only=False), 0)


def _one_short(length: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the rows of a group whose number is one digit shorter than the usual one of five to seven digits."""
    counts = np.bincount(length[group], minlength=8)
    counts[0] = 0
    usual = int(counts.argmax())
    rows = np.flatnonzero(group & (length == usual - 1))
    enough = usual in (5, 6, 7) and counts[usual] >= LEAST and len(rows) <= _ZEROES_AT_MOST * counts.sum()
    return rows if enough else np.zeros(0, np.int64)


def _zones(column: Column, country: str) -> Place:
    found = [tuple(sorted(postcodes.states_of(text or "", country))) for text in column.values.to_pylist()]
    return Place(column, column.codes, [*found, ()], ["/".join(zone) for zone in [*found, ()]])


def _states(column: Column | None, country: str) -> Place | None:
    if column is None:
        return None
    codes = [postcodes.state_code(text or "", country) for text in column.values.to_pylist()]
    return Place(column, column.codes, [*((c,) if c else () for c in codes), ()], [*codes, ""])


def _province(place: Place) -> Place:
    """Keep the province of Chinese meanings, so that 4403 meets 44."""
    meanings = [tuple(dict.fromkeys(c[:2] if c.isdigit() else c for c in codes)) for codes in place.meanings]
    return Place(place.column, place.codes, meanings, place.says)
