"""One category written in several ways: A, a, A类; 北京, 北京市, Beijing; Male, M, 男; Industrie, Indusrtie.

The way that most rows write is proposed for the others. Nothing is found where a column has many values: then
they are no categories.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.view import Column, View
from quality.standardise.category import core, latin

FIELDS = ("category", "status", "gender", "currency", "country", "state", "city", "department", "title")
_PLACES = ("state", "city", "country")
_MOST_VALUES, _PER_VALUE = 200, 8  # distinct texts, and rows that each has on average
_UNKNOWN_VALUES, _UNKNOWN_PER_VALUE = 60, 20  # the same where the meaning of the column is unknown
_UNKNOWN_RARE, _COMMON = 0.1, 0.01  # there: a variant beside its usual text, and that one's share of the rows
_WORDS = re.compile(r"[^\d_]*[^\W\d_][^\d_]*")
_HAN = re.compile("[\u4e00-\u9fff]*")
_RARE = 0.1  # a misspelling is this much rarer than what it misspells


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


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def variants(texts: Sequence[str], counts: np.ndarray, field: str) -> list[str | None]:
    """Return for each text the usual way to write it, None where it is that, or like none."""
    usual: list[str | None] = [None] * len(texts)
    leaders: dict[str, int] = {}
    spelt: dict[
        str, int
    ] = {}  # how Chinese names of places sound: 山西 and 陕西 alike, so only Latin ones are looked up
    cores = [core(text, field) for text in texts]
    heard = field in _PLACES and not all(_HAN.fullmatch(key) for key in cores)  # else none is spelt as another sounds
    for at in np.argsort(-counts, kind="stable").tolist():
        key = cores[at]
        sound = latin(key) if heard else key
        known = leaders.get(key, spelt.get(key, leaders.get(sound, -1)))
        if known < 0 and key:
            known = _misspelled(at, cores, counts, leaders)
        if known >= 0 and texts[known] != texts[at]:
            usual[at] = texts[known]
        elif key:
            leaders.setdefault(key, at)
            if sound != key:
                spelt.setdefault(sound, at)
    return usual


def _misspelled(at: int, cores: list[str], counts: np.ndarray, leaders: dict[str, int]) -> int:
    """Return the leader of which a rare text is one slip away, -1 where there is none.

    A slip is one letter changed, added, lost or swapped with its neighbour; digits never are, and short words differ
    by a letter for good reason.
    """
    from rapidfuzz.distance import OSA

    text = cores[at]
    least = 4 if text[0] > "\u3400" else 5
    if len(text) < least or counts[at] > 3:
        return _sounds_like(at, cores, counts, leaders)
    for other, place in leaders.items():
        rare = counts[at] <= _RARE * counts[place]
        near = rare and abs(len(other) - len(text)) <= 1 and _digits(other) == _digits(text)
        if near and OSA.distance(text, other, score_cutoff=1) <= 1:
            return place
    return -1


def _sounds_like(at: int, cores: list[str], counts: np.ndarray, leaders: dict[str, int]) -> int:
    """Return the leader of which a rare Chinese word of three is written with another character of the same sound."""
    text = cores[at]
    if not re.fullmatch("[\u4e00-\u9fff]{3}", text) or counts[at] > 3:
        return -1
    for other, place in leaders.items():
        rare = counts[at] <= _RARE * counts[place]
        if rare and len(other) == len(text) and sum(map(str.__eq__, text, other)) == 2 and latin(text) == latin(other):
            return place
    return -1


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
