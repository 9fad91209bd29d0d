"""A person's number, birth date and gender must tell the same story."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.checks.dates import days_of
from quality.findings.failure import Failure, failing, flagged
from quality.findings.judge import Judge
from quality.findings.masks import mask
from quality.findings.view import Column, View
from quality.standardise import genders

_LETTERS = {"m": genders.MALE, "h": genders.MALE, "1": genders.MALE, "f": genders.FEMALE, "w": genders.FEMALE}
_SLIP = 0.01  # of the rows: a letter used less is none of the column's own
_FIGURES = {"0": genders.FEMALE, "2": genders.FEMALE}


def check_persons(view: View, judge: Judge, book: Rulebook) -> list[Failure]:
    """Compare resident identity numbers (GB 11643) with the birth date and gender beside them."""
    failures = []
    number = view.first("national_id")
    if number is not None:
        normal, resident = _resident(view, number, judge)
        for column in view.of("birth_date"):
            failures.append(_births(view, (number, column), (normal, resident), judge, book))
        for column in view.of("gender"):
            failures.append(_genders(view, (number, column), (normal, resident), book))
    for column in view.of("gender"):
        known = _known_genders(column) | column.blank
        if column.counts[~known].sum() <= 0.2 * column.filled:
            rule = book.rule("gender_invalid", view.name, "gender", column.name)
            failures.append(flagged(rule, (view, column), ~known))
    return failures


def _known_genders(column: Column) -> np.ndarray:
    """Flag what is some language's word for a gender; a letter that no language of the column uses is a slip.

    Q is a woman in Azerbaijani and nobody beside thousands of M and F.
    """
    kinds = np.array([genders.kind(text or "") for text in column.values.to_pylist()], object)
    plain = np.array([(text or "").strip(" .").lower() in {*_LETTERS, *_FIGURES} for text in column.values.to_pylist()])
    slip = (kinds == "either") & ~plain & (column.counts <= _SLIP * column.filled)
    return (kinds != "") & ~slip


def _gender(text: str) -> str:
    plain = text.strip(" .").lower()
    return _LETTERS.get(plain) or _FIGURES.get(plain) or genders.kind(text)


def _resident(view: View, column: Column, judge: Judge) -> tuple[pa.Array, np.ndarray]:
    judged = judge.of(view, column)
    normal = pc.fill_null(judged.normal, "")
    return normal, judged.valid & mask(pc.match_substring_regex(normal, r"^\d{17}[\dX]$"))


def _births(view: View, columns: tuple[Column, Column], resident, judge: Judge, book: Rulebook) -> Failure:
    (number, column), (normal, usable) = columns, resident
    stated = days_of(view, column, judge)
    text = pc.replace_substring_regex(normal, r"^\d{6}(\d{4})(\d\d)(\d\d).*$", r"\1-\2-\3")
    text = pc.if_else(pa.array(usable), text, None)
    told = np.append(np.array(text.to_pylist(), "datetime64[D]"), np.datetime64("NaT", "D"))[number.codes]
    both = ~np.isnat(stated) & ~np.isnat(told)
    rows = np.flatnonzero(both & (stated != told))
    rule = book.rule("birth_date_id_mismatch", view.name, "birth_date", column.name)
    return failing(rule, (view, column), rows, int(both.sum()), [f"id says {day}" for day in told[rows]])


def _genders(view: View, columns: tuple[Column, Column], resident, book: Rulebook) -> Failure:
    (number, column), (normal, usable) = columns, resident
    digit = pc.utf8_slice_codeunits(pc.if_else(pa.array(usable), normal, "0" * 18), 16, 17)
    odd = np.append(pc.cast(digit, pa.int8()).to_numpy(zero_copy_only=False) % 2, 0)[number.codes]
    known = np.append(usable, False)[number.codes]
    said = np.array([_gender(text or "") for text in column.values.to_pylist()], dtype=object)
    male, female = (column.take(said == meant) for meant in (genders.MALE, genders.FEMALE))
    both = known & (male | female)
    rows = np.flatnonzero(both & (male != (odd == 1)))
    rule = book.rule("gender_id_mismatch", view.name, "gender", column.name)
    hints = ["id says " + ("male" if o else "female") for o in odd[rows]]
    return failing(rule, (view, column), rows, int(both.sum()), hints)
