"""Lines and keys shared where they should not be: phones on several customers, keys on several names."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.checks.duplicates import PARTIES, Pool, gather
from quality.findings.checks.strangers import strangers
from quality.findings.encode import Coded, counted
from quality.findings.failure import Failure, failing
from quality.findings.groups import Groups
from quality.findings.judge import Judge
from quality.findings.masks import by_slices, mask
from quality.findings.values import Thresholds
from quality.findings.view import View
from quality.standardise.placeholder import looks_made_up

_WHOLE = "^.{4,}(公司|合伙企业|工厂|研究院|研究所|医院|学校|合作社|事务所)"
_SELDOM = 0.05
_ONLY_FOUND = ("placeholder_phone", "placeholder_email", "conflicting_name", "shared_national_id")


def check_shared(views: Mapping[str, View], judge: Judge, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Find phones on several customers, and one name, tax id or national id with several of the other."""
    failures = []
    for entities in (PARTIES[:2], PARTIES[2:]):
        members = [v for v in views.values() if v.entity in entities and v.rows]
        if not members:
            continue
        pool = gather(members, judge)
        failures += _failures(
            pool, strangers(pool, pool.evidence.person), ("shared_national_id", "national_id", 0), book, None
        )
        if entities == PARTIES[:2]:
            failures += _of_customers(pool, book, limits)
    return failures


def _of_customers(pool: Pool, book: Rulebook, limits: Thresholds) -> list[Failure]:
    tax = pool.evidence.tax
    failures = _shared_lines(pool, tax, book, limits)
    hit, count = _other_taxes(pool)
    failures += _failures(pool, hit, ("conflicting_tax_id", "tax_id", 0), book, (None, count))
    return failures + _failures(pool, strangers(pool, tax), ("conflicting_name", "name", 0), book, None)


def _other_taxes(pool: Pool) -> tuple[np.ndarray, np.ndarray]:
    """Flag records whose name has another valid tax id elsewhere, and say how many; none where that is usual.

    A full Chinese name with its legal form is one company's; any other name is shared by strangers, unless they
    have a phone, an email or an address too. More than one record in twenty says that names prove nothing here.
    """
    evidence, tax = pool.evidence, pool.evidence.tax
    name = np.where(_long(evidence.names, 4), evidence.name, -1)
    named = (name >= 0) & (tax >= 0)
    at = np.flatnonzero(named & (Groups([name]).meetings(tax) >= 2)[name])
    texts = evidence.names.take(at)
    whole = np.where(mask(pc.match_substring_regex(texts, _WHOLE)), name[at], -1)
    most = np.zeros(len(at), np.int64)
    for other in (None, evidence.address, *evidence.phones, *evidence.emails):
        group = whole if other is None else _both(name[at], other[at])
        most = np.maximum(most, np.where(group >= 0, Groups([group]).meetings(tax[at])[group], 0))
    count = np.zeros(len(tax), np.int32)
    count[at] = most
    hit = count >= 2
    return (hit & False if hit.sum() > _SELDOM * max(1, named.sum()) else hit), count


def _both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Code pairs of codes, -1 where either is missing."""
    width = int(other.max(initial=-1)) + 1
    pair = np.where((one >= 0) & (other >= 0), one.astype(np.int64) * width + other, -1)
    _, code = np.unique(pair, return_inverse=True)
    return np.where(pair < 0, -1, code)


def _long(names: Coded, least: int) -> np.ndarray:
    """Flag the rows whose name has so many characters or more (bool)."""
    long = by_slices(names.values, lambda part: mask(pc.greater_equal(pc.utf8_length(part), least)))
    return np.append(long, False)[names.codes]


def _shared_lines(pool: Pool, tax: np.ndarray, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Tell shared lines from fillers: what stands beside very many strangers belongs to none of them."""
    failures, evidence = [], pool.evidence
    for field, columns in (("phone", evidence.phones), ("email", evidence.emails)):
        if not columns:
            continue
        lines = Groups(columns)
        taxes = lines.meetings(tax)
        strangers = np.maximum(taxes, lines.meetings(np.where(tax < 0, evidence.name, np.int32(-1))))
        filler = _fillers(pool, (field, lines), strangers, limits)
        persons = np.minimum(lines.meetings(evidence.person), lines.meetings(evidence.name))
        shared = ~filler & ((taxes >= limits.shared_by) | (persons > limits.shared_by))
        for place, codes in enumerate(columns):
            known = codes >= 0
            wanted = (f"placeholder_{field}", field, place)
            count = (codes, strangers)
            failures += _failures(pool, known & filler[codes], wanted, book, count)
            if field == "phone":
                failures += _failures(pool, known & shared[codes], ("shared_phone", field, place), book, count)
    return failures


def _fillers(pool: Pool, what: tuple[str, Groups], strangers: np.ndarray, limits: Thresholds) -> np.ndarray:
    """Tell which codes fill the cell: on many strangers and a share of the rows, or typed-looking and on a few.

    An agent's or a landlord's line is on many tax ids too, but seldom on so many; where it always has the same
    contact beside it, it is somebody's however many they are.
    """
    field, lines = what
    rows = lines.sizes
    if field == "email":  # few strangers share an address, so that a handful is many
        filler = strangers >= max(limits.shared_by, limits.filler_by // 4)
    else:
        most = limits.filler_by
        filler = strangers >= most
        many = np.flatnonzero(filler)
        share = rows[many] / max(1, int(rows.sum(dtype=np.int64)))
        filler[many] = (share >= limits.filler_share) | (strangers[many] >= 3 * most)
        few = np.flatnonzero((strangers >= limits.shared_by) & ~filler)
        filler[few] = [looks_made_up(text) for text in _texts(pool, field, lines.columns, few)]
    return filler & ~_one_contact(lines, pool.evidence.contact, filler)


def _texts(pool: Pool, field: str, columns: list[np.ndarray], wanted: np.ndarray) -> list[str]:
    """Return the raw text of one row of each wanted code."""
    found = np.full(len(wanted), None, object)
    for place, codes in reversed(list(enumerate(columns))):  # so that the first row of the first column stays
        for view, start, end in reversed(list(pool.spans())):
            at = np.flatnonzero(np.isin(codes[start:end], wanted))[::-1]
            if len(at):
                which = np.searchsorted(wanted, codes[start:end][at])
                found[which] = view.of(field)[place].text(at).to_pylist()
    return [text or "" for text in found]


def _one_contact(lines: Groups, contact: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Tell which of the codes asked about stand with one contact in at least half of their rows (three or more)."""
    top = np.zeros(len(asked), np.int64)
    if asked.any():
        width = int(contact.max(initial=-1)) + 1
        for codes, places in Groups(lines.columns, contact).pieces():
            mine = np.flatnonzero(asked[codes])
            found, often = counted(codes[mine].astype(np.int64) * width + contact[places[mine]])
            np.maximum.at(top, found // max(1, width), often)
    return (top >= 3) & (2 * top >= lines.sizes)


def _failures(
    pool: Pool, hit: np.ndarray, what: tuple[str, str, int], book: Rulebook, count: tuple | None
) -> list[Failure]:
    """Build the failures of the pooled rows that are hit.

    `count` is (code of each row, customers of each code), or (None, customers of each row).
    """
    rule_id, field, place = what
    failures = []
    for view, start, end in pool.spans():
        columns = view.of(field) or (view.of("org_name", "person_name") if field == "name" else [])
        if place >= len(columns):
            continue
        rows = np.flatnonzero(hit[start:end])
        hints = None if count is None else _on_customers(_of_each(count, rows + start))
        column = columns[place]
        rule = book.rule(rule_id, view.name, field, column.name)
        if rule_id in _ONLY_FOUND and not len(rows):
            continue
        failures.append(failing(rule, (view, column), rows, column.filled, hints))
    return failures


def _of_each(count: tuple[np.ndarray | None, np.ndarray], places: np.ndarray) -> np.ndarray:
    codes, number = count
    return number[places if codes is None else codes[places]]


def _on_customers(count: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise("on", pc.cast(pa.array(count), pa.string()), "customers", " ")
