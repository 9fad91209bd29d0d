"""Mistyped mail domains and account numbers that do not check."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.masks import by_slices, mask
from quality.findings.view import Column, View
from quality.standardise.mail_domain import may_be_meant, meant
from quality.unicode import lowered

_RARE = 0.1  # of the rows with the provider's own domain: a slip is that seldom
_IBAN = r"^\s*[A-Z]{2}\d{2}[ ]?([A-Z0-9][ ]?){11,30}\s*$"
_MOSTLY = 0.6
_SAMPLE = 1000  # distinct values that tell whether a column may hold account numbers


def check_formats(view: View, book: Rulebook) -> list[Failure]:
    """Report each such value, a mistyped domain with the address that was meant."""
    failures = []
    for column in view.of("email"):
        failures += _mistyped(view, column, book)
    for column in (c for c in view.columns.values() if c.field == "other"):  # understood so, or by nobody
        failures += _accounts(view, column, book)
    return failures


def _mistyped(view: View, column: Column, book: Rulebook) -> list[Failure]:
    lower = lowered(pc.utf8_trim_whitespace(column.values))
    domain = pc.struct_field(pc.extract_regex(lower, r"^[^@\s]+@(?P<domain>[a-z0-9.-]+)$"), "domain")
    encoded = domain.dictionary_encode()
    names = encoded.dictionary
    code = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    often = np.bincount(code[code >= 0], column.counts[code >= 0], minlength=len(names))
    asked = np.flatnonzero(mask(may_be_meant(names)))
    told = zip(asked.tolist(), names.take(pa.array(asked)).to_pylist(), strict=True)
    slips = {at: better for at, name in told if (better := meant(name))}
    right = {name: often[at] for name, at in _places(sorted(set(slips.values())), names).items()}
    slips = {at: better for at, better in slips.items() if often[at] <= max(1, _RARE * right.get(better, 0))}
    flags = np.isin(code, list(slips))
    if not flags.any():
        return []
    at = np.flatnonzero(flags)
    better = np.full(len(flags), None, object)
    better[at] = [
        f"{text.rpartition('@')[0]}@{slips[c]}"
        for text, c in zip(lower.take(pa.array(at)).to_pylist(), code[at].tolist(), strict=True)
    ]
    rule = book.rule("email_domain_typo", view.name, "email", column.name)
    return [flagged(rule, (view, column), flags, pa.array(better, pa.string()))]


def _places(wanted: list[str], names: pa.Array) -> dict[str, int]:
    """Return where in `names` each of the wanted stands, of those that do."""
    places = pc.index_in(pa.array(wanted, pa.string()), value_set=names).to_pylist()
    return {name: at for name, at in zip(wanted, places, strict=True) if at is not None}


def _accounts(view: View, column: Column, book: Rulebook) -> list[Failure]:
    """Check a column that holds international account numbers (ISO 13616) for the most part."""
    from stdnum import iban

    first = column.values.slice(0, _SAMPLE)
    if mask(pc.match_substring_regex(first, _IBAN)).sum() < len(first) / 2:
        return []
    shaped = by_slices(column.values, lambda part: mask(pc.match_substring_regex(part, _IBAN)))
    if not len(shaped) or column.counts[shaped].sum() < _MOSTLY * column.filled or column.filled < 3:
        return []
    wrong = ~column.blank
    at = np.flatnonzero(shaped)
    wrong[at] = [not iban.is_valid(text) for text in column.taken(at).to_pylist()]
    if column.counts[wrong].sum() > (1 - _MOSTLY) * column.filled:
        return []
    return [flagged(book.rule("iban_invalid", view.name, column.name), (view, column), wrong)]
