"""Surnames among given names and the other way round, by where each name of the file usually stands.

A mixture of two kinds of row, right and swapped (Fellegi and Sunter's odds on two name columns; the share of swapped
rows by EM): how often a name stands in either column is counted from the file, and where a name is rare the form
of its kind speaks for it, such as a Chinese character that is a surname or a pinyin word of two syllables.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.masks import by_slices, mask, matching
from quality.findings.view import Column
from quality.standardise.surnames import COMPOUND, SINGLE, pinyin_surnames

_ROUNDS, _START, _MOST = 8, 0.01, 0.2
_STEPS, _UNSEEN = 4, 0.5
_KNOWN, _MOSTLY = 3, 4
_SURE = 4.0  # natural logarithm of the odds: fifty to one
_ONE, _TWO, _OTHER = 4, 5, 6  # forms of pinyin and of other letters; Han have their length, 3 for three and more
# twice the form, and one more for a listed surname: a given name of two, and the surnames that may stand in its place
_TELLING = ((2 * 2, (2 * 1 + 1, 2 * 2 + 1)), (2 * _TWO, (2 * _ONE + 1, 2 * _TWO + 1)))
_SYLLABLE = r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|in|un|ia|ie|iu|ua|ui|uo|ue|a|o|e|i|u|v)"  # noqa: E501


class Names(NamedTuple):
    """The names of both columns in one code: of each row, and the form of each name (as `_forms` numbers them)."""

    surname: np.ndarray
    given: np.ndarray
    form: np.ndarray


def swapped(surname: Column, given: Column) -> np.ndarray:
    """Return the rows (int64) whose surname and given name stand in one another's column, at fifty to one.

    So do, whatever the odds, a listed Chinese surname and a given name of two characters or syllables, which no
    surname has, unless such rows are as many as the others; and two names that both stand several times in the other
    column and hardly ever in their own.
    """
    names, rows = _coded(surname, given)
    if not len(rows):
        return rows
    pairs, again, often = _distinct_pairs(names)
    weight = np.full(len(pairs.surname), _START)
    for _ in range(_ROUNDS):
        odds = _odds(pairs, often, weight)
        share = np.clip((weight * often).sum() / often.sum(), 1e-4, _MOST)
        told = odds + np.log(share / (1 - share))
        weight = 1 / (1 + np.exp(-np.clip(told, -30, 30)))
    return rows[((told >= _SURE) | _plainly(pairs, often) | _elsewhere(pairs, often))[again]]


def _plainly(pairs: Names, often: np.ndarray) -> np.ndarray:
    """Tell pairs of a given name of two characters or syllables and a listed surname of the same script."""
    found = np.zeros(len(often), bool)
    s, g = pairs.form[pairs.surname], pairs.form[pairs.given]
    for two, listed in _TELLING:
        wrong = (s == two) & np.isin(g, listed)
        if often[wrong].sum() <= _MOST * often[np.isin(s, listed)].sum():
            found |= wrong
    return found


def _elsewhere(pairs: Names, often: np.ndarray) -> np.ndarray:
    s, g = pairs.surname, pairs.given
    in_surname, in_given = (np.bincount(names, often, len(pairs.form)) for names in (s, g))
    from_given = (in_given[s] >= _KNOWN) & (in_given[s] >= _MOSTLY * in_surname[s])
    return from_given & (in_surname[g] >= _KNOWN) & (in_surname[g] >= _MOSTLY * in_given[g])


def _coded(surname: Column, given: Column) -> tuple[Names, np.ndarray]:
    """Return the names of the rows that have both, and those rows."""
    mine, theirs = _folded(surname), _folded(given)
    known = pa.concat_arrays([mine, theirs]).dictionary_encode()
    code = pc.fill_null(known.indices, -1).to_numpy(zero_copy_only=False)
    s, g = np.append(code[: len(mine)], -1)[surname.codes], np.append(code[len(mine) :], -1)[given.codes]
    rows = np.flatnonzero((s >= 0) & (g >= 0) & (s != g))
    return Names(s[rows].astype(np.int64), g[rows].astype(np.int64), _forms(known.dictionary)), rows


def _folded(column: Column) -> pa.Array:
    text = pc.utf8_lower(pc.utf8_trim_whitespace(column.values))
    return pc.if_else(pc.equal(text, ""), None, text)


def _forms(names: pa.Array) -> np.ndarray:
    """Number the form of each name: of Han a listed surname or not, by length; of pinyin the same; other letters."""
    han = matching(names, "^[\u4e00-\u9fff]+$")
    length = pc.utf8_length(names).to_numpy(zero_copy_only=False)
    one, two = (matching(names, rf"^{_SYLLABLE}{more}$") for more in ("", rf"[ '-]?{_SYLLABLE}"))
    listed = _among(names, SINGLE | COMPOUND) | _among(names, pinyin_surnames())
    form = np.where(han, np.minimum(length, 3), np.where(one, _ONE, np.where(two, _TWO, _OTHER)))
    return 2 * form + listed


def _among(names: pa.Array, known: frozenset[str]) -> np.ndarray:
    return by_slices(names, lambda part: mask(pc.is_in(part, value_set=pa.array(sorted(known), pa.string()))))


def _distinct_pairs(names: Names) -> tuple[Names, np.ndarray, np.ndarray]:
    width = len(names.form)
    pair, again, often = np.unique(names.surname * width + names.given, return_inverse=True, return_counts=True)
    return Names(pair // width, pair % width, names.form), again, often.astype(float)


def _odds(pairs: Names, often: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the logarithm of the odds of swapped to right for each pair, without the prior share of swapped rows.

    In a right row what is known of the name in either place is drawn from that column, in a swapped one from the other.
    """
    size, right, wrong = len(pairs.form), often * (1 - weight), often * weight
    s, g = pairs.surname, pairs.given
    counts = (
        np.bincount(s, right, size) + np.bincount(g, wrong, size),
        np.bincount(g, right, size) + np.bincount(s, wrong, size),
    )
    here = _known(pairs.form[s], counts[0][s] - (1 - weight), counts[1][s] - weight)
    there = _known(pairs.form[g], counts[0][g] - weight, counts[1][g] - (1 - weight))
    kinds = int(max(here.max(), there.max())) + 1
    as_surname = np.log(np.bincount(here, right, kinds) + np.bincount(there, wrong, kinds) + _UNSEEN)
    as_given = np.log(np.bincount(there, right, kinds) + np.bincount(here, wrong, kinds) + _UNSEEN)
    return as_given[here] - as_surname[here] + as_surname[there] - as_given[there]


def _known(form: np.ndarray, in_surname: np.ndarray, in_given: np.ndarray) -> np.ndarray:
    """Number what the other rows tell of a name: its form, and how much more often it stands in which column."""
    leaning = np.log2((np.maximum(in_surname, 0) + 0.5) / (np.maximum(in_given, 0) + 0.5))
    return form * (2 * _STEPS + 1) + np.clip(np.rint(leaning), -_STEPS, _STEPS).astype(np.int64) + _STEPS
