"""Dictionary encoding of columns of any length, batch by batch: distinct values in the order they first stand."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality import texts
from quality.findings.hashing import hashes
from quality.findings.masks import mask
from quality.spool import Spool, bounds, slices
from quality.texts import plain

_SORTED = 1 << 19  # hashes that are sorted at a time
_ALONE = 0.9  # of the rows of a batch hold a text of their own: the next ones are not encoded by themselves
_ENDS = 1 << 20  # ends of hashes that are told apart


class Coded(NamedTuple):
    """Texts of rows as `values` (text, not always distinct; null: none) and `codes`, -1 for none."""

    values: pa.Array
    codes: np.ndarray

    def take(self, rows: np.ndarray | slice) -> pa.Array:
        """Return the text of `rows`."""
        codes = self.codes[rows]
        return plain(self.values.take(pa.array(codes, mask=codes < 0)))

    def per_row(self) -> Iterator[pa.Array]:
        """Yield the text of each row, part by part."""
        for start, end in bounds(len(self.codes)):
            yield self.take(slice(start, end))


def encode_text(column: pa.Array | pa.ChunkedArray, spool: Spool) -> tuple[pa.Array, np.ndarray]:
    """Return (distinct texts, the place of each row's text among them as int32, -1 for null).

    Each batch is encoded by itself; the batches' distinct texts are brought together by 64-bit hashes. Where
    two texts share a hash (one chance in 300,000 at ten million texts) the whole column is encoded at once, so
    the answer is exact, and the same whatever the size of a batch. Once nearly every text of a batch stands alone,
    the next batches are brought together as they are.
    """
    if len(column) <= spool.rows and column.nbytes <= texts.SMALL:
        return _at_once(column)
    parts, codes, found, firsts, alone = [], np.empty(len(column), np.int32), [], 0, False
    for part, at in slices(column):
        values, place = _as_it_is(part) if alone else _at_once(part)
        alone = alone or len(values) > _ALONE * len(part)
        np.copyto(codes[at : at + len(part)], place + np.int32(firsts), where=place >= 0)
        np.copyto(codes[at : at + len(part)], -1, where=place < 0)
        parts.append(spool.array(values))
        found.append(spool.numbers(hashes(values)))
        firsts += len(values)
    place, new = _merged(spool.chain(found, np.uint64))
    values = spool.join(_chosen(parts, new))
    if not _agree(parts, values, (place, new)):
        return _at_once(column)
    place = np.append(place, np.int32(-1))  # what has no text, -1, finds the last one
    for start, end in bounds(len(codes)):
        codes[start:end] = place[codes[start:end]]
    return values, spool.numbers(codes)


def distinct(numbers: np.ndarray) -> np.ndarray:
    """Return the distinct numbers in order: where most of many differ, sorting beats the hash table of `np.unique`."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def counted(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct numbers in order and how often each occurs."""
    ordered = np.sort(numbers)
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else np.zeros(0, np.int64)
    return ordered[starts], np.diff(np.append(starts, len(ordered)))


def in_order(codes: np.ndarray) -> np.ndarray:
    """Return the places (int64) that sort `codes` (0 to 2**31 - 1), equal ones by place.

    Code and place are sorted as one number, which takes a fraction of the time of a stable `argsort`.
    """
    packed = (codes.astype(np.int64) << 32) | np.arange(len(codes))
    packed.sort()
    return packed & 0xFFFFFFFF


def _at_once(column: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    coded = column.dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    values = coded.dictionary
    return values.cast(pa.string()) if values.type != pa.string() else values, codes


def _as_it_is(column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Return (texts that are there, though one may stand twice; the place of each row's text, -1 for null)."""
    if not column.null_count:
        return column.cast(pa.string()), np.arange(len(column), dtype=np.int32)
    there = mask(column.is_valid())
    return column.drop_null().cast(pa.string()), np.where(there, np.cumsum(there, dtype=np.int32) - 1, np.int32(-1))


def _merged(found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (number of each hash in the order of first appearance, int32; which hashes appear first, bool)."""
    first = np.arange(len(found), dtype=np.int32)  # the place where each one's hash first stands
    for share in _partitions(found):
        at = share[_perhaps_repeated(found[share])]
        if not len(at):
            continue
        mine = found[at]
        order = np.argsort(mine)
        mine = mine[order]
        starts = np.flatnonzero(np.append(True, mine[1:] != mine[:-1]))
        place = at[order]
        first[place] = np.repeat(np.minimum.reduceat(place, starts), np.diff(np.append(starts, len(mine))))
    new = first == np.arange(len(found), dtype=np.int32)
    number = np.cumsum(new, dtype=np.int32)
    number -= 1
    for start, end in bounds(len(found)):
        first[start:end] = number[first[start:end]]
    return first, new


def _perhaps_repeated(found: np.ndarray) -> np.ndarray:
    """Flag the hashes that stand more than once, and a few others: those that end in the same bits as one of them."""
    ordered = np.sort(found)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    ends = np.zeros(_ENDS, bool)
    ends[repeated % np.uint64(_ENDS)] = True
    return ends[found % np.uint64(_ENDS)]


def _partitions(found: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the places (int32) of hashes, a share at a time: equal ones together, few enough to be sorted at once."""
    bits = min(8, (len(found) // _SORTED).bit_length())
    if not bits:
        yield from (np.arange(len(found), dtype=np.int32),) if len(found) else ()
        return
    shift = np.uint64(64 - bits)
    share = np.empty(len(found), np.uint8)
    for start, end in bounds(len(found)):
        share[start:end] = found[start:end] >> shift
    for mine in range(1 << bits):
        at = np.flatnonzero(share == mine).astype(np.int32)
        if len(at):
            yield at


def _chosen(parts: list[pa.Array], new: np.ndarray) -> Iterator[pa.Array]:
    at = 0
    for part in parts:
        yield part.filter(pa.array(new[at : at + len(part)]))
        at += len(part)


def _agree(parts: list[pa.Array], values: pa.Array, merged: tuple[np.ndarray, np.ndarray]) -> bool:
    """Tell whether every text that counts as a repetition is the text it repeats."""
    (place, new), at = merged, 0
    for part in parts:
        Spool().ease()
        rows = np.flatnonzero(~new[at : at + len(part)])
        known = plain(values.take(pa.array(place[at + rows])))
        if len(rows) and not pc.all(pc.equal(part.take(pa.array(rows)), known)).as_py():
            return False
        at += len(part)
    return True
