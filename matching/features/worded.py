"""Texts as lists of words, a column at a time: words are coded once, and none is a Python object on the way."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PRINTABLE = "^[ -~]*$"  # of ASCII


@dataclass(frozen=True)
class Worded:
    """The words of texts, one text after the other.

    `codes` (int64) into `words` (distinct, in the order in which they are first met); the words of the text `k` are
    those from `starts[k]` to `starts[k + 1]` (int64).
    """

    codes: np.ndarray
    starts: np.ndarray
    words: pa.Array

    @property
    def text(self) -> np.ndarray:
        """Text of each word (int64)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def ranks(self) -> np.ndarray:
        """Place of each distinct word in the order of their letters (int64)."""
        rank = np.empty(len(self.words), np.int64)
        rank[pc.sort_indices(self.words).to_numpy()] = np.arange(len(self.words))
        return rank

    def in_order(self) -> "Worded":
        """Return the same with the words of each text in the order of their letters."""
        rank, width = self.ranks(), max(len(self.words), 1)
        keys = np.sort(self.text * width + rank[self.codes])
        named = np.empty(width, np.int64)
        named[rank] = np.arange(len(rank))
        return Worded(named[keys % width], self.starts, self.words)

    def head(self, most: int) -> "Worded":
        """Return the first words of each text, at most so many."""
        place = np.arange(len(self.codes)) - np.repeat(self.starts[:-1], np.diff(self.starts))
        sizes = np.minimum(np.diff(self.starts), most)
        return Worded(self.codes[place < most], np.concatenate([[0], np.cumsum(sizes)]), self.words)

    def renamed(self, words: list[str]) -> "Worded":
        """Return the same texts with each distinct word as it is written in `words`."""
        return Worded(self.codes, self.starts, pa.array(words, pa.string()))

    def joined(self) -> pa.Array:
        """Return the texts, words parted by blanks."""
        flat = self.words.take(pa.array(self.codes))
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(self.starts, pa.int32()), flat), " ")


def printable(texts: pa.Array) -> np.ndarray:
    """Mask the texts (bool) of letters, digits, marks and blanks of ASCII."""
    return pc.match_substring_regex(texts, PRINTABLE).to_numpy(zero_copy_only=False)


def worded(texts: pa.Array, otherwise: Callable[[str], list[str]]) -> Worded:
    """Return the words of texts: those that are `printable` parted at blanks, each other one as `otherwise` says."""
    plain = printable(texts)
    rest = np.flatnonzero(~plain)
    lists = pc.ascii_split_whitespace(texts.filter(pa.array(plain)))
    if len(rest):
        told = pa.array([otherwise(t) for t in texts.take(pa.array(rest)).to_pylist()], pa.list_(pa.string()))
        place = np.empty(len(texts), np.int64)
        place[np.concatenate([np.flatnonzero(plain), rest])] = np.arange(len(texts))
        lists = pa.concat_arrays([lists, told]).take(pa.array(place))
    sizes = pc.list_value_length(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    coded = pc.list_flatten(lists).dictionary_encode()
    codes = coded.indices.to_numpy().astype(np.int64)
    empty = pc.index(coded.dictionary, "").as_py()
    if empty >= 0:  # blanks at an end of a text stand beside a word of no letters
        sizes -= np.bincount(np.repeat(np.arange(len(sizes)), sizes)[codes == empty], minlength=len(sizes))
        codes = codes[codes != empty]
        used = np.flatnonzero(np.arange(len(coded.dictionary)) != empty)
        return Worded(
            codes - (codes > empty), np.concatenate([[0], np.cumsum(sizes)]), coded.dictionary.take(pa.array(used))
        )
    return Worded(codes, np.concatenate([[0], np.cumsum(sizes)]), coded.dictionary)


def by_sight(
    texts: np.ndarray | list[str],
    plain: str,
    read: Callable[[pa.Array], pa.Array],
    otherwise: Callable[[list[str]], list[str | None]],
) -> list[str | None]:
    """Return what `read` makes of the texts of a form (`plain`, a regular expression), `otherwise` of the others."""
    column = pa.array(texts, pa.string())
    seen = pc.match_substring_regex(column, plain).to_numpy(zero_copy_only=False)
    out = np.empty(len(column), object)
    if seen.any():
        out[seen] = read(column.filter(pa.array(seen))).to_numpy(zero_copy_only=False)
    if not seen.all():
        rest = np.flatnonzero(~seen)
        told = otherwise(column.take(pa.array(rest)).to_pylist())
        for at, text in zip(rest.tolist(), told, strict=True):
            out[at] = text
    return out.tolist()
