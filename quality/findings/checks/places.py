"""State, city, district, address and postcode must be of one place.

Chinese names are resolved against the division codes, names of the past included (`standardise.divisions`);
postcodes against the tables of their countries. What no table knows is learned from the source itself: a city
belongs to the state that it stands with nearly always, and a row that says otherwise, against many, is reported.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.regions import region_codes
from quality.findings.book import Rulebook
from quality.findings.encode import encode_text
from quality.findings.failure import Failure, failing
from quality.findings.masks import by_slices, mask
from quality.findings.view import Column, View
from quality.spool import bounds, slices
from quality.standardise import address, divisions, postcodes
from quality.standardise.base import tidy
from quality.standardise.chinese_address import ChineseAddress
from quality.standardise.chinese_address import heads as heads_of

_LEAST, _SURE, _RARE = 8, 0.95, 3
_ZEROES_AT_MOST = 0.4
_WRONG_AT_MOST = 0.2  # more disagreement than this: the columns do not mean what they are taken for
_LEVELS = {
    "state": ("province", "city", "district"),
    "city": ("city", "province", "district"),
    "locality": ("district", "city"),
}
Codes = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """What the rows of one column say of where they are.

    `codes` holds for each row a place in `meanings`: the division codes that are possible, their trailing zeros
    cut off; () where nothing is known. `says` words a meaning.
    """

    column: Column
    codes: np.ndarray
    meanings: list[Codes]
    says: list[str]


def check_places(view: View, book: Rulebook) -> list[Failure]:
    """Report rows whose state, city, district, address and postcode are not of one place."""
    named = {field: _named(column, field) for field in _LEVELS if (column := view.first(field)) is not None}
    written = view.first("address", "street")
    lies, stray = (None, []) if written is None else _written(view, written)
    failures = _pairs(view, named, lies, book)
    if lies is not None:
        failures += _strays(view, lies, stray, book)
    failures += _posted(view, named, book)
    return failures + _learned(view, named, book) + check_postcodes(view, book)


def _pairs(view: View, named: dict[str, Place], lies: Place | None, book: Rulebook) -> list[Failure]:
    """Compare city with state, district with city (or state), and the address with the narrowest of them."""
    city, state = named.get("city"), named.get("state")
    found = [(city, state), (named.get("locality"), city or state), (city, lies), (state, lies)]
    failures, told = [], np.zeros(view.rows, bool)
    for one, other in found:
        if one is None or other is None:
            continue
        rows, hints, checked = _disagree(one, other)
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
        meanings.append(tuple(_cut(d.code) for d in [*found, *once]))
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


def beginnings(view: View, column: Column) -> tuple[list[ChineseAddress], np.ndarray]:
    """Return what addresses begin with taken apart, each beginning once, and its place for each distinct address.

    An address that begins with no division has the place -1.
    """
    key = ("", f"beginnings of {column.name}")
    if key not in view.memo:
        heads = view.spool.join(heads_of(part) for part, _ in slices(column.values))
        found, place = encode_text(heads, view.spool)
        view.memo[key] = [address.parse(head) for head in found.to_pylist()], place
    return view.memo[key]


def _written(view: View, column: Column) -> tuple[Place, list[str]]:
    """Resolve the divisions that addresses begin with, once for each distinct beginning; return the stray ones too."""
    parsed, place = beginnings(view, column)
    meanings = [(_cut(p.code),) if p.code and not p.stray else () for p in parsed]
    says = ["".join(dict.fromkeys((p.province, p.city, p.district))) for p in parsed]
    codes = view.spool.numbers(column.spread(place, -1))
    return Place(column, codes, [*meanings, ()], [*says, ""]), [p.stray for p in parsed]


def _cut(code: str) -> str:
    """Cut the levels that are not named off a code: 440000 → 44, 440300 → 4403."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _disagree(one: Place, other: Place) -> tuple[np.ndarray, list[str], int]:
    """Return the rows where both are known and lie apart, what the other says there, and how many rows compare."""
    width = len(other.meanings) + 1
    pairs = np.zeros(0, np.int64)
    for _, mine in _met(one, other, width):
        pairs = np.union1d(pairs, mine)
    left, right = pairs // width - 1, pairs % width - 1  # -1, a missing value, finds the last meaning: none
    both, apart, hints = np.zeros(len(pairs), bool), np.zeros(len(pairs), bool), np.full(len(pairs), "", object)
    for at, (mine, theirs) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        a, b = one.meanings[mine], other.meanings[theirs]
        if a and b:
            both[at] = True
            apart[at] = not any(x.startswith(y) or y.startswith(x) for x in a for y in b)
            hints[at] = f"{other.column.name}: {other.says[theirs]}"
    rows, told, compared = [np.zeros(0, np.int64)], [], 0
    for start, mine in _met(one, other, width):
        again = np.searchsorted(pairs, mine)
        odd = np.flatnonzero(apart[again])
        compared += int(both[again].sum())
        rows.append(odd + start)
        told += hints[again[odd]].tolist()
    if len(told) > _WRONG_AT_MOST * compared:
        return np.zeros(0, np.int64), [], 0
    return np.concatenate(rows), told, compared


def _met(one: Place, other: Place, width: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield for parts of the rows where they start and a number for the two meanings that meet in each row."""
    for start, end in bounds(len(one.codes)):
        yield start, (one.codes[start:end].astype(np.int64) + 1) * width + other.codes[start:end] + 1


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
        rows, hints, checked = _disagree(_province(stated), lies)
        if checked and checked >= _LEAST:
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
    """Return how many digits a text has that is nothing but three to six digits, 0 for others."""
    text = pc.utf8_trim_whitespace(values)
    digits = mask(pc.match_substring_regex(text, r"^\d{3,6}$"))
    return np.where(digits, pc.fill_null(pc.utf8_length(text), 0).to_numpy(zero_copy_only=False), 0)


def _one_short(length: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the rows of a group whose number is one digit shorter than the usual one of five or six digits."""
    counts = np.bincount(length[group], minlength=8)
    counts[0] = 0
    usual = int(counts.argmax())
    rows = np.flatnonzero(group & (length == usual - 1))
    enough = usual in (5, 6) and counts[usual] >= _LEAST and len(rows) <= _ZEROES_AT_MOST * counts.sum()
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
    cut: Callable[[str], str] = lambda code: code[:2] if code.isdigit() else code  # noqa: E731
    meanings = [tuple(dict.fromkeys(cut(code) for code in codes)) for codes in place.meanings]
    return Place(place.column, place.codes, meanings, place.says)


def _learned(view: View, named: dict[str, Place], book: Rulebook) -> list[Failure]:
    """Report rows whose city, unknown to the tables, stands nearly always with another state."""
    city, state = named.get("city"), named.get("state")
    if city is None or state is None:
        return []
    unknown = np.array([not m for m in city.meanings])[city.codes] & city.column.present & state.column.present
    inner, outer = (np.where(unknown, p.column.codes, -1) for p in (city, state))
    odd, usual = _against_many(inner, outer)
    if not len(odd):
        return []
    rule = book.rule("city_district_mismatch", view.name, "city", city.column.name)
    hints = pc.binary_join_element_wise(state.column.name, state.column.values.take(pa.array(usual)), ": ")
    return [failing(rule, (view, city.column), odd, int(unknown.sum()), hints)]


def _against_many(part: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows whose `part` stands nearly always with another `whole`, and that other one (codes)."""
    used = np.flatnonzero((part >= 0) & (whole >= 0))
    if not len(used):
        return used, used
    width = int(whole.max()) + 1
    pairs, place, often = np.unique(
        part[used].astype(np.int64) * width + whole[used], return_inverse=True, return_counts=True
    )
    order = np.argsort(often, kind="stable")
    best = np.zeros(int(part.max()) + 1, np.int64)
    best[pairs[order] // width] = order
    seen = np.bincount(part[used], minlength=len(best))
    mine = best[part[used]]
    sure = (seen[part[used]] >= _LEAST) & (often[mine] >= _SURE * seen[part[used]])
    odd = sure & (place != mine) & (often[place] <= _RARE)
    return used[odd], pairs[mine[odd]] % width
