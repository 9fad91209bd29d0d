"""Letters that a person reads past: half-width kana, look-alikes of another script, emoji, capitals, text marks."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import FOREIGN, LOWER, MARKUP, NON_ASCII, UPPER
from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.masks import matching
from quality.findings.view import Column, View
from quality.standardise.base import TEXT_MARK

_PERSONS = ("person_name", "contact", "given_name", "surname", "middle_name")
_NAMES = (*_PERSONS, "name", "org_name")
_WRITTEN = (*_NAMES, "email", "address", "street", "city")
_KANA = "[\uff66-\uff9f]"
_USUAL = 0.5  # of a column in half-width kana, as banks keep account names, or behind marks: then it is meant so
_LATIN, _OTHER = "[A-Za-z]", "[\u0370-\u03ff\u0400-\u052f]"
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧοԁԛԝһ", "ABEKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXodqwh")
_EMOJI = r"[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}\x{2B50}\x{2B55}\x{2605}\x{2606}\x{FE0F}]"
_CASED = 0.8  # of a column's Latin names in mixed case: then capitals throughout are a slip


def check_letters(view: View, book: Rulebook) -> list[Failure]:
    """Report such letters, one failure for each rule and column, with what should stand there."""
    failures = []
    for column in view.columns.values():
        found = [("spreadsheet_mark", *_marked(column))]
        if column.field != "text":
            found.append(("half_width_kana", *_kana(column)))
        if column.field in _WRITTEN:
            found.append(("mixed_script", *_mixed(column)))
        if column.field in _NAMES:
            found.append(("symbol_in_name", *_symbols(column)))
        if column.field in (*_PERSONS, "city"):
            found.append(("name_case", *_cased(column)))
        for rule, hits, better in found:
            if hits.any():
                rule_here = book.rule(rule, view.name, column.field, column.name)
                failures.append(flagged(rule_here, (view, column), hits, better))
    return failures


def _matching(column: Column, pattern: str, kind: int) -> np.ndarray:
    """Match a pattern where a value holds bytes of a kind without which it never fits."""
    return matching(column.values, pattern, within=column.having(kind))


def _of(column: Column, hits: np.ndarray) -> pa.Array:
    return column.taken(np.flatnonzero(hits))


def _kana(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    hits = _matching(column, _KANA, FOREIGN)
    if column.counts[hits].sum() > _USUAL * column.filled:
        return hits & False, None
    return hits, pc.utf8_normalize(_of(column, hits), form="NFKC")


def _mixed(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    """Look-alikes of Latin letters beside Latin ones in a word; of an Ω or Δ there is no doubt."""
    hits = _matching(column, f"{_LATIN}{_OTHER}|{_OTHER}{_LATIN}", FOREIGN)
    better = [text.translate(_LOOK_ALIKE) for text in _of(column, hits).to_pylist()]
    sure = [re.search(_OTHER, text) is None for text in better]
    hits[hits] = sure
    return hits, pa.array([text for text, known in zip(better, sure, strict=True) if known], pa.string())


def _symbols(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    hits = _matching(column, _EMOJI, FOREIGN)
    hits &= ~matching(column.values, rf"^({_EMOJI}|\s)*$", within=hits)
    return hits, pc.utf8_trim_whitespace(pc.replace_substring_regex(_of(column, hits), _EMOJI, ""))


def _cased(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    """Names in capitals, or in small letters, where nearly all others are written with both."""
    may = UPPER | LOWER | NON_ASCII
    latin = _matching(column, r"^[^\p{Han}\p{Hangul}\p{Katakana}\p{Hiragana}]*\p{L}{3}[^\p{Han}\p{Hangul}]*$", may)
    upper = column.having(UPPER) | _matching(column, r"\p{Lu}", FOREIGN)
    lower = column.having(LOWER) | _matching(column, r"\p{Ll}", FOREIGN)
    one_case = latin & (upper != lower)
    cased = int(column.counts[latin & upper & lower].sum())
    if cased < _CASED * column.counts[latin].sum():
        return one_case & False, None
    better = [text.strip().title() for text in _of(column, one_case).to_pylist()]
    return one_case, pa.array(better, pa.string())


def _marked(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    """The apostrophe, or the formula, that kept a spreadsheet from reading a number: '02134, ="02134".

    Some systems (Shopify for one) write it before every value: then it is their format, and no slip of a row.
    """
    hits = _matching(column, TEXT_MARK, MARKUP)
    if column.counts[hits].sum() > _USUAL * column.filled:
        return hits & False, None
    return hits, pc.replace_substring_regex(_of(column, hits), TEXT_MARK, r"\1\2")
