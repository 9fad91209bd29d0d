"""Letters that a person reads past: half-width kana, look-alikes of another script, emoji, capitals, text marks."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.masks import by_slices, mask
from quality.findings.view import Column, View

_PERSONS = ("person_name", "contact", "given_name", "surname", "middle_name")
_NAMES = (*_PERSONS, "name", "org_name")
_WRITTEN = (*_NAMES, "email", "address", "street", "city")
_KANA = "[\uff66-\uff9f]"
_USUAL = 0.5  # of a column in half-width kana, as banks keep account names, or behind marks: then it is meant so
_LATIN, _OTHER = "[A-Za-z]", "[\u0370-\u03ff\u0400-\u052f]"
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧοԁԛԝһ", "ABEKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXodqwh")
_EMOJI = r"[\x{1F000}-\x{1FAFF}\x{2600}-\x{27BF}\x{2B50}\x{2B55}\x{2605}\x{2606}\x{FE0F}]"
_CASED = 0.8  # of a column's Latin names in mixed case: then capitals throughout are a slip
_TEXT_MARK = r"^\s*'([+=\d].*)$|^\s*=\"(.*)\"\s*$"


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


def _matching(column: Column, pattern: str) -> np.ndarray:
    return by_slices(column.values, lambda part: mask(pc.match_substring_regex(part, pattern)))


def _put(column: Column, hits: np.ndarray, better: list[str]) -> pa.Array:
    """Return the better texts at the hits, null elsewhere."""
    return pc.replace_with_mask(
        pa.nulls(len(column.values), pa.string()), pa.array(hits), pa.array(better, pa.string())
    )


def _of(column: Column, hits: np.ndarray) -> list[str]:
    return column.values.take(pa.array(np.flatnonzero(hits))).to_pylist()


def _kana(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    hits = _matching(column, _KANA)
    if column.counts[hits].sum() > _USUAL * column.filled:
        return hits & False, None
    return hits, pc.utf8_normalize(column.values, form="NFKC") if hits.any() else None


def _mixed(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    """Look-alikes of Latin letters beside Latin ones in a word; of an Ω or Δ there is no doubt."""
    hits = _matching(column, f"{_LATIN}{_OTHER}|{_OTHER}{_LATIN}")
    better = [text.translate(_LOOK_ALIKE) for text in _of(column, hits)]
    sure = [re.search(_OTHER, text) is None for text in better]
    hits[hits] = sure
    return hits, _put(column, hits, [text for text, known in zip(better, sure, strict=True) if known])


def _symbols(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    hits = _matching(column, _EMOJI) & ~_matching(column, rf"^({_EMOJI}|\s)*$")
    plain = pc.replace_substring_regex(column.values.filter(pa.array(hits)), _EMOJI, "")
    return hits, _put(column, hits, pc.utf8_trim_whitespace(plain).to_pylist())


def _cased(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    """Names in capitals, or in small letters, where nearly all others are written with both."""
    latin = _matching(column, r"^[^\p{Han}\p{Hangul}\p{Katakana}\p{Hiragana}]*\p{L}{3}[^\p{Han}\p{Hangul}]*$")
    upper, lower = _matching(column, r"\p{Lu}"), _matching(column, r"\p{Ll}")
    one_case = latin & (upper != lower)
    cased = int(column.counts[latin & upper & lower].sum())
    if cased < _CASED * column.counts[latin].sum():
        return one_case & False, None
    return one_case, _put(column, one_case, [text.strip().title() for text in _of(column, one_case)])


def _marked(column: Column) -> tuple[np.ndarray, pa.Array | None]:
    """The apostrophe, or the formula, that kept a spreadsheet from reading a number: '02134, ="02134".

    Some systems (Shopify for one) write it before every value: then it is their format, and no slip of a row.
    """
    hits = _matching(column, _TEXT_MARK)
    if column.counts[hits].sum() > _USUAL * column.filled:
        return hits & False, None
    plain = pc.replace_substring_regex(column.values.filter(pa.array(hits)), _TEXT_MARK, r"\1\2")
    return hits, _put(column, hits, plain.to_pylist())
