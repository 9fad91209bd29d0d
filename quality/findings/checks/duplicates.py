"""Likely the same customer twice: an estimate for the health check, not a merge.

Records meet in small groups (same tax id, phone, email, name) and are compared there; connected records
are one customer. Two valid, different tax ids keep records apart whatever else agrees.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.encode import Coded, distinct, encode_text
from quality.findings.failure import Failure, failing
from quality.findings.groups import Groups, components
from quality.findings.judge import Judge
from quality.findings.values import Thresholds
from quality.findings.view import Column, View
from quality.spool import Spool, bounds, pieces, side_by_side

PARTIES = ("customer", "organisation", "contact")
_LARGEST_GROUP = 40


class Evidence(NamedTuple):
    """What records are compared by, as integer codes per pooled record, -1 for missing."""

    tax: np.ndarray
    name: np.ndarray
    contact: np.ndarray
    address: np.ndarray
    birth: np.ndarray
    account: np.ndarray
    person: np.ndarray
    phones: list[np.ndarray]
    emails: list[np.ndarray]
    names: Coded


@dataclass(frozen=True)
class Pool:
    """All records of parties, end to end, view by view; the place of a record counts from the first view's first."""

    views: Sequence[View]
    evidence: Evidence

    @property
    def size(self) -> int:
        """How many records there are."""
        return sum(view.rows for view in self.views)

    def spans(self) -> Iterator[tuple[View, int, int]]:
        """Yield each view and the places where its records begin and end."""
        start = 0
        for view in self.views:
            yield view, start, start + view.rows
            start += view.rows

    def ids(self, places: np.ndarray) -> pa.Array:
        """Return the record ids at some places, in their order."""
        parts, order = [], []
        for view, start, end in self.spans():
            mine = np.flatnonzero((places >= start) & (places < end))
            parts.append(view.record_ids.take(pa.array(places[mine] - start)))
            order.append(mine)
        return pa.concat_arrays(parts).take(pa.array(np.argsort(np.concatenate(order))))


def check_duplicates(
    views: Mapping[str, View], judge: Judge, book: Rulebook, limits: Thresholds
) -> tuple[list[Failure], dict]:
    """Return the failures by source, and the estimate: records, customers, surplus, by source.

    Contacts are pooled apart from customers: a contact at a company is no duplicate of the company.
    """
    failures, estimate = [], {}
    for rule_id, entities in (("duplicate_customer", PARTIES[:2]), ("duplicate_contact", PARTIES[2:])):
        members = [v for v in views.values() if v.entity in entities and v.rows]
        if not members:
            continue
        pool = gather(members, judge)
        members_of_groups, group = connected(pool, limits)
        failures += _failures(pool, (members_of_groups, group), rule_id, book)
        surplus = len(group) - (int(group.max(initial=-1)) + 1)
        estimate[rule_id] = {
            "records": pool.size,
            "customers": pool.size - surplus,
            "surplus": surplus,
            "sources": {v.name: v.rows for v in members},
        }
    return failures, estimate


def gather(views: Sequence[View], judge: Judge) -> Pool:
    """Pool the records of `views` and code what they are compared by; asked twice, pooled once."""
    known = judge.memo.setdefault("pools", {})
    key = tuple(view.name for view in views)
    if key not in known:
        known[key] = _gathered(views, judge)
    return known[key]


def _gathered(views: Sequence[View], judge: Judge) -> Pool:
    spool = judge.spool
    asked = {
        "names": lambda: _coded([judge.folded_name(v) for v in views], spool),
        "phones": lambda: _multi(views, judge, "phone"),
        "tax": lambda: _codes([judge.key(v, "tax_id") for v in views], spool),
        "address": lambda: _codes([judge.folded(v, "address") for v in views], spool),
        "emails": lambda: _multi(views, judge, "email"),
        "contact": lambda: _codes([judge.folded(v, "contact", "person_name") for v in views], spool),
        "birth": lambda: _codes([judge.key(v, "birth_date") for v in views], spool),
        "person": lambda: _codes([judge.key(v, "national_id") for v in views], spool),
        "account": lambda: _telling(_codes([judge.folded(v, "customer_ref") for v in views], spool)),
    }
    told = dict(zip(asked, side_by_side(lambda name: asked[name](), list(asked)), strict=True))
    return Pool(views, Evidence(name=told["names"].codes, **told))


def _codes(parts: Sequence[Coded], spool: Spool) -> np.ndarray:
    """Number the texts of several columns in one code space (int32 for each row of all, -1 for null)."""
    return _coded(parts, spool).codes


def _coded(parts: Sequence[Coded], spool: Spool) -> Coded:
    """Bring the texts of several columns into one, with the distinct ones as its values."""
    texts = pa.chunked_array([text for part in parts for text in pieces(part.values)], pa.string())
    values, place = encode_text(texts, spool)
    return Coded(values, spool.chain(_numbered(parts, place), np.int32))


def _numbered(parts: Sequence[Coded], place: np.ndarray) -> Iterator[np.ndarray]:
    at = 0
    for part in parts:
        own = np.append(place[at : at + len(part.values)], np.int32(-1))
        for start, end in bounds(len(part.codes)):
            yield own[part.codes[start:end]]
        at += len(part.values)


def _telling(codes: np.ndarray) -> np.ndarray:
    """Drop codes that very many records share: a shop or a group, whatever the column is called."""
    often = Groups([codes]).sizes > _LARGEST_GROUP
    return np.where(often[codes], -1, codes) if often.any() else codes


def _multi(views: Sequence[View], judge: Judge, field: str) -> list[np.ndarray]:
    """Code a multi-valued field: one array for each column place, all in one code space."""
    width = max((len(v.of(field)) for v in views), default=0)
    if not width:
        return []
    parts = [judge.key(v, field, place) for place in range(width) for v in views]
    codes = _codes(parts, judge.spool)
    return list(codes.reshape(width, -1))


def connected(pool: Pool, limits: Thresholds) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the records that are believed to be another's customer too, and a number for each customer.

    Who is in no pair is a customer alone and not among them.
    """
    pairs = same_pairs(pool.evidence, limits)
    members = distinct(np.concatenate(pairs))
    left, right = (np.searchsorted(members, side) for side in pairs)
    return members, components(left, right, len(members))


def same_pairs(evidence: Evidence, limits: Thresholds) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs (places in the pool) that are believed to be the same customer."""
    count = max(1, len(evidence.tax))
    shared = ([evidence.tax], [evidence.name], evidence.phones, evidence.emails)
    pairs = [distinct(part) for columns in shared if columns for part in _pairs(columns, count)]
    pairs = distinct(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)
    left, right = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start, end in bounds(len(pairs)):
        low, high = np.divmod(pairs[start:end], count)
        keep = _same(evidence, low, high, limits)
        left.append(low[keep])
        right.append(high[keep])
    return np.concatenate(left), np.concatenate(right)


def _pairs(columns: Sequence[np.ndarray], count: int) -> Iterator[np.ndarray]:
    """Yield lower place × count + higher place of the records that share a code in any of the columns.

    A group too large is a shared value and skipped.
    """
    for codes, places in Groups(columns).pieces(_LARGEST_GROUP):
        for step in range(1, len(codes)):
            same = codes[step:] == codes[:-step]
            if not same.any():
                break
            one, other = places[:-step][same], places[step:][same]
            low, high = np.minimum(one, other), np.maximum(one, other)
            yield (low * count + high)[low != high]


def _agree(codes: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (codes[a] >= 0) & (codes[a] == codes[b])


def _differ(codes: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (codes[a] >= 0) & (codes[b] >= 0) & (codes[a] != codes[b])


def _any_agree(columns: list[np.ndarray], a: np.ndarray, b: np.ndarray) -> np.ndarray:
    found = np.zeros(len(a), bool)
    for mine in columns:
        for yours in columns:
            found |= (mine[a] >= 0) & (mine[a] == yours[b])
    return found


def _same(e: Evidence, a: np.ndarray, b: np.ndarray, limits: Thresholds) -> np.ndarray:
    """Decide each pair: enough agreement, and nothing that speaks against it."""
    tax, name = _agree(e.tax, a, b), _agree(e.name, a, b)
    phone, email = _any_agree(e.phones, a, b), _any_agree(e.emails, a, b)
    alike = _alike(e.names, a, b) >= limits.duplicate_similarity
    against = _differ(e.tax, a, b) | _differ(e.birth, a, b)
    other_person = _differ(e.contact, a, b)
    one_named = (e.contact[a] >= 0) != (e.contact[b] >= 0)
    place = _agree(e.address, a, b) | _agree(e.birth, a, b)
    same = tax & phone & ~other_person
    same |= tax & (alike | name) & ~other_person & ~one_named
    same |= (phone | email) & (alike | name) & ~other_person
    same |= name & place & ~other_person & ~one_named
    same |= _agree(e.account, a, b) & (name | ((phone | email) & alike))
    return same & ~against


def _alike(names: Coded, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Compare two names (0 to 1): Jaro-Winkler, or one inside the other; a missing name gives 0."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    if not len(a):
        return np.zeros(0)
    left = pc.fill_null(names.take(a), "").to_pylist()
    right = pc.fill_null(names.take(b), "").to_pylist()
    score = np.asarray(cpdist(left, right, scorer=JaroWinkler.similarity), float)
    inside = np.asarray(cpdist(left, right, scorer=fuzz.partial_ratio), float) / 100
    shorter = np.array([min(len(x), len(y)) for x, y in zip(left, right, strict=True)])
    return np.where(shorter >= 4, np.maximum(score, inside), np.where(shorter > 0, score, 0.0))


def _failures(pool: Pool, groups: tuple[np.ndarray, np.ndarray], rule_id: str, book: Rulebook) -> list[Failure]:
    """Flag every record of a group of two or more; the proposal names the group's first record."""
    members, group = groups
    _, first = np.unique(group, return_index=True)
    second, failures = _second(group, first), []
    for view, start, end in pool.spans():
        at = np.arange(*np.searchsorted(members, (start, end)))
        anchor = first[group[at]]
        anchor = np.where(anchor == at, second[group[at]], anchor)
        hints = pc.binary_join_element_wise("same as", pool.ids(members[anchor]), " ")
        column = view.first("name", "org_name", "person_name", "contact", "surname") or _any_column(view)
        rule = book.rule(rule_id, view.name, column.field)
        failures.append(failing(rule, (view, column), members[at] - start, view.rows, hints))
    return failures


def _second(group: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return the second member of each group (its first where it is alone)."""
    second = first.copy()
    later = np.ones(len(group), bool)
    later[first] = False
    rest = np.flatnonzero(later)[::-1]
    second[group[rest]] = rest
    return second


def _any_column(view: View) -> Column:
    return next(iter(view.columns.values()))
