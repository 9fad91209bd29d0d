"""A source as the checks see it: every column as distinct values and codes, so work is done once per value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import DIGIT, HAN, LOWER, MARKUP, UPPER, han_letters, kinds
from quality.cleaning.regions import region_codes
from quality.findings.encode import encode_text
from quality.findings.masks import among_flagged, by_slices, mask
from quality.findings.values import AuditSource
from quality.lazy import lazy
from quality.spool import Spool, bounds, side_by_side
from quality.texts import plain

_INKED = DIGIT | UPPER | LOWER | HAN | MARKUP
_READ_FROM = ("phone", "fax", "tax_id")
META = ("record_id", "_source", "_file", "_row")


@dataclass(frozen=True)
class Column:
    """One column: `values` are its distinct texts, `codes` (int32) their place for each row, -1 for null.

    `field` is its meaning. Blank texts count as missing. Where `regions` (ISO countries) are given, a text
    stands once for each country its rows are in.
    """

    name: str
    field: str
    values: pa.Array
    codes: np.ndarray
    regions: Sequence[str] | None = None

    @lazy
    def kinds(self) -> np.ndarray:
        """What kinds of bytes each distinct value holds (uint16 flags of `quality.bytes`)."""
        return Spool().numbers(by_slices(self.values, kinds))

    @lazy
    def blank(self) -> np.ndarray:
        """Distinct values that hold nothing but white space (bool)."""
        return Spool().numbers(among_flagged(self.values, ~self.having(_INKED), _blank))

    @lazy
    def letters(self) -> frozenset[str]:
        """The Han characters (U+4000 to U+9FFF) that occur in the column."""
        return han_letters(self.values) if self.having(HAN).any() else frozenset()

    def having(self, kind: int) -> np.ndarray:
        """Flag the distinct values that hold bytes of any of these kinds (bool)."""
        return (self.kinds & np.uint16(kind)) > 0

    @lazy
    def present(self) -> np.ndarray:
        """Rows that hold something (bool)."""
        return self.take(~self.blank)

    @lazy
    def filled(self) -> int:
        """How many rows hold something."""
        return int(sum(self.counts[start:end][~self.blank[start:end]].sum() for start, end in bounds(len(self.values))))

    def take(self, flags: np.ndarray) -> np.ndarray:
        """Spread a flag per distinct value (bool) to the rows; rows without a value get False."""
        return self.spread(flags, False)

    def spread(self, known: np.ndarray, otherwise: object) -> np.ndarray:
        """Spread what is known of each distinct value to the rows; those without a value get `otherwise`."""
        known = np.append(known, np.array(otherwise, known.dtype))
        found = np.empty(len(self.codes), known.dtype)
        for start, end in bounds(len(found)):
            found[start:end] = known[self.codes[start:end]]
        return found

    def rows(self, flags: np.ndarray) -> np.ndarray:
        """Return the rows whose distinct value is flagged (int64)."""
        if not flags.any():
            return np.zeros(0, np.int64)
        flags = np.append(flags, False)
        parts = [np.flatnonzero(flags[self.codes[start:end]]) + start for start, end in bounds(len(self.codes))]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def text(self, rows: np.ndarray) -> pa.Array:
        """Return the raw text of `rows`."""
        codes = self.codes[rows]
        return plain(self.values.take(pa.array(codes, mask=codes < 0)))

    def taken(self, places: np.ndarray) -> pa.Array:
        """Return the distinct values at some places."""
        return plain(self.values.take(pa.array(places)))

    @lazy
    def counts(self) -> np.ndarray:
        """How many rows hold each distinct value (int64)."""
        total = np.zeros(len(self.values) + 1, np.int32)  # the last one is of rows without a value
        for start, end in bounds(len(self.codes)):
            np.add.at(total, self.codes[start:end].astype(np.int64), np.int32(1))
        parts = (total[start:end].astype(np.int64) for start, end in bounds(len(self.values)))
        return Spool().chain(parts, np.int64)

    def rest(self) -> None:
        """Forget what was worked out of the values and codes; it is worked out again when it is asked for."""
        self.__dict__.pop("present", None)


def _blank(values: pa.Array) -> np.ndarray:
    return mask(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(values)), 0))


@dataclass(frozen=True)
class View:
    """One source: its columns by name, and its rows' ids."""

    name: str
    source: AuditSource
    columns: Mapping[str, Column]
    memo: dict = field(default_factory=dict, compare=False)
    spool: Spool = field(default_factory=Spool, compare=False)

    @property
    def rows(self) -> int:
        """Number of rows kept."""
        return self.source.records.num_rows

    @property
    def entity(self) -> str:
        """What a row of this source is."""
        return self.source.entity

    @lazy
    def record_ids(self) -> pa.Array:
        """The record id of each row."""
        return self.spool.array(self.source.records["record_id"])

    def rest(self) -> None:
        """Let go of the memory that the checks made so far have used."""
        for column in self.columns.values():
            column.rest()
        self.spool.release()

    def of(self, *fields: str) -> list[Column]:
        """Return the columns mapped to any of `fields`, in the order of the mapping."""
        return [self._as(c, name) for name in fields for c in self.source.columns_of(name) if c in self.columns]

    def _as(self, header: str, field: str) -> Column:
        """Return a column in the meaning it is asked for: one that is mapped twice is checked as both."""
        column = self.columns[header]
        if column.field == field:
            return column
        if (header, field) not in self.memo:
            named = self.source.columns_of("country")
            other = replace(column, field=field)
            if field in _READ_FROM and column.regions is None and named:
                other = _by_country(other, self.columns[named[0]])
            self.memo.setdefault((header, field), other)  # two threads may come here: both take the first one's
        return self.memo[header, field]

    def first(self, *fields: str) -> Column | None:
        """Return the best filled column mapped to the first of `fields` that is mapped at all."""
        for name in fields:
            found = self.of(name)
            if found:
                return max(found, key=lambda column: column.filled)
        return None


def row_of(link: Column, keys: Column) -> np.ndarray:
    """Return for each row the row of the table that its key leads to, -1 where there is none."""
    place = pc.index_in(pc.utf8_trim_whitespace(link.values), value_set=pc.utf8_trim_whitespace(keys.values))
    place = np.append(pc.fill_null(place, -1).to_numpy(zero_copy_only=False).astype(np.int64), -1)
    row_of_key = np.full(len(keys.values) + 1, -1, np.int64)
    used = keys.codes >= 0
    row_of_key[keys.codes[used][::-1]] = np.flatnonzero(used)[::-1]
    return row_of_key[place[link.codes]]


def encode(name: str, meaning: str, column: pa.ChunkedArray | pa.Array, spool: Spool | None = None) -> Column:
    """Dictionary-encode one text column."""
    return Column(name, meaning, *encode_text(column, spool or Spool()))


def view(name: str, source: AuditSource, spool: Spool | None = None) -> View:
    """Encode every column of `source` once; what is large is kept in `spool`."""
    spool = spool or Spool()
    meaning = {}
    for known in ("id", *source.fields):
        for column in source.columns_of(known):
            meaning.setdefault(column, known)
    headers = [header for header in source.records.column_names if header not in META]
    encoded = side_by_side(lambda h: encode(h, meaning.get(h, "other"), source.records[h], spool), headers)
    columns = dict(zip(headers, encoded, strict=True))
    named = next((columns[c] for c in source.columns_of("country")), None)
    for column in list(columns.values()) if named is not None else ():
        if column.field in _READ_FROM:
            columns[column.name] = _by_country(column, named)
    return View(name, source, columns, spool=spool)


def _by_country(column: Column, named: Column) -> Column:
    """Let each distinct text stand once for every country its rows are in."""
    codes = region_codes(named.values)
    names = sorted({"", *codes})
    place = np.append([names.index(code) for code in codes], names.index("")).astype(np.int64)
    pair = column.codes.astype(np.int64) * len(names) + place[named.codes]
    used = column.codes >= 0
    found, again = np.unique(pair[used], return_inverse=True)
    spread = np.full(len(pair), -1, np.int32)
    spread[used] = again
    values = column.values.take(pa.array(found // len(names)))
    return Column(column.name, column.field, values, spread, tuple(names[i] for i in found % len(names)))
