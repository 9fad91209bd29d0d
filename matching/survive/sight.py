"""Plain texts read at sight, a column at a time: what `said` and `fold` would tell of each, without asking them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.features import organisation, person
from matching.survive import said

_TWO_WORDS = "^[A-Za-z]{2,} [A-Za-z]{2,}$"
_PRINTABLE = "^[ -~]*$"
_TELLING = pa.array(
    sorted({*organisation.LEGAL, *person.TITLES, *person.SUFFIXES, *person.DEGREES, *person.PARTICLES}), pa.string()
)


@dataclass(frozen=True)
class Sight:
    """Texts that were read at sight: `at` their places (int64), and for each `key`, `folded` (string), `neat` (int64).

    They have no legal form and no marks, and are in simplified characters or none (see `said.Said`).
    """

    at: np.ndarray
    key: pa.Array
    folded: pa.Array
    neat: np.ndarray


def names(texts: pa.Array) -> Sight:
    """Read the names of two words in plain letters, none of which is a title, a legal form or the like."""
    at = _places(pc.match_substring_regex(texts, _TWO_WORDS))
    lower = pc.ascii_lower(texts.take(pa.array(at)))
    words = pc.list_flatten(pc.split_pattern(lower, " "))
    first, second = (words.take(pa.array(np.arange(k, len(words), 2))) for k in (0, 1))
    usual = pc.invert(pc.or_(pc.is_in(first, value_set=_TELLING), pc.is_in(second, value_set=_TELLING)))
    at, first, second = at[usual.to_numpy(zero_copy_only=False)], first.filter(usual), second.filter(usual)
    key = pc.binary_join_element_wise(
        pc.min_element_wise(first, second), pc.max_element_wise(first, second), pa.scalar(" ")
    )
    return Sight(at, key, pc.binary_join_element_wise(first, second, ""), _neat(texts.take(pa.array(at))))


def places(texts: pa.Array) -> Sight:
    """Read the parts of addresses that are plain ASCII; what they say is their folded text."""
    at = _places(pc.match_substring_regex(texts, _PRINTABLE))
    plain = texts.take(pa.array(at))
    folded = pc.replace_substring_regex(pc.ascii_lower(plain), "[^a-z0-9]+", "")
    return Sight(at, folded, folded, _neat(plain))


def readable(texts: pa.Array) -> np.ndarray:
    """Mask the texts that read as text (`said.readable`)."""
    plain = pc.string_is_ascii(texts).to_numpy(zero_copy_only=False)
    lettered = pc.match_substring_regex(texts, "[A-Za-z]")
    found = pc.and_not(lettered, pc.match_substring(texts, "@")).to_numpy(zero_copy_only=False).copy()
    rest = np.flatnonzero(~plain)
    found[rest] = [said.readable(text) for text in texts.take(pa.array(rest)).to_pylist()]
    return found


def _neat(texts: pa.Array) -> np.ndarray:
    found = np.full(len(texts), said.NEAT, np.int64)
    rest = _places(pc.invert(pc.ascii_is_title(texts)))
    found[rest] = [said.neat(text) for text in texts.take(pa.array(rest)).to_pylist()]
    return found


def _places(mask: pa.Array) -> np.ndarray:
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))
