"""Telephone, tax and identity numbers and mail addresses: invalid, filled in, ruined, or in the wrong column."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.checks.swaps import ORGANISATION
from quality.findings.failure import Failure, flagged
from quality.findings.judge import Judge, Judged
from quality.findings.masks import among_flagged, by_slices, mask, matching
from quality.findings.view import Column, View
from quality.semantics.headers import match_header
from quality.standardise import national_id, tax_id
from quality.standardise.surnames import split_chinese_name
from quality.texts import plain

SCIENTIFIC = r"^\s*[+-]?\d([.,]\d+)?[eE]\+?\d+\s*$"
STATED = {
    "phone": ("phone_invalid", "placeholder_phone"),
    "fax": ("phone_invalid", "placeholder_phone"),
    "tax_id": ("tax_id_invalid", "placeholder_tax_id"),
    "national_id": ("national_id_invalid", "placeholder_national_id"),
    "email": ("email_invalid", "placeholder_email"),
}
_ZERO = r"^\s*\(?0[1-9]"  # a number as it is dialled at home, where that needs a zero
_SHOWN, _MOSTLY = 400, 0.5  # the first values of a column show whether it is written so
_SAID = 0.8  # how plainly a header says that tax numbers stand under it
_SELDOM = 0.1  # of the numbers of a column that have their 0: more without one are the way it is written
# Addresses that cleaning puts right and no mail server would: a gap inside, a dot at an end or twice in a row.
_UNDELIVERABLE = r"^[^\s;,<]+\s[^;,<]*$|^[^\s;,<]*([.。]$|\.\.)|^\."


def check_stated(view: View, judge: Judge, book: Rulebook) -> list[Failure]:
    """Check every column of such numbers and addresses of `view`."""
    return [
        failure
        for field, rules in STATED.items()
        for column in [*view.of(field), *_more(view, field)]
        for failure in _stated(view, column, judge, book, rules)
    ]


def _more(view: View, field: str) -> list[Column]:
    """Return further columns of tax numbers: a party has one field for them, yet France writes SIREN beside the VAT id.

    The header says so, and the check digits of four values in five bear it out.
    """
    if field != "tax_id":
        return []
    found = []
    for column in view.columns.values():
        if column.field != "other" or match_header(column.name).get(field, 0) < _SAID:
            continue
        shown = column.values.slice(0, _SHOWN).to_pylist()
        if tax_id.country_of([tax_id.compact(text) for text in shown if text and text.strip()]):
            found.append(replace(column, field=field))
    return found


def _stated(view: View, column: Column, judge: Judge, book: Rulebook, rules: tuple[str, str]) -> list[Failure]:
    """Tell apart what is wrong with values that a standardiser refuses."""
    judged, where = judge.of(view, column), (view, column)
    names = (view.name, column.field, column.name)
    filler = judged.placeholder
    wrong = judged.invalid & ~filler
    if column.field == "email":  # cleaning closes the gap, but as it stands no mail goes there
        wrong |= judged.valid & matching(column.values, _UNDELIVERABLE, trim=True)
    ruined = matching(column.values, SCIENTIFIC, within=wrong)
    if column.field in ("phone", "fax"):
        zeros = _typed_out(column)
        ruined, filler, wrong = ruined | zeros, filler & ~zeros, wrong & ~zeros | (wrong & ruined)
    stray = among_flagged(column.values, wrong & ~ruined, lambda part: _stray(column.field, part))
    short, padded = _lost_zero(view, column, judge, wrong & ~ruined & ~stray)
    undialled = _without_trunk_zero(view, column, judge)
    ruined_rule = f"scientific_notation_{'phone' if column.field == 'fax' else column.field}"
    if column.field not in ("phone", "fax", "tax_id"):
        ruined_rule = "scientific_notation"
    left = wrong & ~ruined & ~stray & ~short
    found = [
        (rules[0], left, _mended(judged, left)),
        (rules[1], filler, None),
        (ruined_rule, ruined, None),
        ("value_in_wrong_field", stray, None),
        ("lost_leading_zero", short, padded),
        ("lost_leading_zero", undialled, _with_zero(column, undialled) if undialled.any() else None),
    ]
    needed = rules[:1]
    return [
        flagged(book.rule(rule, *names), where, hits, proposal)
        for rule, hits, proposal in found
        if hits.any() or rule in needed
    ]


def _mended(judged: Judged, flags: np.ndarray) -> pa.Array:
    """Return what is suggested for the flagged values, or the normal form of those that are valid."""
    at = np.flatnonzero(flags)
    normal = pc.if_else(pa.array(judged.valid[at]), plain(judged.normal.take(pa.array(at))), None)
    return pc.coalesce(judged.suggested(at), normal)


def _typed_out(column: Column) -> np.ndarray:
    """Flag mobiles whose digits after the third or fourth are zeros, where several different ones occur, each seldom.

    A cell that held 1.36E+10 gives 13600000000 once it is read as a number; a filler is one number, used often.
    """
    seldom = by_slices(column.values, lambda part: mask(pc.match_substring(part, "0000000"))) & (column.counts <= 2)
    zeros = matching(column.values, r"^\s*1[3-9]\d{1,2}0{7,8}\s*$", within=seldom)
    return zeros if zeros.sum() >= 2 else np.zeros(len(zeros), bool)


def _stray(field: str, values: pa.Array) -> np.ndarray:
    """Flag texts that plainly belong to another column: an email among phones, a phone among emails."""
    text = pc.utf8_trim_whitespace(values)
    email = mask(pc.match_substring_regex(text, r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"))
    if field == "tax_id":  # a mobile, or a landline with its dash: no tax number is written so
        return email | mask(pc.match_substring_regex(text, r"^(\+?86[- ]?)?1[3-9]\d{9}$|^\(?0\d{2,3}[-)]\d{7,8}$"))
    number = mask(pc.match_substring_regex(text, r"^\+?[\d\s\-()]{7,20}$"))
    words = mask(pc.match_substring_regex(text, r"^[^\d@]*\p{L}{2}[^\d@]*$"))
    if field in ("phone", "fax"):
        words[words] = _named(text.filter(pa.array(words)))
        code = mask(pc.match_substring_regex(text, "^[159AYN][0-9A-Z]\\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$"))
        code &= mask(pc.match_substring_regex(text, "[A-Z]"))
        return email | words | code
    if field == "email":
        return number
    return email | words if field == "national_id" else email


def _named(texts: pa.Array) -> np.ndarray:
    """Tell which words among phones name somebody, and so belong elsewhere: `ask at the desk` is only no number."""
    titled = mask(pc.match_substring_regex(texts, r"^\p{Lu}[\p{L}'.-]+([ ]\p{Lu}[\p{L}'.-]*)+$"))
    titled |= mask(pc.match_substring_regex(texts, ORGANISATION))
    return titled | np.array([split_chinese_name(text.strip()) is not None for text in texts.to_pylist()], bool)


def _without_trunk_zero(view: View, column: Column, judge: Judge) -> np.ndarray:
    """Flag numbers that are valid as they stand, yet lack the 0 that nearly all others of the column begin with.

    A spreadsheet took it for a number; who dials it at home gets nobody. Nothing is lost where mobiles are written
    without a 0 (China), nor where the 0 belongs to the number and makes another one (Italy).
    """
    found, judged = np.zeros(len(column.values), bool), judge.of(view, column)
    some = column.values.slice(0, _SHOWN)
    if column.field not in ("phone", "fax") or matching(some, _ZERO).sum() < _MOSTLY * len(some):
        return found
    bare = matching(column.values, r"^\s*[1-9][\d ]{7,11}$", within=judged.valid)
    zero = matching(column.values, _ZERO, within=judged.valid) if bare.any() else bare
    if not bare.any() or column.counts[bare].sum() > _SELDOM * column.counts[zero].sum():
        return found
    regions = None if column.regions is None else [column.regions[at] for at in np.flatnonzero(bare)]
    normal = plain(judged.normal.filter(pa.array(bare)))
    same = pc.equal(judge.again(view, column, _with_zero(column, bare), regions).normal, normal)
    at_home = pc.invert(pc.starts_with(normal, "+86"))
    found[bare] = mask(pc.and_(same, at_home))
    return found


def _with_zero(column: Column, hits: np.ndarray) -> pa.Array:
    bare = pc.utf8_trim_whitespace(column.taken(np.flatnonzero(hits)))
    return pc.binary_join_element_wise("0", bare, "")


def _lost_zero(view: View, column: Column, judge: Judge, wrong: np.ndarray) -> tuple[np.ndarray, pa.Array | None]:
    """Flag invalid values that become valid with a zero in front, and propose that."""
    if column.field in ("phone", "fax"):  # its standardiser knows area codes and tells
        judged = judge.of(view, column)
        lost = wrong & judged.because("phone/lost_zero")
        return lost, judged.suggested(np.flatnonzero(lost))
    short = np.zeros(len(column.values), bool)
    digits = matching(column.values, r"^\s*[1-9][\d ]{4,}\s*$", within=wrong)
    at = np.flatnonzero(digits)
    if not len(at):
        return short, None
    padded = pc.binary_join_element_wise("0", pc.utf8_trim_whitespace(column.taken(at)), "")
    regions = ["" if column.regions is None else column.regions[i] for i in at]
    short[at] = [
        _checks_out(column.field, text, region or judge.region(view))
        for text, region in zip(padded.to_pylist(), regions, strict=True)
    ]
    return short, padded.filter(pa.array(short[at]))


def _checks_out(field: str, text: str, region: str) -> bool:
    """Tell whether a number with a zero put in front is valid by its own rules, not by its column's usual shape.

    No USCC and no resident identity number begins with 0: one of 17 digits lost its last.
    """
    if field == "tax_id":
        number = tax_id.compact(text)
        return len(number) != 18 and tax_id.validate(number, region)
    number = national_id.compact(text)
    return len(number) != 18 and national_id.validate(number)
