"""One category written in several ways: A, a, A类; 北京, 北京市, Beijing; Male, M, 男; Industrie, Indusrtie.

The way that most rows write is proposed for the others. Nothing is found where a column has many values: then
they are no categories.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.slips import is_cut, is_misheard, is_slip
from quality.findings.view import Column, View
from quality.simplified import simplifier
from quality.standardise.category import core, latin

FIELDS = ("category", "status", "gender", "currency", "country", "state", "city", "department", "title")
_PLACES = ("state", "city", "country")
_MOST_VALUES, _PER_VALUE = 200, 8  # distinct texts, and rows that each has on average
_UNKNOWN_VALUES, _UNKNOWN_PER_VALUE = 60, 20  # the same where the meaning of the column is unknown
_UNKNOWN_RARE, _COMMON = 0.1, 0.01  # there: a variant beside its usual text, and that one's share of the rows
_WORDS = re.compile(r"[^\d_]*[^\W\d_][^\d_]*")
_HAN = re.compile("[\u4e00-\u9fff]*")
_NAME = 3  # letters of a place's name that may be a slip of another's
_FEW = 3  # rows that share a misspelling, at most
_RARE = 0.1  # a misspelling is this much rarer than what it misspells


class Forms(NamedTuple):
    """What the texts of a column are compared by: their cores, themselves without case and blanks, and their rows.

    Places are `named`: 山西 and 陕西 sound alike, and short names differ by a letter.
    """

    cores: list[str]
    plains: list[str]
    counts: np.ndarray
    named: bool


def check_categories(view: View, book: Rulebook) -> list[Failure]:
    """Find rows that write a category otherwise than most rows do."""
    failures = []
    plain = [column for column in view.columns.values() if column.field == "other" and _is_class(column, view)]
    for column in [*view.of(*FIELDS), *plain]:
        few = len(column.values) <= min(_MOST_VALUES, column.filled / _PER_VALUE)
        if not few or not column.filled:
            continue
        texts = column.values.to_pylist()
        usual = variants(texts, column.counts, column.field)
        if column.field == "other":
            usual = _certain(texts, column.counts, usual)
        hits = np.array([text is not None for text in usual], bool)
        if hits.any():
            rule = book.rule("category_variant", view.name, column.field, column.name)
            failures.append(flagged(rule, (view, column), hits, pa.array(usual, pa.string())))
    return failures


def _is_class(column: Column, view: View) -> bool:
    """Tell whether a column of unknown meaning has few values, each of them often."""
    often = len(column.values) <= min(_UNKNOWN_VALUES, column.filled / _UNKNOWN_PER_VALUE)
    return often and column.filled >= 0.3 * view.rows


def _certain(texts: Sequence[str], counts: np.ndarray, usual: Sequence[str | None]) -> list[str | None]:
    """Keep of the variants in a column of unknown meaning those that cannot be values of their own.

    They are rare beside the usual text, that one is common, and where there are digits only case and white space
    differ: 1.5 and 15, or 1/11 and 11/1, are not one value.
    """
    times, rows = dict(zip(texts, counts.tolist(), strict=True)), counts.sum()
    return [
        known
        if known is not None
        and times[text] <= _UNKNOWN_RARE * times[known]
        and times[known] >= _COMMON * rows
        and (_WORDS.fullmatch(text) or _plain(text) == _plain(known))
        else None
        for text, known in zip(texts, usual, strict=True)
    ]


def _simple(texts: Sequence[str]) -> list[str]:
    """Write Chinese texts in simplified characters, so that 經銷商 and 经销商 are one."""
    if not any("\u4e00" <= c <= "\u9fff" for text in texts for c in text):
        return list(texts)
    simplify = simplifier()
    return [simplify(text) for text in texts]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def variants(texts: Sequence[str], counts: np.ndarray, field: str) -> list[str | None]:
    """Return for each text the usual way to write it, None where it is that, or like none."""
    usual: list[str | None] = [None] * len(texts)
    leaders: dict[str, int] = {}
    spelt: dict[
        str, int
    ] = {}  # how Chinese names of places sound: 山西 and 陕西 alike, so only Latin ones are looked up
    plains = [_plain(text) for text in _simple(texts)]
    cores = [core(text, field) for text in _simple(texts)]
    heard = field in _PLACES and not all(_HAN.fullmatch(key) for key in cores)  # else none is spelt as another sounds
    for at in np.argsort(-counts, kind="stable").tolist():
        key = cores[at]
        sound = latin(key) if heard else key
        known = leaders.get(key, spelt.get(key, leaders.get(sound, -1)))
        if known < 0 and key:
            known = _misspelled(at, texts, Forms(cores, plains, counts, field in _PLACES), leaders)
        if known >= 0 and texts[known] != texts[at]:
            usual[at] = texts[known]
        elif key:
            leaders.setdefault(key, at)
            if sound != key:
                spelt.setdefault(sound, at)
    return usual


def _misspelled(at: int, texts: Sequence[str], forms: Forms, leaders: dict[str, int]) -> int:
    """Return the leader of which a rare text is one slip away, in its core or with its tail, -1 where there is none."""
    cores, plains, counts, named = forms
    if counts[at] > _FEW or (named and len(cores[at]) < _NAME):
        return -1
    for place in leaders.values():
        if counts[at] > _RARE * counts[place]:
            continue
        if is_slip(cores[at], cores[place]) or (not named and is_misheard(plains[at], plains[place])):
            return place
        seldom = not named and counts[at] <= _RARE * _RARE * counts[place]
        if seldom and is_cut(texts[at].strip(), texts[place].strip()):
            return place
    return -1
