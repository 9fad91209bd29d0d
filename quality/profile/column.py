"""The profile of one column, taken in batch by batch."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import CONTROL, EDGE_SPACE, FOREIGN, HAN, SPACE, kinds
from quality.findings.masks import mask, matching
from quality.findings.numbers import NEVER, parse
from quality.profile.shapes import shapes, shorten
from quality.profile.sketches import Distinct, Frequent, Quantiles

_DATE = r"^(19|20)\d\d[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])日?($|[ T])"
_DATE_SHAPE = "^9999[-/.汉]99?[-/.汉]9"
_SLICE = 131_072
_WIDE = {
    "full_width": "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]",
    "han": "[\u3400-\u3fff]",  # the others are told by their bytes
    "replacement": "\ufffd",
    "other_script": r"[\p{Cyrillic}\p{Arabic}\p{Hebrew}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Greek}]",
}


class ColumnProfile:
    """Fill, distinct, frequent values and patterns, lengths, ranges and encoding oddities of a text column.

    Exact: rows, fill, lengths, extremes, oddities. By sketch where values are many (see
    `quality.profile.sketches`): distinct, frequent values and patterns, quantiles.
    """

    def __init__(self):
        """Start empty."""
        self._rows = self._filled = self._length_total = self._numeric = self._dated = 0
        self._longest, self._shortest = 0, None
        self._distinct, self._frequent, self._patterns = Distinct(), Frequent(), Frequent(4096)
        self._numbers = Quantiles()
        self._dates: list[str] = []
        self._oddities: dict[str, int] = {}
        self._known_distinct: int | None = None

    def add(self, column: pa.Array | pa.ChunkedArray) -> None:
        """Take in one batch of the column."""
        for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else (column,):
            counted = pc.value_counts(chunk.drop_null())
            values, counts = counted.field("values"), counted.field("counts").to_numpy(zero_copy_only=False)
            self._rows += len(chunk)
            texts = values.cast(pa.string())
            self._take(texts, counts, kinds(texts))

    def add_encoded(self, values: pa.Array, counts: np.ndarray, flags: np.ndarray, rows: int) -> None:
        """Take in the whole column as its distinct values and how often each occurs: the count is exact.

        `flags` are what `quality.bytes.kinds` says of each value.
        """
        self._rows += rows
        self._known_distinct = len(values)
        for start in range(0, len(values), _SLICE):
            end = start + _SLICE
            self._take(values.slice(start, _SLICE), counts[start:end], flags[start:end])

    def _take(self, values: pa.Array, counts: np.ndarray, flags: np.ndarray) -> None:
        lengths = _lengths(values, flags)
        used = lengths > 0
        if not used.all():
            values, counts, lengths, flags = values.filter(pa.array(used)), counts[used], lengths[used], flags[used]
        if not len(values):
            return
        self._filled += int(counts.sum())
        self._length_total += int((lengths * counts).sum())
        self._longest = max(self._longest, int(lengths.max()))
        self._shortest = min(int(lengths.min()), self._shortest if self._shortest is not None else 1 << 30)
        if self._known_distinct is None:
            self._distinct.add(values)
        self._frequent.add(values, counts)
        coded = shapes(values).dictionary_encode()
        weight = np.bincount(coded.indices.to_numpy(), weights=counts, minlength=len(coded.dictionary))
        self._patterns.add(coded.dictionary, weight.astype(np.int64))
        self._take_odd(values, counts, flags)
        self._take_ranges(values, counts, coded)

    def _take_odd(self, values: pa.Array, counts: np.ndarray, flags: np.ndarray) -> None:
        odd = {"control": (flags & CONTROL) > 0, "padded": (flags & EDGE_SPACE) > 0}
        odd["han"] = (flags & HAN) > 0
        wide = np.flatnonzero((flags & FOREIGN) > 0)
        if len(wide):
            some = values.take(pa.array(wide))
            for name, pattern in _WIDE.items():
                found = odd.setdefault(name, np.zeros(len(values), bool))
                found[wide[mask(pc.match_substring_regex(some, pattern))]] = True
        for name, found in odd.items():
            self._count_odd(name, int(counts[found].sum()))

    def _count_odd(self, name: str, count: int) -> None:
        if count:
            self._oddities[name] = self._oddities.get(name, 0) + count

    def _take_ranges(self, values: pa.Array, counts: np.ndarray, coded: pa.DictionaryArray) -> None:
        """Read as numbers and dates only texts whose shape can be one."""
        shape, place = coded.dictionary, coded.indices.to_numpy()
        written = mask(pc.match_substring(shape, "9")) & ~mask(pc.match_substring_regex(shape, "[Aaä]"))
        number = written & ~mask(pc.match_substring_regex(shape, NEVER))
        worded = number & mask(pc.match_substring(shape, "汉"))  # a number only where the word is 元
        at = np.flatnonzero((number & ~worded)[place] | matching(values, "元", within=worded[place]))
        if len(at):
            number, weight = parse(values.take(pa.array(at))), counts[at]
            self._numbers.add(number, weight)
            self._numeric += int(weight[np.isfinite(number)].sum())
        at = np.flatnonzero((written & mask(pc.match_substring_regex(shape, _DATE_SHAPE)))[place])
        some, weight = values.take(pa.array(at)), counts[at]
        dated = mask(pc.match_substring_regex(some, _DATE))
        if dated.any():
            self._dated += int(weight[dated].sum())
            found = pc.min_max(some.filter(pa.array(dated))).as_py()
            self._dates = [min([*self._dates, found["min"]]), max([*self._dates, found["max"]])]

    def result(self, top: int = 12) -> dict:
        """Return the profile as plain values."""
        exact = self._known_distinct is not None or self._distinct.exact
        distinct = self._distinct.count() if self._known_distinct is None else self._known_distinct
        profile = {
            "rows": self._rows,
            "filled": self._filled,
            "fill": self._filled / self._rows if self._rows else 0.0,
            "distinct": distinct,
            "distinct_exact": exact,
            "kind": self._kind(),
            "top": [{"value": text, "count": count} for text, count in self._frequent.top(top)],
            "patterns": self._shortened(top),
            "length": {
                "min": self._shortest or 0,
                "max": self._longest,
                "mean": self._length_total / self._filled if self._filled else 0.0,
            },
            "oddities": dict(sorted(self._oddities.items())),
        }
        if self._numeric and self._numeric >= 0.5 * self._filled:
            n = self._numbers
            quantiles = {name: n.at(share) for name, share in (("p05", 0.05), ("median", 0.5), ("p95", 0.95))}
            profile["number"] = {"min": n.low, "max": n.high, "mean": n.total / n.count, **quantiles}
        if self._dates:
            profile["date"] = {"min": self._dates[0], "max": self._dates[1]}
        return profile

    def _kind(self) -> str:
        """Say what the texts look like: `empty`, `date`, `number` or `text`."""
        if not self._filled:
            return "empty"
        if self._dated >= 0.8 * self._filled:
            return "date"
        return "number" if self._numeric >= 0.95 * self._filled else "text"

    def _shortened(self, top: int) -> list[dict]:
        merged: dict[str, int] = {}
        for shape, count in self._patterns.top(512):
            short = shorten(shape)
            merged[short] = merged.get(short, 0) + count
        best = sorted(merged.items(), key=lambda item: (-item[1], item[0]))[:top]
        return [{"pattern": pattern, "count": count} for pattern, count in best]


def _lengths(values: pa.Array, flags: np.ndarray) -> np.ndarray:
    """Return the length of each text (int32) without the white space at its ends."""
    if (np.bitwise_or.reduce(flags, initial=0) & (SPACE | CONTROL | FOREIGN)) > 0:
        values = pc.utf8_trim_whitespace(values)
    return pc.utf8_length(values).to_numpy(zero_copy_only=False)
