"""Which standardiser a field goes to, and the shortcuts that keep a million distinct texts off Python."""

from types import ModuleType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality import helpers
from quality.standardise import (
    address,
    company,
    dates,
    email,
    money,
    national_id,
    person,
    phone,
    phone_plain,
    place,
    tax_id,
    text,
    western_address,
)
from quality.standardise.base import INVALID, VALID, Standard
from quality.standardise.placeholder import candidates, is_mailbox, is_placeholder, lived_in

LISTS = frozenset({"phone", "email"})
STATED = frozenset({"phone", "email", "tax_id", "national_id", "birth_date"})
JOINED = frozenset({"address", "name", "org_name", "surname", "text"})
COALESCED = frozenset(
    {"created", "updated", "last_seen", "order_date", "birth_date", "tax_id", "national_id", "postcode"}
)
DATES = frozenset({"birth_date", "created", "updated", "last_seen", "order_date", "date"})
NUMBERS = frozenset({"amount", "price", "quantity"})
PERSONS = frozenset({"person_name", "contact", "given_name", "middle_name", "surname", "owner"})
IDS = frozenset({"id", "customer_ref", "parent_ref", "order_ref", "product_ref", "ref"})
ORGANISATIONS = frozenset({"name", "org_name"})
PLACES = frozenset({"address", "street"})
_KINDS: tuple[tuple[frozenset[str], ModuleType], ...] = (
    (frozenset({"email"}), email),
    (NUMBERS, money),
    (ORGANISATIONS, company),
    (PERSONS, person),
    (PLACES, address),
)


def standardise_field(  # noqa: PLR0911
    field: str, texts: pa.Array, countries: list[str] | None, region: str, date_order: str = "", year: int = 0
) -> Standard:
    """Standardise the distinct texts of a field; `countries` (ISO, "" unknown) are those of the texts' records.

    `date_order` and `year` are those of `quality.standardise.dates.Reading`.
    """
    if field in IDS:
        values = pc.utf8_trim_whitespace(texts).to_pylist()
        return Standard(values, [VALID] * len(values), [""] * len(values), [None] * len(values))
    if field in {"phone", "fax"}:
        return _phones(texts, countries, region)
    if field == "tax_id":
        own = [country or region for country in countries] if countries else [region] * len(texts)
        return tax_id.standardise(texts.to_pylist(), own)
    if field == "national_id":
        return national_id.standardise(texts.to_pylist())
    if field in DATES:
        return _dates(texts, date_order, field == "birth_date", year)
    if field in place.LEVELS:
        return place.standardise(texts.to_pylist(), field)
    module = next((module for kinds, module in _KINDS if field in kinds), text)
    return _addresses(texts) if module is address else _past_normal(texts, module)


def _past_normal(texts: pa.Array, module: ModuleType) -> Standard:
    """Standardise only the texts that are not their own normal form at sight (`NORMAL`, `NOT_NORMAL` of the module)."""
    normal = pc.match_substring_regex(texts, module.NORMAL)
    if hasattr(module, "NOT_NORMAL"):
        normal = pc.and_not(normal, pc.match_substring_regex(texts, module.NOT_NORMAL))
    normal = normal.to_numpy(zero_copy_only=False)
    rest = np.flatnonzero(~normal)
    listed = texts.take(pa.array(rest, pa.int64())).to_pylist()
    return _patched(texts.to_pylist(), rest, helpers.standardise(module, listed))


def _addresses(texts: pa.Array) -> Standard:
    rest = np.flatnonzero(address.unsettled(texts))
    short = western_address.writes_short(texts)
    listed = texts.take(pa.array(rest, pa.int64())).to_pylist()
    return _patched(texts.to_pylist(), rest, helpers.standardise(address, listed, short=short))


def _patched(texts: list[str], rest: np.ndarray, standard: Standard) -> Standard:
    """Return a standard of normal, valid texts with those at `rest` replaced by what was found out of them."""
    size = len(texts)
    values, states, rules, hints = list(texts), [VALID] * size, [""] * size, [None] * size
    for at, value, state, rule, hint in zip(
        rest.tolist(), standard.values, standard.states, standard.rules, standard.suggestions, strict=True
    ):
        values[at], states[at], rules[at], hints[at] = value, state, rule, hint
    return Standard(values, states, rules, hints)


def _dates(texts: pa.Array, order: str, birth: bool, year: int) -> Standard:
    """Cut times off first: a column of a million moments has few days."""
    days = pc.replace_substring_regex(texts, dates.CLOCK, r"\1")
    encoded = pc.dictionary_encode(days)
    found = dates.standardise(encoded.dictionary.to_pylist(), order, birth=birth, year=year)
    codes = encoded.indices.to_pylist()
    values = [found.values[c] for c in codes]
    rules = [
        found.rules[c] or ("date/iso" if value != raw else "")
        for c, value, raw in zip(codes, values, texts.to_pylist(), strict=True)
    ]
    return Standard(values, [found.states[c] for c in codes], rules, [None] * len(codes))


def _phones(texts: pa.Array, countries: list[str] | None, region: str) -> Standard:
    """Read the plain ones in one sweep for each country; the rest one by one."""
    homes = np.array([c or region for c in countries] if countries else [region] * len(texts), dtype=object)
    values, wrong = np.full(len(texts), None, dtype=object), np.zeros(len(texts), bool)
    for home in dict.fromkeys(homes.tolist()):
        at = np.flatnonzero(homes == home)
        some = texts.take(pa.array(at, pa.int64()))
        right = pc.coalesce(phone.sweep(some, home), phone_plain.extended(some, home))
        values[at] = right.to_numpy(zero_copy_only=False)
        at = at[right.is_null().to_numpy(zero_copy_only=False)]
        found = phone_plain.unassigned(some.filter(right.is_null()), home)
        values[at] = found.to_numpy(zero_copy_only=False)
        wrong[at] = found.is_valid().to_numpy(zero_copy_only=False)
    rest = np.flatnonzero(values == None)  # noqa: E711
    slow = helpers.standardise(phone, texts.take(pa.array(rest, pa.int64())).to_pylist(), homes[rest].tolist())
    done = _patched(values.tolist(), rest, slow)
    for at in np.flatnonzero(wrong).tolist():
        done.states[at], done.rules[at] = INVALID, "phone/invalid"
    raw = texts.to_pylist()
    rules = [rule or ("phone/e164" if v != t else "") for rule, v, t in zip(done.rules, done.values, raw, strict=True)]
    return Standard(done.values, done.states, rules, done.suggestions)


def worth_asking(field: str, texts: pa.Array, values: pa.Array) -> np.ndarray:
    """Flag the texts that may stand for nothing, by themselves or by their normal form (bool)."""
    maybe = pc.or_(candidates(texts, field), pc.fill_null(candidates(values, field), False))
    return maybe.to_numpy(zero_copy_only=False)


def placeholders_among(field: str, texts: pa.Array, values: list[str | None]) -> np.ndarray:
    """Return the positions whose text, or whose normal form, stands for nothing."""
    found = []
    own = lived_in(values) if field == "email" else frozenset()
    for at, (raw, value) in enumerate(zip(texts.to_pylist(), values, strict=True)):
        if value is None or is_mailbox(value, own):
            continue
        if is_placeholder(value, field) or is_placeholder(text.compact(raw), field):
            found.append(at)
    return np.array(found, np.int64)
